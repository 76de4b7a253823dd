"""What requests and responses hold."""

import datetime as dt
import re
from collections.abc import Callable
from json import JSONDecodeError
from math import inf
from typing import Annotated, Any, ClassVar, Literal, TypeVar

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
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    RequestEntityTooLarge,
    UnprocessableEntity,
    UnsupportedMediaType,
)

from splitbill.errors import InvalidFields, Refusals

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
    refusals: ClassVar[Refusals] = {}


AnySchema = TypeVar("AnySchema", bound=Schema)


def read_json(schema: type[AnySchema]) -> AnySchema:
    """The request's JSON body. Raises the HTTP error that the body deserves."""
    try:
        body = read_object()
    except UnsupportedMediaType as error:
        raise stated(schema, "wrong_content_type", error) from error
    except RequestEntityTooLarge as error:
        raise stated(schema, "too_large", error) from error
    except BadRequest as error:
        raise stated(schema, "malformed_body", error) from error
    except UnprocessableEntity as error:
        raise stated(schema, "not_an_object", error) from error
    return checked(schema, body)


def checked(schema: type[AnySchema], values: dict[str, Any]) -> AnySchema:
    """The values of a request as the schema has them. Raises InvalidFields where they break it."""
    try:
        return schema.model_validate(values, context=REQUEST)
    except ValidationError as error:
        items = error.errors(
            include_url=False, include_context=False, include_input=False
        )
        raise InvalidFields(items, values, schema.refusals) from error


def stated(schema: type[Schema], reason: str, error: HTTPException) -> HTTPException:
    """The error, under the status and the detail that the schema states for that reason."""
    refusals = schema.refusals
    status, detail = refusals.get((reason, ""), (error.code, None))
    answer = HTTPException(detail or error.description)
    answer.code = status
    return answer


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


class GroupCreate(Schema):
    """The body of POST /groups."""

    name: Annotated[str, Field(min_length=1, max_length=255), Storable]
    members: (
        list[Annotated[str, Field(min_length=1, max_length=255), Storable]] | None
    ) = None


class MemberView(Schema):
    """A part of other bodies."""

    id: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    name: Annotated[str, Storable]


class GroupView(Schema):
    """What POST /groups answers, what GET /groups/{group_id} answers."""

    id: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    name: Annotated[str, Storable]
    members: list[MemberView]


class MemberRequest(Schema):
    """The body of POST /groups/{group_id}/members."""

    name: Annotated[str, Field(min_length=1, max_length=255), Storable]


class MembersMemberView(Schema):
    """What POST /groups/{group_id}/members answers."""

    id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    name: Annotated[str, Storable]


class ShareRequest(Schema):
    """A part of other bodies."""

    member_id: int
    weight: Annotated[int, Field(ge=1)] | None = None
    amount: Annotated[Money, Field(ge=0)] | None = None


class ExpenseRequest(Schema):
    """The body of POST /groups/{group_id}/expenses."""

    refusals: ClassVar[Refusals] = {
        ("wrong_type", "amount"): (422, None),
        ("wrong_type", "shares.amount"): (422, None),
        ("pattern", "amount"): (422, None),
        ("pattern", "shares.amount"): (422, None),
    }

    description: Annotated[str, Field(min_length=1, max_length=255), Storable]
    amount: Annotated[Money, Field(ge=1, le=1000000000000000)]
    paid_by: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    split: Literal["equally", "weights", "amounts"]
    shares: Annotated[list[ShareRequest], Field(min_length=1)]


class ShareView(Schema):
    """A part of other bodies."""

    member_id: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    amount: Annotated[Money, Field(ge=0, le=1000000000000000)]


class ExpenseView(Schema):
    """What POST /groups/{group_id}/expenses answers, what GET…"""

    id: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    date: IsoDate
    description: Annotated[str, Storable]
    amount: Annotated[Money, Field(ge=1, le=1000000000000000)]
    paid_by: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    shares: Annotated[list[ShareView], Field(min_length=1)]


class ExpenseList(Schema):
    """What GET /groups/{group_id}/expenses answers."""

    items: list[ExpenseView]


class MemberBalance(Schema):
    """A part of other bodies."""

    member_id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    name: Annotated[str, Storable]
    balance: Annotated[Money, Field(ge=-1000000000000000, le=1000000000000000)]


class BalanceList(Schema):
    """What GET /groups/{group_id}/balances answers."""

    items: list[MemberBalance]


class ProposedPayment(Schema):
    """A part of other bodies."""

    from_member_id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    to_member_id: Annotated[int, Field(ge=1, le=9223372036854775807)]
    amount: Annotated[Money, Field(ge=1, le=1000000000000000)]


class Settlement(Schema):
    """What GET /groups/{group_id}/settlement answers."""

    items: list[ProposedPayment]


class PaymentCreate(Schema):
    """The body of POST /groups/{group_id}/payments."""

    refusals: ClassVar[Refusals] = {
        ("pattern", "amount"): (422, None),
    }

    from_member_id: Annotated[int, Field(ge=1, le=2147483647)]
    to_member_id: Annotated[int, Field(ge=1, le=2147483647)]
    amount: Annotated[Money, Field(ge=1, le=1000000000000000)]


class PaymentView(Schema):
    """What POST /groups/{group_id}/payments answers."""

    id: Annotated[int, Field(ge=-9223372036854775808, le=9223372036854775807)]
    from_member_id: Annotated[int, Field(ge=1, le=2147483647)]
    to_member_id: Annotated[int, Field(ge=1, le=2147483647)]
    amount: Annotated[Money, Field(ge=1, le=1000000000000000)]


class PaymentList(Schema):
    """What GET /groups/{group_id}/payments answers."""

    items: list[PaymentView]
