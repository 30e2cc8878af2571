"""The mutants no check finds, each with the reason why: survivors.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml

from seeded.verdict import Verdict

FILE = Path(__file__).parent / "survivors.yaml"


@cache
def reasons() -> dict[str, str]:
    """The reason for every survivor by its id. Raises ValueError where one is listed twice."""
    found: dict[str, str] = {}
    for group in yaml.safe_load(FILE.read_text(encoding="utf-8")) or []:
        for mutant in group["survivors"]:
            if mutant in found:
                raise ValueError(f"{mutant} is listed twice")
            found[mutant] = group["because"]
    return found


def unlisted(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """A line for each survivor without a reason and for each reason without a survivor."""
    missed = [verdict.mutant for verdict in verdicts if verdict.is_missed]
    yield from (f"survives without a reason: {mutant}" for mutant in missed if mutant not in reasons())
    yield from (f"is listed and does not survive: {mutant}" for mutant in reasons() if mutant not in set(missed))


def as_yaml(verdicts: Iterable[Verdict]) -> str:
    """The survivors without a reason, by operator, as a beginning of what survivors.yaml holds."""
    missing: dict[str, list[str]] = {}
    for verdict in verdicts:
        if verdict.is_missed and verdict.mutant not in reasons():
            missing.setdefault(verdict.operator, []).append(verdict.mutant)
    groups = [{"because": f"{operator}?", "survivors": sorted(names)} for operator, names in sorted(missing.items())]
    return yaml.safe_dump(groups, allow_unicode=True, sort_keys=False, width=1000)
