"""What checks look at: the list of sources, a protocol, a FHIR file, a whole dataset, or a file nobody could read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from dosetrace.course import Lookup, dose_of, schedule_of, stretches
from dosetrace.facts import Fact, Kind
from dosetrace.fhir.read.cycles import Cycle, cycles_of
from dosetrace.fhir.read.document import FhirDocument
from dosetrace.fhir.read.facts import facts_of, stated_totals
from dosetrace.fhir.read.plan import blocks_of, read_schedule
from dosetrace.findings import InputError, Path, Sentence
from dosetrace.model import Regimen
from dosetrace.timeline import Block, Dose, Quote, Schedule
from dosetrace.totals import add
from dosetrace.units import Amount, UnitError

if TYPE_CHECKING:
    from dosetrace.protocol.read import ProtocolFile
    from dosetrace.sources.registry import Source, SourceList

STANDARD_INPUT = "<stdin>"
"""The file name of what came from standard input."""


@dataclass(frozen=True)
class StatedSum:
    """A total the source states for one cycle, and the block it is said of."""

    drug: str
    amount: Amount
    path: Path
    quotes: tuple[Quote, ...]
    block: Block

    @property
    def doses(self) -> tuple[Dose, ...]:
        return tuple(dose for dose in self.block.doses if dose.drug == self.drug)

    @property
    def found(self) -> Amount | None:
        """What the doses of the block add up to; None where they cannot be added."""
        parts = [dose.per_cycle(self.block.length) for dose in self.doses]
        try:
            return None if None in parts else add(part for part in parts if part is not None)
        except UnitError:
            return None


@dataclass(frozen=True)
class Subject:
    """One file; `sources` are the source documents by id, as far as they are at hand."""

    called: ClassVar[str] = "files"

    file: str
    sources: Mapping[str, Source]

    def position(self, path: Path) -> tuple[int, int] | None:
        """Line and column of a path, both from 1."""
        raise NotImplementedError

    def positions(self, paths: Collection[Path]) -> Mapping[Path, tuple[int, int] | None]:
        """The same of several paths."""
        return {path: self.position(path) for path in paths}

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What one check worked out and others need again."""
        return {}

    @property
    def content(self) -> Any:
        """The document that paths lead into; None where there is none."""
        return None

    @property
    def facts(self) -> tuple[Fact, ...]:
        return ()

    @property
    def schedule(self) -> Schedule | None:
        return None

    def sentence(self, quotes: tuple[Quote, ...]) -> Sentence | None:
        """The first of the quotes as a sentence with its line."""
        if not quotes:
            return None
        quote = quotes[0]
        source = self.sources.get(quote.source)
        return Sentence(quote.source, quote.text, source.line_of(quote.text) if source else None)


@dataclass(frozen=True)
class UnreadableFile(Subject):
    """A file that is no YAML, no JSON, no UTF-8, or not there."""

    called: ClassVar[str] = "unreadable files"

    message: str = ""
    line: int = 1
    column: int = 1

    def position(self, path: Path) -> tuple[int, int]:
        return self.line, self.column


@dataclass(frozen=True)
class Sources(Subject):
    """The list of source documents."""

    called: ClassVar[str] = "the list of sources"

    listing: SourceList = field(kw_only=True)

    def position(self, path: Path) -> tuple[int, int]:
        return self.listing.document.position(path)

    @property
    def content(self) -> Any:
        return self.listing.document.value

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for source in self.listing.sources for fact in source.facts)


@dataclass(frozen=True)
class ProtocolText(Subject):
    """A protocol file as text: what it says of its shape."""

    called: ClassVar[str] = "protocol files"

    protocol: ProtocolFile = field(kw_only=True)

    def position(self, path: Path) -> tuple[int, int]:
        return self.protocol.position(path)

    @property
    def content(self) -> Any:
        return self.protocol.document.value


