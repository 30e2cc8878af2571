"""The page of the drugs: under which names people search for each, its code, and the protocols that give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dosetrace.checks.text.drug_name_abbreviated import WHY
from dosetrace.reader.names import known_names
from dosetrace.site import markdown
from dosetrace.site.html import Content, Html, joined, row, table, tag
from dosetrace.site.marks import protocol_links
from dosetrace.site.names import also_called, drug_html, slug
from dosetrace.targets import Target
from dosetrace.terminology import drugs

_CHECK = "text/drug-name-abbreviated"

_HEAD = f"""# Drugs

Every drug that a protocol gives, with other names that papers and packages have for it. These stand here only so that a
search finds the drug; some also say how it is given, as HIDAC says high-dose cytarabine. No abbreviation here is meant
for an order. {WHY}
The check [{_CHECK}](checks/{_CHECK}.md) warns of those.

Capitals inside a name are those of the FDA and ISMP lists of look-alike names."""


def drug_page(targets: Mapping[str, Target]) -> dict[str, str]:
    """Path below the folder of the pages to Markdown: the one page of the drugs."""
    given = _given(targets)
    rows = (_row(drug, given[drug]) for drug in sorted(given))
    whole = table("The drugs of the dataset", ("Drug", "Also called", "RxNorm", "Given in"), rows)
    tags = (name for drug in sorted(given) for name in other_names(drug))
    return {"drugs.md": markdown.page(_HEAD, whole, *_others(given), tags=tags)}


def _given(targets: Mapping[str, Target]) -> dict[str, list[str]]:
    """The drugs that protocols give, and which."""
    found: dict[str, list[str]] = {}
    for name, target in targets.items():
        for drug in target.schedule.drugs:
            found.setdefault(drug, []).append(name)
    return found


def _row(drug: str, protocols: list[str]) -> Html:
    names = ", ".join(other_names(drug)) or "no other name known"
    return row(drug_html(drug), names, _code(drug), protocol_links(protocols, "protocols/"), id_=slug(drug))


def other_names(drug: str) -> tuple[str, ...]:
    """What else a drug is called, as the dataset knows it and then as the dosing reader does: each spelling once,
    whatever its capitals. Salts are left out: their strengths are not those of the drug."""
    read = (
        word for name, forms in known_names().by_key.values() if name == drug for word in sorted(forms, reverse=True)
    )
    found: dict[str, str] = {}
    for word in (*also_called(drug), *read):
        found.setdefault(word.lower(), word)
    return tuple(word for low, word in found.items() if not low.startswith(drug.lower()))


def _code(drug: str) -> Content:
    known = drugs().get(drug)
    return tag("code", known.rxnorm) if known and known.rxnorm else "none: no single ingredient"


def _others(given: Iterable[str]) -> Iterator[str]:
    """The drugs that the checks know and no protocol gives, in a sentence."""
    others = sorted(set(drugs()) - set(given))
    if others:
        names = joined(map(drug_html, others), ", ")
        yield tag("p", "No protocol gives these drugs, which the checks also know: ", names, ".")
