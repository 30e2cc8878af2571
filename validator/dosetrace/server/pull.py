"""The plans of a server with all they refer to, each as one bundle that can be checked like a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from dosetrace.fhir.read.document import mapping, words
from dosetrace.findings import InputError
from dosetrace.server.entries import Json
from dosetrace.server.http import FhirServer

_KIND_OF = {"definitionCanonical": ("ActivityDefinition", "PlanDefinition"), "library": ("Library",)}
_CARRIED = ("DocumentReference", "Group")
MOST_RESOURCES = 2000
"""A plan that refers to more is no regimen."""


@dataclass
class _Gathered:
    server: FhirServer
    found: dict[str, Json] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def add(self, resource: Json) -> None:
        """The resource and all it refers to, each once."""
        waiting = [resource]
        while waiting:
            here = waiting.pop(0)
            place = f"{words(here.get('resourceType'))}/{words(here.get('id'))}"
            if place in self.found:
                continue
            if len(self.found) >= MOST_RESOURCES:
                raise InputError(f"{self.server.address}: a plan refers to more than {MOST_RESOURCES} resources")
            self.found[place] = here
            waiting += [other for target in _targets(here) for other in self._fetched(target)]

    def _fetched(self, target: tuple[str, str]) -> Iterator[Json]:
        name, value = target
        if value in self.asked:
            return
        self.asked.add(value)
        if name == "reference":
            found = self.server.find(value)
            if found is not None:
                yield found
            return
        url, _, version = value.partition("|")
        query = {"url": url, **({"version": version} if version else {})}
        for kind in _KIND_OF[name]:
            found = self.server.search(kind, query)
            matches = [match for match in found if all(match.get(key) == value for key, value in query.items())]
            yield from matches[:1]
            if matches:
                return


def pulled(server: FhirServer, names: Collection[str]) -> dict[str, Json]:
    """Address to bundle of every plan of the server, or of those called `names`.

    Raises InputError where a name is not there, or nothing is.
    """
    plans = {}
    for plan in server.search("PlanDefinition", {"_count": "50"}):
        if plan.get("resourceType") == "PlanDefinition" and (not names or name_of(plan) in names):
            plans[f"{server.address}/PlanDefinition/{words(plan.get('id'))}"] = plan
    missing = sorted(set(names) - {name_of(plan) for plan in plans.values()})
    if missing or not plans:
        raise InputError(f"{server.address} has no plan {', '.join(missing)}".rstrip())
    return {address: with_parts(server, plan) for address, plan in plans.items()}


def with_parts(server: FhirServer, plan: Json) -> Json:
    """The plan first, then all it refers to, as a collection bundle. What is not on the server is left out."""
    gathered = _Gathered(server)
    gathered.add(plan)
    entries = [{"fullUrl": f"{server.address}/{place}", "resource": value} for place, value in gathered.found.items()]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _targets(resource: Json) -> Iterator[tuple[str, str]]:
    """(element, target) of every canonical and reference below a resource that a regimen is made of."""
    stack: list[object] = [resource]
    while stack:
        here = stack.pop()
        for key, value in here.items() if isinstance(here, dict) else ():
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str) and (key in _KIND_OF or (key == "reference" and _is_carried(text))):
                    yield key, text
        stack += list(here.values() if isinstance(here, dict) else here if isinstance(here, list) else ())


def _is_carried(reference: str) -> bool:
    kind, _, name = reference.partition("/")
    return kind in _CARRIED and bool(name) and "/" not in name


def name_of(plan: Json) -> str:
    """What a plan is called wherever it stands: the last part of its url, else its id."""
    return words(mapping(plan).get("url")).rsplit("/", 1)[-1] or words(mapping(plan).get("id"))
