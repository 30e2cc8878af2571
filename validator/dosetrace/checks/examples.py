"""The examples of a check: good and bad files, and what the check says of them.

An example is a file, a folder with a list of sources, or a folder that is a small dataset of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dosetrace.checks.files import NotReadable
from dosetrace.checks.load import Loader
from dosetrace.checks.registry import Check
from dosetrace.checks.run import run
from dosetrace.checks.subjects import Subject, UnreadableFile
from dosetrace.data import Dataset
from dosetrace.findings import Finding


@dataclass(frozen=True)
class Examples:
    """The examples of every check; `dataset` is what single files of them may refer to."""

    dataset: Dataset

    def of(self, check: Check, kind: str) -> list[Path]:
        """The examples of one kind, `good` or `bad`, by name; none where the dataset has no such folder."""
        return sorted((self.dataset.examples / check.id).glob(f"{kind}*"))

    def subjects(self, example: Path) -> list[Subject]:
        """What an example is: an unreadable one is a subject too."""
        here = _Here(example) if example.is_dir() else self.dataset
        reads = Loader(here)
        if (example / "protocols").is_dir():
            return reads.dataset()
        try:
            return reads.path(example / "sources.yaml" if example.is_dir() else example)
        except NotReadable as error:
            return [UnreadableFile(error.file, {}, error.message, error.line, error.column)]

    def findings(self, check: Check, example: Path) -> list[Finding]:
        """What the check says of an example."""
        return run(self.subjects(example), [check])


@dataclass(frozen=True)
class _Here(Dataset):
    """A folder whose files are named by their place in it, wherever the command is run."""

    def shown(self, path: Path) -> str:
        return path.resolve().relative_to(self.root.resolve()).as_posix()
