"""What requests and responses hold."""

import re
from json import JSONDecodeError
from math import inf
from typing import Annotated, Any, TypeVar

from flask import json, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from register.errors import InvalidFields

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


class Schema(BaseModel):
    """What all bodies have in common: no unknown fields, and no value is converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


AnySchema = TypeVar("AnySchema", bound=Schema)


def read_json(schema: type[AnySchema]) -> AnySchema:
    """The request's JSON body. Raises the HTTP error that the body deserves."""
    try:
        return schema.model_validate(read_object())
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

    username: Annotated[str, Field(min_length=1, max_length=80), Storable]
    password: Annotated[str, Field(min_length=8, max_length=255), Storable]
