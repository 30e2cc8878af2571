"""What people read says something else than what computers read: one of the two was corrected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeded.catalogue import Change, File, operator
from seeded.sites import dosages
from seeded.tree import Path, figures, scaled

AMOUNT = re.compile(r"(?<![\w.,-])(\d+(?:\.\d+)?)(?= (?:mg|g|microgram)\b)")
OFTEN = (("twice a day", "once a day"), ("once daily", "twice daily"), ("twice daily", "once daily"),
         ("every 12 hours", "every 24 hours"), ("every 8 hours", "every 6 hours"), ("every week", "every day"),
         ("once weekly", "once daily"), ("every month", "every week"), ("12 doses", "10 doses"))  # fmt: skip
STRETCH = re.compile(r"(?<=for )(\d+)(?= days)")
DAY = re.compile(r"(?<=Day )\d+|(?<=[Dd]ay )\d+|(?<=[Dd]ays )\d+")


def with_more(text: str) -> str | None:
    """The text with its first amount tenfold."""
    return (
        AMOUNT.sub(lambda found: figures(scaled(float(found[0]), "10")), text, count=1) if AMOUNT.search(text) else None
    )


def rewritten(path: Path, text: str, wrong: str | None) -> Iterator[Change]:
    if wrong is not None and wrong != text:
        start = next(index for index, (a, b) in enumerate(zip(text + "\0", wrong + "\0", strict=False)) if a != b)
        yield Change(path, f"…{text[start : start + 12]} → …{wrong[start : start + 12]}", ((path, wrong),))


@operator("fhir")
def dose_in_dosage_text_changed(file: File) -> Iterator[Change]:
    """The sentence of a dosage says ten times what is coded."""
    for path, dosage in dosages(file):
        text = dosage.get("text", "")
        yield from rewritten((*path, "text"), text, with_more(text))


@operator("fhir")
def times_in_dosage_text_changed(file: File) -> Iterator[Change]:
    """The sentence of a dosage says another interval than is coded."""
    for path, dosage in dosages(file):
        yield from _oftener((*path, "text"), dosage.get("text", ""))


@operator("fhir")
def stretch_in_dosage_text_changed(file: File) -> Iterator[Change]:
    """The sentence of a dosage says other days than are coded."""
    for path, dosage in dosages(file):
        yield from _stretched((*path, "text"), dosage.get("text", ""))


def _oftener(path: Path, text: str) -> Iterator[Change]:
    pair = next((pair for pair in OFTEN if pair[0] in text), None)
    yield from rewritten(path, text, text.replace(*pair, 1) if pair else None)


def _stretched(path: Path, text: str) -> Iterator[Change]:
    yield from rewritten(path, text, STRETCH.sub(lambda found: str(int(found[0]) + 2), text, count=1))


def action_texts(file: File, *keys: str) -> Iterator[tuple[Path, str]]:
    for path, action in file.actions:
        for key in keys:
            if isinstance(action.get(key), str):
                yield (*path, key), action[key]


@operator("fhir")
def dose_in_title_changed(file: File) -> Iterator[Change]:
    """The title of a line says ten times what it gives."""
    for path, text in action_texts(file, "title"):
        yield from rewritten(path, text, with_more(text))


@operator("fhir")
def dose_in_text_equivalent_changed(file: File) -> Iterator[Change]:
    """What is shown in place of a line says ten times what it gives."""
    for path, text in action_texts(file, "textEquivalent"):
        yield from rewritten(path, text, with_more(text))


@operator("fhir")
def day_in_title_changed(file: File) -> Iterator[Change]:
    """The title of a line says another day than it is given on."""
    for path, text in action_texts(file, "title", "textEquivalent"):
        yield from rewritten(path, text, DAY.sub(lambda found: str(int(found[0]) + 1), text, count=1))


@operator("fhir")
def times_in_title_changed(file: File) -> Iterator[Change]:
    """The title of a line says another interval than it is given at."""
    for path, text in action_texts(file, "title", "textEquivalent"):
        yield from _oftener(path, text)


@operator("fhir")
def drug_in_title_changed(file: File) -> Iterator[Change]:
    """The title of a line names another drug than it gives."""
    for path, text in action_texts(file, "title", "textEquivalent"):
        for drug in ("vincristine", "cytarabine", "inotuzumab ozogamicin", "methotrexate", "blinatumomab"):
            if drug in text:
                yield from rewritten(path, text, text.replace(drug, "vinblastine"))


@operator("fhir")
def cycles_in_title_changed(file: File) -> Iterator[Change]:
    """The title of a cycle says another number, or another length."""
    for path, text in action_texts(file, "title", "textEquivalent"):
        if re.match(r"Cycles? \d|\d+-day cycle", text):
            yield from rewritten(path, text, re.sub(r"\d+", lambda found: str(int(found[0]) + 1), text, count=1))


@operator("fhir")
def title_of_definition_changed(file: File) -> Iterator[Change]:
    """The title of a definition says ten times what it holds."""
    for path, resource in file.of_kind("ActivityDefinition"):
        for key in ("title", "description"):
            text = resource.get(key, "")
            yield from rewritten((*path, key), text, with_more(text))


@operator("fhir")
def narrative_changed(file: File) -> Iterator[Change]:
    """The table people read shows another dose than the plan."""
    for path, text in file.named("div"):
        yield from rewritten(path, text, with_more(text))


@operator("fhir")
def narrative_row_lost(file: File) -> Iterator[Change]:
    """The table people read leaves out a drug."""
    for path, text in file.named("div"):
        yield from rewritten(path, text, re.sub(r"<tr><th>(?!drug).*?</tr>", "", text, count=1))


@operator("fhir")
def trailing_nought_in_text(file: File) -> Iterator[Change]:
    """`5.0 mg` for 5 mg in a sentence: on ISMP's list, for the point is overlooked."""
    for path, dosage in dosages(file):
        text = dosage.get("text", "")
        if re.search(r"(?<![\w.])\d+(?= mg)", text):
            yield from rewritten((*path, "text"), text, re.sub(r"(?<![\w.])(\d+)(?= mg)", r"\1.0", text, count=1))
