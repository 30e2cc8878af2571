"""`dosetrace compare`: what was typed against what the text says, every difference in words."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from conftest import ROOT, Run
from dosetrace.checks.load import Loader
from dosetrace.cli.sheets import side
from dosetrace.findings import InputError
from dosetrace.sheet.compare import compared
from dosetrace.sheet.differences import Comparison, Difference, Kind
from dosetrace.sheet.orders import Order
from dosetrace.sheet.read import read_sheet
from dosetrace.sheet.report import comparison_text, comparison_value
from dosetrace.sheet.side import Side
from dosetrace.targets import whole_target
from dosetrace.units import parse_amount

NAMES = sorted(path.stem for path in (ROOT / "protocols").glob("*.yaml"))
INO = "ino-vate-inotuzumab"
HEADINGS = 5
"""The row of the headings in a workbook."""

Edit = Callable[[Any], None]


def workbook(loader: Loader, file: Path, name: str, *edits: Edit) -> Path:
    """The build sheet of a protocol, edited as a spreadsheet would."""
    file.write_bytes(whole_target(loader, name, "protocol").sheet("xlsx", "a4"))
    book = openpyxl.load_workbook(file)
    for edit in edits:
        edit(book["Orders"])
    book.save(file)
    return file


def put(row: int, column: str, value: object) -> Edit:
    """Types a value into the cell of a row under a heading."""

    def edit(sheet: Any) -> None:
        names = [cell.value for cell in sheet[HEADINGS]]
        sheet.cell(row, names.index(column) + 1).value = value

    return edit


def table(loader: Loader, name: str) -> list[dict[str, str]]:
    data = whole_target(loader, name, "protocol").sheet("csv", "a4").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data)))


def as_csv(file: Path, rows: list[dict[str, str]]) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(out.getvalue(), encoding="utf-8")
    return file


def said(found: Comparison, *kinds: Kind) -> list[tuple[str, str, str]]:
    wanted = kinds or (Kind.DIFFERENT, Kind.MISSING, Kind.ADDED, Kind.FILLED)
    return [(d.field, d.left.text, d.right.text) for d in found.differences if d.kind in wanted]


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_of_a_protocol_agrees_with_all_three_readings_of_it(loader: Loader, tmp_path: Path, name: str) -> None:
    target = whole_target(loader, name, "protocol")
    others = [name, *(str(ROOT / f"fhir_bundles/{release}/{name}.json") for release in ("r4", "r5"))]
    for form in ("xlsx", "csv"):
        file = tmp_path / f"sheet.{form}"
        file.write_bytes(target.sheet(form, "a4"))
        for other in others:
            assert compared(read_sheet(str(file)), side(loader, other)).differences == ()
            assert compared(side(loader, other), read_sheet(str(file))).differences == ()


def test_a_dose_that_was_mistyped(dosetrace: Run, loader: Loader, tmp_path: Path) -> None:
    file = workbook(loader, tmp_path / "build.xlsx", INO, put(7, "Dose", "0.6"))
    done = dosetrace("compare", file, INO)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "different  cycles 1 to 6, day 8, if CR or CRi not achieved: inotuzumab ozogamicin 0.6 mg/m² here, "
        f'0.5 mg/m² in {INO}, which quotes "0.5 mg/m2 on days 8 and 15" [row 7]\n'
        f"{file} compared with {INO}: 1 different, 0 missing, 0 added, 0 filled, 0 note\n"
    )


def test_the_same_as_json(dosetrace: Run, loader: Loader, tmp_path: Path) -> None:
    file = workbook(loader, tmp_path / "build.xlsx", INO, put(7, "Dose", "0.6"))
    value = json.loads(dosetrace("compare", file, INO, "--format", "json").stdout)
    schema = json.loads((ROOT / "docs/pages/schemas/compare.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(value, schema)
    assert value["summary"] == {"different": 1, "missing": 0, "added": 0, "filled": 0, "note": 0}
    found = value["differences"][0]
    assert (found["field"], found["cycles"], found["days"]) == ("dose", [1, 2, 3, 4, 5, 6], [8])
    assert found["left"] == {"text": "0.6 mg/m2", "quotes": [], "source": None, "rows": [7]}
    quoted = ["0.5 mg/m2 on days 8 and 15"]
    assert found["right"] == {"text": "0.5 mg/m2", "quotes": quoted, "source": "ino-vate-final", "rows": []}


def test_a_gap_filled_by_hand_is_told_and_is_no_difference(dosetrace: Run, loader: Loader, tmp_path: Path) -> None:
    fills = [put(row, "Route", "IV") for row in range(6, 10)]
    file = workbook(loader, tmp_path / "build.xlsx", "ino-mrd", *fills)
    done = dosetrace("compare", file, "ino-mrd")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:-1] == [
        "filled     cycles 1 to 6, days 1 and 8: inotuzumab ozogamicin, route intravenous here, "
        "not stated in ino-mrd [rows 6 to 9]"
    ]
    assert dosetrace("compare", file, "ino-mrd", "--strict").returncode == 1
    assert dosetrace("compare", "ino-mrd", file).returncode == 0


def test_what_was_emptied_is_a_difference_and_no_filled_gap(loader: Loader, tmp_path: Path) -> None:
    file = workbook(loader, tmp_path / "build.xlsx", INO, put(6, "Route", None))
    found = compared(read_sheet(str(file)), side(loader, INO))
    assert said(found, Kind.DIFFERENT) == [("route", "not stated", "intravenous")]


def test_a_gap_between_two_protocols_is_a_difference(dosetrace: Run, tmp_path: Path) -> None:
    text = (ROOT / f"protocols/{INO}.yaml").read_text(encoding="utf-8")
    line = '        route: {value: intravenous, quote: "intravenously"}\n'
    assert text.count(line) >= 1
    (tmp_path / "old.yaml").write_text(text.replace(line, ""), encoding="utf-8")
    done = dosetrace("compare", tmp_path / "old.yaml", INO)
    assert done.returncode == 1
    assert "route not stated in " in done.stdout


def test_days_filled_in_by_several_rows_fill_one_gap(loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, "ino-vate-flag")
    gcsf = [row for row in rows if row["Drug"].startswith("granulocyte") and not row["Dose given if"]]
    assert [row["Day"] for row in gcsf] == ["not stated"]
    dated = [{**gcsf[0], "Day": str(day)} for day in (7, 8, 9)]
    file = as_csv(tmp_path / "build.csv", [*(row for row in rows if row is not gcsf[0]), *dated])
    found = compared(read_sheet(str(file)), side(loader, "ino-vate-flag"))
    assert said(found) == [("day", "days 7 to 9", "not stated")]
    assert not found.differs(strict=False)


def test_several_days_in_one_cell_are_that_many_orders(loader: Loader, tmp_path: Path) -> None:
    rows = [row for row in table(loader, INO) if row["Day"] != "15"]
    both = [{**row, "Day": "8 and 15"} if row["Day"] == "8" else row for row in rows]
    assert compared(read_sheet(str(as_csv(tmp_path / "a.csv", both))), side(loader, INO)).differences == ()


def test_cycles_grouped_otherwise_are_the_same(loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, "ino-mrd")
    later = [row for row in rows if row["Cycles"] == "2 to 6"]
    split = [{**row, "Cycles": cycles} for row in later for cycles in ("2", "3, 4 and 6", "5")]
    file = as_csv(tmp_path / "a.csv", [*(row for row in rows if row not in later), *split])
    assert compared(read_sheet(str(file)), side(loader, "ino-mrd")).differences == ()


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (6, "Dose", 0.8),  # a number, no text
        (6, "Dose", "0.80"),
        (6, "Dose", "  0.8  "),
        (6, "Day", 1.0),
        (6, "Unit", "mg / m2"),
        (6, "Unit", "mg/m^2"),
        (6, "Unit", "mg per m²"),
        (6, "Drug", "INOTUZUMAB Ozogamicin"),
        (6, "Drug", "InO"),
        (6, "Drug", "Besponsa"),
        (6, "Route", "IV"),
        (6, "Route", "Intravenously"),
        (6, "Cycles", "1, 2, 3, 4, 5 and 6 at most"),
        (6, "Cycles", "cycles 1 to 6 at most"),
        (6, "Cycle length", "21-28 d"),
        (6, "Times", "once a day"),
        (6, "Basis", "BSA"),
        (6, "Dose per", "dose"),
        (6, "Cycle total", "1.80 mg/m2"),
        (6, "Doses per cycle", 3),
        (6, "Phase", "another title"),
        (6, "Gaps", ""),
    ],
)
def test_another_way_to_write_the_same(loader: Loader, tmp_path: Path, row: int, column: str, value: object) -> None:
    file = workbook(loader, tmp_path / "build.xlsx", INO, put(row, column, value))
    assert compared(read_sheet(str(file)), side(loader, INO)).differences == ()


def test_names_and_conditions_of_others_survive_the_way_back(loader: Loader, tmp_path: Path) -> None:
    text = (ROOT / "fhir_bundles/r5/mini-hcvd-ino.json").read_text(encoding="utf-8")
    odd = text.replace("CD20 ≥ 20 %", "CD20 ≥ 2 × 10⁻¹ “ever”").replace('"vincristine"', '"Drug X² – PEG"')
    (tmp_path / "other.json").write_text(odd, encoding="utf-8")
    other = str(tmp_path / "other.json")
    assert {order.when for order in side(loader, other).orders} == {None, "CD20 ≥ 2 × 10⁻¹ “ever”"}
    for form in ("xlsx", "csv"):
        file = tmp_path / f"sheet.{form}"
        file.write_bytes(whole_target(loader, other, "protocol").sheet(form, "a4"))
        assert compared(read_sheet(str(file)), side(loader, other)).differences == ()


def test_the_same_amount_in_another_unit_is_a_note(dosetrace: Run, loader: Loader, tmp_path: Path) -> None:
    edits = [put(7, "Dose", 500), put(7, "Unit", "mcg/m2")]
    file = workbook(loader, tmp_path / "build.xlsx", INO, *edits)
    done = dosetrace("compare", file, INO)
    assert done.returncode == 0
    assert "500 microgram/m² here, 0.5 mg/m², the same amount in another unit, in ino-vate-inotuzumab" in done.stdout


def test_a_flat_dose_is_not_one_per_body_surface(loader: Loader, tmp_path: Path) -> None:
    file = workbook(loader, tmp_path / "build.xlsx", INO, put(7, "Unit", "mg"))
    assert said(compared(read_sheet(str(file)), side(loader, INO))) == [("dose", "0.5 mg", "0.5 mg/m2")]


def test_rows_and_columns_may_be_moved_added_and_dropped(loader: Loader, tmp_path: Path) -> None:
    rows = list(reversed(table(loader, "mini-hcvd-ino")))
    names = list(reversed(rows[0]))
    moved = [{"Checked by": "A. B.", **{name: row[name] for name in names}} for row in rows]
    empty = dict.fromkeys(moved[0], "")
    file = as_csv(tmp_path / "a.csv", [moved[0], empty, *moved[1:]])
    assert compared(read_sheet(str(file)), side(loader, "mini-hcvd-ino")).differences == ()


def test_a_csv_with_semicolons_and_a_byte_order_mark(loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, INO)
    lines = [";".join(rows[0]), *(";".join(f'"{cell}"' for cell in row.values()) for row in rows)]
    (tmp_path / "a.csv").write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    assert compared(read_sheet(str(tmp_path / "a.csv")), side(loader, INO)).differences == ()


def test_a_list_of_orders_of_ones_own(loader: Loader, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "Drug,Dose,Unit,Day,Cycles\ninotuzumab,0.6,mg/m2,1,1\ninotuzumab,0.3,mg/m2,8,1\n"
        'inotuzumab,0.3,mg/m2,"1, 8",2 to 6\n'
    )
    found = compared(read_sheet(str(tmp_path / "own.csv")), side(loader, "ino-mrd"))
    assert said(found) == []
    notes = [d.left.text for d in found.differences]
    assert any("not compared, the sheet has no column for it: Cycle length, " in note for note in notes)


def test_another_name_of_the_sheet_and_hidden_rows(loader: Loader, tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        sheet.title = "Build 3"
        sheet.row_dimensions[7].hidden = True

    file = workbook(loader, tmp_path / "build.xlsx", INO, edit)
    found = compared(read_sheet(str(file)), side(loader, INO))
    assert [d.left.text for d in found.differences] == [f"{file}: hidden rows were read too: 7"]


def test_missing_added_and_moved_orders(loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, "ino-mrd")
    # cycle 1 day 8 is gone; day 1 of the later cycles stops after cycle 5 and a new drug is there
    kept = [rows[0], {**rows[2], "Cycles": "2 to 5"}, rows[3], {**rows[0], "Drug": "mesna", "Order": ""}]
    found = compared(read_sheet(str(as_csv(tmp_path / "a.csv", kept))), side(loader, "ino-mrd"))
    assert [(d.kind.value, d.place.cycles, d.place.days, d.place.drug) for d in found.differences] == [
        ("added", (1,), (1,), "mesna"),
        ("missing", (1,), (8,), "inotuzumab ozogamicin"),
        ("missing", (6,), (1,), "inotuzumab ozogamicin"),
    ]


def test_an_order_in_other_cycles(loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, "mini-hcvd-ino")
    other = [{**row, "Cycles": "9"} if row["Cycles"] == "1" and row["Drug"] == "riTUXimab" else row for row in rows]
    found = compared(read_sheet(str(as_csv(tmp_path / "a.csv", other))), side(loader, "mini-hcvd-ino"))
    assert said(found) == [("cycles", "cycle 9", "cycle 1")]


def test_every_difference_at_once(loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, INO)
    wrong = [{**row, "Dose": "0.9", "Route": "oral", "Cycle length": "28 days"} for row in rows[:1]] + rows[1:]
    found = compared(read_sheet(str(as_csv(tmp_path / "a.csv", wrong))), side(loader, INO))
    assert sorted(said(found)) == [
        ("cycle length", "28 days", "21 to 28 days"),
        ("dose", "0.9 mg/m2", "0.8 mg/m2"),
        ("route", "oral", "intravenous"),
    ]


def test_a_property_of_the_cycle_is_told_once(loader: Loader, tmp_path: Path) -> None:
    rows = [{**row, "Cycle length": "28 days"} for row in table(loader, INO)[:3]] + table(loader, INO)[3:]
    found = compared(read_sheet(str(as_csv(tmp_path / "a.csv", rows))), side(loader, INO))
    assert [(d.field, d.place.cycles, d.place.days, d.place.drug) for d in found.differences] == [
        ("cycle length", (1, 2, 3, 4, 5, 6), (), "")
    ]


def test_totals_typed_into_the_sheet_of_totals(loader: Loader, tmp_path: Path) -> None:
    file = workbook(loader, tmp_path / "build.xlsx", "ino-mrd")
    book = openpyxl.load_workbook(file)
    book["Totals"]["I7"].value = "0.7 mg/m2"
    book["Totals"]["I8"].value = "4 mg/m2"
    book.save(file)
    found = compared(read_sheet(str(file)), side(loader, "ino-mrd"))
    assert said(found) == [
        ("total per cycle", "0.7 mg/m²", "0.6 mg/m²"),
        ("total per course", "4 mg/m²", "3.9 mg/m²"),
    ]


def test_two_protocols(dosetrace: Run) -> None:
    done = dosetrace("compare", "mini-hcvd-ino-fractionated", "mini-hcvd-ino")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert (
        "different  cycle 1: inotuzumab ozogamicin, cycle total 0.9 mg/m² in mini-hcvd-ino-fractionated, "
        "1.3 to 1.8 mg/m² in mini-hcvd-ino"
    ) in lines
    assert (
        "missing    cycles 6 and 8, day 1: methotrexate 250 mg/m² in mini-hcvd-ino, which quotes "
        '"250 mg/m 2 on day 1", not in mini-hcvd-ino-fractionated'
    ) in lines


def told(loader: Loader, here: str, there: str) -> list[str]:
    """Every difference between two protocols, as the command prints it."""
    return comparison_text(compared(side(loader, here), side(loader, there))).splitlines()


def test_a_dose_on_another_day_is_told_with_the_day_of_each(loader: Loader) -> None:
    lines = told(loader, "mini-hcvd-ino", "mini-hcvd-ino-fractionated")
    assert (
        "different  cycle 1: inotuzumab ozogamicin 1.3 to 1.8 mg/m² on day 3 in mini-hcvd-ino, which quotes "
        '"1.3-1.8 mg/m 2 at cycle 1 […] on day 3"; 0.6 mg/m² on day 2 in mini-hcvd-ino-fractionated, which quotes '
        '"days 2 and 8 at the dose of 0.6 and 0.3 mg/m 2 in cycle 1, respectively"'
    ) in lines
    assert (
        "different  cycles 2 to 4: inotuzumab ozogamicin 1 to 1.3 mg/m² on day 3 in mini-hcvd-ino, which quotes "
        '"1.0-1.3 mg/m 2 in subsequent cycles […] on day 3"; 0.3 mg/m² on day 2 in mini-hcvd-ino-fractionated, which '
        'quotes "days 2 and 8 at the dose of 0.3 and 0.3 mg/m 2 in subsequent cycles"'
    ) in lines


def test_a_dose_without_a_day_is_told_so_beside_one_that_has_it(loader: Loader) -> None:
    assert (
        "different  cycles 2 and 6: methotrexate 250 mg/m² on day 1 in mini-hcvd-ino, which quotes "
        '"250 mg/m 2 on day 1"; 10 mg/m², day not stated, in pomp-blinatumomab, which quotes '
        '"weekly oral methotrexate 10 mg/m 2"'
    ) in told(loader, "mini-hcvd-ino", "pomp-blinatumomab")


def test_no_day_drug_or_condition_of_one_side_is_claimed_for_the_other(loader: Loader) -> None:
    for here, there in permutations(NAMES, 2):
        left, right = side(loader, here), side(loader, there)
        for one in compared(left, right).differences:
            if one.kind in (Kind.DIFFERENT, Kind.NOTE) and one.field != "total per course":
                assert given(left, one) != [], one
                assert given(right, one) != [], one


def given(side: Side, one: Difference) -> list[Order]:
    """The orders of a side that have every day, drug and condition of a difference."""
    place = one.place
    alike = [order for order in side.orders if set(place.conditions) <= {order.given_if, order.when}]
    alike = [order for order in alike if one.field == "drug" or place.drug in ("", order.drug)]
    days = {order.day for order in alike}
    return alike if set(place.days) <= days else []


def test_machines_read_a_dose_as_written_and_people_by_ismp_style(loader: Loader) -> None:
    found = comparison_value(compared(side(loader, "mini-hcvd-ino"), side(loader, "mini-hcvd-ino-fractionated")))
    one = next(one for one in found["differences"] if one["field"] == "dose" and one["cycles"] == [2, 3, 4])
    assert one["left"] is not None
    assert (one["left"]["text"], one["days"]) == ("1.0 to 1.3 mg/m2", None)
    assert "inotuzumab ozogamicin 1 to 1.3 mg/m² on day 3 in mini-hcvd-ino, " in one["message"]


def test_an_amount_stated_per_day_is_told_per_day(loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, "ino-vate-flag")
    wrong = [{**row, "Dose": "3"} if (row["Drug"], row["Day"]) == ("cytarabine", "6") else row for row in rows]
    sheet = read_sheet(str(as_csv(tmp_path / "a.csv", wrong)))
    found = comparison_text(compared(sheet, side(loader, "ino-vate-flag"))).splitlines()[0]
    assert found == (
        "different  cycles 1 to 4, day 6: cytarabine 3 g/m² per day here, 2 g/m² per day in ino-vate-flag, which "
        'quotes "2.0 g/m2/d on days 1 to 6" [row 11]'
    )


def test_no_message_has_a_trailing_zero_or_the_code_of_a_unit(loader: Loader) -> None:
    lines = [line for here, there in permutations(NAMES, 2) for line in told(loader, here, there)]
    own = [re.sub('".*?"', "", line) for line in lines]
    assert [line for line in own if re.search(r"\d\.\d*0\b|m2\b|\bug\b", line)] == []


def test_doses_under_conditions_are_not_held_against_doses_without_one(loader: Loader) -> None:
    quoted = re.compile(', which quotes ".*?"')
    assert [quoted.sub("", line) for line in told(loader, "ino-vate-flag", "ino-vate-hidac")] == [
        "different  cycles 1 and 2: cycle length 28 days in ino-vate-flag, not stated in ino-vate-hidac",
        "missing    cycles 1 and 2, if aged 60 years or younger: cytarabine 3 g/m² in ino-vate-hidac, "
        "not in ino-vate-flag",
        "missing    cycles 1 and 2, if aged 55 to 60 years, reduction allowed: cytarabine 1.5 to 3 g/m² "
        "in ino-vate-hidac, not in ino-vate-flag",
        "missing    cycles 1 and 2, if older than 60 years, reduction required: cytarabine 1.5 g/m² "
        "in ino-vate-hidac, not in ino-vate-flag",
        "added      cycles 1 to 4: granulocyte colony-stimulating factor 5 microgram/kg per day in ino-vate-flag, "
        "not in ino-vate-hidac",
        "added      cycles 1 to 4, if at the standard dose of the institute instead: granulocyte colony-stimulating "
        "factor dose not stated in ino-vate-flag, not in ino-vate-hidac",
        "added      cycles 1 to 4, days 1 to 6: cytarabine 2 g/m² per day in ino-vate-flag, not in ino-vate-hidac",
        "added      cycles 1 to 4, days 2 to 6: fludarabine 30 mg/m² per day in ino-vate-flag, not in ino-vate-hidac",
        "ino-vate-flag compared with ino-vate-hidac: 1 different, 3 missing, 4 added, 0 filled, 0 note",
    ]


def test_a_condition_at_the_same_dose_and_day_is_one_difference() -> None:
    order = Order("mesna", (1,), 1, dose=parse_amount("2 mg"))
    left, right = Side("a", (order,), ()), Side("b", (replace(order, when="CD20 ≥ 20 %"),), ())
    assert said(compared(left, right)) == [("dose given if", "no condition", "CD20 ≥ 20 %")]


def test_a_drug_of_one_protocol_is_not_held_against_another_drug(loader: Loader) -> None:
    """Neither source states a day or a dose for them, which makes them no more alike."""
    quoted = re.compile(', which quotes ".*?"')
    lines = [quoted.sub("", line) for line in told(loader, "blinatumomab-consolidation", "mini-hcvd-ino")]
    assert (
        "added      cycles 1 to 4: blinatumomab dose not stated in blinatumomab-consolidation, not in mini-hcvd-ino"
    ) in lines


def test_a_part_is_found_within_what_is_composed_of_it(loader: Loader) -> None:
    found = compared(side(loader, "ino-vate-hidac"), side(loader, "ino-vate"))
    assert {d.place.part[1] for d in found.differences if d.kind is Kind.MISSING} == {
        "ino-vate-inotuzumab", "ino-vate-flag", "ino-vate-mxn-ara-c",
    }  # fmt: skip
    assert [d for d in found.differences if d.place.part[1] == "ino-vate-hidac"] == []


def test_parts_of_a_composed_protocol_are_kept_apart(loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, "mini-hcvd-ino-pathway")
    at = next(
        i
        for i, row in enumerate(rows)
        if (row["Part"], row["Drug"], row["Day"]) == ("pomp", "vinCRIStine", "not stated")
    )
    rows[at] = {**rows[at], "Dose": "3"}
    found = compared(read_sheet(str(as_csv(tmp_path / "a.csv", rows))), side(loader, "mini-hcvd-ino-pathway"))
    assert [(d.field, d.left.text, d.place.part) for d in found.differences] == [
        ("dose", "3 mg", ("Before the amendment", "pomp"))
    ]


def test_a_sheet_of_an_older_version_and_of_another_protocol(loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, "ino-mrd")
    old = as_csv(tmp_path / "old.csv", [{**row, "Version": "0.9.0"} for row in rows])
    changed = as_csv(tmp_path / "changed.csv", [{**row, "SHA-256": "0" * 64} for row in rows])
    other = as_csv(tmp_path / "other.csv", [{**row, "Protocol": "pomp"} for row in rows])
    today = side(loader, "ino-mrd")
    notes = [compared(read_sheet(str(file)), today).differences[0].left.text for file in (old, changed, other)]
    digest = today.identity.sha256[:12] if today.identity else ""
    assert notes == [
        f"{old} was made from version 0.9.0, ino-mrd has version 1.0.0",
        f"the content of ino-mrd has changed since {changed} was made (sha256 000000000000… then, {digest}… now)",
        f"{other} was made from pomp, and is compared with ino-mrd",
    ]


MUTATIONS = {
    "Cycles": ("9", "cycles"), "Cycle length": ("99 days", "cycle length"),
    "Cycle given if": ("another condition", "cycle given if"), "Day": ("77", "day"), "Drug": ("imatinib", "drug"),
    "Dose": ("987", "dose"), "Unit": ("mg/kg", "dose"), "Basis": ("per head", "basis"), "Dose per": ("", "dose per"),
    "Times": ("every 5 hours", "times"), "Infused over": ("7 hours", "infused over"), "For": ("99 days", "duration"),
    "Route": ("rectal", "route"), "Doses per cycle": ("99", "doses per cycle"),
    "Cycle total": ("999 mg", "cycle total"), "Dose given if": ("if asked", "dose given if"),
    "One of": ("either", "one of"), "Sentence": ("other words", "sentence"), "Source": ("hearsay", "sentence"),
}  # fmt: skip
"""For each column that is compared: a wrong value, and the field that has to be told."""


@pytest.mark.parametrize("name", [INO, "ino-vate-hidac", "ino-vate-flag", "pomp", "blinatumomab-consolidation"])
def test_each_cell_that_is_changed_is_found(loader: Loader, tmp_path: Path, name: str) -> None:
    rows, right = table(loader, name), side(loader, name)
    unseen = []
    for at, row in enumerate(rows):
        for column, (value, field) in MUTATIONS.items():
            if row["Dose"] == "not stated" and column in ("Dose", "Unit", "Dose per"):
                continue
            wrong = as_csv(tmp_path / "a.csv", [*rows[:at], {**row, column: value}, *rows[at + 1 :]])
            found = compared(read_sheet(str(wrong)), right).differences
            told = {d.field for d in found if at + 2 in d.left.rows}
            others = {number for d in found for number in d.left.rows} - {at + 2}
            if field not in told or others:
                unseen.append((at + 2, column, told, others))
    assert unseen == []


def refused(loader: Loader, tmp_path: Path, *edits: Edit) -> str:
    file = workbook(loader, tmp_path / "build.xlsx", INO, *edits)
    with pytest.raises(InputError) as error:
        read_sheet(str(file))
    return str(error.value).removeprefix(f"{file}: ")


NUMBER = "expected a number with a decimal point and no other mark, such as 0.5 or 1.3 to 1.8"
DATE = 'a date or time, which spreadsheets make of what looks like one; expected text, such as "1 to 6"'
NUMBERS = 'expected numbers such as 1, "1 to 6" or "1, 8 and 15", without a hyphen'


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("Dose", "0,8", f'Orders!G6 (Dose): found "0,8", {NUMBER}'),
        ("Dose", "1,400", f'Orders!G6 (Dose): found "1,400", {NUMBER}'),
        ("Dose", ".8", f'Orders!G6 (Dose): found ".8", {NUMBER}'),
        ("Dose", "0.8 mg", f'Orders!G6 (Dose): found "0.8 mg", {NUMBER}'),
        ("Dose", "1.8 to 1.3", 'Orders!G6 (Dose): found "1.8 to 1.3", expected the lower number first'),
        ("Dose", "=0.4*2", 'Orders!G6 (Dose): found "=0.4*2", a formula; expected what it stands for, typed in'),
        ("Dose", True, 'Orders!G6 (Dose): found "true", true or false; expected words or a number'),
        ("Unit", None, 'Orders!G6 (Dose): found "0.8", expected a unit beside the dose, such as mg/m2'),
        ("Unit", "mg m", 'found "0.8", expected a unit such as mg/m2, g/m2, microgram/kg or mg'),
        ("Cycles", datetime.datetime(2026, 6, 1), f'Orders!B6 (Cycles): found "2026-06-01 00:00:00", {DATE}'),
        ("Cycles", "1-6", f'Orders!B6 (Cycles): found "1-6", {NUMBERS}'),
        ("Day", "4-11", f'Orders!E6 (Day): found "4-11", {NUMBERS}'),
        ("Day", 1.5, f'Orders!E6 (Day): found "1.5", {NUMBERS}'),
        ("Day", "0", 'Orders!E6 (Day): found "0", expected numbers from 1, the lower one first'),
        ("Drug", None, "Orders!F6 (Drug): it is empty; expected the drug"),
        ("Cycle length", "three weeks", 'Orders!C6 (Cycle length): found "three weeks", expected a length of time'),
        ("Doses per cycle", "2.5", 'found "2.5", expected a whole number, or not known'),
        ("Cycle total", "lots", 'found "lots", expected a total with its unit, such as 1.8 mg/m2, or not stated'),
        ("Dose per", "week", 'found "week", expected administration or day'),
    ],
)
def test_what_cannot_be_read_without_guessing(
    loader: Loader, tmp_path: Path, column: str, value: object, words: str
) -> None:
    assert words in refused(loader, tmp_path, put(6, column, value))


def test_merged_cells_and_headings(loader: Loader, tmp_path: Path) -> None:
    assert "Orders!A6:A8: merged cells" in refused(loader, tmp_path, lambda sheet: sheet.merge_cells("A6:A8"))
    twice = refused(loader, tmp_path, put(HEADINGS, "Route", "Dose"))
    assert twice == 'row 5: the heading "Dose" is there twice; expected it once'
    gone = refused(loader, tmp_path, put(HEADINGS, "Dose", "Amount"))
    assert gone == "no row with the headings Cycles, Day, Drug, Dose, Unit; expected one"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 51_000_000)
    return out.getvalue()


def lying_bomb() -> bytes:
    """A bomb whose directory says that it is small."""
    data, size = bomb(), struct.pack("<I", 51_000_000)
    assert data.count(size) == 2
    return data.replace(size, struct.pack("<I", 1000))


def hollow() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    return out.getvalue()


def laughing(file: bytes) -> bytes:
    """A workbook whose texts are entities of entities."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    kind = f'<!DOCTYPE worksheet [<!ENTITY e0 "ha">{entities}]>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert text.startswith(b"<worksheet")
                text = kind + text.replace(b"Until CR or CRi", b"&e9;", 1)
            target.writestr(name, text)
    return out.getvalue()


