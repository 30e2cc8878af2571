"""Where the dataset is: a given root, else the checkout above the working directory, else the packaged copy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dosetrace.findings import InputError

MARK = ("protocols", "fhir_bundles", "seeds")
"""The folders by which a checkout is known."""


@dataclass(frozen=True)
class Dataset:
    """The folders of one dataset. In the packaged copy the seeds are not there, only their list."""

    root: Path
    packaged: bool = False

    @property
    def protocols(self) -> Path:
        return self.root / "protocols"

    @property
    def bundles(self) -> Path:
        return self.root / "fhir_bundles"

    @property
    def sources(self) -> Path:
        """The list of sources; the documents stand beside it, except in the packaged copy."""
        return self.root / "seeds" / "sources.yaml"

    @property
    def examples(self) -> Path:
        """The good and bad example of each check."""
        return self.root / ("examples" if self.packaged else "tests/checks")

    @cached_property
    def protocol_ids(self) -> list[str]:
        return sorted(path.stem for path in self.protocols.glob("*.yaml"))

    def shown(self, path: Path) -> str:
        """A path as findings print it: below the working directory or the root, where it is. A link keeps its name."""
        real = path.resolve() if path.name == ".." else path.parent.resolve() / path.name
        for base in (Path.cwd(), self.root):
            if real.is_relative_to(base.resolve()):
                return real.relative_to(base.resolve()).as_posix()
        return path.as_posix()

    def found(self, shown: str) -> Path:
        """The path that is printed so; it need not be there."""
        return on_disk(shown, self.root)


def on_disk(shown: str, root: Path) -> Path:
    """The path behind a printed name: from the working directory, else from the root of a dataset."""
    return Path(shown) if Path(shown).exists() or not (root / shown).exists() else root / shown


def find_dataset(root: Path | None = None) -> Dataset:
    """The dataset to work on. Raises InputError where a given root is none."""
    if root is not None:
        if not _is_checkout(root):
            raise InputError(f"{root} is no dataset; expected the folders {', '.join(MARK)} in it")
        return Dataset(root)
    here = Path.cwd()
    checkout = next((folder for folder in (here, *here.parents) if _is_checkout(folder)), None)
    return Dataset(checkout) if checkout else packaged_dataset()


def example_dataset(root: Path | None = None) -> Dataset:
    """The dataset whose examples of the checks are shown: of the given root or the checkout, else the packaged ones."""
    found = find_dataset(root)
    return found if found.examples.is_dir() else packaged_dataset()


def packaged_dataset() -> Dataset:
    """The copy in the wheel; in an editable install the checkout the code stands in."""
    package = Path(__file__).parent
    checkout = package.parent.parent
    if _is_checkout(checkout):
        return Dataset(checkout)
    return Dataset(package / "_packaged", packaged=True)


def _is_checkout(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in MARK) and (folder / "seeds" / "sources.yaml").is_file()
