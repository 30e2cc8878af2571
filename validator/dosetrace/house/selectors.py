"""How a check is named in rules: by its id, by its area ("dose/"), or by a pattern ("*/differs-from-quote")."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from dosetrace.checks.registry import checks, unknown_check

_JOKERS = frozenset("*?[")


def names(selector: str, check: str) -> bool:
    """Whether a selector names the check with this id."""
    if _JOKERS & set(selector):
        return fnmatchcase(check, selector)
    return check.startswith(selector) if selector.endswith("/") else check == selector


def any_names(selectors: Iterable[str], check: str) -> bool:
    """Whether one of the selectors names the check."""
    return any(names(selector, check) for selector in selectors)


def unknown(selector: str) -> str | None:
    """What to say of a selector that names no check, with the nearest that does; None for one that names some."""
    ids = [check.id for check in checks()]
    if any(names(selector, check) for check in ids):
        return None
    areas = sorted({check.partition("/")[0] + "/" for check in ids})
    return unknown_check(selector, [*areas, *ids])


def closest(selectors: Collection[str], check: str) -> str | None:
    """Of the selectors that name a check the closest: its id, then its area, then the last pattern; None without."""
    fitting = [selector for selector in selectors if names(selector, check)]
    return max(enumerate(fitting), key=lambda one: (_closeness(one[1]), one[0]), default=(0, None))[1]


def _closeness(selector: str) -> int:
    return 0 if _JOKERS & set(selector) else 1 if selector.endswith("/") else 2
