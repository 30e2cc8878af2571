"""`dosetrace check`, and what every command does that judges something."""

from __future__ import annotations

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
    from dosetrace.checks.subjects import Subject

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
@ROOT
def check(paths: tuple[str, ...], form: str, release: str | None, fail_on: str, root: Path | None) -> None:
    """Check protocols, FHIR files or folders; without PATHS the whole dataset. "-" is standard input.

    \b
    Examples:
      dosetrace check
      dosetrace check fhir_bundles/r4/pomp.json --format json
      cat bundle.json | dosetrace check -
    """
    from dosetrace.targets import named

    reads = loader(root, release)
    subjects = [s for path in paths for s in named(reads, path)] if paths else reads.dataset()
    if paths and not subjects:
        raise InputError(f"{' '.join(paths)}: no protocol and no FHIR file there")
    if reads.folders.packaged and not paths and form == "text":
        click.echo(
            "The full source documents are not part of the package: quotes are checked against the extracts.",
            err=True,
        )
    judge(subjects, form, fail_on, reads.folders)


def judge(
    subjects: Iterable[Subject], form: str, fail_on: str, folders: Dataset, texts: Mapping[str, str] | None = None
) -> None:
    """Runs every check, prints what came of it and ends the command with its exit status.

    `texts` are the contents of subjects that are no files, by the name that findings have for them.
    """
    from dosetrace.checks.outcome import outcome_of
    from dosetrace.checks.registry import checks
    from dosetrace.report.forms import FORMS

    outcome = outcome_of(subjects, checks())
    files = {finding.location.file for finding in outcome.findings}
    click.echo(FORMS[form](outcome, _lines(files, folders, texts or {})), nl=False)
    worst_level = worst(outcome.findings)
    sys.exit(1 if worst_level is not None and worst_level.rank <= Level(fail_on).rank else 0)


def _lines(files: set[str], folders: Dataset, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """The lines of the files that findings point into, where they can be read."""
    found = {name: texts[name].splitlines() for name in files if name in texts}
    for name in files - found.keys():
        path = Path(name) if Path(name).is_file() else folders.root / name
        with suppress(OSError, ValueError):
            found[name] = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return found
