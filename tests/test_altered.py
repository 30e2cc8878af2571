"""Altered bundles: one thing changed, and the checks see it; nothing changed, and they see nothing.

Changes of doses, units, days, times, cycles, quotes and references in every kind of bundle, several hundred in all.
What is altered and not looked for: addresses of code systems, computable names, ids that nothing refers to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import ROOT
from dosetrace.checks.load import Loader
from dosetrace.checks.registry import checks
from dosetrace.checks.run import run
from dosetrace.findings import Level

Path = tuple[str | int, ...]
NAMES = ["ino-vate-inotuzumab", "ino-vate-flag", "ino-vate-hidac", "ino-vate-mxn-ara-c", "ino-mrd", "pomp",
         "pomp-blinatumomab", "blinatumomab-consolidation", "mini-hcvd-ino-fractionated"]  # fmt: skip
UNITS = {
    "mg/m2": "g/m2",
    "g/m2": "mg/m2",
    "mg": "g",
    "ug/kg": "mg/kg",
    "d": "wk",
    "h": "d",
    "wk": "d",
    "mo": "wk",
    "a": "mo",
}
NUMBERS = {"value", "valueInteger", "count", "countMax", "period", "periodMax", "duration", "durationMax", "frequency"}
EVERY = 3
"""Of all alterations every third is tried: 1,678 over all bundles."""
REFERENCES = {"reference", "resource", "definitionCanonical", "actionId", "targetId", "fullUrl"}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path, value


def altered(path: Path, value: Any) -> Iterator[Any]:
    """What to put in the place of a value; nothing where an alteration would mean the same."""
    name = path[-1]
    if name in NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
        yield value + 1
        yield from [value * 10] if value else []
    elif name in ("code", "periodUnit", "durationUnit") and value in UNITS:
        yield UNITS[value]
    elif name in REFERENCES:
        yield value + "x"
    elif name == "code" and str(value).isalnum() and any(char.isdigit() for char in str(value)):
        yield value[:-1] + ("1" if value[-1] == "0" else "0")
    elif name == "data":
        yield value[:8] + ("A" if value[8] != "A" else "B") + value[9:]


def alterations(bundle: Any) -> Iterator[tuple[Path, Any]]:
    for path, value in list(leaves(bundle)):
        for other in altered(path, value):
            holder = bundle
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = other
            yield path, other
            holder[path[-1]] = value


def errors(loader: Loader, bundle: Any) -> list[str]:
    subject = loader.fhir(json.dumps(bundle, ensure_ascii=False), "altered.json")
    return [finding.check for finding in run([subject], checks()) if finding.level is Level.ERROR]


@pytest.mark.parametrize("release", ["r4", "r5"])
@pytest.mark.parametrize("name", NAMES)
def test_every_alteration_is_caught(loader: Loader, name: str, release: str) -> None:
    bundle = json.loads((ROOT / "fhir_bundles" / release / f"{name}.json").read_text(encoding="utf-8"))
    assert errors(loader, bundle) == []
    missed = [
        (path, other)
        for turn, (path, other) in enumerate(alterations(bundle))
        if turn % EVERY == 0 and errors(loader, bundle) == []
    ]
    assert missed == []


def test_removed_entries_and_actions_are_caught(loader: Loader) -> None:
    for name in NAMES:
        bundle = json.loads((ROOT / "fhir_bundles/r4" / f"{name}.json").read_text(encoding="utf-8"))
        for index in range(1, len(bundle["entry"])):
            fewer = {**bundle, "entry": bundle["entry"][:index] + bundle["entry"][index + 1 :]}
            assert errors(loader, fewer), (name, bundle["entry"][index]["fullUrl"])
        cycles = bundle["entry"][0]["resource"]["action"][0]["action"]
        for cycle in cycles:
            for index, leaf in enumerate(list(cycle["action"])):
                del cycle["action"][index]
                assert errors(loader, bundle), (name, leaf["id"])
                cycle["action"].insert(index, leaf)
