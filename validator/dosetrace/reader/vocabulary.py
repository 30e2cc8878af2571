"""The words of dosing and what they stand for, in lower case. Tables only; the grammar says how they go together."""

from __future__ import annotations

# numbers

COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty-one": 21, "twenty-four": 24, "twenty-eight": 28, "thirty": 30,
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
            "ninth": 9, "tenth": 10}  # fmt: skip
SCALES = {"million": 6, "millions": 6, "mio": 6, "thousand": 3}
"""Powers of ten."""

CROSSES = {"x", "×"}
SIGNS = {"-", "+", "±"}
JOINS = {"and": "and", "&": "and", "+": "and", "or": "or", "/": "/", "versus": "versus", "vs": "vs"}
"""What joins numbers that share a unit."""

LINKS = {
    ",": ",",
    "/": "/",
    "and": "and",
    "plus": "and",
    "+": "and",
    "&": "and",
    "or": "or",
    "versus": "or",
    "vs": "or",
}
LIST_LINKS = {",", "&", "+", "/", "and", "or", "again", "plus"}
"""What joins the days or the cycles of a list."""

TO = {"-", "to", "through", "thru", "till", "~", "→"}

# units

ADMINISTRATION = "administration"
MASSES = {
    "mg": "mg", "mgs": "mg", "milligram": "mg", "milligrams": "mg", "g": "g", "gm": "g", "gms": "g", "gram": "g",
    "grams": "g", "μg": "ug", "ug": "ug", "mcg": "ug", "mcgs": "ug", "microgram": "ug", "micrograms": "ug",
    "microg": "ug", "ng": "ng", "nanogram": "ng", "nanograms": "ng", "iu": "[IU]", "u": "U", "unit": "U", "units": "U",
    "mbq": "MBq", "gbq": "GBq", "mci": "mCi", "mmol": "mmol", "meq": "meq",
}  # fmt: skip
"""UCUM codes of what is dosed. `U`, `G` and `M` stand for units and prefixes only as the grammar allows."""

NO_UNIT_IN_CAPITALS = {"G", "Gm", "GM", "MG", "NG", "UG"}
MILLIONS = {"MIU": "[IU]", "MiU": "[IU]", "MU": "U", "MIO": "U", "MiO": "U", "Mio": "U"}
"""Millions of units, in these capitals only."""

UNITS_OF_MILLIONS = {"iu": "[IU]", "ie": "[IU]", "u": "U", "units": "U"}
"""What may stand behind `Mio`."""

SQUARES = {"sqm", "qm", "bsa", "sm"}
METRE = {"m", "meter", "metre"}
METRES = METRE | {"meters", "metres"}
KILOGRAM = {"kg", "kilogram", "kilograms", "kilo"}
BODY_WEIGHT = frozenset({"body", "bodyweight", "bw"})
BODY_SURFACE = frozenset({"body", "bsa"})
BODY_MEASURES = {"-", "surface", "area", "weight", "mass"}
LABORATORY = {"dl", "ml", "l", "liter", "litre", "liters", "litres", "hpf", "mm", "nl", "μl", "ul", "milliliter",
              "millilitre", "deciliter", "decilitre", "mol", "mmol", "cm"}  # fmt: skip
"""What stands below the line in a concentration: no dose has it."""

WHOLES = {"dose": ADMINISTRATION, "administration": ADMINISTRATION, "injection": ADMINISTRATION,
          "infusion": ADMINISTRATION, "cycle": "cycle", "course": "cycle", "block": "cycle"}  # fmt: skip
WHOLES_ONLY_BELOW_A_LINE = {"infusion", "injection"}
PATIENT = {"patient", "pt"}
BY_POWER = {
    "m": ("basis", "/m2"), "kg": ("basis", "/kg"), "d": ("per", "day"), "day": ("per", "day"), "h": ("rate", "/h"),
    "hr": ("rate", "/h"), "min": ("rate", "/min"),
}  # fmt: skip
"""What a negative power may stand behind: `kg-1`, `d-1`."""

CURVE_WORDS = {"under", "the", "concentration", "plasma", "time", "versus", "vs", "-"}
BEFORE_AN_AREA = {"of", "=", ":", "to", "an", "target"}
UNIT_OF_AN_AREA = {"mg", "min", "ml", "l", "/", "·", "×", "*", "."}

# time

