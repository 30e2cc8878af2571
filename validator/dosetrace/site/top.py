"""The top of a protocol page: whom it is for, where it is from, what is not stated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dosetrace.model import Population
from dosetrace.site.besides import by_fact
from dosetrace.site.grids import value_link
from dosetrace.site.html import Content, Html, joined, tag
from dosetrace.site.markdown import NOT_FOR_PRESCRIBING_HTML
from dosetrace.site.marks import gap_html, source_link, trial_link
from dosetrace.site.names import also_called, drug_html
from dosetrace.site.page import Page
from dosetrace.terminology import tall_man

FEW_WORDS = 6
"""A fact of so many words and more is not named at the top of a page, only in the list of what is not stated."""


def top(page: Page) -> Iterator[str]:
    """The title, and for whom, from where and how far: the first screen of a page."""
    yield f"# {page.regimen.title}"
    yield NOT_FOR_PRESCRIBING_HTML
    yield tag("dl", *_facts(page), class_="dt-facts")


def _facts(page: Page) -> Iterator[Html]:
    regimen = page.regimen
    for fact, said in groupby(sorted(regimen.population, key=_disease_first), key=lambda one: one.fact):
        yield from _fact(fact, joined([_population(page, one) for one in said], "; "))
    yield from _fact("trial", trial_link(regimen.trial) if regimen.trial else gap_html("not stated in the source"))
    yield from _fact("source", joined(map(source_link, _documents(page)), ", "))
    yield from _fact("drugs", joined(_drugs(page), "; "))
    yield from _fact("status", f"draft, version {regimen.version} of {regimen.date}")
    yield from _fact("not stated in the source", _missing(page))


def _disease_first(population: Population) -> tuple[bool, str]:
    return (population.fact != "disease", population.fact)


def _population(page: Page, population: Population) -> Html:
    href = page.says.link(page.regimen, "population", f"{population.fact}: {population.text}", population.quotes)
    return value_link(population.text, href)


def _missing(page: Page) -> Html:
    """The facts that are not stated, as a link to where they are listed with their drugs."""
    facts = dict.fromkeys(gap.fact for gap in sorted(page.schedule.gaps, key=by_fact))
    words = [fact for fact in facts if len(fact.split()) < FEW_WORDS]
    more = len(facts) - len(words)
    said = [*words, f"{more} more" if more else ""]
    listed = ", ".join(word for word in said if word)
    return tag("a", listed or "nothing that was looked for", class_="dt-gap" if facts else None, href="#not-stated")


def _fact(name: str, words: Content) -> Iterator[Html]:
    yield tag("div", tag("dt", name[0].upper() + name[1:]), " ", tag("dd", words))


def _documents(page: Page) -> list[str]:
    return list(dict.fromkeys(extract.source for part in page.target.regimens for extract in part.extracts))


def _drugs(page: Page) -> Iterator[Html]:
    for name in page.schedule.drugs:
        others = [word for word in also_called(name) if word != tall_man(name)]
        yield joined([drug_html(name), f" ({', '.join(others)})" if others else None])