@dataclass(frozen=True)
class Protocol(ProtocolText):
    """A protocol file that means a regimen; `lookup` finds the parts of a composed one."""

    called: ClassVar[str] = "protocols"

    regimen: Regimen = field(kw_only=True)
    lookup: Lookup = field(kw_only=True)

    @property
    def facts(self) -> tuple[Fact, ...]:
        return self.regimen.facts

    @cached_property
    def schedule(self) -> Schedule | None:
        try:
            return schedule_of(self.regimen, self.lookup)
        except InputError:
            return None

    @property
    def extracts(self) -> tuple[tuple[str, str], ...]:
        """The source and the text of each extract."""
        return tuple((extract.source, extract.text) for extract in self.regimen.extracts)

    @property
    def extract(self) -> str:
        return "\n".join(text for _, text in self.extracts)

    @cached_property
    def stated_sums(self) -> tuple[StatedSum, ...]:
        return tuple(self._stated_sums())

    def _stated_sums(self) -> Iterator[StatedSum]:
        paths = iter([fact.path for fact in self.facts if fact.kind is Kind.TOTAL])
        for phase in self.regimen.phases:
            stretch = next((s for s in stretches(self.regimen) if s.phase is phase), None)
            for total in phase.totals:
                path = next(paths)
                gives = stretch.gives if stretch else phase.gives
                block = Block(
                    phase.id,
                    phase.title,
                    tuple(map(dose_of, gives)),
                    length=phase.length.value if phase.length else None,
                )
                yield StatedSum(total.drug, total.amount, path, total.quotes, block)


@dataclass(frozen=True)
class Fhir(Subject):
    """A FHIR file; `published` finds the regimen of our own that a plan says it is, or None."""

    called: ClassVar[str] = "FHIR files"

    document: FhirDocument = field(kw_only=True)
    published: Callable[[str], Regimen | None] = field(kw_only=True)
    lookup: Lookup = field(kw_only=True)

    def position(self, path: Path) -> tuple[int, int] | None:
        return self.document.position(path)

    def positions(self, paths: Collection[Path]) -> Mapping[Path, tuple[int, int] | None]:
        return self.document.positions(paths)

    @property
    def content(self) -> Any:
        return self.document.value

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return facts_of(self.document)

    @cached_property
    def schedule(self) -> Schedule | None:
        return read_schedule(self.document)

    @cached_property
    def has_provenance(self) -> bool:
        """Whether it carries an extract with quotes: then every dosing number has to be accounted for."""
        return bool(self.document.attachments) and any(fact.quotes for fact in self.facts)

    @property
    def extracts(self) -> tuple[tuple[str, str], ...]:
        """The source and the text of each extract."""
        return tuple((attachment.source, attachment.text) for attachment in self.document.attachments.values())

    @property
    def extract(self) -> str:
        return "\n".join(text for _, text in self.extracts)

    @cached_property
    def cycles(self) -> tuple[Cycle, ...]:
        """The cycles of every plan, and of every group of requests, of the file."""
        return tuple(cycle for plan in self.document.plans for cycle in cycles_of(self.document, plan))

    @cached_property
    def stated_sums(self) -> tuple[StatedSum, ...]:
        return tuple(self._stated_sums())

    def _stated_sums(self) -> Iterator[StatedSum]:
        for cycle in self.cycles:
            blocks = list(blocks_of(self.document, cycle))
            for index, drug, amount, when in stated_totals(cycle):
                path = (*cycle.path, "extension", index)
                found = next((fact.quotes for fact in self.facts if fact.path == path), ())
                block = next((block for block in blocks if block.when == when), Block("", when or "", ()))
                yield StatedSum(drug, amount, path, found, block)


@dataclass(frozen=True)
class Dataset(Subject):
    """Everything under one root, for what only shows between files."""

    called: ClassVar[str] = "whole datasets"

    protocols: tuple[Protocol, ...] = ()
    bundles: Mapping[str, tuple[Fhir, ...]] = field(default_factory=dict)
    """The FHIR files of each release, `r4` and `r5`."""

    def position(self, path: Path) -> None:
        return None
