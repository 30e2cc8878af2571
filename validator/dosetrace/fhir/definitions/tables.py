"""What a release of FHIR defines: its types with their elements. Knows nothing of any file.

The tables are facts out of HL7's own packages, written by `extract`; a release is read when the first file of it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dosetrace.fhir.definitions.invariants.rule import Rule
from dosetrace.fhir.definitions.invariants.rules import rules
from dosetrace.fhir.definitions.primitives import Fits, one_of, primitive

_HERE = Path(__file__).parent


@dataclass(slots=True, eq=False)
class Element:
    """One element as JSON spells it. `fits` judges the value of a primitive and is None for an object."""

    name: str
    declared: str
    type: str
    many: bool
    most: int | None
    fits: Fits | None
    codes: frozenset[str] | None
    set_name: str = ""
    choice: str = ""
    targets: tuple[str, ...] = ()
    """The resources that a reference may lead to; none for all."""
    beside: str = ""
    """For the id and the extensions of a primitive: its type."""
    row: Row | None = None
    """The type of the object, filled in when one is first met."""


@dataclass(slots=True, eq=False)
class Row:
    """One type: its elements as JSON spells them, those that have to be there, and its invariants."""

    name: str
    kinds: tuple[str, ...]
    """Itself and every type above it."""
    elements: dict[str, Element]
    needed: tuple[tuple[str, ...], ...]
    """Each required element with every spelling of it."""
    rules: tuple[Rule, ...]
    is_resource: bool


@dataclass(frozen=True, slots=True)
class Extension:
    """One of HL7's own: the places it may stand on, whether it is a modifier (None: either), the types of its value
    (None: it has none, empty: any), and its parts with least, most and types."""

    on: frozenset[str]
    modifier: bool | None
    value: frozenset[str] | None
    parts: dict[str, tuple[int, int | None, frozenset[str]]]


@dataclass(frozen=True, eq=False)
class Tables:
    """One release, `r4` or `r5`."""

    release: str
    resources: frozenset[str]
    types: dict[str, Any]
    codes: dict[str, list[str]]
    primitives: dict[str, str]
    _rows: dict[str, Row] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The release as people write it: `FHIR R4`."""
        return f"FHIR {self.release.upper()}"

    def judges(self, name: str) -> bool:
        """Whether the tables hold this resource type."""
        return name in self.resources and name in self.types

    def row(self, name: str) -> Row:
        """The type of this name, made when it is first asked for."""
        if name not in self._rows:
            self._rows[name] = self._row(name)
        return self._rows[name]

    def row_of(self, element: Element) -> Row:
        """The elements of the type that an element has."""
        if element.row is None:
            element.row = self.row(element.type)
        return element.row

    def _row(self, name: str) -> Row:
        kinds = tuple(self._kinds(name))
        elements: dict[str, Element] = {}
        needed: list[tuple[str, ...]] = []
        for kind in reversed(kinds):
            for stem, text in self.types[kind]["elements"].items():
                targets = tuple(self.types[kind].get("targets", {}).get(stem, ()))
                spelled = list(self._elements(f"{kind}.{stem}", stem, text, targets))
                elements |= {one.name: one for one in spelled}
                elements |= {f"_{one.name}": self._beside(one) for one in spelled if one.fits is not None}
                if not text.startswith("0"):
                    names = tuple(one.name for one in spelled)
                    needed.append((*names, *(f"_{one.name}" for one in spelled if one.fits is not None)))
        is_resource = "Resource" in kinds
        if is_resource:
            elements["resourceType"] = Element("resourceType", name, "code", False, 1, primitive("string", ""), None)
            elements["id"].fits = primitive("string", "")
        keys = [key for kind in kinds for level in ("errors", "warnings") for key in self.types[kind].get(level, ())]
        return Row(name, kinds, elements, tuple(needed), rules(keys, self.release), is_resource)

    def _kinds(self, name: str) -> Iterator[str]:
        while name in self.types:
            yield name
            name = self.types[name]["is"]

    def _elements(self, declared: str, stem: str, text: str, targets: tuple[str, ...]) -> Iterator[Element]:
        """An element with each of its spellings; only a choice has several."""
        often, types, *bound = text.split(" ")
        high = often.partition("..")[2]
        many, most = high not in ("0", "1"), None if high == "*" else int(high)
        choice = stem.removesuffix("[x]") if stem.endswith("[x]") else ""
        for kind in types.split("|"):
            name = choice + spelled(kind) if choice else stem
            codes = frozenset(self.codes[bound[0]]) if bound else None
            yield Element(
                name, declared, kind, many, most, self._fits(kind, codes), codes, bound[0] if bound else "", choice,
                targets if kind in ("Reference", "CodeableReference") else (),
            )  # fmt: skip

    def _fits(self, kind: str, codes: frozenset[str] | None) -> Fits | None:
        if kind not in self.primitives:
            return None
        return one_of(codes) if codes is not None else primitive(kind, self.primitives[kind])

    def _beside(self, one: Element) -> Element:
        """Id and extensions of a primitive, which JSON keeps beside it."""
        return Element(f"_{one.name}", one.declared, "Element", one.many, one.most, None, None, beside=one.type)


def spelled(kind: str) -> str:
    """A type as it ends the name of a choice."""
    return "Quantity" if kind == "SimpleQuantity" else kind[:1].upper() + kind[1:]


@cache
def tables(release: str) -> Tables:
    """The tables of `r4` or `r5`."""
    found = _read(f"{release}.json")
    return Tables(release, frozenset(found["resources"]), found["types"], found["codes"], found["primitives"])


def extension(release: str, url: str) -> Extension | None:
    """HL7's own extension of this url, None where it has none for the release."""
    return _extension(release, url) if url in _extensions(release) else None


@cache
def _extensions(release: str) -> dict[str, Any]:
    found: dict[str, Any] = _read(f"extensions-{release}.json")["extensions"]
    return found


@cache
def _extension(release: str, url: str) -> Extension:
    row = _extensions(release)[url]
    value = _kinds(row["value"].partition(" ")[2]) if "value" in row else None
    parts = {name: _part(text) for name, text in row.get("parts", {}).items()}
    modifier = row.get("modifier", False)
    return Extension(frozenset(row["on"]), None if modifier == "either" else modifier, value, parts)


def _part(text: str) -> tuple[int, int | None, frozenset[str]]:
    often, _, kinds = text.partition(" ")
    low, _, high = often.partition("..")
    return int(low), None if high == "*" else int(high), _kinds(kinds)


def _kinds(text: str) -> frozenset[str]:
    """Types of a value; none for any."""
    return frozenset() if text in ("*", "-") else frozenset(text.split("|"))


@cache
def marks() -> dict[str, Any]:
    """What only one release has: `types`, `elements` of a resource, and `names` of elements anywhere."""
    found: dict[str, Any] = _read("marks.json")
    return found


def other(release: str) -> str:
    """The other release: `r5` for `r4`."""
    return "r4" if release == "r5" else "r5"


def _read(name: str) -> Any:
    return json.loads((_HERE / name).read_text(encoding="utf-8"))
