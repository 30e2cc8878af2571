"""Drugs, routes and code systems: the tables `drugs.csv` and `codes.csv`, and nothing that is not in them.

`codes.csv` holds only codes seen at two publishers or more; its last column says where. A drug without a code
(a class such as G-CSF) has none here either.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dosetrace.findings import InputError

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
SNOMED = "http://snomed.info/sct"
TRIALS = "http://clinicaltrials.gov"

ROUTES = ("intravenous", "oral", "intrathecal", "subcutaneous")


@dataclass(frozen=True, slots=True)
class Code:
    """One coded concept: system URI, code and the display of its owner."""

    system: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug as the dataset names it, with the words papers use for it."""

    name: str
    slug: str
    words: tuple[str, ...]
    codes: tuple[Code, ...]
    old_codes: tuple[Code, ...]
    tall_man: str = ""
    """The name with the capitals of the FDA and ISMP lists of look-alike names, empty where they do not have it."""

    @property
    def rxnorm(self) -> str | None:
        """The RxNorm ingredient, None for a class."""
        return next((code.code for code in self.codes if code.system == RXNORM), None)

    def published_codes(self, route: str | None) -> tuple[Code, ...]:
        """The codes to publish for this route: ATC files oral methotrexate elsewhere than the infusion, so without
        a route it has none."""
        atc = [code for code in self.codes if code.system == ATC]
        rest = tuple(code for code in self.codes if code.system != ATC)
        if len(atc) > 1:
            oral = route == "oral"
            atc = [code for code in atc if route is not None and (code.code in _ORAL_ATC) == oral]
        return (*rest, *atc)


_ORAL_ATC = {"L04AX03"}


@cache
def codes() -> dict[str, tuple[Code, ...]]:
    """Every row of codes.csv by its concept."""
    table: dict[str, tuple[Code, ...]] = {}
    for row in rows("codes.csv"):
        code = Code(row["system"], row["code"], row["display"])
        table[row["concept"]] = (*table.get(row["concept"], ()), code)
    return table


@cache
def drugs() -> dict[str, Drug]:
    """Every drug by its name."""
    return {row["name"]: _drug(row) for row in rows("drugs.csv")}


@cache
def drug_names_by_code() -> dict[tuple[str, str], str]:
    """(system, code) to drug name, superseded and salt codes included: what to accept from others."""
    return {(code.system, code.code): drug.name for drug in drugs().values() for code in (*drug.codes, *drug.old_codes)}


@cache
def drug_names_by_word() -> dict[str, str]:
    """What papers call a drug, in lower case, to its name."""
    return {word.lower(): drug.name for drug in drugs().values() for word in drug.words}


def tall_man(name: str) -> str:
    """A drug's name as build sheets print it, `vinCRIStine`; unchanged where no list has it."""
    found = drugs().get(name)
    return (found.tall_man if found else "") or name


def drug(name: str) -> Drug:
    """The drug of this name. Raises InputError with the known names nearest to it."""
    found = drugs().get(name)
    if found is None:
        raise InputError(f'"{name}" is no drug of drugs.csv; known: {", ".join(sorted(drugs()))}')
    return found


@cache
def route_code(route: str) -> Code:
    """The SNOMED CT code of a route, one of ROUTES."""
    return codes()[f"route {route}"][0]


@cache
def routes_by_code() -> dict[tuple[str, str], str]:
    return {(route_code(route).system, route_code(route).code): route for route in ROUTES}


def _drug(row: dict[str, str]) -> Drug:
    concept = row["concept"]
    own = codes().get(concept, ()) + codes().get(f"{concept} (oral)", ()) if concept else ()
    salts = tuple(
        code
        for other, found in codes().items()
        if concept and other.endswith(("(superseded ATC)", "(precise ingredient)")) and other.startswith(concept)
        for code in found
    )
    return Drug(row["name"], row["slug"], tuple(row["words"].split("|")), own, salts, row["tall_man"])


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of the package."""
    return list(csv.DictReader((Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()))
