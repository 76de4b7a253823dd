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
    PlainSerializer,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError, PydanticKnownError
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from lending.errors import InvalidFields

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


AMOUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]{1,2}))?")


def read_money(text: str) -> int:
    """``"12.34"`` as 1234. Raises ValueError where the text is no amount."""
    found = AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError('an amount is written as "12.34"')
    sign, whole, rest = found.groups("")
    return int(f"{sign}{whole}{rest:0<2}")


def write_money(units: int) -> str:
    """1234 minor units as ``"12.34"``."""
    whole, rest = divmod(abs(units), 100)
    return f"{'-' if units < 0 else ''}{whole}.{rest:02}"


# Minor units in Python (amount=1234), a text in JSON ("12.34"); neither is taken for the other.
Money = Annotated[
    int,
    written(read_money),
    PlainSerializer(write_money, return_type=str, when_used="json"),
]


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_date(text: str) -> dt.date:
    """``"2026-03-01"`` as a date. Raises ValueError where the text is no day."""
    if not DAY.fullmatch(text):
        raise ValueError('a day is written as "2026-03-01"')
    return dt.date.fromisoformat(text)


# A date in Python, a text in JSON ("2026-03-01").
IsoDate = Annotated[dt.date, written(read_date)]


MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def read_moment(text: str) -> dt.datetime:
    """``"2026-03-01T09:00:00Z"`` as a datetime. Raises ValueError where the text is no moment."""
    if not MOMENT.fullmatch(text.upper()):
        raise ValueError('a moment is written as "2026-03-01T09:00:00Z"')
    return in_utc(dt.datetime.fromisoformat(text.upper()))


def in_utc(moment: dt.datetime) -> dt.datetime:
    """The moment in UTC. Raises ValueError where it has no zone."""
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(dt.UTC)


# A datetime with a zone in Python, an RFC 3339 text in JSON ("2026-03-01T09:00:00Z"); in UTC once read.
Moment = Annotated[dt.datetime, written(read_moment), AfterValidator(in_utc)]


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
        return schema.model_validate(read_object(), context=REQUEST)
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


class BookRequest(Schema):
    """The body of POST /books."""

    title: Annotated[str, Field(min_length=1, max_length=255), Storable]
    author: Annotated[str, Field(min_length=1, max_length=255), Storable]
    isbn: Annotated[str, Field(min_length=13, max_length=13), Storable]


class BookView(Schema):
    """What POST /books answers."""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    title: Annotated[str, Storable]
    author: Annotated[str, Storable]
    isbn: Annotated[str, Storable]
    copies: Annotated[int, Field(ge=0, le=9223372036854775807)]
    free: Annotated[int, Field(ge=0, le=9223372036854775807)]
    waiting: Annotated[int, Field(ge=0, le=9223372036854775807)]


class BookList(Schema):
    """What GET /books answers."""

    items: list[BookView]


class CopyRequest(Schema):
    """The body of POST /books/{book_id}/copies."""

    barcode: Annotated[str, Field(min_length=1, max_length=255), Storable]


class CopyView(Schema):
    """What POST /books/{book_id}/copies answers."""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    book_id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    barcode: Annotated[str, Storable]


class BookDetail(Schema):
    """What GET /books/{book_id} answers."""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    title: Annotated[str, Storable]
    author: Annotated[str, Storable]
    isbn: Annotated[str, Storable]
    copies: Annotated[int, Field(ge=0, le=9223372036854775807)]
    free: Annotated[int, Field(ge=0, le=9223372036854775807)]
    waiting: Annotated[int, Field(ge=0, le=9223372036854775807)]
    copy_list: list[CopyView]


class CopyOut(Schema):
    """A part of other bodies."""

    loan_id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    barcode: Annotated[str, Storable]
    due_on: IsoDate


class BorrowerView(Schema):
    """What GET /borrowers/{borrower_id} answers."""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    name: Annotated[str, Storable]
    email: Annotated[str, Storable]
    owed: Annotated[Money, Field(ge=0, le=1000000000000000)]
    copies: list[CopyOut]


class PaymentRequest(Schema):
    """The body of POST /borrowers/{borrower_id}/payments."""

    amount: Annotated[Money, Field(ge=1, le=1000000000000000)]


class PaymentView(Schema):
    """What POST /borrowers/{borrower_id}/payments answers."""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    borrower_id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    amount: Annotated[Money, Field(ge=1, le=1000000000000000)]
    owed: Annotated[Money, Field(ge=0, le=1000000000000000)]


class LoanRequest(Schema):
    """The body of POST /loans."""

    barcode: Annotated[str, Field(min_length=1, max_length=255), Storable]
    borrower_id: Annotated[int, Field(ge=1, le=2147483647)]


class LoanView(Schema):
    """What POST /loans answers, what GET /loans/{loan_id} answers, what POST…"""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    barcode: Annotated[str, Storable]
    borrower_id: Annotated[int, Field(ge=1, le=2147483647)]
    borrowed_on: IsoDate
    due_on: IsoDate
    renewed: bool
    returned_on: IsoDate | None
    fine: Annotated[Money, Field(ge=0, le=500)] | None


class ReturnRequest(Schema):
    """The body of POST /returns."""

    barcode: Annotated[str, Field(min_length=1, max_length=255), Storable]


class ReturnView(Schema):
    """What POST /returns answers."""

    loan: LoanView
    held_for: Annotated[int, Field(ge=1, le=2147483647)] | None
    held_until: Moment | None


class ReservationRequest(Schema):
    """The body of POST /books/{book_id}/reservations."""

    borrower_id: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]


class ReservationView(Schema):
    """What POST /books/{book_id}/reservations answers, what GET…"""

    id: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    book_id: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    borrower_id: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    status: Literal["waiting", "held", "fulfilled", "expired"]
    barcode: Annotated[str, Storable] | None
    held_until: Moment | None


class CreateBorrowerRequest(Schema):
    """The body of POST /borrowers."""

    name: Annotated[str, Field(min_length=1, max_length=255), Storable]
    email: Annotated[str, Field(min_length=1, max_length=255), Storable]


class CreateBorrowerResponse(Schema):
    """What POST /borrowers answers."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    email: str
