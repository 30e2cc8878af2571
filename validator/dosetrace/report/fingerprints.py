"""What a finding is known by from one run to the next, so that it is not new because lines above it moved."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from dosetrace.findings import Finding

_POSITION = re.compile(r"\[\d+\]")


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """One for each finding, all different: 64 hexadecimal digits from check, file, element and message.

    Neither lines nor list positions count. Findings that are the same in everything else are numbered in their order.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        place = finding.location
        known_by = (finding.check, place.file, _POSITION.sub("", place.path), finding.problem.message)
        seen[known_by] += 1
        words = "\0".join((*known_by, str(seen[known_by])))
        yield hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()
