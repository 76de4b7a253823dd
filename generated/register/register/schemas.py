"""What requests and responses hold."""

import re
from typing import Annotated, TypeVar

from flask import request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import BadRequest, UnprocessableEntity

from register.errors import InvalidFields

UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text. Raises ValueError where it holds what a database cannot keep."""
    if UNSTORABLE.search(text):
        raise ValueError("NUL and lone surrogates are not allowed")
    return text


Storable = AfterValidator(storable)


class Schema(BaseModel):
    """What all bodies have in common: no unknown fields, and no value is converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


AnySchema = TypeVar("AnySchema", bound=Schema)


def read_json(schema: type[AnySchema]) -> AnySchema:
    """The request's JSON body. Raises the HTTP error that the body deserves."""
    request.get_data()
    request.stream.read(1)  # raises 413 where a chunked body goes on beyond the limit
    try:
        body = request.get_json()
    except RecursionError as error:
        raise BadRequest("The JSON is nested too deeply.") from error
    if not isinstance(body, dict):
        raise UnprocessableEntity("The body must be a JSON object.")
    try:
        return schema.model_validate(body)
    except ValidationError as error:
        items = error.errors(
            include_url=False, include_context=False, include_input=False
        )
        raise InvalidFields(items) from error


class RegisterRequest(Schema):
    """The body of POST /register."""

    username: Annotated[str, Field(min_length=1, max_length=80), Storable]
    password: Annotated[str, Field(min_length=8, max_length=255), Storable]
