"""The course of a protocol on one strip: below the words of each block a box for each cycle, or a bar of months.

The words say all that the drawing shows. The drawing is hidden from assistive technology, and its links are for a
pointer only: the words hold the same link, so that the keyboard comes to each block once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from dosetrace.grid import cycles_title, length_title
from dosetrace.site.html import Content, Html, joined, tag
from dosetrace.site.marks import gap_html
from dosetrace.site.months import UNTITLED, in_months
from dosetrace.timeline import Block, Schedule
from dosetrace.wording import every_text

ACROSS = 8
"""So many cycles stand in one row of boxes; what follows goes below."""
_PLACE, _HIGH, _EDGE = 40, 34, 2
"""The place of a cycle: its width and height in units of the drawing, and the edge around the box."""
_WIDTH = ACROSS * _PLACE
_BAR, _AXIS, _LABEL = 20, 26, 42
"""Where from the top a bar ends, its axis runs, and the labels of the axis stand."""
_YEAR = 12
_LABELS = 4
"""So many ticks after the first have a label at most."""

Anchor = Callable[[Block], str]


@dataclass(frozen=True, slots=True)
class _Axis:
    """What the rows of one part have in common: its highest cycle number, and its months in whole years."""

    cycles: int
    months: int


def strip(schedule: Schedule, anchor: Anchor, titles: Mapping[str, str] = UNTITLED) -> Html:
    """The course as a figure; `anchor` names the heading of a block's grid, `titles` those of the parts by id."""
    steps = [list(blocks) for _, blocks in groupby(schedule.blocks, key=lambda block: block.choice)]
    drawn = [_step(blocks, anchor, titles, alone=len(steps) == 1, later=turn > 0) for turn, blocks in enumerate(steps)]
    return tag(
        "figure", tag("figcaption", " ".join(_legend(schedule))), *drawn, class_="dt-strip", data_search_exclude=True
    )


def _legend(schedule: Schedule) -> Iterator[str]:
    cycles = [block for block in schedule.blocks if block.cycles]
    if cycles:
        yield "One box is one cycle; its width is no length of time."
    if any(block.limited for block in cycles):
        yield "Dashed boxes: at most these cycles."
    if any(_has_empty_place(block, blocks) for blocks in _by_part(cycles) for block in blocks):
        yield "Short line: not in this cycle."
    if any(_depends(blocks) for blocks in _by_part(cycles)):
        yield "Where a cycle stands in several rows, their conditions decide."
    if any(in_months(block.bounds) for block in schedule.blocks):
        yield "One bar is a time in months."


def _has_empty_place(block: Block, part: list[Block]) -> bool:
    return set(_places(block, _axis(part))) != set(block.cycles or ())


def _depends(part: list[Block]) -> bool:
    """Whether a condition decides which of two blocks a cycle has."""
    numbers = [number for block in part if block.when for number in block.cycles or ()]
    return len(numbers) > len(set(numbers))


def _by_part(blocks: list[Block]) -> list[list[Block]]:
    return [list(part) for _, part in groupby(blocks, key=lambda block: (block.option, block.protocol))]


def _step(blocks: list[Block], anchor: Anchor, titles: Mapping[str, str], *, alone: bool, later: bool) -> Html:
    """What everybody gets, or a choice; a course may have several of these one after the other."""
    options = [(option, list(own)) for option, own in groupby(blocks, key=lambda block: block.option)]
    if len(options) == 1:
        return _parts(blocks, anchor, titles, alone=alone, later=later)
    heading = f"{'Then exactly' if later else 'Exactly'} one of these {len(options)}:"
    items = [
        tag("li", tag("p", option, class_="dt-strip-title"), _parts(own, anchor, titles), class_="dt-strip-option")
        for option, own in options
    ]
    return joined([tag("p", heading, class_="dt-strip-choice"), tag("ul", *items, class_="dt-strip-options")])


def _parts(
    blocks: list[Block], anchor: Anchor, titles: Mapping[str, str], *, alone: bool = True, later: bool = False
) -> Html:
    """The parts of a course one after the other, each with a heading and an axis of its own where there are several."""
    parts = _by_part(blocks)
    if alone and len(parts) == 1:
        return _lanes(blocks, anchor)
    drawn = [
        tag("div", _heading(own, titles, later=later or turn > 0), _lanes(own, anchor), class_="dt-strip-part")
        for turn, own in enumerate(parts)
    ]
    return joined(drawn)


def _heading(part: list[Block], titles: Mapping[str, str], *, later: bool) -> Html:
    title = titles.get(part[0].protocol or "", part[0].protocol)
    own = [
        "its cycles are numbered from 1" if any(block.cycles for block in part) else "",
        "its months are counted from its start" if any(in_months(block.bounds) for block in part) else "",
    ]
    words = f"; {', '.join(word for word in own if word)}" if later and any(own) else None
    return tag("p", "Then: " if later else "First: ", tag("strong", title), words, class_="dt-strip-heading")


def _lanes(blocks: list[Block], anchor: Anchor) -> Html:
    axis = _axis(blocks)
    return tag("ul", *(_lane(block, f"#{anchor(block)}", axis) for block in blocks), class_="dt-strip-text")


