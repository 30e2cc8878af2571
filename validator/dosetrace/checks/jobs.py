"""Judging piece by piece, in this process or in several; what comes of it is the same, in the same order."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from dosetrace.checks.files import Piece
from dosetrace.checks.load import Loader
from dosetrace.checks.outcome import Part, part_of
from dosetrace.checks.registry import Check
from dosetrace.findings import InputError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

TOGETHER = 4
"""Pieces that a process is given at a time."""


def parts(reads: Loader, pieces: Iterable[Piece], checks: Iterable[Check], jobs: int = 1) -> Iterator[Part]:
    """The part of each piece, in order, by so many processes. Raises InputError where a piece that was named cannot be
    read, or a process ends before its work."""
    judge = _Judge(reads, tuple(checks))
    return _in_processes(judge, pieces, jobs) if jobs > 1 else map(judge, pieces)


def cores() -> int:
    """How many processes the machine runs at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class _Judge:
    reads: Loader
    checks: tuple[Check, ...]

    def __call__(self, piece: Piece) -> Part:
        return part_of(self.reads.subjects(piece), self.checks)


def _in_processes(judge: Callable[[Piece], Part], pieces: Iterable[Piece], jobs: int) -> Iterator[Part]:
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children

    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(judge,)) as pool:
        try:
            yield from _in_order(pool, iter(pieces), jobs)
        except BrokenProcessPool as error:
            raise InputError(
                "a process that judged files ended before its work, perhaps for want of memory; "
                "expected it to go on: --jobs 1 needs the least"
            ) from error
        except BaseException:
            for process in active_children():
                process.terminate()
            raise


def _in_order(pool: ProcessPoolExecutor, pieces: Iterator[Piece], jobs: int) -> Iterator[Part]:
    """No more is begun than keeps the processes busy, so that a folder without end needs no memory without end."""
    begun: deque[Future[list[Part]]] = deque()
    while batch := list(islice(pieces, TOGETHER)):
        begun.append(pool.submit(_work, batch))
        if len(begun) > 4 * jobs:
            yield from begun.popleft().result()
    while begun:
        yield from begun.popleft().result()


_judges: list[Callable[[Piece], Part]] = []
"""What a process of the pool was begun with: the dataset is read once in each, not once for each piece."""


def _begin(judge: Callable[[Piece], Part]) -> None:
    _judges[:] = [judge]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process is interrupted, says so and ends the others


def _work(pieces: list[Piece]) -> list[Part]:
    return [_judges[0](piece) for piece in pieces]
