"""What a dose is said to be normalised to, body surface or weight, is what its unit says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared import planned
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.fhir.read.dosages import Written, written
from dosetrace.fhir.read.marks import extensions
from dosetrace.findings import Level, Problem
from dosetrace.units import Amount

LEVEL = Level.ERROR
WHY = "mCODE: the normalization basis says whether a dose is per body surface area, per body weight, or fixed."
JUDGES = (Fhir,)

_EXTENSION = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-normalization-basis"
_BASES = {
    "301898006": "body surface area", "363804004": "body weight", "27113001": "body weight", "1157245009": "flat",
}  # fmt: skip
_WORDS = {
    "body surface area": re.compile(r"\bbody surface\b|\bBSA\b"),
    "body weight": re.compile(r"\bbody ?weight\b", re.IGNORECASE),
}


def check(subject: Fhir) -> Iterator[Problem]:
    for one in written(subject.document):
        said = set(_stated(one.resource.value)) | set(_stated(one.value)) | _words(one.text)
        for path, dose in planned.doses(one) if len(said) == 1 else ():
            (basis,) = said
            if _contradicts(basis, dose, one):
                message = f"the dose is {dose}, which is {_shown(dose.unit.basis)}, but said to be {_shown(basis)}"
                yield Problem(message, path, str(dose), _shown(basis))


def _contradicts(basis: str, dose: Amount, one: Written) -> bool:
    """A flat amount may be what was worked out for a patient; only a definition is for no patient."""
    found = dose.unit.basis
    definition = one.resource.kind == "ActivityDefinition" and "dynamicValue" not in one.resource.value
    worked_out = found == "flat" and (not definition or bool(_words(one.text)))
    return found != basis and dose.unit.dimension is not None and not worked_out


def _stated(value: Json) -> Iterator[str]:
    for extension in extensions(value, _EXTENSION):
        for _, coding in objects(mapping(extension.get("valueCodeableConcept")).get("coding")):
            if words(coding.get("code")) in _BASES:
                yield _BASES[coding["code"]]


def _words(text: str) -> set[str]:
    return {basis for basis, pattern in _WORDS.items() if pattern.search(text)}


def _shown(basis: str) -> str:
    return "a flat amount" if basis == "flat" else f"per {basis}"
