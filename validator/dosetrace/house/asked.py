"""What a command line says of rules: by itself, so that the commands start without the rest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Asked:
    """What the command line says of rules. `select` and `ignore` may hold lists with commas."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    config: Path | None = None
    no_config: bool = False
    baseline: Path | None = None
    write_baseline: bool = False
