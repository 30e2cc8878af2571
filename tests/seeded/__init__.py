"""Seeded errors: good files with one error put in, made without any code of the package they test."""
