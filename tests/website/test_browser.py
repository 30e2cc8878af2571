"""The site in a real browser: what is rendered, by mouse and by keyboard, with and without scripts, on every width."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from website.reading import PROTOCOLS, ROOT, same_words, trimmed, with_comma

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Run = Callable[..., "subprocess.CompletedProcess[str]"]
UNITS = {
    "mg/m2": "mg/m²", "g/m2": "g/m²", "ug/kg": "microgram/kg", "mg": "mg",
    "h": ("hour", "hours"), "d": ("day", "days"), "wk": ("week", "weeks"), "mo": ("month", "months"),
}  # fmt: skip


def amount(value: dict[str, str]) -> str:
    """`{"low": "1.3", "high": "1.8", "unit": "mg/m2"}` as the page has to show it."""
    low, high = (with_comma(trimmed(value[end])) for end in ("low", "high"))
    figures = low if low == high else f"{low} to {high}"
    unit = UNITS[value["unit"]]
    return f"{figures} {unit if isinstance(unit, str) else unit[figures != '1']}"


def shown(dose: dict[str, Any]) -> str:
    if dose["dose"] is None:
        return "dose not stated"
    return amount(dose["dose"]) + (" per day" if dose["per"] == "day" else "")


def often(dose: dict[str, Any]) -> str:
    """How often a dose is given, in the words of a cell; empty where the source does not say it."""
    daily = {1: "once a day", 2: "twice a day"}
    if dose["every_hours"]:
        words = f"every {dose['every_hours']} hours"
    elif dose["times_per_day"]:
        words = daily[dose["times_per_day"]]
    elif dose["every"]:
        words = "every " + amount(dose["every"]).removeprefix("1 ")
    elif dose["dose"] and dose["per"] == "administration":
        words = "once" if dose["days"] is None else "once, as we read it"
    else:
        words = ""
    if dose["doses_per_cycle"] == 12 and dose["days"] is None and dose["every_hours"]:
        words += ", 12 doses"
    if dose["continuous"]:
        return f"over {amount(dose['duration'])}, continuously"
    return ", ".join(part for part in (words, f"for {amount(dose['duration'])}" if dose["duration"] else "") if part)


def opened(browser: Browser, site: Path, page: str, **options: Any) -> Page:
    """A page of the site, opened from its folder."""
    found = browser.new_context(**options).new_page()
    found.goto((site / page).as_uri())
    return found


@pytest.fixture
def page_of(browser: Browser, site: Path) -> Iterator[Callable[..., Page]]:
    """Opens pages and closes them after the test."""
    made: list[Page] = []

    def open_(page: str, **options: Any) -> Page:
        made.append(opened(browser, site, page, **options))
        return made[-1]

    yield open_
    for one in made:
        one.context.close()


VALUES = "a.dt-value"
GRIDS = """() => [...document.querySelectorAll("table.dt-grid")].map(table => {
  const columns = [...table.querySelectorAll("thead th")].slice(1).map(th => th.innerText.trim());
  const covered = {};
  return [...table.querySelectorAll("tbody tr")].map((row, down) => {
    const cells = [...row.querySelectorAll("td")];
    const found = {};
    columns.forEach((column, across) => {
      if (covered[across]) return;
      const cell = cells.shift();
      if (cell.rowSpan > 1 || cell.classList.contains("dt-none")) { covered[across] = cell.rowSpan > 1; return; }
      const doses = [...cell.querySelectorAll(".dt-dose")];
      found[column] = doses.map(dose => [...dose.children].map(one => one.innerText.trim()));
    });
    return {head: row.querySelector("th").innerText.trim(), cells: found};
  });
})"""


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_grid_that_is_shown_is_the_schedule(page_of: Callable[..., Page], dosetrace: Run, name: str) -> None:
    """Cell by cell: drug, condition, day, dose, times and route of every block, and nothing besides."""
    blocks = json.loads(dosetrace("schedule", name, "--format", "json").stdout)["blocks"]
    found = page_of(f"protocols/{name}.html").evaluate(GRIDS)
    assert len(found) == len(blocks)
    for table, block in zip(found, blocks, strict=True):
        assert cells_shown(table) == cells_of(block)


def cells_shown(table: list[dict[str, Any]]) -> list[tuple[str, str, str, str, str]]:
    """(drug and condition, column, dose, times, route) of every dose in a rendered grid."""
    rows = []
    for row in table:
        head = re.sub(r"\s+", " ", row["head"]).lower().removeprefix("or ")
        for column, doses in row["cells"].items():
            for dose, *rest in doses:
                route = next(words for words in rest if words in ROUTES)
                times = next((words for words in rest if words not in ROUTES and "not stated" not in words), "")
                rows.append((head, column.lower(), dose, times, route))
    return sorted(rows)


ROUTES = ("intravenous", "oral", "intrathecal", "route not stated")


def cells_of(block: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    rows = []
    for dose in block["doses"]:
        head = dose["drug"].lower() + (f" only: {dose['when']}".lower() if dose["when"] else "")
        undated = "each time" if block["bounds"] else "day not stated"
        columns = [f"day {day}" for day in dose["days"] or ()] or [undated]
        route = dose["route"] or "route not stated"
        rows += [(head, column, shown(dose), often(dose), route) for column in columns]
    return sorted(rows)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_totals_that_are_shown_are_those_of_the_schedule(
    page_of: Callable[..., Page], dosetrace: Run, name: str
) -> None:
    value = json.loads(dosetrace("schedule", name, "--format", "json").stdout)
    page = page_of(f"protocols/{name}.html")
    rows = page.evaluate(
        """() => [...document.querySelectorAll("table.dt-totals")].map(table =>
        [...table.querySelectorAll("tbody tr")].map(row => [...row.children].map(cell => cell.innerText.trim())))"""
    )
    per_cycle, course = rows[:-1], rows[-1]
    assert [len(table) for table in per_cycle] == [len(block["totals"]) for block in value["blocks"]]
    for table, block in zip(per_cycle, value["blocks"], strict=True):
        for (drug, cell, _), total in zip(table, block["totals"], strict=True):
            assert drug.lower().startswith(total["drug"])
            assert total_shown(total) in cell
            if "+" in cell and "(" not in cell:
                parts, _, whole = cell.partition(" = ")
                assert sum(map(worked_out, parts.split(" + "))) == Fraction(whole.split()[0].replace(",", "")), cell
    assert len(course) == len(value["course_totals"])
    for (drug, _, cell), total in zip(course, value["course_totals"], strict=True):
        assert drug.lower() == total["drug"]
        assert total_shown(total) in cell
        assert ("at most" in cell) == (total["at_most"] and total["complete"])


def worked_out(part: str) -> Fraction:
    """`2 × 0.5` as a number."""
    times, _, figure = part.rpartition(" × ")
    return Fraction(figure) * Fraction(times or "1")


def total_shown(total: dict[str, Any]) -> str:
    if total["low"] is None:
        return "not stated in the source"
    if not total["complete"]:
        return "at least " + amount({**total, "high": total["low"]})
    return amount(total)


def test_a_value_shows_its_sentence_by_mouse(page_of: Callable[..., Page]) -> None:
    page = page_of("protocols/ino-vate-inotuzumab.html")
    card = page.locator(".dt-says-card")
    assert not card.is_visible()
    page.locator("#c1-d8-ino").hover()
    assert card.is_visible()
    assert card.locator("mark").inner_text() == "0.5 mg/m2 on days 8 and 15"
    assert "ino-vate-final, line 174" in card.inner_text()
    page.mouse.move(5, 5)
    assert not card.is_visible()
    page.locator("#c1-d8-ino").click()
    page.mouse.move(5, 5)
    assert card.is_visible()
    assert page.url.endswith("#c1-d8-ino")


def test_a_link_to_a_value_opens_its_sentence(page_of: Callable[..., Page]) -> None:
    page = page_of("index.html")
    page.goto(page.url.replace("index.html", "protocols/ino-vate-inotuzumab.html#c1-d8-ino"))
    assert page.locator(".dt-says-card mark").inner_text() == "0.5 mg/m2 on days 8 and 15"


def test_a_value_shows_its_sentence_by_touch(page_of: Callable[..., Page]) -> None:
    page = page_of("protocols/ino-vate-inotuzumab.html", has_touch=True, viewport={"width": 390, "height": 800})
    page.locator("#c1-d1-ino").tap()
    card = page.locator(".dt-says-card")
    assert card.is_visible()
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_value_can_be_reached_and_read_by_keyboard(page_of: Callable[..., Page], name: str) -> None:
    """Tab through a whole page: each value in turn has the focus, and shows a sentence of a seed with marked words."""
    page = page_of(f"protocols/{name}.html")
    values = page.evaluate(f"() => [...document.querySelectorAll('{VALUES}')].map(a => a.id || a.href)")
    page.locator("#course").evaluate("e => { e.tabIndex = -1; document.querySelector('.dt-facts a').focus() }")
    reached: list[str] = []
    for _ in range(2000):
        state = page.evaluate(
            """values => { const a = document.activeElement; const card = document.querySelector(".dt-says-card");
            return {id: a.id || a.href || "", value: a.matches(values), says: a.matches("[href^='#says-']"),
            card: card.hidden ? null : [...card.querySelectorAll("mark, .dt-derived")].map(one => one.innerText),
            body: a === document.body}; }""",
            VALUES,
        )
        if state["body"]:
            break
        if state["value"]:
            reached.append(state["id"])
            assert bool(state["card"]) == state["says"], state
        page.keyboard.press("Tab")
    assert [value for value in values if value not in reached] == []


def test_escape_closes_the_sentence(page_of: Callable[..., Page]) -> None:
    page = page_of("protocols/ino-vate-inotuzumab.html")
    page.locator("#c1-d1-ino").focus()
    assert page.locator(".dt-says-card").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".dt-says-card").is_visible()


@pytest.mark.parametrize("name", PROTOCOLS)
def test_without_scripts_every_value_leads_to_its_sentence(page_of: Callable[..., Page], name: str) -> None:
    page = page_of(f"protocols/{name}.html", java_script_enabled=False)
    links = page.locator("a.dt-value[href^='#says-']")
    for turn in range(0, links.count(), 5):
        href = links.nth(turn).get_attribute("href") or ""
        entry = page.locator(f"[id='{href[1:]}']")
        assert entry.count() == 1
        assert entry.locator("mark, .dt-derived").count() >= 1
    links.first.click()
    assert "#says-" in page.url
    assert page.locator("li:target").is_visible()


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_sentence_shown_for_a_value_stands_in_its_seed(page_of: Callable[..., Page], name: str) -> None:
    page = page_of(f"protocols/{name}.html")
    shown = page.evaluate(
        """() => [...document.querySelectorAll(".dt-says blockquote")].map(quote => [
        quote.querySelector("p").innerText, quote.querySelector(".dt-from a").innerText,
        [...quote.querySelectorAll("mark")].map(mark => mark.innerText)])"""
    )
    assert shown
    for sentence, source, marks in shown:
        seed = same_words((ROOT / f"seeds/{source}.txt").read_text(encoding="utf-8"))
        assert same_words(sentence) in seed
        assert all(same_words(mark) in seed for mark in marks)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_amounts_for_a_body_surface_are_exact(page_of: Callable[..., Page], name: str) -> None:
    page = page_of(f"protocols/{name}.html")
    per_surface = page.locator("[data-low][data-unit$='/m2']")
    if per_surface.count() == 0:
        assert page.locator("#body-surface").count() == 0
        return
    page.locator("#body-surface summary").click()
    page.locator("#dt-m2").fill("1.73")
    found = page.evaluate(
        """() => [...document.querySelectorAll("[data-low][data-unit]")].map(one => [one.dataset.low, one.dataset.high,
        one.dataset.unit, one.nextElementSibling?.matches(".dt-worked") ? one.nextElementSibling.innerText : null])"""
    )
    for low, high, unit, worked in found:
        if not unit.endswith("/m2"):
            assert worked is None
            continue
        ends = [format((Decimal(end) * Decimal("1.73")).normalize(), "f") for end in (low, high)]
        figures = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
        assert worked.removesuffix(" per day") == f"= {figures} {unit.removesuffix('/m2')}"
    assert "Arithmetic only, for 1.73 m²." in page.locator("#dt-m2-said").inner_text()
    page.emulate_media(media="print")
    assert page.locator(".dt-worked").first.is_hidden()
    assert page.locator("#body-surface").is_hidden()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("173", "Expected a number of square metres, such as 1.73"),
        ("5", "Expected a body surface from 0.1 to 4 m²"),
        ("0", "Expected a body surface from 0.1 to 4 m²"),
        ("-1.7", "Expected a number of square metres, such as 1.73"),
        ("1,73", "Arithmetic only, for 1.73 m²."),
        ("", ""),
    ],
)
def test_what_is_no_body_surface_is_refused(page_of: Callable[..., Page], typed: str, said: str) -> None:
    page = page_of("protocols/ino-mrd.html")
    page.locator("#body-surface summary").click()
    page.locator("#dt-m2").fill("1.9")
    page.locator("#dt-m2").fill(typed)
    assert page.locator("#dt-m2-said").inner_text() == said
    assert (page.locator(".dt-worked").count() > 0) == said.startswith("Arithmetic")


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("ara-C", "drugs.html"),
        ("Besponsa", "drugs.html"),
        ("6-MP", "drugs.html"),
        ("mitoxantrone", "protocols/ino-vate-mxn-ara-c.html"),
        ("Blincyto", "drugs.html"),
        ("day/beyond-cycle", "checks/day/beyond-cycle.html"),
    ],
)
def test_the_search_works_from_a_folder(page_of: Callable[..., Page], typed: str, page: str) -> None:
    here = page_of("index.html")
    here.locator("[data-md-component=search-query]").click()
    here.keyboard.type(typed)
    here.wait_for_selector(f".md-search-result__link[href*='{page}']", timeout=10_000)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", PROTOCOLS)
def test_it_prints_with_its_version_on_every_page(
    page_of: Callable[..., Page], tmp_path: Path, name: str, paper: str
) -> None:
    from pypdf import PdfReader

    page = page_of(f"protocols/{name}.html")
    file = tmp_path / f"{name}.pdf"
    page.pdf(path=file, format=paper, print_background=True)
    texts = [re.sub(r"\s+", " ", one.extract_text()) for one in PdfReader(file).pages]
    assert 2 <= len(texts) <= 25
    digest = page.locator("code.dt-hash").last.inner_text()
    for number, text in enumerate(texts, start=1):
        assert "Not for prescribing. It says only that this encoding and the quoted text agree" in text
        assert "version 1.0.0 of 2026-11-21" in text
        assert f"sha256 {digest[:16]}" in text
        assert f"{number} of {len(texts)}" in text
    close = [re.sub(r"[\s-]", "", text) for text in texts]
    for caption, last in page.evaluate(
        """() => [...document.querySelectorAll("table.dt-grid")].map(table => [table.caption.innerText,
        [...table.querySelectorAll("tbody th")].at(-1).innerText])"""
    ):
        whole, end = (re.sub(r"[\s-]", "", words) for words in (caption, last))
        after = [text.split(whole, 1)[1] for text in close if whole in text]
        assert any(end in text for text in after), f"{caption} is cut"
