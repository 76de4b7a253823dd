"""What requests and responses hold."""

import re
from json import JSONDecodeError
from math import inf, isfinite
from typing import Annotated, Any, Literal, TypeVar

from flask import json, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from chess_server.errors import InvalidFields

UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text. Raises ValueError where it holds what a database cannot keep."""
    if UNSTORABLE.search(text):
        raise ValueError("NUL and lone surrogates are not allowed")
    return text


Storable = AfterValidator(storable)


JSON_DEPTH = 64


def storable_json(value: Any) -> Any:
    """The value, which is not null. Raises ValueError where it holds what a database cannot keep."""
    if value is None:
        raise PydanticCustomError(
            "null", "Input should be a JSON value other than null"
        )
    check_json(value, JSON_DEPTH)
    return value


def check_json(value: Any, depth: int) -> None:
    """Raises ValueError where a JSON value cannot be kept, or goes deeper than that many levels."""
    if not depth:
        raise ValueError(f"more than {JSON_DEPTH} levels are not allowed")
    match value:
        case str():
            storable(value)
        case float() if not isfinite(value):
            raise ValueError("NaN and infinite numbers are not allowed")
        case dict():
            for name, inner in value.items():
                storable(name)
                check_json(inner, depth - 1)
        case list():
            for inner in value:
                check_json(inner, depth - 1)


StorableJson = AfterValidator(storable_json)


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

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


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
        return schema.model_validate(values, by_alias=True, by_name=False)
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


class GameRequest(Schema):
    """The body of POST /games."""

    fen: Annotated[str, Field(min_length=1, max_length=255), Storable] | None = None


class MoveMade(Schema):
    """A part of other bodies."""

    from_: Annotated[str, Storable] = Field(alias="from")
    to: Annotated[str, Storable]
    promotion: Literal["q", "r", "b", "n"] | None


class GameView(Schema):
    """What POST /games answers, what GET /games/{game_id} answers."""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    fen: Annotated[str, Storable]
    board: Annotated[Any, StorableJson]
    turn: Literal["white", "black"]
    check: bool
    status: Literal["active", "checkmate", "stalemate"]
    winner: Literal["white", "black"] | None
    moves: list[MoveMade]


class GameSummary(Schema):
    """A part of other bodies."""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    status: Literal["active", "checkmate", "stalemate"]


class GameList(Schema):
    """What GET /games answers."""

    items: list[GameSummary]


class MoveRequest(Schema):
    """The body of POST /games/{game_id}/moves."""

    from_: Annotated[str, Field(min_length=2, max_length=2), Storable] = Field(
        alias="from"
    )
    to: Annotated[str, Field(min_length=2, max_length=2), Storable]
    promotion: Literal["q", "r", "b", "n"] | None = None


class MoveView(Schema):
    """A part of other bodies."""

    from_: Annotated[str, Storable] = Field(alias="from")
    to: Annotated[str, Storable]
    promotion: Literal["q", "r", "b", "n"] | None


class MovesGameView(Schema):
    """What POST /games/{game_id}/moves answers."""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    fen: Annotated[str, Storable]
    board: Annotated[
        list[Annotated[Any, StorableJson]], Field(min_length=8, max_length=8)
    ]
    turn: Literal["white", "black"]
    check: bool
    status: Literal["active", "checkmate", "stalemate"]
    winner: Literal["white", "black"] | None
    moves: list[MoveView]


class LegalMoves(Schema):
    """What GET /games/{game_id}/legal-moves answers."""

    items: list[MoveView]


class ListLegalMovesQuery(Schema):
    """The query of GET /games/{game_id}/legal-moves."""

    from_: Annotated[str, Field(min_length=2, max_length=2), Storable] | None = Field(
        None, alias="from"
    )
