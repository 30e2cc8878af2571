"""What a generator of dosing phrases says, the reader reads back."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dosetrace.reader.read import read

DRUGS = ["cytarabine", "vincristine", "methotrexate", "inotuzumab ozogamicin", "6-mercaptopurine", "Ara-C", "G-CSF"]
NAMES = {"6-mercaptopurine": "mercaptopurine", "Ara-C": "cytarabine", "G-CSF": "granulocyte colony-stimulating factor"}
UNITS = {
    "mg/m2": "mg/m2", "mg/m 2": "mg/m2", "mg/m²": "mg/m2", "mg m-2": "mg/m2", "mg/m^2": "mg/m2", "mg": "mg", "g": "g",
    "mg/kg": "mg/kg", "µg/kg": "ug/kg", "mcg/m2": "ug/m2", "IU/m2": "[IU]/m2", "mg per square metre": "mg/m2",
}  # fmt: skip
amounts = st.decimals(Decimal("0.01"), Decimal("900"), places=2).map(lambda d: format(d.normalize(), "f"))
day_sets = st.sets(st.integers(1, 28), min_size=1, max_size=5).map(sorted)


@st.composite
def day_words(draw: st.DrawFn) -> tuple[str, tuple[int, ...]]:
    """Days in one of the ways of papers, and what they are."""
    days = draw(day_sets)
    manner = draw(st.sampled_from(["list", "range", "short"]))
    if manner == "range":
        first, last = min(days), max(days) + 1
        word = draw(st.sampled_from(["to", "through", "-", "–"]))
        gap = "" if word in "-–" else " "
        return f"on days {first}{gap}{word}{gap}{last}", tuple(range(first, last + 1))
    if manner == "short":
        return ", ".join(f"d{day}" for day in days), tuple(days)
    if len(days) == 1:
        return f"on day {days[0]}", tuple(days)
    comma = draw(st.sampled_from([" and ", ", and "]))
    return f"on days {', '.join(map(str, days[:-1]))}{comma}{days[-1]}", tuple(days)


@st.composite
def items(draw: st.DrawFn) -> tuple[str, tuple[str, str, tuple[int, ...]]]:
    """A drug with its dose and days in one of the ways of papers, and what it says."""
    drug, unit = draw(st.sampled_from(DRUGS)), draw(st.sampled_from(list(UNITS)))
    amount, (words, days) = draw(amounts), draw(day_words())
    form = draw(st.sampled_from(["{drug} {dose} {days}", "{drug} ({dose} {days})", "{drug} at {dose} {days}"]))
    dose = f"{amount} {unit}"
    return form.format(drug=drug, dose=dose, days=words), (NAMES.get(drug, drug), f"{amount} {UNITS[unit]}", days)


@st.composite
def regimens(draw: st.DrawFn) -> tuple[str, list[tuple[str, str, tuple[int, ...]]]]:
    """A sentence with up to four drugs, some of its spaces being line ends."""
    parts = draw(st.lists(items(), min_size=1, max_size=4))
    joint = draw(st.sampled_from(["; ", ", ", " and ", ". "]))
    sentence = f"Patients received {joint.join(words for words, _ in parts)}."
    ends = draw(st.sets(st.integers(0, len(sentence) - 1), max_size=4))
    broken = "".join("\n" if at in ends and char == " " else char for at, char in enumerate(sentence))
    return broken, [said for _, said in parts]


@given(regimens())
def test_a_regimen_is_read_back(regimen: tuple[str, list[tuple[str, str, tuple[int, ...]]]]) -> None:
    text, said = regimen
    found = {(claim.drug, str(claim.dose), claim.days) for claim in read(text).claims}
    assert found == set(said)


@given(st.sampled_from(DRUGS), st.lists(amounts, min_size=2, max_size=3, unique=True))
def test_respectively_pairs_doses_with_days(drug: str, doses: list[str]) -> None:
    days = [1, 8, 15][: len(doses)]
    text = f"{drug} {_list(doses)} mg/m2 on days {_list(days)}, respectively."
    found = {(str(claim.dose), claim.days) for claim in read(text).claims}
    assert found == {(f"{dose} mg/m2", (day,)) for dose, day in zip(doses, days, strict=True)}


def _list(values: list[str] | list[int]) -> str:
    *most, last = map(str, values)
    return f"{', '.join(most)} and {last}"


@given(st.text(max_size=300))
def test_any_text_gets_an_answer_with_spans_inside_it(text: str) -> None:
    for claim in read(text).claims:
        assert all(0 <= start < end <= len(text) for start, end in claim.spans.values())


WORDS = """5 0.5 1,000 mg mg/m2 ( ) , ; . - to days day 1 8 and cytarabine MTX every 12 h cycle respectively
then total maximum × / AUC q d for weeks if reduced first maximum up per of twice daily weekly IV""".split()  # noqa: SIM905


@given(st.lists(st.sampled_from([*WORDS, "\n"]), max_size=40))
def test_any_order_of_dosing_words_gets_an_answer(words: list[str]) -> None:
    text = " ".join(words)
    for claim in read(text).claims:
        assert all(0 <= start < end <= len(text) for start, end in claim.spans.values())
        assert claim.dose is None or claim.dose.low <= claim.dose.high
