"""What is said of each defect of a value or an element: pure functions from the place to a kind and a problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.invariants.rule import Broken, Rule
from dosetrace.fhir.definitions.tables import Element, Row, Tables, other, tables
from dosetrace.findings import Path, Problem

Told = tuple[Kind, Problem]
_LONGEST = 80
_FEW = 12
"""Codes that a message lists; of longer lists it names the nearest one."""


@dataclass(slots=True)
class Guesses:
    """The nearest known word. Looking for one costs a millisecond, so that a file has a number of guesses."""

    left: int = 50

    def nearest(self, word: str, known: Iterable[str]) -> str | None:
        self.left -= 1
        if self.left < 0 or len(word) > _LONGEST:
            return None
        return next(iter(get_close_matches(word, list(known), 1)), None)


def misfit(path: Path, row: Row, element: Element, value: Any, guesses: Guesses) -> Told:
    """A value that is not what the element takes."""
    if value is None or value in ("", [], {}):
        return empty(path, row, element, value)
    if type(value) is list and not isinstance(path[-1], int):
        return too_many(path, row, element, value)
    if element.codes is not None and type(value) is str:
        return not_allowed(path, row, element, value, guesses)
    expected = f"a value of type {element.type}"
    message = f"{element.name} of {row.name} is {what(value)}, expected {expected}"
    return Kind.MALFORMED, Problem(message, path, shortened(value), expected)


def not_allowed(path: Path, row: Row, element: Element, value: str, guesses: Guesses) -> Told:
    codes = sorted(element.codes or ())
    near = guesses.nearest(value, codes) if len(codes) > _FEW else None
    several = ", ".join(codes) if len(codes) <= _FEW else f"one of the {len(codes)} codes of {element.set_name}"
    expected = f"{near} or another code of {element.set_name}" if near else several
    message = f'{element.name} of {row.name} is "{shortened(value)}", expected {expected}'
    return Kind.CODE, Problem(message, path, shortened(value), expected)


def empty(path: Path, row: Row, element: Element, value: Any) -> Told:
    found = "null" if value is None else what(value)
    expected = "a value or no element"
    return Kind.EMPTY, Problem(f"{element.name} of {row.name} is {found}, expected {expected}", path, found, expected)


def only_an_id(path: Path, row: Row) -> Told:
    return Kind.EMPTY, Problem(f"{row.name} with nothing but an id, expected a value", path, "only an id", "a value")


def too_many(path: Path, row: Row, element: Element, value: list[Any]) -> Told:
    found = f"a list of {len(value)}"
    expected = f"at most {element.most}" if element.many else "a single value, not in a list"
    message = f"{element.name} of {row.name} is {found}, expected {expected}"
    return Kind.REPEATED, Problem(message, path, found, expected)


def not_in_list(path: Path, row: Row, element: Element, value: Any) -> Told:
    if value is None or value in ("", {}):
        return empty(path, row, element, value)
    message = f"{element.name} of {row.name} is {what(value)}, expected a list"
    return Kind.NOT_IN_LIST, Problem(message, path, what(value), "a list")


def wrong_target(path: Path, row: Row, element: Element, kind: str) -> Told:
    expected = f"a reference to {' or '.join(element.targets)}"
    message = f"{element.name} of {row.name} refers to {kind}, expected {expected}"
    return Kind.TARGET, Problem(message, path, kind, expected)


def missing(path: Path, row: Row, names: tuple[str, ...]) -> Told:
    plain = [name for name in names if not name.startswith("_")]
    wanted = " or ".join(plain) if len(plain) < 5 else f"{plain[0]} or another type of it"
    return Kind.MISSING, Problem(f"{row.name} without {wanted}, expected it once or more", path, "nothing", wanted)


def given_twice(path: Path, row: Row, first: str, second: str) -> Told:
    message = f"{row.name} with both {first} and {second}, expected one of the two"
    return Kind.CHOICE, Problem(message, (*path, second), f"{first} and {second}", "one of the two")


def unknown(path: Path, row: Row, key: str, release: Tables, guesses: Guesses) -> tuple[Told, frozenset[str]]:
    """An element that the type does not have, and the elements that are missing because it stands in their place."""
    there = tables(other(release.release))
    twin = _twin(row, there)
    if twin is not None and key in twin.elements:
        message = f"{key} of {row.name} is an element of {there.title} only, this is {release.title}"
        problem = Problem(message, (*path, key), key, f"an element of {release.title}")
        return (Kind.OTHER_RELEASE, problem), frozenset(row.elements.keys() - twin.elements.keys())
    near = guesses.nearest(key, (name for name in row.elements if name[0] != "_"))
    expected = f'"{near}"' if near else "no such element"
    message = f'"{shortened(key)}" is no element of {row.name} in {release.title}, expected {expected}'
    problem = Problem(message, (*path, key), shortened(key), expected)
    return (Kind.UNKNOWN, problem), frozenset({near} if near else ())


def _twin(row: Row, there: Tables) -> Row | None:
    """The same type in the other release; RequestOrchestration is what RequestGroup became."""
    names = (
        row.name,
        row.name.replace("RequestGroup", "RequestOrchestration"),
        row.name.replace("RequestOrchestration", "RequestGroup"),
    )
    return next((there.row(name) for name in names if name in there.types), None)


def no_resource_type(path: Path, value: Any) -> Told:
    found = "no resourceType" if value is None else f"the resourceType {what(value)}"
    expected = "the name of a resource of FHIR"
    place = (*path, "resourceType")
    return Kind.RESOURCE_TYPE, Problem(f"a resource with {found}, expected {expected}", place, found, expected)


def unknown_resource(path: Path, name: str, here: Tables, guesses: Guesses) -> Told:
    there, place = tables(other(here.release)), (*path, "resourceType")
    if name in there.resources:
        message = f"{name} is a resource of {there.title} only, this is {here.title}"
        return Kind.OTHER_RELEASE, Problem(message, place, name, f"a resource of {here.title}")
    near = guesses.nearest(name, here.resources) or "the name of a resource"
    message = f'"{shortened(name)}" is no resource of {here.title}, expected {near}'
    return Kind.RESOURCE_TYPE, Problem(message, place, shortened(name), near)


def mixed(path: Path, name: str, marks: list[str], own: str, of_file: str) -> Told:
    """`marks` are the names by which the release of the resource is known."""
    found, expected = f"FHIR {own.upper()}", f"FHIR {of_file.upper()}"
    by = f" ({shortened(', '.join(dict.fromkeys(marks)))})" if marks else ""
    return Kind.MIXED, Problem(f"{name} is written in {found}{by}, the file in {expected}", path, found, expected)


def broken(path: Path, rule: Rule, place: Broken) -> Told:
    found = shortened(place.found)
    message = f"{rule.key}: {found}, expected {place.expected}"
    return rule.kind, Problem(message, (*path, *place.steps), found, place.expected)


def shortened(value: object) -> str:
    """A value as a message shows it."""
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def what(value: Any) -> str:
    """A JSON value in words."""
    if isinstance(value, dict):
        return "an object" if value else "an empty object"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{shortened(value)}"' if value else "an empty text"
    return shortened(value)
