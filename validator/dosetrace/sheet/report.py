"""A comparison in words, and as plain JSON values of the published shape."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace import __version__
from dosetrace.report.shapes import ComparedSideShape, ComparisonShape, DifferenceShape, SaidShape
from dosetrace.sheet.columns import BETWEEN_QUOTES
from dosetrace.sheet.differences import Comparison, Difference, Kind, Said
from dosetrace.sheet.side import Side
from dosetrace.timeline import cycles_text


def comparison_text(comparison: Comparison) -> str:
    """One line for each difference, and how many of each kind."""
    width = max(len(kind) for kind in Kind)
    lines = [
        f"{one.kind.ljust(width)}  {message(comparison, one)}{_rows(comparison, one)}" for one in comparison.differences
    ]
    counts = ", ".join(f"{comparison.count(kind)} {kind}" for kind in Kind)
    last = f"{comparison.left.name} compared with {comparison.right.name}: {counts}"
    return "\n".join([*lines, last]) + "\n"


def _rows(comparison: Comparison, difference: Difference) -> str:
    """` [row 7]`, and with its sheet where there are two."""
    sides = ((comparison.left, difference.left), (comparison.right, difference.right))
    both = comparison.left.is_sheet and comparison.right.is_sheet
    found = [
        f"row{'s' if len(said.rows) > 1 else ''} {cycles_text(said.rows)}{f' of {side.name}' if both else ''}"
        for side, said in sides
        if said.rows
    ]
    return f" [{', '.join(found)}]" if found else ""


def message(comparison: Comparison, difference: Difference) -> str:
    """A difference in one sentence: where, of what drug, what each side says, and the words it quotes."""
    left, right = difference.left, difference.right
    if difference.field == "sheet":
        return left.text
    place = ", ".join(_where(difference))
    if difference.kind in (Kind.ADDED, Kind.MISSING):
        own, names = (left, _names(comparison)) if left.text else (right, _names(comparison)[::-1])
        return f"{place}: {difference.place.drug} {own.shown} {names[0]}{_quoted(own)}, not {names[1]}"
    here, there = _names(comparison)
    mark = ";" if left.quotes else ","
    said = f"{left.shown} {here}{_quoted(left)}{mark} {right.shown} {there}{_quoted(right)}"
    return f"{place}: {_subject(difference)}{said}" if place else f"{_subject(difference)}{said}"


def _subject(difference: Difference) -> str:
    if difference.field == "drug":
        return ""
    name = "" if difference.field in ("dose", "day", "cycles") else f"{difference.field} "
    drug = f"{difference.place.drug}{',' if name else ''} " if difference.place.drug else ""
    return f"{drug}{name}"


def _names(comparison: Comparison) -> tuple[str, str]:
    """How the sides are called: a sheet that is held against something else is "here"."""
    left, right = comparison.left, comparison.right
    if left.is_sheet == right.is_sheet:
        return f"in {left.name}", f"in {right.name}"
    return ("here", f"in {right.name}") if left.is_sheet else (f"in {left.name}", "here")


def _where(difference: Difference) -> Iterator[str]:
    """`cycles 1 to 6`, `days 8 and 15`, `if CR or CRi not achieved`."""
    place = difference.place
    yield from (name for name in place.part if name)
    for word, numbers in (("cycle", place.cycles), ("day", place.days)):
        if numbers:
            yield f"{word}{'s' if len(numbers) > 1 else ''} {cycles_text(numbers)}"
        elif word == "cycle" and place.span:
            yield place.span
    yield from (words if difference.field == "total per course" else f"if {words}" for words in place.conditions)


def _quoted(said: Said) -> str:
    return f', which quotes "{BETWEEN_QUOTES.join(said.quotes)}"' if said.quotes else ""


def comparison_value(comparison: Comparison) -> ComparisonShape:
    """A comparison as `dosetrace compare --format json` prints it."""
    return {
        "dosetrace": __version__,
        "left": _side(comparison.left),
        "right": _side(comparison.right),
        "summary": {kind.value: comparison.count(kind) for kind in Kind},
        "differences": [_difference(comparison, one) for one in comparison.differences],
    }


def _side(side: Side) -> ComparedSideShape:
    known = side.identity
    return {
        "name": side.name, "sheet": side.is_sheet, "id": known.id if known else None,
        "version": known.version if known else None, "read_from": known.read_from if known else None,
        "sha256": known.sha256 if known else None, "orders": len(side.orders),
    }  # fmt: skip


def _difference(comparison: Comparison, one: Difference) -> DifferenceShape:
    place = one.place
    return {
        "kind": one.kind.value, "field": one.field, "message": message(comparison, one),
        "option": place.part[0] or None, "part": place.part[1] or None, "cycles": list(place.cycles) or None,
        "days": list(place.days) or None, "drug": place.drug or None, "conditions": list(place.conditions),
        "left": _said(one.left), "right": _said(one.right),
    }  # fmt: skip


def _said(said: Said) -> SaidShape | None:
    if not said.text:
        return None
    return {"text": said.text, "quotes": list(said.quotes), "source": said.source or None, "rows": list(said.rows)}