def test_a_workbook_of_entities_is_refused(dosetrace: Run, loader: Loader, tmp_path: Path) -> None:
    file = workbook(loader, tmp_path / "build.xlsx", INO)
    file.write_bytes(laughing(file.read_bytes()))
    done = dosetrace("compare", file, INO)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no xlsx workbook that can be read" in done.stderr


def ods() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    return out.getvalue()


BROKEN: dict[str, tuple[bytes, str]] = {
    "text.xlsx": (b"hello", "no xlsx workbook; expected a file saved as .xlsx"),
    "empty.xlsx": (b"", "no xlsx workbook"),
    "secret.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an .xls or a workbook with a password"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "expected a build sheet as .xlsx or .csv"),
    "hollow.xlsx": (hollow(), "no xlsx workbook that can be read"),
    "other.xlsx": (ods(), "no workbook in it"),
    "sheet.ods": (ods(), "expected a build sheet as .xlsx or .csv"),
    "bomb.xlsx": (bomb(), "unpacks to 51,000,004 bytes; expected at most 50,000,000"),
    "lying.xlsx": (lying_bomb(), "no xlsx workbook that can be read"),
    "large.csv": (b"x" * 17_000_000, "the file has 17,000,000 bytes; expected at most 16,000,000"),
    "long.csv": (b"a\n" * 30_000, "found 30,000 rows and 1 columns; expected at most 5,000 and 100"),
    "latin.csv": ("Drug,Unit\nx,mg/m²\n".encode("latin-1"), "it is no UTF-8 text; expected a csv saved as UTF-8"),
    "empty.csv": (b"", "no row with the headings"),
    "quote.csv": (b'Drug,"Dose\n', "no csv that can be read"),
    "none.csv": (b"Cycles,Day,Drug,Dose,Unit\n", "no order below the headings"),
    "many.csv": (
        b"Cycles,Day,Drug,Dose,Unit\n" + b"1 to 999,1 to 999,mesna,1,mg\n" * 100,
        "found more than 50,000 orders in all cycles",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_sheet(dosetrace: Run, tmp_path: Path, name: str) -> None:
    data, words = BROKEN[name]
    (tmp_path / name).write_bytes(data)
    done = dosetrace("compare", tmp_path / name, "pomp")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_is_not_there(dosetrace: Run, tmp_path: Path) -> None:
    done = dosetrace("compare", tmp_path / "none.xlsx", "pomp")
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.xlsx: No such file or directory" in done.stderr


def test_two_sheets_are_told_apart_by_their_rows(dosetrace: Run, loader: Loader, tmp_path: Path) -> None:
    rows = table(loader, "ino-mrd")
    as_csv(tmp_path / "a.csv", rows)
    as_csv(tmp_path / "b.csv", [*rows[:1], {**rows[1], "Route": "oral"}, *rows[2:]])
    done = dosetrace("compare", "a.csv", "b.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == (
        "different  cycle 1, day 8: inotuzumab ozogamicin, route not stated in a.csv, oral in b.csv "
        "[row 3 of a.csv, row 3 of b.csv]"
    )


def test_a_bundle_from_standard_input(dosetrace: Run) -> None:
    bundle = (ROOT / "fhir_bundles/r4/pomp.json").read_bytes()
    done = dosetrace("compare", "-", "pomp", stdin=bundle.replace(b'"value": 10,', b'"value": 11,'))
    assert done.returncode == 1
    assert "methotrexate 11 mg/m² in -" in done.stdout


def test_sides_keep_their_order(loader: Loader, tmp_path: Path) -> None:
    file = workbook(loader, tmp_path / "build.xlsx", INO, put(7, "Dose", "0.6"))
    here: Side = read_sheet(str(file))
    assert said(compared(side(loader, INO), here)) == [("dose", "0.5 mg/m2", "0.6 mg/m2")]
