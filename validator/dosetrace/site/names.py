"""What drugs are called on the pages, and the names by which a link leads to a value."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from dosetrace.site.html import Html, tag
from dosetrace.terminology import drugs, tall_man
from dosetrace.timeline import Block


def drug_html(name: str) -> Html:
    """A drug as it is shown, with the capitals of the look-alike lists."""
    return tag("span", tall_man(name), class_="dt-drug")


def also_called(name: str) -> tuple[str, ...]:
    """The other names that people search a drug by, as the dosing reader knows them."""
    known = drugs().get(name)
    return tuple(word for word in known.words if word.lower() != name.lower()) if known else ()


def short_name(name: str) -> str:
    """The shortest name of a drug, for a link: `ino`, `ara-c`, `6-mp`."""
    known = drugs().get(name)
    return slug(min(known.words, key=len) if known else name)


def slug(words: str) -> str:
    """Words as a part of a link: lower case letters and digits with hyphens between."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


class Anchors:
    """Gives every value of a page a name of its own: `c1-d8-ino`, after the protocol where there are several."""

    def __init__(self, several: bool) -> None:
        self.several = several
        self.given: Counter[str] = Counter()

    def of(self, block: Block, *rest: str) -> str:
        """The name of something of a block."""
        place = f"c{block.cycles[0]}" if block.cycles else slug(block.id or block.title)
        return self.named("-".join([*([block.protocol] if self.several and block.protocol else []), place, *rest]))

    def named(self, name: str) -> str:
        """The name, with a number where it was given before."""
        self.given[name] += 1
        return name if self.given[name] == 1 else f"{name}-{self.given[name]}"
