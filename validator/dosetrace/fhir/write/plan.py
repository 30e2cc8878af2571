"""The PlanDefinition of a regimen."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from dosetrace.course import Lookup, schedule_of
from dosetrace.fhir.urls import resource_id
from dosetrace.fhir.write.actions import course_actions, for_release
from dosetrace.fhir.write.activity import levels
from dosetrace.fhir.write.conditions import branches_of, library_name
from dosetrace.fhir.write.elements import Marks, Release, canonical, concept, header, narrative, not_stated
from dosetrace.fhir.write.jsontext import Json
from dosetrace.fhir.write.leaves import Writer
from dosetrace.fhir.write.narrative import plan_narrative
from dosetrace.model import Choice, Regimen, Sequence
from dosetrace.terminology import SNOMED, TRIALS, codes

_TYPE = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/plan-definition-type",
            "code": "order-set",
            "display": "Order Set",
        }
    ]
}
_FOCUS = {
    "system": "http://terminology.hl7.org/CodeSystem/usage-context-type",
    "code": "focus",
    "display": "Clinical Focus",
}


def plan_definition(regimen: Regimen, lookup: Lookup, release: Release, citations: list[Json]) -> Json:
    """The plan: who it is for, where it comes from, and its actions. `citations` are its related artifacts."""
    writer = Writer(regimen, levels(regimen), release)
    head = header("PlanDefinition", regimen.id, regimen.title, regimen, {})
    head["text"] = narrative(plan_narrative(schedule_of(regimen, lookup)))
    gaps = [mark for gap in _general_gaps(regimen) for mark in gap]
    actions = list(_composed(writer, regimen.course[0].id, lookup) if regimen.course else course_actions(writer))
    course = {
        "id": "course", "title": "Course", "groupingBehavior": "logical-group", "selectionBehavior": "all",
        "action": for_release(actions, release),
    }  # fmt: skip
    plan = {
        **head,
        "extension": gaps,
        "identifier": _trial(regimen),
        "type": _TYPE,
        "subjectReference": {"reference": f"Group/{population_id(regimen)}"} if regimen.population else None,
        "useContext": _contexts(regimen),
        "usage": " ".join(f"{remark.text}." for remark in regimen.remarks) or None,
        "relatedArtifact": [*citations, *_needed(actions)],
        "library": [canonical("Library", library_name(regimen), regimen.version)] if _has_logic(regimen) else [],
        "action": [course],
    }
    return {key: value for key, value in plan.items() if value not in (None, [])}


def _needed(actions: list[Json]) -> list[Json]:
    """What the actions are defined by, so that a server can hand it out with the plan (`_include`)."""
    found = dict.fromkeys(_definitions(actions))
    return [{"type": "depends-on", "resource": target} for target in found]


def _definitions(actions: list[Json]) -> Iterator[str]:
    for action in actions:
        if "definitionCanonical" in action:
            yield action["definitionCanonical"]
        yield from _definitions(action.get("action", []))


def population_id(regimen: Regimen) -> str:
    return resource_id(f"{regimen.id}-population", regimen.version)


def _has_logic(regimen: Regimen) -> bool:
    return bool(branches_of(regimen)[0])


def _general_gaps(regimen: Regimen) -> Iterator[Marks]:
    """Gaps about the regimen as a whole; the cycle length stands on the cycles."""
    for declared in regimen.gaps:
        if declared.gap.about is None and declared.gap.fact != "cycle length":
            yield not_stated(declared.gap.fact)


def _trial(regimen: Regimen) -> list[Json]:
    if regimen.trial is None:
        return []
    return [{"system": TRIALS, "value": regimen.trial}]


def _contexts(regimen: Regimen) -> list[Json]:
    diseases = [fact for fact in regimen.population if fact.fact == "disease"]
    return [{"code": _FOCUS, "valueCodeableConcept": _disease(fact.text, fact.concept)} for fact in diseases]


def _disease(text: str, name: str | None) -> Json:
    found = [code for code in codes().get(name or "", ()) if code.system == SNOMED]
    return concept(found, text)


def _composed(writer: Writer, name: str, lookup: Lookup) -> Iterator[Json]:
    """A choice as `exactly-one`, a sequence as actions after each other, a protocol by its canonical."""
    part = next((part for part in writer.regimen.course if part.id == name), None)
    if isinstance(part, Choice):
        yield _choice(writer, part, lookup)
    elif isinstance(part, Sequence):
        yield _sequence(writer, part, lookup)
    else:
        plan = lookup(name)
        target = canonical("PlanDefinition", plan.id, plan.version)
        yield {"id": plan.id, "title": plan.title, "definitionCanonical": target}


def _choice(writer: Writer, part: Choice, lookup: Lookup) -> Json:
    options = [action for option in part.options for action in _composed(writer, option, lookup)]
    text = f"exactly one of these: {'; '.join(option['title'] for option in options)}"
    for option in options:
        option["textEquivalent"] = ". ".join(
            [text, *([option["textEquivalent"]] if "textEquivalent" in option else [])]
        )
    return {
        "id": part.id, "extension": writer.refs(part.quotes), "title": part.title, "textEquivalent": text,
        "groupingBehavior": "logical-group", "selectionBehavior": "exactly-one", "requiredBehavior": "must",
        "action": options,
    }  # fmt: skip


def _sequence(writer: Writer, part: Sequence, lookup: Lookup) -> Json:
    steps = [action for step in part.steps for action in _composed(writer, step, lookup)]
    for before, after in itertools.pairwise(steps):
        after["relatedAction"] = [writer.related(before["id"], "after-end")]
    return {
        "id": part.id, "extension": writer.refs(part.quotes), "title": part.title,
        "groupingBehavior": "logical-group", "selectionBehavior": "all", "action": steps,
    }  # fmt: skip
