"""Whether a sheet was made from what it is compared with, as it is today."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.sheet.content import Identity
from dosetrace.sheet.differences import Difference, Kind, Said
from dosetrace.sheet.side import Side


def same_origin(left: Side, right: Side) -> bool:
    """Whether one side is a sheet that was made from the other."""
    if left.is_sheet == right.is_sheet or left.identity is None or right.identity is None:
        return False
    return left.identity.id == right.identity.id


def origin_notes(left: Side, right: Side) -> Iterator[Difference]:
    """What a reader of the comparison has to know of the sheets."""
    for side in (left, right):
        yield from (_note(f"{side.name}: {note}") for note in side.notes)
    for sheet, other in ((left, right), (right, left)):
        if sheet.is_sheet and not other.is_sheet and other.identity is not None:
            yield from map(_note, _origin(sheet, other.name, other.identity))


def _note(text: str) -> Difference:
    return Difference(Kind.NOTE, "sheet", Said(text), Said(""))


def _origin(sheet: Side, name: str, today: Identity) -> Iterator[str]:
    made_from = sheet.identity
    if made_from is None:
        yield f"{sheet.name} does not say what it was made from"
    elif made_from.id != today.id:
        yield f"{sheet.name} was made from {made_from.id}, and is compared with {today.id}"
    elif made_from.version != today.version:
        yield f"{sheet.name} was made from version {made_from.version}, {name} has version {today.version}"
    elif made_from.read_from == today.read_from and made_from.sha256 != today.sha256:
        then, now = made_from.sha256[:12], today.sha256[:12]
        yield f"the content of {name} has changed since {sheet.name} was made (sha256 {then}… then, {now}… now)"
