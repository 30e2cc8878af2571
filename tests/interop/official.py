"""HL7's official examples: the files that hold an order, a plan or a Dosage."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from typing import Any

from interop import tools

KINDS = {
    "PlanDefinition", "ActivityDefinition", "MedicationRequest", "RequestGroup", "RequestOrchestration",
    "Medication", "MedicationAdministration", "MedicationDispense", "MedicationStatement",
}  # fmt: skip


def examples(release: str) -> Iterator[tuple[str, str]]:
    """The name and the text of each such example of a release."""
    archive = tools.prepared() / "packages" / tools.archive_name(tools.EXAMPLES[release])
    with tarfile.open(archive) as tar:
        for item in tar:
            name = item.name.rsplit("/", 1)[-1]
            content = tar.extractfile(item) if name.endswith(".json") and name[0].isupper() else None
            if content is not None:
                text = content.read().decode()
                if kinds(json.loads(text)) & KINDS:
                    yield name, text


def kinds(resource: Any) -> set[str]:
    """The types of a resource and, of a bundle, of its entries."""
    entries = resource.get("entry", []) if resource.get("resourceType") == "Bundle" else []
    return {resource["resourceType"], *(entry.get("resource", {}).get("resourceType", "") for entry in entries)}
