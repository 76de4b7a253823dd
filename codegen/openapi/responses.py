"""An endpoint's outcomes -> its responses, one a status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from codegen.contract import (
    AlreadyThere,
    Answer,
    Anyone,
    BytesBody,
    Case,
    Condition,
    Contract,
    CsvBody,
    Duplicate,
    EmptyBody,
    Endpoint,
    FormBody,
    Item,
    JsonBody,
    MalformedBody,
    Missing,
    MultipartBody,
    NoSuchParent,
    NoSuchRow,
    NotAllowed,
    NotAnObject,
    NotFound,
    NotLoggedIn,
    NotOwner,
    NotThere,
    Null,
    OutOfRange,
    Pattern,
    ProblemBody,
    RedirectBody,
    RuleBroken,
    ServiceFailed,
    StillReferenced,
    TakenTogether,
    TextBody,
    TooLarge,
    TooLong,
    TooShort,
    UnknownField,
    Unstorable,
    WrongContentType,
    WrongCredentials,
    WrongType,
    pattern_of,
    varies,
)
from codegen.defaults import (
    CONTENT_TYPE_STATUS,
    INVALID_STATUS,
    MALFORMED_STATUS,
    NOT_FOUND_STATUS,
    TOO_LARGE_STATUS,
)
from codegen.openapi.bodies import JSON, PROBLEM_JSON, answered
from codegen.openapi.schemas import Schema, any_of, reference

NOT_LOGGED_IN_STATUS = 401

AboutFields: TypeAlias = (
    Missing
    | Null
    | WrongType
    | TooShort
    | TooLong
    | OutOfRange
    | Pattern
    | Unstorable
    | UnknownField
)
"""What the emitted app answers with the list of all fields that are not valid."""

WORDS: dict[type[Item], str] = {
    Duplicate: "The value of a unique field is taken.",
    TakenTogether: "Another row has these values together.",
    NoSuchRow: "What a field names does not exist.",
    NoSuchParent: "What the path names first does not exist.",
    AlreadyThere: "It is there already.",
    NotThere: "It is not there.",
    StillReferenced: "Something else still needs it.",
    NotFound: "What the path names does not exist.",
    NotLoggedIn: "The request carries no valid credentials.",
    NotOwner: "What the path names belongs to somebody else.",
    NotAllowed: "Whoever is logged in may not do this.",
    WrongCredentials: "The credentials do not fit.",
    MalformedBody: "The body cannot be parsed.",
    NotAnObject: "The body is no JSON object.",
    WrongContentType: "The body is not of the media type that is wanted.",
    TooLarge: "The body is too large.",
    RuleBroken: "A rule is broken.",
    ServiceFailed: "Another service that this needs gives no answer.",
}
"""Each other condition, for a response that the spec has no words for."""


def responses(contract: Contract, endpoint: Endpoint) -> Schema:
    """The responses of an operation by status, in rising order."""
    cases = (*endpoint.cases, *_implied(endpoint))
    outcomes: tuple[Answer | Case, ...] = (endpoint.success, *cases)
    return {
        str(status): _response(contract, endpoint, [o for o in outcomes if o.status == status])
        for status in sorted({outcome.status for outcome in outcomes})
    }


def _implied(endpoint: Endpoint) -> Iterator[Case]:
    """What the table of defaults says of an endpoint whose cases are only those that the spec states."""
    stated = {type(case.when) for case in endpoint.cases}
    if not isinstance(endpoint.who, Anyone) and NotLoggedIn not in stated:
        yield Case(when=NotLoggedIn(), status=NOT_LOGGED_IN_STATUS, body=ProblemBody())
    if not endpoint.is_custom:
        return
    for when, status in (*_of_body(endpoint), *_of_parameters(endpoint)):
        if type(when) not in stated:
            yield Case(when=when, status=status, body=ProblemBody())


def _of_body(endpoint: Endpoint) -> Iterator[tuple[Condition, int]]:
    body = endpoint.request
    if isinstance(body, EmptyBody):
        return
    yield TooLarge(), TOO_LARGE_STATUS
    yield WrongContentType(), CONTENT_TYPE_STATUS
    if not isinstance(body, BytesBody):
        yield MalformedBody(), MALFORMED_STATUS
    if isinstance(body, JsonBody):
        yield NotAnObject(), INVALID_STATUS
    if isinstance(body, TextBody | CsvBody):
        yield Unstorable(field=""), INVALID_STATUS


def _of_parameters(endpoint: Endpoint) -> Iterator[tuple[Condition, int]]:
    has_fields = isinstance(endpoint.request, JsonBody | FormBody | MultipartBody)
    if has_fields or any(_has(endpoint, place) for place in ("query", "header", "cookie")):
        yield UnknownField(), INVALID_STATUS
    if _has(endpoint, "path"):
        yield NotFound(), NOT_FOUND_STATUS


def _has(endpoint: Endpoint, place: str) -> bool:
    return any(parameter.place == place for parameter in endpoint.parameters)


def _response(contract: Contract, endpoint: Endpoint, outcomes: Sequence[Answer | Case]) -> Schema:
    lines = dict.fromkeys(line for outcome in outcomes for line in _description(endpoint, outcome))
    schemas: dict[str, list[Schema]] = {}
    for outcome in outcomes:
        for media, schema in answered(contract, endpoint, outcome).items():
            known = schemas.setdefault(media, [])
            known += [schema] if schema not in known else []
    if problems := _problems(outcomes):
        schemas[PROBLEM_JSON] = problems
        if contract.has_pages:
            schemas.setdefault("text/html", [{"type": "string"}])
    content = {media: {"schema": any_of(every)} for media, every in schemas.items()}
    headers = _headers(outcomes) | _challenge(contract, outcomes)
    return {
        "description": "\n".join(lines),
        **({"headers": headers} if headers else {}),
        **({"content": content} if content else {}),
    }


def _headers(outcomes: Iterable[Answer | Case]) -> Schema:
    """Where redirections lead; it is fixed where all of them fix it."""
    found = [o.body.location for o in outcomes if isinstance(o.body, RedirectBody)]
    if not found:
        return {}
    fixed = {} if None in found else {"enum": list(dict.fromkeys(found))}
    schema = {"type": "string", "format": "uri-reference", **fixed}
    return {"Location": {"required": True, "schema": schema}}


def _challenge(contract: Contract, outcomes: Sequence[Answer | Case]) -> Schema:
    """What a refused log-in says of how to log in. https://www.rfc-editor.org/rfc/rfc9110.html#name-www-authenticate"""
    if contract.accounts is None or outcomes[0].status != NOT_LOGGED_IN_STATUS:
        return {}
    return {"WWW-Authenticate": {"required": True, "schema": {"const": "Bearer"}}}


