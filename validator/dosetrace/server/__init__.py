"""Bundles to a FHIR server and back. What may be imported here stands above checks and fhir."""
