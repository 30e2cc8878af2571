"""A drug and its dose out of an ActivityDefinition, whoever wrote it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dosetrace.fhir.read.document import FhirDocument, Json, Resource, mapping, objects, words
from dosetrace.fhir.read.dosages import SLOTS
from dosetrace.fhir.read.marks import gaps, is_absent, quotes
from dosetrace.fhir.read.medication import coded_drug, medication
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.fhir.urls import CONTINUOUS
from dosetrace.spelling import spelled_out, unit_of_text
from dosetrace.terminology import RXNORM, drug_names_by_word, routes_by_code
from dosetrace.timeline import Dose, Gap, Quote
from dosetrace.ucum import UCUM
from dosetrace.units import DAY, Amount, Unit, decimal


@once_per_document
def dose_of(document: FhirDocument, resource: Resource) -> Dose:
    """The dose of the first dosage of a definition or request; what it lacks is None."""
    definition = resource.value
    product = medication(resource)
    dosage = next((item for slot in SLOTS for _, item in objects(definition.get(slot))), {})
    if dosage and "timing" not in dosage and "timingTiming" in definition:
        dosage = {**dosage, "timing": definition["timingTiming"]}
    name = drug_name(product) or words(definition.get("title")) or words(definition.get("id"))
    return replace(dose_of_dosage(document, dosage), drug=name, rxnorm=_rxnorm(product))


def dose_of_dosage(document: FhirDocument, dosage: Json) -> Dose:
    """What a Dosage says by itself, of no drug; what it lacks is None."""
    route = mapping(dosage.get("route"))
    return _timed(_dosed(Dose("", None, route=route_name(route)), dosage, document), dosage)


def drug_name(product: Json) -> str:
    """Our name for a drug, by its code or by a word for it; else its own text."""
    codings = [coding for _, coding in objects(product.get("coding"))]
    name = next(filter(None, map(coded_drug, codings)), None)
    if name:
        return name
    text = words(product.get("text")) or next((words(coding.get("display")) for coding in codings), "")
    return drug_names_by_word().get(text.lower(), text)


def amounts_of(dosage: Json) -> list[Amount]:
    """Every amount of a Dosage, ordered and calculated, without its rates."""
    rates = [rate for _, rate in objects(dosage.get("doseAndRate"))]
    found = [quantity(mapping(rate.get("doseQuantity"))) or span(mapping(rate.get("doseRange"))) for rate in rates]
    return [amount for amount in found if amount is not None]


def _rxnorm(product: Json) -> str | None:
    codings = objects(product.get("coding"))
    return next((words(coding.get("code")) for _, coding in codings if coding.get("system") == RXNORM), None)


def route_name(route: Json) -> str | None:
    """Our word for a route, by its code, else its text; None where it is absent."""
    for _, coding in objects(route.get("coding")):
        name = routes_by_code().get((words(coding.get("system")), words(coding.get("code"))))
        if name:
            return name
    return words(route.get("text")) or None


def _dosed(dose: Dose, dosage: Json, document: FhirDocument) -> Dose:
    rate = next((item for _, item in objects(dosage.get("doseAndRate"))), {})
    single, pair, ratio = (mapping(rate.get(name)) for name in ("doseQuantity", "doseRange", "rateRatio"))
    if single or pair:
        amount = quantity(single) or span(pair)
        return replace(dose, amount=amount, quotes=_quotes(single, pair.get("low"), document))
    numerator, denominator = (mapping(ratio.get(name)) for name in ("numerator", "denominator"))
    if numerator and quantity(denominator) == Amount(Decimal(1), Decimal(1), Unit("d")):
        return replace(dose, amount=quantity(numerator), per="day", quotes=_quotes(numerator, None, document))
    daily = quantity(mapping(rate.get("rateQuantity"))) or span(mapping(rate.get("rateRange")))
    if daily is not None and daily.unit.code.endswith("/d"):
        unit = Unit(daily.unit.code.removesuffix("/d"))
        low = mapping(mapping(rate.get("rateRange")).get("low"))
        return replace(
            dose,
            amount=Amount(daily.low, daily.high, unit),
            per="day",
            quotes=_quotes(mapping(rate.get("rateQuantity")), low, document),
        )
    return dose


def _quotes(element: Json, other: Any, document: FhirDocument) -> tuple[Quote, ...]:
    return quotes(element, document) or quotes(other, document)


def quantity(element: Json) -> Amount | None:
    """A quantity as an amount: by its UCUM code, without a code by its unit text where that is one we know."""
    value, code = decimal(element.get("value")), words(element.get("code"))
    if value is None or element.get("system") not in (UCUM, None):
        return None
    unit = Unit(code) if code else unit_of_text(words(element.get("unit")))
    return Amount(value, value, unit) if unit is not None else None


def measured(element: Json) -> Amount | None:
    """A quantity whatever it is counted in: by our table, else by its own code or unit, such as `TAB`.

    None for one with a comparator: less than 5 mg is no amount to reckon with.
    """
    value, unit = decimal(element.get("value")), words(element.get("code")) or words(element.get("unit"))
    if value is None or not unit or "comparator" in element:
        return None
    return quantity(element) or Amount(value, value, Unit(spelled_out(unit)))


def measured_dose(rate: Json) -> Amount | None:
    """The dose of a doseAndRate, counted in whatever; None for a range with one end only."""
    single = mapping(rate.get("doseQuantity")) or mapping(rate.get("dose"))
    if single:
        return measured(single)
    pair = mapping(rate.get("doseRange"))
    return _range(*(measured(mapping(pair.get(end))) for end in ("low", "high"))) if pair else None


def _range(low: Amount | None, high: Amount | None) -> Amount | None:
    return Amount(low.low, high.high, low.unit) if low and high and low.unit == high.unit else None


def measured_rate(rate: Json) -> tuple[Amount, Fraction] | None:
    """An amount, counted in whatever, and the days in which so much runs in; None for what is no rate by time."""
    ratio = mapping(rate.get("rateRatio"))
    if ratio:
        amount, per = (measured(mapping(ratio.get(part))) for part in ("numerator", "denominator"))
        timed = per is not None and per.low > 0 and per.unit.dimension == DAY.dimension
        return (amount, Fraction(per.low) * per.unit.factor_to(DAY)) if amount and per and timed else None
    single, pair = mapping(rate.get("rateQuantity")), mapping(rate.get("rateRange"))
    found = measured(single) if single else _range(*(measured(mapping(pair.get(end))) for end in ("low", "high")))
    code, _, per_unit = found.unit.code.rpartition("/") if found is not None else ("", "", "")
    if found is None or Unit(per_unit).dimension != DAY.dimension:
        return None
    return Amount(found.low, found.high, Unit(code)), Unit(per_unit).factor_to(DAY)


def unit_of(element: Any) -> str:
    """The unit of a quantity, or of one end of a range: its code, else its text, empty where there is none."""
    whole = mapping(element)
    ends = (whole, mapping(whole.get("low")), mapping(whole.get("high")))
    return next((unit for end in ends if (unit := words(end.get("code")) or words(end.get("unit")))), "")


def span(element: Json) -> Amount | None:
    """A FHIR Range as an amount."""
    low, high = (quantity(mapping(element.get(name))) for name in ("low", "high"))
    if low is None or high is None or low.unit != high.unit:
        return low or high
    return Amount(low.low, high.high, low.unit)


def time(repeat: Json, name: str) -> Amount | None:
    """`period`, `periodMax` and `periodUnit` (or the same of `duration`) as an amount."""
    low, unit = decimal(repeat.get(name)), words(repeat.get(f"{name}Unit"))
    high = decimal(repeat.get(f"{name}Max"))
    if low is None or not unit:
        return None
    return Amount(low, low if high is None else high, Unit(unit))


def _timed(dose: Dose, dosage: Json) -> Dose:
    repeat = mapping(mapping(dosage.get("timing")).get("repeat"))
    continuous = words(mapping(dosage.get("method")).get("text")) == CONTINUOUS
    length, bounds = time(repeat, "duration"), quantity(mapping(repeat.get("boundsDuration")))
    short = length is not None and length.unit.code in ("min", "h") and not continuous
    count = repeat.get("count")
    return replace(
        often(dose, repeat),
        continuous=continuous,
        infusion=length if short else None,
        duration=bounds or (None if short else length),
        count=count if isinstance(count, int) else None,
    )


def often(dose: Dose, repeat: Json) -> Dose:
    """The dose with the frequency of a Timing: so many times a day, every so many hours, weeks or months."""
    frequency, period = repeat.get("frequency", 1), time(repeat, "period")
    if period is None or not isinstance(frequency, int) or frequency < 1:
        return dose
    unit, every = period.unit.code, period.low
    if unit == "h" and frequency == 1 and every == every.to_integral_value() and every > 0:
        return replace(dose, every_hours=int(every))
    if unit == "d" and every == 1:
        return replace(dose, times_per_day=frequency)
    if frequency == 1:
        return replace(dose, every=period)
    return dose


_DOSE_SLOTS = ("doseQuantity", "doseRange", "rateRatio", "rateQuantity", "rateRange")


def dose_is_absent(rate: Json) -> bool:
    """Whether a doseAndRate says that the dose is not stated."""
    return any(is_absent(rate.get(slot)) for slot in _DOSE_SLOTS)


def gaps_of(definition: Json, name: str) -> list[Gap]:
    """What an ActivityDefinition says is not stated of its drug; a dose that is named says which one is meant."""
    dosage = next((item for _, item in objects(definition.get("dosage"))), {})
    rate = next((item for _, item in objects(dosage.get("doseAndRate"))), {})
    facts = gaps(dosage) + (["route"] if is_absent(dosage.get("route")) else [])
    named = any(fact.startswith("dose ") for fact in facts)
    if not named and dose_is_absent(rate):
        facts.append("dose")
    return [Gap(fact, name) for fact in facts]
