"""Which resource of a file a canonical that leads nowhere is meant for: for the checks of references."""

from __future__ import annotations

from itertools import islice

from dosetrace.fhir.read.document import FhirDocument
from dosetrace.fhir.read.memo import once_per_document

_MOST = 200
"""Addresses a misspelt one is compared with."""


def meant(document: FhirDocument, target: str) -> str | None:
    """`url|version` in the file: of the same url, of the same name under another type, or of all letters but one.

    None where nothing in the file is like it: then it is defined elsewhere.
    """
    url = target.partition("|")[0]
    by_url, by_name = _known(document)
    found = url if url in by_url else by_name.get(_name(url)) or _misspelt(url, by_url)
    return f"{found}|{by_url[found]}" if found else None


@once_per_document
def _known(document: FhirDocument) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    by_url = {resource.url: resource.version for resource in document.resources if resource.url}
    return by_url, {_name(url): url for url in by_url}


def _name(url: str) -> tuple[str, str]:
    """The base and the name, without the type between them."""
    base, _, name = url.rpartition("/")
    return base.rpartition("/")[0], name


def _misspelt(url: str, known: dict[str, str]) -> str | None:
    return next((other for other in islice(known, _MOST) if _one_letter(url, other)), None)


def _one_letter(one: str, other: str) -> bool:
    """Whether a letter is lost, added or changed; a digit may tell doses and versions apart."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    rest = short[same:] if len(long) > len(short) else short[same + 1 :]
    return long[same + 1 :] == rest and long[same : same + 1].isalpha()
