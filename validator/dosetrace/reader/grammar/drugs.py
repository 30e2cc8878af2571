"""Names of drugs."""

from __future__ import annotations

from dataclasses import replace

from dosetrace.reader.amounts.measures import below_the_line
from dosetrace.reader.grammar.scan import Scan
from dosetrace.reader.terms import Kind
from dosetrace.units import Amount, Unit


def drug(scan: Scan, index: int) -> int | None:
    """`vincristine`, `ara-C`; not the receptor of a name."""
    named = scan.names.at(scan.tokens, index)
    if named is None or scan.lows[named[1]] == "receptor":
        return None
    scan.add(Kind.DRUG, named[0], index, named[1])
    return _unit_behind(scan, named[1])


def _unit_behind(scan: Scan, index: int) -> int:
    """`30 mg of cisplatin per square meter of body-surface area`: the rest of the unit stands behind the drug."""
    if len(scan.terms) < 2 or scan.terms[-2].kind is not Kind.DOSE:
        return index
    dose = scan.terms[-2]
    unit = dose.value.amounts[0].unit.code
    if "/" in unit or "{" in unit or scan.lows[scan.terms[-1].first - 1] not in ("of", "-"):
        return index
    rest, after = below_the_line(scan.tokens, index, unit)
    if after > index and rest.code is not None:
        amounts = tuple(Amount(a.low, a.high, Unit(rest.code)) for a in dose.value.amounts)
        scan.terms[-2] = replace(dose, value=replace(dose.value, amounts=amounts, per=rest.per))
    return after
