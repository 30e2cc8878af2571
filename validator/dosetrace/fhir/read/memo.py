"""Readings that several checks ask for are made once for each document."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

from dosetrace.fhir.read.document import FhirDocument

P = ParamSpec("P")
R = TypeVar("R")


def once_per_document(
    read: Callable[Concatenate[FhirDocument, P], R],
) -> Callable[Concatenate[FhirDocument, P], R]:
    """The function with its results kept as long as the document is."""

    def reader(document: FhirDocument, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (read, args)
        if key not in document.kept:
            document.kept[key] = read(document, *args, **kwargs)
        found: R = document.kept[key]
        return found

    return update_wrapper(reader, read)
