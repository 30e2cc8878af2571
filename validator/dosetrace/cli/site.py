"""`dosetrace site`: the pages that people read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dosetrace.cli.options import ROOT, loader
from dosetrace.cli.sheets import write_whole
from dosetrace.findings import InputError

if TYPE_CHECKING:
    from dosetrace.data import Dataset


@click.group()
def site() -> None:
    """Make the site that people read, or show it.

    \b
    Examples:
      dosetrace site build                   into docs/site: open index.html, no server is needed
      dosetrace site build --output /srv/www/dosetrace
      dosetrace site serve                   on http://127.0.0.1:8000
    """


@site.command()
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), help="Where the site is written (default: docs/site)."
)
@click.option("--pages-only", is_flag=True, help="Write the pages below docs/pages, and no site of them.")
@ROOT
def build(output: Path | None, pages_only: bool, root: Path | None) -> None:
    """Write the pages and make the site of them."""
    if not pages_only:
        _require_mkdocs()
    folders, count = _pages(root)
    click.echo(f"{count} files in {folders.shown(_docs(folders) / 'pages')}", err=True)
    if pages_only:
        return
    target = (output or _docs(folders) / "site").absolute()
    _mkdocs(folders, "build", "--strict", "--quiet", "--site-dir", str(target))
    click.echo(f"{folders.shown(target)}/index.html")


@site.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where it is shown.")
@ROOT
def serve(address: str, root: Path | None) -> None:
    """Write the pages and show the site until it is interrupted."""
    _require_mkdocs()
    folders, _ = _pages(root)
    _mkdocs(folders, "serve", "--dev-addr", address)


def _docs(folders: Dataset) -> Path:
    return folders.root / "docs"


def _pages(root: Path | None) -> tuple[Dataset, int]:
    """Writes the pages; those of an earlier run that are no more are removed."""
    from dosetrace.site.pages import WRITTEN, site_files

    reads = loader(root)
    folders = reads.folders
    pages = _docs(folders) / "pages"
    if not (_docs(folders) / "mkdocs.yml").is_file():
        raise InputError(f"{folders.shown(_docs(folders) / 'mkdocs.yml')}: not there; expected a checkout, or --root")
    files = site_files(reads)
    for name in WRITTEN:
        path = pages / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for name, data in files.items():
        path = pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    return folders, len(files)


def _require_mkdocs() -> None:
    if find_spec("mkdocs") is None or find_spec("material") is None:
        raise InputError("mkdocs and mkdocs-material are not there; expected: pip install 'dosetrace[docs]'")


def _mkdocs(folders: Dataset, *arguments: str) -> None:
    config = str(_docs(folders) / "mkdocs.yml")
    command = [sys.executable, "-m", "mkdocs", arguments[0], "--config-file", config, *arguments[1:]]
    done = subprocess.run(command, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    if done.returncode:
        raise InputError(f"mkdocs {arguments[0]} ended with exit status {done.returncode}")
