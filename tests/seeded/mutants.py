"""Every mutant, made one after the other when it is asked for; the same ones each time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from seeded.catalogue import OPERATORS, Change, File, Line, Operator, Text
from seeded.tree import GONE, edited

ROOT = Path(__file__).parent.parent.parent
FOREIGN = Path(__file__).parent / "foreign"
THEMES = ("doses", "timing", "days", "cycles", "codes", "conditions", "provenance", "structure", "texts", "carried",
          "protocols")  # fmt: skip
LARGE = 100_000
"""Bytes from which on a file gets one mutant of each operator, for the time it takes."""
HUGE = 250_000
"""Bytes from which on a file gets every fourth operator only: it is made of parts that stand in other files."""
PROSE = {"title", "text", "description", "textEquivalent", "display", "valueString", "div", "unit"}


@dataclass(frozen=True)
class Mutant:
    """A file with one error in it: `group` is `bundle`, `carried`, `foreign` or `protocol`."""

    operator: str
    group: str
    file: str
    place: str
    what: str
    content: str

    @property
    def id(self) -> str:
        return f"{self.operator} {self.file} {self.place}: {self.what}"


@dataclass(frozen=True)
class Original:
    """A good file as the mutants of one group start from."""

    group: str
    file: str
    content: str

    @property
    def family(self) -> str:
        return {"bundle": "fhir", "foreign": "fhir"}.get(self.group, self.group)


@cache
def operators() -> tuple[Operator, ...]:
    """All operators, by theme."""
    for theme in THEMES:
        import_module(f"seeded.{theme}")
    return tuple(OPERATORS.values())


def originals() -> Iterator[Original]:
    """Every good file, as its mutants are written: JSON anew, protocols as they are."""
    for path in sorted((ROOT / "fhir_bundles").glob("r[45]/*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        yield Original("bundle", _shown(path), _written(value))
        yield Original("carried", _shown(path), _written(without_narrative(value)))
    for path in sorted(FOREIGN.glob("*.json")):
        yield Original("foreign", _shown(path), _written(json.loads(path.read_text(encoding="utf-8"))))
    for path in sorted((ROOT / "protocols").glob("*.yaml")):
        yield Original("protocol", _shown(path), path.read_text(encoding="utf-8"))


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def without_narrative(bundle: Any) -> Any:
    edits = tuple((("entry", index, "resource", "text"), GONE) for index, _ in enumerate(bundle["entry"]))
    return edited(bundle, edits)


def mutants_of(original: Original) -> Iterator[Mutant]:
    """Every mutant of one file; what two operators make alike is one mutant, of the first of them."""
    seen = {original.content}
    for mutant in _made(original):
        if mutant.content not in seen:
            seen.add(mutant.content)
            yield mutant


def _made(original: Original) -> Iterator[Mutant]:
    size = len(original.content)
    most = 1 if size > LARGE else 2 if original.group in ("bundle", "carried") else 4
    subject = _subject(original)
    for operator in operators()[:: 4 if size > HUGE else 1]:
        if operator.family == original.family:
            for change in spread(list(operator.makes(subject)), most):
                yield Mutant(operator.name, original.group, original.file, change.place, change.what,
                             applied(subject, change))  # fmt: skip


def _subject(original: Original) -> File | Text:
    if original.group == "protocol":
        return Text(original.file, tuple(original.content.splitlines(keepends=True)))
    release = "r5" if re.search(r"/r5[/-]", original.file) else "r4"
    return File(original.file, release, json.loads(original.content))


def spread(found: Sequence[Any], most: int) -> list[Any]:
    """At most so many, from the first to the last at equal distances."""
    if len(found) <= most:
        return list(found)
    return [found[index * (len(found) - 1) // max(most - 1, 1)] for index in range(most)]


def applied(subject: File | Text, change: Change | Line) -> str:
    """The file with the change, as text."""
    if isinstance(subject, Text) and isinstance(change, Line):
        rest = subject.lines[change.first + change.count :]
        return "".join((*subject.lines[: change.first], *change.lines, *rest))
    assert isinstance(subject, File)
    assert isinstance(change, Change)
    value = edited(subject.value, change.edits)
    for old, new in change.words:
        value = reworded(value, re.compile(rf"(?<![\w.]){re.escape(old)}(?![\w²])"), new)
    return _written(value)


def reworded(value: Any, old: re.Pattern[str], new: str, key: str | int = "") -> Any:
    """The value with words replaced wherever people read them, not in ids, addresses, codes and extracts."""
    if isinstance(value, dict):
        return {name: reworded(inner, old, new, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [reworded(inner, old, new, key) for inner in value]
    return old.sub(lambda _: new, value) if isinstance(value, str) and key in PROSE else value
