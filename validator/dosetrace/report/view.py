"""What a form of output needs beside the outcome, and where the files of findings are for others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dosetrace.checks.subjects import STANDARD_INPUT
from dosetrace.data import on_disk
from dosetrace.findings import Level

Lines = dict[str, list[str]]
"""The lines of the files that findings point into, by the name that findings have for the file."""


@dataclass(frozen=True)
class View:
    """`base` is the folder from which others count paths (the checkout of a CI job), `root` that of the dataset."""

    lines: Lines
    fail_on: Level
    base: Path
    root: Path
    colour: bool = False

    def fails(self, level: Level) -> bool:
        """Whether a finding of this level makes the exit status 1."""
        return level.rank <= self.fail_on.rank

    def place(self, file: str) -> str | None:
        """A file with forward slashes, relative to the base where it is below it; None for what is no file."""
        return _place(file, self.base, self.root)


@lru_cache(maxsize=1000)
def _place(file: str, base: Path, root: Path) -> str | None:
    if file == STANDARD_INPUT or "://" in file:
        return None
    path = on_disk(file, root).absolute()
    for folder in (base.absolute(), base.resolve()):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.as_posix()
