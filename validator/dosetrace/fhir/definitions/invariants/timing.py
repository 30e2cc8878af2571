"""Invariants of Timing."""

from __future__ import annotations

from functools import partial

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.invariants.rule import Json, at_least, has, simple, together

_MEALS = {"C", "CM", "CD", "CV"}
_rule = partial(simple, kind=Kind.TIMING)


def _not_negative(repeat: Json, name: str) -> bool:
    """A value that is only marked as absent is not known to be 0 or more: FHIR's expression fails on it."""
    return at_least(repeat[name], 0) if name in repeat else f"_{name}" not in repeat


def _offset_fits(repeat: Json) -> bool:
    when = repeat.get("when")
    return not has(repeat, "offset") or (isinstance(when, list) and not any(one in _MEALS for one in _texts(when)))


def _texts(values: list[object]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


RULES = (
    _rule("tim-1", holds=lambda r: together(r, "duration", "durationUnit"),
          found="a duration of {duration} without durationUnit", expected="a durationUnit"),
    _rule("tim-2", holds=lambda r: together(r, "period", "periodUnit"),
          found="a period of {period} without periodUnit", expected="a periodUnit"),
    _rule("tim-4", holds=lambda r: _not_negative(r, "duration"), found="a duration of {duration}",
          expected="0 or more"),
    _rule("tim-5", holds=lambda r: _not_negative(r, "period"), found="a period of {period}", expected="0 or more"),
    _rule("tim-6", holds=lambda r: together(r, "periodMax", "period"),
          found="a periodMax of {periodMax} without period", expected="a period"),
    _rule("tim-7", holds=lambda r: together(r, "durationMax", "duration"),
          found="a durationMax of {durationMax} without duration", expected="a duration"),
    _rule("tim-8", holds=lambda r: together(r, "countMax", "count"),
          found="a countMax of {countMax} without count", expected="a count"),
    _rule("tim-9", holds=_offset_fits,
          found="an offset of {offset} with when {when}", expected="a when that is an event, not C, CM, CD or CV"),
    _rule("tim-10", holds=lambda r: not ("timeOfDay" in r and "when" in r),
          found="both timeOfDay {timeOfDay} and when {when}", expected="one of the two"),
)  # fmt: skip
