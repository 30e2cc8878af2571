"""Drafts to claims: values, and the words behind each of them."""

from __future__ import annotations

from typing import Any

from dosetrace.reader.attach.drafts import Draft, days_of
from dosetrace.reader.claims import Claim
from dosetrace.reader.plain import Plain
from dosetrace.reader.terms import Kind, Term
from dosetrace.units import Amount

_FIELDS = {
    Kind.EVERY_HOURS: "every_hours", Kind.EVERY: "every", Kind.TIMES: "times_per_day",
    Kind.TIMES_A_WEEK: "times_per_week", Kind.INFUSION: "infusion", Kind.ROUTE: "route", Kind.FROM_DAY: "from_day",
    Kind.CYCLES: "cycles", Kind.FROM_CYCLE: "from_cycle", Kind.DURATION: "duration", Kind.COUNT: "count",
    Kind.DAYS: "days", Kind.CONTINUOUS: "continuous",
}  # fmt: skip


def claim_of(draft: Draft, text: Plain) -> Claim:
    """A draft as a claim, its spans in the text as it was given."""
    terms, values = _terms(draft), _values(draft)
    _interval_or_length(values, terms)
    spans = {name: text.original(*term.span) for name, term in terms.items()}
    drug_text = _words(text, draft.drug_term) if "drug" in terms else draft.drug
    why, other = draft.doubt or (None, None)
    return Claim(
        draft.drug, drug_text, draft.dose, draft.per, why_unsure=why, other_reading=other, spans=spans,
        condition=_words(text, terms["condition"]) if "condition" in terms else None, **values,
    )  # fmt: skip


def _terms(draft: Draft) -> dict[str, Term]:
    """The term behind each field of a claim; the drug of another sentence has no words here, and "odd cycles" is a
    condition where no numbers are named."""
    numbered = Kind.CYCLES in draft.fields
    behind = {
        "drug": draft.drug_term if draft.drug_term.kind is Kind.DRUG else None,
        "condition": draft.fields.get(Kind.CONDITION) or (None if numbered else draft.fields.get(Kind.PARITY)),
        **{name: draft.fields.get(kind) for kind, name in _FIELDS.items()},
        "dose": draft.dose_term, "bounds": draft.bounds, "max_dose": draft.cap, "cycle_length": draft.length,
        "max_cycles": draft.most_cycles,
    }  # fmt: skip
    return {name: term for name, term in behind.items() if term is not None}


def _values(draft: Draft) -> dict[str, Any]:
    """The value of each field of a claim but its drug and its dose."""
    values = {name: draft.value(kind) for kind, name in _FIELDS.items() if kind in draft.fields}
    if "days" in values:
        values["days"] = days_of(values["days"])
    if "continuous" in values:
        values["continuous"] = True
    if draft.cap is not None:
        values["max_dose"] = draft.cap.value.amounts[0]
    said = {"bounds": draft.bounds, "cycle_length": draft.length, "max_cycles": draft.most_cycles}
    return values | {name: term.value for name, term in said.items() if term is not None}


def _interval_or_length(values: dict[str, Any], terms: dict[str, Term]) -> None:
    """`on days 1 and 8 every 21 days` is a cycle of 21 days; `every 3 weeks` without a day is an interval."""
    every, days = values.get("every"), values.get("days")
    if not isinstance(every, Amount) or not days or "cycle_length" in values:
        return
    if (every.unit.code == "wk" and every.low == 1) or (every.unit.code == "d" and every.low < 7):
        return
    values["cycle_length"], terms["cycle_length"] = values.pop("every"), terms.pop("every")


def _words(text: Plain, term: Term) -> str:
    return " ".join(text.text[slice(*term.span)].split())
