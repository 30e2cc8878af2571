"""How well the dosing reader reads: its claims against keys written by hand.

    python tests/reader/score.py [FILE.yaml …] [--show ID-PREFIX]
    python tests/reader/score.py --write | --check

Without files: the corpus beside this script. --write puts the figures on the page docs/pages/reader.md, --check says
where the page has other ones. A claim counts as found where drug, dose and unit are those of the key,
in the second figure where its days are too. A wrong number is a claim called sure that gives a dose, unit, drug or
days that the key does not have.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from dosetrace.reader.claims import Claim
from dosetrace.reader.names import key_of, known_names
from dosetrace.reader.read import read
from dosetrace.units import parse_amount

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "pages" / "reader.md"
BEGIN, END = "<!-- figures: made by tests/reader/score.py --write -->", "<!-- end of figures -->"
CORPUS = ("seeds", "development", "held_out")
LENGTHS = ("every", "cycle_length", "duration", "bounds", "infusion", "max_dose")
PLAIN = ("per", "times_per_day", "times_per_week", "every_hours", "from_day", "cycles", "from_cycle", "max_cycles",
         "continuous", "route", "count")  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """One statement of a corpus with its key."""

    id: str
    manner: str
    text: str
    claims: tuple[dict[str, Any], ...]
    ambiguous: bool


@dataclass
class Score:
    """Counts over statements, and what went wrong in words."""

    found: Counter[str] = field(default_factory=Counter)
    claimed: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
    sure: int = 0
    wrong: list[str] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)
    fields_right: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def figure(self, level: str) -> tuple[float, float, float]:
        """Precision, recall and F1."""
        precision = self.found[level] / self.claimed[level] if self.claimed[level] else 1.0
        recall = self.found[level] / self.expected[level] if self.expected[level] else 1.0
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def statements(path: Path) -> list[Statement]:
    """The statements of a corpus file."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Statement(
            id=str(entry["id"]),
            manner=str(entry.get("manner", "")),
            text=str(entry["text"]),
            claims=tuple(entry["claims"] or ()),
            ambiguous=bool(entry.get("ambiguous")),
        )
        for entry in entries
    ]


def name_of(drug: str) -> str:
    """The name under which the tables have a drug, so that a key may use another of its names."""
    found = known_names().by_key.get(key_of(drug))
    return found[0] if found else drug.lower()


def amount_of(text: str | None) -> tuple[Decimal, Decimal, str] | None:
    """`1.3 to 1.8 mg/m2` as numbers and unit."""
    if text is None:
        return None
    amount = parse_amount(str(text))
    return amount.low.normalize(), amount.high.normalize(), amount.unit.code


def key_dose(key: dict[str, Any]) -> tuple[object, ...]:
    return name_of(key["drug"]), amount_of(key.get("dose"))


def key_days(key: dict[str, Any]) -> tuple[int, ...] | None:
    return tuple(key["days"]) if key.get("days") else None


def claim_dose(claim: Claim) -> tuple[object, ...]:
    return name_of(claim.drug), amount_of(str(claim.dose) if claim.dose is not None else None)


def score(items: Iterable[Statement]) -> Score:
    """All statements with one reading, scored."""
    total = Score()
    for item in items:
        if not item.ambiguous:
            _add(total, item)
    return total


def _add(total: Score, item: Statement) -> None:
    claims = list(read(item.text).claims)
    keys = [(key_dose(key), key_days(key)) for key in item.claims]
    ours = [(claim_dose(claim), claim.days) for claim in claims]
    for level, cut in (("dose", 1), ("days", 2)):
        have, want = Counter(o[:cut] for o in ours), Counter(k[:cut] for k in keys)
        total.found[level] += sum((have & want).values())
        total.claimed[level] += sum(have.values())
        total.expected[level] += sum(want.values())
        if level == "days":
            total.notes += [f"{item.id}: missing {_shown(k)}" for k in (want - have)]
            total.notes += [f"{item.id}: extra   {_shown(k)}" for k in (have - want)]
    _wrong_numbers(total, item, claims, keys)
    _other_fields(total, item, claims)


def _shown(pair: tuple[Any, ...]) -> str:
    (drug, dose), days = pair
    return f"{drug} {' '.join(map(str, dose)) if dose else 'no dose'} days {days}"


