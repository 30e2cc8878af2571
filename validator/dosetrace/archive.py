"""Archives with the same bytes for the same files, and files that are whole or not there."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

_TIME = 499_162_500
"""1985-10-26 08:15 UTC, which `npm pack` gives every file: GNU tar warns of 1970."""


def tarball(files: Mapping[str, bytes]) -> bytes:
    """A gzipped tar of the files by path: sorted, one time, one mode, no owner, no name in the gzip header."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for path, data in sorted(files.items()):
            archive.addfile(_entry(path, len(data)), io.BytesIO(data))
    return packed.getvalue()


def _entry(path: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.size, entry.mtime, entry.mode = size, _TIME, 0o644
    return entry


def replace_file(path: Path, data: bytes) -> None:
    """Writes the file beside its place and renames it; makes the folder where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
