"""The pages of the source documents and of the drugs: what each document states, and what it does not."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from conftest import ROOT
from dosetrace.checks.load import Loader
from dosetrace.checks.shared.coverage import Coverage, coverage
from dosetrace.checks.subjects import Protocol
from dosetrace.model import Regimen
from dosetrace.site.drugs import drug_page, other_names
from dosetrace.site.html import Html
from dosetrace.site.sourcing import source_pages, table, threshold_text
from dosetrace.sources.registry import SourceList
from dosetrace.targets import whole_target

WITHOUT_DOSING = ("ino-vate-mrd", "ino-ph-positive")
LOUD = '<span class="dt-gap">'


@pytest.fixture(scope="module")
def regimens(loader: Loader) -> dict[str, Regimen]:
    return {name: loader.regimen(name) for name in loader.folders.protocol_ids}


@pytest.fixture(scope="module")
def listing(loader: Loader) -> SourceList:
    assert loader.listing is not None
    return loader.listing


@pytest.fixture(scope="module")
def covered(loader: Loader, listing: SourceList) -> list[Coverage]:
    protocols = [one for one in loader.below(loader.folders.protocols) if isinstance(one, Protocol)]
    return coverage(listing.sources, protocols)


@pytest.fixture(scope="module")
def pages(listing: SourceList, covered: list[Coverage], regimens: dict[str, Regimen]) -> dict[str, str]:
    return source_pages(listing, covered, regimens)


@pytest.fixture(scope="module")
def drugs(loader: Loader) -> str:
    targets = {name: whole_target(loader, name, "protocol") for name in loader.folders.protocol_ids}
    return drug_page(targets)["drugs.md"]


def rows(page: str, heading: str = "") -> list[list[str]]:
    """The cells of every row below a heading of the page, without their tags."""
    part = page.split(f"## {heading}", 1)[1].split("\n## ")[0] if heading else page
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", part)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in found]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells[1:]]


def test_every_document_has_a_page(pages: dict[str, str]) -> None:
    assert list(pages) == [
        "sources/index.md",
        "sources/ino-vate-mrd.md",
        "sources/ino-mrd-phase2.md",
        "sources/ino-ph-positive.md",
        "sources/ino-vate-final.md",
        "sources/mini-hcvd-ino-blina.md",
    ]


def test_the_index_tells_the_five_documents(pages: dict[str, str]) -> None:
    assert rows(pages["sources/index.md"]) == [
        ["INO-VATE, minimal residual disease", "states no dosing", "0", "0", "0", "none"],
        ["Inotuzumab ozogamicin for measurable residual disease, phase 2", "states dosing", "3", "3", "0", "ino-mrd"],
        ["Inotuzumab ozogamicin in Philadelphia chromosome-positive disease", "states no dosing", "0", "0", "0",
         "none"],
        ["INO-VATE, final report", "states dosing", "14", "14", "0",
         "ino-vate, ino-vate-flag, ino-vate-hidac, ino-vate-inotuzumab, ino-vate-mxn-ara-c"],
        ["Mini-HCVD, inotuzumab ozogamicin and blinatumomab", "states dosing", "15", "15", "0",
         "blinatumomab-consolidation, mini-hcvd-ino, mini-hcvd-ino-fractionated, mini-hcvd-ino-pathway, pomp, "
         "pomp-blinatumomab"],
    ]  # fmt: skip


def test_words_that_a_protocol_quotes_of_another_drug_do_not_encode_a_statement(pages: dict[str, str]) -> None:
    """The quote of inotuzumab after the amendment has the sentence of blinatumomab in it."""
    found = [row for row in rows(pages["sources/mini-hcvd-ino-blina.md"]) if row[1].startswith("blinatumomab was")]
    assert [row[3] for row in found] == ["blinatumomab-consolidation, pomp-blinatumomab"]


def test_the_index_leads_to_the_documents_and_the_protocols(pages: dict[str, str]) -> None:
    index = pages["sources/index.md"]
    assert '<a href="ino-vate-final.html">INO-VATE, final report</a>' in index
    assert '<a href="../protocols/pomp.html">pomp</a>' in index


@pytest.mark.parametrize("name", WITHOUT_DOSING)
def test_a_document_without_dosing_says_so_loudly(pages: dict[str, str], name: str) -> None:
    page = pages[f"sources/{name}.md"]
    assert f"{LOUD}This document states no dose, day or cycle; no protocol is made from it.</span>" in page
    assert "0 statements found, 0 encoded, 0 waived." in page
    assert "No protocol quotes it." in page


@pytest.mark.parametrize("name", ["ino-mrd-phase2", "ino-vate-final", "mini-hcvd-ino-blina"])
def test_a_document_with_dosing_does_not(pages: dict[str, str], name: str) -> None:
    assert "states no dose" not in pages[f"sources/{name}.md"]


def test_a_document_without_dosing_may_be_quoted_for_other_facts(
    listing: SourceList, covered: list[Coverage], regimens: dict[str, Regimen]
) -> None:
    pomp = regimens["pomp"]
    other = replace(pomp, extracts=(replace(pomp.extracts[0], source="ino-vate-mrd"),))
    page = source_pages(listing, covered, {"pomp": other})["sources/ino-vate-mrd.md"]
    assert "This document states no dose, day or cycle; protocols quote it for other facts." in page


def about(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))


def test_a_publication_is_told_by_title_citation_doi_and_trials(pages: dict[str, str]) -> None:
    assert about(pages["sources/ino-ph-positive.md"]) == {
        "Title": "Efficacy of inotuzumab ozogamicin in patients with Philadelphia chromosome-positive "
        "relapsed/refractory acute lymphoblastic leukemia",
        "Citation": "Cancer. 2021 Mar 15;127(6):905-913.",
        "DOI": '<a href="https://doi.org/10.1002/cncr.33321">10.1002/cncr.33321</a>',
        "Trials": '<a href="https://clinicaltrials.gov/study/NCT01363297">NCT01363297</a>, '
        '<a href="https://clinicaltrials.gov/study/NCT01564784">NCT01564784</a>',
        "Received as": "<code>002_4224584279ed478f.txt</code>",
        "SHA-256": '<code class="dt-hash">60a48326d4a296e2b6bbd1b2c7fe41bf73e9f3f0f12daa1977a9c33c4bdb1fde</code>',
    }


def test_what_the_document_does_not_say_of_itself_is_loud(pages: dict[str, str]) -> None:
    found = about(pages["sources/mini-hcvd-ino-blina.md"])
    missing = f"{LOUD}not stated in the document</span>"
    assert [found[term] for term in ("Title", "Citation", "DOI", "Trials")] == [missing] * 4


def test_what_a_document_states_besides_doses_has_its_words_and_line(pages: dict[str, str]) -> None:
    assert rows(pages["sources/ino-vate-final.md"], "What it states besides doses") == [
        ["population", "adults with relapsed or refractory CD22-positive B-cell precursor disease",
         "Eligible patients were ≥18 years old, had a diagnosis of R/R CD22-positive BCP ALL", "line 102"],
        ["age", "at least 18 years", "≥18 years old", "line 102"],
    ]  # fmt: skip
    assert rows(pages["sources/ino-vate-mrd.md"], "What it states besides doses")[1] == [
        "MRD-negative status", "less than 0.0001", "<1 × 10-4 blasts/nucleated cells", "line 6",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (">= 18 a", "at least 18 years"),
        ("<= 20 %", "at most 20 %"),
        ("< 0.0001", "less than 0.0001"),
        ("> 12 mo", "more than 12 months"),
    ],
)
def test_a_comparison_is_told_in_words(comparison: str, words: str) -> None:
    assert threshold_text(comparison) == words


def test_the_14_statements_of_ino_vate_are_told_with_who_encodes_them(pages: dict[str, str]) -> None:
    page = pages["sources/ino-vate-final.md"]
    assert "14 statements found, 14 encoded, 0 waived, in the order of the document" in page
    found = rows(page, "Dosing statements")
    ino, flag, mxn, hidac = "ino-vate-inotuzumab", "ino-vate-flag", "ino-vate-mxn-ara-c", "ino-vate-hidac"
    assert [[line, words, by] for line, words, _, by in found] == [
        ["line 174", "1.8 mg/m2 per cycle", ino],
        ["line 174", "0.8 mg/m2", ino],
        ["line 174", "0.5 mg/m2", ino],
        ["line 175", "1.5 mg/m2 per cycle", ino],
        ["line 175", "0.5 mg/m2", ino],
        ["line 177", "2.0 g/m2/d", flag],
        ["line 177", "30 mg/m2/d", flag],
        ["line 178", "5 μg/kg/d", flag],
        ["line 179", "200 mg/m2/d", mxn],
        ["line 179", "12 mg/m2/d", mxn],
        ["line 180", "8 mg/m2", mxn],
        ["line 181", "3.0 g/m2", hidac],
        ["line 181", "up to 1.5 g/m2", hidac],
        ["line 182", "1.5 g/m2", hidac],
    ]
    assert [found[number][2] for number in (1, 7, 9, 12)] == [
        "inotuzumab ozogamicin 0.8 mg/m² on day 1; intravenous; cycle of 21 to 28 days; up to 6 cycles",
        "granulocyte colony-stimulating factor 5 microgram/kg per day; cycle of 28 days; up to 4 cycles",
        "mitoXANTRONE 12 mg/m² per day on days 1, 2, 3; cycle of 15 to 20 days; up to 4 cycles",
        "cytarabine 1.5 g/m²; every 12 hours; 12 doses; up to 2 cycles; condition: for patients aged 55 years or older "
        "(unsure: it may be reduced to this dose, or by it)",
    ]


def test_every_statement_and_fact_can_be_linked(pages: dict[str, str]) -> None:
    names = re.findall(r'<tr id="([^"]+)">', pages["sources/ino-vate-final.md"])
    assert names == [
        "line-102", "line-102-2",
        "line-174", "line-174-2", "line-174-3", "line-175", "line-175-2", "line-177", "line-177-2", "line-178",
        "line-179", "line-179-2", "line-180", "line-181", "line-181-2", "line-182",
    ]  # fmt: skip


def test_statements_have_their_names_whatever_else_their_line_states(pages: dict[str, str]) -> None:
    # all 15 statements of this document stand in its line 4, with the population
    page = pages["sources/mini-hcvd-ino-blina.md"]
    assert re.findall(r'<tr id="([^"]+)"><th scope="row">population', page) == ["line-4-16"]
    assert '<tr id="line-4"><th scope="row"><a href="#line-4">line 4</a></th> <td><q>150 mg/m 2</q></td>' in page


def test_a_statement_leads_to_each_protocol_that_has_it(pages: dict[str, str]) -> None:
    both = (
        '<td><a href="../protocols/pomp.html">pomp</a>, '
        '<a href="../protocols/pomp-blinatumomab.html">pomp-blinatumomab</a></td>'
    )
    assert pages["sources/mini-hcvd-ino-blina.md"].count(f"{both}</tr>") >= 4


def test_a_statement_that_nobody_encodes_says_so(
    listing: SourceList, covered: list[Coverage], regimens: dict[str, Regimen]
) -> None:
    bare = [replace(one, statements=tuple(replace(s, protocols=()) for s in one.statements)) for one in covered]
    page = source_pages(listing, bare, regimens)["sources/ino-mrd-phase2.md"]
    assert "3 statements found, 0 encoded, 0 waived" in page
    assert page.count(f"{LOUD}not encoded and not waived</span>") == 3


def test_a_document_that_is_not_at_hand_is_not_counted(listing: SourceList, regimens: dict[str, Regimen]) -> None:
    pages = source_pages(listing, [], regimens)
    assert rows(pages["sources/index.md"])[1][2:5] == ["not counted", "not counted", "not counted"]
    assert "its statements were not counted" in pages["sources/ino-mrd-phase2.md"]


def test_the_page_counts_the_passages_that_each_protocol_quotes(pages: dict[str, str]) -> None:
    assert rows(pages["sources/ino-mrd-phase2.md"], "Protocols that quote it") == [
        ["ino-mrd", "Low-dose inotuzumab ozogamicin for measurable residual disease", "3"],
    ]
    assert rows(pages["sources/mini-hcvd-ino-blina.md"], "Protocols that quote it") == [
        ["blinatumomab-consolidation", "Blinatumomab after mini-HCVD with inotuzumab ozogamicin", "5"],
        ["mini-hcvd-ino", "Mini-HCVD with inotuzumab ozogamicin, single dose", "7"],
        ["mini-hcvd-ino-fractionated", "Mini-HCVD with inotuzumab ozogamicin, fractionated", "8"],
        ["mini-hcvd-ino-pathway", "Mini-HCVD with inotuzumab ozogamicin, with or without blinatumomab", "5"],
        ["pomp", "POMP maintenance", "4"],
        ["pomp-blinatumomab", "POMP maintenance with blinatumomab", "6"],
    ]


def test_what_was_looked_for_in_vain_is_loud(pages: dict[str, str]) -> None:
    page = pages["sources/ino-mrd-phase2.md"]
    assert rows(page, "Not stated in this document") == [
        ["the regimen", "NOT STATED: cycle length", "ino-mrd"],
        ["inotuzumab ozogamicin", "NOT STATED: infusion duration", "ino-mrd"],
        ["inotuzumab ozogamicin", "NOT STATED: route", "ino-mrd"],
    ]
    assert f"{LOUD}NOT STATED: cycle length</span>" in page


def test_a_gap_says_in_the_treatment_of_which_protocols(pages: dict[str, str]) -> None:
    # in POMP methotrexate is oral; in mini-HCVD its route is not stated
    found = rows(pages["sources/mini-hcvd-ino-blina.md"], "Not stated in this document")
    assert [row for row in found if row[0] == "methotrexate"] == [
        ["methotrexate", "NOT STATED: day of cycle", "pomp, pomp-blinatumomab"],
        ["methotrexate", "NOT STATED: infusion duration", "mini-hcvd-ino, mini-hcvd-ino-fractionated"],
        ["methotrexate", "NOT STATED: route", "mini-hcvd-ino, mini-hcvd-ino-fractionated"],
    ]


def test_no_page_holds_a_whole_paragraph_of_a_paper(pages: dict[str, str]) -> None:
    quotes = [unescape(words) for page in pages.values() for words in re.findall(r"<q>(.*?)</q>", page)]
    assert max(map(len, quotes)) == 99
    assert max(quotes, key=len).startswith("relapsed/refractory (R/R) Philadelphia chromosome-positive (Ph+)")


def test_each_block_of_html_is_one_line_between_empty_ones(pages: dict[str, str], drugs: str) -> None:
    for page in (*pages.values(), drugs):
        lines = ["", *page.splitlines(), ""]
        for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
            if line.startswith("<"):
                assert (before, after) == ("", "")
                assert line.endswith(">")


def test_a_table_can_be_scrolled_by_keyboard() -> None:
    assert table("Words", ["One"], [Html("<tr><td>1</td></tr>")]) == (
        '<div class="dt-scroll" tabindex="0" role="region" aria-label="Words"><table class="dt-table">'
        '<caption>Words</caption><thead><tr><th scope="col">One</th></tr></thead>'
        "<tbody><tr><td>1</td></tr></tbody></table></div>"
    )


def test_every_link_to_a_page_leads_somewhere(pages: dict[str, str], drugs: str, loader: Loader) -> None:
    there = {f"protocols/{name}.html" for name in loader.folders.protocol_ids}
    there |= {path.replace(".md", ".html") for path in pages}
    for path, page in {**pages, "drugs.md": drugs}.items():
        for link in re.findall(r'href="([^"#:]+)"', page):
            assert (Path("/") / path).parent.joinpath(link).resolve().relative_to("/").as_posix() in there


def test_every_link_within_a_page_leads_to_something_on_it(pages: dict[str, str]) -> None:
    for page in pages.values():
        names = re.findall(r' id="([^"]+)"', page)
        assert len(names) == len(set(names))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(names)


def test_the_page_of_the_drugs_has_every_drug_that_is_given(drugs: str) -> None:
    assert [[row[0], row[2]] for row in rows(drugs)] == [
        ["blinatumomab", "1597258"],
        ["cyclophosphamide", "3002"],
        ["cytarabine", "3041"],
        ["dexamethasone", "3264"],
        ["fludarabine", "24698"],
        ["granulocyte colony-stimulating factor", "none: no single ingredient"],
        ["inotuzumab ozogamicin", "1942950"],
        ["intrathecal chemotherapy", "none: no single ingredient"],
        ["mercaptopurine", "103"],
        ["methotrexate", "6851"],
        ["mitoXANTRONE", "7005"],
        ["predniSONE", "8640"],
        ["riTUXimab", "121191"],
        ["vinCRIStine", "11202"],
    ]


def test_a_drug_is_found_by_what_people_call_it() -> None:
    assert other_names("inotuzumab ozogamicin") == ("inotuzumab", "InO", "Besponsa", "INOT", "CMC-544")
    assert other_names("blinatumomab") == ("BLINA", "Blincyto", "MT103", "AMG 103")
    assert other_names("cytarabine")[:2] == ("Ara-C", "AraC")
    assert other_names("mercaptopurine")[:3] == ("6-mercaptopurine", "6-MP", "6MP")
    assert {"MTX", "HD-MTX"} < set(other_names("methotrexate"))
    assert "Oncovin" in other_names("vincristine")
    assert other_names("intrathecal chemotherapy") == ()


def test_a_drug_leads_to_the_protocols_that_give_it(drugs: str) -> None:
    given = {row[0]: row[3] for row in rows(drugs)}
    assert given["fludarabine"] == "ino-vate, ino-vate-flag"
    assert given["predniSONE"] == "mini-hcvd-ino-pathway, pomp, pomp-blinatumomab"
    assert '<a href="protocols/pomp.html">pomp</a>' in drugs


def test_the_page_says_that_abbreviations_are_there_for_the_search_only(drugs: str) -> None:
    assert "No abbreviation here is meant\nfor an order." in drugs
    assert "ISMP's list of error-prone notations: MTX is taken for mitoxantrone" in drugs
    assert "(checks/text/drug-name-abbreviated.md)" in drugs
    assert (ROOT / "docs/pages/checks/text/drug-name-abbreviated.md").is_file()


def test_drugs_that_no_protocol_gives_are_named_as_such(drugs: str) -> None:
    last = re.sub(r"<[^>]+>", "", drugs.strip().splitlines()[-1])
    assert last == (
        "No protocol gives these drugs, which the checks also know: dasatinib, filgrastim, imatinib, leucovorin, "
        "mesna, pegfilgrastim, PONATinib, prednisoLONE."
    )
