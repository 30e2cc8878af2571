"""What the tests of the site read out of its pages, without the code that wrote them."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parent.parent.parent
PROTOCOLS = sorted(path.stem for path in (ROOT / "protocols").glob("*.yaml"))


def trimmed(number: str) -> str:
    """`0.80` as people write it: `0.8`."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def with_comma(number: str) -> str:
    """`1400` as people write it: `1,400`."""
    whole, point, part = number.partition(".")
    return f"{int(whole):,}{point}{part}"


def pages(site: Path) -> list[Path]:
    """Every page but the one that a server shows where there is none: it does not know where it stands."""
    return sorted(page for page in site.rglob("*.html") if page.name != "404.html")


def same_words(text: str) -> str:
    """A text without what typesetting changes in it: white space, dashes, quotation marks, raised digits, and the
    hyphens inside words, which may be those of a line end."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[‐‑‒–—―−]", "-", text)
    text = re.sub("[‘’′]", "'", re.sub("[“”]", '"', text))
    text = re.sub(r"\s+", " ", text).replace("/m 2", "/m2").strip()
    return re.sub(r"(?<=[A-Za-z])- ?(?=[A-Za-z])", "", text)


class Links(HTMLParser):
    """The links, what is loaded, and the names that links may lead to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.names: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.names.append(found["id"] or "")
        if tag == "a" and found.get("href"):
            self.links.append(found["href"] or "")
        if tag in ("script", "img", "iframe", "source") and found.get("src"):
            self.loaded.append(found["src"] or "")
        if tag == "link" and found.get("rel") in ("stylesheet", "icon", "preload", "preconnect", "shortcut icon"):
            self.loaded.append(found["href"] or "")


def target(page: Path, link: str) -> tuple[Path, str]:
    """The file and the name that a link of a page leads to."""
    parts = urlsplit(link)
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    return (file / "index.html" if file.is_dir() else file), unquote(parts.fragment)


def is_local(link: str) -> bool:
    return not urlsplit(link).scheme and not link.startswith("//")
