"""Every page in a real browser: no error, no request to another host, nothing that axe objects to, no overflow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
WIDTHS = (320, 768, 1440)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One tab for all pages: nothing of a page stays for the next."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def pages(site: Path) -> list[Path]:
    return sorted(found for found in site.rglob("*.html") if found.name != "404.html")


def test_every_page_is_accessible_in_both_schemes_and_fits_every_width(site: Path, page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, wrong = Axe(), []
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(_elsewhere(request)))
    for file in pages(site):
        name = str(file.relative_to(site))
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(file.as_uri())
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{name} {scheme}: {problem}" for problem in _violations(axe.run(page, options=WCAG).response)]
            wrong += [f"{name} {scheme} {width}: wider than the screen" for width in WIDTHS if _overflows(page, width)]
        wrong += [f"{name}: {problem}" for problem in (*said, *filter(None, asked))]
        said.clear()
        asked.clear()
    assert wrong == []


def _elsewhere(request: Request) -> str:
    return "" if request.url.startswith(("file:", "data:", "blob:")) else f"asks {request.url}"


def _violations(response: dict[str, Any]) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in response["violations"]]


def _overflows(page: Page, width: int) -> bool:
    page.set_viewport_size({"width": width, "height": 900})
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
