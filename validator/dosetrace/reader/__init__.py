"""Prose to what it says. Knows nothing of protocols, FHIR or files."""
