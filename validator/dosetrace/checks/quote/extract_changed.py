"""The extract in a bundle has the hash that stands beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from dosetrace.checks.subjects import Fhir
from dosetrace.findings import Level, Problem

LEVEL = Level.ERROR
WHY = "FHIR Attachment.hash is the SHA-1 of the data: a receiver sees by it whether the text was changed on the way."
JUDGES = (Fhir,)


def check(subject: Fhir) -> Iterator[Problem]:
    for attachment in subject.document.attachments.values():
        digest = hashlib.sha1(attachment.text.encode(), usedforsecurity=False).digest()
        actual = base64.b64encode(digest).decode()
        if attachment.hash and attachment.hash != actual:
            path = (*attachment.path, "hash")
            yield Problem(
                f"the extract has the hash {actual}, its attachment says {attachment.hash}",
                path,
                attachment.hash,
                actual,
            )
