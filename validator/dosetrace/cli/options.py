"""Options and helpers that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dosetrace.data import find_dataset
from dosetrace.globs import Globs

if TYPE_CHECKING:
    from dosetrace.checks.load import Loader

ROOT = click.option(
    "--root",
    type=click.Path(path_type=Path),
    help="The dataset to work on (default: the checkout, else the packaged copy).",
)


def form(*names: str) -> Callable[[Any], Any]:
    """The --format option with its choices, the first one the default."""
    return click.option("--format", "form", type=click.Choice(names), default=names[0], show_default=True)


RELEASE = click.option(
    "--fhir-version",
    "release",
    type=click.Choice(["r4", "r5"]),
    help="The FHIR release, where the content does not tell.",
)


def loader(root: Path | None, release: str | None = None, exclude: Globs | None = None) -> Loader:
    from dosetrace.checks.load import Loader

    return Loader(find_dataset(root), release, exclude or Globs())


def protocol_names(context: click.Context, parameter: click.Parameter, typed: str) -> list[str]:
    """For tab completion: the protocols that begin so."""
    return [name for name in find_dataset().protocol_ids if name.startswith(typed)]


def echo_json(value: object) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
