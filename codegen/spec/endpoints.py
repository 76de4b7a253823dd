"""Endpoints as a spec names them: ``POST /register``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codegen.scenario.suggestion import mend_for
from codegen.spec.statement import Heading
from codegen.types import Location, Problem

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_METHOD = "|".join(METHODS)
_PATH = r"/[^\s`：，。；、—]*"
_NAMED = re.compile(rf"(?<![\w/`])`?(?P<method>{_METHOD})`?\s+`?(?P<path>{_PATH})", re.IGNORECASE)
_MISSPELT = re.compile(rf"`?(?P<method>[A-Za-z]+)`?\s+`?(?P<path>{_PATH})")
_DECLARED = re.compile(
    rf"`(?P<method>{_METHOD})\s+(?P<path>{_PATH})`\s*[:：,，—–-]*\s*", re.IGNORECASE
)
_PATH_CHARACTERS = re.compile(r"[A-Za-z0-9/._~%!$&'()*+,;=:@{}<>-]*")
_PARAMETER = re.compile(r"\{[^/}]*\}|<[^/>]*>|(?<=/):[^/]+")


@dataclass(frozen=True, slots=True)
class Named:
    """An endpoint's name, and from where to where it stands in the text."""

    name: str
    start: int
    end: int


def find_endpoint(text: str) -> Named | None:
    """The first ``METHOD /path`` of a heading, with or without backticks."""
    return _named(_NAMED.search(text))


def declared_by(sentence: str) -> Named | None:
    """The `` `METHOD /path` `` that a sentence starts with; ``end`` is after the colon or dash."""
    return _named(_DECLARED.match(sentence))


def _named(match: re.Match[str] | None) -> Named | None:
    if match is None:
        return None
    path = match["path"].rstrip(".,:;!?)")
    return Named(f"{match['method'].upper()} {path or '/'}", match.start(), match.end())


def no_endpoint(text: str, place: Location) -> Problem:
    """Why a heading below Endpoints names none."""
    mend = 'Write "### POST /register", or move it out of Endpoints.'
    if match := _MISSPELT.search(text):
        mend = mend_for(match["method"], METHODS, mend, cutoff=0.6)
    return Problem(f"the heading {text[:80]!r} names no endpoint", mend, place)


def path_problem(name: str, place: Location) -> Problem | None:
    """What is wrong with the path of an endpoint, or None."""
    path = name.partition(" ")[2]
    if "?" in path or "#" in path:
        mend = "Say in a sentence below it what the query holds."
        return Problem(f"the path {path[:80]!r} has a query or a fragment", mend, place)
    if "//" in path or not _PATH_CHARACTERS.fullmatch(path):
        mend = "Use letters, digits, {parameters} and - . _ ~ between single slashes."
        return Problem(f"the path {path[:80]!r} cannot be a route", mend, place)
    return None


def duplicate_problems(headings: Iterable[Heading]) -> Iterator[Problem]:
    """One problem for each entity or endpoint that is declared again."""
    seen = dict[str, Heading]()
    for heading in headings:
        first = seen.setdefault(_shape(heading), heading)
        if first is not heading:
            yield _duplicate(first, heading)


def _shape(heading: Heading) -> str:
    if heading.section == "data":
        return f"entity {heading.name.casefold()}"
    return _PARAMETER.sub("{}", heading.name)


def _duplicate(first: Heading, again: Heading) -> Problem:
    kind = "entity" if again.section == "data" else "endpoint"
    if first.location.path == again.location.path:
        where = f"line {first.location.line}"
    else:
        where = f"{first.location.path}:{first.location.line}"
    other = "" if first.name == again.name else f" as {first.name!r}"
    cause = f"the {kind} {again.name!r} is declared on line {again.location.line}"
    return Problem(f"{cause} and already on {where}{other}", "Merge the two.", again.location)
