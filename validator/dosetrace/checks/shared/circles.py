"""Circles of links: of actions that wait for each other, of plans that contain each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node")
Link = TypeVar("Link")


def circles(links: Mapping[Node, Sequence[tuple[Node, Link]]]) -> Iterator[tuple[list[Node], Link]]:
    """(the way round, its last the same as its first; the link that closes it). Each node is left once, so that many
    take no longer than they are."""
    done: set[Node] = set()
    for first in links:
        if first not in done:
            yield from _from(first, links, done)


def _from(
    first: Node, links: Mapping[Node, Sequence[tuple[Node, Link]]], done: set[Node]
) -> Iterator[tuple[list[Node], Link]]:
    way = {first: 0}
    stack = [(first, iter(links[first]))]
    while stack:
        here, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            stack.pop()
            way.pop(here)
            done.add(here)
        elif following[0] in way:
            yield [*list(way)[way[following[0]] :], following[0]], following[1]
        elif following[0] not in done:
            way[following[0]] = len(stack)
            stack.append((following[0], iter(links.get(following[0], ()))))
