"""Files named by patterns as `.gitignore` writes them, and names of files from where one stands."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True)
class Globs:
    """The files below a folder that any of the patterns names; without patterns none."""

    folder: Path = Path()
    patterns: tuple[str, ...] = ()

    @cached_property
    def _spec(self) -> GitIgnoreSpec:
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.patterns)

    def name(self, path: Path) -> bool:
        """Whether a path is one of the files."""
        return bool(self.patterns) and self._spec.match_file(below(path, self.folder))


def is_pattern(text: str) -> bool:
    """Whether a pattern can be read as one of `.gitignore`."""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([text])
    except (ValueError, re.error):
        return False
    return True


def below(path: Path, folder: Path) -> str:
    """The path as seen from the folder, with forward slashes on every system."""
    real = path.resolve() if path.name in ("", "..") else path.parent.resolve() / path.name  # a link keeps its name
    try:
        return Path(os.path.relpath(real, folder.resolve())).as_posix()
    except ValueError:  # another drive
        return real.as_posix()


def shown(path: Path) -> str:
    """A path as messages print it: from the working directory where it is below."""
    seen = below(path, Path.cwd())
    return str(path) if seen.startswith("..") else seen
