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
from dosetrace.house.config import Config, find_config, read_config
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
        """Whether findings of the check in the file are not reported."""
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


NO_RULES = Rules(
    select=("*",), skip=(), ignores=(), levels={}, fail_on=Level.ERROR, baseline=None, write_baseline=False,
    release=None, paths=(), exclude=Globs(),
)  # fmt: skip
"""Where nobody wrote any."""


def rules_of(asked: Asked) -> Rules:
    """The rules of a run in the working directory. Raises InputError for what is wrong with them."""
    config = _config(asked)
    written = _written(config) if config is not None else NO_RULES
    select, skip = _listed("--select", asked.select), _listed("--ignore", asked.ignore)
    return replace(
        written,
        select=select or written.select,
        skip=skip,
        ignores=tuple(ignore for ignore in written.ignores if ignore.check not in select),
        fail_on=Level(asked.fail_on or written.fail_on),
        baseline=_baseline(asked, config),
        write_baseline=asked.write_baseline,
    )


def _config(asked: Asked) -> Config | None:
    if asked.config is not None and asked.no_config:
        raise InputError("--config and --no-config exclude each other")
    path = None if asked.no_config else asked.config or find_config(Path.cwd())
    return read_config(path) if path else None


def _written(config: Config) -> Rules:
    """What the file says, before what the command line asks for."""
    shape = config.shape
    return replace(
        NO_RULES,
        select=tuple(shape.select or NO_RULES.select),
        ignores=tuple(_ignores(config)),
        levels={selector: Level(name) for selector, name in shape.levels.items()},
        fail_on=Level(shape.fail_on),
        release=shape.fhir_version,
        paths=tuple(_paths(config)),
        exclude=Globs(config.folder, tuple(shape.exclude)),
    )


def _listed(option: str, given: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(part.strip() for text in given for part in text.split(","))
    for said in filter(None, map(unknown, found)):
        raise InputError(f"{option}: {said}")
    return found


def _ignores(config: Config) -> Iterator[Ignore]:
    for index, ignore in enumerate(config.shape.ignore):
        files = Globs(config.folder, tuple(ignore.files)) if ignore.files else None
        yield Ignore(ignore.check, files, ignore.until, config, index)


def _baseline(asked: Asked, config: Config | None) -> Path | None:
    """The file of known findings. Raises InputError where one is needed and none is named or there."""
    named = config.folder / config.shape.baseline if config is not None and config.shape.baseline else None
    path = asked.baseline or named
    if asked.write_baseline and path is None:
        raise InputError("--write-baseline: no file is named; expected --baseline FILE, or baseline in dosetrace.toml")
    if path is not None and not asked.write_baseline and not path.is_file():
        place = "--baseline" if asked.baseline or config is None else config.place("baseline")
        raise InputError(f"{place}: {shown(path)} is no file; --write-baseline makes it")
    return path


def _paths(config: Config) -> Iterator[str]:
    """What is checked where the command line names nothing. Raises InputError for what is not there."""
    for index, name in enumerate(config.shape.paths or ()):
        if not (config.folder / name).exists():
            raise InputError(f"{config.place('paths', index)}: {name}: no such file or folder")
        yield shown(config.folder / name)
