"""The words of dosing and what they stand for. Tables only; the grammar says how they go together."""

from __future__ import annotations

COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty-one": 21, "twenty-four": 24, "twenty-eight": 28, "thirty": 30,
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
            "ninth": 9, "tenth": 10}  # fmt: skip

MASSES = {
    "mg": "mg", "mgs": "mg", "milligram": "mg", "milligrams": "mg", "g": "g", "gm": "g", "gms": "g", "gram": "g",
    "grams": "g", "μg": "ug", "ug": "ug", "mcg": "ug", "mcgs": "ug", "microgram": "ug", "micrograms": "ug", "microg": "ug",
    "ng": "ng", "nanogram": "ng", "nanograms": "ng", "iu": "[IU]", "u": "U", "unit": "U", "units": "U",
    "mbq": "MBq", "gbq": "GBq", "mci": "mCi", "mmol": "mmol", "meq": "meq",
}  # fmt: skip
"""UCUM codes of what is dosed. `U`, `G` and `M` stand for units and prefixes only as the grammar allows."""

MILLIONS = {"miu": "[IU]", "mu": "U", "mio": "U"}
SQUARES = {"sqm", "qm", "bsa", "sm"}

TIMES_OF_DAY = {
    "min": "min", "mins": "min", "minute": "min", "minutes": "min", "h": "h", "hr": "h", "hrs": "h", "hour": "h",
    "hours": "h", "hourly": "h", "minutely": "min",
}  # fmt: skip
STRETCHES = {
    "d": "d", "day": "d", "days": "d", "wk": "wk", "wks": "wk", "w": "wk", "week": "wk", "weeks": "wk",
    "mo": "mo", "mos": "mo", "month": "mo", "months": "mo", "y": "a", "yr": "a", "yrs": "a", "year": "a", "years": "a",
}  # fmt: skip
SPANS = TIMES_OF_DAY | STRETCHES
ADVERBS = {"daily": ("1", "d"), "weekly": ("1", "wk"), "wkly": ("1", "wk"), "monthly": ("1", "mo"), "fortnightly": ("2", "wk"),
           "yearly": ("1", "a"), "annually": ("1", "a"), "hourly": ("1", "h")}  # fmt: skip

TIMES = {"once": 1, "twice": 2, "thrice": 3}
OFTEN = {"bid": 2, "bd": 2, "tid": 3, "tds": 3, "qid": 4, "qds": 4, "qd": 1, "od": 1, "qhs": 1, "nightly": 1}
"""Times a day by their Latin abbreviations, dots taken out."""

ROUTES = {
    "intravenous": "intravenous", "intravenously": "intravenous", "iv": "intravenous", "civ": "intravenous",
    "civi": "intravenous", "ivi": "intravenous", "ivci": "intravenous", "oral": "oral", "orally": "oral", "po": "oral",
    "intrathecal": "intrathecal", "intrathecally": "intrathecal", "subcutaneous": "subcutaneous",
    "subcutaneously": "subcutaneous", "sc": "subcutaneous", "sq": "subcutaneous", "subcut": "subcutaneous",
    "subq": "subcutaneous", "intramuscular": "intramuscular", "intramuscularly": "intramuscular", "im": "intramuscular",
}  # fmt: skip
CONTINUOUS = {"continuous", "continuously", "civ", "civi", "ivci", "ci", "cont"}
NUMBERED_THINGS = {"stage", "phase", "grade", "class", "type", "factor", "group", "arm", "level", "cohort", "table",
                   "figure", "part"}  # fmt: skip
"""What a Roman IV or a number after it belongs to."""

DAY_WORDS = {"day", "days"}
CYCLE_WORDS = {"cycle", "cycles", "course", "courses", "cycled", "block", "blocks"}
TO = {"-", "to", "through", "thru", "till", "~", "→"}
ORDER = {"then", "thereafter", "subsequently", "afterwards", "afterward"}
LIMITS = {
    "reaches",
    "reached",
    "exceeds",
    "exceeded",
    "<",
    ">",
    "≥",
    "≤",
    "±",
    "exceeding",
    "above",
    "below",
    "beyond",
    "under",
}
LARGEST = {"maximum", "max", "maximal", "cap", "capped", "limit", "ceiling"}
TOTALS = {"total", "cumulative", "totaling", "totalling"}
RECEIVED = {"median", "mean", "average", "averaged", "averaging"}
CONDITIONS = {"if", "when", "unless", "provided", "aged", "weighing"}
PEOPLE = {"patients", "patient", "pts", "those", "children", "adults", "infants", "adolescents", "participants",
          "subjects", "age", "ages", "men", "women", "individuals"}  # fmt: skip
REDUCTIONS = {"escalate", "titrate", "decrease", "lower", "reduced", "reduction", "reductions", "reduce", "reducing", "decreased", "lowered", "adjusted",
              "adjustment", "de-escalated", "increased", "increase", "escalated", "escalation", "raised", "titrated",
              "modified", "escalating", "increasing", "tapered"}  # fmt: skip
LABORATORY = {"dl", "ml", "l", "liter", "litre", "liters", "litres", "hpf", "mm", "nl", "μl", "ul", "milliliter",
              "millilitre", "deciliter", "decilitre", "mol", "mmol", "cm"}  # fmt: skip
"""What stands below the line in a concentration: no dose has it."""

FORMS = {"tablet", "tablets", "capsule", "capsules", "vial", "vials", "ampoule", "ampoules", "strength", "strengths",
         "syringe", "syringes", "pens", "bottle", "bottles", "pack", "packs", "sachet", "sachets"}  # fmt: skip
STOPS = {"iv", "eg", "ie", "vs", "approx", "no", "fig", "al", "dr", "st", "resp", "ca", "cf", "inc", "sq", "wt", "max",
         "min", "hr", "hrs", "wk", "wks", "mo", "yr", "yrs", "po", "sc", "im", "bid", "tid", "qd", "qid", "pts",
         "inj", "cap", "tab", "inf", "incl", "equiv", "dept", "ref", "refs", "d", "q"}  # fmt: skip
"""Abbreviations behind which a full stop ends no sentence."""

ORDINARY = frozenset(
    """a about above accordingly active add additional additionally administer administered adult adults after
    again allowed alone alternating an and another any approximately are arm arms as at be before beginning
    below between body bolus both but by can capped capsule capsules children cohort cohorts consecutive
    consisted consisting consolidation continue could course courses currently cycle cycles d daily day days
    dense does dosage dosages dose dose-dense doses dosing doubled during e.g each eg either equal equals
    equivalent escalating evening every exceed exceeds first fixed flat followed for from full further give
    given group had has have her high higher his i.e ie if im in including increase induction infants infuse
    infused infusion infusions initial initially initiate injection injections intensification intensity
    intermediate into intramuscular intrathecal intravenous is it its iv least less level levels loading low
    lower maintenance maximum may mean median minimum more morning most must namely night no not of on once only
    or oral orally order other over parenteral patient patients per phase plus po priming pulse pulsed pulses
    push q ramp rapid rate receive received receives receiving recommended reduce reduced regimen reinduction
    remission respectively same sc schedule second short should single slow sq stage standard start started
    starting step subcutaneous subsequent tablet tablets take taken target test than that the their then therapy
    thereafter third thrice through to total treatment twice until up use used usual usually versus via vs was
    week weekly weeks were when where which while who will with within would x""".split()  # noqa: SIM905
)
"""Words that may stand right before a dose and name no drug."""
