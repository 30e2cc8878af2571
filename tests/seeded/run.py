"""Judges every mutant and prints what was caught, by which checks: python tests/seeded/run.py [OPTION]

`--write` also writes docs/pages/seeded.md; `--check` exits with 1 where the page is not what it would write; `--missed`
prints the survivors that have no reason in survivors.yaml, as YAML. A survivor without a reason gives exit status 1.

A mutant is caught where a check finds an error that the good file does not have. Bundles are judged first alone, that
is without the protocols and sources of the dataset, and beside them where that finds nothing.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from dosetrace.checks.load import Loader, NotReadable  # noqa: E402
from dosetrace.checks.registry import checks  # noqa: E402
from dosetrace.checks.subjects import Subject  # noqa: E402
from dosetrace.data import Dataset  # noqa: E402
from dosetrace.findings import Level  # noqa: E402
from seeded.mutants import FOREIGN, Mutant, Original, mutants_of, originals  # noqa: E402
from seeded.page import PAGE, page  # noqa: E402
from seeded.survivors import as_yaml, unlisted  # noqa: E402
from seeded.verdict import ALONE, BESIDE, Verdict  # noqa: E402

Findings = Counter[tuple[str, Level, str]]
PROCESSES = 2


@cache
def alone() -> Loader:
    """Reads as on a machine that has none of the dataset."""
    return Loader(Dataset(FOREIGN))


@cache
def beside() -> Loader:
    """Reads as in this checkout."""
    return Loader(Dataset(ROOT))


def found(loader: Loader, file: str, text: str) -> Findings:
    """What every check finds, without places; a file nobody can read is a finding too."""
    try:
        subjects = _subjects(loader, file, text)
    except NotReadable as error:
        return Counter([("file/unreadable", Level.ERROR, error.message)])
    return Counter(
        (check.id, check.level, problem.message)
        for subject in subjects
        for check in checks()
        if type(subject) in check.judges
        for problem in check.run(subject)
    )


def _subjects(loader: Loader, file: str, text: str) -> list[Subject]:
    if file.endswith(".json"):
        return [loader.fhir(text, file)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(file).name)
        path.write_text(text, encoding="utf-8")
        return loader.path(path)


def judged(original: Original) -> list[Verdict]:
    """The verdict of every mutant of one file."""
    loaders = {BESIDE: beside()} if original.group == "protocol" else {ALONE: alone(), BESIDE: beside()}
    known = {where: found(loader, original.file, original.content) for where, loader in loaders.items()}
    return [_verdict(mutant, loaders, known) for mutant in mutants_of(original)]


def _verdict(mutant: Mutant, loaders: dict[str, Loader], known: dict[str, Findings]) -> Verdict:
    best: tuple[Level | None, str, tuple[str, ...]] = (None, "", ())
    for where, loader in loaders.items():
        new = found(loader, mutant.file, mutant.content) - known[where]
        level = min((level for _, level, _ in new), key=lambda level: level.rank, default=None)
        if level is not None and (best[0] is None or level.rank < best[0].rank):
            best = (level, where, tuple(sorted({check for check, other, _ in new if other is level})))
        if level is Level.ERROR:
            break
    level, where, by = best
    return Verdict(mutant.id, mutant.operator, mutant.group, level.value if level else None, where, by)


def verdicts() -> list[Verdict]:
    """The verdict of every mutant, in the order of the files."""
    files = sorted(originals(), key=lambda original: -len(original.content))
    with ProcessPoolExecutor(PROCESSES) as pool:
        several = list(pool.map(judged, files))
    return [verdict for some in several for verdict in some]


def main() -> int:
    found = verdicts()
    problems, text = list(unlisted(found)), page(found)
    print(as_yaml(found) if "--missed" in sys.argv else text)
    if "--write" in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    if "--check" in sys.argv and text != PAGE.read_text(encoding="utf-8"):
        problems.append(f"{PAGE.name} is not what this run would write")
    print(*problems, sep="\n", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
