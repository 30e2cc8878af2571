"""The page of figures: what was caught, operator by operator, and what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from seeded.catalogue import Operator
from seeded.mutants import ROOT, THEMES, operators
from seeded.survivors import reasons
from seeded.verdict import ALONE, BESIDE, Verdict

PAGE = ROOT / "docs/pages/seeded.md"
APART = "{ data-search-exclude }"
"""Keeps a section out of the search of the site, which every page loads."""
GROUPS = {
    "bundle": "our 24 bundles, one thing changed",
    "carried": "our bundles, the error carried through structure, titles and texts",
    "foreign": "files in the style of others, without quotes",
    "protocol": "our 12 protocols",
}
COLUMNS = (ALONE, BESIDE, "warning", "missed")
TITLES = {"doses": "Amounts and units", "timing": "Times", "days": "Days", "cycles": "Cycles",
          "codes": "Drugs and routes", "conditions": "Branches and conditions", "provenance": "Quotes and gaps",
          "structure": "References and structure", "texts": "What people read", "carried": "Carried through",
          "protocols": "Protocols"}  # fmt: skip
INTRODUCTION = """\
# Seeded errors

Errors are put into good files, one at a time, and the checks have to find each. The operators that make them know
nothing of the checks; each is modelled on an incident or on a slip of the kind that people and converters make.
`tests/seeded/` holds them, `python tests/seeded/run.py --write` makes this page.

A mutant is found where a check reports an error that the good file does not have: *alone* is without the protocols and
sources of this dataset, *beside the dataset* with them. Where only a warning comes, it stands apart. What nothing finds
is listed at the end with the reason.
"""


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def table(head: tuple[str, ...], rows: Iterator[str]) -> Iterator[str]:
    yield row(*head)
    yield row(*("---" if index == 0 else "---:" if name in (*COLUMNS, "mutants") else "---"
                for index, name in enumerate(head)))  # fmt: skip
    yield from rows
    yield ""


def figures(verdicts: list[Verdict]) -> tuple[int, ...]:
    counted = Counter(verdict.column for verdict in verdicts)
    return (len(verdicts), *(counted[column] for column in COLUMNS))


def page(verdicts: list[Verdict]) -> str:
    """The whole page as Markdown."""
    return "\n".join((INTRODUCTION, *_groups(verdicts), *_operators(verdicts), *_survivors(verdicts)))


def _groups(verdicts: list[Verdict]) -> Iterator[str]:
    used = len({verdict.operator for verdict in verdicts})
    yield f"## {len(verdicts):,} mutants from {used} operators {APART}\n"
    parts = [(title, [one for one in verdicts if one.group == group]) for group, title in GROUPS.items()]
    rows = (row(title, *figures(some)) for title, some in (*parts, ("all", verdicts)))
    yield from table(("what", "mutants", *COLUMNS), rows)


def _operators(verdicts: list[Verdict]) -> Iterator[str]:
    by_theme = {theme: list(some) for theme, some in groupby(operators(), key=lambda one: one.theme)}
    for theme in THEMES:
        yield f"## {TITLES[theme]} {APART}\n"
        rows = (_operator(one, [verdict for verdict in verdicts if verdict.operator == one.name])
                for one in by_theme[theme])  # fmt: skip
        yield from table(("operator", "models", "mutants", *COLUMNS, "found mostly by"), rows)


def _operator(operator: Operator, verdicts: list[Verdict]) -> str:
    counted = Counter(check for verdict in verdicts if not verdict.is_missed for check in verdict.checks)
    common = sorted(counted, key=lambda check: (-counted[check], check))[:3]
    return row(f"`{operator.name}`", operator.models, *figures(verdicts), ", ".join(f"`{check}`" for check in common))


def _survivors(verdicts: list[Verdict]) -> Iterator[str]:
    missed = [verdict for verdict in verdicts if verdict.is_missed]
    yield f"## {len(missed)} survivors {APART}\n"
    by_reason: dict[str, list[str]] = {}
    for verdict in missed:
        by_reason.setdefault(reasons().get(verdict.mutant, "no reason is given yet"), []).append(verdict.mutant)
    for reason in sorted(by_reason):
        yield f"{reason}\n"
        yield from (f"- `{mutant}`" for mutant in sorted(by_reason[reason]))
        yield ""
