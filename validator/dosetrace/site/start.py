"""The start page: a value, its sentence, and an error that was caught."""

from __future__ import annotations

from collections.abc import Mapping

from dosetrace.checks.load import Loader
from dosetrace.checks.registry import checks
from dosetrace.checks.run import judged
from dosetrace.findings import InputError
from dosetrace.site import markdown
from dosetrace.site.evidence import Sources, sentence_html, sentences
from dosetrace.site.grids import reading
from dosetrace.site.html import Html, joined, tag
from dosetrace.site.marks import check_link
from dosetrace.targets import Target
from dosetrace.wording import amount_text

SHOWN = "ino-vate-inotuzumab"
"""The protocol of which the start page shows a value; another one where the dataset does not have it."""


def start_page(targets: Mapping[str, Target], reads: Loader, sources: Sources) -> str:
    """The page as Markdown."""
    target = targets.get(SHOWN) or next(iter(targets.values()))
    three = [_value(target, sources), _caught(reads, target)]
    return markdown.page(
        "# Every dose with the sentence it came from",
        "Leukaemia chemotherapy regimens out of published papers, as tables that people read and FHIR bundles "
        "that computers import. Every dose, unit, day and cycle leads to its sentence, or to the arithmetic it "
        "follows from; what a paper does not say is shown as not stated.",
        tag("div", *three, class_="dt-start"),
        "[Read a protocol](protocols/index.md){ .md-button .md-button--primary } "
        "[Compare two](compare/index.md){ .md-button } [Use it](use.md){ .md-button } "
        "[The checks](checks/index.md){ .md-button }",
        "It says whether an encoding agrees with a text, and never whether a regimen is right for a patient: "
        "[what this is, and what it is not](about.md).",
        title="Dosetrace",
        hide=["navigation", "toc"],
    )


def _value(target: Target, sources: Sources) -> Html:
    dose = target.schedule.blocks[0].doses[0]
    regimen = next(part for part in target.regimens if part.id == target.schedule.blocks[0].protocol)
    quoted = joined(sentence_html(one, "") for one in sentences(dose.quotes, regimen, sources))
    link = tag("a", target.title, href=f"protocols/{target.name}.html")
    return tag(
        "section",
        tag("h2", "A value"),
        tag("p", tag("span", amount_text(dose), class_="dt-big"), class_="dt-value-shown"),
        tag("p", reading(dose), " in ", link),
        tag("h2", "Its sentence"),
        quoted,
    )


def _caught(reads: Loader, target: Target) -> Html:
    """What the checks say when the second dose of the protocol is typed wrong: 0.6 for 0.5."""
    dose = target.schedule.blocks[0].doses[-1]
    if dose.amount is None:
        raise InputError(f"{target.name} states no dose that the start page can show")
    right = f"dose: {dose.amount}"
    wrong = f"dose: {dose.amount.figures[:-1]}{(int(dose.amount.figures[-1]) + 1) % 10} {dose.amount.unit}"
    name, text = target.texts[0]
    subject = reads.protocol(text.replace(right, wrong, 1), f"protocols/{name}")
    found = judged(subject, checks())
    lines = [tag("p", tag("code", f"{wrong}"), " typed for ", tag("code", right), " in the protocol:")]
    for finding in found[:3]:
        link = check_link(finding.check, "")
        place = f"{finding.location.file}:{finding.location.line}"
        lines.append(
            tag(
                "p",
                tag("strong", f"{finding.level} "),
                link,
                tag("br"),
                finding.problem.message,
                tag("br"),
                tag("small", place),
            )
        )
    return tag("section", tag("h2", "An error that was caught"), *lines)
