"""What a server says of itself: its FHIR release, and whether it takes transactions and our ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dosetrace.fhir.read.document import Json, listed, mapping, objects, words
from dosetrace.findings import InputError
from dosetrace.server.http import FhirServer

_RELEASES = {"4.0": "r4", "5.0": "r5"}


@dataclass(frozen=True)
class Capability:
    """`release` is r4 or r5; `software` what the server calls itself."""

    release: str
    software: str
    own_ids_only: bool
    """Whether it says that it takes no ids from clients; False also where it says nothing."""


def capability(server: FhirServer, kinds: Iterable[str], release: str | None = None) -> Capability:
    """What the server says. `kinds` are the resource types it has to take, `release` the one the user names.

    Raises InputError where it cannot take the bundles: another release, no transactions, a type it does not know.
    """
    value = server.get("metadata")
    if mapping(value).get("resourceType") != "CapabilityStatement":
        if release is not None:
            return Capability(release, "a server that does not describe itself", own_ids_only=False)
        kind = mapping(value).get("resourceType")
        raise InputError(
            f"{server.address}/metadata: {kind}; expected a CapabilityStatement (--fhir-version goes on without)"
        )
    return _read(server.address, value, frozenset(kinds), release)


def _read(address: str, value: Json, kinds: frozenset[str], release: str | None) -> Capability:
    version = words(value.get("fhirVersion"))
    spoken = _RELEASES.get(version[:3])
    if spoken is None or release not in (None, spoken):
        raise InputError(f"{address}: the server speaks FHIR {version or 'of no stated version'}; expected "
                         f"{release or '4.0.1 or 5.0.0'}")  # fmt: skip
    rest = next((item for _, item in objects(value.get("rest")) if item.get("mode", "server") == "server"), {})
    system = [words(item.get("code")) for _, item in objects(rest.get("interaction"))]
    if system and "transaction" not in system:
        raise InputError(f"{address}: the server takes no transactions; expected that it does")
    resources = {words(item.get("type")): item for _, item in objects(rest.get("resource"))}
    missing = sorted(kinds - resources.keys()) if resources else []
    if missing:
        raise InputError(f"{address}: the server does not know {', '.join(missing)}; expected that it does")
    refuses = any(resources[kind].get("updateCreate") is False for kind in kinds & resources.keys())
    return Capability(spoken, _software(value), own_ids_only=refuses)


def _software(value: Json) -> str:
    software: dict[str, Any] = mapping(value.get("software"))
    name = " ".join(words(software.get(key)) for key in ("name", "version")).strip()
    return (
        name
        or words(value.get("publisher"))
        or ", ".join(str(item) for item in listed(value.get("format"))[:1])
        or "unnamed"
    )
