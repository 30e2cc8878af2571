"""Options and helpers that several commands share."""

from __future__ import annotations

import os
import sys
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


FORMS = ("text", "json", "sarif", "junit", "github", "gitlab", "operationoutcome")
"""The forms of what `judge` prints; `report/forms.py` has the function of each."""


def _choose_color(context: click.Context, parameter: click.Parameter, chosen: str) -> None:
    """Tells click whether stdout gets colours: as asked, else by NO_COLOR, FORCE_COLOR and whether it is a terminal."""
    environment = os.environ
    if chosen != "auto":
        context.color = chosen == "always"
    elif environment.get("NO_COLOR"):
        context.color = False
    elif environment.get("FORCE_COLOR", "0") not in ("", "0"):
        context.color = True
    else:
        context.color = sys.stdout.isatty() and environment.get("TERM") != "dumb"


COLOR = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    expose_value=False,
    callback=_choose_color,
    help="Colours in text; auto: on a terminal, unless NO_COLOR is set.",
)
RELEASE = click.option(
    "--fhir-version",
    "release",
    type=click.Choice(["r4", "r5"]),
    help="The release of the files; without it their content tells, R4 where nothing does.",
)


MOST_JOBS = 256


def _jobs(context: click.Context, parameter: click.Parameter, given: str) -> int:
    if given in ("auto", "0"):
        from dosetrace.checks.jobs import cores

        return cores()
    if not (given.isascii() and given.isdigit() and int(given) <= MOST_JOBS):
        raise click.BadParameter(f'found {given}, expected a number of processes up to {MOST_JOBS}, or "auto"')
    return int(given)


JOBS = click.option(
    "--jobs",
    default="1",
    show_default=True,
    metavar="N",
    callback=_jobs,
    help='How many processes judge files at the same time; "auto" (or 0) is one for each core.',
)


def loader(root: Path | None, release: str | None = None, exclude: Globs | None = None) -> Loader:
    """What loads files beside the dataset at `root`, else the one around; `release` is `r4` or `r5`."""
    from dosetrace.checks.load import Loader

    return Loader(find_dataset(root), release, exclude or Globs())


def protocol_names(context: click.Context, parameter: click.Parameter, typed: str) -> list[str]:
    """For tab completion: the protocols that begin so."""
    return [name for name in find_dataset().protocol_ids if name.startswith(typed)]


def echo_json(value: object) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