def _wrong_numbers(total: Score, item: Statement, claims: list[Claim], keys: list[tuple[Any, ...]]) -> None:
    for claim in claims:
        if not claim.sure:
            continue
        total.sure += 1
        same = [days for dose, days in keys if dose == claim_dose(claim)]
        if not same or (claim.days is not None and claim.days not in same):
            total.wrong.append(f"{item.id}: {claim.drug} {claim.dose} on days {claim.days}")


def _other_fields(total: Score, item: Statement, claims: list[Claim]) -> None:
    left = list(claims)
    for key in item.claims:
        match = next((c for c in left if claim_dose(c) == key_dose(key) and c.days == key_days(key)), None)
        if match is None:
            continue
        left.remove(match)
        for name, (said, wanted) in _pairs(match, key):
            if said is not None or wanted is not None:
                total.fields[name] += 1
                total.fields_right[name] += said == wanted
                if said != wanted:
                    total.notes.append(f"{item.id}: {match.drug} {match.dose}: {name} is {said}, expected {wanted}")


def _pairs(claim: Claim, key: dict[str, Any]) -> Iterator[tuple[str, tuple[object, object]]]:
    for name in LENGTHS:
        said = getattr(claim, name)
        yield name, (amount_of(str(said)) if said is not None else None, amount_of(key.get(name)))
    for name in PLAIN:
        said, wanted = getattr(claim, name), key.get(name)
        if name == "per":
            wanted = wanted or "administration"
        if name == "continuous":
            said, wanted = said or None, wanted or None
        yield name, (said, tuple(wanted) if isinstance(wanted, list) else wanted)


def table(name: str, total: Score) -> list[str]:
    """The figures of one part, as lines of a table."""
    lines = []
    for level, words in (("dose", "drug + dose + unit"), ("days", "drug + dose + unit + days")):
        precision, recall, f1 = total.figure(level)
        lines.append(f"| {name} | {words} | {total.expected[level]} | {precision:.3f} | {recall:.3f} | {f1:.3f} |")
    return lines


HEAD = ["| part | what has to agree | claims | precision | recall | F1 |", "|---|---|---|---|---|---|"]


def figures() -> str:
    """The table of the page."""
    lines, wrong = (
        list(HEAD),
        ["", "| part | statements | sure claims | wrong numbers among them |", "|---|---|---|---|"],
    )
    for name in CORPUS:
        items = statements(HERE / f"{name}.yaml")
        total = score(items)
        lines += table(name, total)
        wrong.append(f"| {name} | {len(items)} | {total.sure} | {len(total.wrong)} |")
    return "\n".join([*lines, *wrong])


def page_with(table_text: str) -> str:
    """The page with these figures between its two marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table_text}\n\n{END}{rest.partition(END)[2]}"


def show(path: Path, prefix: str | None) -> None:
    """The figures of one file, and what differs for the statements whose id begins so."""
    total = score(statements(path))
    print("\n".join(table(path.stem, total)))
    print(f"| {path.stem} | wrong numbers among sure claims | {len(total.wrong)} of {total.sure} | | | |")
    if prefix is not None:
        differing = [*total.notes, *(f"{note} is wrong" for note in total.wrong)]
        print("\n".join(note for note in differing if note.startswith(prefix)))
    print("  " + ", ".join(f"{name} {total.fields_right[name]}/{total.fields[name]}" for name in sorted(total.fields)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--show", metavar="PREFIX", help="say what differs, for the statements whose id begins so")
    parser.add_argument("--write", action="store_true", help="put the figures on the page")
    parser.add_argument("--check", action="store_true", help="say whether the page has other figures")
    options = parser.parse_args()
    if options.write or options.check:
        fresh = page_with(figures())
        if options.write:
            PAGE.write_text(fresh, encoding="utf-8")
        elif fresh != PAGE.read_text(encoding="utf-8"):
            sys.exit(f"{PAGE.name} has other figures; run python tests/reader/score.py --write")
        return
    print("\n".join(HEAD))
    for path in options.files or [HERE / f"{name}.yaml" for name in CORPUS]:
        show(path, options.show)


if __name__ == "__main__":
    main()
