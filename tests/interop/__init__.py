"""Tests with foreign programs: servers, validators and an engine for `$apply`."""
