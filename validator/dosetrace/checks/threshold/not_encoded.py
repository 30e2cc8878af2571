"""Every limit in a sentence that gives a drug is encoded as a condition."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.subjects import Protocol
from dosetrace.facts import Kind, Threshold
from dosetrace.findings import Level, Path, Problem, Sentence
from dosetrace.reader.thresholds import thresholds

LEVEL = Level.ERROR
WHY = "A drug for patients with at least 20 % CD20 is given to everybody once its condition is forgotten."
JUDGES = (Protocol,)


def check(subject: Protocol) -> Iterator[Problem]:
    giving = {fact.path[:2] for fact in subject.facts if fact.kind is Kind.DRUG and "give" in fact.path}
    encoded = [(fact.path[:2], fact.value) for fact in subject.facts if fact.kind is Kind.THRESHOLD]
    for said in subject.protocol.said:
        for limit in thresholds(said.text) if said.path[:2] in giving else ():
            if not any(path == said.path[:2] and _same(limit, value) for path, value in encoded):
                yield _problem(said.path, limit, Sentence(said.source, said.text))


def _same(limit: Threshold, value: object) -> bool:
    return isinstance(value, Threshold) and value.relation == limit.relation and value.amount.equals(limit.amount)


def _problem(path: Path, limit: Threshold, sentence: Sentence) -> Problem:
    return Problem(
        f"the sentence says {limit.text}, and no condition here does", path, "no condition", limit.text, sentence
    )
