"""The tables of FHIR's definitions are what the extraction makes of HL7's packages."""

from __future__ import annotations

from dosetrace.fhir.definitions.extract.__main__ import main
from interop.tools import prepared

WANTED = ("hl7.fhir.r4.examples", "hl7.fhir.r5.core", "hl7.fhir.uv.extensions.r4", "hl7.fhir.uv.extensions.r5")


def test_the_tables_are_fresh(tools_ready: None) -> None:
    folder = prepared() / "packages"
    found = [next(folder.glob(f"{name}-*.tgz")) for name in WANTED]
    assert main([*map(str, found), "--check"]) == 0
