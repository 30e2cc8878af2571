"""Invariants of Bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from dosetrace.fhir.definitions.defects import Kind
from dosetrace.fhir.definitions.invariants.rule import Broken, Json, Rule, many, simple, some

_rule = partial(simple, kind=Kind.BUNDLE)
_REQUESTED = ("batch", "transaction", "history")
_ANSWERED = ("batch-response", "transaction-response", "history")
_HELD = ("document", "message", "searchset", "collection")
_SENT = ("transaction", "batch")
_SENT_BACK = ("transaction-response", "batch-response")
_WITH_BODY = ("POST", "PATCH", "PUT")


def _of_entries(key: str, holds: Callable[[str, Json], bool], expected: str, releases: str) -> Rule:
    """A rule about every entry; `holds` gets the type of the bundle and the entry."""

    def broken(bundle: Json) -> Iterator[Broken]:
        kind = bundle["type"] if isinstance(bundle.get("type"), str) else ""
        for index, entry in many(bundle.get("entry")) if kind else ():
            if not holds(kind, entry):
                yield Broken(("entry", index), f"in a {kind}, an entry with {_parts(entry)}", expected)

    return Rule(key, Kind.BUNDLE, broken, tuple(releases.split()))


def _parts(entry: Json) -> str:
    """What an entry has: `resource and request (PUT)`."""
    shown = {"request": f"request ({_method(entry)})"}
    names = ("fullUrl", "resource", "search", "request", "response")
    return " and ".join(shown.get(name, name) for name in names if name in entry) or "nothing"


def _repeated(bundle: Json) -> Iterator[Broken]:
    """The same address twice. One resource twice in a transaction is reported by bundle/resource-repeated."""
    seen: dict[tuple[str, str], tuple[object, object]] = {}
    for index, entry in many(bundle.get("entry")) if bundle.get("type") != "history" else ():
        resource = some(entry.get("resource"))
        url, version = entry.get("fullUrl"), some(resource.get("meta")).get("versionId", "")
        if not isinstance(url, str) or not isinstance(version, str):
            continue
        key, name = (url, version), (resource.get("resourceType"), resource.get("id"))
        if key in seen and not (bundle.get("type") in _SENT and name[1] is not None and seen[key] == name):
            yield Broken(("entry", index, "fullUrl"), f"the fullUrl {url} again", "each fullUrl once")
        seen.setdefault(key, name)


def _first_is(kind: str, resource: str) -> Callable[[Json], bool]:
    def holds(bundle: Json) -> bool:
        if bundle.get("type") != kind or "entry" not in bundle:
            return True
        entries = many(bundle["entry"])
        return bool(entries) and some(entries[0][1].get("resource")).get("resourceType") == resource

    return holds


def _is_document(bundle: Json) -> bool:
    return bundle.get("type") == "document"


def _identified(bundle: Json) -> bool:
    return {"system", "value"} <= set(some(bundle.get("identifier")))


def _has_self(bundle: Json) -> bool:
    return any(link.get("relation") == "self" and "url" in link for _, link in many(bundle.get("link")))


def _method(entry: Json) -> object:
    return some(entry.get("request")).get("method")


def _body_fits(entry: Json) -> bool:
    """Whether a resource is there where the method sends one, and only there."""
    return (_method(entry) in _WITH_BODY) == ("resource" in entry)


def _is_resource_alone(entry: Json) -> bool:
    return "resource" in entry and "request" not in entry and "response" not in entry


def _severities(bundle: Json) -> list[object]:
    return [issue.get("severity") for _, issue in many(some(bundle.get("issues")).get("issue"))]


def _no_history(entry: Json) -> bool:
    url = entry.get("fullUrl")
    return not isinstance(url, str) or "/_history/" not in url


RULES = (
    _rule("bdl-1", holds=lambda b: "total" not in b or b.get("type") in ("searchset", "history"),
          found='a total in a bundle of type "{type}"', expected="a total only in a searchset or history"),
    _of_entries("bdl-2", lambda kind, e: kind == "searchset" or "search" not in e,
                "search in a searchset only", "r4 r5"),
    _of_entries("bdl-3", lambda kind, e: ("request" in e) == (kind in _REQUESTED),
                "a request in a batch, transaction or history, and only there", "r4"),
    _of_entries("bdl-4", lambda kind, e: ("response" in e) == (kind in _ANSWERED),
                "a response in a batch-response, transaction-response or history, and only there", "r4"),
    _of_entries("bdl-3a", lambda kind, e: kind not in _HELD or _is_resource_alone(e),
                "a resource without request and response", "r5"),
    _of_entries("bdl-3b", lambda kind, e: kind != "history" or ("request" in e and "response" in e and _body_fits(e)),
                "request and response, and a resource for POST, PATCH and PUT only", "r5"),
    _of_entries("bdl-3c", lambda kind, e: kind not in _SENT or (_method(e) is not None and _body_fits(e)),
                "a request with a method, and a resource for POST, PATCH and PUT only", "r5"),
    _of_entries("bdl-3d", lambda kind, e: kind not in _SENT_BACK or "response" in e, "a response", "r5"),
    _rule("bdl-5", holds=lambda e: "resource" in e or "request" in e or "response" in e,
          found="an entry without resource, request and response", expected="one of them"),
    Rule("bdl-7", Kind.BUNDLE, _repeated),
    _rule("bdl-8", holds=_no_history, found="the fullUrl {fullUrl}", expected="a fullUrl without a version"),
    _rule("bdl-9", holds=lambda b: not _is_document(b) or _identified(b),
          found="a document without an identifier", expected="an identifier with system and value"),
    _rule("bdl-10", holds=lambda b: not _is_document(b) or "timestamp" in b,
          found="a document without a timestamp", expected="a timestamp"),
    _rule("bdl-11", holds=_first_is("document", "Composition"),
          found="a document that does not begin with a Composition", expected="a Composition first"),
    _rule("bdl-12", holds=_first_is("message", "MessageHeader"),
          found="a message that does not begin with a MessageHeader", expected="a MessageHeader first"),
    _rule("bdl-13", holds=_first_is("subscription-notification", "SubscriptionStatus"),
          found="a notification that does not begin with a SubscriptionStatus", expected="a SubscriptionStatus first"),
    _of_entries("bdl-14", lambda kind, e: kind != "history" or _method(e) != "PATCH",
                "another method than PATCH", "r5"),
    _of_entries("bdl-15", lambda kind, e: kind in (*_SENT, *_SENT_BACK) or "fullUrl" in e or _method(e) == "POST",
                "a fullUrl", "r5"),
    _rule("bdl-16", holds=lambda b: set(map(str, _severities(b))) <= {"information", "warning"},
          found="issues worse than a warning", expected="information or warning", releases="r5"),
    _rule("bdl-17", holds=lambda b: not _is_document(b) or "issues" not in b,
          found="a document with issues", expected="a document without issues"),
    _rule("bdl-18", holds=lambda b: b.get("type") != "searchset" or _has_self(b),
          found='a searchset without a link "self"', expected='a link "self" with its url'),
)  # fmt: skip
