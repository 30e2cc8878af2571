"""Writes the tables of this room out of HL7's own packages: facts of the specification, none of its prose.

`python -m dosetrace.fhir.definitions.extract R4 R5 EXTENSIONS_R4 EXTENSIONS_R5 [--check]`: the npm packages
hl7.fhir.r4.examples@4.0.1, hl7.fhir.r5.core@5.0.0, hl7.fhir.uv.extensions.r4 and hl7.fhir.uv.extensions.r5 (all
CC0), each an archive or an unpacked folder. With `--check` nothing is written and the exit status is 1 where a table
differs.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from dosetrace.fhir.definitions.extract.extensions import extension_table
from dosetrace.fhir.definitions.extract.marks import marks_table
from dosetrace.fhir.definitions.extract.package import Package
from dosetrace.fhir.definitions.extract.structures import definitions

HERE = Path(__file__).parent.parent
Json = dict[str, Any]


def tables(r4: Package, r5: Package, extensions_r4: Package, extensions_r5: Package) -> dict[str, Json]:
    """Every table by the name of its file."""
    made = {"r4": definitions(r4), "r5": definitions(r5)}
    return {
        "r4.json": made["r4"],
        "r5.json": made["r5"],
        "extensions-r4.json": extension_table((r4, extensions_r4), made["r4"]["types"]),
        "extensions-r5.json": extension_table((r4, extensions_r5), made["r5"]["types"]),
        "marks.json": marks_table(made, {"r4": r4, "r5": r5}),
    }


def as_text(table: Json) -> str:
    """JSON with one line for each row, so that a difference is a line."""
    lines = []
    for name, value in table.items():
        if isinstance(value, dict):
            inner = (f"  {json.dumps(key)}: {json.dumps(row, ensure_ascii=False)}" for key, row in value.items())
            lines.append(f" {json.dumps(name)}: {{\n" + ",\n".join(inner) + "\n }")
        else:
            lines.append(f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("packages", nargs=4, type=Path, metavar="PACKAGE", help="R4, R5, extensions R4, extensions R5")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a table differs")
    asked = parser.parse_args(words)
    texts = {name: as_text(table) for name, table in tables(*map(Package.read, asked.packages)).items()}
    stale = [name for name, text in texts.items() if not _is_same(HERE / name, text)]
    for name in stale:
        print(name, "differs" if asked.check else "written")
        if not asked.check:
            (HERE / name).write_text(texts[name], encoding="utf-8")
    return int(asked.check and bool(stale))


def _is_same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
