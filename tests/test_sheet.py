"""Build sheets: every row as a pharmacist would type it, on paper and in a spreadsheet."""

from __future__ import annotations

import csv
import hashlib
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from conftest import ROOT, Run
from dosetrace.terminology import drugs

BSA = "body surface area"
GAPS = "NOT STATED: route, cycle length, infusion duration"
ALL_OF_HIDAC = "NOT STATED: day of cycle, route, cycle length, infusion duration"
INO = "inotuzumab ozogamicin"
ONE_OF_3 = "exactly 1 of 3 doses of cytarabine"

# phase, cycles, cycle length, cycle given if, day, drug, dose, unit, basis, dose per, times, infused over, for, route,
# doses per cycle, cycle total, dose given if, one of, gaps, sentence, source
EXPECTED = {
    # 0.6 + 0.3 = 0.9 mg/m2 in cycle 1, 0.3 + 0.3 = 0.6 mg/m2 after it, two doses in each
    "ino-mrd": [
        ["Cycle 1", "1", "not stated", "", "1", INO, "0.6", "mg/m²", BSA, "administration", "once", "not stated", "",
         "not stated", "2", "0.9 mg/m²", "", "", GAPS, "0.6 mg/m2 on day 1", "ino-mrd-phase2"],
        ["Cycle 1", "1", "not stated", "", "8", INO, "0.3", "mg/m²", BSA, "administration", "once", "not stated", "",
         "not stated", "2", "0.9 mg/m²", "", "", GAPS, "0.3 mg/m2 on day 8", "ino-mrd-phase2"],
        ["Cycles 2 to 6", "2 to 6", "not stated", "", "1", INO, "0.3", "mg/m²", BSA, "administration", "once",
         "not stated", "", "not stated", "2", "0.6 mg/m²", "", "", GAPS, "0.3 mg/m2 on days 1 and 8", "ino-mrd-phase2"],
        ["Cycles 2 to 6", "2 to 6", "not stated", "", "8", INO, "0.3", "mg/m²", BSA, "administration", "once",
         "not stated", "", "not stated", "2", "0.6 mg/m²", "", "", GAPS, "0.3 mg/m2 on days 1 and 8", "ino-mrd-phase2"],
    ],
    # 12 doses of 3 g/m2 are 36 g/m2, of 1.5 g/m2 18 g/m2; the text writes 3.0, the sheet 3
    "ino-vate-hidac": [
        ["HIDAC", "1 and 2 at most", "not stated", "", "not stated", "cytarabine", "3", "g/m²", BSA, "administration",
         "every 12 hours", "not stated", "", "not stated", "12", "36 g/m²", "aged 60 years or younger", ONE_OF_3,
         ALL_OF_HIDAC, "12-dose cycles at 3.0 g/m2 every 12 hours", "ino-vate-final"],
        ["HIDAC", "1 and 2 at most", "not stated", "", "not stated", "cytarabine", "1.5 to 3", "g/m²", BSA,
         "administration", "every 12 hours", "not stated", "", "not stated", "12", "18 to 36 g/m²",
         "aged 55 to 60 years, reduction allowed", ONE_OF_3, ALL_OF_HIDAC,
         "could be reduced up to 1.5 g/m2 […] 12-dose cycles at 3.0 g/m2 every 12 hours", "ino-vate-final"],
        ["HIDAC", "1 and 2 at most", "not stated", "", "not stated", "cytarabine", "1.5", "g/m²", BSA,
         "administration", "every 12 hours", "not stated", "", "not stated", "12", "18 g/m²",
         "older than 60 years, reduction required", ONE_OF_3, ALL_OF_HIDAC,
         "was reduced to 1.5 g/m2 […] 12-dose cycles […] every 12 hours", "ino-vate-final"],
    ],
    # twice a day 50 mg are 2 doses and 100 mg a day; 5 days of 50 mg are 250 mg, in how many doses is not stated
    "pomp": [
        ["Monthly for 1 year", "for 1 year", "1 month", "", "not stated", "predniSONE", "50", "mg", "flat", "day",
         "every month", "not stated", "5 days", "not stated", "not known", "250 mg", "", "",
         "NOT STATED: day of cycle, route, infusion duration, division of the daily dose",
         "monthly prednisone 50 mg/d for 5 days", "mini-hcvd-ino-blina"],
        ["Monthly for 1 year", "for 1 year", "1 month", "", "not stated", "vinCRIStine", "2", "mg", "flat",
         "administration", "every month", "not stated", "", "not stated", "1", "2 mg", "", "",
         "NOT STATED: day of cycle, route, infusion duration", "vincristine at 2 mg every month",
         "mini-hcvd-ino-blina"],
        ["Daily for 3 years", "for 3 years", "1 day", "", "every day", "mercaptopurine", "50", "mg", "flat",
         "administration", "twice a day", "not stated", "", "not stated", "2", "100 mg", "", "",
         "NOT STATED: route, infusion duration", "6-mercaptopurine 50 mg twice daily", "mini-hcvd-ino-blina"],
        ["Weekly for 3 years", "for 3 years", "1 week", "", "not stated", "methotrexate", "10", "mg/m²", BSA,
         "administration", "every week", "", "", "oral", "1", "10 mg/m²", "", "", "NOT STATED: day of cycle",
         "weekly oral methotrexate 10 mg/m 2", "mini-hcvd-ino-blina"],
    ],
}  # fmt: skip