TIMES_OF_DAY = {
    "min": "min", "mins": "min", "minute": "min", "minutes": "min", "h": "h", "hr": "h", "hrs": "h", "hour": "h",
    "hours": "h", "hourly": "h", "minutely": "min",
}  # fmt: skip
HOW_OFTEN = {"hourly", "minutely"}
HOURS_BETWEEN_DOSES = {4, 6, 8, 12}
STRETCHES = {
    "d": "d", "day": "d", "days": "d", "wk": "wk", "wks": "wk", "w": "wk", "week": "wk", "weeks": "wk",
    "mo": "mo", "mos": "mo", "month": "mo", "months": "mo", "y": "a", "yr": "a", "yrs": "a", "year": "a", "years": "a",
}  # fmt: skip
PERIODS = {word: {"d": "day", "wk": "week", "mo": "month"}[code] for word, code in STRETCHES.items() if code != "a"}
SPANS = TIMES_OF_DAY | STRETCHES
NO_TIME_IN_CAPITALS = {"d", "w", "y"}
UNIT_WORDS = frozenset({*MASSES, *SPANS, "million"} - {"d", "u"})
"""Behind a number, these make it an amount or a length and no day or cycle."""

ADVERBS = {"daily": (1, "d"), "weekly": (1, "wk"), "wkly": (1, "wk"), "monthly": (1, "mo"), "fortnightly": (2, "wk"),
           "yearly": (1, "a"), "annually": (1, "a"), "hourly": (1, "h")}  # fmt: skip
TIMES = {"once": 1, "twice": 2, "thrice": 3}
OFTEN = {"bid": 2, "bd": 2, "tid": 3, "tds": 3, "qid": 4, "qds": 4, "qd": 1, "od": 1, "qhs": 1, "nightly": 1}
"""Times a day by their Latin abbreviations, dots taken out."""

WORDS_UNLESS_CAPITALS = {"od", "bd", "tid", "qid", "bid"}
ALTERNATIONS = {"other": 2, "second": 2, "alternate": 2, "third": 3, "fourth": 4}
"""`every other day`."""

ONE_INTERVAL = {"week", "wk", "month", "year"}
"""`every week`."""

PER_WHAT = {"day": "day", "week": "week", "month": "month", "cycle": "cycle", "course": "cycle"}
EACH_WORDS = {"per", "every", "each", "a"}
WEEK_WORDS = {"week", "weeks", "wk", "wks"}

# lengths of time

BEFORE_WHAT_LASTS = {"treatment", "study", "dosing", "therapy", "chemotherapy", "consecutive", "intravenous", "iv",
                     "long", "drug", "(", ")"}  # fmt: skip
INFUSIONS = {"infusion", "infusions", "inf", "drip"}
SCHEDULES = {"schedule", "interval", "intervals"}
BEFORE_A_SCHEDULE = {"a", "an", "at", "the", "in", "on", "of"}
PLACES_IN_TIME = {"after", "within", "before", "of", "least", "following", "aged", "age"}
EVENTS_BEHIND = {"after", "before", "prior", "following"}
AGE_WORDS = {"old", "age", "of"}
AFTER_OVER = {"approximately", "about", "at", "least", "a", "period", "of", "the", "course", "around"}
AFTER_FOR = {"up", "to", "a", "total", "of", "maximum", "the", "first", "next", "about", "approximately", "another",
             "at", "least", "period", "duration", "additional"}  # fmt: skip

# routes

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

NUMBERED_PLACES = NUMBERED_THINGS | {"day", "days", "cycle", "cycles", "week", "c", "d"}

# days and cycles

DAY_WORDS = frozenset({"day", "days"})
CYCLE_WORDS = frozenset({"cycle", "cycles", "course", "courses", "cycled", "block", "blocks"})
CYCLES_BY_ORDINALS = {"cycle", "cycles", "course", "courses", "block", "blocks"}
NUMBER_SIGNS = {":", "#", "no", "nos", "numbers"}
"""What may stand before the number of a day: `day no. 1`."""

COUNTED_THINGS = CYCLE_WORDS | {"doses", "times", "patients"}
"""Behind a number, these make it a number of things and no day or cycle."""

BEFORE_THE_FIRST_DAY = {"from", "starting", "beginning", "since", "after", "commencing"}
STARTS = {"starting", "beginning", "started", "start", "begin", "commencing"}
ONWARD_FROM_A_DAY = {"onward", "onwards", "until", "till", "+"}
BEHIND_AND_ON = {"onward", "onwards", "beyond", "until", "continued", "continuing", "up"}
BEFORE_A_WEEK = {"of", "in", "during", "each", "every", ","}
OTHER_EVENTS = {"transplant", "transplantation", "reinfused", "reinfusion", "reinfuse", "cells", "pbsc", "pbscs",
                "marrow", "biopsy", "surgery", "radiotherapy", "irradiation", "tbi", "rt", "hct", "hsct", "asct",
                "assessed", "evaluated", "samples", "imaging"}  # fmt: skip
