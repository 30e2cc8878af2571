"""What drug a resource is about, and its dosages: for the checks of drugs, routes and texts of anybody's FHIR."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from dosetrace.fhir.read.document import FhirDocument, Json, Resource, objects, words
from dosetrace.fhir.read.dosages import written_in
from dosetrace.fhir.read.medication import coded_drug, medications, referred_medication
from dosetrace.fhir.read.memo import once_per_document
from dosetrace.findings import Path
from dosetrace.reader.names import known_names
from dosetrace.reader.plain import plain
from dosetrace.reader.tokens import AHEAD, tokens
from dosetrace.terminology import drug_names_by_word, drugs

_LONGEST = 2_000


@dataclass(frozen=True)
class Medicine:
    """A resource that is about a drug: the concept it is named by, and how it is dosed."""

    resource: Resource
    concept: Json
    path: Path
    dosages: tuple[tuple[Path, Json], ...]

    @property
    def drugs(self) -> frozenset[str]:
        """The names of its drugs; empty where none is known."""
        return drugs_of(self.concept)


@dataclass(frozen=True)
class Named:
    """A drug in a text: its name, and the offsets of the words."""

    drug: str
    start: int
    end: int


@once_per_document
def medicines(document: FhirDocument) -> tuple[Medicine, ...]:
    """Every definition, order, dispense, administration and statement of a drug in a file."""
    found = (medicine_of(document, resource) for resource in document.resources)
    return tuple(medicine for medicine in found if medicine is not None)


@once_per_document
def medicine_of(document: FhirDocument, resource: Resource) -> Medicine | None:
    """The same for one resource; None where it names no drug and has no dosage."""
    path, concept = referred_medication(document, resource)
    dosages = tuple((one.path, one.value) for one in written_in(resource))
    return Medicine(resource, concept, path, dosages) if concept or dosages else None


def drugs_of(concept: Json) -> frozenset[str]:
    """The drugs a concept is about: by its codes, else by its text and displays."""
    codings = [coding for _, coding in objects(concept.get("coding"))]
    by_code = frozenset(filter(None, map(coded_drug, codings)))
    if by_code:
        return by_code
    texts = [words(concept.get("text")), *(words(coding.get("display")) for coding in codings)]
    return frozenset(named.drug for text in texts for named in drugs_in(text))


@once_per_document
def told_of_drugs(document: FhirDocument) -> frozenset[Path]:
    """The codings of drugs whose code and words disagree: whose code, text or display is said to be another drug."""
    found = []
    for path, concept in medications(document):
        text = named(words(concept.get("text")))
        for index, coding in objects(concept.get("coding")):
            coded = coded_drug(coding)
            shown = named(words(coding.get("display")))
            if shown and coded != shown and (coded is not None or text in (None, shown)):
                found.append((*path, "coding", index))
    return frozenset(found)


def named(text: str) -> str | None:
    """The drug that a whole text is a name of."""
    return drug_names_by_word().get(text.lower())


def drugs_in(text: str) -> tuple[Named, ...]:
    """The drugs that the beginning of a text names, by the tables alone; classes of drugs are none."""
    return _drugs_in(text[:_LONGEST])


@lru_cache(maxsize=4096)
def _drugs_in(text: str) -> tuple[Named, ...]:
    spelled = plain(text)
    found, names, index, read = tokens(spelled.text), known_names(), 0, []
    while index < len(found) - AHEAD:
        here = names.at(found, index)
        if here is not None and here[0] in _single_drugs():
            read.append(Named(here[0], *spelled.original(found[index].start, found[here[1] - 1].end)))
        index = here[1] if here is not None else index + 1
    return tuple(read)


@cache
def _single_drugs() -> frozenset[str]:
    classes = {drug.name for drug in drugs().values() if not drug.codes}
    return frozenset(name for name, _ in known_names().by_key.values()) - classes


def same_drug(one: str, other: str) -> bool:
    """Whether two names may be one drug: the words of one are among those of the other (`insulin glargine`)."""
    first, second = set(one.split()), set(other.split())
    return first <= second or second <= first
