"""Code systems of medication and what their codes look like: their addresses in FHIR, patterns and check digits."""

from __future__ import annotations

import re
from functools import cache

from dosetrace.terminology import ATC, RXNORM, SNOMED

LOINC = "http://loinc.org"
UNII = "http://fdasis.nlm.nih.gov"
ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
NCI = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
NDC = "http://hl7.org/fhir/sid/ndc"

PATTERNS: dict[str, tuple[re.Pattern[str], str]] = {
    RXNORM: (re.compile(r"\d{1,8}"), "digits"),
    ATC: (re.compile(r"[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?"), "a code such as L01CA02"),
    UNII: (re.compile(r"[A-Z0-9]{10}"), "ten capitals and digits"),
    NCI: (re.compile(r"C\d{1,8}"), "C and digits"),
    LOINC: (re.compile(r"\d{1,8}-\d|(?:LP|LA|LL|LG|MTHU)\d{1,8}(?:-\d)?"), "digits, a hyphen and a check digit"),
    SNOMED: (re.compile(r"\d{6,18}|.*[:+=|<{^].*"), "6 to 18 digits"),
    NDC: (re.compile(r"\d{4,5}-\d{3,4}-\d{1,2}|\d{4,5}-\d{3,4}|\d{9,12}"), "10 or 11 digits in 3 parts"),
}
"""The pattern of the codes of a system, and how to say it."""

OIDS = {
    "urn:oid:2.16.840.1.113883.6.96": SNOMED,
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "urn:oid:2.16.840.1.113883.6.8": "http://unitsofmeasure.org",
    "urn:oid:2.16.840.1.113883.6.73": ATC,
    "urn:oid:2.16.840.1.113883.4.9": UNII,
    "urn:oid:2.16.840.1.113883.6.90": ICD_10_CM,
}
"""Systems that have an address in FHIR, by their object identifiers."""


def system_meant(system: str) -> str | None:
    """The system that an address is a misspelling of; None where it is right, or none of ours."""
    if system in _by_letters().values():
        return None
    letters = _letters(system)
    return SNOMED if system.startswith(f"{SNOMED}/") else _by_letters().get(letters)


@cache
def _by_letters() -> dict[str, str]:
    systems = (*PATTERNS, ICD_10_CM, "http://unitsofmeasure.org", "http://hl7.org/fhir/sid/cvx")
    return {_letters(system): system for system in systems}


@cache
def _letters(system: str) -> str:
    """What is left of an address without its scheme, `www` and punctuation."""
    bare = re.sub(r"^(?:https?|urn)[:/]*|\bwww\.", "", system.strip().lower())
    return re.sub(r"[^a-z0-9]", "", bare)


def check_digit(system: str, code: str) -> str | None:
    """The check digit that a code ought to end with, None where it carries none."""
    if system == SNOMED and _DIGITS.fullmatch(code):
        return _verhoeff(code[:-1])
    if system == LOINC and _LOINC_CODE.fullmatch(code):
        return _mod_10(code[:-2])
    return None


_DIGITS, _LOINC_CODE = re.compile(r"[0-9]{6,18}"), re.compile(r"[0-9]{1,8}-[0-9]")

_DIHEDRAL = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip
_INVERSE = "0432156789"


def _verhoeff(digits: str) -> str:
    """Verhoeff's check digit: multiplication in the dihedral group of order 10, each digit permuted by its place."""
    sum_ = 0
    for place, digit in enumerate(reversed(digits), start=1):
        sum_ = int(_DIHEDRAL[sum_][int(_PERMUTED[place % 8][int(digit)])])
    return _INVERSE[sum_]


def _mod_10(digits: str) -> str:
    """The mod 10 check digit: every second digit from the right is doubled, and the digits of all are summed."""
    sum_ = sum(int(d) if place % 2 else sum(divmod(2 * int(d), 10)) for place, d in enumerate(reversed(digits)))
    return str(-sum_ % 10)
