"""Bodies -> the media types that carry them, and what each holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from codegen.contract import (
    Answer,
    Body,
    BytesBody,
    Case,
    Contract,
    CsvBody,
    EmptyBody,
    Endpoint,
    FilePart,
    FormBody,
    HtmlBody,
    JsonBody,
    Member,
    MultipartBody,
    ProblemBody,
    RedirectBody,
    TextBody,
)
from codegen.defaults import FILES_AT_ONCE
from codegen.fields import schema_name, skips_empty
from codegen.openapi.schemas import (
    Schema,
    answer_schema,
    any_of,
    count_schema,
    field_schema,
    object_schema,
    page_schema,
    reference,
    token_schema,
)

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BYTES = "application/octet-stream"
BINARY: Schema = {"type": "string", "format": "binary"}


def request_body(contract: Contract, endpoint: Endpoint) -> Schema | None:
    """The ``requestBody`` of an operation, or None where it reads none."""
    body = endpoint.request
    if isinstance(body, JsonBody):
        schema = _many(body, _json_request(endpoint, body))
        return {"required": True, "content": {JSON: {"schema": schema}}}
    content = {media: {"schema": schema} for media, schema in _other(contract, body).items()}
    if isinstance(body, MultipartBody):
        content[MULTIPART] |= _encoding(body)
    # No bytes are some bytes, too; any other body is declared to be of a type.
    required = not (isinstance(body, BytesBody) and not body.media_types)
    return {"required": required, "content": content} if content else None


def answered(contract: Contract, endpoint: Endpoint, outcome: Answer | Case) -> dict[str, Schema]:
    """What an outcome answers by media type, problem details apart."""
    body = outcome.body
    if isinstance(body, JsonBody):
        schema = _many(body, _json_answer(contract, endpoint, outcome, body))
        is_page = endpoint.operation == "list" and outcome is endpoint.success
        return {JSON: page_schema(schema) if is_page else schema}
    return {} if isinstance(body, ProblemBody) else _other(contract, body)


def is_component(body: Body) -> bool:
    """Whether a body is described under a name of its endpoint's: one of fields, or of a fixed message."""
    return isinstance(body, JsonBody) and body.shape is None and bool(body.fields or body.message)


def _json_request(endpoint: Endpoint, body: JsonBody) -> Schema:
    if body.shape is not None:
        return reference(body.shape)
    return {} if endpoint.is_custom else reference(schema_name(endpoint, "Request"))


def _json_answer(
    contract: Contract, endpoint: Endpoint, outcome: Answer | Case, body: JsonBody
) -> Schema:
    if body.shape is not None:
        return reference(body.shape)
    if outcome is endpoint.success and (is_component(body) or not endpoint.is_custom):
        return reference(schema_name(endpoint, "Response"))
    if endpoint.is_custom and not is_component(body):
        return {}
    return own_answer(contract, endpoint, body)


def own_answer(contract: Contract, endpoint: Endpoint, body: JsonBody) -> Schema:
    """What an endpoint answers that has no shape: fields of its entity, fixed words, a number of rows, or a token."""
    if not endpoint.is_custom and endpoint.nature.answers == "token":
        return token_schema(body)
    if not endpoint.is_custom and not is_component(body):
        return count_schema()
    entity = contract.entity(endpoint.entity) if endpoint.entity else None
    return answer_schema(entity, body)


def _many(body: JsonBody, each: Schema) -> Schema:
    return {"type": "array", "items": each} if body.many else each


def _other(contract: Contract, body: Body) -> dict[str, Schema]:
    match body:
        case FormBody(shape=name):
            schema = _fields(contract, name)
            return {FORM: schema, MULTIPART: schema}
        case MultipartBody():
            return {MULTIPART: _multipart(contract, body)}
        case TextBody(text=text):
            return {"text/plain": {"type": "string"} | ({} if text is None else {"const": text})}
        case HtmlBody(shows=shows):
            shown = ", ".join(f"“{text}”" for text in shows)
            return {"text/html": {"type": "string"} | _described(shown and f"Shows {shown}.")}
        case CsvBody(columns=columns):
            heads = columns and f"The columns are {', '.join(columns)}."
            return {"text/csv": {"type": "string"} | _described(heads or "")}
        case BytesBody(media_types=media_types, max_bytes=most):
            schema = BINARY | _described("" if most is None else _limit(most))
            return dict.fromkeys(media_types or (BYTES,), schema)
        case ProblemBody():
            return {PROBLEM_JSON: reference("Problem")}
        case EmptyBody() | RedirectBody() | JsonBody():
            return {}
        case _:
            assert_never(body)


def _multipart(contract: Contract, body: MultipartBody) -> Schema:
    fields = _fields(contract, body.shape)
    files = {file.name: _file(file) for file in body.files}
    required = [file.name for file in body.files if file.required]
    found = object_schema(fields["properties"] | files, [*fields.get("required", ()), *required])
    return _open(contract, found)


def _open(contract: Contract, form: Schema) -> Schema:
    """The schema of a form, which may have other fields too where these are passed over."""
    return form | ({"additionalProperties": True} if contract.passes_over_strays else {})


def _fields(contract: Contract, shape: str | None) -> Schema:
    """The fields of a form, which cannot say null: what is left out is not there."""
    members = contract.shape(shape).members if shape else ()
    required = [m.name for m in members if m.required and m.default is None]
    found = object_schema({member.name: _form_field(member) for member in members}, required)
    return _open(contract, found)


def _form_field(member: Member) -> Schema:
    schema = field_schema(member.model_copy(update={"required": True, "nullable": False}))
    return any_of([schema, {"const": ""}]) if skips_empty(member) and not member.many else schema


def _file(file: FilePart) -> Schema:
    schema = BINARY | _one_media_type(file.media_types) | _described(_file_limits(file))
    if not file.many:
        return schema
    least = {"minItems": 1} if file.required else {}
    return {"type": "array", "items": schema, **least, "maxItems": FILES_AT_ONCE}


def _file_limits(file: FilePart) -> str:
    endings = f" Its name ends in {' or '.join(file.extensions)}." if file.extensions else ""
    return _limit(file.max_bytes) + endings


def _one_media_type(media_types: Sequence[str]) -> Schema:
    """https://json-schema.org/draft/2020-12/json-schema-validation#name-contentmediatype."""
    only = media_types[0] if len(media_types) == 1 else "*"
    return {} if "*" in only else {"contentMediaType": only}


def _encoding(body: MultipartBody) -> Schema:
    """The media types of files: https://spec.openapis.org/oas/v3.1.0#encoding-object."""
    kinds = {f.name: {"contentType": ", ".join(f.media_types)} for f in body.files if f.media_types}
    return {"encoding": kinds} if kinds else {}


def _limit(most: int) -> str:
    return f"At most {most} bytes."


def _described(words: str) -> Schema:
    return {"description": words} if words else {}
