"""What a reader takes from the page of a protocol is what the repository holds, byte for byte."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from conftest import ROOT, Run
from dosetrace.checks.load import Loader
from dosetrace.data import Dataset
from dosetrace.findings import InputError
from dosetrace.site.downloads import Download, downloads_html, downloads_of
from dosetrace.targets import whole_target


def downloads(loader: Loader, name: str) -> tuple[Download, ...]:
    return downloads_of(loader, whole_target(loader, name, "protocol"))


@pytest.fixture(scope="module")
def pomp(loader: Loader) -> tuple[Download, ...]:
    return downloads(loader, "pomp")


def test_the_files_of_a_protocol_in_their_order(pomp: tuple[Download, ...]) -> None:
    assert [(download.name, download.label) for download in pomp] == [
        ("pomp-r4.json", "FHIR R4 bundle"),
        ("pomp-r5.json", "FHIR R5 bundle"),
        ("pomp-a4.xlsx", "Build sheet, XLSX, A4"),
        ("pomp-letter.xlsx", "Build sheet, XLSX, US Letter"),
        ("pomp.csv", "Build sheet, CSV"),
        ("pomp.yaml", "Protocol, YAML"),
        ("pomp-schedule.json", "Schedule, JSON"),
    ]


def test_what_the_repository_has_is_given_as_it_is(loader: Loader) -> None:
    kept = {
        "-r4.json": "fhir_bundles/r4/{}.json",
        "-r5.json": "fhir_bundles/r5/{}.json",
        ".yaml": "protocols/{}.yaml",
        "-schedule.json": "fhir_bundles/schedules/{}.json",
    }
    for name in ("ino-vate", "ino-vate-hidac", "mini-hcvd-ino-pathway"):
        by_name = {download.name: download for download in downloads(loader, name)}
        for ending, path in kept.items():
            file = (ROOT / path.format(name)).read_bytes()
            assert by_name[f"{name}{ending}"].data == file
            assert by_name[f"{name}{ending}"].sha256 == hashlib.sha256(file).hexdigest()


def test_the_workbooks_open_and_have_their_paper(pomp: tuple[Download, ...]) -> None:
    # 9 is A4 and 1 is Letter in the file format
    for download, paper in ((pomp[2], "9"), (pomp[3], "1")):
        book = openpyxl.load_workbook(io.BytesIO(download.data))
        assert book.sheetnames == ["Orders", "Totals", "Gaps and decisions"]
        assert str(book["Orders"].page_setup.paperSize) == paper
        assert [book["Orders"].cell(row, 6).value for row in (6, 7, 8, 9)] == [
            "predniSONE", "vinCRIStine", "mercaptopurine", "methotrexate",
        ]  # fmt: skip


def test_the_csv_has_a_row_for_each_order(pomp: tuple[Download, ...]) -> None:
    table = list(csv.DictReader(io.StringIO(pomp[4].data.decode("utf-8-sig"))))
    assert [(row["Drug"], row["Dose"], row["Unit"]) for row in table] == [
        ("predniSONE", "50", "mg"),
        ("vinCRIStine", "2", "mg"),
        ("mercaptopurine", "50", "mg"),
        ("methotrexate", "10", "mg/m²"),
    ]


def test_the_build_sheets_are_what_export_writes(dosetrace: Run, pomp: tuple[Download, ...], tmp_path: Path) -> None:
    for download, options in ((pomp[2], ()), (pomp[3], ("--paper", "letter")), (pomp[4], ())):
        done = dosetrace("export", "pomp", "--output", tmp_path / download.name, *options)
        assert done.returncode == 0
        assert (tmp_path / download.name).read_bytes() == download.data


def test_two_runs_give_the_same_bytes(loader: Loader, pomp: tuple[Download, ...]) -> None:
    again = downloads(Loader(Dataset(ROOT)), "pomp")
    assert [download.sha256 for download in again] == [download.sha256 for download in pomp]


def test_a_bundle_that_is_not_there_is_named(loader: Loader, tmp_path: Path) -> None:
    without = replace(loader, folders=Dataset(tmp_path))
    with pytest.raises(InputError, match=r"fhir_bundles/r4/pomp\.json: not readable"):
        downloads_of(without, whole_target(loader, "pomp", "protocol"))


@pytest.mark.parametrize(
    ("length", "size"), [(0, "0 kB"), (1, "1 kB"), (1000, "1 kB"), (1001, "2 kB"), (207_900, "208 kB")]
)
def test_a_size_is_rounded_up(length: int, size: str) -> None:
    assert Download("a.json", "A", b"x" * length).size == size


def test_the_table_has_link_size_and_hash() -> None:
    # sha256 of "dose", by sha256sum
    found = downloads_html("pomp", [Download("pomp-r4.json", "FHIR R4 bundle", b"dose")])
    assert found == (
        '<div class="dt-scroll" tabindex="0" role="region" aria-label="Downloads">'
        '<table class="dt-downloads" data-search-exclude>'
        "<caption>Downloads</caption>"
        '<thead><tr><th scope="col">Download</th> <th scope="col">File</th> <th scope="col">Size</th>'
        ' <th scope="col">SHA-256</th></tr></thead>'
        '<tbody><tr><th scope="row">FHIR R4 bundle</th>'
        ' <td><a href="../downloads/pomp/pomp-r4.json" download>pomp-r4.json</a></td> <td>1 kB</td>'
        ' <td><code class="dt-hash">daf81fe9648c6ae09439b52d850b3ad158d88a82709d8873e27d0ebf55ed08a1'
        "</code></td></tr></tbody></table></div>"
        "<p>To verify a file, compare its SHA-256 with what <code>sha256sum FILE</code> prints, in Windows "
        "<code>certutil -hashfile FILE SHA256</code>.</p>"
    )


def test_the_table_has_a_row_for_each_file(pomp: tuple[Download, ...]) -> None:
    html = downloads_html("pomp", pomp)
    assert re.findall(r'href="\.\./downloads/pomp/([^"]+)"', html) == [download.name for download in pomp]
    assert re.findall(r"[0-9a-f]{64}", html) == [download.sha256 for download in pomp]
