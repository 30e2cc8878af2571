"""The commands `export` and `compare`: build sheets out and back."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dosetrace.cli.options import RELEASE, ROOT, echo_json, form, loader, protocol_names
from dosetrace.findings import InputError
from dosetrace.sheet.forms import FORMATS

if TYPE_CHECKING:
    from dosetrace.checks.load import Loader
    from dosetrace.sheet.side import Side


@click.command()
@click.argument("target", shell_complete=protocol_names)
@click.option("--format", "form", type=click.Choice(FORMATS),
              help="The default is what the name of the output ends in, else xlsx.")  # fmt: skip
@click.option("--output", "-o", type=click.Path(path_type=Path, allow_dash=True), help="The file to write.")
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True,
              help="The paper an xlsx is laid out for.")  # fmt: skip
@click.option("--from", "source", type=click.Choice(["protocol", "r4", "r5"]), default="protocol", show_default=True,
              help="For a protocol's id: which of its three readings.")  # fmt: skip
@RELEASE
@ROOT
def export(
    target: str, form: str | None, output: Path | None, paper: str, source: str, release: str | None, root: Path | None
) -> None:
    """Write the build sheet of TARGET: a protocol's id, a protocol file, or a FHIR JSON file.

    One row is one drug at one dose on one day of the cycle, with the sentence it came from.

    \b
    Examples:
      dosetrace export mini-hcvd-ino -o mini-hcvd-ino.xlsx --paper letter
      dosetrace export pomp --format md
    """
    from dosetrace.targets import whole_target

    ending = output.suffix[1:].lower() if output is not None else ""
    chosen = form or (ending if ending in FORMATS else "xlsx")
    there = output is not None and (str(output) != "-" or not sys.stdout.isatty())
    if chosen == "xlsx" and not there:
        raise InputError("an xlsx is no text for the terminal; expected --output FILE")
    data = whole_target(loader(root, release), target, source).sheet(chosen, paper)
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(data)
    else:
        write_whole(output, data)


def write_whole(path: Path, data: bytes) -> None:
    """Writes beside the file and renames: it is there whole or as it was."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink()


@click.command()
@click.argument("here", metavar="A")
@click.argument("there", metavar="B", shell_complete=protocol_names)
@form("text", "json")
@click.option("--strict", is_flag=True, help="Gaps filled by hand make the exit status 1 too.")
@RELEASE
@ROOT
def compare(here: str, there: str, form: str, strict: bool, release: str | None, root: Path | None) -> None:
    """List every difference between A and B in words.

    Each is a build sheet (xlsx or csv), a protocol's id, a protocol file, or a FHIR JSON file.

    \b
    Examples:
      dosetrace compare my-build.xlsx ino-vate-inotuzumab
      dosetrace compare old/pomp.yaml pomp --format json
      dosetrace compare mini-hcvd-ino mini-hcvd-ino-fractionated
    """
    from dosetrace.sheet.compare import compared
    from dosetrace.sheet.report import comparison_text, comparison_value

    reads = loader(root, release)
    found = compared(side(reads, here), side(reads, there))
    if form == "json":
        echo_json(comparison_value(found))
    else:
        click.echo(comparison_text(found), nl=False)
    sys.exit(1 if found.differs(strict=strict) else 0)


def side(reads: Loader, name: str) -> Side:
    """A sheet or a TARGET as one side of a comparison."""
    from dosetrace.sheet.read import is_sheet, read_sheet
    from dosetrace.sheet.side import side_of

    if is_sheet(name):
        return read_sheet(name)
    from dosetrace.targets import whole_target

    target = whole_target(reads, name, "protocol")
    return side_of(target.name, target.identity, target.schedule)
