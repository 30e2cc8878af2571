"""No vinca alkaloid is given by the intrathecal route."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.checks.shared.medicines import Medicine, drugs_in, medicines
from dosetrace.checks.shared.orders import orders
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Json, mapping, objects, words
from dosetrace.findings import Level, Path, Problem
from dosetrace.terminology import routes_by_code

LEVEL = Level.ERROR
WHY = "WHO alert 115 (July 2007): vincristine, as all vincas, is for intravenous use only; fatal by other routes."
JUDGES = (Fhir,)

VINCAS = frozenset({"vincristine", "vinblastine", "vindesine", "vinorelbine", "vinflunine"})
_SPINAL = re.compile(r"intrathecal|intraventricular|intraspinal|intralumbar|\bI\.T\.|\bIT\b")
_WARNS = re.compile(
    r"\b(?:not?|never|fatal|fatally|deadly|lethal|kills?|death|contraindicated|avoid|only|do not|don't)\b",
    re.IGNORECASE,
)


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        for drug in sorted(_vincas(medicine)):
            yield from _medicine(medicine, drug)
    for order in orders(subject.document):
        for drug in sorted(_vincas(order.medicine)):
            for name in ("title", "description", "textEquivalent"):
                if spinal(words(order.action.get(name))):
                    yield _problem(drug, (*order.path, name), words(order.action.get(name)))


def _vincas(medicine: Medicine) -> frozenset[str]:
    """Of the coded drug and of the words for it, which may disagree."""
    shown = (words(medicine.concept.get("text")), words(medicine.resource.value.get("title")))
    return VINCAS & (medicine.drugs | {named.drug for text in shown for named in drugs_in(text)})


def _medicine(medicine: Medicine, drug: str) -> Iterator[Problem]:
    for name in ("title", "description"):
        text = words(medicine.resource.value.get(name))
        if spinal(text):
            yield _problem(drug, (*medicine.resource.path, name), text)
    for path, dosage in medicine.dosages:
        coded = _coded(mapping(dosage.get("route")))
        if coded:
            yield _problem(drug, (*path, "route"), "intrathecal")
        for where, text in _texts(dosage):
            if spinal(text) and not coded:
                yield _problem(drug, (*path, *where), text)


def _texts(dosage: Json) -> Iterator[tuple[Path, str]]:
    """Everything that whoever gives it reads."""
    for name in ("text", "patientInstruction"):
        yield (name,), words(dosage.get(name))
    for name in ("method", "site"):
        yield (name, "text"), words(mapping(dosage.get(name)).get("text"))
    for index, concept in objects(dosage.get("additionalInstruction")):
        yield ("additionalInstruction", index, "text"), words(concept.get("text"))


def spinal(text: str) -> bool:
    """Whether a text orders the intrathecal route, and does not warn of it."""
    return bool(_SPINAL.search(text[:2000])) and not _WARNS.search(text[:2000])


def _coded(route: Json) -> bool:
    codings = [coding for _, coding in objects(route.get("coding"))]
    if any(routes_by_code().get((words(c.get("system")), words(c.get("code")))) == "intrathecal" for c in codings):
        return True
    return any(spinal(text) for text in (words(route.get("text")), *(words(c.get("display")) for c in codings)))


def _problem(drug: str, path: Path, found: str) -> Problem:
    return Problem(
        f'{drug} by the intrathecal route ("{found[:200]}"), expected intravenous', path, found, "intravenous"
    )
