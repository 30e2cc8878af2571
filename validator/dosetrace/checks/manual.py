"""The manual page of a check, made from the check and its tested examples."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from dosetrace.checks.registry import Check, checks, unknown_check
from dosetrace.findings import InputError


def manual_page(check_id: str, examples: Path) -> str:
    """What, why, a good and a bad example. Raises InputError for an unknown id, with the nearest one."""
    found = next((check for check in checks() if check.id == check_id), None)
    if found is None:
        raise InputError(unknown_check(check_id, [check.id for check in checks()]))
    return "\n".join(_page(found, examples / check_id)) + "\n"


def _page(check: Check, folder: Path) -> Iterator[str]:
    yield f"{check.id} ({check.level})"
    yield ""
    yield check.summary
    yield f"Why: {check.why}"
    good, bad = example(folder, "good"), example(folder, "bad")
    if good is not None and bad is not None:
        yield ""
        yield f"Good ({good.name}):"
        yield from (f"    {line}" for line in _text(good))
        yield ""
        yield f"Bad ({bad.name}), what differs:"
        yield from (f"    {line}" for line in difference(good, bad))


def example(folder: Path, name: str) -> Path | None:
    """The file or folder of one example."""
    return next(iter(sorted(folder.glob(f"{name}*"))), None) if folder.is_dir() else None


def difference(good: Path, bad: Path) -> list[str]:
    """The lines in which the bad example differs from the good one, with a little around them."""
    lines = list(unified_diff(_text(good), _text(bad), lineterm="", n=1))[2:]
    return [line for line in lines if not line.startswith("@@")]


def _text(path: Path) -> list[str]:
    if path.is_dir():
        return [
            line
            for inner in sorted(path.rglob("*"))
            if inner.is_file()
            for line in (f"# {inner.relative_to(path)}", *_text(inner))
        ]
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return ["(no UTF-8 text)"]
