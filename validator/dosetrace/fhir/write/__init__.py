"""A regimen as FHIR R4 and R5. Nothing that checks imports this."""
