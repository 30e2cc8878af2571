"""Writes docs/pages/engines.md from what is recorded in expected/: `python -m interop.engines`, in tests/."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dosetrace.fhir.urls import LONGEST_ID
from interop.engine import PLANS, Json
from interop.fixtures import APPLY, load, name_of
from interop.patients import PATIENTS, Invented
from interop.tools import CHECKOUT
from interop.tried import PATIENT

HERE = Path(__file__).parent
PAGE = CHECKOUT / "docs" / "pages" / "engines.md"
APART = "{ data-search-exclude }"
"""Keeps a section out of the search of the site, which every page loads."""
ACTION, DOSAGE = "PlanDefinition.action", "ActivityDefinition.dosage"
ELEMENTS = (
    ("dose as one amount", DOSAGE, r"\.doseAndRate\.doseQuantity\.(value|unit|system|code)"),
    ("dose as a range", DOSAGE, r"\.doseAndRate\.doseRange\.(low|high)\.(value|unit|system|code)"),
    ("amount per day (`rateRatio`)", DOSAGE, r"\.doseAndRate\.rateRatio\.(numerator|denominator)\.\w+"),
    ("kind of dose (`type` ordered)", DOSAGE, r"\.doseAndRate\.type.*"),
    ("dose that the source does not state (`data-absent-reason`)", DOSAGE, r"\.doseAnd.*\(data-absent-reason\)"),
    ("text of the dosage", DOSAGE, r"\.text"),
    ("timing within a day and length, in the dosage", DOSAGE, r"\.timing\.repeat\.(?!.*\().*"),
    ("route", DOSAGE, r"\.route\.(coding.*|text)"),
    ("route that is not stated (`data-absent-reason`)", DOSAGE, r"\.route\.extension\(data-absent-reason\)"),
    ("continuous infusion (`method`)", DOSAGE, r"\.method\.text"),
    ("other gaps of the dosage (`not-stated`)", DOSAGE, r"\.extension\(not-stated\)"),
    ("sentence behind a dose (`derivation-reference`)", DOSAGE, r".*\(derivation-reference\)"),
    ("arithmetic of ours in a dosage (`derived`)", DOSAGE, r".*\(derived\)"),
    ("drug: RxNorm and ATC codes, name", "ActivityDefinition", r"\.productCodeableConcept.*"),
    ("`intent` proposal", "ActivityDefinition", r"\.intent"),
    ("`status` draft of a dose level", "ActivityDefinition", r"\.status"),
    ("which dose level a request comes from", "ActivityDefinition", r"\.url"),
    ("title, date, publisher, `experimental` of a dose level", "ActivityDefinition",
     r"\.(title|date|publisher|experimental|description|name|kind)"),
    ("title of an action", ACTION, r"\.title"),
    ("day of the cycle (`timing-daysOfCycle`), on the action", ACTION, r"\.extension\(timing-daysOfCycle\)"),
    ("offset from the start of the cycle, order of cycles (`relatedAction`)", ACTION, r"\.relatedAction\.(?!.*\().*"),
    ("number and length of cycles, ranges included (`timingTiming`)", ACTION, r"\.timingTiming\.repeat\.(?!.*\().*"),
    ("cycle length that is not stated", ACTION, r"\.timingTiming\.repeat\.extension\(not-stated\)"),
    ("day that is not stated", ACTION, r"\.extension\(not-stated\)"),
    ("first cycle of a branch (`from-cycle`)", ACTION, r"\.extension\(from-cycle\)"),
    ("sum that the source states (`stated-total`)", ACTION, r"\.extension\(stated-total\)"),
    ("sentence behind a day or a cycle (`derivation-reference`)", ACTION,
     r"(?!\.reason).*\(derivation-reference\)"),
    ("arithmetic of ours on an action (`derived`)", ACTION, r".*\(derived\)"),
    ("`selectionBehavior` exactly-one, all", ACTION, r"\.selectionBehavior"),
    ("`groupingBehavior`", ACTION, r"\.groupingBehavior"),
    ("`requiredBehavior` must", ACTION, r"\.requiredBehavior"),
    ("`cardinalityBehavior` multiple", ACTION, r"\.cardinalityBehavior"),
    ("condition of a branch that was taken", ACTION, r"\.condition.*"),
    ("`reason`: when a dose may be reduced at the physician's judgement", ACTION, r"\.reason.*"),
    ("the same in words, and that exactly one of a choice is meant (`textEquivalent`)", ACTION, r"\.textEquivalent"),
    ("id of a phase (`code`)", ACTION, r"\.code.*"),
    ("title of a phase (`description`)", ACTION, r"\.description"),
    ("which definition an action has (replaced by the request)", ACTION, r"\.definitionCanonical"),
    ("url and version of the plan", "PlanDefinition", r"\.url"),
    ("gaps of the whole regimen (`not-stated`)", "PlanDefinition", r"\.extension\(not-stated\)"),
    ("`status` draft of the plan", "PlanDefinition", r"\.status"),
    ("`experimental`", "PlanDefinition", r"\.experimental"),
    ("population (`subject`; the patient takes its place)", "PlanDefinition", r"\.subjectReference.*"),
    ("usage notes", "PlanDefinition", r"\.usage"),
    ("disease (`useContext`)", "PlanDefinition", r"\.useContext.*"),
    ("citation and other `relatedArtifact`", "PlanDefinition", r"\.relatedArtifact.*"),
    ("trial number", "PlanDefinition", r"\.identifier.*"),
    ("title, date, publisher, type, library of the plan", "PlanDefinition",
     r"\.(title|date|publisher|description|name|type|library).*"),
)  # fmt: skip
"""What people call it, and the paths of expected/apply/elements.yaml that it is."""

TRIED = (
    ("the Library is missing", "The Library with the conditions is missing from the server"),
    ("the Library has no such define", "A condition names a define that is not in the Library"),
    ("the ActivityDefinitions are missing", "The dose levels are missing from the server"),
    ("regimens under a condition, none chosen", "Each regimen of INO-VATE under a condition; none chosen"),
    ("regimens under a condition, FLAG chosen", "The same, FLAG chosen"),
    ("regimens by definitionUri", "The regimens of INO-VATE by `definitionUri` in place of `definitionCanonical`"),
    ("precheckBehavior no", "`precheckBehavior` no, `groupingBehavior`, `requiredBehavior` on each dose"),
    ("words on the action", "`textEquivalent` and `documentation` on each dose"),
    ("status draft by dynamicValue", "`dynamicValue` that sets the status of the request to draft"),
    ("intent option", "`intent` option in the ActivityDefinition"),
    ("day by dynamicValue", "`dynamicValue` that writes the day into the dosage"),
    ("day in dosage.timing", "`timing-daysOfCycle` within `dosage.timing`"),
    ("interval in dosage.timing", "an interval of a week in `dosage.timing`"),
    ("ActivityDefinition.timing", "`ActivityDefinition.timing[x]`"),
    ("0.80 as a dose", "a dose of 0.80"),
)


def page() -> str:
    """The whole page."""
    return "\n\n".join(
        ("# What engines keep and what they lose", *_introduction(), *_warnings(), *_branches(), *_elements(),
         *_storing(), *_tried())
    ) + "\n"  # fmt: skip


def version(artifact: str) -> str:
    """The pinned version of a Java library."""
    found = re.search(rf"  server/lib/{artifact}-([0-9.]+)\.jar", (HERE / "pins.txt").read_text(encoding="utf-8"))
    assert found is not None, artifact
    return found[1]


def _engine() -> str:
    return f"CQF clinical-reasoning {version('cqf-fhir-cr')}"


def _servers() -> tuple[str, str]:
    package = json.loads((HERE / "medplum" / "package.json").read_text(encoding="utf-8"))
    medplum = package["dependencies"]["@medplum/fhir-router"]
    return f"HAPI FHIR JPA {version('hapi-fhir-jpaserver-base')}", f"Medplum router {medplum}"


def _introduction() -> Iterator[str]:
    yield (
        f"`PlanDefinition/$apply` turns a plan into requests for one patient. Here is what {_engine()} makes of our "
        "plans, in R4 and R5, for four invented patients, and what servers do to bundles they store. In R4 "
        f"{_servers()[0]} with the same engine in it answers `GET PlanDefinition/ID/$apply?subject=Patient/ID` with "
        "the same. Everything on this page is made from what was measured; tests run the programs again and compare."
    )
    yield "Another engine, or another version, may do otherwise. Measure it before you rely on it."


def _warnings() -> Iterator[str]:
    yield "## Read this first"
    yield from _about_alternatives()
    yield from _about_single_requests()
    yield _about_failures()
    yield from _about_status_and_ids(load(APPLY / "elements.yaml")["r4"]["whole"])


def _about_alternatives() -> Iterator[str]:
    yield (
        "**Alternatives are all requested.** The engine writes a request for every branch that no condition excludes. "
        "That exactly one is meant stands in `selectionBehavior` of the group and nowhere in the requests. Who takes "
        "all of them orders regimens and doses that exclude each other:"
    )
    head = ("plan", "patient", "requests made", "of which exactly one is to be chosen")
    yield _table(head, list(_open_choices()))


def _about_single_requests() -> Iterator[str]:
    whole = load(APPLY / "elements.yaml")["r4"]["whole"]
    yield (
        f"**A request alone says neither day nor cycle.** {whole['requests with a day of cycle']} of "
        f"{whole['requests']} requests name the day; it stands on the action of the group that points at the request. "
        "An interval of weeks or months stands there too:"
    )
    yield _table(("plan", "drug", "the action says", "the request alone says"), list(_lost_intervals()))
    yield (
        "**Cycles are not written out.** One request stands for all cycles of its action, whose timing says how many, "
        "and the branch is chosen by what is known on the day of `$apply`. Apply again for each cycle."
    )


def _about_failures() -> str:
    broken = load(APPLY / "tried.yaml")["r4"]["the Library is missing"]
    return (
        f"**What cannot be judged is left out, and the rest goes on.** Without the Library, {broken['requests']} of "
        f"the {_whole_cycle()} requests of a cycle of inotuzumab ozogamicin are made: day 1 has none. Only an "
        f"`OperationOutcome` within the result says so ({broken['errors']} errors). Refuse a result that has one."
    )


def _about_status_and_ids(whole: Json) -> Iterator[str]:
    yield (
        "**Drafts become active.** Our plans and dose levels are `draft` and `experimental`; the requests are "
        f"`{', '.join(whole['status'])}`, their groups `{', '.join(whole['status of groups'])}`, and nothing says "
        f"experimental. The intent stays `{', '.join(whole['intent'])}`."
    )
    yield (
        "**Ids are too long.** The engine joins the id of the action and of the dose level; "
        f"{whole['ids too long for FHIR']} of {whole['requests']} ids have more than the {LONGEST_ID} characters that "
        f"FHIR allows, up to {whole['longest id']}."
    )


def _whole_cycle() -> int:
    """Requests of a cycle for the patient for whom bundles were broken."""
    entries = load(name_of("ino-vate-inotuzumab"))
    return next(int(entry["requests"]) for entry in entries if PATIENT.id in entry["patients"])


def _made() -> Iterator[tuple[str, Json]]:
    for plan in PLANS:
        for entry in load(name_of(plan)):
            yield plan, entry


def _patients(entry: Json) -> str:
    together = entry["patients"]
    return "each" if len(together) == len(PATIENTS) else ", ".join(together)


def _open_choices() -> Iterator[tuple[str, ...]]:
    for plan, entry in _made():
        places = Counter((row.get("cycles"), row["choice"].split(" > ")[0], str(row.get("days")))
                         for row in entry["rows"] if "choice" in row)  # fmt: skip
        left = {choice for (_, choice, _), count in places.items() if count > 1}
        rows = [row for row in entry["rows"] if row.get("choice", "").split(" > ")[0] in left]
        if rows:
            named = dict.fromkeys(row.get("title") or row["plan"] for row in rows)
            yield plan, _patients(entry), str(entry["requests"]), "; ".join(named)


def _lost_intervals() -> Iterator[tuple[str, ...]]:
    for plan, entry in _made():
        found: dict[tuple[str, ...], None] = {}
        for row in entry["rows"]:
            long = row.get("action every") or _clock(row.get("cycles", ""))
            if "drug" in row and long and "every" not in row.get("timing", ""):
                found[(plan, row["drug"], f"every {long}", row["text"])] = None
        yield from found


def _clock(cycles: str) -> str | None:
    found = re.search(r"\((\d+ \w+) each, for", cycles)
    return found[1] if found else None


def _branches() -> Iterator[str]:
    yield f"## The branch for each patient {APART}"
    yield _table(("", *(patient.id for patient in PATIENTS)), list(_facts_of_patients()))
    yield "What is left of each choice that has conditions; the same in R4 and R5, and what the protocol asks for."
    head = ("plan", "choice", *(patient.id for patient in PATIENTS))
    yield _table(head, list(_choices()))


def _facts_of_patients() -> Iterator[tuple[str, ...]]:
    words = {"cr": "CR", "cri": "CRi", "no-remission": "no remission", None: "not assessed"}
    yield "response", *(words[patient.response] for patient in PATIENTS)
    yield "CD20", *(f"{patient.cd20} %" if patient.cd20 else "unknown" for patient in PATIENTS)
    yield "age", *(_age(patient) for patient in PATIENTS)


def _age(patient: Invented) -> str:
    return "unknown" if patient.age is None else f"{patient.age} years"


def _choices() -> Iterator[tuple[str, ...]]:
    for plan in PLANS:
        taken: dict[str, dict[str, list[str]]] = {}
        for entry in load(name_of(plan)):
            for row in (row for row in entry["rows"] if "when" in row):
                for patient in entry["patients"]:
                    said = row.get("title") or row["nothing to give"]
                    cell = taken.setdefault(row["choice"], {}).setdefault(patient, [])
                    cell += [said] if said not in cell else []
        for choice, cells in taken.items():
            drug = choice.split(":")[0]
            yield plan, drug, *(" **or** ".join(cells[patient.id]) for patient in PATIENTS)


def _elements() -> Iterator[str]:
    yield f"## `$apply`, element by element: {_engine()} {APART}"
    yield (
        "Kept: every value of it is in the result, character by character. Changed: the element is there with another "
        "value. Lost: it is not in the result."
    )
    recorded = load(APPLY / "elements.yaml")
    rows = [(label, *(_verdict(recorded[release]["elements"], kind, pattern) for release in ("r4", "r5")))
            for label, kind, pattern in ELEMENTS]  # fmt: skip
    yield _table(("element", "R4", "R5"), rows)


def matching(elements: Json, kind: str, pattern: str) -> list[str]:
    """The recorded paths that a row of the table stands for."""
    return [path for path in elements if re.fullmatch(re.escape(kind) + pattern, path)]


def _verdict(elements: Json, kind: str, pattern: str) -> str:
    total: Counter[str] = sum((Counter(elements[path]) for path in matching(elements, kind, pattern)), Counter())
    if len(total) == 1:
        return next(iter(total))
    return ", ".join(f"{word} {count}" for word, count in sorted(total.items()))


def _storing() -> Iterator[str]:
    yield f"## Servers that store bundles {APART}"
    rows = [(row["what"], row["hapi"], row["medplum"]) for row in load(HERE / "expected" / "storing.yaml")]
    yield _table(("what", *_servers()), rows)


def _tried() -> Iterator[str]:
    yield f"## Other encodings and broken bundles, tried {APART}"
    yield (
        f"Each line is one change to a bundle, for {PATIENT.id}: how many requests the engine makes, how many errors "
        "it reports, and what of the change is in the result. Conditions work in R5 because their CQL names FHIR "
        "4.0.1; `dynamicValue` with FHIRPath fails there, as the engine has no CQL model of FHIR 5.0.0."
    )
    recorded = load(APPLY / "tried.yaml")
    rows = [(words, *(_seen(recorded[release][name]) for release in ("r4", "r5"))) for name, words in TRIED]
    yield _table(("change", "R4", "R5"), rows)


def _seen(entry: Json) -> str:
    return f"{entry['requests']} requests, {entry['errors']} errors: {_words(entry['saw'])}"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"`{name}` {word}" for name, word in value.items())
    return "; ".join(value)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
