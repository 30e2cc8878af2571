"""Finds the checks by their files."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any

import dosetrace.checks.shared
from dosetrace.checks.subjects import Subject
from dosetrace.findings import Level, Problem


@dataclass(frozen=True)
class Check:
    """One rule: its id, what it says, why it is there, what it judges, and the generator that finds problems."""

    id: str
    level: Level
    summary: str
    why: str
    judges: tuple[type[Subject], ...]
    run: Callable[[Any], Iterator[Problem]]

    @property
    def area(self) -> str:
        """The first part of the id: what the check is about."""
        return self.id.partition("/")[0]

    @property
    def subjects(self) -> list[str]:
        """What it judges, in words."""
        return [kind.called for kind in self.judges]


@cache
def checks() -> tuple[Check, ...]:
    """Every check, by id."""
    found = [_check(name) for area in _areas() for name in _modules(area)]
    return tuple(sorted(found, key=lambda check: check.id))


def unknown_check(name: str, known: Iterable[str]) -> str:
    """What to say of a name that no check has, with the nearest of the known ones."""
    near = get_close_matches(name, list(known), 1)
    hint = f'; did you mean "{near[0]}"?' if near else '; see "dosetrace list checks"'
    return f'"{name}" is no check{hint}'


def _areas() -> list[str]:
    """The packages with checks: every folder beside this file but the one with what checks share."""
    found = pkgutil.iter_modules(dosetrace.checks.__path__, f"{dosetrace.checks.__name__}.")
    return [item.name for item in found if item.ispkg and item.name != dosetrace.checks.shared.__name__]


def _modules(package: str) -> list[str]:
    return [item.name for item in pkgutil.iter_modules(import_module(package).__path__, f"{package}.")]


def _check(name: str) -> Check:
    module = import_module(name)
    area, rule = name.split(".")[-2:]
    return Check(
        id=f"{area}/{rule}".replace("_", "-"),
        level=module.LEVEL,
        summary=(module.__doc__ or "").strip(),
        why=module.WHY,
        judges=module.JUDGES,
        run=module.check,
    )
