"""FHIR R4 and R5: reading a schedule out of it, writing a regimen into it."""
