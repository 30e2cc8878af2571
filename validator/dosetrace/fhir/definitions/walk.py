"""One walk through a FHIR value beside the tables: everything that is structurally wrong in it, by kind.

Every value is looked at once, without recursion. What is below an unknown element is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.placing import Holder, extension_defects
from dosetrace.fhir.definitions.tables import Element, Row, Tables, other, tables
from dosetrace.findings import Path, Problem

Json = dict[str, Any]
Defects = dict[Kind, list[Problem]]
ReleaseOf = Callable[[Json], str]
_LONGEST = 80
_MOST_GUESSES = 50
"""Looking for the nearest name costs a millisecond, and a file may hold any number of unknown ones."""


def defects(value: Json, release: str, release_of: ReleaseOf | None = None) -> Defects:
    """The defects of a resource and all in it. `release_of` tells the release of a resource where they differ."""
    walk = _Walk(release, release_of or (lambda _: release))
    walk.resource((), value)
    walk.run()
    return walk.found


class _Walk:
    def __init__(self, release: str, release_of: ReleaseOf) -> None:
        self.file_release, self.release_of = release, release_of
        self.found: Defects = {}
        self.stack: list[tuple[Path, Json, Row, Element | None, Holder | None, Tables]] = []
        self.guesses = 0
        self.explained: set[str] = set()
        """Elements of the object at hand that are not there because they are there under another name."""

    def say(self, kind: Kind, message: str, path: Path, found: object = None, expected: str | None = None) -> None:
        shown = None if found is None else shortened(found)
        self.found.setdefault(kind, []).append(Problem(message, path, shown, expected))

    def run(self) -> None:
        while self.stack:
            path, here, row, at, holder, release = self.stack.pop()
            if len(here) == 1 and "id" in here and not row.is_resource:
                self.say(
                    Kind.EMPTY, f"{row.name} with nothing but an id, expected a value", path, "only an id", "a value"
                )
                continue
            self._elements(path, here, row, at, release)
            for _, names in row.needed:
                for name in names:
                    if name in here or name in self.explained:
                        break
                else:
                    self._missing(path, here, row, names)
            for rule in row.rules:
                for broken in rule.broken(here):
                    says = f"{rule.key}: {shortened(broken.found)}, expected {broken.expected}"
                    self.say(rule.kind, says, (*path, *broken.steps), broken.found, broken.expected)
            if holder is not None:
                for kind, problem in extension_defects(path, here, holder, release):
                    self.found.setdefault(kind, []).append(problem)

    def resource(self, path: Path, value: Json) -> None:
        """A resource by the tables of its own release; types that are not in the tables are passed over."""
        name = value.get("resourceType")
        if not isinstance(name, str):
            found = "no resourceType" if name is None else f"the resourceType {_what(name)}"
            self.say(Kind.RESOURCE_TYPE, f"a resource with {found}, expected the name of a resource of FHIR",
                     (*path, "resourceType"), found, "the name of a resource")  # fmt: skip
            return
        own = self.release_of(value)
        if own != self.file_release:
            found, expected = f"FHIR {own.upper()}", f"FHIR {self.file_release.upper()}"
            self.say(Kind.MIXED, f"{name} is written in {found}, the file in {expected}", path, found, expected)
        here = tables(own)
        if here.judges(name):
            self.stack.append((path, value, here.row(name), None, None, here))
        elif name not in here.resources:
            self._unknown_resource(path, name, here)

    def _unknown_resource(self, path: Path, name: str, here: Tables) -> None:
        there = tables(other(here.release))
        if name in there.resources:
            self.say(Kind.OTHER_RELEASE, f"{name} is a resource of {there.title}, this is {here.title}",
                     (*path, "resourceType"), name, f"a resource of {here.title}")  # fmt: skip
        else:
            near = self._nearest(name, here.resources) or "a resource of FHIR"
            self.say(Kind.RESOURCE_TYPE, f'"{shortened(name)}" is no resource of {here.title}, expected {near}',
                     (*path, "resourceType"), name, near)  # fmt: skip

    def _elements(self, path: Path, here: Json, row: Row, at: Element | None, release: Tables) -> None:
        elements = row.elements
        chosen: dict[str, str] | None = None
        if self.explained:
            self.explained = set()
        for key, value in here.items():
            element = elements.get(key)
            if element is None:
                self._unknown(path, row, key, release)
                continue
            if element.choice:
                first = (chosen := chosen or {}).setdefault(element.choice, key)
                if first != key:
                    self.say(Kind.CHOICE, f"{row.name} with both {first} and {key}, expected one of the two",
                             (*path, key), f"{first} and {key}", "one of the two")  # fmt: skip
            if element.many:
                self._list(path, here, row, at, element, value, release)
            elif element.fits is None:
                self._object((*path, key), row, at, element, value, release)
            elif not element.fits(value):
                self._misfit((*path, key), row, element, value)

    def _list(
        self, path: Path, here: Json, row: Row, at: Element | None, element: Element, value: Any, release: Tables
    ) -> None:
        if type(value) is not list:
            if value is None or value == {} or value == "":
                self._empty((*path, element.name), row, element, value)
            else:
                self.say(Kind.NOT_IN_LIST, f"{element.name} of {row.name} is {_what(value)}, expected a list",
                         (*path, element.name), _what(value), "a list")  # fmt: skip
            return
        if not value:
            self._empty((*path, element.name), row, element, value)
        if element.most is not None and len(value) > element.most:
            self._too_many((*path, element.name), row, element, value)
        beside = element.name[1:] if element.name[0] == "_" else f"_{element.name}"
        for index, item in enumerate(value):
            if item is None and isinstance(here.get(beside), list):
                continue
            if element.fits is None:
                self._object((*path, element.name, index), row, at, element, item, release)
            elif not element.fits(item):
                self._misfit((*path, element.name, index), row, element, item)

    def _object(self, path: Path, row: Row, at: Element | None, element: Element, value: Any, release: Tables) -> None:
        if type(value) is not dict or not value:
            self._misfit(path, row, element, value)
        elif element.type == "Resource":
            self.resource(path, value)
        else:
            inner = release.row_of(element)
            holder = Holder(row, at, path[-2] == "modifierExtension") if element.type == "Extension" else None
            self.stack.append((path, value, inner, element, holder, release))
            if element.codes is not None:
                self._coded(path, row, element, value)

    def _misfit(self, path: Path, row: Row, element: Element, value: Any) -> None:
        """A value that is not what the element takes."""
        if value is None or value in ("", [], {}):
            self._empty(path, row, element, value)
        elif type(value) is list and not isinstance(path[-1], int):
            self._too_many(path, row, element, value)
        elif element.codes is not None and type(value) is str:
            self._code(path, row, element, value)
        else:
            expected = f"a value of type {element.type}"
            self.say(Kind.MALFORMED, f"{element.name} of {row.name} is {_what(value)}, expected {expected}",
                     path, value, expected)  # fmt: skip

    def _code(self, path: Path, row: Row, element: Element, value: str) -> None:
        codes = sorted(element.codes or ())
        near = self._nearest(value, codes)
        some = ", ".join(codes) if len(codes) <= 12 else f"one of the {len(codes)} codes of {element.set_name}"
        expected = f"{near} (of {element.set_name})" if near and len(codes) > 12 else some
        self.say(Kind.CODE, f'{element.name} of {row.name} is "{shortened(value)}", expected {expected}',
                 path, value, expected)  # fmt: skip

    def _coded(self, path: Path, row: Row, element: Element, value: Json) -> None:
        """A concept with codings, none of them from the list it is bound to."""
        codings = [value] if "code" in value else value.get("coding")
        found = [one.get("code") for one in codings if isinstance(one, dict)] if isinstance(codings, list) else []
        words = [code for code in found if isinstance(code, str)]
        if words and not any(code in (element.codes or ()) for code in words):
            self._code(path, row, element, words[0])

    def _empty(self, path: Path, row: Row, element: Element, value: Any) -> None:
        found = "null" if value is None else _what(value)
        self.say(Kind.EMPTY, f"{element.name} of {row.name} is {found}, expected a value or no element",
                 path, found, "a value or no element")  # fmt: skip

    def _too_many(self, path: Path, row: Row, element: Element, value: list[Any]) -> None:
        most = element.most or 1
        expected = "a single value, not in a list" if most == 1 else f"at most {most}"
        self.say(Kind.REPEATED, f"{element.name} of {row.name} is a list of {len(value)}, expected {expected}",
                 path, f"a list of {len(value)}", expected)  # fmt: skip

    def _missing(self, path: Path, here: Json, row: Row, names: tuple[str, ...]) -> None:
        plain = [name for name in names if not name.startswith("_")]
        wanted = " or ".join(plain) if len(plain) < 5 else f"{plain[0]} or another type of it"
        self.say(Kind.MISSING, f"{row.name} without {wanted}, expected it once or more", path, "nothing", wanted)

    def _unknown(self, path: Path, row: Row, key: str, release: Tables) -> None:
        there = tables(other(release.release))
        twin = _twin(row, there)
        if twin is not None and key in twin.elements:
            self.explained |= row.elements.keys() - twin.elements.keys()
            message = f"{key} of {row.name} is an element of {there.title} only, this is {release.title}"
            self.say(Kind.OTHER_RELEASE, message, (*path, key), key, f"an element of {release.title}")
            return
        near = self._nearest(key, [name for name in row.elements if name[0] != "_"])
        self.explained.add(near or key)
        expected = f'"{near}"' if near else "no such element"
        message = f'"{shortened(key)}" is no element of {row.name} in {release.title}, expected {expected}'
        self.say(Kind.UNKNOWN, message, (*path, key), key, expected)

    def _nearest(self, word: str, known: Any) -> str | None:
        self.guesses += 1
        if self.guesses > _MOST_GUESSES or len(word) > _LONGEST:
            return None
        return next(iter(get_close_matches(word, known, 1)), None)


def _twin(row: Row, there: Tables) -> Row | None:
    """The same type in the other release; RequestOrchestration is what RequestGroup became."""
    names = (row.name, row.name.replace("RequestGroup", "RequestOrchestration"),
             row.name.replace("RequestOrchestration", "RequestGroup"))  # fmt: skip
    return next((there.row(name) for name in names if name in there.types), None)


def shortened(value: object) -> str:
    """A value as a message shows it."""
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _what(value: Any) -> str:
    if isinstance(value, dict):
        return "an object" if value else "an empty object"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{shortened(value)}"' if value else "an empty text"
    return shortened(value)


def every(found: Defects) -> Iterator[tuple[Kind, Problem]]:
    """All defects with their kinds."""
    for kind, problems in found.items():
        for problem in problems:
            yield kind, problem
