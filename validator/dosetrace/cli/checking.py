"""`dosetrace check`, and what every command does that judges something."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dosetrace.cli.house import house
from dosetrace.cli.options import RELEASE, ROOT, form, loader
from dosetrace.data import Dataset
from dosetrace.findings import InputError, worst
from dosetrace.house.asked import Asked

if TYPE_CHECKING:
    from dosetrace.checks.subjects import Subject
    from dosetrace.house.rules import Rules


@click.command()
@click.argument("paths", nargs=-1)
@form("text", "json")
@RELEASE
@house
@ROOT
def check(paths: tuple[str, ...], form: str, release: str | None, asked: Asked, root: Path | None) -> None:
    """Check protocols, FHIR files or folders; without PATHS what the rules name, else the whole dataset.

    "-" is standard input. Rules stand in dosetrace.toml or [tool.dosetrace] of pyproject.toml; options win over them.

    \b
    Examples:
      dosetrace check
      dosetrace check fhir_bundles/r4/pomp.json --format json
      cat bundle.json | dosetrace check -
      dosetrace check fhir --select dose/,unit/ --fail-on warning
      dosetrace check fhir --baseline known.json --write-baseline
    """
    from dosetrace.house.rules import rules_of
    from dosetrace.targets import named

    rules = rules_of(asked)
    paths = paths or rules.paths
    reads = loader(root, release or rules.release, rules.exclude)
    subjects = [s for path in paths for s in named(reads, path)] if paths else reads.dataset()
    if paths and not subjects:
        raise InputError(f"{' '.join(paths)}: no protocol and no FHIR file there")
    if reads.folders.packaged and not paths and form == "text":
        click.echo(
            "The full source documents are not part of the package: quotes are checked against the extracts.",
            err=True,
        )
    broad = not paths or any(Path(path).is_dir() for path in paths)
    judge(subjects, form, rules, reads.folders, broad=broad)


def judge(
    subjects: Iterable[Subject],
    form: str,
    rules: Rules,
    folders: Dataset,
    texts: Mapping[str, str] | None = None,
    *,
    broad: bool,
) -> None:
    """Runs the checks that the rules choose, prints what they leave and ends the command with its exit status.

    `texts` are the contents of subjects that are no files, by the name that findings have for them; `broad` says that
    not only single files were named.
    """
    from dosetrace.checks.outcome import outcome_of
    from dosetrace.checks.registry import checks
    from dosetrace.house.settle import settled
    from dosetrace.report.forms import FORMS

    result = settled(outcome_of(subjects, rules.chosen(checks())), rules, folders, broad=broad)
    outcome = result.outcome
    files = {finding.location.file for finding in outcome.findings}
    click.echo(FORMS[form](outcome, _lines(files, folders, texts or {})), nl=False)
    for line in result.said:
        click.echo(line, err=True)
    worst_level = worst(outcome.findings)
    sys.exit(1 if worst_level is not None and worst_level.rank <= rules.fail_on.rank else 0)


def _lines(files: set[str], folders: Dataset, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """The lines of the files that findings point into, where they can be read."""
    found = {name: texts[name].splitlines() for name in files if name in texts}
    for name in files - found.keys():
        path = folders.found(name)
        with suppress(OSError, ValueError):
            found[name] = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return found
