"""The kinds of structural defects; each is the last part of the id of the check that reports it."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is wrong with the shape of a resource."""

    UNKNOWN = "element-unknown"
    OTHER_RELEASE = "element-of-other-release"
    MISSING = "element-missing"
    REPEATED = "element-repeated"
    NOT_IN_LIST = "element-not-in-list"
    MALFORMED = "value-malformed"
    CODE = "code-not-allowed"
    CHOICE = "choice-given-twice"
    MISPLACED = "extension-misplaced"
    EXTENSION = "extension-value-wrong"
    MODIFIER = "modifier-extension-unknown"
    TARGET = "target-not-allowed"
    MIXED = "release-mixed"
    EMPTY = "empty"
    RESOURCE_TYPE = "resource-type-unknown"
    TIMING = "timing-invariant-broken"
    AMOUNT = "amount-invariant-broken"
    BUNDLE = "bundle-invariant-broken"
    DEFINITION = "definition-invariant-broken"
    RESOURCE = "resource-invariant-broken"
    ADVICE = "advice-not-followed"
