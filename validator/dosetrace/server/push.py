"""A bundle onto a server: look what is there, send what is missing, read everything back.

Only what is missing is sent, so that sending again changes nothing. What the server has under the same address
with another content is left alone unless replacing was asked for. What counts as done is what was read back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from dosetrace.fhir.read.document import mapping, objects, words
from dosetrace.fhir.write.jsontext import json_text
from dosetrace.findings import InputError
from dosetrace.server.entries import Item, Json, There, by_id, by_url
from dosetrace.server.http import FhirServer, ServerError
from dosetrace.server.stored import Difference, differences


class Ids(StrEnum):
    """Who names the resources: we, the server, or we unless it refuses."""

    OURS = "ours"
    SERVER = "server"
    AUTO = "auto"


@dataclass(frozen=True)
class Pushed:
    """What came of one bundle.

    `created`, `replaced`, `unchanged` and `missing` are the labels of resources, `differing` is what the server has
    otherwise and was left alone, `rewritten` what it only writes otherwise, `older` other versions of the plan there.
    """

    name: str
    created: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    differing: tuple[Difference, ...] = ()
    rewritten: tuple[Difference, ...] = ()
    older: tuple[str, ...] = ()
    refusal: str | None = None
    may_pass: bool = False
    """Whether it was refused for now only: the server was busy or failed, or somebody else was writing the same."""

    @property
    def done(self) -> bool:
        """Whether the whole bundle is on the server as it was sent."""
        return not (self.missing or self.differing or self.refusal)


@dataclass(frozen=True)
class Seen:
    """The server before or after: which items it has, and how they differ."""

    there: dict[str, There]
    differing: tuple[Difference, ...]
    rewritten: tuple[Difference, ...]

    def wrong(self, item: Item) -> bool:
        return any(found.place == item.place for found in self.differing)


@dataclass(frozen=True)
class Flavour:
    """How an item is found on the server, which of the wanted ones go into the next transaction, and how."""

    find: Callable[[FhirServer, Item], There | None]
    turn: Callable[[tuple[Item, ...], Seen], tuple[Item, ...]]
    requests: Callable[[tuple[Item, ...], Seen], Json]


def push(server: FhirServer, name: str, items: tuple[Item, ...], ids: Ids, *, overwrite: bool, dry: bool) -> Pushed:
    """Brings the items onto the server, or with `dry` says what would be done.

    What the server refuses is told in the result. Raises ServerError where it cannot be reached or lets nobody in.
    """
    if ids is Ids.SERVER or (ids is Ids.AUTO and _has_other_ids(server, items[0])):
        return _push(server, name, items, SERVER_IDS, overwrite, dry)
    done = _push(server, name, items, OUR_IDS, overwrite, dry)
    # only who refuses our ids is posted to: what another push is bringing under them would be there twice
    if ids is Ids.OURS or done.refusal is None or done.may_pass or len(done.missing) < len(items):
        return done
    again = _push(server, name, items, SERVER_IDS, overwrite, dry)
    return again if again.refusal is None else replace(done, refusal=f"{done.refusal}; by url: {again.refusal}")


def _has_other_ids(server: FhirServer, plan: Item) -> bool:
    """Whether the server has the plan, and under another id than ours.

    What is found by url may have come under our id since it was looked for there: another push brought it.
    """
    if not plan.is_canonical or _found_by_id(server, plan) is not None:
        return False
    found = _found_by_url(server, plan)
    return found is not None and found.reference != plan.place


def _push(
    server: FhirServer, name: str, items: tuple[Item, ...], flavour: Flavour, overwrite: bool, dry: bool
) -> Pushed:
    before = see(server, items, flavour)
    if dry or not _wanted(items, before, overwrite):
        return _told(name, items, before, before, overwrite, dry)
    after, refusal = _send(server, name, items, flavour, before, overwrite)
    told = _told(name, items, before, after, overwrite, dry)
    return told if told.done or refusal is None else replace(told, refusal=str(refusal), may_pass=refusal.may_pass)


def _send(
    server: FhirServer, name: str, items: tuple[Item, ...], flavour: Flavour, now: Seen, overwrite: bool
) -> tuple[Seen, ServerError | None]:
    """Sends what is missing, looking again after each transaction, so that a lost answer does no harm.

    `now` is what was seen before. Returns what was seen last, and why the server would not take the rest, None where
    it took all.
    """
    failures, left = 0, len(items) + 1
    while wanted := _wanted(items, now, overwrite):
        if len(wanted) >= left and flavour is SERVER_IDS:
            flavour, left = SERVER_IDS_UNGUARDED, len(items) + 1
        elif len(wanted) >= left:
            return now, ServerError("it answered that all was stored, and not all is found there", 200)
        turn = flavour.turn(wanted, now)
        refusal: ServerError | None = None
        try:
            refusal = _unanswered(server.post(json_text(flavour.requests(turn, now))), len(turn))
            left = len(wanted)
        except ServerError as error:
            failures += 1
            _give_up(error, name, last=failures == server.tries)
            if error.may_pass and failures < server.tries:
                server.rest(error, failures)
            else:
                refusal = error
        now = see(server, items, flavour)
        if refusal:
            return now, refusal
    return now, None


def _give_up(error: ServerError, name: str, *, last: bool) -> None:
    """Raises what no further try and no other bundle can mend."""
    if error.status in (401, 403):
        raise error
    if error.status is None and last:
        raise ServerError(f"{error}; whether {name} is stored is not known, push it again to see") from error


def _unanswered(answer: Json, sent: int) -> ServerError | None:
    """What is wrong with the answer to a transaction: entries without an answer or with an error.

    The status is the highest of the entries.
    """
    statuses = [words(mapping(entry.get("response")).get("status")) for _, entry in objects(answer.get("entry"))]
    bad = [status for status in statuses if not status.startswith("2")]
    if bad:
        highest = max(int(status[:3]) if status[:3].isdecimal() else 0 for status in bad)
        return ServerError(f"{len(bad)} of {sent} entries were answered {', '.join(sorted(set(bad)))}", highest)
    return ServerError(f"{len(statuses)} of {sent} entries were answered") if len(statuses) != sent else None


def _wanted(items: tuple[Item, ...], now: Seen, overwrite: bool) -> tuple[Item, ...]:
    return tuple(item for item in items if item.place not in now.there or (overwrite and now.wrong(item)))


def _replaced(wanted: tuple[Item, ...], now: Seen) -> dict[str, There]:
    return {item.place: now.there[item.place] for item in wanted if item.place in now.there}


def _all_at_once(wanted: tuple[Item, ...], now: Seen) -> tuple[Item, ...]:
    return wanted


def _referred_first(wanted: tuple[Item, ...], now: Seen) -> tuple[Item, ...]:
    """The items whose references lead to what is there already; all of them where they refer in a circle.

    HAPI does not put its own id into a reference that stands in the extension of a number: none may wait for it.
    """
    coming = {item.place for item in wanted if item.place not in now.there}
    return tuple(item for item in wanted if not coming & item.references) or wanted


def _put_requests(wanted: tuple[Item, ...], now: Seen) -> Json:
    return by_id(wanted, _replaced(wanted, now))


def _post_requests(wanted: tuple[Item, ...], now: Seen) -> Json:
    return by_url(wanted, now.there, _replaced(wanted, now))


def _unguarded_requests(wanted: tuple[Item, ...], now: Seen) -> Json:
    return by_url(wanted, now.there, _replaced(wanted, now), guarded=False)


def see(server: FhirServer, items: tuple[Item, ...], flavour: Flavour) -> Seen:
    """What the server has of the items now."""
    looked = [(item, flavour.find(server, item)) for item in items]
    there = {item.place: found for item, found in looked if found is not None}
    names = {place: found.reference for place, found in there.items()}
    unlike = [d for item in items if item.place in there for d in differences(item, there[item.place], names)]
    return Seen(there, tuple(d for d in unlike if not d.harmless), tuple(d for d in unlike if d.harmless))


def _found_by_id(server: FhirServer, item: Item) -> There | None:
    value = server.find(item.place)
    return None if value is None else _there(value)


def _found_by_url(server: FhirServer, item: Item) -> There | None:
    found = [match for match in server.search(item.kind, item.query) if item.is_named_like(match)]
    if len(found) > 1:
        raise InputError(f"{server.address} has {item.label} {len(found)} times; expected it once")
    return _there(found[0]) if found else None


def _there(value: Any) -> There:
    resource = mapping(value)
    version = words(mapping(resource.get("meta")).get("versionId"))
    return There(f"{words(resource.get('resourceType'))}/{words(resource.get('id'))}", version, resource)


OUR_IDS = Flavour(_found_by_id, _all_at_once, _put_requests)
SERVER_IDS = Flavour(_found_by_url, _referred_first, _post_requests)
SERVER_IDS_UNGUARDED = Flavour(_found_by_url, _referred_first, _unguarded_requests)
"""For a server that takes the beginning of a url for the whole and so believes it has what it has not."""


def _told(name: str, items: tuple[Item, ...], before: Seen, after: Seen, overwrite: bool, dry: bool) -> Pushed:
    """What was done, from what was seen before and after; with `dry` what would be done."""
    new = [item for item in items if item.place not in before.there]
    known = [item for item in items if item.place in before.there]
    arrived = [item for item in new if dry or item.place in after.there]
    return Pushed(
        name,
        created=tuple(item.label for item in arrived),
        replaced=tuple(i.label for i in known if overwrite and before.wrong(i) and (dry or not after.wrong(i))),
        unchanged=tuple(item.label for item in known if not before.wrong(item)),
        missing=tuple(item.label for item in new if item not in arrived),
        differing=() if dry and overwrite else after.differing,
        rewritten=after.rewritten,
    )


def older_versions(server: FhirServer, plan: Json) -> tuple[str, ...]:
    """The versions of a plan's url that the server has besides this one, each with its place."""
    url, own = words(plan.get("url")), words(plan.get("version"))
    found = server.search("PlanDefinition", {"url": url}) if url else iter(())
    return tuple(
        f"{words(other.get('version'))} (PlanDefinition/{words(other.get('id'))})"
        for other in found
        if words(other.get("version")) != own and words(other.get("url")) == url
    )
