"""How far a long run is: a line on stderr, only on a terminal and only after a second."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

Item = TypeVar("Item")
QUIET_FOR = 1.0
"""Seconds before anything is shown."""
_EVERY = 0.1
_WIDTH = 30


def with_progress(items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
    """The same items; `total` is how many there are, where that is known."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield from items
        return
    started = shown = time.monotonic()
    try:
        for done, item in enumerate(items):
            now = time.monotonic()
            if now - started >= QUIET_FOR and now - shown >= _EVERY:
                shown = now
                _show(sys.stderr, done, total)
            yield item
    finally:
        if shown != started:
            _wipe(sys.stderr)


def _show(stream: TextIO, done: int, total: int | None) -> None:
    filled = _WIDTH * done // total if total else 0
    bar = f"[{'#' * filled}{' ' * (_WIDTH - filled)}] {done} of {total}" if total else f"{done}"
    stream.write(f"\r\x1b[K{bar} files judged")
    stream.flush()


def _wipe(stream: TextIO) -> None:
    stream.write("\r\x1b[K")
    stream.flush()