"""What days may belong to that are not those of a drug."""

SUBSEQUENT = {"subsequent", "following", "remaining", "later"}
BEFORE_THE_FIRST_CYCLE = {"from", "starting", "beginning", "after", "with"}
ONWARD = {"onward", "onwards", "upward", "upwards"}
LATER_CYCLES = {"onward", "onwards", "beyond", "subsequent", "later", "thereafter", "following", "all"}
BEFORE_A_CYCLE_LENGTH = {"length", "duration", "lengths", "was", "is", "were", "of", "=", "every", ":", "(", "repeated",
                         "lasting", "lasts", "lasted", "each", "at", "q", "will", "be", "are"}  # fmt: skip
REPEATED = {"repeated", "repeat", "repeating", "recycled", "repeats"}
BEHIND_A_DAY_OF = {"each", "every", "the", "a", "cycle", "treatment"}

# numbers of doses and of cycles

DOSE_WORDS = {"dose", "doses"}
ADMINISTRATIONS = {"dose", "doses", "administrations", "infusions", "injections"}
ADMINISTRATION_WORDS = ADMINISTRATIONS | {"infusion", "injection"}
PARTED = {"divided", "equally", "equal", "separate", "doses"}
BEFORE_CYCLES = {"additional", "more", "further", "treatment", "planned", "identical", "total", "consecutive",
                 "induction", "consolidation", "maintenance", "chemotherapy", "therapy"}  # fmt: skip
NO_COUNT = {"after", "every", "each", "following", "completed", "completing", "within", "between", "before", "post",
            "previous", "prior", "q", "remaining", "other", "past", "last", "next", "subsequent", "least"}  # fmt: skip
"""Before a number of cycles, these make it a place in time and no number of cycles to be given."""

# words around a dose

ORDER = {"then", "thereafter", "subsequently", "afterwards", "afterward"}
LIMITS = {"reaches", "reached", "exceeds", "exceeded", "<", ">", "≥", "≤", "±", "exceeding", "above", "below", "beyond",
          "under"}  # fmt: skip
COMPARATIVES = {"more", "less", "greater", "higher", "lower", "fewer", "other"}
LARGEST = {"maximum", "max", "maximal", "cap", "capped", "limit", "ceiling"}
AFTER_LARGEST = {"single", "daily", "dose", "of", "at", "total", "individual", "is", "absolute", "to", "a", "allowed",
                 "permitted", "per", "each", "initial", "the", ".", ":", "=", ","}  # fmt: skip
AFTER_NOT = {"to", "exceed", "exceeding", "more", "than", "a", "total", "of", "dose", "maximum"}
AFTER_UP_TO = {"a", "maximum", "of", "max", "dose", "the", "total"}
TOTALS = {"total", "cumulative", "totaling", "totalling"}
RECEIVED = {"median", "mean", "average", "averaged", "averaging"}
MIDDLES_AND_ENDS = RECEIVED | {"end", "completion"}
REDUCTIONS = {"escalate", "titrate", "decrease", "lower", "reduced", "reduction", "reductions", "reduce", "reducing",
              "decreased", "lowered", "adjusted", "adjustment", "de-escalated", "increased", "increase", "escalated",
              "escalation", "raised", "titrated", "modified", "escalating", "increasing", "tapered"}  # fmt: skip
FORMS = {"tablet", "tablets", "capsule", "capsules", "vial", "vials", "ampoule", "ampoules", "strength", "strengths",
         "syringe", "syringes", "pens", "bottle", "bottles", "pack", "packs", "sachet", "sachets"}  # fmt: skip
FORM_ABBREVIATIONS = {"inj", "tab", "tabs", "caps"}
BEHIND_A_STRENGTH = FORMS | {"film", "hard", "±", "%"}
NO_WORDS_OF_A_FORM = {"in", "as", ","}
HOLDING = {"contains", "supplied", "containing", "available"}
PACKED = {"supplied", "contains"}
"""Behind these all amounts of a sentence are those of a package."""

EXCLUSIONS = {"exclusion", "ineligible", "excluded"}
"""At the beginning of a sentence, these make its doses those of another treatment."""

