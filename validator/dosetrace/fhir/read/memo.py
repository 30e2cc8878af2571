"""Readings that several checks ask for are made once for each document, or for each part of one."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

D = TypeVar("D")
P = ParamSpec("P")
R = TypeVar("R")


def once_per_document(
    read: Callable[Concatenate[D, P], R],
) -> Callable[Concatenate[D, P], R]:
    """The function with its results kept as long as the document, or the part of it, is."""
    kept: WeakKeyDictionary[D, dict[object, R]] = WeakKeyDictionary()

    def reader(document: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
        results = kept.setdefault(document, {})
        if args not in results:
            results[args] = read(document, *args, **kwargs)
        return results[args]

    return update_wrapper(reader, read)
