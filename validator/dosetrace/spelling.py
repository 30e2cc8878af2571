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
    "mcgs": "ug",
    "microgramme": "ug",
    "microgrammes": "ug",
    "sqm": "m2",
    "sq m": "m2",
    "m^2": "m2",
    "square meter": "m2",
    "square metre": "m2",
    "day": "d",
    "days": "d",
    "hour": "h",
    "hours": "h",
    "hr": "h",
    "hrs": "h",
    "week": "wk",
    "weeks": "wk",
    "month": "mo",
    "months": "mo",
    "year": "a",
    "years": "a",
    "minute": "min",
    "minutes": "min",
    "mins": "min",
    "milligram": "mg",
    "milligrams": "mg",
    "milligramme": "mg",
    "milligrammes": "mg",
    "mgs": "mg",
    "gram": "g",
    "grams": "g",
    "gm": "g",
    "gms": "g",
    "nanogram": "ng",
    "nanograms": "ng",
    "kilogram": "kg",
    "unit": "[IU]",
    "units": "[IU]",
    "IU": "[IU]",
    "international unit": "[IU]",
    "international units": "[IU]",
    "milliliter": "mL",
    "milliliters": "mL",
    "millilitre": "mL",
    "millilitres": "mL",
    "liter": "L",
    "liters": "L",
    "litre": "L",
    "litres": "L",
    "ml": "mL",
    "l": "L",
    "m²": "m2",
    "µg": "ug",
}


_LONGEST = 200
"""Characters of a text that are read: a longer one is no unit."""


@lru_cache(4096)
def spelled_out(text: str) -> str:
    """A unit as people write it, as the UCUM code it means: `mg / m²`, `mcg per kg`; unchanged where it is unknown."""
    words = " ".join(text[:_LONGEST].split())
    return "/".join(_SPELLINGS.get(part, part) for part in re.split(r" ?/ ?| per ", words))


def per_time(text: str) -> bool:
    """Whether a unit is an amount per time: `mg/h`, `mg/kg per day`, `ug/(kg.min)`."""
    divisors = spelled_out(text).split("/")[1:]
    return any(part in _TIMES for divisor in divisors for part in divisor.strip("()").split("."))


_TIMES = {"s", "min", "h", "d", "wk", "mo", "a"}


def unit_of_text(text: str) -> Unit | None:
    """The unit that a text without a code means, None where it is none of our table. In a text, other than in a code,
    capitals mean nothing: `Day`, `MG`."""
    if len(text) > _LONGEST:
        return None
    return next((unit for unit in map(Unit, (spelled_out(text), _small(text))) if unit.dimension is not None), None)


_LONGEST = 60
"""Characters of the longest text that is looked at."""


def _small(text: str) -> str:
    return spelled_out(text.rstrip(".").lower())


_NO_UCUM = {
    "meq": "meq",
    "tbl": "{tbl}",
    "tab": "{tbl}",
    "tablet": "{tbl}",
    "cap": "{capsule}",
    "capsule": "{capsule}",
    "ea": "{each}",
    "each": "{each}",
    "drop": "[drp]",
    "drops": "[drp]",
    "gtt": "[drp]",
    "puff": "{puff}",
    "patch": "{patch}",
    "vial": "{vial}",
    "auc": "{AUC}",
}


def ucum_of(code: str) -> str | None:
    """The UCUM code that a wrong one is meant for: `mcg`, `ml/hr`, `mEq`; None where that cannot be told."""
    unit = unit_of_text(code)
    return unit.code if unit is not None else _NO_UCUM.get(code.lower())
