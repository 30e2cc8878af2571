"""Whether an extension has one kind of content, and one of HL7's own stands where it may and holds what it has to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.tables import Element, Extension, Row, Tables, extension, spelled
from dosetrace.findings import Path, Problem

Json = dict[str, Any]
Told = tuple[Kind, Problem]
_PUBLISHED = {"CanonicalResource", "MetadataResource"}
_ANYWHERE = {"Element", "?"}
_BASE = {"code": "string", "id": "string", "markdown": "string", "positiveInt": "integer", "unsignedInt": "integer",
         "url": "uri", "canonical": "uri", "oid": "uri", "uuid": "uri"}  # fmt: skip
_SEPARATELY = {
    "http://hl7.org/fhir/StructureDefinition/derivation-reference",
    "http://hl7.org/fhir/StructureDefinition/timing-daysOfCycle",
}
"""Their parts are judged by fhir/extension-malformed."""


Holder = tuple[Row, Element | None, bool]
"""What an extension stands on: a type, the element it was reached by (None for a resource), if as a modifier."""


def extension_defects(path: Path, here: Json, holder: Holder, release: Tables) -> tuple[list[Told], bool]:
    """What is wrong with one extension beyond its elements, and whether its url and the names of its elements alone
    decide that."""
    url = here.get("url")
    known = extension(release.release, url) if isinstance(url, str) else None
    values = [key for key in here if key.startswith(("value", "_value"))]
    told = list(_either(path, url, values, "extension" in here))
    if known is not None and isinstance(url, str):
        told += _place(path, url, known, holder)
        if not told and url not in _SEPARATELY:
            told += _content(path, here, values, known)
    elif isinstance(url, str) and holder[2]:
        told.append(_unknown_modifier(path, url, holder[0]))
    return told, known is None or not known.parts or url in _SEPARATELY


def _either(path: Path, url: Any, values: list[str], inner: bool) -> Iterator[Told]:
    """ext-1: a value or extensions."""
    if inner == bool(values):
        found = f"both {values[0]} and extensions" if inner else "neither a value nor extensions"
        message = f"ext-1: the extension {_name(url)} has {found}, expected one of the two"
        yield Kind.EXTENSION, Problem(message, path, found, "a value or extensions")


def _unknown_modifier(path: Path, url: str, row: Row) -> Told:
    expected = "an extension that HL7 defines"
    message = f"the modifier {_name(url)} of {row.name} may change what it means, expected {expected}"
    return Kind.MODIFIER, Problem(message, path, url, expected)


def _place(path: Path, url: str, known: Extension, holder: Holder) -> Iterator[Told]:
    if not _may_stand(known, holder):
        where = ", ".join(sorted(known.on)) or "other types than these resources have"
        message = f"the extension {_name(url)} on {_holder(holder)}, expected it on {where}"
        yield Kind.MISPLACED, Problem(message, path, _holder(holder), where)
    if known.modifier is not None and known.modifier != holder[2]:
        found, expected = ("modifierExtension", "extension")[:: 1 if holder[2] else -1]
        message = f"the extension {_name(url)} stands in {found}, expected {expected}"
        yield Kind.MISPLACED, Problem(message, path, found, expected)


def _may_stand(known: Extension, holder: Holder) -> bool:
    """Whether one of the places of its definition is this one."""
    on, row, at = known.on, holder[0], holder[1]
    if not on.isdisjoint(_ANYWHERE) or not on.isdisjoint(row.kinds):
        return True
    if row.is_resource:
        return not on.isdisjoint(_PUBLISHED) and "url" in row.elements
    if at is None:
        return False
    return at.declared in on or at.beside in on or _BASE.get(at.beside) in on or _inside(at, on)


def _inside(at: Element, on: frozenset[str]) -> bool:
    """A path through a datatype, such as `Address.line` written as `Patient.address.line`: its end is compared."""
    last = at.declared.rpartition(".")[2]
    return any(place.count(".") > 1 and place.rpartition(".")[2] == last for place in on)


def _holder(holder: Holder) -> str:
    row, at, _ = holder
    if row.is_resource or at is None or row.name == at.declared:
        return row.name
    return f"{at.declared} ({at.beside or row.name})"


def _content(path: Path, here: Json, values: list[str], known: Extension) -> Iterator[Told]:
    name = _name(here.get("url"))
    if values and known.value is None and known.parts:
        yield _wrong(path, f"the extension {name} has {values[0]}, expected {', '.join(known.parts)}")
    elif values and known.value is not None and not _one_of(values[0], known.value):
        wanted = " or ".join(f"value{spelled(kind)}" for kind in sorted(known.value))
        yield _wrong((*path, values[0]), f"the extension {name} has {values[0]}, expected {wanted}")
    elif not values and known.parts:
        yield from _parts(path, name, here["extension"], known)
    elif not values and known.value is not None:
        yield _wrong(path, f"the extension {name} has extensions, expected a value")


def _parts(path: Path, name: str, inner: Any, known: Extension) -> Iterator[Told]:
    parts = [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []
    given = Counter(one["url"] for one in parts if isinstance(one.get("url"), str))
    for url in given:
        if url not in known.parts and "/" not in url:
            yield _wrong(path, f'the extension {name} has a part "{url[:80]}", expected {", ".join(known.parts)}')
    for url, (low, high, kinds) in known.parts.items():
        if given[url] < low:
            yield _wrong(path, f'the extension {name} has no part "{url}", expected it')
        elif high is not None and given[url] > high:
            yield _wrong(path, f'the extension {name} has {given[url]} parts "{url}", expected {high}')
        for one in parts:
            wrong = [key for key in one if key.startswith("value") and not _one_of(key, kinds)]
            if one.get("url") == url and kinds and wrong:
                wanted = " or ".join(f"value{spelled(kind)}" for kind in sorted(kinds))
                yield _wrong(path, f'the part "{url}" of {name} has {wrong[0]}, expected {wanted}')


def _one_of(key: str, kinds: frozenset[str]) -> bool:
    """Whether `valueCode` is a value of one of these types; none means any."""
    return not kinds or key.removeprefix("_").removeprefix("value") in {spelled(kind) for kind in kinds}


def _wrong(path: Path, message: str) -> Told:
    found, _, expected = message.partition(", expected ")
    return Kind.EXTENSION, Problem(message, path, found, expected)


def _name(url: object) -> str:
    return str(url).rpartition("/")[2][:80] if url is not None else "without a url"
