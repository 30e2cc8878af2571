"""Which dose belongs to which drug, and which days, cycles and intervals to which dose.

The terms of a sentence are gone through once from left to right. What stands behind a dose belongs to it; what stands
before any dose leads the doses that follow; days named once behind a list belong to all of the list. A rule is a
function `(state, at, term)`; `engine` holds the table that says which kind of term each is for.
"""
