"""The rules of one run: what the command line asks for, before what the file of rules says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dosetrace.checks.registry import Check
from dosetrace.findings import InputError, Level
from dosetrace.globs import Globs, shown
from dosetrace.house.asked import Asked
from dosetrace.house.config import NO_RULES, Config, find_config, read_config
from dosetrace.house.selectors import any_names, closest, names, unknown

ALWAYS = ("file/", "protocol/wrong-shape", "source/list-wrong-shape")
"""Checks that say a file could not be judged: they run whatever is selected."""


@dataclass(frozen=True)
class Ignore:
    """Findings that are not reported: of the checks that a selector names, in some files or in all.

    `until` is the last day on which this counts, `index` its place among the ignores of the file.
    """

    check: str
    files: Globs | None
    until: date | None
    config: Config
    index: int

    @property
    def place(self) -> str:
        """File and line of the rule."""
        return self.config.place("ignore", self.index)

    def hides(self, check: str, path: Path) -> bool:
        return names(self.check, check) and (self.files is None or self.files.name(path))


@dataclass(frozen=True)
class Rules:
    """What runs, how bad its findings are, and which of them are reported.

    `skip` are checks that do not run whatever is selected, `release` is the FHIR release where neither the content nor
    the command line tells, `paths` what is checked where the command line names nothing.
    """

    select: tuple[str, ...]
    skip: tuple[str, ...]
    ignores: tuple[Ignore, ...]
    levels: Mapping[str, Level]
    fail_on: Level
    baseline: Path | None
    write_baseline: bool
    release: str | None
    paths: tuple[str, ...]
    exclude: Globs

    def chosen(self, checks: Iterable[Check]) -> tuple[Check, ...]:
        """The checks that run, at the levels of these rules. Raises InputError where none is left."""
        left = [check for check in checks if not any_names(self.skip, check.id)]
        if not any(any_names(self.select, check.id) for check in left):
            raise InputError(f"no check is left to run: --ignore {','.join(self.skip)} names all that are selected")
        return tuple(self._levelled(check) for check in left if any_names((*self.select, *ALWAYS), check.id))

    def _levelled(self, check: Check) -> Check:
        selector = closest(self.levels, check.id)
        return check if selector is None else replace(check, level=self.levels[selector])


def rules_of(asked: Asked) -> Rules:
    """The rules of a run in the working directory. Raises InputError for what is wrong with them."""
    config = _config(asked)
    shape = config.shape
    select, skip = _listed("--select", asked.select), _listed("--ignore", asked.ignore)
    return Rules(
        select=select or tuple(shape.select or ("*",)),
        skip=skip,
        ignores=tuple(ignore for ignore in _ignores(config) if ignore.check not in select),
        levels={selector: Level(name) for selector, name in shape.levels.items()},
        fail_on=Level(asked.fail_on or shape.fail_on),
        baseline=_baseline(asked, config),
        write_baseline=asked.write_baseline,
        release=shape.fhir_version,
        paths=tuple(_paths(config)),
        exclude=Globs(config.folder, tuple(shape.exclude)),
    )


def _config(asked: Asked) -> Config:
    if asked.config is not None and asked.no_config:
        raise InputError("--config and --no-config exclude each other")
    path = None if asked.no_config else asked.config or find_config(Path.cwd())
    return read_config(path) if path else NO_RULES


def _listed(option: str, given: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(part.strip() for text in given for part in text.split(","))
    for said in filter(None, map(unknown, found)):
        raise InputError(f"{option}: {said}")
    return found


def _ignores(config: Config) -> Iterator[Ignore]:
    for index, ignore in enumerate(config.shape.ignore):
        files = Globs(config.folder, tuple(ignore.files)) if ignore.files else None
        yield Ignore(ignore.check, files, ignore.until, config, index)


def _baseline(asked: Asked, config: Config) -> Path | None:
    """The file of known findings. Raises InputError where one is needed and none is named or there."""
    named = config.folder / config.shape.baseline if config.shape.baseline else None
    path = asked.baseline or named
    if asked.write_baseline and path is None:
        raise InputError("--write-baseline: no file is named; expected --baseline FILE, or baseline in dosetrace.toml")
    if path is not None and not asked.write_baseline and not path.is_file():
        place = "--baseline" if asked.baseline else config.place("baseline")
        raise InputError(f"{place}: {shown(path)} is no file; --write-baseline makes it")
    return path


def _paths(config: Config) -> Iterator[str]:
    """What is checked where the command line names nothing. Raises InputError for what is not there."""
    for index, name in enumerate(config.shape.paths or ()):
        if not (config.folder / name).exists():
            raise InputError(f"{config.place('paths', index)}: {name}: no such file or folder")
        yield shown(config.folder / name)
