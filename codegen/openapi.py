"""Contract -> the emitted app's ``openapi.json``, as OpenAPI 3.1.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeAlias, assert_never

from codegen.contract import (
    Answer,
    Anyone,
    BooleanType,
    Case,
    Condition,
    Contract,
    Duplicate,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    FieldType,
    IntegerType,
    Item,
    JsonBody,
    MalformedBody,
    Missing,
    NotAnObject,
    NotFound,
    NotLoggedIn,
    NotOwner,
    Null,
    OutOfRange,
    Pattern,
    ProblemBody,
    RuleBroken,
    SecretType,
    TextType,
    TooLarge,
    TooLong,
    TooShort,
    UnknownField,
    Unstorable,
    WrongContentType,
    WrongCredentials,
    WrongType,
)
from codegen.errors import Rejected
from codegen.types import Problem

Schema: TypeAlias = dict[str, Any]

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
VERSION = "1.0.0"
SUMMARY_LENGTH = 80
WITHOUT_NUL = r"^[^\u0000]*$"

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
    NotFound: "What the path names does not exist.",
    NotLoggedIn: "The request carries no valid credentials.",
    NotOwner: "What the path names belongs to somebody else.",
    WrongCredentials: "The credentials do not fit.",
    MalformedBody: "The body cannot be parsed.",
    NotAnObject: "The body is no JSON object.",
    WrongContentType: f"The body is not declared as {JSON}.",
    TooLarge: "The body is too large.",
    RuleBroken: "A rule is broken.",
}
"""Each other condition, for a response that the spec has no words for."""


def openapi(contract: Contract) -> str:
    """The OpenAPI document as JSON text; the same contract always gives the same text.

    Raises Rejected where an endpoint needs a body or credentials that codegen does not build yet.
    """
    document = {
        "openapi": "3.1.0",
        "info": {"title": contract.title, "version": VERSION},
        "paths": _paths(contract),
        "components": {"schemas": dict(sorted(_components(contract).items()))},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def schema_name(endpoint: Endpoint, what: Literal["Request", "Response"]) -> str:
    """The name of an endpoint's schema, as ``RegisterRequest``."""
    return "".join(word.capitalize() for word in endpoint.name.split("_")) + what


def _paths(contract: Contract) -> Schema:
    paths: Schema = {}
    for endpoint in contract.endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(
            contract, endpoint
        )
    return paths


def _operation(contract: Contract, endpoint: Endpoint) -> Schema:
    if not isinstance(endpoint.who, Anyone):
        raise _not_yet(endpoint, f"is for '{endpoint.who.kind}' users only")
    operation: Schema = {
        "operationId": endpoint.name,
        "summary": _summary(endpoint),
        "tags": [contract.entity(endpoint.entity).plural],
    }
    match endpoint.request:
        case JsonBody():
            schema = _reference(schema_name(endpoint, "Request"))
            operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
        case EmptyBody():
            pass
        case _:
            raise _not_yet(endpoint, f"reads a body of the kind '{endpoint.request.kind}'")
    return operation | {"responses": _responses(contract, endpoint)}


def _summary(endpoint: Endpoint) -> str:
    quote = endpoint.citations[0].quote if endpoint.citations else endpoint.key
    words = " ".join(quote.split())
    if len(words) <= SUMMARY_LENGTH:
        return words
    head = words[: SUMMARY_LENGTH - 1]
    shortened, space, _ = head.rpartition(" ")
    return f"{shortened if space else head}…"


# --- Responses -------------------------------------------------------------------------------------


def _responses(contract: Contract, endpoint: Endpoint) -> Schema:
    outcomes: tuple[Answer | Case, ...] = (endpoint.success, *endpoint.cases)
    return {
        str(status): _response(contract, endpoint, [o for o in outcomes if o.status == status])
        for status in sorted({outcome.status for outcome in outcomes})
    }


def _response(contract: Contract, endpoint: Endpoint, outcomes: Sequence[Answer | Case]) -> Schema:
    lines = dict.fromkeys(line for outcome in outcomes for line in _description(outcome))
    schemas = {JSON: _answers(contract, endpoint, outcomes), PROBLEM_JSON: _problems(outcomes)}
    content = {media: {"schema": _any_of(every)} for media, every in schemas.items() if every}
    return {"description": "\n".join(lines)} | ({"content": content} if content else {})


def _answers(
    contract: Contract, endpoint: Endpoint, outcomes: Iterable[Answer | Case]
) -> list[Schema]:
    schemas: list[Schema] = []
    for outcome in outcomes:
        match outcome.body:
            case JsonBody() if outcome is endpoint.success:
                schemas.append(_reference(schema_name(endpoint, "Response")))
            case JsonBody() as body:
                schemas.append(_answer_schema(contract.entity(endpoint.entity), body))
            case ProblemBody() | EmptyBody():
                pass
            case unbuilt:
                raise _not_yet(endpoint, f"answers with a body of the kind '{unbuilt.kind}'")
    return [schema for at, schema in enumerate(schemas) if schema not in schemas[:at]]


