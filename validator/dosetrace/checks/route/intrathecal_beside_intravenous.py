"""No order and no action holds an intravenous and an intrathecal dose side by side."""

from __future__ import annotations

from collections.abc import Iterator

from dosetrace.checks.shared.medicines import Medicine, medicines
from dosetrace.checks.shared.orders import orders
from dosetrace.checks.shared.routes import routes_of
from dosetrace.checks.subjects import Fhir
from dosetrace.fhir.read.document import mapping
from dosetrace.findings import Level, Path, Problem

LEVEL = Level.WARNING
WHY = "WHO alert 115: vincristine for a vein went into the spinal canal where another drug was due there too."
JUDGES = (Fhir,)

_BOTH = {"intravenous", "intrathecal"}


def check(subject: Fhir) -> Iterator[Problem]:
    for medicine in medicines(subject.document):
        if _routes(medicine) >= _BOTH:
            yield _problem(medicine.resource.path, "one order")
    siblings: dict[Path, set[str]] = {}
    for order in orders(subject.document):
        siblings.setdefault(order.path[:-2], set()).update(_routes(order.medicine))
    for path, routes in siblings.items():
        if routes >= _BOTH and "action" in path:
            yield _problem(path, "one action")


def _routes(medicine: Medicine) -> set[str]:
    return {route for _, dosage in medicine.dosages for route in routes_of(mapping(dosage.get("route")))}


def _problem(path: Path, where: str) -> Problem:
    message = f"intravenous and intrathecal doses in {where}, expected each apart"
    return Problem(message, path, "intravenous and intrathecal", "one route")
