"""What a server says of itself: its FHIR release, and whether it takes transactions and our ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.findings import InputError
from dosetrace.server.http import FhirServer

_RELEASES = {"4.0": "r4", "5.0": "r5"}


@dataclass(frozen=True)
class Capability:
    """`release` is r4 or r5; `software` what the server calls itself; `resources` its resource types with what it
    says of each, empty where it says nothing."""

    address: str
    release: str
    software: str
    resources: Mapping[str, Json]

    def demand(self, kinds: Iterable[str]) -> None:
        """Raises InputError where the server does not know one of the resource types."""
        missing = sorted(set(kinds) - self.resources.keys()) if self.resources else []
        if missing:
            raise InputError(f"{self.address}: the server does not know {', '.join(missing)}; expected that it does")

    def own_ids_only(self, kinds: Iterable[str]) -> bool:
        """Whether it says that it takes no ids from clients; False also where it says nothing."""
        return any(self.resources.get(kind, {}).get("updateCreate") is False for kind in kinds)


def capability(server: FhirServer, release: str | None = None) -> Capability:
    """What the server says; `release` is the one the user names.

    Raises InputError where it cannot take the bundles: another release, or no transactions.
    """
    value = server.get("metadata")
    kind = mapping(value).get("resourceType")
    if kind == "CapabilityStatement":
        return _read(server.address, value, release)
    if release is None:
        expected = "expected a CapabilityStatement (--fhir-version goes on without)"
        raise InputError(f"{server.address}/metadata: {kind}; {expected}")
    return Capability(server.address, release, "a server that does not describe itself", {})


def _read(address: str, value: Json, release: str | None) -> Capability:
    version = words(value.get("fhirVersion"))
    spoken = _RELEASES.get(version[:3])
    if spoken is None or release not in (None, spoken):
        expected = release or "4.0.1 or 5.0.0"
        raise InputError(f"{address}: the server speaks FHIR {version or 'of no stated version'}; expected {expected}")
    rest = next((item for _, item in objects(value.get("rest")) if item.get("mode", "server") == "server"), {})
    system = [words(item.get("code")) for _, item in objects(rest.get("interaction"))]
    if system and "transaction" not in system:
        raise InputError(f"{address}: the server takes no transactions; expected that it does")
    resources = {words(item.get("type")): item for _, item in objects(rest.get("resource"))}
    return Capability(address, spoken, _software(value), resources)


def _software(value: Json) -> str:
    software = mapping(value.get("software"))
    name = " ".join(words(software.get(key)) for key in ("name", "version")).strip()
    return name or words(value.get("publisher")) or "a server without a name"
