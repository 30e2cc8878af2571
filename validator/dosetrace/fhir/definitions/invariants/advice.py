"""Invariants that FHIR itself states as warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.invariants.rule import Broken, Json, Rule, has, many, simple
from dosetrace.findings import Path

_rule = partial(simple, kind=Kind.ADVICE)
_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,254}")
_NAME_R5 = re.compile(r"[A-Z][A-Za-z0-9_]{1,254}")
_URL = re.compile(r"[^|# ]+")


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return not isinstance(value, str) or pattern.fullmatch(value) is not None


def _unknown_goals(plan: Json) -> Iterator[Broken]:
    goals = {goal.get("id") for _, goal in many(plan.get("goal")) if isinstance(goal.get("id"), str)}
    stack: list[tuple[Path, Json]] = [((), plan)] if "action" in plan else []
    while stack:
        path, here = stack.pop()
        for place, name in enumerate(here["goalId"]) if isinstance(here.get("goalId"), list) else ():
            if isinstance(name, str) and name not in goals:
                yield Broken((*path, "goalId", place), f'the goal "{name}"', "the id of a goal of this plan")
        stack += [((*path, "action", index), inner) for index, inner in many(here.get("action"))]


def _name(key: str, pattern: re.Pattern[str], releases: str) -> Rule:
    return simple(
        key, Kind.ADVICE, lambda d: _fits(pattern, d.get("name")), 'the name "{name}"',
        "a capital, then letters, digits and _", "name", releases=releases,
    )  # fmt: skip


RULES = (
    *(_name(key, _NAME, "r4") for key in ("adf-0", "lib-0", "pdf-0")),
    _name("cnl-0", _NAME_R5, "r5"),
    _rule("cnl-1", holds=lambda d: _fits(_URL, d.get("url")), found="the url {url}", expected="no |, # or space in it"),
    _rule("cod-1", holds=lambda c: has(c, "code") or not has(c, "display"),
          found='the display "{display}" without a code', expected="a code beside it"),
    _rule("ident-1", holds=lambda i: has(i, "value"), found="an identifier without a value", expected="a value"),
    Rule("pld-3", Kind.ADVICE, _unknown_goals, ("r5",)),
)  # fmt: skip
