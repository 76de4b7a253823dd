"""The wrong app: every endpoint answers its success with a constant that fits the Contract.

A Scenario that passes on it asserts nothing that an app has to remember or to compute.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator
from typing import assert_never

from codegen.contract import (
    BooleanType,
    BytesBody,
    ChoiceType,
    Contract,
    CsvBody,
    DateTimeType,
    DateType,
    EmptyBody,
    Endpoint,
    EntityField,
    HtmlBody,
    IntegerType,
    JsonBody,
    JsonType,
    MoneyType,
    NumberType,
    ProblemBody,
    RedirectBody,
    ReferenceType,
    SecretType,
    TextBody,
    TextType,
)
from codegen.pattern import texts
from codegen.sandbox.base import Constant, rule_of
from codegen.scenario import JsonValue
from codegen.scenario.values import amount
from codegen.testgen.requests import Fields, Filler

ODD_TEXT, ODD_NUMBER, ODD_DAY = "odd one out", 7919, "2031-07-09"
"""Values that no Scenario is likely to expect."""
EMPTY_STATUSES = (204, 304)


def wrong_answers(contract: Contract) -> tuple[Constant, ...]:
    """A constant answer for each endpoint, of its success status and schema."""
    return tuple(_constant(contract, endpoint) for endpoint in contract.endpoints)


def _constant(contract: Contract, endpoint: Endpoint) -> Constant:
    content_type, body = _body(contract, endpoint)
    if endpoint.success.status in EMPTY_STATUSES:
        body = b""
    location = ""
    if isinstance(endpoint.success.body, RedirectBody):
        location = endpoint.success.body.location or "/"
    return Constant(
        endpoint=rule_of(endpoint.key),
        status=endpoint.success.status,
        content_type=content_type,
        body=base64.b64encode(body).decode("ascii"),
        location=location,
    )


def _body(contract: Contract, endpoint: Endpoint) -> tuple[str, bytes]:
    match endpoint.success.body:
        case JsonBody() as body:
            return "application/json", json.dumps(_json(contract, endpoint, body)).encode()
        case ProblemBody(detail=detail):
            found = {"status": endpoint.success.status, "title": "", "detail": detail or ""}
            return "application/problem+json", json.dumps(found).encode()
        case TextBody(text=text):
            return "text/plain; charset=utf-8", (ODD_TEXT if text is None else text).encode()
        case HtmlBody(shows=shows):
            shown = "".join(f"<p>{text}</p>" for text in (*shows, ODD_TEXT))
            return "text/html; charset=utf-8", f"<!doctype html><title></title>{shown}".encode()
        case CsvBody(columns=columns):
            return "text/csv; charset=utf-8", _csv(columns).encode()
        case BytesBody(media_types=kinds):
            return next(iter(kinds), "application/octet-stream"), ODD_TEXT.encode()
        case RedirectBody() | EmptyBody():
            return "text/html; charset=utf-8", b""
        case _:  # a form answers nothing
            return "text/plain; charset=utf-8", b""


def _csv(columns: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([columns, [ODD_TEXT] * len(columns)])
    return text.getvalue()


def _json(contract: Contract, endpoint: Endpoint, body: JsonBody) -> JsonValue:
    if body.shape is not None:
        found = Filler(contract, odd, whole=True).shape(body.shape)
    else:
        found = dict(_fields(contract, endpoint, body))
    if body.message is not None:
        found["message"] = body.message
    return [found] if body.many else found


def _fields(
    contract: Contract, endpoint: Endpoint, body: JsonBody
) -> Iterator[tuple[str, JsonValue]]:
    for name in body.fields:
        known = name != "id" and endpoint.entity
        yield name, odd(contract.entity(endpoint.entity).field(name)) if known else ODD_NUMBER


def odd(field: EntityField) -> JsonValue:
    """A value that fits a field and that nobody is likely to expect."""
    kind = field.type
    match kind:
        case TextType(pattern=str(pattern), min_length=low, max_length=high):
            return texts(pattern, low, high).some(3)[-1]
        case TextType(min_length=low, max_length=high) | SecretType(
            min_length=low, max_length=high
        ):
            return ODD_TEXT.ljust(low, "!")[:high]
        case IntegerType() | MoneyType() | NumberType() | ReferenceType():
            return _odd_number(kind)
        case BooleanType():
            return True
        case DateType():
            return ODD_DAY
        case DateTimeType():
            return f"{ODD_DAY}T07:09:00Z"
        case ChoiceType(values=values):
            return values[-1]
        case JsonType():
            found: Fields = {ODD_TEXT: ODD_NUMBER}
            return found


def _odd_number(kind: IntegerType | MoneyType | NumberType | ReferenceType) -> JsonValue:
    match kind:
        case ReferenceType():
            return ODD_NUMBER
        case IntegerType(minimum=low, maximum=high):
            return _odd_whole(low, high)
        case MoneyType(minimum=low, maximum=high):
            return amount(_odd_whole(low, high))
        case NumberType(minimum=least, maximum=most):
            return _odd_fraction(least, most)
        case _:
            assert_never(kind)


def _odd_whole(low: int, high: int) -> int:
    return ODD_NUMBER if low <= ODD_NUMBER <= high else low + (high - low) * 6 // 7


def _odd_fraction(least: float | None, most: float | None) -> float:
    if least is not None and most is not None:
        return least + (most - least) * 5 / 7
    if most is not None:
        return min(most, 0.0) - ODD_NUMBER
    return max(least or 0.0, 0.0) + ODD_NUMBER + 0.5
