"""The source documents: their list, their bytes, their text."""
