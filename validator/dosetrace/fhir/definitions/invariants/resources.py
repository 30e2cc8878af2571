"""Invariants of every resource, and of references, periods, attachments and contacts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial
from typing import Any

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.invariants.rule import Broken, Json, Rule, has, many, simple, some, together

_rule = partial(simple, kind=Kind.RESOURCE)


def in_order(start: Any, end: Any) -> bool:
    """Whether a moment is not after another, as far as both are stated."""
    if not isinstance(start, str) or not isinstance(end, str):
        return True
    if "T" in start and "T" in end:
        try:
            return datetime.datetime.fromisoformat(start) <= datetime.datetime.fromisoformat(end)
        except (ValueError, TypeError):
            return True
    shared = min(len(start.partition("T")[0]), len(end.partition("T")[0]))
    return start[:shared] <= end[:shared]


def _unused(resource: Json) -> Iterator[Broken]:
    """dom-3: a contained resource is referred to, or refers to the one it is in."""
    contained = many(resource.get("contained"))
    used = _local_references(resource) if contained else set()
    for index, inner in contained:
        name = inner.get("id")
        if isinstance(name, str) and f"#{name}" not in used and "#" not in _local_references(inner):
            yield Broken(("contained", index), f'a contained {inner.get("resourceType")} "{name}" nobody refers to',
                         f'a reference "#{name}"')  # fmt: skip


def _local_references(value: Any) -> set[str]:
    """Every text below the value that begins with #: as a reference, a canonical or a uri."""
    found: set[str] = set()
    stack = [value]
    while stack:
        here = stack.pop()
        if isinstance(here, str) and here.startswith("#"):
            found.add(here)
        elif isinstance(here, dict | list):
            stack += here.values() if isinstance(here, dict) else here
    return found


def _contained(key: str, wrong: str, expected: str, *names: str) -> Rule:
    """A rule about the contained resources: none of the elements at this path is there."""

    def broken(resource: Json) -> Iterator[Broken]:
        for index, inner in many(resource.get("contained")):
            here = some(inner.get("meta")) if names != ("contained",) else inner
            for name in names:
                if name in here:
                    steps = ("contained", index, name) if here is inner else ("contained", index, "meta", name)
                    yield Broken(steps, f"a contained resource with {wrong}", expected)

    return Rule(key, Kind.RESOURCE, broken)


def _referring(reference: Json) -> bool:
    return has(reference, "reference", "identifier", "display", "extension")


def _all_day(time: Json) -> bool:
    return time.get("allDay") is not True or not has(time, "availableStartTime", "availableEndTime")


RULES = (
    _contained("dom-2", "resources in it", "no resources in contained ones", "contained"),
    Rule("dom-3", Kind.RESOURCE, _unused),
    _contained("dom-4", "a version of its own", "no versionId and lastUpdated", "versionId", "lastUpdated"),
    _contained("dom-5", "a security label", "no security label", "security"),
    _rule("ref-2", holds=_referring, found="a reference that names nothing",
          expected="a reference, identifier or display"),
    _rule("per-1", holds=lambda p: in_order(p.get("start"), p.get("end")),
          found="a period from {start} to {end}", expected="the earlier moment first"),
    _rule("att-1", holds=lambda a: together(a, "data", "contentType"),
          found="data without contentType", expected="a contentType"),
    _rule("cpt-2", holds=lambda c: together(c, "value", "system"),
          found="{value} without a system", expected="a system such as phone or email"),
    _rule("mdd-1", holds=lambda d: in_order(d.get("whenPrepared"), d.get("whenHandedOver")),
          found="prepared {whenPrepared}, handed over {whenHandedOver}", expected="prepared first"),
    _rule("av-1", holds=_all_day, found="all day, with a start or an end", expected="one of the two"),
)  # fmt: skip
