"""`dosetrace read`: prose to the doses it states."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dosetrace.cli.options import form
from dosetrace.findings import InputError

LARGEST = 16_000_000
"""The most bytes of prose that are read; a whole textbook has less."""


@click.command()
@click.argument("file", default="-")
@form("text", "json")
def read(file: str, form: str) -> None:
    """Print the doses that the prose in FILE states, each with its words. "-" is standard input.

    What looks like dosing and was not understood is listed as unread: a refusal is better than a wrong number.

    \b
    Examples:
      dosetrace read abstract.txt
      echo "vincristine 2 mg on days 1 and 8" | dosetrace read
      dosetrace read protocol.txt --format json
    """
    from dosetrace.reader.read import read as read_prose
    from dosetrace.report.claims import claims_json, claims_text

    text = _text(file)
    reading = read_prose(text)
    click.echo(claims_json(reading) if form == "json" else claims_text(reading, text), nl=False)


def _text(file: str) -> str:
    """The prose of a file or of standard input. Raises InputError saying what is wrong with it."""
    shown = "standard input" if file == "-" else file
    data = _bytes(file, shown)
    if len(data) > LARGEST:
        raise InputError(f"{shown}: has more than {LARGEST:,} bytes; expected less, for example one document at a time")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{shown}:{line}: byte {error.start + 1} is no UTF-8; expected plain text") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(f"{shown}:{line}: has a null byte; expected plain text, not a binary file")
    return text


def _bytes(file: str, shown: str) -> bytes:
    if file == "-":
        if sys.stdin is None:
            raise InputError(f"{shown}: is closed; expected prose")
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"{shown}: {(error.strerror or 'not readable').lower()}; expected a text file") from error
