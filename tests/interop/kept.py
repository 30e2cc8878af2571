"""Element by element, what the engine keeps of a plan and its activities: counted, character by character."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from interop.engine import Applied, Json, actions

Census = dict[str, Counter[str]]
"""Path of an element to how often it is kept, changed and lost."""

BECOMES = {
    "PlanDefinition.url": "instantiatesCanonical", "ActivityDefinition.url": "instantiatesCanonical",
    "PlanDefinition.action.definitionCanonical": "resource", "ActivityDefinition.dosage": "dosageInstruction",
    "PlanDefinition.subjectReference": "subject",
}  # fmt: skip
"""Elements that have another name in the result."""
UNNAMED = ("resourceType", "id", "action", "text")
"""Not compared: what a resource is, its id, the actions (they are compared one by one), the narrative."""


def census(results: Iterable[Applied]) -> Census:
    """Every element of the definitions that reached the results, and whether it is still there."""
    found: Census = {}
    for applied in results:
        for group in applied.groups:
            for path, verdict in _compare_group(applied, group):
                found.setdefault(path, Counter())[verdict] += 1
    return dict(sorted(found.items()))


def _compare_group(applied: Applied, group: Json) -> Iterator[tuple[str, str]]:
    plan = applied.definitions[group["instantiatesCanonical"][0]]
    yield from compare("PlanDefinition", _renamed(plan), group)
    given = {action["id"]: action for action in actions(plan)}
    for action in actions(group):
        definition = given[action["id"]]
        yield from compare("PlanDefinition.action", definition, action)
        request = applied.requests.get(action.get("resource", {}).get("reference", "").removeprefix("#"))
        if request is not None:
            activity = applied.definitions[definition["definitionCanonical"]]
            yield from compare("ActivityDefinition", _renamed(activity), _plain(request))


def _renamed(definition: Json) -> Json:
    """Url and version in one, as results point back at definitions."""
    one = {**definition, "url": [f"{definition['url']}|{definition['version']}"]}
    return {key: value for key, value in one.items() if key != "version"}


def _plain(request: Json) -> Json:
    """The drug by the name that the definition has for it, in both releases."""
    drug = request.get("medicationCodeableConcept") or request["medication"]["concept"]
    return {**request, "productCodeableConcept": drug}


def compare(kind: str, definition: Json, result: Json) -> Iterator[tuple[str, str]]:
    """Each value of the definition as its path and `kept`, `changed` or `lost`."""
    for name, value in definition.items():
        if name in UNNAMED:
            continue
        other = result.get(BECOMES.get(f"{kind}.{name}", name))
        if name == "definitionCanonical":
            yield f"{kind}.{name}", "changed" if other else "lost"
            continue
        there = dict(_values(other, ""))
        for path, inner in _values(value, ""):
            verdict = "lost" if path not in there else "kept" if there[path] == inner else "changed"
            yield f"{kind}.{name}" + re.sub(r"\[\d+\]", "", path), verdict


def _values(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Each simple value with its path; an extension, named by the last part of its url, is one value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _values(item, f"{path}.{key}")
    elif isinstance(value, list):
        for turn, item in enumerate(value):
            if isinstance(item, dict) and "url" in item:
                yield f"{path}({item['url'].rsplit('/', 1)[-1]})[{turn}]", repr(item)
            else:
                yield from _values(item, f"{path}[{turn}]")
    elif value is not None:
        yield path, repr(value)
