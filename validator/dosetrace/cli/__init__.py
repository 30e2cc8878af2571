"""The commands and their exit codes; everything else is imported when a command needs it.

`check` stands in `checking.py`, `read` in `reading.py`, `export` and `compare` in `sheets.py`, `push` and `pull` in
`servers.py`, what several commands share in `options.py`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dosetrace import __version__
from dosetrace.cli.checking import check
from dosetrace.cli.options import RELEASE, ROOT, echo_json, form, loader, protocol_names
from dosetrace.cli.reading import read
from dosetrace.cli.servers import pull, push
from dosetrace.cli.sheets import compare, export
from dosetrace.cli.site import site
from dosetrace.data import example_dataset
from dosetrace.findings import InputError

if TYPE_CHECKING:
    from dosetrace.checks.load import Loader

COULD_NOT = 2
"""Exit status of a command that could not do its work."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog='Tab completion: eval "$(_DOSETRACE_COMPLETE=bash_source dosetrace)" (or zsh_source, fish_source).',
)
@click.version_option(__version__, prog_name="dosetrace", message="%(prog)s %(version)s")
def commands() -> None:
    """Chemotherapy regimens in which every number can be followed to the sentence it came from.

    \b
    Examples:
      dosetrace check                        the whole dataset against its sources
      dosetrace check my-bundle.json         a FHIR file of your own, R4 or R5
      dosetrace schedule mini-hcvd-ino       the day grid of a protocol
      dosetrace explain day/beyond-cycle     what a check is for
      dosetrace read abstract.txt            the doses that prose states
      dosetrace export pomp -o pomp.xlsx     a build sheet to type orders from
      dosetrace compare pomp.xlsx pomp       what a build sheet has otherwise
      dosetrace push https://host/fhir       the bundles onto a FHIR server
      dosetrace site build                   the pages that people read
    """


for command in (check, read, export, compare, push, pull, site):
    commands.add_command(command)


