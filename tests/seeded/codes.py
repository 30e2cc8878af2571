"""The wrong drug, the wrong definition, the wrong route."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from seeded.catalogue import Change, File, operator
from seeded.sites import ATC, DERIVATION, RXNORM, SNOMED, dosages, drugs, routes
from seeded.tree import GONE, Path

INTRATHECAL = {"system": SNOMED, "code": "72607000", "display": "Intrathecal route (qualifier value)"}
INTRAVENOUS = {"system": SNOMED, "code": "47625008", "display": "Intravenous route (qualifier value)"}
ORAL = {"system": SNOMED, "code": "26643006", "display": "Oral route (qualifier value)"}
OTHER_CODES = {RXNORM: (("11202", "vincristine"), ("6851", "methotrexate")), ATC: (("L01CA02", ""), ("L01BA01", ""))}
VINCA = {"code": "11202", "system": RXNORM, "display": "vincristine"}


def drug_of(file: File, target: str) -> str:
    """The name of the drug that a canonical of this file defines, else nothing."""
    for path, concept in drugs(file):
        resource = next(value for at, value in reversed(file.resources) if at == path[: len(at)])
        if target.startswith("#") and target[1:] == resource.get("id"):
            return str(concept.get("text", ""))
        if target.partition("|")[0] == resource.get("url"):
            return str(concept.get("text", ""))
    return ""


def definitions(file: File) -> list[tuple[Path, str]]:
    return [(path, value) for path, value in file.named("definitionCanonical") if "ActivityDefinition" in value
            or value.startswith("#")]  # fmt: skip


@operator("fhir")
def definition_of_another_drug(file: File) -> Iterator[Change]:
    """The line above or below chosen in a list: the plan points to another drug's definition."""
    yield from _pointing(file, same_drug=False)


@operator("fhir")
def definition_of_another_dose(file: File) -> Iterator[Change]:
    """The same drug at the dose of another cycle: the plan points to the wrong one of two."""
    yield from _pointing(file, same_drug=True)


def _pointing(file: File, *, same_drug: bool) -> Iterator[Change]:
    found = definitions(file)
    targets = list(dict.fromkeys(target for _, target in found))
    names = {target: drug_of(file, target) for target in targets}
    for path, target in found:
        others = [one for one in targets if one != target and (names[one] == names[target]) is same_drug]
        if others:
            yield Change(path, f"{_last(target)} → {_last(others[0])}", ((path, others[0]),))


def _last(target: str) -> str:
    return target.rsplit("/", 1)[-1].partition("|")[0]


