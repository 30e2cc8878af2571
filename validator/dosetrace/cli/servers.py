"""`dosetrace push` and `dosetrace pull`: bundles to a FHIR server and back."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dosetrace import __version__
from dosetrace.cli.checking import judge
from dosetrace.cli.house import house
from dosetrace.cli.options import COLOR, FORMS, RELEASE, ROOT, echo_json, form, loader, protocol_names
from dosetrace.findings import InputError, Level
from dosetrace.house.asked import Asked

if TYPE_CHECKING:
    from dosetrace.checks.load import Loader
    from dosetrace.server.entries import Item
    from dosetrace.server.http import FhirServer
    from dosetrace.server.push import Ids, Pushed

    Items = tuple[Item, ...]

TOKEN = "DOSETRACE_TOKEN"
_LONGEST_TOKEN = 16_384
TOKEN_FILE = click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help=f"A file with the bearer token (default: the environment variable {TOKEN}).",
)
TIMEOUT = click.option("--timeout", type=click.FloatRange(min=0.1, max=3600), default=60.0, show_default=True,
                       help="Seconds for one request.")  # fmt: skip


@click.command()
@click.argument("url")
@click.argument("ids", nargs=-1, shell_complete=protocol_names)
@click.option("--dry-run", "dry", is_flag=True, help="Ask the server what it has, send nothing.")
@click.option("--expand", is_flag=True, help="Contact nobody; print the requests.")
@click.option(
    "--replace", "overwrite", is_flag=True, help="Replace what the server has otherwise, instead of leaving it."
)
@click.option("--ids", "who", type=click.Choice(["auto", "ours", "server"]), default="auto", show_default=True,
              help="Who names the resources: PUT by our ids, or POST with ifNoneExist.")  # fmt: skip
@click.option("--unchecked", is_flag=True, help="Send also what dosetrace check finds wrong.")
@form("text", "json")
@RELEASE
@TOKEN_FILE
@TIMEOUT
@ROOT
def push(
    url: str,
    ids: tuple[str, ...],
    dry: bool,
    expand: bool,
    overwrite: bool,
    who: str,
    unchecked: bool,
    form: str,
    release: str | None,
    token_file: Path | None,
    timeout: float,
    root: Path | None,
) -> None:
    """Bring bundles onto the FHIR server at URL: of the protocols named by IDS (default: all), or FHIR files.

    Each bundle is one transaction, checked before it is sent and read back afterwards. Exit status 1: not all of
    it is on the server as it was sent.

    \b
    Examples:
      dosetrace push https://host/fhir --dry-run
      dosetrace push https://host/fhir ino-vate-inotuzumab pomp
      dosetrace push http://localhost:8080/fhir --expand --fhir-version r5
    """
    from dosetrace.server.capability import capability
    from dosetrace.server.push import Ids
    from dosetrace.server.told import push_summary, push_value, pushed_lines

    reads = loader(root, release)
    if expand:
        _show_requests(url, reads, ids, release or "r4", who)
        return
    with _server(url, token_file, timeout) as server:
        says = capability(server, release)
        bundles = list(_bundles(reads, ids, says.release, unchecked))
        kinds = {item.kind for _, items in bundles for item in items}
        says.demand(kinds)
        chosen = Ids.SERVER if who == "auto" and says.own_ids_only(kinds) else Ids(who)
        done: list[Pushed] = []
        try:
            for name, items in bundles:
                done.append(_pushed(server, name, items, chosen, overwrite, dry))
                if form == "text":
                    click.echo("\n".join(pushed_lines(done[-1], dry)))
        finally:
            if form == "json":
                echo_json(push_value(__version__, server.address, says, dry, done))
            else:
                click.echo(push_summary(server.address, says, done, len(bundles), dry), nl=False)
    sys.exit(0 if all(one.done for one in done) else 1)


def _pushed(server: FhirServer, name: str, items: Items, ids: Ids, overwrite: bool, dry: bool) -> Pushed:
    from dosetrace.server.push import older_versions
    from dosetrace.server.push import push as push_bundle

    done = push_bundle(server, name, items, ids, overwrite=overwrite, dry=dry)
    return replace(done, older=older_versions(server, items[0].resource))


def _bundles(reads: Loader, ids: tuple[str, ...], release: str, unchecked: bool) -> Iterator[tuple[str, Items]]:
    """Name and items of every bundle to send. Raises InputError where one has errors."""
    from dosetrace.checks.registry import checks
    from dosetrace.checks.run import run
    from dosetrace.checks.subjects import Fhir
    from dosetrace.server.entries import items_of
    from dosetrace.targets import bundle_of, named

    for name in ids or reads.folders.protocol_ids:
        for subject in named(reads, bundle_of(reads, name, release)):
            if not isinstance(subject, Fhir):
                raise InputError(f"{subject.file} is no FHIR file; expected a protocol's id or a transaction Bundle")
            if subject.document.release != release:
                raise InputError(f"{subject.file} is FHIR {subject.document.release}; the server speaks {release}")
            errors = [f for f in run([subject], checks()) if f.level is Level.ERROR] if not unchecked else []
            if errors:
                first = errors[0]
                raise InputError(f"{first.location}: {first.problem.message}: not sent, {len(errors)} errors in the "
                                 "bundle (dosetrace check; --unchecked sends it)")  # fmt: skip
            yield Path(subject.file).stem, items_of(subject.document.value, subject.file)


def _show_requests(url: str, reads: Loader, ids: tuple[str, ...], release: str, who: str) -> None:
    """Every request as it would go to an empty server, without the token."""
    from dosetrace.fhir.write.jsontext import json_text
    from dosetrace.server.entries import by_id, by_url
    from dosetrace.server.http import FHIR_JSON, checked_address

    address = checked_address(url, has_token=False)
    for _, items in _bundles(reads, ids, release, unchecked=True):
        body = by_url(items, {}, {}) if who == "server" else by_id(items, {})
        click.echo(f"POST {address}\nContent-Type: {FHIR_JSON}\n\n{json_text(body)}")


def _server(url: str, token_file: Path | None, timeout: float) -> FhirServer:
    from dosetrace.server.http import FhirServer

    return FhirServer(url, _token(token_file), timeout)


def _token(file: Path | None) -> str | None:
    """The bearer token, from a file or the environment. Raises InputError for one that cannot be sent."""
    try:
        text = file.read_bytes()[:_LONGEST_TOKEN].decode().strip() if file else os.environ.get(TOKEN, "").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: the token cannot be read") from error
    place = str(file) if file else f"the environment variable {TOKEN}"
    if file and not text:
        raise InputError(f"{file}: expected a token, the file is empty")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise InputError(f"{place}: expected a token of printable ASCII characters without spaces")
    return text or None


@click.command()
@click.argument("url")
@click.argument("ids", nargs=-1, shell_complete=protocol_names)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Also write each plan's bundle there.")
@form(*FORMS)
@RELEASE
@house
@COLOR
@TOKEN_FILE
@TIMEOUT
@ROOT
def pull(
    url: str,
    ids: tuple[str, ...],
    output: Path | None,
    form: str,
    release: str | None,
    asked: Asked,
    token_file: Path | None,
    timeout: float,
    root: Path | None,
) -> None:
    """Read the plans of the FHIR server at URL (those called IDS, default all) and check them.

    Each plan is judged with all it refers to, as one bundle; plans of this dataset are compared with their
    protocol, so that a dose that somebody edited on the server is found.

    \b
    Examples:
      dosetrace pull https://host/fhir
      dosetrace pull https://host/fhir ino-vate-inotuzumab --format json
    """
    from dosetrace.fhir.write.jsontext import json_text
    from dosetrace.house.rules import rules_of
    from dosetrace.server.capability import capability
    from dosetrace.server.pull import pulled

    rules = rules_of(asked)
    with _server(url, token_file, timeout) as server:
        spoken = capability(server, release).release
        texts = {address: json_text(bundle) for address, bundle in pulled(server, ids).items()}
    if output is not None:
        texts = _saved(output, texts)
    reads = loader(root, spoken)
    subjects = [reads.fhir(text, name) for name, text in texts.items()]
    judge(subjects, form, rules, reads.folders, texts, broad=not ids)


def _saved(folder: Path, texts: dict[str, str]) -> dict[str, str]:
    """The texts as files of the folder, by their paths."""
    from dosetrace.archive import replace_file

    names = {name: re.sub(r"[^A-Za-z0-9.-]", "-", name.rsplit("/", 1)[-1]) for name in texts}
    files = {str(folder / f"{names[name]}.json"): text for name, text in texts.items()}
    for path, text in files.items():
        replace_file(Path(path), text.encode())
    return files
