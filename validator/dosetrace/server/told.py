"""What came of a push, for people and as plain JSON values of the published shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dosetrace.report.shapes import PushedShape, PushShape, ServerDifferenceShape
from dosetrace.server.capability import Capability
from dosetrace.server.push import Pushed
from dosetrace.server.stored import Difference


def push_value(version: str, address: str, says: Capability, dry: bool, done: Iterable[Pushed]) -> PushShape:
    """What `dosetrace push --format json` prints."""
    return {
        "dosetrace": version, "server": address, "software": says.software, "release": says.release, "dry_run": dry,
        "bundles": [_pushed(one) for one in done],
    }  # fmt: skip


def _pushed(one: Pushed) -> PushedShape:
    return {
        "id": one.name, "done": one.done, "created": list(one.created), "replaced": list(one.replaced),
        "unchanged": list(one.unchanged), "missing": list(one.missing),
        "differing": [_difference(found) for found in one.differing],
        "rewritten": [_difference(found) for found in one.rewritten],
        "older_versions": list(one.older), "refusal": one.refusal,
    }  # fmt: skip


def _difference(found: Difference) -> ServerDifferenceShape:
    return {"resource": found.place, "path": found.where, "sent": found.sent, "stored": found.stored}


_SHOWN = 5


def pushed_lines(one: Pushed, dry: bool) -> Iterator[str]:
    """What came of one bundle: a line, and one for each thing that needs a human."""
    counts = {"created": one.created, "replaced": one.replaced, "unchanged": one.unchanged, "missing": one.missing}
    would = "would be " if dry else ""
    parts = [f"{len(labels)} {would if name != 'unchanged' else ''}{name}" for name, labels in counts.items() if labels]
    yield f"{one.name}: {', '.join(parts)}"
    if one.refusal:
        yield f"  refused: {one.refusal}"
    yield from _some("  differs on the server, left alone (--replace): ", one.differing)
    yield from _some("  written otherwise by the server: ", one.rewritten)
    yield from (f"  also there: version {older}" for older in one.older)


def _some(head: str, found: tuple[Difference, ...]) -> Iterator[str]:
    yield from (f"{head}{difference}" for difference in found[:_SHOWN])
    if len(found) > _SHOWN:
        yield f"{head}{len(found) - _SHOWN} more places"


def push_summary(address: str, says: Capability, done: list[Pushed], wanted: int, dry: bool) -> str:
    """One line about all bundles; `wanted` is how many there are, more than `done` where it broke off."""
    complete = sum(one.done for one in done)
    would = "would be " if dry else ""
    return f"{complete} of {wanted} bundles {would}on {address} ({says.software}, {says.release}) as sent\n"
