"""Conditions as CQL: a define for each, one for its complement, and one for when it cannot be judged."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

from dosetrace.facts import Threshold
from dosetrace.fhir.urls import OBSERVATIONS
from dosetrace.fhir.write.elements import canonical, header, name_of, paragraph
from dosetrace.fhir.write.jsontext import Json
from dosetrace.model import Condition, Regimen

_SPOKEN = {"≥": "at least", "≤": "at most", "<": "below", ">": "above", "%": "percent"}


@dataclass(frozen=True, slots=True)
class Branch:
    """One applicability condition of a choice: what people read, the name of its define, and its CQL."""

    text: str
    cql: str

    @property
    def define(self) -> str:
        words = "".join(f" {_SPOKEN.get(char, char)} " if char in _SPOKEN else char for char in self.text)
        return name_of(words)


def library_name(regimen: Regimen) -> str:
    """The last part of the url, computable name and CQL name of the library in one word, as engines want it."""
    return f"{name_of(regimen.id)}Logic"


def computable(condition: Condition | None) -> bool:
    """Whether a computer can decide it."""
    return condition is not None and condition.kind != "judgement"


def branch(condition: Condition) -> Branch:
    """The branch in which the condition holds."""
    if condition.kind == "response":
        negated = condition.text.endswith("not achieved")
        test = "not ResponseIsCROrCRi" if negated else "ResponseIsCROrCRi"
        return Branch(condition.text, f"ResponseCode is not null and {test}")
    subject = "CD20Percent" if condition.kind == "cd20" else "AgeInYears()"
    tests = " and ".join(f"{subject} {limit.relation} {_literal(limit)}" for limit in condition.thresholds)
    return Branch(condition.text, f"{subject} is not null and {tests}")


def complement(condition: Condition) -> Branch:
    """The branch in which a single condition does not hold."""
    limit = condition.thresholds[0]
    text = f"CD20 below {limit.amount.text}: not given"
    return Branch(text, f"CD20Percent is not null and not (CD20Percent {limit.relation} {_literal(limit)})")


def undecided(condition: Condition) -> Branch:
    """The branch in which it is not known whether the condition holds."""
    return {
        "response": Branch("response not assessed: decide", "ResponseCode is null"),
        "cd20": Branch("CD20 not known: decide", "CD20Percent is null"),
        "age": Branch("age not known: decide", "AgeInYears() is null"),
    }[condition.kind]


def _literal(limit: Threshold) -> str:
    return limit.amount.figures


def expression(regimen: Regimen, chosen: Branch) -> Json:
    """The `condition` element that names the define."""
    return {
        "kind": "applicability",
        "expression": {
            "description": chosen.text,
            "language": "text/cql",
            "expression": chosen.define,
            "reference": canonical("Library", library_name(regimen), regimen.version),
        },
    }


def library(regimen: Regimen, branches: list[Branch], kinds: set[str]) -> Json:
    """The Library with the CQL of every branch of a regimen."""
    name = library_name(regimen)
    text = "\n".join(_cql(regimen, name, branches, kinds)) + "\n"
    title = f"Conditions of {regimen.title}"
    return {
        **header("Library", name, title, regimen, paragraph(f"{title}: {'; '.join(b.text for b in branches)}")),
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/library-type", "code": "logic-library",
                             "display": "Logic Library"}]},
        "content": [{"contentType": "text/cql", "data": base64.b64encode(text.encode()).decode()}],
    }  # fmt: skip


def _cql(regimen: Regimen, name: str, branches: list[Branch], kinds: set[str]) -> Iterator[str]:
    yield f"library {name} version '{regimen.version}'"
    yield "using FHIR version '4.0.1'"
    yield "include FHIRHelpers version '4.0.1'"
    yield "context Patient"
    if "response" in kinds:
        coded = f"((Response.value as FHIR.CodeableConcept).coding) C where C.system.value = '{OBSERVATIONS}'"
        yield _latest("Response", "response")
        yield f"define ResponseCode: First({coded} return C.code.value)"
        yield "define ResponseIsCROrCRi: ResponseCode in {'cr', 'cri'}"
    if "cd20" in kinds:
        measured = "(CD20.value as FHIR.Quantity)"
        yield _latest("CD20", "cd20-expression")
        yield f"define CD20Percent: case when {measured}.code.value = '%' then {measured}.value.value else null end"
    for chosen in branches:
        yield f"define {chosen.define}: {chosen.cql}"


def _latest(name: str, code: str) -> str:
    """The define of the latest observation of this code that counts."""
    is_it = f"exists (O.code.coding C where C.system.value = '{OBSERVATIONS}' and C.code.value = '{code}')"
    counts = "O.status.value in {'final', 'amended', 'corrected'}"
    order = "sort by (effective as FHIR.dateTime).value"
    return f"define {name}: Last([Observation] O where {is_it} and {counts} {order})"


def branches_of(regimen: Regimen) -> tuple[list[Branch], set[str]]:
    """Every define the conditions of a regimen need, and the kinds of condition among them."""
    conditions = [phase.when for phase in regimen.phases] + [g.when for phase in regimen.phases for g in phase.gives]
    asked = [condition for condition in dict.fromkeys(conditions) if condition is not None and computable(condition)]
    found = [branch(condition) for condition in asked]
    found += [complement(condition) for condition in asked if condition.kind == "cd20"]
    found += [undecided(condition) for condition in asked]
    return list(dict.fromkeys(found)), {condition.kind for condition in asked}
