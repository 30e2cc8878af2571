"""What a finding is known by from one run to the next, so that it is not new because lines above it moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from dosetrace.findings import Finding


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """One for each finding, all different: 64 hexadecimal digits from file, check, place, message and value.

    Neither lines nor list positions count. Findings that are the same in everything else are numbered in their order.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        known_by = (finding.location.file, *map(str, finding.identity))
        seen[known_by] += 1
        words = "\0".join((*known_by, str(seen[known_by])))
        yield hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()
