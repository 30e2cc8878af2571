"""Finding words in a source, and reading the phrases of a quote."""

from __future__ import annotations

import pytest

from dosetrace import typography
from dosetrace.reader import phrases
from dosetrace.reader.thresholds import thresholds


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("0.8 mg/m2 on day 1", "at 0.8 mg/m²\n  on day 1 of"),
        ("150 mg/m 2 every", "150 mg/m2 every 12 h"),
        ("150 mg/m2 every", "150 mg/m 2 every 12 h"),
        ("5 μg/kg", "5 µg/kg/d"),
        ("days 1-3", "on days 1–3"),
        ("10-4", "1 × 10−4"),
        ("the investigator's choice", "the investigator’s choice"),
        ("monotherapy or", "InO mono-\ntherapy or SoC"),
        ("colony-stimulating factor", "granulocyte colony-\nstimulating factor"),
        ("1-3", "days 1-\n3"),
    ],
)
def test_equal_but_for_typography(quote: str, text: str) -> None:
    span = typography.find(quote, text)
    assert span is not None
    assert typography.find(text[slice(*span)], text) == span


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("0.8 mg/m2", "0.9 mg/m2"),
        ("days 13", "days 1-3"),
        ("days 13", "days 1-\n3"),
        ("colonystimulating", "colony-stimulating"),
        ("Day 1", "day 1"),
        ("10 mg", "1 0 mg"),
        ("", "anything"),
    ],
)
def test_no_other_difference_is_allowed(quote: str, text: str) -> None:
    assert typography.find(quote, text) is None


def test_offsets_are_those_of_the_text_as_it_stands() -> None:
    text = "x\n\n  5 μg/kg/d (or"
    assert typography.find("5 µg/kg/d", text) == (5, 14)
    assert typography.line_of(5, text) == 3


DOSES = {
    "0.6 and 0.3 mg/m 2 in cycle 1": ["0.6 mg/m2", "0.3 mg/m2"],
    "1.3-1.8 mg/m 2 at cycle 1": ["1.3 to 1.8 mg/m2"],
    "2.0 g/m2/d on days 1 to 6": ["2.0 g/m2/d"],
    "5 μg/kg/d": ["5 ug/kg/d"],
    "2 mg flat dose on days 1 and 8": ["2 mg"],
    "21- to 28-day cycle": [],
    "5 mg/dL": [],
    "95% CI, 1.2-3.4 months": [],
}


@pytest.mark.parametrize("text", DOSES)
def test_doses(text: str) -> None:
    assert [f"{d.amount}{'/d' if d.per_day else ''}" for d in phrases.doses(text)] == DOSES[text]


DAYS = {
    "on days 1 to 6": (1, 2, 3, 4, 5, 6),
    "on days 1-4 and days 11-14": (1, 2, 3, 4, 11, 12, 13, 14),
    "on days 1, 8, and 15": (1, 8, 15),
    "on days 4 and 11": (4, 11),
    "on day 3 of the first 4 cycles": (3,),
    "days 2 and 8 at the dose of 0.6 and 0.3 mg/m 2": (2, 8),
    "a 28-day cycle": None,
    "within 42 days of the last dose": None,
}


@pytest.mark.parametrize("text", DAYS)
def test_days(text: str) -> None:
    assert phrases.days(text) == DAYS[text]


def test_cycles_and_counts() -> None:
    assert phrases.cycles("cycles 1, 3, 5, 7") == (1, 3, 5, 7)
    assert phrases.cycles("of cycles 2-6") == (2, 3, 4, 5, 6)
    assert phrases.cycles("the first 4 courses") == (1, 2, 3, 4)
    assert phrases.cycle_counts("up to four 15- to 20-day cycles") == [4]
    assert phrases.cycle_counts("up to two 12-dose cycles") == [2]
    assert phrases.dose_counts("up to two 12-dose cycles") == [12]
    assert phrases.times_per_day("50 mg twice daily") == [2]


def test_times_and_thresholds() -> None:
    assert [str(span) for span in phrases.spans("of a 21- to 28-day cycle")] == ["21 to 28 d"]
    monthly = phrases.spans("1 year of monthly prednisone 50 mg/d for 5 days")
    assert [str(span) for span in monthly] == ["1 a", "5 d", "1 mo", "1 d"]
    assert [str(limit) for limit in thresholds("MRD ≥ 1 × 10−4")] == [">= 0.0001 1"]
    assert [str(limit) for limit in thresholds("<1 × 10-4 blasts")] == ["< 0.0001 1"]
    assert [str(limit) for limit in thresholds("CD20 expression was ≥20%")] == [">= 20 %"]
    assert [str(limit) for limit in thresholds("aged 55 years or older")] == [">= 55 a"]
    assert [str(limit) for limit in thresholds("older than 60 years")] == ["> 60 a"]
