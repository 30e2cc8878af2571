"""The patients for whom plans are applied. All are invented; no number in them is anybody's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dosetrace.fhir.urls import OBSERVATIONS

HALF_A_YEAR = timedelta(days=183)


@dataclass(frozen=True)
class Invented:
    """One patient: what was found of the response, CD20 in percent as written, completed years. None is unknown."""

    id: str
    response: str | None
    cd20: str | None
    age: int | None

    def born(self, today: date) -> date | None:
        """Half a year before the birthday of this year's month, so that the age is the same at any time of day and
        in any time zone."""
        return None if self.age is None else date(today.year - self.age, today.month, 1) - HALF_A_YEAR

    def resources(self, today: date) -> list[dict[str, Any]]:
        """The Patient and what was observed of it, as R4 and R5 both have them."""
        born = self.born(today)
        patient = {"resourceType": "Patient", "id": self.id, **({"birthDate": born.isoformat()} if born else {})}
        found = [patient]
        if self.response is not None:
            coded = {"valueCodeableConcept": {"coding": [{"system": OBSERVATIONS, "code": self.response}]}}
            found.append(self.observation("response", coded))
        if self.cd20 is not None:
            percent = {"unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}
            value = {"valueQuantity": {"value": json.loads(self.cd20), **percent}}
            found.append(self.observation("cd20-expression", value))
        return found

    def observation(self, code: str, value: dict[str, Any]) -> dict[str, Any]:
        """A final observation of the patient; `value` is its value[x]."""
        return {
            "resourceType": "Observation", "id": f"{self.id}-{code}", "status": "final",
            "code": {"coding": [{"system": OBSERVATIONS, "code": code}]},
            "subject": {"reference": f"Patient/{self.id}"}, "effectiveDateTime": "2026-01-01", **value,
        }  # fmt: skip


PATIENTS = (
    Invented("patient-54", response="cr", cd20="10", age=54),
    Invented("patient-55", response="no-remission", cd20="20", age=55),
    Invented("patient-61", response=None, cd20=None, age=61),
    Invented("patient-no-age", response="cri", cd20="19.9", age=None),
)


def bundle(patient: Invented, today: date) -> str:
    """The patient's resources as the text of a collection."""
    entries = [{"resource": resource} for resource in patient.resources(today)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
