"""What requests and responses hold."""

import datetime as dt
import re
from collections.abc import Callable
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
    ValidationInfo,
)
from pydantic_core import PydanticCustomError, PydanticKnownError
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from school.errors import InvalidFields

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


def matching(pattern: str, words: str) -> AfterValidator:
    """Has a text refused that does not match the pattern as a whole."""
    compiled = re.compile(pattern)

    def validate(text: str) -> str:
        if not compiled.fullmatch(text):
            raise PydanticCustomError(
                "unreadable", "Input should be {words}", {"words": words}
            )
        return text

    return AfterValidator(validate)


# https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
EMAIL = "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
Email = matching(EMAIL, "an e-mail address")


NO_ROW = 0
LARGEST_ID = 2**31 - 1


def row_id(number: int) -> int:
    """The number of a row; 0, which is that of none, where no row can have it."""
    return number if 0 < number <= LARGEST_ID else NO_ROW


RowId = AfterValidator(row_id)


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


class CreateTeacherRequest(Schema):
    """The body of POST /teachers."""

    name: Annotated[str, Field(min_length=1, max_length=80), Storable]
    email: Annotated[str, Field(min_length=1, max_length=255), Storable, Email]


class CreateTeacherResponse(Schema):
    """What POST /teachers answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    email: str


class ListTeachersResponse(Schema):
    """What GET /teachers answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    email: str


class ListTeachersQuery(Schema):
    """The query of GET /teachers."""

    page: Annotated[int, Field(ge=1, le=1000000), FromText] = 1
    size: Annotated[int, Field(ge=1, le=100), FromText] = 50


class ListClassesOfTeacherResponse(Schema):
    """What GET /teachers/{teacher_id}/classes answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    room: str | None
    teacher: int


class ListClassesOfTeacherQuery(Schema):
    """The query of GET /teachers/{teacher_id}/classes."""

    page: Annotated[int, Field(ge=1, le=1000000), FromText] = 1
    size: Annotated[int, Field(ge=1, le=100), FromText] = 50


class CreateClassRequest(Schema):
    """The body of POST /teachers/{teacher_id}/classes."""

    title: Annotated[str, Field(min_length=1, max_length=80), Storable]
    room: Annotated[str, Field(min_length=1, max_length=20), Storable] | None = None


class CreateClassResponse(Schema):
    """What POST /teachers/{teacher_id}/classes answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    room: str | None
    teacher: int


class CreateStudentRequest(Schema):
    """The body of POST /students."""

    name: Annotated[str, Field(min_length=1, max_length=80), Storable]
    number: Annotated[str, Field(min_length=6, max_length=6), Storable]
    born: IsoDate | None = None


class CreateStudentResponse(Schema):
    """What POST /students answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    number: str
    born: IsoDate | None


class ListStudentsResponse(Schema):
    """What GET /students answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    number: str
    born: IsoDate | None


class ListStudentsQuery(Schema):
    """The query of GET /students."""

    q: Annotated[str, Storable] | None = None
    page: Annotated[int, Field(ge=1, le=1000000), FromText] = 1
    size: Annotated[int, Field(ge=1, le=100), FromText] = 50


class ReadStudentResponse(Schema):
    """What GET /students/{id} answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    number: str
    born: IsoDate | None


class ListClassesResponse(Schema):
    """What GET /classes answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    room: str | None
    teacher: int


class ListClassesQuery(Schema):
    """The query of GET /classes."""

    teacher: Annotated[int, RowId, FromText] | None = None
    page: Annotated[int, Field(ge=1, le=1000000), FromText] = 1
    size: Annotated[int, Field(ge=1, le=100), FromText] = 50


class ReadClassResponse(Schema):
    """What GET /classes/{id} answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    room: str | None
    teacher: int


class UpdateClassRequest(Schema):
    """The body of PATCH /classes/{id}."""

    title: Annotated[str, Field(min_length=1, max_length=80), Storable] = UNCHANGED
    room: Annotated[str, Field(min_length=1, max_length=20), Storable] | None = (
        UNCHANGED
    )
    teacher: Annotated[int, RowId] = UNCHANGED


class UpdateClassResponse(Schema):
    """What PATCH /classes/{id} answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    room: str | None
    teacher: int


class ListStudentsOfClassResponse(Schema):
    """What GET /classes/{class_id}/students answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    number: str
    born: IsoDate | None


class ListStudentsOfClassQuery(Schema):
    """The query of GET /classes/{class_id}/students."""

    page: Annotated[int, Field(ge=1, le=1000000), FromText] = 1
    size: Annotated[int, Field(ge=1, le=100), FromText] = 30


class ListClassesOfStudentResponse(Schema):
    """What GET /students/{student_id}/classes answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    room: str | None
    teacher: int


class ListClassesOfStudentQuery(Schema):
    """The query of GET /students/{student_id}/classes."""

    page: Annotated[int, Field(ge=1, le=1000000), FromText] = 1
    size: Annotated[int, Field(ge=1, le=100), FromText] = 50