def _axis(blocks: list[Block]) -> _Axis:
    longest = max((in_months(block.bounds) or 0 for block in blocks), default=0)
    highest = max((max(block.cycles) for block in blocks if block.cycles), default=0)
    return _Axis(highest, -(-longest // _YEAR) * _YEAR)


def _lane(block: Block, href: str, axis: _Axis) -> Html:
    title, *rest = _label(block)
    words = joined([tag("a", title, href=href), ": ", joined(rest, ", ")])
    return tag("li", tag("p", words, class_="dt-lane-label"), _drawing(block, href, axis), class_="dt-lane")


def _label(block: Block) -> Iterator[Content]:
    """What the block is called, how many cycles it has or how long it goes on, their length, its condition."""
    title = block.title
    if title.lower().startswith("cycle") and block.cycles:
        title = cycles_title(block)
        yield title[0].upper() + title[1:]
    else:
        yield title
        if block.bounds is None:
            yield cycles_title(block) if block.cycles else gap_html(cycles_title(block))
    yield from _lengths(block)
    if block.when:
        yield tag("span", f"if {block.when}", class_="dt-when")


def _lengths(block: Block) -> Iterator[Content]:
    """`21 to 28 days each`, `every month for 1 year`."""
    if block.bounds is None:
        yield gap_html(length_title(block)) if block.length is None else length_title(block)
    elif block.length is None:
        yield f"for {block.bounds.text}"
        yield gap_html("how often not stated")
    else:
        yield f"{every_text(block.length)} for {block.bounds.text}"


def _drawing(block: Block, href: str, axis: _Axis) -> Html | None:
    if block.cycles:
        return _boxes(block, href, axis)
    length = in_months(block.bounds)
    return _bar(length, href, axis.months) if length else None


def _boxes(block: Block, href: str, axis: _Axis) -> Html:
    places = _places(block, axis)
    lines = sorted({_line(place) for place in places})
    drawn = [
        _box(place, lines.index(_line(place)), href, limited=block.limited)
        if place in (block.cycles or ())
        else _no_box(place, lines.index(_line(place)))
        for place in places
    ]
    return _svg(len(lines) * _HIGH, drawn)


def _places(block: Block, axis: _Axis) -> list[int]:
    """The cycles that have a place in the drawing of a block: whole lines, but no line without a box."""
    lines = {_line(number) for number in block.cycles or ()}
    return [place for place in range(1, axis.cycles + 1) if _line(place) in lines]


def _line(place: int) -> int:
    return (place - 1) // ACROSS


def _left(place: int) -> int:
    return (place - 1) % ACROSS * _PLACE


def _box(place: int, line: int, href: str, *, limited: bool) -> Html:
    left, top = _left(place), line * _HIGH
    kind = "dt-box dt-box-limited" if limited else "dt-box"
    shape = _rectangle(left + _EDGE, top + _EDGE, left + _PLACE - _EDGE, top + _HIGH - _EDGE, kind)
    return _link(href, shape, _text(str(place), left + _PLACE // 2, top + _HIGH // 2 + 5, "middle"))


def _no_box(place: int, line: int) -> Html:
    middle, height = _left(place) + _PLACE // 2, line * _HIGH + _HIGH // 2
    return tag("polyline", points=f"{middle - 5},{height} {middle + 5},{height}", class_="dt-axis")


def _bar(length: int, href: str, longest: int) -> Html:
    """A bar of so many months above an axis with a tick at every year."""
    scale = (_WIDTH - 2 * _EDGE) / longest
    shape = _rectangle(_EDGE, _EDGE, round(_EDGE + length * scale), _BAR, "dt-bar")
    line = tag("polyline", points=f"{_EDGE},{_AXIS} {_WIDTH - _EDGE},{_AXIS}", class_="dt-axis")
    ticks = [_tick(round(_EDGE + month * scale)) for month in range(0, longest + 1, _YEAR)]
    return _svg(_LABEL + 4, [_link(href, shape), line, *ticks, *_labels(longest, scale)])


def _tick(x: int) -> Html:
    return tag("polyline", points=f"{x},{_AXIS - 3} {x},{_AXIS + 3}", class_="dt-axis")


def _labels(longest: int, scale: float) -> Iterator[Html]:
    step = -(-longest // _YEAR // _LABELS) * _YEAR
    yield _text("0", _EDGE, _LABEL, "start")
    for month in range(step, longest - step + 1, step):
        yield _text(str(month), round(_EDGE + month * scale), _LABEL, "middle")
    yield _text(f"{longest} months", _WIDTH - _EDGE, _LABEL, "end")


def _svg(height: int, inside: list[Html]) -> Html:
    """A drawing that only the eye needs."""
    return tag(
        "svg", *inside, viewBox=f"0 0 {_WIDTH} {height}", width="100%", class_="dt-strip-drawing",
        aria_hidden="true", focusable="false",
    )  # fmt: skip


def _link(href: str, *inside: Html) -> Html:
    return tag("a", *inside, href=href, tabindex="-1")


def _rectangle(left: int, top: int, right: int, bottom: int, kind: str) -> Html:
    points = f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"
    return tag("polygon", points=points, class_=kind)


def _text(words: str, x: int, y: int, anchor: str) -> Html:
    return tag("text", words, x=str(x), y=str(y), text_anchor=anchor)
