"""Files as bytes and text: which ones stand below a folder, and what stands in the way of reading one."""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from dosetrace.fhir.read.jsonvalue import LARGEST
from dosetrace.findings import InputError, reason

YAML_ENDINGS, JSON_ENDINGS, LINES_ENDINGS = (".yaml", ".yml"), (".json",), (".ndjson", ".jsonl")
ENDINGS = YAML_ENDINGS + JSON_ENDINGS + LINES_ENDINGS


class NotReadable(InputError):
    """A file that cannot be read, with the place where reading stopped."""

    def __init__(self, file: str, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(file, message, line, column)
        self.file, self.message, self.line, self.column = file, message, line, column

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Piece:
    """What is loaded and judged at a time, a file; `named` by the user, or found in a folder."""

    path: Path
    named: bool = True
    trouble: str = ""
    """Why a folder could not be gone through."""
    whole: bool = False
    """The dataset as a whole, for what only shows between its files."""


def below(folder: Path) -> Iterator[Piece]:
    """Every file of ours below a folder, in the order of their names. Links to folders are not followed, so that none
    is gone through twice; a folder that cannot be read is a piece of trouble."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        yield Piece(folder, named=False, trouble=f"the folder cannot be read: {reason(error)}")
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from below(folder / entry.name)
        elif entry.name.endswith(ENDINGS) and not os.path.isdir(entry.path):
            yield Piece(folder / entry.name, named=False)


def opened(path: Path, shown: str) -> BinaryIO:
    """A plain file, open. Raises NotReadable: a pipe could keep the reader waiting for ever."""
    try:
        if not S_ISREG(path.stat().st_mode):
            raise NotReadable(shown, 'it is a pipe or a device; expected a file, or "-" for standard input')
        return path.open("rb")
    except OSError as error:
        broken = path.is_symlink() and not path.exists()
        raise NotReadable(shown, "it is a link that leads to no file" if broken else reason(error)) from error


def text_of(path: Path, shown: str) -> str:
    """The text of a file. Raises NotReadable."""
    with opened(path, shown) as file:
        size = os.fstat(file.fileno()).st_size
        if size > LARGEST:
            raise NotReadable(shown, f"the file has {size:,} bytes; {_AT_MOST}")
        return decoded(file.read(), shown)


_AT_MOST = f"expected at most {LARGEST:,} in one file or one line of NDJSON"

GZIP = "it is packed with gzip; expected plain text: unpack it first"
_OTHERS = (
    (rb"\x1f\x8b", GZIP),
    (rb"PK\x03\x04", "it is a zip archive; expected plain text: unpack it first"),
    (rb"\xff\xfe|\xfe\xff|[{\[<]\0|\0[{\[<]", "it is UTF-16; expected UTF-8"),
)


def refuse_others(data: bytes, shown: str) -> None:
    """Raises NotReadable where bytes begin like something other than UTF-8 text."""
    for start, what in _OTHERS:
        if re.match(start, data):
            raise NotReadable(shown, what)


def decoded(data: bytes, shown: str, first_line: int = 1) -> str:
    """UTF-8 bytes as text, without a byte order mark. Raises NotReadable that says what they are instead."""
    refuse_others(data, shown)
    if len(data) > LARGEST:
        raise NotReadable(shown, f"more than {LARGEST:,} bytes; {_AT_MOST}", first_line)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + first_line
        raise NotReadable(shown, f"it is no UTF-8 text, by its byte {error.start + 1:,}", line) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + first_line
        raise NotReadable(shown, "it has a null byte; expected plain text", line)
    return text


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Every line; of one that is too long only so much that this shows."""
    while line := file.readline(LARGEST + 1):
        end = line
        while len(line) > LARGEST and end and not end.endswith(b"\n"):
            end = file.readline(LARGEST)
        yield line


def begin(file: BinaryIO) -> list[bytes]:
    """The lines of a file up to the second that is not empty."""
    head: list[bytes] = []
    full = 0
    while full < 2 and (line := file.readline(LARGEST + 1)):
        head.append(line)
        full += bool(line.strip())
    return head


def is_lines(head: list[bytes]) -> bool:
    """Whether what begins so is NDJSON: the first line is a whole object, and the second begins one."""
    full = [line.strip().removeprefix(BOM_UTF8) for line in head if line.strip()]
    return len(full) == 2 and full[0][:1] == full[1][:1] == b"{" and full[0].endswith(b"}")
