"""The canonical addresses that bundles are written with and read by."""

from __future__ import annotations

BASE = "https://w3id.org/dosetrace/fhir"
DERIVED = f"{BASE}/StructureDefinition/derived"
NOT_STATED = f"{BASE}/StructureDefinition/not-stated"
STATED_TOTAL = f"{BASE}/StructureDefinition/stated-total"
FROM_CYCLE = f"{BASE}/StructureDefinition/from-cycle"
OBSERVATIONS = f"{BASE}/CodeSystem/observations"
SOURCE = f"{BASE}/source"

DERIVATION_REFERENCE = "http://hl7.org/fhir/StructureDefinition/derivation-reference"
DATA_ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
DAYS_OF_CYCLE = "http://hl7.org/fhir/StructureDefinition/timing-daysOfCycle"

CONTINUOUS = "continuous infusion"
"""The words of `dosage.method` for what the source calls continuous."""