def export(dosetrace: Run, file: Path, *options: object) -> Path:
    done = dosetrace("export", *options, "--output", file)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return file


def workbook(file: Path) -> Any:
    return openpyxl.load_workbook(file)


def rows(sheet: Any, first: int = 6) -> list[list[str]]:
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=first)]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_rows_are_what_the_text_says(dosetrace: Run, tmp_path: Path, name: str) -> None:
    book = workbook(export(dosetrace, tmp_path / "sheet.xlsx", name))
    assert [row[:21] for row in rows(book["Orders"])] == EXPECTED[name]
    table = list(csv.reader(io.StringIO(dosetrace("export", name, "--format", "csv", "-o", "-").stdout)))
    assert [row[:21] for row in table[1:]] == EXPECTED[name]


def test_the_sheet_of_a_bundle_has_the_same_rows(dosetrace: Run, tmp_path: Path) -> None:
    sheets = [
        workbook(export(dosetrace, tmp_path / f"{source}.xlsx", "ino-vate", "--from", source))
        for source in ("protocol", "r4", "r5")
    ]
    assert rows(sheets[0]["Orders"]) == rows(sheets[1]["Orders"]) == rows(sheets[2]["Orders"])
    assert rows(sheets[0]["Totals"]) == rows(sheets[1]["Totals"]) == rows(sheets[2]["Totals"])
    assert rows(sheets[1]["Gaps and decisions"])[-1] == [
        "ino-vate", "decision", "all decisions", "not carried by a FHIR bundle", "", "", "",
    ]  # fmt: skip


def test_a_composed_protocol_says_of_which_option_a_row_is(dosetrace: Run, tmp_path: Path) -> None:
    sheet = workbook(export(dosetrace, tmp_path / "sheet.xlsx", "ino-vate"))["Orders"]
    assert [cell.value for cell in sheet[5]][:3] == ["Option (one is given)", "Part", "Phase"]
    assert rows(sheet)[-1][:2] == ["Standard of care, investigator's choice: HIDAC (INO-VATE)", "ino-vate-hidac"]


def test_totals_are_per_cycle_and_over_the_course(dosetrace: Run, tmp_path: Path) -> None:
    found = rows(workbook(export(dosetrace, tmp_path / "sheet.xlsx", "ino-mrd"))["Totals"])
    # 0.9 + 5 × 0.6 = 3.9
    assert [[row[3], row[5], row[6], row[8], row[9], row[10]] for row in found] == [
        ["1", "", INO, "0.9 mg/m²", "cycle", "0.6 + 0.3"],
        ["2 to 6", "", INO, "0.6 mg/m²", "cycle", "2 × 0.3"],
        ["", "course", INO, "3.9 mg/m²", "course", ""],
    ]


def test_gaps_and_decisions_are_those_of_the_protocol(dosetrace: Run, tmp_path: Path) -> None:
    found = rows(workbook(export(dosetrace, tmp_path / "sheet.xlsx", "ino-vate-hidac"))["Gaps and decisions"])
    gaps = [row for row in found if row[1] == "NOT STATED"]
    assert ["ino-vate-hidac", "NOT STATED", "cytarabine", "day of cycle", "", "", "ino-vate-final"] in gaps
    assert len(gaps) == 4
    assert {row[1] for row in found} == {"NOT STATED", "decision"}


@pytest.mark.parametrize(("paper", "number"), [("a4", 9), ("letter", 1)])
def test_it_is_laid_out_for_paper(dosetrace: Run, tmp_path: Path, paper: str, number: int) -> None:
    book = workbook(export(dosetrace, tmp_path / "sheet.xlsx", "ino-mrd", "--paper", paper))
    digest = hashlib.sha256((ROOT / "protocols/ino-mrd.yaml").read_bytes()).hexdigest()
    assert book.sheetnames == ["Orders", "Totals", "Gaps and decisions"]
    for sheet in book:
        assert sheet.freeze_panes == "A6"
        assert sheet.print_title_rows == "$5:$5"
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", number)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert sheet.oddFooter.left.text.startswith("ino-mrd 1.0.0")
        assert sheet.oddFooter.center.text == f"sha256 {digest}"
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert sheet["A2"].value == "Protocol: ino-mrd | Version: 1.0.0 | Read from: protocol | Dosetrace: 0.1.0"
        assert sheet["A3"].value == f"SHA-256: {digest} | Of: ino-mrd.yaml"
        assert sheet["A4"].value.startswith("Not for prescribing.")


