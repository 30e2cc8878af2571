"""The engine half of expected/apply: what the engine made. When its version changes, `python -m interop.fixtures` in
tests/ renews it, and `python -m interop.engines` the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from dosetrace.fhir.urls import LONGEST_ID
from interop import kept, made
from interop.engine import PLANS, Applied, Json, everything, jobs, run
from interop.tried import TRIALS

APPLY = Path(__file__).parent / "expected" / "apply"
RELEASES = ("r4", "r5")
NOTE = "# What the engine made; python -m interop.fixtures writes it, never a hand.\n"


def name_of(plan: str) -> Path:
    return APPLY / "made" / f"{plan}.yaml"


def files(results: dict[str, list[Applied]], tried: dict[str, list[Applied]]) -> Iterator[tuple[Path, str]]:
    """Every file with its text. What was made of a plan is the same for both releases, so that one file holds it."""
    for plan in PLANS:
        yield name_of(plan), NOTE + made_text([applied for applied in results["r4"] if applied.plan == plan])
    elements = {release: elements_of(results[release]) for release in RELEASES}
    yield APPLY / "elements.yaml", NOTE + _nested(elements)
    seen = {release: tried_of(tried[release]) for release in RELEASES}
    yield APPLY / "tried.yaml", NOTE + _nested(seen)


def made_text(results: list[Applied]) -> str:
    """The rows of a plan, patients with the same rows together; of the plans it consists of the number of requests."""
    together: dict[str, list[str]] = {}
    for applied in results:
        together.setdefault(_one(applied), []).append(applied.patient)
    return "".join(f"- patients: [{', '.join(patients)}]\n{text}" for text, patients in together.items())


def _one(applied: Applied) -> str:
    rows = "".join(f"  - {_line(row)}\n" for row in made.rows(applied, applied.groups[0]))
    parts = {plan_of(group): len(requests_of(applied, group)) for group in applied.groups[1:]}
    shown = f"  parts: {_line(parts)}\n" if parts else ""
    return f"  requests: {len(applied.requests)}\n{shown}  rows:\n{rows}"


def plan_of(group: Json) -> str:
    return str(group["instantiatesCanonical"][0]).rsplit("/", 1)[-1].split("|")[0]


def requests_of(applied: Applied, group: Json) -> list[str]:
    names = [value["reference"].removeprefix("#") for value in everything(group["action"]) if "reference" in value]
    return [name for name in names if name in applied.requests]


def elements_of(results: list[Applied]) -> Json:
    """What is kept, changed and lost of every element, and what holds of the requests as a whole."""
    requests = [request for applied in results for request in applied.requests.values()]
    ids = [len(request["id"]) for request in requests]
    whole = {
        "requests": len(requests),
        "status": _values(requests, "status"),
        "intent": _values(requests, "intent"),
        "status of groups": _values((group for applied in results for group in applied.groups), "status"),
        "requests with a day of cycle": sum("daysOfCycle" in str(request) for request in requests),
        "ids too long for FHIR": sum(length > LONGEST_ID for length in ids),
        "longest id": max(ids),
    }
    return {"whole": whole, "elements": {path: dict(found) for path, found in kept.census(results).items()}}


def _values(resources: Iterable[Json], name: str) -> list[str]:
    return sorted({resource[name] for resource in resources})


def tried_of(results: list[Applied]) -> Json:
    return {trial.name: trial.saw(applied) for trial, applied in zip(TRIALS, results, strict=True)}


def _nested(value: dict[str, Any]) -> str:
    """Two or three levels as YAML, one line for each innermost entry."""
    lines: list[str] = []
    for release, entries in value.items():
        lines.append(f"{release}:")
        for name, entry in entries.items():
            deeper = isinstance(entry, dict) and any(isinstance(item, dict) for item in entry.values())
            if name == "elements" and deeper:
                lines += [f"  {name}:", *(f"    {json.dumps(path)}: {_line(found)}" for path, found in entry.items())]
            else:
                lines.append(f"  {json.dumps(name)}: {_line(entry)}")
    return "\n".join(lines) + "\n"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def run_all(release: str) -> tuple[list[Applied], list[Applied]]:
    """What the engine makes of every plan for every patient, and of every trial, in one run of it."""
    everyone = jobs(release)
    results = run(release, [*everyone, *(trial.job(release) for trial in TRIALS)])
    return results[: len(everyone)], results[len(everyone) :]


def renew() -> None:
    """Runs the engine over everything and writes its half."""
    both = {release: run_all(release) for release in RELEASES}
    results, tried = ({release: both[release][half] for release in RELEASES} for half in (0, 1))
    for path, text in files(results, tried):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    renew()
