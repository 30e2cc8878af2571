"""HTML from values: text is escaped, attributes are quoted, and nothing holds a line end that Markdown could read."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = str | None
"""What an element holds: HTML as it is, other text escaped, None for nothing."""
_VOID = frozenset({"br"})


def tag(name: str, *inside: Content, **attributes: str | int | bool | None) -> Html:
    """An element. Of an attribute's name a last `_` is dropped and others become `-`; None and False leave it out."""
    opened = "".join(
        _attribute(key, value) for key, value in attributes.items() if not (value is None or value is False)
    )
    if name in _VOID:
        return Html(f"<{name}{opened}>")
    return Html(f"<{name}{opened}>{joined(inside)}</{name}>")


def joined(parts: Iterable[Content], between: str = "") -> Html:
    """Several pieces as one."""
    return Html(between.join(text(part) for part in parts if part is not None))


def table(caption: str, headings: Iterable[str], rows: Iterable[Html], kind: str = "dt-table") -> Html:
    """A table with a heading for each column, which can be scrolled by keyboard where it is wider than the page."""
    heads = joined((tag("th", heading, scope="col") for heading in headings), " ")
    return scrolled(caption, kind, tag("thead", tag("tr", heads)), tag("tbody", *rows))


def scrolled(caption: str, kind: str, *parts: Html | None) -> Html:
    """The same from its parts: thead, tbody, tfoot.

    A table of doses is kept out of the search, which would run the text of its cells together into other doses.
    """
    apart = kind != "dt-table"
    whole = tag("table", tag("caption", caption), *parts, class_=kind, data_search_exclude=apart)
    return tag("div", whole, class_="dt-scroll", tabindex=0, role="region", aria_label=caption)


def row(first: Content, *rest: Content, id_: str | None = None) -> Html:
    """A row of such a table, its first cell what the others are about."""
    return tag("tr", joined([tag("th", first, scope="row"), *(tag("td", cell) for cell in rest)], " "), id=id_)


def text(value: str) -> Html:
    """Text as HTML."""
    return value if isinstance(value, Html) else Html(escape(" ".join(value.split("\n")), quote=False))


def _attribute(name: str, value: str | int | bool | None) -> str:
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
