"""What the parts of a protocol page share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dosetrace.model import Regimen
from dosetrace.site.grids import Of
from dosetrace.site.names import Anchors
from dosetrace.site.says import Says
from dosetrace.targets import Target
from dosetrace.timeline import Block, Schedule


@dataclass(frozen=True)
class Page:
    """What the parts of a page share: the protocol, its links and its sentences."""

    target: Target
    anchors: Anchors
    says: Says

    @property
    def regimen(self) -> Regimen:
        return self.target.regimens[0]

    @property
    def schedule(self) -> Schedule:
        return self.target.schedule

    @cached_property
    def regimens(self) -> Mapping[str, Regimen]:
        """The protocol and its parts, by id."""
        return {part.id: part for part in self.target.regimens}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The titles of the same, by id."""
        return {name: part.title for name, part in self.regimens.items()}

    def of(self, block: Block) -> Of:
        regimen = self.regimens[block.protocol] if block.protocol else self.regimen
        return Of(block, regimen, self.anchors, self.says)
