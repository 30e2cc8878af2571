"""The strip of a course: its words, its boxes and bars, and its links."""

from __future__ import annotations

import re
from html import unescape

import pytest

import dosetrace
from dosetrace.site.html import Html
from dosetrace.site.strip import strip
from dosetrace.timeline import Block, Schedule
from dosetrace.units import parse_amount


def words(html: str) -> list[str]:
    """Every paragraph, heading and caption of a strip, without its drawings."""
    found = re.findall(r"<(p|figcaption)\b[^>]*>(.*?)</\1>", html)
    return [unescape(re.sub("<[^>]+>", "", inside)) for _, inside in found]


def drawings(html: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", html)


def numbers(drawing: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawing)


def of(protocol: str) -> Html:
    return strip(dosetrace.schedule(protocol), by_id)


def by_id(block: Block) -> str:
    return f"{block.protocol}-{block.id}"


def test_cycles_until_a_response() -> None:
    html = of("ino-vate-inotuzumab")
    assert words(html) == [
        "One box is one cycle; its width is no length of time. Dashed boxes: at most these cycles. "
        "Short line: not in this cycle. Where a cycle stands in several rows, their conditions decide.",
        "Until CR or CRi: cycles 1 to 6 at most, 21 to 28 days each, if CR or CRi not achieved",
        "In CR or CRi: cycles 2 to 6 at most, 21 to 28 days each, if CR or CRi achieved",
    ]
    assert [numbers(drawing) for drawing in drawings(html)] == [
        ["1", "2", "3", "4", "5", "6"],
        ["2", "3", "4", "5", "6"],
    ]
    assert html.count('class="dt-box dt-box-limited"') == 11  # 6 + 5
    assert 'class="dt-box"' not in html


def test_boxes_of_a_cycle_stand_below_each_other() -> None:
    first, second = drawings(of("ino-vate-inotuzumab"))
    # a place is 40 wide: cycle 2 reaches from 42 to 78 in both rows, cycle 1 of the second is a short line
    assert '<polygon points="42,2 78,2 78,32 42,32" class="dt-box dt-box-limited"></polygon>' in first
    assert '<polygon points="42,2 78,2 78,32 42,32" class="dt-box dt-box-limited"></polygon>' in second
    assert second.count("<polyline") == 1
    assert '<polyline points="15,17 25,17" class="dt-axis"></polyline>' in second


def test_more_than_8_cycles_take_a_second_line() -> None:
    pomp, blinatumomab = drawings(of("pomp-blinatumomab"))
    assert numbers(pomp) == ["1", "2", "3", "5", "6", "7", "9", "10", "11", "13", "14", "15"]
    assert numbers(blinatumomab) == ["4", "8", "12", "16"]
    assert 'viewBox="0 0 320 68"' in pomp  # 8 × 40 wide, 2 × 34 high
    # cycle 9 stands below cycle 1
    assert '<polygon points="2,2 38,2 38,32 2,32" class="dt-box"></polygon><text x="20" y="22"' in pomp
    assert '<polygon points="2,36 38,36 38,66 2,66" class="dt-box"></polygon><text x="20" y="56"' in pomp
    assert words(of("pomp-blinatumomab"))[1:] == [
        "POMP: cycles 1 to 3, 5 to 7, 9 to 11 and 13 to 15, cycle length not stated",
        "Blinatumomab: cycles 4, 8, 12 and 16, 42 days each",
    ]


def test_a_line_without_a_box_is_left_out() -> None:
    blocks = (Block("a", "A", (), (1, 2)), Block("b", "B", (), (9,)))
    first, second = drawings(strip(Schedule("t", blocks), by_id))
    assert (numbers(first), first.count("<polyline")) == (["1", "2"], 6)  # cycles 3 to 8
    assert (numbers(second), second.count("<polyline")) == (["9"], 0)


def test_a_time_is_a_bar_of_months() -> None:
    html = of("pomp")
    assert words(html) == [
        "One bar is a time in months.",
        "Monthly for 1 year: every month for 1 year",
        "Daily for 3 years: every day for 3 years",
        "Weekly for 3 years: every week for 3 years",
    ]
    year, *three_years = drawings(html)
    # 36 months are 316 wide, from 2 to 318; 12 of them a third: 2 + 105.3
    assert '<polygon points="2,2 107,2 107,20 2,20" class="dt-bar"></polygon>' in year
    assert all('<polygon points="2,2 318,2 318,20 2,20" class="dt-bar"></polygon>' in bar for bar in three_years)
    assert numbers(year) == ["0", "12", "24", "36 months"]
    assert re.findall(r'points="(\d+),23 ', year) == ["2", "107", "213", "318"]  # the ticks


def test_a_long_time_has_few_labels_and_a_tick_each_year() -> None:
    [bar] = drawings(strip(Schedule("t", (Block("a", "A", (), bounds=parse_amount("10 a")),)), by_id))
    assert numbers(bar) == ["0", "36", "72", "120 months"]
    assert len(re.findall(r'points="\d+,23 ', bar)) == 11


def test_options_exclude_each_other() -> None:
    assert words(of("ino-vate"))[1:] == [
        "Exactly one of these 4:",
        "Inotuzumab ozogamicin (INO-VATE)",
        "Until CR or CRi: cycles 1 to 6 at most, 21 to 28 days each, if CR or CRi not achieved",
        "In CR or CRi: cycles 2 to 6 at most, 21 to 28 days each, if CR or CRi achieved",
        "Standard of care, investigator's choice: FLAG (INO-VATE)",
        "FLAG: cycles 1 to 4 at most, 28 days each",
        "Standard of care, investigator's choice: MXN/Ara-C (INO-VATE)",
        "MXN/Ara-C: cycles 1 to 4 at most, 15 to 20 days each",
        "Standard of care, investigator's choice: HIDAC (INO-VATE)",
        "HIDAC: cycles 1 and 2 at most, cycle length not stated",
    ]


def test_parts_follow_each_other_on_axes_of_their_own() -> None:
    titles = {"pomp": "POMP maintenance"}
    html = strip(dosetrace.schedule("mini-hcvd-ino-pathway"), by_id, titles)
    assert words(html) == [
        "One box is one cycle; its width is no length of time. Short line: not in this cycle. "
        "One bar is a time in months.",
        "Exactly one of these 2:",
        "Before the amendment",
        "First: mini-hcvd-ino",
        "Cycle 1: cycle length not stated",
        "Cycles 2 and 4: cycle length not stated",
        "Cycle 3: cycle length not stated",
        "Cycles 5 and 7: cycle length not stated",
        "Cycles 6 and 8: cycle length not stated",
        "Then: POMP maintenance; its months are counted from its start",
        "Monthly for 1 year: every month for 1 year",
        "Daily for 3 years: every day for 3 years",
        "Weekly for 3 years: every week for 3 years",
        "After the amendment",
        "First: mini-hcvd-ino-fractionated",
        "Cycle 1: cycle length not stated",
        "Cycles 2 and 4: cycle length not stated",
        "Cycle 3: cycle length not stated",
        "Then: blinatumomab-consolidation; its cycles are numbered from 1",
        "Blinatumomab: cycles 1 to 4, 42 days each",
        "Then: pomp-blinatumomab; its cycles are numbered from 1",
        "POMP: cycles 1 to 3, 5 to 7, 9 to 11 and 13 to 15, cycle length not stated",
        "Blinatumomab: cycles 4, 8, 12 and 16, 42 days each",
    ]


def test_a_course_may_go_on_after_a_choice() -> None:
    blocks = (
        Block("a", "A", (), (1,), length=parse_amount("28 d"), protocol="a", choice="arm", option="With A"),
        Block("b", "B", (), (1, 2), length=parse_amount("28 d"), protocol="b", choice="arm", option="With B"),
        Block("c", "C", (), (1,), length=parse_amount("21 d"), protocol="c"),
    )
    assert words(strip(Schedule("t", blocks), by_id))[1:] == [
        "Exactly one of these 2:",
        "With A",
        "A: cycle 1, 28 days each",
        "With B",
        "B: cycles 1 and 2, 28 days each",
        "Then: c; its cycles are numbered from 1",
        "C: cycle 1, 21 days each",
    ]


def test_every_box_and_every_label_lead_to_the_grid_of_their_block() -> None:
    html = of("ino-vate-hidac")
    assert re.findall(r'<a href="([^"]*)"', html) == ["#ino-vate-hidac-hidac"] * 3  # the label, cycles 1 and 2
    assert html.count('tabindex="-1"') == 2
    assert '<p class="dt-lane-label"><a href="#ino-vate-hidac-hidac">HIDAC</a>: cycles 1 and 2 at most' in html


def test_the_name_of_a_block_is_asked_for_once() -> None:
    asked: list[str] = []

    def anchor(block: Block) -> str:
        asked.append(block.id)
        return block.id

    strip(dosetrace.schedule("ino-vate-inotuzumab"), anchor)
    assert asked == ["until-remission", "in-remission"]


def test_what_is_not_stated_is_said() -> None:
    assert '<span class="dt-gap">cycle length not stated</span>' in of("ino-vate-hidac")
    unknown = strip(Schedule("t", (Block("a", "A", ()), Block("b", "B", (), bounds=parse_amount("28 d")))), by_id)
    assert words(unknown)[1:] == [
        "A: number of cycles not stated, cycle length not stated",
        "B: for 28 days, how often not stated",
    ]
    assert unknown.count("dt-gap") == 3
    assert drawings(unknown) == []  # 28 days are no number of months


def test_words_stay_words() -> None:
    block = Block("a", "A < B & C", (), (1,), when="blasts > 5 %")
    html = strip(Schedule("t", (block,)), lambda _: "c1")
    assert '<a href="#c1">A &lt; B &amp; C</a>: cycle 1, <span class="dt-gap">cycle length not stated</span>' in html
    assert '<span class="dt-when">if blasts &gt; 5 %</span>' in html


@pytest.mark.parametrize("protocol", ["ino-vate", "mini-hcvd-ino-pathway", "pomp", "ino-mrd"])
def test_a_strip_is_one_line_without_colours_of_its_own(protocol: str) -> None:
    html = of(protocol)
    assert "\n" not in html
    assert not re.search(r"style=|fill=|stroke=|#[0-9a-f]{6}\b|rgb", html)
    assert html.startswith('<figure class="dt-strip" data-search-exclude><figcaption>')
    for drawing in drawings(html):
        assert 'width="100%" class="dt-strip-drawing" aria-hidden="true" focusable="false"' in drawing