def main() -> None:
    """The console script: input errors are one line on stderr and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        try:
            commands(standalone_mode=False)
        finally:
            sys.stdout.flush()
    except InputError as error:
        fail(str(error))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code if error.exit_code != 1 else COULD_NOT)
    except (click.Abort, KeyboardInterrupt):
        fail("interrupted")
    except RecursionError:
        fail("the input is nested too deep")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        fail(f"{error.filename or 'output'}: {error.strerror}")


def fail(message: str) -> None:
    """One line on stderr, exit status 2."""
    click.echo(f"dosetrace: {' '.join(message.split())}", err=True)
    sys.exit(COULD_NOT)


def check_names(context: click.Context, parameter: click.Parameter, typed: str) -> list[str]:
    """For tab completion: the checks that begin so."""
    from dosetrace.checks.registry import checks

    return [check.id for check in checks() if check.id.startswith(typed)]


@commands.command()
@click.argument("target", shell_complete=protocol_names)
@form("text", "json", "csv")
@click.option("--from", "source", type=click.Choice(["protocol", "r4", "r5"]), default="protocol", show_default=True,
              help="For a protocol's id: which of its three readings.")  # fmt: skip
@RELEASE
@ROOT
def schedule(target: str, form: str, source: str, release: str | None, root: Path | None) -> None:
    """Print the schedule of TARGET: a protocol's id, a protocol file, or a FHIR JSON file.

    \b
    Examples:
      dosetrace schedule mini-hcvd-ino
      dosetrace schedule mini-hcvd-ino --from r5 --format json
      dosetrace schedule my-bundle.json --format csv
    """
    from dosetrace.targets import read_target

    found, read_from, title = read_target(loader(root, release), target, source)
    if form == "json":
        from dosetrace.report.values import schedule_value

        echo_json(schedule_value(found, read_from))
    elif form == "csv":
        from dosetrace.report.csvtable import schedule_csv

        click.echo(schedule_csv(found, read_from), nl=False)
    else:
        from dosetrace.report.text import schedule_text

        click.echo(schedule_text(found, title), nl=False)


@commands.command(name="list")
@click.argument("what", type=click.Choice(["protocols", "checks"]), default="protocols")
@form("text", "json")
@ROOT
def list_(what: str, form: str, root: Path | None) -> None:
    """List the protocols, or the checks.

    \b
    Examples:
      dosetrace list
      dosetrace list checks --format json
    """
    from dosetrace.report.text import table

    rows = listed_checks() if what == "checks" else listed_protocols(loader(root))
    if form == "json":
        echo_json(rows)
    else:
        click.echo("\n".join(table([[str(value) for value in list(row.values())[:3]] for row in rows], 0)))


def listed_checks() -> list[dict[str, Any]]:
    from dosetrace.checks.registry import checks

    return [
        {
            "id": check.id,
            "level": check.level.value,
            "summary": check.summary,
            "area": check.area,
            "why": check.why,
            "judges": check.subjects,
        }
        for check in checks()
    ]


def listed_protocols(reads: Loader) -> list[dict[str, Any]]:
    regimens = [reads.regimen(name) for name in reads.folders.protocol_ids]
    return [
        {
            "id": r.id,
            "title": r.title,
            "version": r.version,
            "sources": [e.source for e in r.extracts],
            "trial": r.trial,
        }
        for r in regimens
    ]


@commands.command()
@click.argument("check_id", shell_complete=check_names)
@ROOT
def explain(check_id: str, root: Path | None) -> None:
    """Print the manual page of a check: what it says, why it is there, and what it says of its examples.

    \b
    Example:
      dosetrace explain dose/total-differs-from-source
    """
    from dosetrace.checks.examples import Examples
    from dosetrace.checks.manual import manual
    from dosetrace.report.manual import manual_text

    click.echo(manual_text(manual(check_id, Examples(example_dataset(root)))), nl=False)


@commands.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit status 1 where files differ.")
@click.option("--package", "as_packages", is_flag=True,
              help="Write FHIR packages of R4 and R5, for FHIR tools and npm, and print their sha256.")  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path), help="With --package: the folder to write to (default: dist)."
)
@ROOT
def build(only_check: bool, as_packages: bool, output: Path | None, root: Path | None) -> None:
    """Write fhir_bundles/ and the schemas from the protocols, or packages from the bundles.

    \b
    Examples:
      dosetrace build
      dosetrace build --check
      dosetrace build --package --output dist
    """
    if as_packages and only_check:
        raise click.UsageError("--check and --package exclude each other")
    if output and not as_packages:
        raise click.UsageError("--output goes with --package")
    if as_packages:
        build_packages(loader(root), output or Path("dist"))
    else:
        build_dataset(loader(root), only_check)


def build_packages(reads: Loader, output: Path) -> None:
    """Writes the packages and prints them as `sha256sum` does, so that `sha256sum --check` reads it."""
    import hashlib

    from dosetrace.archive import replace_file, tarball
    from dosetrace.building import packages

    archives = {output / package.archive: tarball(package.files) for package in packages(reads)}
    for path, data in archives.items():
        replace_file(path, data)
        click.echo(f"{hashlib.sha256(data).hexdigest()}  {path}")


def build_dataset(reads: Loader, only_check: bool) -> None:
    """Writes what differs, or only says it."""
    from dosetrace.building import build_files
    from dosetrace.fhir.write.build import differences, write

    if reads.folders.packaged:
        raise InputError("build works in a checkout; expected the folders protocols, fhir_bundles and seeds")
    files, root = build_files(reads), reads.folders.root
    done = differences(root, files) if only_check else write(root, files)
    for path, what in done:
        click.echo(f"{path} {what}")
    click.echo(f"{len(files)} files, {len(done)} {'differ' if only_check else 'changed'}")
    sys.exit(1 if only_check and done else 0)
