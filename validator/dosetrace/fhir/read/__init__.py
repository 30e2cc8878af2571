"""FHIR JSON, ours or anybody's, to documents, schedules and facts. Knows nothing of protocol files or the writer."""
