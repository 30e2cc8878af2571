"""Files of any shape: parts of real ones replaced by anything, always the same; every answer is an answer."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import ROOT
from dosetrace.checks.load import Loader
from dosetrace.checks.outcome import outcome_of
from dosetrace.checks.registry import checks
from dosetrace.checks.subjects import Protocol, ProtocolText, Subject
from dosetrace.findings import InputError
from dosetrace.protocol.read import read_protocol
from dosetrace.report.csvtable import schedule_csv
from dosetrace.report.text import schedule_text
from dosetrace.report.values import check_value, schedule_value
from dosetrace.sheet.content import Identity, content_of
from dosetrace.sheet.text import sheet_csv, sheet_markdown
from dosetrace.yamltext import read_yaml

ANYTHING = [None, [], {}, "x", "x\n", 0, -1, True, 0.5, 10**15, "9" * 60, [["a"]], [None], [{}], {"a": 1}, "d",
            "mo", "h", "1 mg", "1 s", "12 h", "not stated", "{AUC}", "mmol/L", "pomp", "cycle-1", "exactly-one",
            "#a", [1, 1]]  # fmt: skip
CASES = 400


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


def disfigured(value: Any, dice: random.Random) -> Any:
    """A copy in which one to three parts are replaced or missing."""
    value = copy.deepcopy(value)
    for _ in range(dice.randint(1, 3)):
        *above, last = dice.choice(list(places(value)))
        holder = value
        for step in above:
            holder = holder[step]
        if isinstance(holder, dict) and dice.random() < 0.15:
            del holder[last]
        else:
            holder[last] = copy.deepcopy(dice.choice(ANYTHING))
    return value


def answer(subject: Subject) -> None:
    """Everything a command would print of a subject."""
    json.dumps(check_value(outcome_of([subject], checks())))
    if subject.schedule is not None:
        json.dumps(schedule_value(subject.schedule, "x"))
        schedule_text(subject.schedule, "x")
        schedule_csv(subject.schedule, "x")
        content = content_of(Identity("x", "x", "1", "r4", "0" * 64, "x"), subject.schedule, ())
        sheet_csv(content)
        sheet_markdown(content)


@pytest.mark.parametrize("name", ["r4/ino-vate-inotuzumab", "r5/pomp", "r4/ino-vate-hidac", "r5/ino-mrd"])
def test_fhir_of_any_shape(loader: Loader, name: str) -> None:
    dice = random.Random(name)
    bundle = json.loads((ROOT / "fhir_bundles" / f"{name}.json").read_text(encoding="utf-8"))
    for _ in range(CASES):
        try:
            subject = loader.fhir(json.dumps(disfigured(bundle, dice)), "any.json")
        except InputError:
            continue
        answer(subject)


@pytest.mark.parametrize("name", ["ino-vate-inotuzumab", "ino-vate", "pomp", "mini-hcvd-ino", "ino-vate-hidac"])
def test_protocols_of_any_shape(loader: Loader, name: str) -> None:
    dice = random.Random(name)
    value = read_yaml((ROOT / "protocols" / f"{name}.yaml").read_text(encoding="utf-8")).value
    sources = loader.listing.by_id() if loader.listing else {}
    for _ in range(CASES):
        found = read_protocol(json.dumps(disfigured(value, dice)), "any.yaml")
        if found.regimen is None:
            answer(ProtocolText("any.yaml", sources, protocol=found))
        else:
            answer(Protocol("any.yaml", sources, protocol=found, regimen=found.regimen, lookup=loader.regimen))