def _problems(outcomes: Iterable[Answer | Case]) -> list[Schema]:
    """One schema for each kind of problem; its detail is fixed where all of its outcomes fix it."""
    details: dict[str, list[str | None]] = {}
    for outcome in outcomes:
        if isinstance(outcome.body, ProblemBody):
            about_fields = isinstance(outcome, Case) and isinstance(outcome.when, AboutFields)
            name = "InvalidFields" if about_fields else "Problem"
            details.setdefault(name, []).append(outcome.body.detail)
    return [
        reference(name) | _detail(tuple(dict.fromkeys(details[name]))) for name in sorted(details)
    ]


def _detail(details: tuple[str | None, ...]) -> Schema:
    if None in details:
        return {}
    words = [detail for detail in details if detail is not None]
    fixed = [each for each in words if not varies(each)]
    found: list[Schema] = [{"pattern": pattern_of(each)} for each in words if varies(each)]
    if fixed:
        found.insert(0, {"const": fixed[0]} if len(fixed) == 1 else {"enum": fixed})
    return {"properties": {"detail": any_of(found)}}


def _description(endpoint: Endpoint, outcome: Answer | Case) -> tuple[str, ...]:
    if outcome.citations:
        return tuple(" ".join(citation.quote.split()) for citation in outcome.citations)
    return (_words(endpoint, outcome) if isinstance(outcome, Case) else "The request succeeded.",)


def _words(endpoint: Endpoint, case: Case) -> str:
    if isinstance(case.when, AboutFields):
        return "Some fields are not valid."
    if isinstance(case.when, WrongContentType) and isinstance(endpoint.request, JsonBody):
        return f"The body is not declared as {JSON}."
    return WORDS[type(case.when)]
