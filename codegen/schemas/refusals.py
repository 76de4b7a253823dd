"""The cases of an endpoint that the schema of its request answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeAlias

from codegen.contract import (
    Case,
    Endpoint,
    MalformedBody,
    Missing,
    NotAnObject,
    Null,
    OutOfRange,
    Pattern,
    ProblemBody,
    TooLarge,
    TooLong,
    TooShort,
    UnknownField,
    Unstorable,
    WrongContentType,
    WrongType,
)

Refusal: TypeAlias = tuple[str, str, int, str | None]
"""A reason, a field (or none), and what is answered: status and detail."""

ABOUT_FIELDS = (
    *(Missing, Null, WrongType, TooShort, TooLong),
    *(OutOfRange, Pattern, Unstorable, UnknownField),
)
ABOUT_BODIES = (MalformedBody, NotAnObject, WrongContentType, TooLarge)
READ_ALIKE = (Pattern, WrongType, OutOfRange)
"""Any of these may be how a spec calls a text that is no day, amount, moment or choice."""


def is_stated(case: Case) -> bool:
    """Whether a case was stated in the spec and is one that the request's schema answers."""
    return bool(case.citations) and isinstance(case.when, (*ABOUT_FIELDS, *ABOUT_BODIES))


def refusal(case: Case) -> Refusal:
    """What a case answers, and for which reason and field; a case about the whole body has no field."""
    detail = case.body.detail if isinstance(case.body, ProblemBody) else None
    reason = case.when.reason if isinstance(case.when, OutOfRange) else case.when.kind
    return reason, getattr(case.when, "field", ""), case.status, detail


def refusals_of(endpoint: Endpoint, names: Iterable[str], *, whole: bool) -> tuple[Refusal, ...]:
    """What an endpoint states about these fields, and those inside them.

    ``whole`` where what it states about the body as a whole counts too.
    """
    known = {*names, *([""] if whole else [])}
    found = [
        refusal(case)
        for case in endpoint.cases
        if is_stated(case) and refusal(case)[1].partition(".")[0] in known
    ]
    settled = {case.when.field for case in endpoint.cases if isinstance(case.when, Pattern)}
    return tuple(dict.fromkeys([*found, *_patterns(found, settled)]))


def _patterns(found: Iterable[Refusal], settled: Collection[str]) -> list[Refusal]:
    """What a text that cannot be read is answered where that is called otherwise, in one way only.

    ``settled`` are the fields of which it is said, or the table of defaults says, what such a text is answered.
    """
    alike = {kind.model_fields["kind"].default for kind in READ_ALIKE}
    answers: dict[str, set[tuple[int, str | None]]] = {}
    for reason, field, status, detail in found:
        if reason in alike:
            answers.setdefault(field, set()).add((status, detail))
    return [
        ("pattern", field, *next(iter(each)))
        for field, each in answers.items()
        if len(each) == 1 and field not in settled
    ]
