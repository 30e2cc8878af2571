"""The course month by month: which drug is given how often in which months."""

from __future__ import annotations

import re
from html import unescape

import pytest

import dosetrace
from dosetrace.site.months import in_months, months
from dosetrace.timeline import Block, Dose, Schedule
from dosetrace.units import parse_amount

MG = parse_amount("100 mg")


def rows(html: str | None) -> list[list[str]]:
    """The words of every cell of every row of every table, as a screen reader says them."""
    assert html is not None
    found = re.findall(r"<tr>(.*?)</tr>", html)
    return [[_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in found]


def _text(cell: str) -> str:
    heard = re.sub(r'<span aria-hidden="true">.*?</span>', "", cell)
    return unescape(re.sub("<[^>]+>", "", heard)).rstrip(":; ")


def of(*blocks: Block) -> list[list[str]]:
    return rows(months(Schedule("t", blocks)))


POMP = [
    ["Months", "predniSONE", "vinCRIStine", "mercaptopurine", "methotrexate"],
    [
        "Months 1 to 12",
        "50 mg per day for 5 days, every month; route not stated; day not stated; division not stated; 12 times",
        "2 mg every month; route not stated; day not stated; 12 monthly doses",
        "50 mg twice a day; route not stated; 730 to 732 doses",  # 2 × 365 to 366
        "10 mg/m² every week; oral; day not stated; 52 to 53 weekly doses",  # 365 = 52 × 7 + 1
    ],
    [
        "Months 13 to 36",
        "nothing",
        "nothing",
        "50 mg twice a day; route not stated; 1,460 to 1,462 doses",  # 2 × 730 to 731
        "10 mg/m² every week; oral; day not stated; 104 to 105 weekly doses",  # 730 = 104 × 7 + 2
    ],
    ["In all, months 1 to 36", "12 times", "12 monthly doses", "2,190 to 2,192 doses", "156 to 157 weekly doses"],
]


def test_pomp_month_by_month() -> None:
    assert rows(months(dosetrace.schedule("pomp"))) == POMP


def test_a_part_of_a_pathway_has_months_of_its_own() -> None:
    html = months(dosetrace.schedule("mini-hcvd-ino-pathway"), {"pomp": "POMP maintenance"})
    assert rows(html) == POMP
    assert re.findall("<caption>(.*?)</caption>", str(html)) == [
        "Before the amendment, POMP maintenance: what is given month by month, from the first month of this part"
    ]


@pytest.mark.parametrize("protocol", ["ino-vate", "pomp-blinatumomab", "mini-hcvd-ino", "blinatumomab-consolidation"])
def test_cycles_are_no_months(protocol: str) -> None:
    assert months(dosetrace.schedule(protocol)) is None


def test_the_table_can_be_reached_and_read_aloud() -> None:
    html = str(months(dosetrace.schedule("pomp")))
    region = '<div class="dt-scroll" tabindex="0" role="region" aria-label="What is given month by month">'
    caption = '<table class="dt-by-month" data-search-exclude><caption>What is given month by month</caption>'
    after = '<span class="dt-far">; </span>'
    drug = f'<th scope="col"><span class="dt-drug">predniSONE</span>{after}</th>'
    assert html.startswith(
        f'<div class="dt-months">{region}{caption}<thead><tr><th scope="col">Months{after}</th>{drug}'
    )
    nothing = f'<td><span aria-hidden="true">–</span><span class="dt-far">nothing</span>{after}</td>'
    assert f'<th scope="row">Months 13 to 36<span class="dt-far">: </span></th>{nothing}{nothing}<td>' in html
    assert '<span class="dt-gap">route not stated</span>' in html
    assert "\n" not in html


def test_a_search_result_does_not_run_numbers_together() -> None:
    plain = re.sub("<[^>]+>", "", str(months(dosetrace.schedule("pomp"))))
    assert "Months 1 to 12: 50 mg per day for 5 days, every month; route not stated; day not stated;" in plain
    assert "12 times; 2 mg every month" in plain
    assert "1250" not in plain


def test_counts_that_do_not_add_up_say_why() -> None:
    note = (
        "Counted by the calendar, from any day of the year. Months differ in length, "
        "so the ranges of the rows do not add up to those of the last row."
    )
    assert note in str(months(dosetrace.schedule("pomp")))
    month, half, year = map(parse_amount, ("1 mo", "6 mo", "1 a"))
    dose = Dose("x", MG, every=month)
    monthly = (Block("a", "A", (dose,), length=month, bounds=half), Block("b", "B", (dose,), length=month, bounds=year))
    assert "Counted" not in str(months(Schedule("t", monthly)))


def test_equal_months_are_one_row() -> None:
    weekly = Dose("x", MG, days=(1, 4), route="oral")
    assert of(Block("a", "A", (weekly,), length=parse_amount("1 wk"), bounds=parse_amount("1 mo"))) == [
        ["Months", "x"],
        ["Month 1", "100 mg, days 1 and 4; oral; 8 to 10 doses"],  # 28 to 31 days, 2 × 4 to 5 weeks begun
    ]


def test_a_drug_that_goes_on_at_another_dose() -> None:
    month = parse_amount("1 mo")
    high, low = (Dose("x", parse_amount(dose), days=(1,), route="oral") for dose in ("2 mg", "1 mg"))
    short = Block("a", "A", (high,), length=month, bounds=parse_amount("6 mo"))
    long = Block("b", "B", (low,), length=month, bounds=parse_amount("1 a"))
    assert of(short, long) == [
        ["Months", "x"],
        ["Months 1 to 6", "2 mg, day 1; oral; 6 monthly doses; 1 mg, day 1; oral; 6 monthly doses"],
        ["Months 7 to 12", "1 mg, day 1; oral; 6 monthly doses"],
        ["In all, months 1 to 12", "6 monthly doses; 12 monthly doses"],
    ]


def test_conditions_and_silence_are_said() -> None:
    month, year = parse_amount("1 mo"), parse_amount("1 a")
    doses = (Dose("x", None, days=(1,), when="CD20 ≥ 20 %"), Dose("y", MG))
    assert of(Block("a", "A", doses, length=month, bounds=year, when="in CR")) == [
        ["Months", "x", "y"],
        [
            "Months 1 to 12",
            "if in CR, only: CD20 ≥ 20 %: dose not stated, day 1; route not stated; 12 monthly doses",
            "if in CR: 100 mg; route not stated; day not stated; number of doses not stated",
        ],
    ]


def test_of_alternatives_one_is_given() -> None:
    doses = tuple(Dose("x", parse_amount(dose), days=(1,), route="oral", when=when) for dose, when in (
        ("2 mg", None), ("1 mg", "dose reduction allowed"),
    ))  # fmt: skip
    assert of(Block("a", "A", doses, length=parse_amount("2 mo"), bounds=parse_amount("1 a"))) == [
        ["Months", "x"],
        ["Months 1 to 12", "2 mg, day 1; oral; 6 doses; or only: dose reduction allowed: 1 mg, day 1; oral; 6 doses"],
    ]


def test_a_time_that_is_no_number_of_months_has_no_table() -> None:
    known = Block("a", "A", (Dose("x", MG),), length=parse_amount("1 d"), bounds=parse_amount("1 a"))
    unknown = Block("b", "B", (Dose("y", MG),), length=parse_amount("1 d"), bounds=parse_amount("90 d"))
    assert months(Schedule("t", (known, unknown))) is None


@pytest.mark.parametrize(
    ("span", "expected"),
    [("1 a", 12), ("3 a", 36), ("18 mo", 18), ("0.5 a", 6), ("1 to 2 a", None), ("28 d", None), ("0.1 a", None)],
)
def test_times_in_months(span: str, expected: int | None) -> None:
    assert in_months(parse_amount(span)) == expected
