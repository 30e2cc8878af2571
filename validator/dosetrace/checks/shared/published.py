"""The regimen of ours that a FHIR file says it is: by the address and the version of its plan."""

from __future__ import annotations

from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import Resource
from dosetrace.fhir.urls import BASE
from dosetrace.model import Regimen


def published(subject: Fhir) -> tuple[Resource, Regimen] | None:
    """The root plan and the regimen it was made from, None for a plan of somebody else or of another version."""
    root = subject.document.root_plan
    if root is None or root.url != f"{BASE}/PlanDefinition/{root.name}":
        return None
    regimen = subject.published(root.name)
    return (root, regimen) if regimen is not None and regimen.version == root.version else None
