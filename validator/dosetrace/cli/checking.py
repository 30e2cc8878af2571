"""`dosetrace check`, and what every command does that judges something."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dosetrace.cli.options import RELEASE, ROOT, echo_json, form, loader
from dosetrace.data import Dataset
from dosetrace.findings import Finding, InputError, Level, worst

if TYPE_CHECKING:
    from dosetrace.checks.coverage import Coverage
    from dosetrace.checks.proof import Proof
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
    subjects: list[Subject], form: str, fail_on: str, folders: Dataset, texts: Mapping[str, str] | None = None
) -> None:
    """Runs every check, prints what came of it and ends the command with its exit status.

    `texts` are the contents of subjects that are no files, by the name that findings have for them.
    """
    from dosetrace.checks.coverage import coverage_of
    from dosetrace.checks.load import resources
    from dosetrace.checks.proof import proofs
    from dosetrace.checks.registry import checks
    from dosetrace.checks.run import run
    from dosetrace.checks.subjects import Fhir, ProtocolText

    findings = run(subjects, checks())
    counted = {
        "protocols": sum(isinstance(subject, ProtocolText) for subject in subjects),
        "bundles": sum(isinstance(subject, Fhir) for subject in subjects),
        "resources": resources(subjects),
        "checks": len(checks()),
    }
    proven, covered = proofs(subjects, findings), coverage_of(subjects)
    if form == "json":
        from dosetrace.report.values import check_value

        echo_json(check_value(findings, counted, proven, covered))  # type: ignore[arg-type]
    else:
        files = {finding.location.file for finding in findings}
        show(findings, counted, proven, covered, _lines(files, folders, texts or {}))
    worst_level = worst(findings)
    sys.exit(1 if worst_level is not None and worst_level.rank <= Level(fail_on).rank else 0)


def show(
    findings: list[Finding],
    counted: dict[str, int],
    proven: list[Proof],
    covered: list[Coverage],
    lines: dict[str, list[str]],
) -> None:
    """The proof, the coverage, the findings and the summary on a terminal."""
    from dosetrace.report.text import coverage_text, findings_text, proof_text, summary_text

    click.echo(proof_text(proven), nl=False)
    click.echo("" if proven and covered else None, nl=bool(proven and covered))
    click.echo(coverage_text(covered), nl=False)
    click.echo("" if proven else None, nl=bool(proven))
    click.echo(findings_text(findings, lines), nl=False)
    parts = [
        f"{counted[name]} {name if counted[name] != 1 else name[:-1]}"
        for name in ("protocols", "bundles", "resources", "checks")
        if counted[name]
    ]
    click.echo(summary_text(findings, ", ".join(parts)), nl=False)


def _lines(files: set[str], folders: Dataset, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """The lines of the files that findings point into, where they can be read."""
    found = {name: texts[name].splitlines() for name in files if name in texts}
    for name in files - found.keys():
        path = Path(name) if Path(name).is_file() else folders.root / name
        with suppress(OSError, ValueError):
            found[name] = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return found
