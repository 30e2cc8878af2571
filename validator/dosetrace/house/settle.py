"""What is reported of an outcome under the rules of a house, and what there is to say of the rules themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from dosetrace.archive import replace_file
from dosetrace.checks.outcome import Outcome, Suppressed
from dosetrace.checks.registry import checks
from dosetrace.data import Dataset
from dosetrace.findings import Finding
from dosetrace.globs import below, shown
from dosetrace.house.baseline import Known, baseline_text, known_as, read_baseline, unknown_findings
from dosetrace.house.rules import Ignore, Rules
from dosetrace.house.selectors import names


@dataclass(frozen=True)
class Settled:
    """What is reported, and lines about the rules for the person who runs the command."""

    outcome: Outcome
    said: tuple[str, ...] = ()


def settled(outcome: Outcome, rules: Rules, folders: Dataset, *, broad: bool) -> Settled:
    """The outcome without what the rules ignore and the baseline knows; writes the baseline where that is asked for.

    `broad` says that a folder was looked at, so that a rule without a finding is worth a word. Raises InputError.
    """
    chosen = rules.chosen(checks())
    run = {check.id for check in chosen}
    ignored, said = _ignored(outcome.findings, rules.ignores, run, folders, broad=broad)
    left = [finding for turn, finding in enumerate(outcome.findings) if turn not in ignored]
    new, told = _against_baseline(left, outcome.files, rules, run, folders)
    suppressed = Suppressed(len(left) - len(new), len(ignored))
    # that a protocol agrees with its text can be said only where every check ran as it is
    proofs = outcome.proofs if chosen == checks() else []
    return Settled(replace(outcome, findings=new, proofs=proofs, suppressed=suppressed), (*said, *told))


def _ignored(
    findings: list[Finding], ignores: tuple[Ignore, ...], run: Collection[str], folders: Dataset, *, broad: bool
) -> tuple[set[int], list[str]]:
    """Which of the findings are ignored, by their turn, and what to say of rules that have ended or match nothing."""
    today, found = date.today(), cache(folders.found)
    hidden: set[int] = set()
    said: list[str] = []
    for ignore in ignores:
        if not any(names(ignore.check, check) for check in run):
            continue
        if ignore.until is not None and ignore.until < today:
            said.append(f"{ignore.place}: note: the ignore of {ignore.check} ended on {ignore.until}")
            continue
        mine = {turn for turn, f in enumerate(findings) if ignore.hides(f.check, found(f.location.file))}
        if broad and not mine:
            said.append(f"{ignore.place}: note: the ignore of {ignore.check} matches nothing in what was checked")
        hidden |= mine
    return hidden, said


def _against_baseline(
    findings: list[Finding], files: Collection[str], rules: Rules, run: Collection[str], folders: Dataset
) -> tuple[list[Finding], list[str]]:
    """The findings that the baseline does not know, and what to say of it."""
    path = rules.baseline
    if path is None:
        return findings, []
    name = cache(lambda file: _name(file, folders, path.parent))
    known = read_baseline(path) if path.is_file() else Counter[Known]()
    here = [(finding, known_as(finding, name(finding.location.file))) for finding in findings]
    now = Counter(entry for _, entry in here)
    judged = _Judged(frozenset(map(name, files)), frozenset(run), path.parent)
    if rules.write_baseline:
        return [], [_write(path, known, now, judged)]
    gone = sum(count for entry, count in (known - now).items() if judged.settles(entry))
    return list(unknown_findings(here, known)), list(_gone(path, gone))


@dataclass(frozen=True)
class _Judged:
    """What a run can say something about: the files it looked at, or that are no more, and the checks it ran."""

    files: frozenset[str]
    run: frozenset[str]
    folder: Path

    def settles(self, entry: Known) -> bool:
        """Whether this run could have found it again: its check ran on its file, or one of them is gone."""
        file, check = entry[:2]
        return (check in self.run or check not in _ids()) and (file in self.files or self._no_more(file))

    def _no_more(self, file: str) -> bool:
        """A file that was deleted; addresses and standard input are no files."""
        return "://" not in file and not file.startswith("<") and not (self.folder / file).exists()


@cache
def _ids() -> frozenset[str]:
    return frozenset(check.id for check in checks())


def _write(path: Path, known: Counter[Known], now: Counter[Known], judged: _Judged) -> str:
    """Writes what is found now, and what was known of files and checks that this run says nothing about."""
    kept = Counter({entry: count for entry, count in known.items() if not judged.settles(entry)})
    whole = now + kept
    replace_file(path, baseline_text(whole).encode())
    new, gone = (now - known).total(), (known - whole).total()
    return f"{shown(path)}: {_counted(whole.total())} written, {new} of them new, {gone} gone"


def _gone(path: Path, count: int) -> Iterator[str]:
    if count:
        said = f"{_counted(count)} of the baseline {'is' if count == 1 else 'are'} gone"
        yield f"{shown(path)}: note: {said}: --write-baseline takes {'it' if count == 1 else 'them'} out"


def _counted(count: int) -> str:
    return f"{count} finding{'' if count == 1 else 's'}"


def _name(file: str, folders: Dataset, folder: Path) -> str:
    """A file's name in the baseline: from its folder, with forward slashes; what is no file keeps its name."""
    path = folders.found(file)
    return below(path, folder) if path.exists() else file
