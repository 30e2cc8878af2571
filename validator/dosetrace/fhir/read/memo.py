"""Readings that several checks ask for are made once for each document, or for each part of one."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

D = TypeVar("D")
P = ParamSpec("P")
R = TypeVar("R")


def once_per_document(
    read: Callable[Concatenate[D, P], R],
) -> Callable[Concatenate[D, P], R]:
    """The function with its results kept in the document, or in the part of it: they end together, whatever of the
    document the results hold."""

    def reader(document: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
        kept: dict[object, R] = vars(document).setdefault("read_before", {})
        key = (read, args)
        if key not in kept:
            kept[key] = read(document, *args, **kwargs)
        return kept[key]

    return update_wrapper(reader, read)
