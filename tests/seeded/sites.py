"""Where dosing stands in FHIR: amounts, timings, days, conditions and quotes, found by the names of the elements."""

from __future__ import annotations

import base64
from typing import Any

from seeded.catalogue import File
from seeded.tree import Path

Found = list[tuple[Path, dict[str, Any]]]
DAYS_OF_CYCLE = "http://hl7.org/fhir/StructureDefinition/timing-daysOfCycle"
DERIVATION = "http://hl7.org/fhir/StructureDefinition/derivation-reference"
NOT_STATED = "https://w3id.org/dosetrace/fhir/StructureDefinition/not-stated"
DERIVED = "https://w3id.org/dosetrace/fhir/StructureDefinition/derived"
RXNORM, ATC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc"
SNOMED, UCUM = "http://snomed.info/sct", "http://unitsofmeasure.org"


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def doses(file: File) -> Found:
    """Every amount of a drug: `doseQuantity`, the ends of `doseRange`, what a rate gives."""
    return [(path, value) for path, value in file.objects if is_number(value.get("value")) and _is_dose(path)]


def _is_dose(path: Path) -> bool:
    over = path[-2] if len(path) > 1 else None
    return (
        path[-1:] == ("doseQuantity",)
        or (path[-1] in ("low", "high") and over == "doseRange")
        or (path[-1] == "numerator" and over == "rateRatio")
    )


def single_doses(file: File) -> Found:
    return [(path, value) for path, value in doses(file) if path[-1] == "doseQuantity"]


def ranges(file: File) -> Found:
    return [found for found in file.objects if found[0] and found[0][-1] == "doseRange" and "low" in found[1]]


def rates(file: File) -> Found:
    return [found for found in file.objects if found[0] and found[0][-1] == "rateRatio" and "numerator" in found[1]]


def repeats(file: File) -> Found:
    """Every `Timing.repeat`."""
    return [found for found in file.objects if found[0] and found[0][-1] == "repeat"]


def dose_repeats(file: File) -> Found:
    """Those of a dosage."""
    return [found for found in repeats(file) if found[0][-2] == "timing"]


def cycle_repeats(file: File) -> Found:
    """Those of an action."""
    return [found for found in repeats(file) if found[0][-2] == "timingTiming"]


def dosages(file: File) -> Found:
    slots = ("dosage", "dosageInstruction")
    return [found for found in file.objects if len(found[0]) > 1 and found[0][-2] in slots]


def days(action: dict[str, Any]) -> list[tuple[Path, int]]:
    """The days of the cycle an action names, each with the path of its number below the action."""
    return [
        (("extension", outer, "extension", inner, "valueInteger"), part["valueInteger"])
        for outer, extension in enumerate(action.get("extension", []))
        if extension.get("url") == DAYS_OF_CYCLE
        for inner, part in enumerate(extension.get("extension", []))
        if part.get("url") == "day"
    ]


def day_actions(file: File) -> Found:
    """The actions that name days of the cycle."""
    return [found for found in file.actions if days(found[1])]


def quotes(file: File) -> Found:
    """Every extension that says which words a number comes from."""
    return [found for found in file.objects if found[1].get("url") == DERIVATION and "extension" in found[1]]


def attachments(file: File) -> list[tuple[Path, str]]:
    """Every extract: the path of its attachment, and its text."""
    found = [
        (path, value)
        for path, value in file.objects
        if path and path[-1] == "attachment" and value.get("contentType", "").startswith("text/plain")
    ]
    return [(path, base64.b64decode(value["data"]).decode()) for path, value in found]


def libraries(file: File) -> list[tuple[Path, str]]:
    """Every CQL text: the path of its data, and the text."""
    return [
        ((*path, "data"), base64.b64decode(value["data"]).decode())
        for path, value in file.objects
        if value.get("contentType") == "text/cql"
    ]


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def drugs(file: File) -> Found:
    """Every coded drug: the concept with its codings."""
    slots = ("productCodeableConcept", "medicationCodeableConcept")
    return [
        (path, value)
        for path, value in file.objects
        if path and (path[-1] in slots or path[-2:] == ("medication", "concept"))
    ]


def routes(file: File) -> Found:
    """Every stated route."""
    return [found for found in file.objects if found[0] and found[0][-1] == "route" and "coding" in found[1]]


def expressions(file: File) -> Found:
    """The expression of every condition of an action."""
    return [found for found in file.objects if found[0] and found[0][-1] == "expression" and "language" in found[1]]
