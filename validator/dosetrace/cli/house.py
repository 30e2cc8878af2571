"""The options of commands that judge something: which checks run, what is ignored, what makes the exit status 1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

from dosetrace.findings import Level
from dosetrace.house.asked import Asked

_OPTIONS = (
    click.option("--select", multiple=True, metavar="CHECK,…",
                 help='Run only these checks, in place of "select" in the rules; an "ignore" there that names the same '
                      'does not count. A check: its id, an area ("dose/") or a pattern ("*/differs-from-quote"); '
                      'lists with commas; repeatable.'),
    click.option("--ignore", multiple=True, metavar="CHECK,…",
                 help="Do not run these checks, besides what the rules ignore and whatever is selected."),
    click.option("--fail-on", type=click.Choice([level.value for level in Level]),
                 help='The least level that makes the exit status 1 (default: "fail-on" in the rules, else error).'),
    click.option("--config", type=click.Path(path_type=Path), metavar="FILE",
                 help="The file of rules (default: the nearest dosetrace.toml, or pyproject.toml with "
                      "[tool.dosetrace], from the working directory upwards)."),
    click.option("--no-config", is_flag=True, help="No file of rules."),
    click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE",
                 help='The findings known before, which are not reported (default: "baseline" in the rules).'),
    click.option("--write-baseline", is_flag=True, help="Take all findings into the baseline."),
)  # fmt: skip


def house(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options and hands them to the command as one value, `asked`."""

    @wraps(command)
    def with_asked(*args: Any, **given: Any) -> None:
        asked = Asked(**{field.name: given.pop(field.name) for field in fields(Asked)})
        command(*args, asked=asked, **given)

    wrapped = with_asked
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
