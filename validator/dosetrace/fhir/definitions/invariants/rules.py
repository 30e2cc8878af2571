"""Every invariant by its key. Those that are judged elsewhere or not at all are listed with the reason."""

from __future__ import annotations

from collections.abc import Iterable

from dosetrace.fhir.definitions.invariants import advice, amounts, bundles, definitional, resources, timing
from dosetrace.fhir.definitions.invariants.rule import Rule

RULES = (
    *timing.RULES, *amounts.RULES, *bundles.RULES, *definitional.RULES, *resources.RULES, *advice.RULES,
)  # fmt: skip
ELSEWHERE = {
    "ele-1": "fhir/empty",
    "ext-1": "fhir/extension-value-wrong",
    "txt-1": "fhir/narrative-not-xhtml",
    "txt-2": "fhir/narrative-not-xhtml",
    "ref-1": "reference/not-found",
    "pld-4": "reference/action-not-found",
    "dom-6": "not judged: a narrative is recommended only",
    "docRef-1": "not judged: it asks what a reference leads to outside the file",
    "docRef-2": "not judged: it asks what a reference leads to outside the file",
}
_BY_KEY = {(release, rule.key): rule for rule in RULES for release in rule.releases}


def rules(keys: Iterable[str], release: str) -> tuple[Rule, ...]:
    """The rules of these keys in one release, each once."""
    return tuple(_BY_KEY[release, key] for key in dict.fromkeys(keys) if (release, key) in _BY_KEY)
