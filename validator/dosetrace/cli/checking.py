"""`dosetrace check`, and what every command does that judges something."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dosetrace.cli.house import house
from dosetrace.cli.options import COLOR, FORMS, JOBS, RELEASE, ROOT, form, loader
from dosetrace.cli.progress import with_progress
from dosetrace.data import Dataset
from dosetrace.findings import InputError, Level, worst
from dosetrace.house.asked import Asked

if TYPE_CHECKING:
    from dosetrace.checks.outcome import Outcome
    from dosetrace.checks.subjects import Subject
    from dosetrace.house.rules import Rules


@click.command()
@click.argument("paths", nargs=-1)
@form(*FORMS)
@RELEASE
@house
@COLOR
@JOBS
@ROOT
def check(paths: tuple[str, ...], form: str, release: str | None, asked: Asked, jobs: int, root: Path | None) -> None:
    """Check protocols, FHIR files or folders; without PATHS what the rules name, else the whole dataset.

    FHIR files are .json, or .ndjson and .jsonl with a resource on each line. "-" is standard input. Rules stand in
    dosetrace.toml or [tool.dosetrace] of pyproject.toml; options win over them.

    \b
    Examples:
      dosetrace check
      dosetrace check fhir_bundles/r4/pomp.json --format json
      dosetrace check my-folder --format sarif > dosetrace.sarif
      dosetrace check export --jobs auto
      cat bundle.json | dosetrace check -
      dosetrace check fhir --select dose/,unit/ --fail-on warning
      dosetrace check fhir --baseline known.json --write-baseline
    """
    from dosetrace.checks.jobs import parts
    from dosetrace.checks.outcome import gathered
    from dosetrace.checks.registry import checks
    from dosetrace.house.rules import rules_of
    from dosetrace.targets import pieces

    rules = rules_of(asked)
    paths = paths or rules.paths
    reads = loader(root, release or rules.release, rules.exclude)
    files = list(reads.whole() if not paths else chain.from_iterable(pieces(reads, path) for path in paths))
    chosen = rules.chosen(checks())
    judged = parts(reads, files, chosen, 1 if "-" in paths else jobs)
    outcome = gathered(with_progress(judged, len(files)), len(chosen))
    if paths and not outcome.files:
        raise InputError(f"{' '.join(paths)}: no protocol and no FHIR file there")
    if reads.folders.packaged and not paths and form == "text":
        click.echo(
            "The full source documents are not part of the package: quotes are checked against the extracts.",
            err=True,
        )
    broad = not paths or any(Path(path).is_dir() for path in paths)
    conclude(outcome, form, rules, reads.folders, {}, broad=broad)


def judge(
    subjects: Sequence[Subject], form: str, rules: Rules, folders: Dataset, texts: Mapping[str, str], *, broad: bool
) -> None:
    """Runs the checks that the rules choose over subjects that are no files; `texts` are their contents, by the name
    that findings have for each."""
    from dosetrace.checks.outcome import outcome_of
    from dosetrace.checks.registry import checks

    counted = with_progress(subjects, len(subjects))
    conclude(outcome_of(counted, rules.chosen(checks())), form, rules, folders, texts, broad=broad)


def conclude(
    outcome: Outcome, form: str, rules: Rules, folders: Dataset, texts: Mapping[str, str], *, broad: bool
) -> None:
    """Prints what the rules leave of an outcome and ends the command with its exit status; `broad` says that not only
    single files were named."""
    from dosetrace.house.settle import settled

    result = settled(outcome, rules, folders, broad=broad)
    outcome = result.outcome
    _show(outcome, form, rules.fail_on, folders, texts)
    for line in result.said:
        click.echo(line, err=True)
    worst_level = worst(outcome.findings)
    sys.exit(1 if worst_level is not None and worst_level.rank <= rules.fail_on.rank else 0)


def _show(outcome: Outcome, form: str, fail_on: Level, folders: Dataset, texts: Mapping[str, str]) -> None:
    """Prints the outcome: for programs in UTF-8 on every machine, for people in the encoding of their terminal."""
    from dosetrace.report.forms import printed
    from dosetrace.report.view import View

    lines = _lines({finding.location.file for finding in outcome.findings}, folders, texts) if form == "text" else {}
    base = Path(os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or Path.cwd())
    view = View(lines, fail_on, base, folders.root, bool(click.get_current_context().color))
    text = printed(form, outcome, view)
    click.echo(text if form == "text" else text.encode("utf-8", "replace"), nl=False)
    if form == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        _append_summary(Path(os.environ["GITHUB_STEP_SUMMARY"]), outcome)


def _append_summary(file: Path, outcome: Outcome) -> None:
    from dosetrace.report.github import summary_markdown

    with file.open("a", encoding="utf-8", errors="replace", newline="\n") as summary:
        summary.write(summary_markdown(outcome))


LARGEST_SHOWN = 16_000_000
"""Bytes of a file of which findings show their line."""
_LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line of JSON; in YAML other characters do so too."""


def _lines(files: set[str], folders: Dataset, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """The lines of the files that findings point into, where they can be read and are not too large to be held."""
    found = {name: texts[name].splitlines() for name in files if name in texts}
    for name in files - found.keys():
        path = folders.found(name)
        with suppress(OSError, ValueError):
            if path.is_file() and path.stat().st_size <= LARGEST_SHOWN:
                text = path.read_bytes().decode("utf-8-sig", errors="replace")
                found[name] = text.splitlines() if path.suffix in (".yaml", ".yml") else _LINE_END.split(text)
    return found
