"""Quotes that prove nothing, extracts that were changed, gaps filled from memory."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from seeded.catalogue import Change, File, operator
from seeded.sites import DERIVATION, DERIVED, NOT_STATED, UCUM, attachments, encoded, quotes
from seeded.tree import GONE, Path, at

TEXTBOOK = {"value": 375, "unit": "mg/m²", "system": UCUM, "code": "mg/m2"}


def slices(file: File) -> Iterator[tuple[Path, int, int, str]]:
    """Every quote: the path of its extension, its offset, its length and the extract."""
    texts = {path[:3]: text for path, text in attachments(file)}
    names = {f"{value['resourceType']}/{value.get('id')}": texts.get(path) for path, value in file.resources
             if path in texts}  # fmt: skip
    for path, value in quotes(file):
        parts = {part["url"]: part for part in value["extension"]}
        text = names.get(parts["reference"]["valueReference"]["reference"]) if "reference" in parts else None
        if text and "offset" in parts and "length" in parts:
            yield path, parts["offset"]["valueInteger"], parts["length"]["valueInteger"], text


def integer(file: File, path: Path, name: str, new: int) -> tuple[Path, int]:
    parts = dict(file.objects)[path]["extension"]
    index = next(index for index, part in enumerate(parts) if part["url"] == name)
    return (*path, "extension", index, "valueInteger"), new


@operator("fhir")
def quote_moved(file: File) -> Iterator[Change]:
    """The extract got one character more in front, and the offsets were not counted again."""
    for path, offset, _, _ in slices(file):
        yield Change(path, f"offset {offset} → {offset + 1}", (integer(file, path, "offset", offset + 1),))


@operator("fhir")
def quote_shortened(file: File) -> Iterator[Change]:
    """The last words of a quote cut off, and with them the day or the unit."""
    for path, offset, length, text in slices(file):
        cut = text[offset : offset + length].rfind(" ")
        if cut > 0:
            yield Change(path, f"length {length} → {cut}", (integer(file, path, "length", cut),))


@operator("fhir")
def quote_of_another_sentence(file: File) -> Iterator[Change]:
    """A quote from another sentence of the same source."""
    for path, offset, length, text in slices(file):
        start = text.rfind("\n", 0, offset) + 1
        other = 0 if start else text.find("\n") + 1
        size = min(length, max(text.find("\n", other) - other, 1))
        if 0 < other + size <= len(text) and text[other : other + size] != text[offset : offset + length]:
            edits = (integer(file, path, "offset", other), integer(file, path, "length", size))
            yield Change(path, f"offset {offset} → {other}", edits)


@operator("fhir")
def quote_of_the_same_number_elsewhere(file: File) -> Iterator[Change]:
    """The right number in the wrong place: the same figures of another drug or day."""
    for path, offset, length, text in slices(file):
        number = re.search(r"\d+(?:\.\d+)?", text[offset : offset + length])
        other = re.search(rf"(?<![\d.]){re.escape(number[0])}(?![\d.])", text[offset + length :]) if number else None
        if number and other:
            begin = offset + length + other.start()
            edits = (integer(file, path, "offset", begin), integer(file, path, "length", len(number[0])))
            yield Change(path, f"another {number[0]}", edits)


def _only_quotes(file: File) -> Iterator[tuple[Path, bool]]:
    """Every quote that is the only ground of its element, and whether that is a number."""
    for path, _ in quotes(file):
        grounds = [one for one in at(file.value, path[:-1]) if one.get("url") in (DERIVATION, DERIVED)]
        if len(grounds) == 1:
            yield path, str(path[-3]).startswith("_") or "value" in at(file.value, path[:-2])


@operator("fhir")
def quote_of_a_number_lost(file: File) -> Iterator[Change]:
    """A number without the words it came from."""
    for path, is_number in _only_quotes(file):
        if is_number:
            yield Change(path, "no quote", ((path, GONE),))


@operator("fhir")
def quote_of_words_lost(file: File) -> Iterator[Change]:
    """A choice, a route or a trait of the patients without the words it came from."""
    for path, is_number in _only_quotes(file):
        if not is_number:
            yield Change(path, "no quote", ((path, GONE),))


@operator("fhir")
def quote_beyond_the_end(file: File) -> Iterator[Change]:
    """The offset of a longer version of the extract."""
    for path, offset, _, text in slices(file):
        yield Change(path, f"offset {offset} → {offset + len(text)}",
                     (integer(file, path, "offset", offset + len(text)),))  # fmt: skip


def _with_number_changed(text: str) -> Iterator[tuple[str, str, str]]:
    """The text with one amount of a drug changed, the length kept."""
    for found in re.finditer(r"\d(?=(?:\.\d+)?\s?(?:mg|g|μg|µg)\b)", text):
        wrong = str((int(found[0]) + 1) % 10 or 1)
        lead = text[max(found.start() - 12, 0) : found.start()].replace("\n", " ")
        yield f"{lead}{found[0]}", wrong, text[: found.start()] + wrong + text[found.end() :]


@operator("fhir")
def extract_changed(file: File) -> Iterator[Change]:
    """A number of the source was put right in the extract, the digest left as it was."""
    for path, text in attachments(file):
        for old, new, wrong in _with_number_changed(text):
            yield Change(path, f"{old} → {new}", (((*path, "data"), encoded(wrong)),))


@operator("fhir")
def extract_changed_with_its_digest(file: File) -> Iterator[Change]:
    """The same with the digest made anew: the numbers of the plan contradict the sentence."""
    for path, text in attachments(file):
        for old, new, wrong in _with_number_changed(text):
            edits = (((*path, "data"), encoded(wrong)), ((*path, "hash"), digest(wrong)))
            yield Change(path, f"{old} → {new}", edits)


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha1(text.encode(), usedforsecurity=False).digest()).decode()


@operator("fhir")
def sentence_lost(file: File) -> Iterator[Change]:
    """A sentence taken out of the extract, the digest made anew: quotes point past it."""
    for path, text in attachments(file):
        lines = text.splitlines(keepends=True)
        if len(lines) > 1:
            wrong = "".join(lines[1:])
            edits = (((*path, "data"), encoded(wrong)), ((*path, "hash"), digest(wrong)))
            yield Change(path, "no first sentence", edits)


@operator("fhir")
def gap_filled_from_a_textbook(file: File) -> Iterator[Change]:
    """What the source does not state is filled in from memory, and the mark of the gap taken away."""
    for path, value in file.named("doseQuantity"):
        if "value" not in value:
            yield Change(path, "375 mg/m2", ((path, TEXTBOOK),))


@operator("fhir")
def infusion_length_from_memory(file: File) -> Iterator[Change]:
    """An hour, because it is always an hour; the mark of the gap stays."""
    for path, value in file.objects:
        marks = [part.get("valueString") for part in value.get("extension", []) if part.get("url") == NOT_STATED]
        if "infusion duration" in marks and "doseAndRate" in value:
            timing = value.get("timing", {})
            repeat = {**timing.get("repeat", {}), "duration": 1, "durationUnit": "h"}
            yield Change(path, "1 h", (((*path, "timing"), {**timing, "repeat": repeat}),))


@operator("fhir")
def gap_not_shown(file: File) -> Iterator[Change]:
    """The mark that something is not stated is taken away: silence looks like a decision."""
    for path, value in file.objects:
        if value.get("url") == NOT_STATED:
            yield Change(path, f"{value.get('valueString')} not marked", ((path, GONE),))


@operator("fhir")
def absence_not_shown(file: File) -> Iterator[Change]:
    """The mark that a value is absent is taken away, and the empty element with it."""
    for path, value in file.objects:
        if value.get("url", "").endswith("/data-absent-reason") and path[-2] == "extension":
            yield Change(path[:-2], "no mark", ((path[:-2], GONE),))


@operator("fhir")
def arithmetic_wrong(file: File) -> Iterator[Change]:
    """A number of ours whose arithmetic does not give it."""
    for path, value in file.objects:
        text = value.get("valueString", "")
        if value.get("url") == DERIVED and re.match(r"\d+ = \d", text):
            wrong = re.sub(r"= \d+", lambda found: f"= {int(found[0][2:]) + 1}", text, count=1)
            yield Change(path, f"{text} → {wrong}", (((*path, "valueString"), wrong),))


@operator("fhir")
def derivation_lost(file: File) -> Iterator[Change]:
    """A number of ours passed off as one of the source."""
    for path, value in file.objects:
        if value.get("url") == DERIVED and len(at(file.value, path[:-1])) == 1:
            yield Change(path, "not derived", ((path, GONE),))


@operator("fhir")
def total_changed(file: File) -> Iterator[Change]:
    """The sum of a cycle was changed and the doses were not."""
    for path, value in file.named("valueQuantity"):
        if any(part.get("url") == DERIVATION for part in value.get("extension", [])) and "m2" in value.get("code", ""):
            new = round(value["value"] + 0.1, 3)
            yield Change(path, f"{value['value']} → {new}", (((*path, "value"), new),))


@operator("fhir")
def source_of_another_name(file: File) -> Iterator[Change]:
    """The extract says that it comes from another paper."""
    for path, value in file.objects:
        if value.get("system", "").endswith("/fhir/source") and "value" in value:
            wrong = "ino-mrd-phase2" if value["value"] != "ino-mrd-phase2" else "ino-vate-final"
            yield Change(path, f"{value['value']} → {wrong}", (((*path, "value"), wrong),))
