"""One walk through a FHIR value beside the tables: everything that is structurally wrong in it, by kind.

Every value is looked at once, without recursion. What is below an unknown element is not judged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dosetrace.fhir.definitions import telling
from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.placing import Holder, extension_defects
from dosetrace.fhir.definitions.release import own_elements, told
from dosetrace.fhir.definitions.tables import Element, Row, Tables, tables
from dosetrace.findings import Path, Problem

Json = dict[str, Any]
Defects = dict[Kind, list[Problem]]
ReleaseOf = Callable[[Json], str]


Seat = tuple[Path, Json, Row, Element | None, Holder | None, Tables]
"""An object with its type, the element it was reached by (None for a resource), for an extension what it stands on,
and the release. A plain tuple: there is one for every object of a file."""
_NOTHING: frozenset[str] = frozenset()


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
        self.stack: list[Seat] = []
        self.guesses = telling.Guesses()
        self.sound: set[object] = set()
        """Extensions without defects, by what their judgement depends on: a file repeats them."""

    def say(self, defect: telling.Told) -> None:
        self.found.setdefault(defect[0], []).append(defect[1])

    def run(self) -> None:
        while self.stack:
            seat = self.stack.pop()
            path, here, row, _, holder, _ = seat
            if len(here) == 1 and "id" in here and not row.is_resource:
                self.say(telling.only_an_id(path, row))
                continue
            explained = self._elements(seat)
            if row.needed:
                self._needed(seat, explained)
            for rule in row.rules:
                for place in rule.broken(here):
                    self.say(telling.broken(path, rule, place))
            if holder is not None:
                self._extension(seat, holder)

    def resource(self, path: Path, value: Json) -> None:
        """A resource by the tables of its own release; types that are not in the tables are passed over."""
        name = value.get("resourceType")
        if not isinstance(name, str):
            self.say(telling.no_resource_type(path, name))
            return
        own = self.release_of(value)
        if own != self.file_release:
            marks = [mark for mark, release in told(own_elements(value)) if release == own]
            self.say(telling.mixed(path, name, marks, own, self.file_release))
        here = tables(own)
        if here.judges(name):
            self.stack.append((path, value, here.row(name), None, None, here))
        elif name not in here.resources:
            self.say(telling.unknown_resource(path, name, here, self.guesses))

    def _elements(self, seat: Seat) -> frozenset[str]:
        """Judges every element; returns those that are missing because another stands in their place."""
        path, here, row, _, _, release = seat
        elements, explained = row.elements, _NOTHING
        chosen: dict[str, str] = {}
        for key, value in here.items():
            element = elements.get(key)
            if element is None:
                problem, instead = telling.unknown(path, row, key, release, self.guesses)
                explained |= instead
                self.say(problem)
                continue
            if element.choice and chosen.setdefault(element.choice, key) != key:
                self.say(telling.given_twice(path, row, chosen[element.choice], key))
            if element.many:
                self._list(seat, element, value)
            elif element.fits is None:
                self._object(seat, (*path, key), element, value)
            elif not element.fits(value):
                self.say(telling.misfit((*path, key), row, element, value, self.guesses))
        return explained

    def _list(self, seat: Seat, element: Element, value: Any) -> None:
        path, row, fits = (*seat[0], element.name), seat[2], element.fits
        if type(value) is not list:
            self.say(telling.not_in_list(path, row, element, value))
            return
        if not value:
            self.say(telling.empty(path, row, element, value))
        if element.most is not None and len(value) > element.most:
            self.say(telling.too_many(path, row, element, value))
        for index, item in enumerate(value):
            if item is None and self._is_gap(seat, element):
                continue
            if fits is None:
                self._object(seat, (*path, index), element, item)
            elif not fits(item):
                self.say(telling.misfit((*path, index), row, element, item, self.guesses))

    def _is_gap(self, seat: Seat, element: Element) -> bool:
        """Whether null in a list stands for a value beside which only extensions are, or the reverse."""
        beside = element.name[1:] if element.name[0] == "_" else f"_{element.name}"
        return isinstance(seat[1].get(beside), list)

    def _object(self, seat: Seat, path: Path, element: Element, value: Any) -> None:
        _, _, row, at, _, release = seat
        if type(value) is not dict or not value:
            self.say(telling.misfit(path, row, element, value, self.guesses))
        elif element.type == "Resource":
            self.resource(path, value)
        else:
            holder = (row, at, path[-2] == "modifierExtension") if element.type == "Extension" else None
            self.stack.append((path, value, element.row or release.row_of(element), element, holder, release))
            if element.codes is not None:
                self._coded(path, row, element, value)
            if element.targets:
                self._target(path, row, element, value, release)

    def _coded(self, path: Path, row: Row, element: Element, value: Json) -> None:
        """A concept with codings, none of them from the list it is bound to."""
        codings = [value] if "code" in value else value.get("coding")
        found = [one.get("code") for one in codings if isinstance(one, dict)] if isinstance(codings, list) else []
        words = [code for code in found if isinstance(code, str)]
        if words and not any(code in (element.codes or ()) for code in words):
            self.say(telling.not_allowed(path, row, element, words[0], self.guesses))

    def _target(self, path: Path, row: Row, element: Element, value: Json, release: Tables) -> None:
        """A reference whose words name a type it may not lead to; one in a concept-or-reference too."""
        inner = value.get("reference")
        text = inner.get("reference") if isinstance(inner, dict) else inner
        kind = text.partition("/_history/")[0].split("/")[-2:][0] if isinstance(text, str) and "/" in text else ""
        if kind in release.resources and kind not in element.targets:
            self.say(telling.wrong_target(path, row, element, kind))

    def _needed(self, seat: Seat, explained: frozenset[str]) -> None:
        path, here, row, *_ = seat
        for names in row.needed:
            for name in names:
                if name in here or name in explained:
                    break
            else:
                self.say(telling.missing(path, row, names))

    def _extension(self, seat: Seat, holder: Holder) -> None:
        path, here, *_, release = seat
        url = here.get("url")
        key = (url, *holder, *here) if isinstance(url, str) else None
        if key in self.sound:
            return
        found, depends_on_names = extension_defects(path, here, holder, release)
        for one in found:
            self.say(one)
        if key is not None and not found and depends_on_names:
            self.sound.add(key)
