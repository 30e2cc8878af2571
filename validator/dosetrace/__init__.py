"""Dosetrace: chemotherapy regimens in which every number can be followed to its sentence."""

__version__ = "0.1.0"
