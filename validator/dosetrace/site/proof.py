"""The proof panel: which checks judged a protocol and its bundles, and what they found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from dosetrace.checks.load import Loader
from dosetrace.checks.proof import Proof, looked_at, proofs
from dosetrace.checks.registry import Check, checks
from dosetrace.checks.run import judged
from dosetrace.checks.subjects import Subject
from dosetrace.findings import Finding
from dosetrace.site.html import Content, Html, joined, tag
from dosetrace.site.marks import check_link
from dosetrace.wording import counted


@dataclass(frozen=True)
class Verdict:
    """What one check said of the protocol and its bundles: where it looked, and its findings."""

    check: Check
    looked: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Proven:
    """Every check that could judge a protocol, and the short proof."""

    proof: Proof
    verdicts: tuple[Verdict, ...]

    @property
    def findings(self) -> int:
        return sum(len(verdict.findings) for verdict in self.verdicts)


def proven(reads: Loader, name: str) -> Proven:
    """Runs all checks over a protocol and its two bundles."""
    folders = reads.folders
    files = {
        "the protocol": folders.protocols / f"{name}.yaml",
        "the R4 bundle": folders.bundles / "r4" / f"{name}.json",
        "the R5 bundle": folders.bundles / "r5" / f"{name}.json",
    }
    subjects = {label: reads.path(path) for label, path in files.items()}
    verdicts = [_verdict(check, subjects) for check in checks()]
    every = [subject for found in subjects.values() for subject in found]
    findings = [finding for verdict in verdicts for finding in verdict.findings]
    proof = proofs((one for subject in every for one in looked_at(subject)), findings)[0]
    return Proven(proof, tuple(verdict for verdict in verdicts if verdict.looked))


def _verdict(check: Check, subjects: dict[str, list[Subject]]) -> Verdict:
    mine = {label: [subject for subject in found if type(subject) in check.judges] for label, found in subjects.items()}
    looked = tuple(label for label, found in mine.items() if found)
    findings = [finding for found in mine.values() for subject in found for finding in judged(subject, [check])]
    return Verdict(check, looked, tuple(findings))


def proof_html(found: Proven, parts: Mapping[str, str]) -> list[Html]:
    """The panel: the summary, and every check with what it asks for. `parts` are the protocols that it is composed of,
    id to title: what is compared of their doses stands on their own pages."""
    proof = found.proof
    facts: list[Content] = [
        f"{counted(proof.facts, 'value')} of {'this composed protocol itself' if parts else 'the protocol'} "
        f"{'was' if proof.facts == 1 else 'were'} compared with the words quoted for them.",
        *([_totals(proof.totals)] if proof.totals or not parts else []),
        "The protocol, the R4 bundle and the R5 bundle were read separately and compared, dose by dose.",
        *(
            joined(["Its part ", tag("a", title, href=f"{name}.html#proof"), " has its own proof."])
            for name, title in parts.items()
        ),
    ]
    panel = tag(
        "div", tag("p", tag("strong", verdict_words(found))), tag("ul", *(tag("li", fact) for fact in facts)),
        class_="dt-proof",
    )  # fmt: skip
    return [panel, _details(found.verdicts)]


def verdict_words(found: Proven) -> str:
    """What the checks say, and no more."""
    if found.findings:
        return f"{counted(found.findings, 'finding')} by {counted(len(found.verdicts), 'check')}."
    return f"{counted(len(found.verdicts), 'check')} found no difference from the text in what they compare."


def _totals(totals: Sequence[str]) -> str:
    if not totals:
        return "The source states no total to compare a sum with."
    return f"Sums of doses compared with the totals that the source states: {'; '.join(totals)}."


def _details(verdicts: Iterable[Verdict]) -> Html:
    groups: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.looked, []).append(verdict)
    lists = (part for looked, found in groups.items() for part in _group(looked, found))
    summary = tag("summary", "Every check, and what it compared")
    return tag("details", summary, *lists, class_="dt-checks", data_search_exclude=True)


def _group(looked: tuple[str, ...], verdicts: list[Verdict]) -> Iterator[Html]:
    """The checks that looked at the same files: what each asks for, and what it found where it found something."""
    where = f"{', '.join(looked[:-1])} and {looked[-1]}" if len(looked) > 1 else looked[0]
    yield tag("p", tag("strong", f"On {where}: nothing found where nothing else is said."))
    for area, found in groupby(verdicts, key=lambda verdict: verdict.check.area):
        yield tag("h3", area)
        yield tag("ul", *map(_line, found))


def _line(verdict: Verdict) -> Html:
    check = verdict.check
    link = check_link(check.id)
    said = tag("strong", f" {len(verdict.findings)} found") if verdict.findings else None
    return tag("li", link, f": {check.summary}", said)