DOSE_FILLERS = frozenset({
    "of", "the", "liposomal", "flat", "dose", "doses", "total", "loading", "single", "fixed", "bolus", "initial",
    "infusion", "injection", "a", "an", "push", "daily", "high", "low", "standard", "short", "-", "rapid", "as",
    "recombinant", "human", "induction", "maintenance", "priming",
})  # fmt: skip
"""What may stand between a dose and the drug behind it."""

STRAIGHT_TO_A_DOSE = frozenset({"at", "a", "the", "dose", "of", "with", "and", "doses"})
"""What may stand between days and the dose behind them."""

CLAUSE_VERBS = {"was", "were", "is", "are", "will", "received", "receive"}
"""By which a part of a sentence is one of its own."""
CLAUSE_HEADS = {"contained", "contain", "contains", "consisted", "consist", "consists", "comprised", "comprise",
                "comprises", "included", "include", "includes", "consisting", "comprising"}  # fmt: skip
"""Behind the cycles that they are said of: `courses 2 and 4 contained …`."""
SHARED_VERBS = {"were", "are"}
NO_TOTAL = {"doses", "daily"}
THEREAFTER = ORDER - {"then"}
BETWEEN_DRUGS = {",", "and", "or", "plus", "+", "/", "&", "with", "(", ")", "-", "the", "by", "both", "either", "oral",
                 "intravenous"}  # fmt: skip
BEHIND_A_COMPANION = {"is", "was", "were", "are", ","}
BEFORE_A_MENTION = {"after", "before", "following", "preceding", "than"}
PARTS_OF_A_TREATMENT = {"end", "start", "completion"}
"""`4 h after the end of` a drug."""

# conditions

CONDITIONS = {"if", "when", "unless", "provided", "aged", "weighing"}
PEOPLE = {"patients", "patient", "pts", "those", "children", "adults", "infants", "adolescents", "participants",
          "subjects", "age", "ages", "men", "women", "individuals"}  # fmt: skip
BEFORE_PEOPLE = {"the", "adult", "elderly", "older", "younger", "all", "adults"}
TELLING_PEOPLE_APART = LIMITS | CONDITIONS | {"older", "younger", "over", "than", "with", "who", "years", "or"}
CONDITION_MARKS = {"-", "≥", "≤", "<", ">", "%", "/", "'"}
BEHIND_A_CONDITION = {"on", "then", "given", "received", "was", "were"}

# sentences and lines

STOPS = {"iv", "eg", "ie", "vs", "approx", "no", "fig", "al", "dr", "st", "resp", "ca", "cf", "inc", "sq", "wt", "max",
         "min", "hr", "hrs", "wk", "wks", "mo", "yr", "yrs", "po", "sc", "im", "bid", "tid", "qd", "qid", "pts",
         "inj", "cap", "tab", "inf", "incl", "equiv", "dept", "ref", "refs", "d", "q"}  # fmt: skip
"""Abbreviations behind which a full stop ends no sentence."""

BULLETS = {"•", "▪", "■", "●", "◦", "‣", "*", "–", "-", "·", "o"}
LINE_WORDS = {"day", "days", "cycle", "cycles", "course", "courses", "arm", "week", "given", "administered", "repeat",
              "repeated", "used", "all", "phase", "schedule", "frequency"}  # fmt: skip
"""What may head a line."""

OPEN_ENDS = {"on", "of", "and", "or", "at", "in", "the", "a", "with", "by", "to", "every", "for", "over", "days", "day",
             "received", "plus", "was", "were", "from", "cycles", "cycle"}  # fmt: skip
"""Behind these a line goes on."""

LINES_OF_ALL = {"given", "administered", "all", "repeat", "repeated"}
"""At the beginning of a line, these make it one about all doses before it."""

# names of drugs that no table has

MARKS_BEFORE_A_DOSE = {"(", ":", "[", "|", "-", "*"}
MARKS_BEFORE_A_NAME = {",", ";", "(", ":", "+", "/", "•", "-", "*", "."}
BEFORE_A_NAME = {"and", "or", "plus", "with", "of", "received", "by", "to", "then", "high", "receive"}
NO_NAME_ENDINGS = ("ly", "ing", "ed")

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

NO_NAMES = (
    ORDINARY | PEOPLE | CONDITIONS | set(SPANS) | REDUCTIONS | {"younger", "older", "age", "kg", "greater", "fewer"}
)
NOT_OF = {"actual", "ideal", "lean", "real", "adjusted", "estimated", "calculated", "study", "drug", "chemotherapy",
          "medication", "elemental"}  # fmt: skip
"""What a dose may be "of" without naming its drug: body weight, or the treatment."""
