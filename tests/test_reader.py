"""The dosing reader: spellings, attachment, what it leaves alone, and its figures on the corpus."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from conftest import ROOT, Run
from dosetrace.reader.claims import Claim
from dosetrace.reader.names import key_of
from dosetrace.reader.read import read
from dosetrace.terminology import drugs
from reader import score

CORPUS = ROOT / "tests" / "reader"


def only(text: str) -> Claim:
    """The one claim of a text, which leaves nothing unread."""
    reading = read(text)
    assert not reading.unread
    (claim,) = reading.claims
    return claim


UNITS = {
    "250 mg/m2": "250 mg/m2", "250 mg/m²": "250 mg/m2", "250 mg/m 2": "250 mg/m2", "250 mg/m\n2": "250 mg/m2",
    "250 mg/m^2": "250 mg/m2", "250 mg/m(2)": "250 mg/m2", "250 mg m-2": "250 mg/m2", "250 mg m⁻²": "250 mg/m2",
    "250 mg/sqm": "250 mg/m2", "250 mg per square meter of body-surface area": "250 mg/m2", "250mg/m2": "250 mg/m2",
    "5 µg/kg": "5 ug/kg", "5 μg/kg": "5 ug/kg", "5 mcg/kg": "5 ug/kg", "5 ug/kg": "5 ug/kg",
    "5 micrograms per kilogram": "5 ug/kg", "1.5 g/m2": "1.5 g/m2", "1·5 g/m2": "1.5 g/m2", "1,5 g/m2": "1.5 g/m2",
    "0.80 mg/m2": "0.80 mg/m2", "1,500 mg": "1500 mg", "1 000 mg": "1000 mg", "60-mg": "60 mg",
    "6,000 IU/m2": "6000 [IU]/m2", "10000 units/m2": "10000 U/m2", "3 million units": "3000000 U",
    "1.3-1.8 mg/m2": "1.3 to 1.8 mg/m2", "1.3 to 1.8 mg/m2": "1.3 to 1.8 mg/m2", "10 mg to 20 mg": "10 to 20 mg",
    "5 × 10^6 IU": "5000000 [IU]", "5 × 10⁶ IU": "5000000 [IU]", "7.4 GBq": "7.4 GBq",
}  # fmt: skip


@pytest.mark.parametrize("words", UNITS)
def test_amounts_in_every_spelling(words: str) -> None:
    assert str(only(f"Patients received methotrexate {words} on day 1.").dose) == UNITS[words]


def test_an_area_under_the_curve_is_a_dose_of_carboplatin() -> None:
    assert str(only("Carboplatin AUC 5 on day 1.").dose) == "5 {AUC}"
    assert str(only("Carboplatin (area under the curve = 6) on day 1.").dose) == "6 {AUC}"
    assert read("The area under the ROC curve was 0.85 with cytarabine.").claims == ()


DAYS = {
    "on days 1-3": (1, 2, 3), "days 1 to 6": (1, 2, 3, 4, 5, 6), "d1, d8, d15": (1, 8, 15), "on days 1 and 8": (1, 8),
    "D1–D4, D11–D14": (1, 2, 3, 4, 11, 12, 13, 14), "day -3 to -1": (-3, -2, -1), "days −6 through −4": (-6, -5, -4),
    "on days 1,8, and 15": (1, 8, 15), "on day 1 and again on day 15": (1, 15), "days 1–2 & 8–9": (1, 2, 8, 9),
    "from day 2 to day 4": (2, 3, 4), "on the first day of each cycle": (1,), "on days +3, +6 and +11": (3, 6, 11),
    "on days 1\nand 8": (1, 8), "on days 1, 2, 3,\n4": (1, 2, 3, 4),
}  # fmt: skip


@pytest.mark.parametrize("words", DAYS)
def test_days_in_every_spelling(words: str) -> None:
    assert only(f"Patients received cytarabine 100 mg/m2 {words}.").days == DAYS[words]


TIMES = {
    "every 12 h": ("every_hours", 12), "q12h": ("every_hours", 12), "q 12 hours": ("every_hours", 12),
    "BID": ("times_per_day", 2), "b.i.d.": ("times_per_day", 2), "twice daily": ("times_per_day", 2),
    "three times a day": ("times_per_day", 3), "once daily": ("times_per_day", 1), "daily": ("per", "day"),
    "twice weekly": ("times_per_week", 2), "once weekly": ("every", "1 wk"), "weekly": ("every", "1 wk"),
    "monthly": ("every", "1 mo"), "every other day": ("every", "2 d"), "every 3 weeks": ("every", "3 wk"),
    "q3w": ("every", "3 wk"), "every 4 to 6 weeks": ("every", "4 to 6 wk"), "over 3 hours": ("infusion", "3 h"),
    "over 30-60 min": ("infusion", "30 to 60 min"), "for 5 days": ("duration", "5 d"),
    "for two years": ("duration", "2 a"),
    "intrathecally": ("route", "intrathecal"), "p.o.": ("route", "oral"), "s.c.": ("route", "subcutaneous"),
    "for 6 doses": ("count", 6), "(maximum 2 mg)": ("max_dose", "2 mg"), "capped at 2 mg": ("max_dose", "2 mg"),
    "(max. 2 mg)": ("max_dose", "2 mg"), "from day 6 until recovery": ("from_day", 6),
    "in cycles 1, 3, 5, 7": ("cycles", (1, 3, 5, 7)), "in cycles 2-6": ("cycles", (2, 3, 4, 5, 6)),
    "for the first 4 cycles": ("cycles", (1, 2, 3, 4)), "for up to four 28-day cycles": ("max_cycles", 4),
    "for a maximum of 6 cycles": ("max_cycles", 6), "on a 28-day cycle": ("cycle_length", "28 d"),
    "of a 21- to 28-day cycle": ("cycle_length", "21 to 28 d"), "in 12-dose cycles": ("count", 12),
}  # fmt: skip


@pytest.mark.parametrize("words", TIMES)
def test_times_lengths_and_cycles_in_every_spelling(words: str) -> None:
    field, expected = TIMES[words]
    found = getattr(only(f"Patients received vincristine 1.5 mg/m2 {words}."), field)
    assert (found if isinstance(expected, int | tuple) else str(found)) == expected


def test_a_continuous_infusion() -> None:
    claim = only("Cytarabine 100 mg/m2/d as a 24-h continuous infusion on days 1-7.")
    assert (claim.per, claim.continuous, str(claim.infusion)) == ("day", True, "24 h")
    claim = only("Blinatumomab was continuously infused over 28 days every 42-day cycle for 4 cycles.")
    assert (claim.dose, claim.continuous, str(claim.duration)) == (None, True, "28 d")
    assert (str(claim.cycle_length), claim.max_cycles) == ("42 d", 4)


def said(text: str) -> list[tuple[str, str, tuple[int, ...] | None]]:
    return said_of(read(text).claims)


def test_doses_go_to_their_drugs() -> None:
    assert said("Patients received 60 mg/m2 of daunorubicin on days 1-3 and cytarabine 100 mg/m2 on days 1-7.") == [
        ("daunorubicin", "60 mg/m2", (1, 2, 3)),
        ("cytarabine", "100 mg/m2", (1, 2, 3, 4, 5, 6, 7)),
    ]
    assert said("Fludarabine, cytarabine and idarubicin at 30, 2000 and 8 mg/m2, respectively, on days 1-3.") == [
        ("fludarabine", "30 mg/m2", (1, 2, 3)),
        ("cytarabine", "2000 mg/m2", (1, 2, 3)),
        ("idarubicin", "8 mg/m2", (1, 2, 3)),
    ]
    assert said("CHOP: cyclophosphamide 750 mg/m2, doxorubicin 50 mg/m2 and vincristine 1.4 mg/m2 on day 1.") == [
        ("cyclophosphamide", "750 mg/m2", (1,)),
        ("doxorubicin", "50 mg/m2", (1,)),
        ("vincristine", "1.4 mg/m2", (1,)),
    ]
    assert said("Day 1: doxorubicin 40 mg/m2; vincristine 2 mg. Day 8: vincristine 1 mg.") == [
        ("doxorubicin", "40 mg/m2", (1,)),
        ("vincristine", "2 mg", (1,)),
        ("vincristine", "1 mg", (8,)),
    ]


def test_an_abbreviation_that_the_text_defines() -> None:
    text = "Glofitamab (GLO) was given with step-up dosing. GLO 2.5 mg on day 8 and GLO 10 mg on day 15."
    assert said(text) == [("glofitamab", "2.5 mg", (8,)), ("glofitamab", "10 mg", (15,))]


NO_DOSING = [
    "The 2-year survival rate was 54% (95% CI, 45-62; P = .01) with inotuzumab.",
    "Eligible patients had creatinine ≤ 2 mg/dL and bilirubin < 1.5 mg/dL before methotrexate.",
    "Patients aged 18 to 60 years were followed for 24 months (range, 9-43) after cytarabine.",
    "Supported by grant R01 CA12345 and 5 U10 CA180820; methotrexate was donated.",
    "Trough busulfan levels averaged 640 ng/mL.",
    "Prednisone at more than 20 mg/day was not allowed.",
    "Imatinib is supplied as tablets of 100 mg and 400 mg.",
    "The median dose of cytarabine received was 285 mg/m2.",
    "Radiotherapy of 24 Gy in 12 fractions preceded dexamethasone.",
    "A median of 3 cycles (range, 1-6) of blinatumomab were administered.",
]


@pytest.mark.parametrize("text", NO_DOSING)
def test_what_is_no_dosing_gives_no_claim(text: str) -> None:
    assert [str(claim) for claim in read(text).claims] == []


def test_where_sentences_end() -> None:
    text = "Arm A: paclitaxel 80 mg/m2 on day 1 q 28 d. Arm B: docetaxel 75 mg/m2 i.v. on day 1.\n\nFor 6 cycles."
    assert [(claim.drug, str(claim.cycle_length)) for claim in read(text).claims] == [
        ("paclitaxel", "28 d"),
        ("docetaxel", "None"),
    ]
    parted = only("Bortezomib was given at 1.\n\n3 mg/m2 on day 1.")
    assert (str(parted.dose), parted.sure, parted.other_reading) == ("1.3 mg/m2", False, {"dose": "3"})


def test_it_abstains() -> None:
    assert [left.why for left in read("Then 40 mg on day 1.").unread] == ["a dose without a drug"]
    unknown = read("Cytarabine 100 mg on day 1, Zzyzx 5 mg on day 2.")
    assert said_of(unknown.claims) == [("cytarabine", "100 mg", (1,))]
    assert [left.why for left in unknown.unread] == ["a dose of something that no table of drugs names"]
    behind = read("Cytarabine 100 mg on day 1 and 5 mg of zzyzx on day 2.")
    assert said_of(behind.claims) == [("cytarabine", "100 mg", (1,))]
    assert [left.why for left in behind.unread] == ["a dose of something that no table of drugs names"]
    thousands = only("Methotrexate 1.000 mg on day 1.")
    assert not thousands.sure
    assert thousands.other_reading == {"dose": "1000"}


def said_of(claims: tuple[Claim, ...]) -> list[tuple[str, str, tuple[int, ...] | None]]:
    return [(claim.drug, str(claim.dose), claim.days) for claim in claims]


def test_spans_are_the_words_in_code_points() -> None:
    text = "𝛼-study:\nInotuzumab ozo-\ngamicin 0.5 mg/m² on days 8\nand 15"
    (claim,) = read(text).claims
    words = {name: text[start:end] for name, (start, end) in claim.spans.items()}
    assert words == {"drug": "Inotuzumab ozo-\ngamicin", "dose": "0.5 mg/m²", "days": "days 8\nand 15"}


def test_what_another_sentence_says_keeps_its_words() -> None:
    text = "Imatinib 400 mg was given to all on day 1. Cycles were repeated every 28 days for 6 cycles."
    claim = only(text)
    assert (str(claim.cycle_length), claim.max_cycles) == ("28 d", 6)
    words = {name: text[start:end] for name, (start, end) in claim.spans.items()}
    assert words["cycle_length"] == "28 days"
    assert words["max_cycles"] == "6 cycles"
    text = "Bortezomib 1.3 mg/m2 was given on days 1 and 8. The dose was reduced to 1 mg/m2 in cycle 2."
    later = read(text).claims[1]
    assert (str(later.dose), later.days) == ("1 mg/m2", (1, 8))
    assert text[slice(*later.spans["days"])] == "days 1 and 8"


def test_every_span_holds_the_number_it_stands_for() -> None:
    for item in (s for part in score.CORPUS for s in score.statements(CORPUS / f"{part}.yaml")):
        for claim in read(item.text).claims:
            for name, number in (("dose", claim.dose), ("cycle_length", claim.cycle_length), ("every", claim.every)):
                if number is not None and name in claim.spans:
                    words = item.text[slice(*claim.spans[name])]
                    figure = format(number.low, "f").lstrip("0").rstrip("0").rstrip(".") or "0"
                    assert _told(figure, words), (item.id, name, words, str(number))


def _told(figure: str, words: str) -> bool:
    """Whether a number stands in words, as figures, as a word or as "weekly"; millions are written short."""
    plain_words = re.sub(r"(?<=\d)[,\s](?=\d{3})", "", words.replace(",", ".").replace("·", "."))
    in_figures = figure in plain_words or figure.replace(".", "") in re.sub(r"\D", "", words)
    return in_figures or bool(re.search(r"weekly|week|monthly|month|other|million|×|two|three|four|six|Q", words))


@pytest.mark.parametrize("part", ["seeds", "development", "held_out"])
def test_figures_on_the_corpus(part: str) -> None:
    total = score.score(score.statements(CORPUS / f"{part}.yaml"))
    assert total.figure("days")[2] >= 0.95
    assert len(total.wrong) <= total.sure / 50


def test_nothing_wrong_and_nothing_missing_in_the_seeds() -> None:
    total = score.score(score.statements(CORPUS / "seeds.yaml"))
    assert total.notes == []
    assert total.wrong == []


@pytest.mark.parametrize("seed", sorted(ROOT.glob("seeds/*.txt")), ids=lambda path: path.stem)
def test_whole_documents_leave_nothing_unread(seed: Path) -> None:
    assert read(seed.read_text(encoding="utf-8")).unread == ()


def test_the_corpus_is_large_enough() -> None:
    sizes = {part: len(score.statements(CORPUS / f"{part}.yaml")) for part in score.CORPUS}
    assert sizes["development"] >= 150
    assert sizes["held_out"] >= 50


def test_the_page_has_the_figures_of_today() -> None:
    done = subprocess.run(
        [sys.executable, CORPUS / "score.py", "--check"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.stdout + done.stderr == ""


# the command


def test_the_command_underlines_and_explains(dosetrace: Run, tmp_path: Path) -> None:
    prose = tmp_path / "abstract.txt"
    prose.write_text("Vincristine 2 mg was given on days 1 and 8.\n", encoding="utf-8")
    done = dosetrace("read", str(prose))
    assert done.stdout.splitlines() == [
        "line 1",
        "    Vincristine 2 mg was given on days 1 and 8.",
        "    ~~~~~~~~~~~ ~~~~              ~~~~~~~~~~~~",
        "    = vincristine 2 mg on days 1, 8",
        "",
        "1 claim, 0 of them unsure, 0 stretches unread",
    ]


def test_the_json_has_its_schema(dosetrace: Run, tmp_path: Path) -> None:
    prose = ROOT / "seeds" / "mini-hcvd-ino-blina.txt"
    found = json.loads(dosetrace("read", str(prose), "--format", "json").stdout)
    schema = json.loads((ROOT / "docs/pages/schemas/read.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema)
    first = found["claims"][0]
    assert (first["drug"], first["dose"], first["days"]) == (
        "cyclophosphamide",
        {"low": "150", "high": "150", "unit": "mg/m2"},
        [1, 2, 3],
    )
    start, end = first["spans"]["dose"]
    assert prose.read_text(encoding="utf-8")[start:end] == "150 mg/m 2"


BAD_FILES = {
    "binary.txt": (b"\x89PNG\r\n\x1a\n\xff\xfe", "is no UTF-8"),
    "null.txt": (b"cytarabine\n100 mg\x00", ":2: has a null byte"),
    "large.txt": (b"x" * 16_000_001, "has more than 16,000,000 bytes"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_what_is_no_prose_is_refused(name: str, dosetrace: Run, tmp_path: Path) -> None:
    data, words = BAD_FILES[name]
    (tmp_path / name).write_bytes(data)
    done = dosetrace("read", str(tmp_path / name))
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_nothing_to_read_is_no_error(dosetrace: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = dosetrace("read", str(tmp_path / "empty.txt"))
    assert (done.returncode, done.stdout) == (0, "0 claims, 0 of them unsure, 0 stretches unread\n")


HOSTILE = {
    "one line without an end": "cytarabine 5 mg on day 1, " * 40_000,
    "open parentheses": "cytarabine (5 mg " * 20_000,
    "nothing but parentheses": "(" * 1_000_000,
    "a list of numbers": "days " + "1, " * 300_000,
    "doses without drugs": "5 mg " * 50_000,
    "hyphens at line ends": "a-\n" * 300_000,
    "digits": "7" * 1_000_000,
    "spaces": " " * 1_000_000,
    "another script": "環磷醯胺五百毫克每日两次。" * 50_000,
    "white space and stops": ".\n \n" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gets_an_answer(name: str, dosetrace: Run, tmp_path: Path) -> None:
    prose = tmp_path / "hostile.txt"
    prose.write_text(HOSTILE[name], encoding="utf-8")
    done = dosetrace("read", prose, "--format", "json")
    assert done.returncode == 0
    json.loads(done.stdout)


# the names


def test_no_word_names_two_drugs() -> None:
    rows = (ROOT / "validator/dosetrace/reader/names.csv").read_text(encoding="utf-8").splitlines()[1:]
    owners: dict[str, str] = {}
    for row in rows:
        name, _, words = row.partition(",")
        for word in filter(None, [name, *words.split("|")]):
            assert owners.setdefault(key_of(word), name) == name, word


def test_every_drug_of_the_dataset_is_read() -> None:
    for drug in drugs().values():
        for word in drug.words:
            assert [claim.drug for claim in read(f"{word} 5 mg on day 1.").claims] == [drug.name]
