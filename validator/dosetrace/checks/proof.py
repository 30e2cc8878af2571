"""What was compared for each protocol: the short proof that `dosetrace check` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dosetrace.checks.subjects import Fhir, Protocol, Subject
from dosetrace.findings import Finding, Level


@dataclass(frozen=True, slots=True)
class Proof:
    """Numbers of one protocol: facts and quotes looked at, totals against the text, bundles, gaps, findings."""

    protocol: str
    facts: int
    quotes: int
    totals: tuple[str, ...]
    bundles: tuple[str, ...]
    gaps: int
    errors: int
    warnings: int


def proofs(subjects: Iterable[Subject], findings: Iterable[Finding]) -> list[Proof]:
    """The proof of every protocol among the subjects, with the bundles that were checked beside it."""
    everything, found = list(subjects), list(findings)
    return [_proof(subject, everything, found) for subject in everything if isinstance(subject, Protocol)]


def _proof(protocol: Protocol, subjects: list[Subject], findings: list[Finding]) -> Proof:
    bundles = [subject for subject in subjects if isinstance(subject, Fhir) and _is_of(subject, protocol)]
    files = {protocol.file, *(bundle.file for bundle in bundles)}
    mine = [finding for finding in findings if finding.location.file in files]
    quotes = {quote for fact in protocol.facts for quote in fact.quotes}
    return Proof(
        protocol=protocol.regimen.id, facts=len(protocol.facts), quotes=len(quotes), totals=tuple(_totals(protocol)),
        bundles=tuple(bundle.document.release for bundle in bundles), gaps=len(protocol.regimen.gaps),
        errors=sum(finding.level is Level.ERROR for finding in mine),
        warnings=sum(finding.level is Level.WARNING for finding in mine),
    )  # fmt: skip


def _is_of(bundle: Fhir, protocol: Protocol) -> bool:
    return bundle.document.root_plan is not None and bundle.document.root_plan.name == protocol.regimen.id


def _totals(protocol: Protocol) -> Iterator[str]:
    """Each stated total beside the sum of the doses: `1.8 = 1.8 mg/m2`."""
    for stated in protocol.stated_sums:
        found = stated.found
        sign = "=" if found is not None and found.equals(stated.amount) else "is not"
        yield f"{found.figures if found is not None else '?'} {sign} {stated.amount}"
