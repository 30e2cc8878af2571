"""The grammar of dosing phrases: the tokens of a sentence to terms, one small rule for each kind of phrase.

A rule is a function `(scan, index) -> index behind what it took, or None`; `engine` holds the table that says at which
word each is tried. What no rule takes is passed over: most of prose is no dosing.
"""
