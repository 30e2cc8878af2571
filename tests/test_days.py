"""Days of a cycle as other houses write them: counted from the start of the cycle, or of another action of it."""

from __future__ import annotations

import random
from typing import Any

from dosetrace.fhir.read.days import sibling_days


def action(name: str, *after: tuple[str, int], unit: str = "d") -> dict[str, Any]:
    """An action so many days after the starts of others."""
    related = [
        {
            "actionId": other,
            "relationship": "after-start",
            "offsetDuration": {"value": days, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        }
        for other, days in after
    ]
    return {"id": name, **({"relatedAction": related} if related else {})}


def test_an_offset_from_the_cycle_is_counted_from_day_1() -> None:
    # 0 days after the start is day 1, 7 days after it day 8; one week after day 8 is day 15
    actions = [action("a", ("cycle", 0)), action("b", ("cycle", 7)), action("c", ("b", 1), unit="wk"), action("d")]
    assert sibling_days(actions, "cycle") == [(1,), (8,), (15,), None]


def test_what_follows_several_days_has_several() -> None:
    url = "http://hl7.org/fhir/StructureDefinition/timing-daysOfCycle"
    named = {"id": "a", "extension": [{"url": url, "extension": [{"url": "day", "valueInteger": n} for n in (8, 1)]}]}
    assert sibling_days([named, action("b", ("a", 3))], "cycle") == [(1, 8), (4, 11)]


def test_a_chain_of_any_length_and_order_is_followed() -> None:
    # each one day after the one before it, the first on day 1
    steps = [action("a0", ("cycle", 0)), *(action(f"a{n}", (f"a{n - 1}", 1)) for n in range(1, 2000))]
    expected = {f"a{n}": (n + 1,) for n in range(2000)}
    mixed = random.Random(1).sample(steps, len(steps))
    for actions in (steps, steps[::-1], mixed):
        found = sibling_days(actions, "cycle")
        assert {one["id"]: days for one, days in zip(actions, found, strict=True)} == expected


def test_a_circle_leads_nowhere() -> None:
    actions = [action("a", ("b", 1)), action("b", ("a", 1)), action("c", ("a", 1), ("cycle", 2)), action("d", ("d", 1))]
    assert sibling_days(actions, "cycle") == [None, None, (3,), None]


def test_part_of_a_day_and_actions_without_ids_name_no_day() -> None:
    actions = [action("a", ("cycle", 36), unit="h"), action("", ("", 1)), action("b", ("nobody", 1))]
    assert sibling_days(actions, "") == [None, None, None]
