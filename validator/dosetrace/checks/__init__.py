"""The checks: one file each, `area/what_is_wrong.py`, with the id `area/what-is-wrong`.

A check module has a one-line docstring, `LEVEL`, `WHY` (the incident, standard or rule that asks for it), `JUDGES`
(the subjects it judges) and `check`, a pure generator of problems. It never prints, sorts, or imports the writer.
"""