def codings(concepts: list[tuple[Path, dict[str, Any]]], system: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path, concept in concepts:
        for index, coding in enumerate(concept.get("coding", [])):
            if coding.get("system") == system:
                yield (*path, "coding", index), coding


@operator("fhir")
def rxnorm_code_of_another_drug(file: File) -> Iterator[Change]:
    """A code copied from the line before: RxNorm says another drug than the words."""
    yield from _another_code(file, RXNORM)


@operator("fhir")
def atc_code_of_another_drug(file: File) -> Iterator[Change]:
    """A code copied from the line before: ATC says another drug than the words."""
    yield from _another_code(file, ATC)


def _another_code(file: File, system: str) -> Iterator[Change]:
    for path, coding in codings(drugs(file), system):
        code = next(code for code, _ in OTHER_CODES[system] if code != coding["code"])
        yield Change(path, f"{coding['code']} → {code}", (((*path, "code"), code),))


@operator("fhir")
def code_and_display_of_another_drug(file: File) -> Iterator[Change]:
    """Another entry of the terminology chosen, code and display alike; only the text still says what was meant."""
    for path, coding in codings(drugs(file), RXNORM):
        code, name = next(pair for pair in OTHER_CODES[RXNORM] if pair[0] != coding["code"])
        edits = (((*path, "code"), code), ((*path, "display"), name))
        yield Change(path, f"{coding['code']} → {code} {name}", edits)


@operator("fhir")
def code_mistyped(file: File) -> Iterator[Change]:
    """The last two characters of a drug's code changed places."""
    for path, concept in drugs(file):
        for index, coding in enumerate(concept.get("coding", [])):
            code = coding.get("code", "")
            wrong = code[:-2] + code[-1:] + code[-2:-1]
            if wrong != code:
                yield Change(path, f"{code} → {wrong}", (((*path, "coding", index, "code"), wrong),))


@operator("fhir")
def code_of_another_system(file: File) -> Iterator[Change]:
    """The code system of the neighbouring column: an ATC code that says it is of RxNorm, or the reverse."""
    for system, other in ((RXNORM, ATC), (ATC, RXNORM)):
        for path, coding in codings(drugs(file), system):
            yield Change(path, f"{coding['code']} as of {_last(other)}", (((*path, "system"), other),))


@operator("fhir")
def display_of_another_drug(file: File) -> Iterator[Change]:
    """What is shown for a code is another drug's name."""
    for path, coding in codings(drugs(file), RXNORM):
        name = next(name for code, name in OTHER_CODES[RXNORM] if code != coding["code"])
        yield Change(path, f"display {name}", (((*path, "display"), name),))


@operator("fhir")
def text_of_another_drug(file: File) -> Iterator[Change]:
    """What people read is another drug than what is coded: vinblastine and vincristine are taken for each other."""
    for path, concept in drugs(file):
        if concept.get("text"):
            name = "vincristine" if "methotrexate" in concept["text"].lower() else "methotrexate"
            yield Change(path, f"{concept['text']} → {name}", (((*path, "text"), name),))


@operator("fhir")
def route_coded_intrathecal(file: File) -> Iterator[Change]:
    """The neighbouring row of a list of routes, in the code alone."""
    for path, route in routes(file):
        if route["coding"][0].get("code") != INTRATHECAL["code"]:
            edits = (((*path, "coding", 0), INTRATHECAL),)
            yield Change(path, f"{route['coding'][0].get('display')} → intrathecal", edits)


@operator("fhir")
def route_coded_intravenous(file: File) -> Iterator[Change]:
    """By mouth or into the spinal canal becomes into a vein, in the code alone."""
    for path, route in routes(file):
        if route["coding"][0].get("code") != INTRAVENOUS["code"]:
            edits = (((*path, "coding", 0), INTRAVENOUS),)
            yield Change(path, f"{route['coding'][0].get('display')} → intravenous", edits)


@operator("fhir")
def route_text_changed(file: File) -> Iterator[Change]:
    """People read another route than computers."""
    for path, route in routes(file):
        if route.get("text"):
            other = "intrathecal" if "intrathecal" not in route["text"] else "intravenous"
            yield Change(path, f"{route['text']} → {other}", (((*path, "text"), other),))


@operator("fhir")
def route_changed(file: File) -> Iterator[Change]:
    """Another route in code and words; the rest of the file still says the old one."""
    for path, route in routes(file):
        code = route["coding"][0].get("code")
        other, text = (ORAL, "oral") if code != ORAL["code"] else (INTRAVENOUS, "intravenous")
        edits = (((*path, "coding"), [other]), ((*path, "text"), text))
        yield Change(path, f"→ {text}", edits)


@operator("fhir")
def route_lost(file: File) -> Iterator[Change]:
    """How a drug is given is not taken over, and nothing says so."""
    for path, _ in routes(file):
        yield Change(path, "no route", ((path, GONE),))


@operator("fhir")
def vinca_intrathecal(file: File) -> Iterator[Change]:
    """Vincristine into the spinal canal: fatal, and warned of by WHO in 2007. Code, display and text agree."""
    for path, dosage in dosages(file):
        resource = next(place for place, _ in reversed(file.resources) if place == path[: len(place)])
        concepts = [concept for place, concept in drugs(file) if place[: len(resource)] == resource]
        route = {**_quoted(dosage.get("route", {})), "coding": [INTRATHECAL], "text": "intrathecal"}
        if any("vincristine" in str(concept.get("text", "")).lower() for concept in concepts):
            yield Change(path, "intrathecal", (((*path, "route"), route),))


def _quoted(route: dict[str, Any]) -> dict[str, Any]:
    """The quotes of a route, without a mark that it is absent."""
    kept = [extension for extension in route.get("extension", []) if extension.get("url") == DERIVATION]
    return {"extension": kept} if kept else {}


@operator("fhir")
def trial_of_another_number(file: File) -> Iterator[Change]:
    """One figure of the trial's number: another trial."""
    for path, value in file.named("value"):
        if isinstance(value, str) and value.startswith("NCT"):
            wrong = value[:-1] + str((int(value[-1]) + 1) % 10)
            yield Change(path, f"{value} → {wrong}", ((path, wrong),))


@operator("fhir")
def disease_of_another_code(file: File) -> Iterator[Change]:
    """The plan says that it is for another disease."""
    for path, value in file.named("useContext"):
        for index, context in enumerate(value):
            for inner, coding in enumerate(context.get("valueCodeableConcept", {}).get("coding", [])):
                place = (*path, index, "valueCodeableConcept", "coding", inner, "code")
                wrong = "91861009" if coding.get("code") != "91861009" else "91857003"
                yield Change(place, f"{coding.get('code')} → {wrong}", ((place, wrong),))
