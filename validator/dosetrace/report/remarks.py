"""The words about a finding below its message, the same in every form, and characters that no report may carry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dosetrace.findings import Finding

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of surrogate pairs, and what is no character: a terminal would act on some of them, XML
and FHIR forbid the others."""


def clean(text: str) -> str:
    """A text with a replacement character for each that no report may carry."""
    return _FORBIDDEN.sub("\ufffd", text)


def one_line(text: str) -> str:
    """A clean text with single spaces for its line ends."""
    return clean(" ".join(text.split()))


def remarks(finding: Finding) -> Iterator[str]:
    """The sentence of the source, other places to look at, and what may help; each a line."""
    sentence = finding.problem.sentence
    if sentence is not None:
        line = f", line {sentence.line}" if sentence.line else ""
        yield f'source: {sentence.source}{line}: "{one_line(sentence.quote)}"'
    for related in finding.related:
        yield f"see: {one_line(str(related))}"
    if finding.problem.help:
        yield one_line(finding.problem.help)


def whole_message(finding: Finding) -> str:
    """The message with its remarks, a line each."""
    return "\n".join((one_line(finding.problem.message), *remarks(finding)))
