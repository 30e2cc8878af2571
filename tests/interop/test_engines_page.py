"""The page on engines says what is recorded, and all of it. Needs no foreign program."""

from __future__ import annotations

from interop.engine import PLANS
from interop.engines import ELEMENTS, PAGE, TRIED, matching, page
from interop.fixtures import APPLY, RELEASES, load, name_of
from interop.patients import PATIENTS
from interop.tried import TRIALS


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "cd tests && python -m interop.engines"


def test_every_recorded_element_is_in_one_row_of_the_page() -> None:
    for release in RELEASES:
        elements = load(APPLY / "elements.yaml")[release]["elements"]
        rows = [path for _, kind, pattern in ELEMENTS for path in matching(elements, kind, pattern)]
        assert sorted(rows) == sorted(elements)


def test_every_row_of_the_page_has_elements() -> None:
    elements = load(APPLY / "elements.yaml")["r4"]["elements"]
    assert [label for label, kind, pattern in ELEMENTS if not matching(elements, kind, pattern)] == []


def test_every_trial_is_on_the_page() -> None:
    assert [name for name, _ in TRIED] == [trial.name for trial in TRIALS]


def test_every_plan_and_patient_is_recorded_once() -> None:
    for plan in PLANS:
        recorded = [patient for entry in load(name_of(plan)) for patient in entry["patients"]]
        assert sorted(recorded) == sorted(patient.id for patient in PATIENTS)


def test_every_plan_has_a_half_written_by_hand() -> None:
    assert sorted(load(APPLY / "should.yaml")) == PLANS
