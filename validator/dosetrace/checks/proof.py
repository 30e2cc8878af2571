"""What was compared for each protocol: the short proof that `dosetrace check` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dosetrace.checks.subjects import Fhir, Protocol, Subject
from dosetrace.findings import Finding, Level


@dataclass(frozen=True, slots=True)
class Proof:
    """Numbers of one protocol: facts and quotes looked at, totals against the text, bundles, gaps, findings."""

    protocol: str
    facts: int
    quotes: int
    totals: tuple[str, ...]
    gaps: int
    bundles: tuple[str, ...] = ()
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """What one subject adds to a proof: a protocol everything but the findings, a bundle its release."""

    file: str
    protocol: str
    release: str | None = None
    proof: Proof | None = None


def looked_at(subject: Subject) -> Iterator[Looked]:
    """What a protocol or a bundle adds; nothing for any other subject."""
    if isinstance(subject, Protocol):
        yield Looked(subject.file, subject.regimen.id, proof=_proof(subject))
    elif isinstance(subject, Fhir) and subject.document.root_plan is not None:
        yield Looked(subject.file, subject.document.root_plan.name, subject.document.release)


def proofs(looked: Iterable[Looked], findings: Iterable[Finding]) -> list[Proof]:
    """The proof of every protocol that was looked at, with the bundles that were checked beside it."""
    everything, found = list(looked), list(findings)
    return [_whole(one.proof, everything, found) for one in everything if one.proof is not None]


def _whole(proof: Proof, looked: list[Looked], findings: list[Finding]) -> Proof:
    mine = [one for one in looked if one.protocol == proof.protocol]
    files = {one.file for one in mine}
    levels = [finding.level for finding in findings if finding.location.file in files]
    return replace(
        proof,
        bundles=tuple(one.release for one in mine if one.release is not None),
        errors=levels.count(Level.ERROR),
        warnings=levels.count(Level.WARNING),
    )


def _proof(protocol: Protocol) -> Proof:
    quotes = {quote for fact in protocol.facts for quote in fact.quotes}
    return Proof(
        protocol=protocol.regimen.id, facts=len(protocol.facts), quotes=len(quotes), totals=tuple(_totals(protocol)),
        gaps=len(protocol.regimen.gaps),
    )  # fmt: skip


def _totals(protocol: Protocol) -> Iterator[str]:
    """Each stated total beside the sum of the doses: `1.8 = 1.8 mg/m2`."""
    for stated in protocol.stated_sums:
        found = stated.found
        sign = "=" if found is not None and found.equals(stated.amount) else "is not"
        yield f"{found.figures if found is not None else '?'} {sign} {stated.amount}"
