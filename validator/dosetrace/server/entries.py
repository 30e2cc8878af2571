"""A transaction in its two flavours: PUT by our ids, or POST with `ifNoneExist` where a server gives its own."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from dosetrace.fhir.read.document import mapping, objects, words
from dosetrace.fhir.urls import RESOURCE
from dosetrace.findings import InputError

Json = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Item:
    """One resource that shall be on the server, as it stands in the bundle."""

    kind: str
    id: str
    full_url: str
    resource: Json

    @property
    def place(self) -> str:
        return f"{self.kind}/{self.id}"

    @property
    def label(self) -> str:
        """`url|version` where it has them, else the place."""
        url, version = words(self.resource.get("url")), words(self.resource.get("version"))
        return f"{url}|{version}" if url and version else self.place

    @property
    def is_canonical(self) -> bool:
        """Whether it has a url and a version."""
        return "|" in self.label

    @property
    def query(self) -> dict[str, str]:
        """The search that finds it whatever its id. Raises InputError where nothing names it."""
        url, version = words(self.resource.get("url")), words(self.resource.get("version"))
        if url and version:
            return {"url": url, "version": version}
        for _, item in objects(self.resource.get("identifier")):
            if item.get("system") == RESOURCE:
                return {"identifier": f"{RESOURCE}|{words(item.get('value'))}"}
        raise InputError(f"{self.place} has no url with version; a server that gives its own ids cannot find it again")

    def is_named_like(self, other: Json) -> bool:
        """Whether a match of the search has the same name: some servers match the beginning of a url."""
        if "url" in self.query:
            return all(other.get(name) == value for name, value in self.query.items())
        return any(item.get("value") == self.id for _, item in objects(other.get("identifier")))

    @property
    def references(self) -> frozenset[str]:
        """The literal references in it."""
        return frozenset(_references(self.resource))

    @property
    def urn(self) -> str:
        """A name for references inside one transaction, the same each time."""
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, self.full_url)}"


def items_of(bundle: Json, file: str) -> tuple[Item, ...]:
    """The resources of a bundle. Raises InputError where it is no transaction or an entry has no id."""
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "transaction":
        raise InputError(
            f"{file}: {bundle.get('resourceType')} {bundle.get('type') or ''}; expected a transaction Bundle"
        )
    found = []
    for index, entry in objects(bundle.get("entry")):
        resource = mapping(entry.get("resource"))
        kind, name = words(resource.get("resourceType")), words(resource.get("id"))
        if not kind or not name:
            raise InputError(f"{file}: entry[{index}] has no resource with an id; expected one")
        found.append(Item(kind, name, words(entry.get("fullUrl")) or f"{kind}/{name}", resource))
    if not found:
        raise InputError(f"{file}: the bundle has no entries")
    return tuple(found)


@dataclass(frozen=True)
class There:
    """What the server has in the place of an item: its reference, its version there, and the resource."""

    reference: str
    version: str
    resource: Json


def by_id(items: Iterable[Item], replaced: Mapping[str, There]) -> Json:
    """PUT of every item under our id; what is replaced must still be the version that was seen."""
    return _transaction(
        {"fullUrl": item.full_url, "resource": item.resource, "request": _put(item.place, replaced.get(item.place))}
        for item in items
    )


def by_url(
    items: Iterable[Item], there: Mapping[str, There], replaced: Mapping[str, There], *, guarded: bool = True
) -> Json:
    """POST of every item; references go to what is in this bundle or on the server.

    `guarded` says that an item is not made where the server finds it meanwhile (`ifNoneExist`).
    """
    items = tuple(items)
    names = {item.place: item.urn for item in items} | {place: found.reference for place, found in there.items()}
    return _transaction(_posted(item, names, replaced.get(item.place), guarded) for item in items)


def _posted(item: Item, names: Mapping[str, str], replaced: There | None, guarded: bool) -> Json:
    resource = renamed(item.resource, names)
    if replaced is None:
        del resource["id"]
        criteria = "&".join(f"{name}={quote(value, safe=':/|.')}" for name, value in item.query.items())
        request: Json = {"method": "POST", "url": item.kind, **({"ifNoneExist": criteria} if guarded else {})}
    else:
        resource["id"] = replaced.reference.rsplit("/", 1)[-1]
        request = _put(replaced.reference, replaced)
    return {"fullUrl": item.urn, "resource": resource, "request": request}


def _put(place: str, replaced: There | None) -> Json:
    guard = {"ifMatch": f'W/"{replaced.version}"'} if replaced is not None and replaced.version else {}
    return {"method": "PUT", "url": place, **guard}


def _transaction(entries: Iterator[Json]) -> Json:
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}


def _references(value: Any) -> Iterator[str]:
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key == "reference" and isinstance(item, str):
            yield item
        yield from _references(item)


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A copy in which every literal reference has the name it has on the server."""
    if isinstance(value, dict):
        return {
            key: names.get(item, item) if key == "reference" and isinstance(item, str) else renamed(item, names)
            for key, item in value.items()
        }
    return [renamed(item, names) for item in value] if isinstance(value, list) else copy.copy(value)
