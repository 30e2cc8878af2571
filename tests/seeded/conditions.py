"""Wrong branches and conditions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from seeded.catalogue import Change, File, operator
from seeded.sites import encoded, expressions, libraries
from seeded.tree import GONE, Path

GUARD = " is not null and "
OPPOSITE = {">=": "<", "<=": ">", ">": "<=", "<": ">="}


def branches(file: File) -> Iterator[tuple[Path, list[Path]]]:
    """Groups of which one is chosen, with their branches."""
    for path, action in file.actions:
        if "one" in action.get("selectionBehavior", ""):
            yield path, [(*path, "action", index) for index in range(len(action.get("action", [])))]


def unconditioned(file: File) -> Iterator[Path]:
    """Groups of which one is chosen and a branch of which has no condition."""
    for path, found in branches(file):
        if any((*branch, "condition") not in _conditions(file) for branch in found):
            yield path


@operator("fhir")
def branch_lost(file: File) -> Iterator[Change]:
    """One of the branches of a choice is not taken over: those it was for get nothing."""
    for _, found in branches(file):
        for path in found:
            yield Change(path, "no such branch", ((path, GONE),))


@operator("fhir")
def every_branch_given(file: File) -> Iterator[Change]:
    """Exactly one becomes all: what excludes each other is given together; not where conditions exclude it too."""
    for path in unconditioned(file):
        place = (*path, "selectionBehavior")
        yield Change(place, "exactly-one → all", ((place, "all"),))


@operator("fhir")
def choice_not_said(file: File) -> Iterator[Change]:
    """That one of these is to be chosen is not taken over; not where conditions choose it too."""
    for path in unconditioned(file):
        yield Change(path, "no selection", (((*path, "selectionBehavior"), GONE),))


@operator("fhir")
def conditions_swapped(file: File) -> Iterator[Change]:
    """The full dose for those who should get the reduced one, and the reverse."""
    for _, found in branches(file):
        held = [path for path in found if (*path, "condition") in _conditions(file)]
        for first, second in pairwise(held):
            here, there = (_conditions(file)[(*path, "condition")] for path in (first, second))
            edits = (((*first, "condition"), there), ((*second, "condition"), here))
            yield Change(first, "conditions swapped", edits)


def _conditions(file: File) -> dict[Path, object]:
    return dict(file.named("condition"))


@operator("fhir")
def condition_lost(file: File) -> Iterator[Change]:
    """When a branch applies is not taken over."""
    for path, _ in file.named("condition"):
        yield Change(path, "no condition", ((path, GONE),))


@operator("fhir")
def condition_of_the_other_branch(file: File) -> Iterator[Change]:
    """Two branches with the same condition: one of two lines copied and not changed."""
    found = expressions(file)
    for (path, first), (_, second) in pairwise(found):
        if first.get("expression") != second.get("expression"):
            place = (*path, "expression")
            yield Change(place, f"{first.get('expression')} → {second.get('expression')}",
                         ((place, second.get("expression")),))  # fmt: skip


def defines(file: File) -> Iterator[tuple[Path, str, str]]:
    """Every line of CQL that defines something: the path of the library's data, its text, and the line."""
    for path, text in libraries(file):
        for line in text.splitlines():
            if line.startswith("define "):
                yield path, text, line


def instead(path: Path, text: str, line: str, wrong: str, what: str) -> Change:
    """The library with another line."""
    name = line.removeprefix("define ").partition(":")[0]
    return Change(path, f"{name}: {what}", ((path, encoded(text.replace(line, wrong))),))


@operator("fhir")
def condition_inverted(file: File) -> Iterator[Change]:
    """At least becomes below, in the logic alone."""
    for path, text, line in defines(file):
        sign = next((sign for sign in (">=", "<=") if f" {sign} " in line), None)
        if sign is not None:
            wrong = line.replace(f" {sign} ", f" {OPPOSITE[sign]} ", 1)
            yield instead(path, text, line, wrong, f"{sign} → {OPPOSITE[sign]}")
    for path, value in expressions(file):
        words = value.get("expression", "").split(" ")
        for index, word in enumerate(words):
            if word in OPPOSITE:
                other = " ".join([*words[:index], OPPOSITE[word], *words[index + 1 :]])
                yield Change(path, f"{word} → {OPPOSITE[word]}", (((*path, "expression"), other),))


@operator("fhir")
def threshold_changed(file: File) -> Iterator[Change]:
    """20 % becomes 2 %: a figure lost in the logic."""
    for path, text, line in defines(file):
        last = line.rsplit(" ", 1)[-1].rstrip(")")
        if last.isdigit():
            wrong = line.replace(f" {last}", f" {last[:-1]}")
            yield instead(path, text, line, wrong, f"{last} → {last[:-1]}")
    for path, value in expressions(file):
        number = next((word for word in value.get("expression", "").split(" ") if word.isdigit()), None)
        if number and len(number) > 1:
            other = value["expression"].replace(number, number[:-1])
            yield Change(path, f"{number} → {number[:-1]}", (((*path, "expression"), other),))


@operator("fhir")
def condition_negated(file: File) -> Iterator[Change]:
    """A "not" lost or added in the logic."""
    for path, text, line in defines(file):
        guard, found, rest = line.partition(GUARD)
        if found:
            other = rest.removeprefix("not ") if rest.startswith("not ") else f"not ({rest})"
            yield instead(path, text, line, f"{guard}{GUARD}{other}", "negated")


@operator("fhir")
def unknown_taken_for_no(file: File) -> Iterator[Change]:
    """Who was never measured counts as one for whom the condition holds: nobody is asked."""
    for path, text, line in defines(file):
        head, found, rest = line.partition(GUARD)
        if found and _is_true_of_null(rest):
            yield instead(path, text, line, f"{line.partition(': ')[0]}: {rest}", "no guard")
        elif found:
            yield instead(path, text, line, f"{head} is null or {rest}", "is not null and → is null or")


def _is_true_of_null(rest: str) -> bool:
    """In CQL null is not in a list, so that "not in it" holds; a comparison with null is null, with a guard or not."""
    return rest.startswith("not ") and not any(sign in rest for sign in "<>=")


@operator("fhir")
def define_renamed(file: File) -> Iterator[Change]:
    """A name changed in the library and not where it is used."""
    used = {value.get("expression") for _, value in expressions(file)}
    for path, text in libraries(file):
        for name in sorted(name for name in used if name and f"define {name}:" in text):
            wrong = text.replace(f"define {name}:", f"define {name}2:")
            yield Change(path, f"{name} → {name}2", ((path, encoded(wrong)),))


@operator("fhir")
def condition_told_otherwise(file: File) -> Iterator[Change]:
    """The words beside a condition say another limit than the logic."""
    for path, value in expressions(file):
        text = value.get("description", "")
        digits = [word for word in text.replace("%", " ").split() if word.isdigit()]
        if digits:
            wrong = text.replace(digits[0], str(int(digits[0]) + 10))
            yield Change(path, f"{text} → {wrong}", (((*path, "description"), wrong),))