def _problems(outcomes: Iterable[Answer | Case]) -> list[Schema]:
    """One schema for each kind of problem; its detail is fixed where all of its outcomes fix it."""
    details: dict[str, list[str | None]] = {}
    for outcome in outcomes:
        if isinstance(outcome.body, ProblemBody):
            about_fields = isinstance(outcome, Case) and isinstance(outcome.when, AboutFields)
            name = "InvalidFields" if about_fields else "Problem"
            details.setdefault(name, []).append(outcome.body.detail)
    return [
        _reference(name) | _detail(tuple(dict.fromkeys(details[name]))) for name in sorted(details)
    ]


def _detail(details: tuple[str | None, ...]) -> Schema:
    if None in details:
        return {}
    fixed = {"const": details[0]} if len(details) == 1 else {"enum": list(details)}
    return {"properties": {"detail": fixed}}


def _description(outcome: Answer | Case) -> tuple[str, ...]:
    if outcome.citations:
        return tuple(" ".join(citation.quote.split()) for citation in outcome.citations)
    return (_words(outcome.when) if isinstance(outcome, Case) else "The request succeeded.",)


def _words(condition: Condition) -> str:
    if isinstance(condition, AboutFields):
        return "Some fields are not valid."
    return WORDS[type(condition)]


# --- Schemas ---------------------------------------------------------------------------------------


def _components(contract: Contract) -> Schema:
    schemas: Schema = {"InvalidFields": _invalid_fields_schema(), "Problem": _problem_schema()}
    for endpoint in contract.endpoints:
        if isinstance(endpoint.request, JsonBody):
            schemas[schema_name(endpoint, "Request")] = _request_schema(contract.inputs(endpoint))
        if isinstance(endpoint.success.body, JsonBody):
            schemas[schema_name(endpoint, "Response")] = _answer_schema(
                contract.entity(endpoint.entity), endpoint.success.body
            )
    return schemas


def _problem_schema() -> Schema:
    """RFC 9457, section 3: https://www.rfc-editor.org/rfc/rfc9457.html#section-3."""
    return {
        "type": "object",
        "description": "Problem details (RFC 9457).",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
        },
    }


def _invalid_fields_schema() -> Schema:
    texts = {"type": "string"}
    error = _object({"field": texts, "message": texts}, ["field", "message"])
    return {
        "allOf": [_reference("Problem")],
        "description": "Problem details that say which fields are not valid, and why.",
        "required": ["errors"],
        "properties": {"errors": {"type": "array", "minItems": 1, "items": error}},
    }


def _request_schema(fields: Sequence[EntityField]) -> Schema:
    required = [field.name for field in fields if field.required and field.default is None]
    return _object({field.name: _input_schema(field) for field in fields}, required)


def _answer_schema(entity: Entity, body: JsonBody) -> Schema:
    properties = {name: _output_schema(entity, name) for name in body.fields}
    if body.message is not None:
        properties["message"] = {"const": body.message}
    return _object(properties, list(properties))


def _input_schema(field: EntityField) -> Schema:
    schema = _type_schema(field)
    return schema if field.default is None else schema | {"default": field.default}


def _output_schema(entity: Entity, name: str) -> Schema:
    return {"type": "integer"} if name == "id" else _type_schema(entity.field(name))


def _type_schema(field: EntityField) -> Schema:
    schema = _limits(field.type)
    if field.required or field.default is not None:
        return schema
    return schema | {"type": [schema["type"], "null"]}


def _limits(of: FieldType) -> Schema:
    match of:
        case TextType(min_length=min_length, max_length=max_length):
            return _text(min_length, max_length)
        case SecretType(min_length=min_length, max_length=max_length):
            return _text(min_length, max_length) | {"format": "password", "writeOnly": True}
        case IntegerType(minimum=minimum, maximum=maximum):
            return {"type": "integer", "minimum": minimum, "maximum": maximum}
        case BooleanType():
            return {"type": "boolean"}
        case _:
            assert_never(of)


def _text(min_length: int, max_length: int) -> Schema:
    limits = {"minLength": min_length, "maxLength": max_length}
    return {"type": "string", **limits, "pattern": WITHOUT_NUL}


def _object(properties: Schema, required: list[str]) -> Schema:
    schema: Schema = {"type": "object", "additionalProperties": False}
    return schema | ({"required": required} if required else {}) | {"properties": properties}


def _any_of(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _not_yet(endpoint: Endpoint, what: str) -> Rejected:
    return Rejected(
        Problem(
            f"the endpoint '{endpoint.key}' {what}; codegen does not describe that in OpenAPI yet",
            "Take it out of the spec.",
        )
    )
