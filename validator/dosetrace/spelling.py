"""Units as people write them: which UCUM code `mg / m²`, `mcg per kg` or `hours` means."""

from __future__ import annotations

import re
from functools import lru_cache

from dosetrace.units import Unit

_SPELLINGS = {
    "μg": "ug",
    "mcg": "ug",
    "microgram": "ug",
    "micrograms": "ug",
    "sqm": "m2",
    "m^2": "m2",
    "day": "d",
    "days": "d",
    "hour": "h",
    "hours": "h",
    "hr": "h",
    "week": "wk",
    "weeks": "wk",
    "month": "mo",
    "months": "mo",
    "year": "a",
    "years": "a",
    "minute": "min",
    "minutes": "min",
    "milligram": "mg",
    "milligrams": "mg",
    "gram": "g",
    "grams": "g",
    "kilogram": "kg",
    "unit": "[IU]",
    "units": "[IU]",
    "IU": "[IU]",
    "ml": "mL",
    "l": "L",
    "m²": "m2",
    "µg": "ug",
}


@lru_cache(4096)
def spelled_out(text: str) -> str:
    """A unit as people write it, as the UCUM code it means: `mg / m²`, `mcg per kg`; unchanged where it is unknown."""
    return "/".join(_SPELLINGS.get(part, part) for part in re.split(r"\s*/\s*|\s+per\s+", text.strip()))


def per_time(text: str) -> bool:
    """Whether a unit is an amount per time: `mg/h`, `mg/kg per day`, `ug/(kg.min)`."""
    divisors = spelled_out(text).split("/")[1:]
    return any(part in _TIMES for divisor in divisors for part in divisor.strip("()").split("."))


_TIMES = {"s", "min", "h", "d", "wk", "mo", "a"}


def unit_of_text(text: str) -> Unit | None:
    """The unit that a text without a code means, None where it is none of our table."""
    code = spelled_out(text)
    return Unit(code) if Unit(code).dimension is not None else None
