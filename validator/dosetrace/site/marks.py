"""The marks that stand in many places of the pages: gaps, `or`, words for the ear, notes of our own, figures, links."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dosetrace.site.html import Content, Html, joined, tag
from dosetrace.units import Amount, plain

OR = joined([tag("span", "or", class_="dt-or"), " "])
"""Before what is given instead of what stands above it."""


def gap_html(words: str) -> Html:
    """Something that is not stated, as loud as a value."""
    return tag("span", words, class_="dt-gap")


def heard(words: str) -> Html:
    """Words for the ear, that the eye does not need."""
    return tag("span", words, class_="dt-far")


def sign(shown: str, words: str) -> Html:
    """A sign for the eye and words for the ear."""
    return joined([tag("span", shown, aria_hidden="true"), heard(words)])


def ours(words: Content) -> Html:
    """A note that no source says."""
    return tag("p", tag("strong", "Not from the source: "), words, class_="dt-ours")


def figures(amount: Amount) -> dict[str, str]:
    """The attributes by which a script reckons with an amount."""
    return {"data_low": plain(amount.low), "data_high": plain(amount.high), "data_unit": amount.unit.code}


def with_commas(words: str) -> str:
    """`109500 mg` as `109,500 mg` (ISMP: numbers from 1,000 have commas)."""
    return re.sub(r"(?<![\d.])\d{4,}", lambda found: f"{int(found[0]):,}", words)


def source_link(name: str, root: str = "../") -> Html:
    """A link to the page of a source document; `root` leads from the page to the start of the site."""
    return tag("a", name, href=f"{root}sources/{name}.html")


def protocol_links(names: Iterable[str], folder: str = "../protocols/") -> Html:
    """The ids of protocols, each a link to its page."""
    return joined((tag("a", name, href=f"{folder}{name}.html") for name in names), ", ")


def check_link(name: str, root: str = "../") -> Html:
    """A link to the page of a check."""
    return tag("a", name, href=f"{root}checks/{name}.html")


def trial_link(name: str) -> Html:
    """A link to the register of a trial."""
    return tag("a", name, href=f"https://clinicaltrials.gov/study/{name}")
