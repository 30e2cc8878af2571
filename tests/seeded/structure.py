"""Wrong references and wrong FHIR."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from seeded.catalogue import Change, File, operator
from seeded.sites import DAYS_OF_CYCLE, doses
from seeded.tree import GONE, Path, at, edited

DEFINITIONS = ("PlanDefinition", "ActivityDefinition", "Library")
REQUIRED = {
    "PlanDefinition": ("status",), "ActivityDefinition": ("status",), "Library": ("status", "type"),
    "MedicationRequest": ("status", "intent", "subject"), "RequestGroup": ("status", "intent"),
    "RequestOrchestration": ("status", "intent"), "DocumentReference": ("status", "content"), "Bundle": ("type",),
}  # fmt: skip
MISSPELT = {"doseQuantity": "doseQuanity", "doseRange": "doseRanges", "timing": "timings", "repeat": "repeats",
            "definitionCanonical": "definitionCannonical", "route": "Route", "condition": "conditions"}  # fmt: skip
CODES = ("intent", "kind", "selectionBehavior", "groupingBehavior", "relationship", "periodUnit", "durationUnit",
         "requiredBehavior", "cardinalityBehavior")  # fmt: skip


@operator("fhir")
def reference_dangling(file: File) -> Iterator[Change]:
    """A resource was renamed and not what points to it; only where it points to something in the file."""
    there = {f"{value['resourceType']}/{value.get('id')}" for _, value in file.resources}
    for path, value in file.named("reference"):
        if value in there:
            yield Change(path, "one letter more", ((path, f"{value}x"),))


@operator("fhir")
def canonical_dangling(file: File) -> Iterator[Change]:
    """The address of a definition mistyped."""
    for path, value in file.named("definitionCanonical"):
        wrong = value.replace("|", "x|") if "|" in value else f"{value}x"
        yield Change(path, "one letter more", ((path, wrong),))


@operator("fhir")
def canonical_of_another_version(file: File) -> Iterator[Change]:
    """The plan points to a version that is not there: a definition was changed under it."""
    for path, value in file.named("definitionCanonical"):
        if "|" in value:
            yield Change(path, "version 9.9.9", ((path, f"{value.partition('|')[0]}|9.9.9"),))


@operator("fhir")
def library_dangling(file: File) -> Iterator[Change]:
    """The logic is looked for in a library that is not there."""
    for path, value in file.named("library"):
        if isinstance(value, list) and value and isinstance(value[0], str):
            wrong = value[0].replace("Logic", "Logics") if "Logic" in value[0] else f"{value[0]}x"
            yield Change(path, "another library", (((*path, 0), wrong),))


@operator("fhir")
def related_action_dangling(file: File) -> Iterator[Change]:
    """An action was renamed and not what waits for it."""
    for path, value in file.named("actionId", "targetId"):
        yield Change(path, f"{value} → {value}-old", ((path, f"{value}-old"),))


@operator("fhir")
def resource_lost(file: File) -> Iterator[Change]:
    """One resource of the bundle was not sent."""
    for path, value in file.resources:
        if path and value["resourceType"] in (*DEFINITIONS[1:], "DocumentReference", "MedicationRequest"):
            yield Change(path, f"no {value.get('id')}", ((path[: path.index(_holder(path)) + 2], GONE),))


def _holder(path: Path) -> str:
    return "entry" if "entry" in path else "contained"


@operator("fhir")
def resource_sent_twice(file: File) -> Iterator[Change]:
    """An old and a new state of one definition in one bundle, with different doses."""
    for path, value in doses(file):
        if path[:1] == ("entry",):
            copy = edited(at(file.value, path[:2]), (((*path[2:], "value"), value["value"] * 2),))
            yield Change(path[:2], "twice, another dose", ((("entry",), [*file.value["entry"], copy]),))


@operator("fhir")
def action_named_twice(file: File) -> Iterator[Change]:
    """A line copied with its id: what points to it points to two."""
    found = [(path, action["id"]) for path, action in file.actions if "id" in action and "action" not in action]
    for (_, first), (path, _) in pairwise(found):
        yield Change(path, f"also {first}", (((*path, "id"), first),))


@operator("fhir")
def required_element_lost(file: File) -> Iterator[Change]:
    """An element that FHIR requires is left out."""
    for path, value in file.resources:
        for name in REQUIRED.get(value["resourceType"], ()):
            if name in value:
                yield Change((*path, name), f"no {name}", (((*path, name), GONE),))


@operator("fhir")
def status_not_of_fhir(file: File) -> Iterator[Change]:
    """A status of the own system, not of FHIR."""
    for path, value in file.resources:
        if isinstance(value.get("status"), str):
            yield Change((*path, "status"), f"{value['status']} → approved", (((*path, "status"), "approved"),))


@operator("fhir")
def code_misspelt(file: File) -> Iterator[Change]:
    """A code that its required value set does not hold."""
    for path, value in file.named(*CODES):
        if isinstance(value, str):
            yield Change(path, f"{value} → {value}s", ((path, f"{value}s"),))


@operator("fhir")
def element_misspelt(file: File) -> Iterator[Change]:
    """An element under a name that FHIR does not know: readers pass over it."""
    for path, value in file.named(*MISSPELT):
        if isinstance(value, dict | str | list):
            name = MISSPELT[str(path[-1])]
            yield Change(path, f"{path[-1]} → {name}", (((*path[:-1], name), value), (path, GONE)))


@operator("fhir")
def number_as_text(file: File) -> Iterator[Change]:
    """A number in quotation marks, as a form delivers it."""
    for path, value in doses(file):
        yield Change((*path, "value"), f'"{value["value"]}"', (((*path, "value"), str(value["value"])),))


@operator("fhir")
def list_made_one(file: File) -> Iterator[Change]:
    """A list written as its only member, as converters from XML do."""
    for path, value in file.named("dosage", "dosageInstruction", "doseAndRate", "relatedAction", "condition"):
        if isinstance(value, list) and len(value) == 1:
            yield Change(path, "no list", ((path, value[0]),))


@operator("fhir")
def extension_elsewhere(file: File) -> Iterator[Change]:
    """The days of the cycle on the dosing of the resource and not on the action: FHIR does not allow it there."""
    for path, action in file.actions:
        found = [one for one in action.get("extension", []) if one.get("url") == DAYS_OF_CYCLE]
        if found and "relatedAction" in action:
            rest = [one for one in action["extension"] if one not in found]
            edits: tuple[tuple[Path, Any], ...] = (((*path, "relatedAction", 0, "extension"), found),)
            kept = (((*path, "extension"), rest or GONE),)
            yield Change(path, "on the related action", edits + kept)


@operator("fhir")
def extension_address_mistyped(file: File) -> Iterator[Change]:
    """An extension nobody knows: receivers pass over it."""
    for path, value in file.objects:
        url = value.get("url", "")
        if path and "StructureDefinition/" in url and path[-2] == "extension":
            yield Change((*path, "url"), f"{url.rsplit('/', 1)[-1]}s", (((*path, "url"), f"{url}s"),))


@operator("fhir")
def element_of_the_other_release(file: File) -> Iterator[Change]:
    """An element of R5 in a file of R4, or the reverse, after a half-done move."""
    for path, value in file.named("relatedAction"):
        for index, related in enumerate(value):
            old, new = ("targetId", "actionId") if file.release == "r5" else ("actionId", "targetId")
            if old in related:
                place = (*path, index)
                yield Change(place, f"{old} → {new}", (((*place, new), related[old]), ((*place, old), GONE)))
    for path, value in file.of_kind("MedicationRequest"):
        yield from _medication(path, value)


def _medication(path: Path, value: dict[str, Any]) -> Iterator[Change]:
    if "medicationCodeableConcept" in value:
        new = {"concept": value["medicationCodeableConcept"]}
        edits = (((*path, "medicationCodeableConcept"), GONE), ((*path, "medication"), new))
        yield Change(path, "medicationCodeableConcept → medication", edits)
    elif "concept" in value.get("medication", {}):
        edits = (((*path, "medication"), GONE), ((*path, "medicationCodeableConcept"), value["medication"]["concept"]))
        yield Change(path, "medication → medicationCodeableConcept", edits)


@operator("fhir")
def two_of_a_choice(file: File) -> Iterator[Change]:
    """A dose as a quantity and as a range: a choice of FHIR made twice."""
    for path, value in file.named("doseQuantity"):
        if "value" in value:
            place = (*path[:-1], "doseRange")
            yield Change(path, "doseRange beside it", ((place, {"low": value, "high": value}),))
