"""The proof panel: which checks judged a protocol and its bundles, and what they found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from dosetrace.checks.load import Loader
from dosetrace.checks.proof import Proof, looked_at, proofs
from dosetrace.checks.registry import Check, checks
from dosetrace.checks.run import judged
from dosetrace.checks.subjects import Subject
from dosetrace.findings import Finding
from dosetrace.site.html import Html, joined, tag


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
        "protocol": folders.protocols / f"{name}.yaml",
        "R4": folders.bundles / "r4" / f"{name}.json",
        "R5": folders.bundles / "r5" / f"{name}.json",
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


def proof_html(found: Proven) -> list[Html]:
    """The panel: the summary, and every check with what it asks for."""
    proof = found.proof
    said = _verdict_words(found)
    facts = [
        f"{proof.facts} values of the protocol were compared with the words they quote ({proof.quotes} quotations).",
        _totals(proof.totals),
        "The protocol, the R4 bundle and the R5 bundle were read separately and compared, dose by dose.",
        f"{len(found.verdicts)} checks looked at it.",
    ]
    panel = tag(
        "div", tag("p", tag("strong", said)), tag("ul", *(tag("li", fact) for fact in facts)), class_="dt-proof"
    )
    return [panel, _details(found.verdicts)]


def _verdict_words(found: Proven) -> str:
    if not found.findings:
        return "This encoding agrees with its text in everything the checks compare."
    return f"The checks have {found.findings} findings about this encoding."


def _totals(totals: Sequence[str]) -> str:
    if not totals:
        return "The source states no total to compare a sum with."
    return f"Sums of doses compared with the totals that the source states: {'; '.join(totals)}."


def _details(verdicts: Iterable[Verdict]) -> Html:
    areas = groupby(verdicts, key=lambda verdict: verdict.check.area)
    lists = [_area(area, list(found)) for area, found in areas]
    return tag("details", tag("summary", "Every check, and what it compared"), *lists, class_="dt-checks")


def _area(area: str, verdicts: list[Verdict]) -> Html:
    return joined([tag("h3", area), tag("ul", *map(_line, verdicts))])


def _line(verdict: Verdict) -> Html:
    check = verdict.check
    link = tag("a", check.id, href=f"../checks/{check.id}.html")
    said = "nothing found" if not verdict.findings else f"{len(verdict.findings)} found"
    return tag("li", link, f": {check.summary} ", tag("span", f"{', '.join(verdict.looked)}: {said}", class_="dt-said"))
