"""Counting: administrations, days, cycles, periods by the calendar, paths through a course."""

from __future__ import annotations

import pytest

from dosetrace.calendars import periods
from dosetrace.timeline import Block, Dose, Schedule, alternatives, cycles_text, merged
from dosetrace.totals import course_totals, cycle_totals
from dosetrace.units import Amount, parse_amount

MG: Amount = parse_amount("100 mg")


@pytest.mark.parametrize(
    ("dose", "length", "expected"),
    [
        (Dose("x", MG, days=(1, 2, 3), every_hours=12), None, 6),
        (Dose("x", MG, days=(1, 2, 3)), None, 3),
        (Dose("x", MG, days=(1, 2), times_per_day=2), None, 4),
        (Dose("x", MG, days=(1, 2), every_hours=7), None, None),  # 24 hours are no multiple of 7
        (Dose("x", MG, every_hours=12), "28 d", None),  # on which days is not stated
        (Dose("x", MG, every_hours=12, count=12), None, 12),
        (Dose("x", MG, per="day", days=(1, 2)), None, None),  # how the daily amount is divided is not stated
        (Dose("x", MG, times_per_day=2), "1 d", 2),
        (Dose("x", MG, every=parse_amount("1 wk")), "1 wk", 1),
        (Dose("x", MG, every=parse_amount("1 wk")), None, None),
        (Dose("x", MG), "21 to 28 d", None),
    ],
)
def test_administrations_in_a_cycle(dose: Dose, length: str | None, expected: int | None) -> None:
    assert dose.administrations(parse_amount(length) if length else None) == expected


def test_a_daily_amount_counts_days_not_administrations() -> None:
    assert str(Dose("x", MG, per="day", days=(1, 2, 3), every_hours=12).per_cycle(None)) == "300 mg"
    assert str(Dose("x", MG, per="day", duration=parse_amount("5 d")).per_cycle(None)) == "500 mg"


@pytest.mark.parametrize(
    ("bounds", "length", "expected"),
    [
        ("3 a", "1 d", (1095, 1096)),
        ("4 a", "1 d", (1461, 1461)),
        ("1 a", "1 mo", (12, 12)),
        ("3 a", "1 wk", (156, 157)),  # 1,095 = 156 × 7 + 3
        ("2 mo", "1 d", (59, 62)),  # January and February to July and August
        ("28 d", "7 d", (4, 4)),
        ("1 a", "12 h", None),
        ("100000 a", "1 d", None),
    ],
)
def test_periods_by_the_calendar(bounds: str, length: str, expected: tuple[int, int] | None) -> None:
    assert periods(parse_amount(bounds), parse_amount(length)) == expected


def test_ranges_stay_ranges() -> None:
    block = Block("b", "b", (Dose("x", parse_amount("1.3 to 1.8 mg/m2"), days=(1, 8)),), cycles=(1, 2, 3))
    assert str(cycle_totals(block)[0].amount) == "2.6 to 3.6 mg/m2"
    assert str(course_totals(Schedule("t", (block,)))[0].amount) == "7.8 to 10.8 mg/m2"


def test_an_unstated_dose_makes_the_total_incomplete() -> None:
    block = Block("b", "b", (Dose("x", MG, days=(1,)), Dose("x", None, days=(8,))), cycles=(1,))
    [total] = course_totals(Schedule("t", (block,)))
    assert (str(total.amount), total.complete) == ("100 mg", False)


def test_different_bases_are_different_totals() -> None:
    doses = (Dose("x", MG, days=(1,)), Dose("x", parse_amount("5 mg/m2"), days=(8,)))
    assert [str(total.amount) for total in cycle_totals(Block("b", "b", doses))] == ["100 mg", "5 mg/m2"]


def test_a_response_may_come_after_any_cycle_or_never() -> None:
    before = Block("a", "a", (Dose("x", parse_amount("10 mg"), days=(1,)),), (1, 2, 3), when="CR not achieved")
    after = Block("b", "b", (Dose("x", parse_amount("1 mg"), days=(1,)),), (2, 3), when="CR achieved")
    found = {total.path: str(total.amount) for total in course_totals(Schedule("t", (before, after)))}
    assert found == {"no CR": "30 mg", "CR after cycle 1": "12 mg", "CR after cycle 2": "21 mg"}


def test_equal_cycles_become_one_block() -> None:
    odd, even = (Dose("x", MG, days=(1,)),), (Dose("y", MG, days=(1,)),)
    stretches = [Block("", "", doses, cycles=(n,)) for n, doses in enumerate((odd, even, odd, even), 1)]
    assert [(b.id, b.cycles, b.at_most) for b in merged(stretches)] == [
        ("cycles-1-and-3", (1, 3), 4),
        ("cycles-2-and-4", (2, 4), 4),
    ]


def test_only_doses_on_the_same_days_exclude_each_other() -> None:
    full, reduced = Dose("x", MG, days=(1,)), Dose("x", MG, days=(1,), when="old")
    later, other = Dose("x", MG, days=(8,), when="well"), Dose("y", MG, days=(1,), when="young")
    assert alternatives(Block("b", "b", (full, reduced, later, other))) == (full, reduced)


def test_cycles_are_written_as_people_write_them() -> None:
    assert [cycles_text(c) for c in ((1,), (1, 2), (1, 2, 3), (1, 3, 5), (1, 2, 3, 5))] == [
        "1",
        "1 and 2",
        "1 to 3",
        "1, 3 and 5",
        "1 to 3 and 5",
    ]
