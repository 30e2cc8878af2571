"""The shape of a protocol file as pydantic models: the one place it is defined, and the source of its JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_NUMBER = r"\d{1,9}(\.\d{1,9})?"
_UNIT = r"[^\s]+"


def _text(pattern: str, expected: str) -> Any:
    """Text of a pattern, with what to tell the author who misses it."""
    return Field(pattern=rf"^{pattern}$", json_schema_extra={"expected": expected})


Id = Annotated[str, _text(r"[a-z0-9]+(-[a-z0-9]+)*", "lower-case words joined by hyphens")]
Text = Annotated[str, Field(min_length=1)]
AmountText = Annotated[
    str,
    _text(
        rf"{_NUMBER}( to {_NUMBER})? {_UNIT}",
        'a number and a unit, such as "0.8 mg/m2" or "1.3 to 1.8 mg/m2"',
    ),
]
Time = Annotated[
    str,
    _text(rf"{_NUMBER}( to {_NUMBER})? (min|h|d|wk|mo|a)", 'a length of time, such as "12 h" or "21 to 28 d"'),
]
Comparison = Annotated[
    str,
    _text(
        rf"(>=|<=|<|>) {_NUMBER}( {_UNIT})?( and (<=|<) {_NUMBER} {_UNIT})?",
        'a comparison, such as ">= 20 %"',
    ),
]
NotStated = Literal["not stated"]
Derived = Literal["per", "days", "doses", "cycles"]
Number = Annotated[int, Field(ge=1, le=1000, strict=True)]
Quotes = Annotated[str | list[Text], Field(description="the very words, once or at several places of the sentence")]
Route = Literal["intravenous", "oral", "intrathecal", "subcutaneous"]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class RouteShape(Shape):
    """By what route, and the words that say so."""

    value: Route
    quote: Quotes


class WhenShape(Shape):
    """A condition: exactly one of response, cd20, age and judgement."""

    response: Text | None = Field(None, description='"CR or CRi achieved" or "CR or CRi not achieved"')
    cd20: Comparison | None = None
    age: Comparison | None = None
    judgement: Text | None = Field(None, description="a condition in words that no computer can decide")
    text: Text | None = Field(None, description="how people read it, where that is more than the comparison")
    quote: Quotes | None = None
    derived: Text | None = None


class StandsForShape(Shape):
    """An abbreviation that the source defines: the word it uses for a drug."""

    word: Text
    drug: Text
    quote: Quotes


class GiveShape(Shape):
    """One drug at one dose level."""

    drug: Text
    called: Text | None = Field(None, description="the word of this sentence for the drug, defined by stands_for")
    dose: AmountText | NotStated
    per: Literal["day"] | None = Field(None, description='only where the words have no "/d" of their own')
    days: list[Number] | NotStated | None = None
    every: Time | None = None
    times_a_day: Number | None = None
    doses: Number | None = Field(None, description="a stated number of doses in a cycle")
    for_: Time | None = Field(None, alias="for", description="a stretch of days")
    infusion: Time | None = Field(None, description="the length of one administration")
    continuous: bool = False
    cycles: list[Number] | None = None
    route: RouteShape | None = None
    when: WhenShape | None = None
    quote: Quotes
    derived: dict[Literal["per", "days", "doses", "cycles"], Text] | None = Field(
        None, description="field to how it follows, where no quote states it"
    )


class CyclesShape(Shape):
    """Which cycles: exactly one of numbers, count, at_most and from."""

    numbers: list[Number] | None = None
    count: Number | None = None
    at_most: Number | None = None
    from_: Number | None = Field(None, alias="from")
    quote: Quotes | None = None
    derived: Text | None = None


class TimeShape(Shape):
    """A length of time, both ends of a range kept."""

    value: Time
    quote: Quotes


class RepeatShape(Shape):
    """A clock of its own: every so often, for so long."""

    every: Time
    for_: Time = Field(alias="for")
    quote: Quotes


class TotalShape(Shape):
    """A sum the source itself states."""

    dose: AmountText
    per: Literal["cycle"]
    drug: Text | None = None
    quote: Quotes


class ChooseShape(Shape):
    """Exactly one of: protocol ids, or ids of other parts of this file."""

    id: Id
    title: Text
    exactly_one: Annotated[list[Id], Field(min_length=2)]
    quote: Quotes


class ThenShape(Shape):
    """One after the other: protocol ids, or ids of other parts of this file."""

    id: Id
    title: Text
    steps: Annotated[list[Id], Field(min_length=2)]
    quote: Quotes


class PopulationShape(Shape):
    """Whom the source treated."""

    fact: Literal["disease", "age", "MRD", "line of treatment", "prior treatment"]
    value: Text
    threshold: Comparison | None = None
    concept: Text | None = Field(None, description="the concept of codes.csv that says the same")
    quote: Quotes


class RemarkShape(Shape):
    """Something the source says of the treatment that is no dose: a way it ends, what the protocol leaves open."""

    text: Text
    quote: Quotes


class MeansShape(Shape):
    """What we take a sentence to mean."""

    phase: Id | None = None
    title: Text | None = None
    when: WhenShape | None = None
    cycles: CyclesShape | None = None
    cycles_in_all: CyclesShape | None = None
    cycle_length: TimeShape | None = None
    repeat: RepeatShape | None = None
    route: RouteShape | None = None
    give: list[GiveShape] | None = None
    adds_up_to: TotalShape | None = None
    choose: ChooseShape | None = None
    then: ThenShape | None = None
    population: list[PopulationShape] | None = None
    stands_for: StandsForShape | None = None
    remark: RemarkShape | None = None


class ReadingShape(Shape):
    """A sentence of a source and what it means."""

    says: Text
    in_: Id = Field(alias="in", description="source id")
    means: MeansShape | list[MeansShape]


class GapShape(Shape):
    """Something the source does not state."""

    fact: Text
    about: Text | list[Text] | None = Field(None, description="drugs; none for the regimen as a whole")
    looked_in: Annotated[list[Id], Field(min_length=1)]


class DecisionShape(Shape):
    """A judgement of ours."""

    about: Text
    we_read: Text
    could_mean: Text | None = None
    because: Text


class ProtocolShape(Shape):
    """A regimen, fact by fact, each with the words it came from."""

    protocol: Id
    version: Annotated[str, _text(r"\d+\.\d+\.\d+", "a version such as 1.0.0")]
    date: Annotated[str, _text(r"\d{4}-\d{2}-\d{2}", "a date such as 2026-11-21")]
    title: Text
    trial: Annotated[str, _text(r"NCT\d{8}", "NCT and eight digits")] | None = None
    reading: Annotated[list[ReadingShape], Field(min_length=1)]
    not_stated: list[GapShape] = []
    decisions: list[DecisionShape] = []


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a protocol file, as editors and `dosetrace check` use it."""
    schema = ProtocolShape.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/dosetrace/schema/protocol.schema.json",
        **schema,
    }
