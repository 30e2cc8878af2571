"""HL7's official examples, and those of published guides: the files that hold an order, a plan or a Dosage."""

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


def examples(package: str) -> Iterator[tuple[str, str]]:
    """The name and the text of each such example of a package; a guide has its examples in a folder of their own."""
    with tarfile.open(tools.prepared() / "packages" / tools.archive_name(package)) as tar:
        guide = any(item.name.startswith("package/example/") for item in tar)
        folder = "package/example/" if guide else "package/"
        for item in tar:
            name = item.name.removeprefix(folder)
            if item.isfile() and name.endswith(".json") and name[0].isupper():
                text = _read(tar, item)
                if kinds(json.loads(text)) & KINDS:
                    yield name, text


def _read(tar: tarfile.TarFile, item: tarfile.TarInfo) -> str:
    content = tar.extractfile(item)
    assert content is not None
    return content.read().decode("utf-8-sig")


def kinds(resource: Any) -> set[str]:
    """The types of a resource and, of a bundle, of its entries."""
    entries = resource.get("entry", []) if resource.get("resourceType") == "Bundle" else []
    return {resource["resourceType"], *(entry.get("resource", {}).get("resourceType", "") for entry in entries)}
