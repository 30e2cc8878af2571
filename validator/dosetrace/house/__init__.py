"""The rules of a house: which checks run for a library, what is ignored and why, and what was known before."""
