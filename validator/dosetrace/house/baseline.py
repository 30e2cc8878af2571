"""Findings that were known when a library began to be checked: kept in a file, and no longer reported.

A finding is known by its file, check, words and value, and by the place it has, with names of resources, actions and
drugs for line numbers and list positions. So it stays known when lines and neighbours move, and the same mistake at
another dose is new. How often it occurs counts too: of three where two are known, one is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from dosetrace.fhir.read.jsonvalue import JsonError, positions, read_json
from dosetrace.findings import Finding, InputError, reason
from dosetrace.findings import Path as Steps
from dosetrace.globs import shown

Known = tuple[str, str, str, str, str]
"""What a finding is known by: file (from the folder of the baseline), check, place, words, value."""


def read_baseline(path: Path) -> Counter[Known]:
    """How often each finding is known. Raises InputError with file and line."""
    from dosetrace.complaints import validated
    from dosetrace.house.shape import BaselineShape

    try:
        text = path.read_bytes().decode("utf-8-sig")
        shape, wrong = validated(read_json(text), BaselineShape)
    except JsonError as error:
        raise InputError(f"{shown(path)}:{error.line}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{shown(path)}: {reason(error)}; expected a baseline") from error
    if shape is None:
        raise InputError(
            f"{shown(path)}:{_line(text, wrong[0].path)}: {wrong[0].message}; --write-baseline makes it anew"
        )
    entries = ((file, entry) for file, listed in shape.files.items() for entry in listed)
    return Counter({(file, e.check, e.at, e.message, e.found): e.count for file, e in entries})


def _line(text: str, steps: Steps) -> int:
    """The line of the value at the path, or of the nearest one above it."""
    return positions(text, [steps])[steps][0]


def known_as(finding: Finding, file: str) -> Known:
    """What a finding in a file is known by."""
    return (file, *finding.identity)


def baseline_text(known: Counter[Known]) -> str:
    """The baseline as a file has it: sorted, one finding on a line."""
    files = [_file(name, list(entries)) for name, entries in groupby(sorted(known.items()), lambda item: item[0][0])]
    inside = "{\n" + ",\n".join(files) + "\n  }" if files else "{}"
    return f'{{\n  "dosetrace-baseline": 1,\n  "files": {inside}\n}}\n'


def _file(name: str, entries: list[tuple[Known, int]]) -> str:
    listed = ",\n".join(f"      {_entry(known, count)}" for known, count in entries)
    return f"    {json.dumps(name, ensure_ascii=False)}: [\n{listed}\n    ]"


def _entry(known: Known, count: int) -> str:
    _, check, at, message, found = known
    value = {"check": check, "at": at, "message": message, **({"found": found} if found else {}), "count": count}
    return json.dumps(value, ensure_ascii=False)


def unknown_findings(findings: Iterable[tuple[Finding, Known]], known: Counter[Known]) -> Iterator[Finding]:
    """The findings that are not known, in their order; of equal ones the last."""
    left = Counter(known)
    for finding, name in findings:
        left[name] -= 1
        if left[name] < 0:
            yield finding
