"""Every page in a real browser: no error, no request to another host, nothing that axe objects to, no overflow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from website.reading import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    # axe would read the style sheets once more, which a browser refuses a page from a folder
    "preload": False,
}
WIDTHS = (320, 768, 1440)
SCHEMES = {"light": "default", "dark": "slate"}
"""What the machine prefers, and how the theme calls that."""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_accessible_and_fits_every_width(site: Path, browser: Browser, scheme: str) -> None:
    wrong = []
    context = browser.new_context(reduced_motion="reduce", color_scheme=scheme)  # type: ignore[arg-type]
    for file in pages(site):
        tab = context.new_page()
        wrong += [f"{file.relative_to(site)}: {problem}" for problem in _problems(tab, file, SCHEMES[scheme])]
        tab.close()
    context.close()
    assert wrong == []


def _problems(page: Page, file: Path, theme: str) -> list[str]:
    """What the browser says and whom it asks while it opens a page, what axe finds, and where the page is too wide."""
    from axe_playwright_python.sync_playwright import Axe

    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.extend(_elsewhere(request)))
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto(file.as_uri())
    assert page.locator("body").get_attribute("data-md-color-scheme") == theme
    said += _violations(Axe().run(page, options=WCAG).response)
    return said + [f"wider than {width} pixels" for width in WIDTHS if _overflows(page, width)]


def _elsewhere(request: Request) -> list[str]:
    return [] if request.url.startswith(("file:", "data:", "blob:")) else [f"asks {request.url}"]


def _violations(response: dict[str, Any]) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in response["violations"]]


def _overflows(page: Page, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 900})
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def test_letters_of_twice_the_size_fit(site: Path, browser: Browser) -> None:
    """The theme's letters are 125 % of what the reader has set."""
    wrong = []
    for file in (site / "index.html", *sorted((site / "protocols").glob("*.html"))):
        page = browser.new_page()
        page.goto(file.as_uri())
        page.add_style_tag(content="html { font-size: 250% !important }")
        wrong += [f"{file.name}: wider than {width} pixels" for width in (768, 1440) if _overflows(page, width)]
        page.close()
    assert wrong == []
