"""What requests and responses hold."""

import re
from json import JSONDecodeError
from math import inf
from typing import Annotated, Any, TypeVar

from flask import json, request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from notes.errors import InvalidFields

UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text. Raises ValueError where it holds what a database cannot keep."""
    if UNSTORABLE.search(text):
        raise ValueError("NUL and lone surrogates are not allowed")
    return text


Storable = AfterValidator(storable)


# Up to here a float tells all whole numbers apart.
EXACT = 2**53


def json_number(text: str) -> int | float:
    """The number that has a fraction or an exponent; a whole one where these say nothing, as in 1.0.

    https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.3
    """
    value = float(text)
    return int(value) if value.is_integer() and abs(value) <= EXACT else value


def from_text(text: Any) -> Any:
    """What a text writes as JSON does, as numbers and booleans are; anything else as it is."""
    try:
        return json.loads(text, parse_float=json_number)
    except (TypeError, ValueError, RecursionError):
        return text


FromText = BeforeValidator(from_text)


# What a field that is left out has where a row is changed: whoever reads it looks at model_fields_set first.
UNCHANGED: Any = None


class Schema(BaseModel):
    """What all bodies have in common: no unknown fields, and no value is converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


AnySchema = TypeVar("AnySchema", bound=Schema)


def read_json(schema: type[AnySchema]) -> AnySchema:
    """The request's JSON body. Raises the HTTP error that the body deserves."""
    return checked(schema, read_object())


def read_query(schema: type[AnySchema]) -> AnySchema:
    """The request's query, the last of repeated values; unknown names are passed over. Raises 422."""
    names = [field.alias or name for name, field in schema.model_fields.items()]
    known = {
        name: request.args.getlist(name)[-1] for name in names if name in request.args
    }
    return checked(schema, known)


def checked(schema: type[AnySchema], values: dict[str, Any]) -> AnySchema:
    """The values of a request as the schema has them. Raises InvalidFields where they break it."""
    try:
        return schema.model_validate(values)
    except ValidationError as error:
        items = error.errors(
            include_url=False, include_context=False, include_input=False
        )
        raise InvalidFields(items) from error


def read_object() -> dict[str, Any]:
    """The request's JSON object. Raises 400, 413, 415 or 422 where there is none."""
    if not request.is_json:
        raise UnsupportedMediaType("The body must be application/json.")
    data = request.get_data()
    request.stream.read(1)  # raises 413 where a chunked body goes on beyond the limit
    try:
        body = json.loads(data, parse_int=whole_number, parse_float=json_number)
    except (JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest("The body is not JSON that can be read.") from error
    if not isinstance(body, dict):
        raise UnprocessableEntity("The body must be a JSON object.")
    return body


def whole_number(digits: str) -> int | float:
    """The number; infinity, which no field takes, where Python reads no number of so many digits."""
    try:
        return int(digits)
    except ValueError:
        return inf


class RegisterRequest(Schema):
    """The body of POST /register."""

    username: Annotated[str, Field(min_length=3, max_length=30), Storable]
    password: Annotated[str, Field(min_length=10, max_length=255), Storable]


class RegisterResponse(Schema):
    """What POST /register answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str


class LogInRequest(Schema):
    """The body of POST /login."""

    username: Annotated[str, Storable]
    password: Annotated[str, Storable]


class ShowCurrentUserResponse(Schema):
    """What GET /me answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str


class ChangeSecretOfUserRequest(Schema):
    """The body of PUT /me/password."""

    current_password: Annotated[str, Storable]
    new_password: Annotated[str, Field(min_length=10, max_length=255), Storable]


class CreateNoteRequest(Schema):
    """The body of POST /notes."""

    title: Annotated[str, Field(min_length=1, max_length=120), Storable]
    body: Annotated[str, Field(max_length=10000), Storable] = ""
    pinned: bool = False


class CreateNoteResponse(Schema):
    """What POST /notes answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    owner: int
    title: str
    body: str
    pinned: bool


class ListNotesResponse(Schema):
    """What GET /notes answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    owner: int
    title: str
    body: str
    pinned: bool


class ListNotesQuery(Schema):
    """The query of GET /notes."""

    pinned: Annotated[bool, FromText] | None = None
    q: Annotated[str, Storable] | None = None
    page: Annotated[int, Field(ge=1, le=1000000), FromText] = 1
    size: Annotated[int, Field(ge=1, le=100), FromText] = 20


class ReadNoteResponse(Schema):
    """What GET /notes/{id} answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    owner: int
    title: str
    body: str
    pinned: bool


class UpdateNoteRequest(Schema):
    """The body of PATCH /notes/{id}."""

    title: Annotated[str, Field(min_length=1, max_length=120), Storable] = UNCHANGED
    body: Annotated[str, Field(max_length=10000), Storable] = UNCHANGED
    pinned: bool = UNCHANGED


class UpdateNoteResponse(Schema):
    """What PATCH /notes/{id} answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    owner: int
    title: str
    body: str
    pinned: bool
