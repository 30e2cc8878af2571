"""Invariants of definitions and of what they are made of: expressions, triggers, data requirements, actions."""

from __future__ import annotations

import re
from functools import partial

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.invariants.rule import Json, has, simple

_rule = partial(simple, kind=Kind.DEFINITION)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_TIMINGS = ("timingTiming", "timingReference", "timingDate", "timingDateTime")


def _either(value: Json, name: str, other: str) -> bool:
    return has(value, name) != has(value, other)


def _named(expression: Json) -> bool:
    name = expression.get("name")
    return not isinstance(name, str) or _NAME.fullmatch(name) is not None


def _trigger(trigger: Json) -> bool:
    kind = trigger.get("type")
    if kind == "named-event":
        return has(trigger, "name")
    if kind == "periodic":
        return has(trigger, *_TIMINGS)
    return not (isinstance(kind, str) and kind.startswith("data-")) or "data" in trigger


RULES = (
    _rule("exp-1", holds=lambda e: has(e, "expression", "reference"),
          found="an expression without its words and without a reference", expected="one of them"),
    _rule("exp-2", holds=_named, found='the name "{name}"', expected="letters, digits and _ after a letter, at most 64",
          releases="r5"),
    _rule("trd-1", holds=lambda t: "data" not in t or not has(t, *_TIMINGS),
          found="a trigger with data and with timing", expected="one of the two"),
    _rule("trd-2", holds=lambda t: "condition" not in t or "data" in t,
          found="a trigger with a condition and without data", expected="data for the condition"),
    _rule("trd-3", holds=_trigger, found='a trigger of type "{type}" without what it needs',
          expected="a name for named-event, a timing for periodic, data for data-…"),
    _rule("drq-1", holds=lambda f: _either(f, "path", "searchParam"),
          found="a code filter with both path and searchParam, or none", expected="one of the two"),
    _rule("drq-2", holds=lambda f: _either(f, "path", "searchParam"),
          found="a date filter with both path and searchParam, or none", expected="one of the two"),
    _rule("pld-0", holds=lambda i: _either(i, "requirement", "relatedData"),
          found="an input with both requirement and relatedData, or none", expected="one of the two"),
    _rule("pld-1", holds=lambda o: _either(o, "requirement", "relatedData"),
          found="an output with both requirement and relatedData, or none", expected="one of the two"),
    _rule("rqg-1", holds=lambda a: ("resource" in a) != ("action" in a),
          found="an action with both a resource and actions, or none", expected="one of the two"),
    _rule("grp-1", holds=lambda g: "member" not in g or g.get("actual") is not False,
          found="members of a group with actual {actual}", expected="actual true"),
)  # fmt: skip
