"""What the checks made of one mutant."""

from __future__ import annotations

from dataclasses import dataclass

ALONE, BESIDE = "alone", "beside the dataset"


@dataclass(frozen=True)
class Verdict:
    """`level` is that of the worst new finding, None where there is none; `where` what was at hand to find it."""

    mutant: str
    operator: str
    group: str
    level: str | None
    where: str
    checks: tuple[str, ...]

    @property
    def column(self) -> str:
        if self.level == "error":
            return self.where
        return "warning" if self.level == "warning" else "missed"

    @property
    def is_missed(self) -> bool:
        return self.column == "missed"
