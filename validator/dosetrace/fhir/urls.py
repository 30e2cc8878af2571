"""The canonical addresses that bundles are written with and read by, and the ids that go with them."""

from __future__ import annotations

import hashlib

BASE = "https://w3id.org/dosetrace/fhir"
DERIVED = f"{BASE}/StructureDefinition/derived"
NOT_STATED = f"{BASE}/StructureDefinition/not-stated"
STATED_TOTAL = f"{BASE}/StructureDefinition/stated-total"
FROM_CYCLE = f"{BASE}/StructureDefinition/from-cycle"
OBSERVATIONS = f"{BASE}/CodeSystem/observations"
SOURCE = f"{BASE}/source"
RESOURCE = f"{BASE}/resource"
"""Identifier system of the resources that have no url of their own; the value is the id."""

DERIVATION_REFERENCE = "http://hl7.org/fhir/StructureDefinition/derivation-reference"
DATA_ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
DAYS_OF_CYCLE = "http://hl7.org/fhir/StructureDefinition/timing-daysOfCycle"

CONTINUOUS = "continuous infusion"
"""The words of `dosage.method` for what the source calls continuous."""

LONGEST_ID = 64
"""Characters that FHIR allows an id."""


def resource_id(name: str, version: str) -> str:
    """The id of one version of a resource: `ino-vate-flag-1.0.0`.

    Two versions are two resources of one url, so that orders made from the older one still find it. A name too
    long for an id is cut, with a digest of the whole in place of the rest.
    """
    if len(name) + len(version) + 1 <= LONGEST_ID:
        return f"{name}-{version}"
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: LONGEST_ID - len(version) - len(digest) - 2]}-{digest}-{version}"
