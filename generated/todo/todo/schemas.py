"""What requests and responses hold."""

import datetime as dt
import re
from collections.abc import Callable
from json import JSONDecodeError
from math import inf
from typing import Annotated, Any, Literal, TypeVar

from flask import json, request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError, PydanticKnownError
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from todo.errors import InvalidFields

UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text. Raises ValueError where it holds what a database cannot keep."""
    if UNSTORABLE.search(text):
        raise ValueError("NUL and lone surrogates are not allowed")
    return text


Storable = AfterValidator(storable)


# The context of a validation whose values come from a request.
REQUEST = "request"


def written(read: Callable[[str], Any]) -> BeforeValidator:
    """Has the texts of a request read; values that the app itself gives are taken as they are."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        if info.context != REQUEST:
            return value
        if not isinstance(value, str):
            raise PydanticKnownError("string_type")
        try:
            return read(value)
        except (ValueError, OverflowError) as error:
            raise PydanticCustomError(
                "unreadable", "{why}", {"why": str(error)}
            ) from error

    return BeforeValidator(validate)


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_date(text: str) -> dt.date:
    """``"2026-03-01"`` as a date. Raises ValueError where the text is no day."""
    if not DAY.fullmatch(text):
        raise ValueError('a day is written as "2026-03-01"')
    return dt.date.fromisoformat(text)


# A date in Python, a text in JSON ("2026-03-01").
IsoDate = Annotated[dt.date, written(read_date)]


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
        return schema.model_validate(values, context=REQUEST)
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


class CreateTodoRequest(Schema):
    """The body of POST /todos."""

    title: Annotated[str, Field(min_length=1, max_length=120), Storable]
    due: IsoDate | None = None


class CreateTodoResponse(Schema):
    """What POST /todos answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    done: bool
    due: IsoDate | None


class ListTodosResponse(Schema):
    """What GET /todos answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    done: bool
    due: IsoDate | None


class ListTodosQuery(Schema):
    """The query of GET /todos."""

    done: Annotated[bool, FromText] | None = None
    q: Annotated[str, Storable] | None = None
    sort: Literal["title", "-title", "due", "-due"] | None = None
    page: Annotated[int, Field(ge=1, le=1000000), FromText] = 1
    size: Annotated[int, Field(ge=1, le=100), FromText] = 50


class ReadTodoResponse(Schema):
    """What GET /todos/{id} answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    done: bool
    due: IsoDate | None


class UpdateTodoRequest(Schema):
    """The body of PATCH /todos/{id}."""

    title: Annotated[str, Field(min_length=1, max_length=120), Storable] = UNCHANGED
    due: IsoDate | None = UNCHANGED


class UpdateTodoResponse(Schema):
    """What PATCH /todos/{id} answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    done: bool
    due: IsoDate | None


class MarkTodoDoneResponse(Schema):
    """What PUT /todos/{id}/done answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    done: bool
    due: IsoDate | None


class MarkTodoNotDoneResponse(Schema):
    """What DELETE /todos/{id}/done answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    done: bool
    due: IsoDate | None
