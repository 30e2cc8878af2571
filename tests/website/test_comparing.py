"""The compare pages: what two protocols give side by side, and every amount where its protocol has it."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from dosetrace.checks.load import Loader
from dosetrace.site.comparing import PAIRS, compare_pages
from dosetrace.targets import Target, whole_target
from website.reading import trimmed, with_comma

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Pages = dict[str, str]
IDS = [(a, b) for a, b, _ in PAIRS]
INO_PAGE = "compare/ino-vate-inotuzumab-ino-mrd.md"
MINI_PAGE = "compare/mini-hcvd-ino-mini-hcvd-ino-fractionated.md"
POMP_PAGE = "compare/pomp-pomp-blinatumomab.md"


class Table(HTMLParser):
    """A table as a reader has it: its rows by their heads, the lines of every cell, and which lines are marked."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.caption = ""
        self.columns: list[str] = []
        self.rows: dict[str, list[list[str]]] = {}
        self.words: dict[str, str] = {}
        self.marked: dict[str, list[list[str]]] = {}
        self.spans: list[int] = []
        self.open: list[tuple[str, str]] = []
        self.head = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.open.append((tag, found.get("class") or ""))
        if tag == "th":
            assert found["scope"] in ("col", "row")
            self.head = ""
        elif tag == "td":
            self.rows.setdefault(self.head, []).append([])
            self.marked.setdefault(self.head, []).append([])
            self.spans.append(int(found.get("rowspan") or 1))
        elif tag == "div" and self._inside("td"):
            self.rows[self.head][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag
        if tag == "th":
            self.head = self.head.strip()
            if self._inside("thead"):
                self.columns.append(self.head)

    def handle_data(self, data: str) -> None:
        kinds = {kind for _, kind in self.open}
        if "dt-far" in kinds:
            return
        if "dt-word" in kinds:
            self.words[self.head.strip()] = data
        elif self._inside("caption"):
            self.caption += data
        elif self._inside("th"):
            self.head += data
        elif self._inside("td"):
            self.rows[self.head][-1][-1] += data
            if self._inside("mark"):
                self.marked[self.head][-1].append(data)

    def _inside(self, tag: str) -> bool:
        return any(name == tag for name, _ in self.open)


def tables(page: str) -> dict[str, Table]:
    """The tables of a page by their captions, up to the colon."""
    found = [Table(line) for line in page.splitlines() if "<table" in line]
    return {table.caption.split(":")[0]: table for table in found}


def items(page: str) -> list[str]:
    """The differences in words, each with its kind before it."""
    line = next(line for line in page.splitlines() if "dt-differences" in line)
    return [unescape(re.sub("<[^>]+>", "", item)) for item in re.findall("<li>(.*?)</li>", line)]


@pytest.fixture(scope="module")
def targets(loader: Loader) -> dict[str, Target]:
    return {name: whole_target(loader, name, "protocol") for name in loader.folders.protocol_ids}


@pytest.fixture(scope="module")
def pages(targets: dict[str, Target]) -> Pages:
    return compare_pages(targets)


def test_every_pair_has_a_page_that_the_list_leads_to(pages: Pages) -> None:
    assert list(pages) == ["compare/index.md", *(f"compare/{a}-{b}.md" for a, b in IDS)]
    assert re.findall(r'<li><a href="(.*?)\.html"', pages["compare/index.md"]) == [f"{a}-{b}" for a, b in IDS]


def test_a_page_leads_to_both_protocols(pages: Pages) -> None:
    for a, b in IDS:
        linked = re.findall(r'href="\.\./protocols/([a-z-]+)\.html"', pages[f"compare/{a}-{b}.md"])
        assert set(linked) == {a, b}


def test_a_pair_with_a_protocol_that_is_not_there_is_left_out(targets: dict[str, Target]) -> None:
    pages = compare_pages({name: target for name, target in targets.items() if name not in ("pomp", "ino-vate-flag")})
    assert list(pages) == ["compare/index.md", *(f"compare/{a}-{b}.md" for a, b in IDS[:5])]


def test_no_protocols_are_a_list_without_pairs() -> None:
    assert list(compare_pages({})) == ["compare/index.md"]
    assert "No two of these protocols are compared." in compare_pages({})["compare/index.md"]


def test_the_title_names_both(pages: Pages) -> None:
    low = "Low-dose inotuzumab ozogamicin for measurable residual disease"
    assert f"# Inotuzumab ozogamicin (INO-VATE) compared with {low}" in pages[INO_PAGE].splitlines()


# Side by side


def test_inotuzumab_alone_and_at_a_low_dose_in_cycle_1(pages: Pages) -> None:
    table = tables(pages[INO_PAGE])["Cycle 1"]
    assert table.rows == {
        "Cycle length": [["21 to 28 days"], ["not stated"]],
        "inotuzumab ozogamicin": [
            [
                "if CR or CRi not achieved",
                "0.8 mg/m² on day 1",
                "0.5 mg/m² on days 8 and 15",
                "per cycle: 1.8 mg/m²",  # 0.8 + 2 × 0.5
                "intravenous",
                "not stated: infusion duration",
            ],
            [
                "0.6 mg/m² on day 1",
                "0.3 mg/m² on day 8",
                "per cycle: 0.9 mg/m²",  # 0.6 + 0.3
                "route not stated",
                "not stated: infusion duration",
            ],
        ],
    }


def test_inotuzumab_alone_and_at_a_low_dose_in_the_later_cycles(pages: Pages) -> None:
    table = tables(pages[INO_PAGE])["Cycles 2 to 6"]
    assert table.rows["inotuzumab ozogamicin"] == [
        [
            "if CR or CRi not achieved",
            "0.8 mg/m² on day 1",
            "0.5 mg/m² on days 8 and 15",
            "per cycle: 1.8 mg/m²",
            "if CR or CRi achieved",
            "0.5 mg/m² on days 1, 8 and 15",
            "per cycle: 1.5 mg/m²",  # 3 × 0.5
            "intravenous",
            "not stated: infusion duration",
        ],
        [
            "0.3 mg/m² on days 1 and 8",
            "per cycle: 0.6 mg/m²",  # 2 × 0.3
            "route not stated",
            "not stated: infusion duration",
        ],
    ]


def test_inotuzumab_alone_and_at_a_low_dose_over_the_course(pages: Pages) -> None:
    table = tables(pages[INO_PAGE])["Whole course"]
    assert table.rows["Number of cycles"] == [["6 cycles at most"], ["6 cycles"]]
    ino, low = table.rows["inotuzumab ozogamicin"]
    assert ino[:2] == ["no CR or CRi: 10.8 mg/m² at most", "CR or CRi after cycle 1: 9.3 mg/m² at most"]
    assert low == ["3.9 mg/m²"]  # 0.9 + 5 × 0.6
    assert table.rows["Also not stated"] == [
        ["when CR or CRi is assessed and from which dose on the adjusted dose is given"], ["nothing else listed"],
    ]  # fmt: skip


def test_mini_hcvd_before_and_after_the_amendment(pages: Pages) -> None:
    found = tables(pages[MINI_PAGE])
    assert list(found) == ["Cycle 1", "Cycles 2 and 4", "Cycle 3", "Cycles 5 and 7", "Cycles 6 and 8", "Whole course"]
    open_ = ["route not stated", "not stated: infusion duration"]
    assert found["Cycle 1"].rows["inotuzumab ozogamicin"] == [
        ["1.3 to 1.8 mg/m² on day 3", "per cycle: 1.3 to 1.8 mg/m²", *open_],
        ["0.6 mg/m² on day 2", "0.3 mg/m² on day 8", "per cycle: 0.9 mg/m²", *open_],
    ]
    assert found["Cycles 2 and 4"].rows["inotuzumab ozogamicin"] == [
        ["1 to 1.3 mg/m² on day 3", "per cycle: 1 to 1.3 mg/m²", *open_],
        ["0.3 mg/m² on days 2 and 8", "per cycle: 0.6 mg/m²", *open_],
    ]
    assert found["Cycle 1"].rows["cyclophosphamide"] == 2 * [
        ["150 mg/m² every 12 hours on days 1 to 3", "per cycle: 900 mg/m²", *open_]  # 3 days × 2 × 150
    ]
    assert found["Cycle 1"].rows["riTUXimab"] == 2 * [["only: CD20 ≥ 20 %", "dose not stated, day not stated", *open_]]


def test_what_differs_is_said_and_marked_and_nothing_else(pages: Pages) -> None:
    table = tables(pages[MINI_PAGE])["Cycle 1"]
    assert table.words == {
        "Cycle length": "no difference",
        "cyclophosphamide": "no difference",
        "dexamethasone": "no difference",
        "vinCRIStine": "no difference",
        "inotuzumab ozogamicin": "differs",
        "intrathecal chemotherapy": "no difference",
        "riTUXimab": "no difference",
    }
    marked = {head: cells for head, cells in table.marked.items() if any(cells)}
    assert {head: ["".join(cell) for cell in cells] for head, cells in marked.items()} == {
        "inotuzumab ozogamicin": [
            "1.3 to 1.8 mg/m² on day 3per cycle: 1.3 to 1.8 mg/m²",
            "0.6 mg/m² on day 20.3 mg/m² on day 8per cycle: 0.9 mg/m²",
        ]
    }


@pytest.mark.parametrize(("a", "b"), IDS)
def test_a_row_says_differs_where_its_cells_do(pages: Pages, a: str, b: str) -> None:
    for table in tables(pages[f"compare/{a}-{b}.md"]).values():
        for head, (left, right) in table.rows.items():
            assert table.words[head] == ("no difference" if left == right else "differs"), (table.caption, head)
            assert any(table.marked[head]) == (left != right), (table.caption, head)


def test_a_drug_of_one_side_only_is_not_given_by_the_other(pages: Pages) -> None:
    cells = tables(pages[MINI_PAGE])["Cycles 5 and 7"].rows
    assert cells["Cycle length"] == [["not stated"], ["no such cycle"]]
    assert cells["vinCRIStine"][1] == ["not given: the protocol ends with cycle 4"]
    alone = tables(pages["compare/ino-vate-inotuzumab-mini-hcvd-ino.md"])
    assert alone["Cycle 1"].rows["dexamethasone"][0] == ["not given"]
    assert alone["Cycle 7"].rows["dexamethasone"][0] == ["not given"]


def test_a_second_choice_is_told_from_what_is_given_beside_it(pages: Pages) -> None:
    cells = tables(pages["compare/ino-vate-flag-ino-vate-mxn-ara-c.md"])["Cycles 1 to 4"].rows
    why = "age, coexisting conditions, and previous anthracycline exposure"
    assert cells["mitoXANTRONE"][1][:5] == [
        "12 mg/m² per day on days 1 to 3",
        "per cycle: 36 mg/m²",  # 3 × 12
        f"or, dose reduction allowed on the basis of {why}",
        "8 mg/m² per day on days 1 to 3",
        "per cycle: 24 mg/m²",  # 3 × 8
    ]


def test_a_protocol_without_numbered_cycles_says_for_what_time_its_doses_are(pages: Pages) -> None:
    found = tables(pages[POMP_PAGE])
    assert list(found) == ["All cycles", "Whole course"]
    cycles = "cycles 1 to 3, 5 to 7, 9 to 11 and 13 to 15, cycle length not stated"
    assert found["All cycles"].rows["methotrexate"] == [
        ["for 3 years, every week", "10 mg/m² every week, day not stated", "per week: 10 mg/m²", "oral"],
        [cycles, "10 mg/m² every week, day not stated", "per cycle: not stated", "oral"],
    ]
    assert found["All cycles"].rows["blinatumomab"] == [
        ["not given"],
        ["cycles 4, 8, 12 and 16, 42 days each", "dose not stated, over 28 days, continuously, day not stated",
         "route not stated"],
    ]  # fmt: skip
    cells = [["not in numbered cycles: for 1 year and for 3 years"], ["16 cycles"]]
    assert found["Whole course"].rows["Number of cycles"] == cells


# The overview


def test_inotuzumab_in_four_protocols(pages: Pages) -> None:
    table = next(iter(tables(pages["compare/index.md"]).values()))
    assert table.caption == "inotuzumab ozogamicin in these protocols: dose and days"
    assert [column.split()[-1] for column in table.columns] == [
        "Cycles", "ino-vate-inotuzumab", "ino-mrd", "mini-hcvd-ino", "mini-hcvd-ino-fractionated",
    ]  # fmt: skip
    not_yet = ["if CR or CRi not achieved", "0.8 mg/m² on day 1", "0.5 mg/m² on days 8 and 15", "per cycle: 1.8 mg/m²"]
    achieved = ["if CR or CRi achieved", "0.5 mg/m² on days 1, 8 and 15", "per cycle: 1.5 mg/m²"]
    later = ["0.3 mg/m² on days 1 and 8", "per cycle: 0.6 mg/m²"]
    assert table.rows == {
        "Cycle 1": [
            not_yet,
            ["0.6 mg/m² on day 1", "0.3 mg/m² on day 8", "per cycle: 0.9 mg/m²"],
            ["1.3 to 1.8 mg/m² on day 3", "per cycle: 1.3 to 1.8 mg/m²"],
            ["0.6 mg/m² on day 2", "0.3 mg/m² on day 8", "per cycle: 0.9 mg/m²"],
        ],
        "Cycles 2 to 4": [
            not_yet + achieved,
            later,
            ["1 to 1.3 mg/m² on day 3", "per cycle: 1 to 1.3 mg/m²"],
            ["0.3 mg/m² on days 2 and 8", "per cycle: 0.6 mg/m²"],
        ],
        "Cycles 5 and 6": [not_yet + achieved, later, ["not given"], ["not given: the protocol ends with cycle 4"]],
        "Given in": [["cycles 1 to 6 at most"], ["cycles 1 to 6"], ["cycles 1 to 4"], ["cycles 1 to 4"]],
        "Cycle length": [["21 to 28 days"], ["not stated"], ["not stated"], ["not stated"]],
        "Route": [["intravenous"], ["route not stated"], ["route not stated"], ["route not stated"]],
        "Also not stated": [
            ["when CR or CRi is assessed and from which dose on the adjusted dose is given", "infusion duration"],
            ["infusion duration"],
            ["infusion duration"],
            ["infusion duration"],
        ],
    }


def test_every_drug_that_two_single_protocols_give_has_an_overview(pages: Pages, targets: dict[str, Target]) -> None:
    single = [target for target in targets.values() if not target.regimens[0].course]
    given = Counter(d for t in single for d in {dose.drug for block in t.schedule.blocks for dose in block.doses})
    headed = re.findall(r"^### (.*) in these protocols \{", pages["compare/index.md"], re.MULTILINE)
    assert sorted(name.lower() for name in headed) == sorted(drug for drug, number in given.items() if number > 1)
    assert [line for line in headed if "blina" in line] == ["blinatumomab"]


def test_a_protocol_that_goes_on_for_a_time_stands_beside_all_cycles(pages: Pages) -> None:
    table = tables(pages["compare/index.md"])["vinCRIStine in these protocols"]
    assert [len(cells) for cells in table.rows.values()] == [4, 3, 3, 3, 3, 4, 4, 4, 4]
    assert table.spans[:4] == [1, 1, 5, 1]
    assert table.rows["Cycles 1 and 3"] == [
        ["2 mg on days 1 and 8", "per cycle: 4 mg"],
        ["2 mg on days 1 and 8", "per cycle: 4 mg"],
        ["for 1 year, every month", "2 mg every month, day not stated", "per month: 2 mg"],
        ["2 mg once, day not stated", "per cycle: 2 mg"],
    ]
    assert table.rows["Cycle length"][2] == ["every month"]


# In words, and against what the commands print


@pytest.mark.parametrize(("a", "b"), IDS)
def test_the_differences_in_words_are_those_of_the_command(pages: Pages, dosetrace: Run, a: str, b: str) -> None:
    found = json.loads(dosetrace("compare", a, b, "--format", "json").stdout)
    page = pages[f"compare/{a}-{b}.md"]
    printed = [f"{one['kind']} {one['message']}".lower() for one in found["differences"]]
    assert [item.lower() for item in items(page)] == printed  # tall man letters are on the pages alone
    assert f"<strong>{len(found['differences'])} differences</strong>" in page


def test_words_have_the_day_of_each_side_and_tall_man_letters(pages: Pages) -> None:
    said = (
        "different cycles 2 to 4: inotuzumab ozogamicin 1 to 1.3 mg/m² on day 3 in mini-hcvd-ino, which quotes "
        '"1.0-1.3 mg/m 2 in subsequent cycles […] on day 3"; 0.3 mg/m² on day 2 in mini-hcvd-ino-fractionated, which '
        'quotes "days 2 and 8 at the dose of 0.3 and 0.3 mg/m 2 in subsequent cycles"'
    )
    total = "vinCRIStine, total per course 16 mg in mini-hcvd-ino, 8 mg in mini-hcvd-ino-fractionated"
    assert said in items(pages[MINI_PAGE])
    assert f"different {total}" in items(pages[MINI_PAGE])


def test_doses_by_age_are_what_only_one_side_has(pages: Pages) -> None:
    found = items(pages["compare/ino-vate-flag-ino-vate-hidac.md"])
    assert [re.sub(', which quotes ".*?"', "", item) for item in found if "cytarabine" in item] == [
        "missing cycles 1 and 2, if aged 60 years or younger: cytarabine 3 g/m² in ino-vate-hidac, "
        "not in ino-vate-flag",
        "missing cycles 1 and 2, if aged 55 to 60 years, reduction allowed: cytarabine 1.5 to 3 g/m² "
        "in ino-vate-hidac, not in ino-vate-flag",
        "missing cycles 1 and 2, if older than 60 years, reduction required: cytarabine 1.5 g/m² in ino-vate-hidac, "
        "not in ino-vate-flag",
        "added cycles 1 to 4, days 1 to 6: cytarabine 2 g/m² per day in ino-vate-flag, not in ino-vate-hidac",
    ]


def test_words_have_no_trailing_zero(pages: Pages) -> None:
    own = [re.sub('".*?"', "", item) for a, b in IDS for item in items(pages[f"compare/{a}-{b}.md"])]
    assert [item for item in own if re.search(r"\d\.\d*0\b|m2\b|\bug\b", item)] == []


AMOUNT = re.compile(r"\d[\d.,]*(?: to [\d.,]+)? (?:mg|g|microgram)(?:/m²|/kg)?")


def shown(value: Any) -> Iterator[str]:
    """Every amount in a JSON value, as pages write it: `1400.0` as `1,400`, `mg/m2` as `mg/m²`."""
    if isinstance(value, list):
        for one in value:
            yield from shown(one)
    elif isinstance(value, dict):
        if value.get("low") is not None:
            ends = [with_comma(trimmed(value[end])) for end in ("low", "high")]
            unit = value["unit"].replace("m2", "m²").replace("ug", "microgram")
            yield f"{' to '.join(dict.fromkeys(ends))} {unit}"
        yield from shown(list(value.values()))


@pytest.mark.parametrize(("a", "b"), IDS)
def test_every_amount_is_one_of_its_protocol(pages: Pages, dosetrace: Run, a: str, b: str) -> None:
    known = [set(shown(json.loads(dosetrace("schedule", name, "--format", "json").stdout))) for name in (a, b)]
    cells = [cells for table in tables(pages[f"compare/{a}-{b}.md"]).values() for cells in table.rows.values()]
    for turn, amounts in enumerate(known):
        found = {amount for row in cells for line in row[turn] for amount in AMOUNT.findall(line)}
        assert found
        assert found - amounts == set()


@pytest.mark.parametrize("page", ["compare/index.md", INO_PAGE, POMP_PAGE])
def test_a_table_stands_in_a_region_with_its_name(pages: Pages, page: str) -> None:
    lines = [line for line in pages[page].splitlines() if "<table" in line]
    assert lines
    for line in lines:
        assert re.match('<div class="dt-scroll" tabindex="0" role="region" aria-label="[^"]+"', line)
        assert re.search('<table class="dt-(compare|overview)" data-search-exclude>', line)
        assert "<caption>" in line