def test_the_hash_of_a_composed_protocol_is_over_its_parts(dosetrace: Run) -> None:
    out = dosetrace("export", "ino-vate", "--format", "md").stdout
    names = ["ino-vate", "ino-vate-inotuzumab", "ino-vate-flag", "ino-vate-mxn-ara-c", "ino-vate-hidac"]
    whole = b"".join((ROOT / f"protocols/{name}.yaml").read_bytes() for name in names)
    assert f"SHA-256: {hashlib.sha256(whole).hexdigest()} | Of: {' '.join(f'{name}.yaml' for name in names)}" in out


def test_every_cell_is_text(dosetrace: Run, tmp_path: Path) -> None:
    book = workbook(export(dosetrace, tmp_path / "sheet.xlsx", "mini-hcvd-ino-pathway"))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    assert {cell.number_format for row in book["Orders"].iter_rows(min_row=5) for cell in row} == {"@"}


def test_text_that_looks_like_a_formula_stays_text(dosetrace: Run, tmp_path: Path) -> None:
    text = (ROOT / "protocols/ino-mrd.yaml").read_text(encoding="utf-8")
    first = "decisions:\n  - about: "
    assert text.count(first) == 1
    file = tmp_path / "ino-mrd.yaml"
    file.write_text(text.replace(first, f"{first}'=1+1'\n    we_read: '@x'\n    because: '-x'\n  - about: "))
    sheet = workbook(export(dosetrace, tmp_path / "sheet.xlsx", file))["Gaps and decisions"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    for words in ("=1+1", "@x", "-x"):
        assert (cells[words].data_type, cells[words].quotePrefix) == ("s", True)


def test_text_that_looks_like_a_formula_gets_an_apostrophe_in_csv(dosetrace: Run, tmp_path: Path) -> None:
    text = (ROOT / "protocols/pomp.yaml").read_text(encoding="utf-8")
    assert text.count("title: Monthly for 1 year") == 1
    file = tmp_path / "pomp.yaml"
    file.write_text(text.replace("title: Monthly for 1 year", "title: =SUM(A1)"), encoding="utf-8")
    table = list(csv.reader(io.StringIO(dosetrace("export", file, "--format", "csv", "-o", "-").stdout)))
    assert table[1][0] == "'=SUM(A1)"


def test_the_same_input_makes_the_same_bytes(dosetrace: Run, tmp_path: Path) -> None:
    first = export(dosetrace, tmp_path / "a.xlsx", "pomp").read_bytes()
    time.sleep(2.1)  # zip files count in steps of two seconds
    assert export(dosetrace, tmp_path / "b.xlsx", "pomp").read_bytes() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_markdown_has_all_three_tables(dosetrace: Run) -> None:
    out = dosetrace("export", "ino-mrd", "--format", "md").stdout
    assert [line for line in out.splitlines() if line.startswith("#")] == [
        "# Low-dose inotuzumab ozogamicin for measurable residual disease",
        "## Orders",
        "## Totals",
        "## Gaps and decisions",
    ]
    row = next(line for line in out.splitlines() if line.startswith("| Cycle 1 | 1 |"))
    assert [cell.strip() for cell in row.strip("|").split("|")][:21] == EXPECTED["ino-mrd"][0]


def test_the_format_follows_the_name_of_the_file(dosetrace: Run, tmp_path: Path) -> None:
    assert export(dosetrace, tmp_path / "a.md", "pomp").read_text(encoding="utf-8").startswith("# POMP maintenance\n")
    # without the mark Excel would show "mg/mÂ²"
    assert export(dosetrace, tmp_path / "a.csv", "pomp").read_bytes().startswith(b"\xef\xbb\xbfPhase,Cycles,")
    assert export(dosetrace, tmp_path / "a.xlsx", "pomp").read_bytes().startswith(b"PK")


def test_an_xlsx_needs_a_file(dosetrace: Run) -> None:
    done = dosetrace("export", "pomp")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "dosetrace: an xlsx is no text for the terminal; expected --output FILE\n"


def test_nothing_half_is_left_behind(dosetrace: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    done = dosetrace("export", "pomp", "-o", tmp_path / "folder.xlsx")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.xlsx"]
    refused = dosetrace("export", "pomp", "-o", tmp_path / "none" / "pomp.xlsx")
    assert (refused.returncode, "none" in refused.stderr) == (2, True)


def test_tall_man_letters_are_the_name_with_capitals() -> None:
    written = {drug.name: drug.tall_man for drug in drugs().values() if drug.tall_man}
    assert written == {
        "mitoxantrone": "mitoXANTRONE", "vincristine": "vinCRIStine", "rituximab": "riTUXimab",
        "prednisone": "predniSONE", "prednisolone": "prednisoLONE", "ponatinib": "PONATinib",
    }  # fmt: skip
    assert {name: text.lower() for name, text in written.items()} == {name: name for name in written}
