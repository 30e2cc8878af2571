"""Amounts in words: numbers as papers print them, units in all spellings, lists that share a unit, lengths of time.

Every function takes the tokens and an index; it gives what it read and the index behind it, or None.
"""
