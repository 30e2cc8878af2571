"""A FHIR NPM package of one release: the resources of all bundles once each, their definitions, manifest and index.

Follows "FHIR NPM Packages" of the FHIR specification (hl7.org/fhir/packages.html). Knows nothing of folders or tar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dosetrace.fhir.read.document import FhirDocument, Resource
from dosetrace.fhir.urls import BASE
from dosetrace.fhir.write.elements import PUBLISHER, Release, name_of, paragraph
from dosetrace.fhir.write.jsontext import Json, json_text
from dosetrace.findings import InputError

VERSION = "1.0.0"
"""Of the dataset, and stated here alone: a new one whenever anything that the packages hold changes."""

LICENSE = "Apache-2.0"

_EXTENSIONS = "5.3.0-ballot-tc1"
_EXTENSIONS_GUIDE = "http://hl7.org/fhir/extensions/ImplementationGuide/hl7.fhir.uv.extensions"
_INDEXED = ("resourceType", "id", "url", "version", "kind", "type", "supplements", "content")
"""What the index repeats of a resource, where it is text."""


@dataclass(frozen=True)
class Package:
    """The files of a package, by their path in the archive."""

    name: str
    files: Mapping[str, bytes]

    @property
    def archive(self) -> str:
        """The file name that `npm pack` gives it too."""
        return f"{self.name}-{VERSION}.tgz"


def fhir_package(
    release: Release, bundles: Iterable[FhirDocument], definitions: Iterable[FhirDocument], license_text: str
) -> Package:
    """The package of one release. Raises InputError where two files hold different resources of one type and id."""
    bundles = list(bundles)
    resources = _by_file([*bundles, *definitions])
    date = max((str(value["date"]) for value in resources.values() if "date" in value), default="")
    guide = _guide(release, date, resources.values())
    files = {
        **_folder("package", {**resources, _file(guide): guide}),
        **_folder("package/other", {_file(bundle.value): bundle.value for bundle in bundles}),
        "package/package.json": _manifest(release, date),
    }
    texts = {path: json_text(value).encode() for path, value in files.items()}
    return Package(_name(release), {**texts, "package/LICENSE": license_text.encode()})


def _name(release: Release) -> str:
    return f"dosetrace.leukaemia.{release.value}"


def _title(release: Release) -> str:
    return f"Leukaemia chemotherapy regimens, every number traced to its sentence (FHIR {release.name})"


def _description() -> str:
    return (
        "Leukaemia chemotherapy regimens as PlanDefinitions and ActivityDefinitions. Every dose, unit, day and cycle "
        "points to the words it came from, or is marked as derived or not stated. They say what a text states, and not "
        "what is right for a patient."
    )


def _dependencies(release: Release) -> dict[str, str]:
    return {
        f"hl7.fhir.{release.value}.core": release.version,
        f"hl7.fhir.uv.extensions.{release.value}": _EXTENSIONS,
    }


def _manifest(release: Release, date: str) -> Json:
    """`package.json`: FHIR tools read `dependencies`; the other two lists keep npm, which lacks some, from failing."""
    dependencies = _dependencies(release)
    return {
        "name": _name(release),
        "version": VERSION,
        "type": "IG",
        "date": date.replace("-", "").ljust(14, "0"),
        "license": LICENSE,
        "canonical": BASE,
        "url": BASE,
        "title": _title(release),
        "description": _description(),
        "keywords": ["fhir", "leukaemia", "leukemia", "chemotherapy", "regimen", "order set"],
        "fhirVersions": [release.version],
        "dependencies": dependencies,
        "optionalDependencies": dependencies,
        "bundleDependencies": list(dependencies),
        "author": PUBLISHER,
    }


def _guide(release: Release, date: str, resources: Iterable[Json]) -> Json:
    """The ImplementationGuide that a package should hold: what is in it and what it needs."""
    _, extensions = _dependencies(release)
    return {
        "resourceType": "ImplementationGuide",
        "id": _name(release),
        "text": paragraph(_description()),
        "url": f"{BASE}/ImplementationGuide/{_name(release)}",
        "version": VERSION,
        "name": name_of(_name(release)),
        "title": _title(release),
        "status": "draft",
        "experimental": True,
        "date": date,
        "publisher": PUBLISHER,
        "description": _description(),
        "packageId": _name(release),
        "license": LICENSE,
        "fhirVersion": [release.version],
        "dependsOn": [{"uri": _EXTENSIONS_GUIDE, "packageId": extensions, "version": _EXTENSIONS}],
        "definition": {"resource": [_listed(resource) for resource in resources]},
    }


def _listed(resource: Json) -> Json:
    title = next(resource[key] for key in ("title", "name", "description", "id") if key in resource)
    return {"reference": {"reference": f"{resource['resourceType']}/{resource['id']}"}, "name": title}


def _by_file(documents: Iterable[FhirDocument]) -> dict[str, Json]:
    """Every resource by its file name, in the order of the names."""
    found: dict[str, tuple[FhirDocument, Resource]] = {}
    for document, resource in _resources(documents):
        first, known = found.setdefault(_file(resource.value), (document, resource))
        if json_text(known.value) != json_text(resource.value):
            line, column = document.position(resource.path) or (1, 1)
            raise InputError(
                f"{document.file}:{line}:{column}: {resource.reference} differs from the one in {first.file}; "
                "a package holds one resource of a type and id"
            )
    return {name: resource.value for name, (_, resource) in sorted(found.items())}


def _resources(documents: Iterable[FhirDocument]) -> Iterator[tuple[FhirDocument, Resource]]:
    for document in documents:
        yield from ((document, resource) for resource in document.resources if "contained" not in resource.path)


def _file(resource: Json) -> str:
    return f"{resource['resourceType']}-{resource['id']}.json"


def _folder(folder: str, resources: Mapping[str, Json]) -> dict[str, Json]:
    """The resources of a folder by their path, and the folder's index."""
    index = [
        {"filename": name, **{key: value[key] for key in _INDEXED if isinstance(value.get(key), str)}}
        for name, value in sorted(resources.items())
    ]
    files = {f"{folder}/{name}": value for name, value in resources.items()}
    return {**files, f"{folder}/.index.json": {"index-version": 2, "files": index}}
