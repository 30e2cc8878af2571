"""A page as Markdown: its front matter, its headings, its blocks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from dosetrace.sheet.content import NOT_FOR_PRESCRIBING
from dosetrace.site.html import tag

NOT_FOR_PRESCRIBING_HTML = tag("p", NOT_FOR_PRESCRIBING, class_="dt-not-for-prescribing")
"""Below the title of every page that shows doses."""


def page(*blocks: str, title: str = "", hide: Iterable[str] = (), tags: Iterable[str] = ()) -> str:
    """The page of these blocks.

    `title` names it in the browser, `hide` which parts of the frame it goes without; for `tags` the search puts it
    first, which takes `6-MP` in its text for two words.
    """
    front = "\n".join(_front(title, list(hide), list(dict.fromkeys(tags))))
    return "\n\n".join([f"---\n{front}\n---"] * bool(front) + list(blocks)) + "\n"


def _front(title: str, hide: list[str], tags: list[str]) -> Iterator[str]:
    for name, value in {"title": title, "hide": hide, "tags": tags}.items():
        if value:
            yield f"{name}: {json.dumps(value, ensure_ascii=False)}"


def section(title: str, anchor: str, level: int = 2, *, searched: bool = True) -> str:
    """A heading that links lead to; the search leaves out what stands below it where it is not `searched`."""
    return f"{'#' * level} {title} {{#{anchor}{'' if searched else ' data-search-exclude'}}}"
