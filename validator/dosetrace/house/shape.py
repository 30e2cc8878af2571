"""The shapes of dosetrace.toml and of a baseline as pydantic models: the one place they are defined, and the source of
the JSON Schema. Imported where there is such a file: most runs have none, and pydantic takes long to load."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

LevelName = Literal["error", "warning", "note"]
Text = Annotated[str, Field(pattern=r"\S", json_schema_extra={"expected": "some text"})]
Selector = Annotated[
    str,
    Field(
        pattern=r"\S",
        json_schema_extra={"expected": "some text"},
        description='a check ("dose/not-positive"), an area ("dose/") or a pattern ("*/differs-from-quote")',
    ),
]
Glob = Annotated[Text, Field(description="a pattern as in .gitignore, from the folder of this file")]
Day = Annotated[
    date,
    WithJsonSchema(
        {"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$", "expected": "a day such as 2027-01-31"}
    ),
]
Paths = Annotated[list[Text], Field(min_length=1)]
Selectors = Annotated[list[Selector], Field(min_length=1)]
Globs = Annotated[list[Glob], Field(min_length=1)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class IgnoreShape(Shape):
    """Findings that are not reported."""

    check: Selector
    reason: Text = Field(description="why, for whoever reads this next year")
    files: Globs | None = Field(None, description="only in these files")
    until: Day | None = Field(None, description="the last day on which this counts")


class HouseShape(Shape):
    """dosetrace.toml, or the table [tool.dosetrace] of pyproject.toml."""

    paths: Paths | None = Field(None, description="what `dosetrace check` checks without PATHS")
    select: Selectors | None = Field(None, description="the checks to run; without it all")
    ignore: list[IgnoreShape] = Field([], description="findings that are not reported, each with its reason")
    levels: dict[str, LevelName] = Field({}, description="other levels for checks, areas or patterns")
    exclude: list[Glob] = Field([], description="files and folders left out when a folder is checked")
    baseline: Text | None = Field(None, description="the file of known findings")
    fail_on: LevelName = Field("error", alias="fail-on", description="the least level that makes the exit status 1")
    fhir_version: Literal["r4", "r5"] | None = Field(
        None,
        alias="fhir-version",
        description="the FHIR release of the files; without it their content tells, R4 where nothing does",
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema that editors complete and check dosetrace.toml with."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/dosetrace/schema/dosetrace-toml.schema.json",
        **HouseShape.model_json_schema(by_alias=True),
    }


class EntryShape(Shape):
    """One finding of a baseline."""

    check: str
    at: str
    message: str
    found: str = ""
    count: Annotated[int, Field(ge=1)]


class BaselineShape(Shape):
    """The file of known findings, of version 1."""

    version: Annotated[Literal[1], Field(alias="dosetrace-baseline")]
    files: dict[str, list[EntryShape]]
