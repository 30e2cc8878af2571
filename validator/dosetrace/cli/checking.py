"""`dosetrace check`, and what every command does that judges something."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dosetrace.cli.options import RELEASE, ROOT, form, loader
from dosetrace.data import Dataset
from dosetrace.findings import InputError, Level, worst

if TYPE_CHECKING:
    from dosetrace.checks.outcome import Outcome
    from dosetrace.checks.subjects import Subject

LARGEST_SHOWN = 16_000_000
"""Bytes of a file of which findings show their line."""
LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line of JSON; in YAML other characters do so too."""


def _jobs(context: click.Context, parameter: click.Parameter, given: str) -> int:
    if given == "auto" or given == "0":
        from dosetrace.checks.jobs import cores

        return cores()
    if not (given.isascii() and given.isdigit() and int(given) <= MOST_JOBS):
        raise click.BadParameter(f'found {given}, expected a number of processes up to {MOST_JOBS}, or "auto"')
    return int(given)


MOST_JOBS = 256
JOBS = click.option(
    "--jobs",
    default="1",
    show_default=True,
    metavar="N",
    callback=_jobs,
    help='How many processes judge files at the same time; "auto" (or 0) is one for each core.',
)
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Level]),
    default="error",
    show_default=True,
    help="The least level that makes the exit status 1.",
)


@click.command()
@click.argument("paths", nargs=-1)
@form("text", "json")
@RELEASE
@FAIL_ON
@JOBS
@ROOT
def check(paths: tuple[str, ...], form: str, release: str | None, fail_on: str, jobs: int, root: Path | None) -> None:
    """Check protocols, FHIR files or folders; without PATHS the whole dataset. "-" is standard input.

    \b
    Examples:
      dosetrace check
      dosetrace check fhir_bundles/r4/pomp.json --format json
      dosetrace check export/Medication*.ndjson --jobs auto
      cat bundle.json | dosetrace check -
    """
    from dosetrace.checks.jobs import parts
    from dosetrace.checks.outcome import gathered
    from dosetrace.checks.registry import checks
    from dosetrace.targets import pieces

    reads = loader(root, release)
    files = (piece for path in paths for piece in pieces(reads, path)) if paths else reads.whole()
    outcome = gathered(parts(reads, files, checks(), 1 if "-" in paths else jobs), len(checks()))
    if paths and not outcome.files:
        raise InputError(f"{' '.join(paths)}: no protocol and no FHIR file there")
    if reads.folders.packaged and not paths and form == "text":
        click.echo(
            "The full source documents are not part of the package: quotes are checked against the extracts.",
            err=True,
        )
    show(outcome, form, fail_on, reads.folders)


def judge(subjects: Iterable[Subject], form: str, fail_on: str, folders: Dataset, texts: Mapping[str, str]) -> None:
    """Runs every check over subjects that are no files; `texts` are their contents by the name that findings have."""
    from dosetrace.checks.outcome import outcome_of
    from dosetrace.checks.registry import checks

    show(outcome_of(subjects, checks()), form, fail_on, folders, texts)


def show(outcome: Outcome, form: str, fail_on: str, folders: Dataset, texts: Mapping[str, str] | None = None) -> None:
    """Prints what came of judging and ends the command with its exit status."""
    from dosetrace.report.forms import FORMS

    files = {finding.location.file for finding in outcome.findings}
    click.echo(FORMS[form](outcome, _lines(files, folders, texts or {})), nl=False)
    worst_level = worst(outcome.findings)
    sys.exit(1 if worst_level is not None and worst_level.rank <= Level(fail_on).rank else 0)


def _lines(files: set[str], folders: Dataset, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """The lines of the files that findings point into, where they can be read and are not too large to be held."""
    found = {name: texts[name].splitlines() for name in files if name in texts}
    for name in files - found.keys():
        path = Path(name) if Path(name).is_file() else folders.root / name
        with suppress(OSError, ValueError):
            if path.is_file() and path.stat().st_size <= LARGEST_SHOWN:
                text = path.read_bytes().decode("utf-8-sig", errors="replace")
                found[name] = text.splitlines() if path.suffix in (".yaml", ".yml") else LINE_END.split(text)
    return found
