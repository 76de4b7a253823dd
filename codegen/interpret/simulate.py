"""What a Contract says a create endpoint answers to one request, given the rows there are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from codegen import defaults
from codegen.contract import (
    Answer,
    Anyone,
    BooleanType,
    Case,
    ChoiceType,
    Condition,
    Contract,
    DateTimeType,
    DateType,
    Duplicate,
    Endpoint,
    EntityField,
    IntegerType,
    JsonType,
    MalformedBody,
    Missing,
    MoneyType,
    NotAnObject,
    Null,
    NumberType,
    OutOfRange,
    Pattern,
    ReferenceType,
    SecretType,
    TextType,
    TooLarge,
    TooLong,
    TooShort,
    UnknownField,
    Unstorable,
    WrongContentType,
    WrongType,
)
from codegen.scenario import Exchange, FormRequest, JsonRequest, JsonValue, TextRequest
from codegen.scenario.values import fits, is_formatted, minor_units

Row = Mapping[str, JsonValue]


class CannotTell(Exception):
    """The Contract alone does not decide what comes."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """The answer that comes: the success, or one of several cases that are answered alike."""

    answer: Answer | Case
    sent: Row


@dataclass(slots=True)
class Rows:
    """The rows of each entity as far as they are known."""

    of: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, entity: str, row: Row) -> None:
        """Adds a row that was made."""
        self.of.setdefault(entity, []).append(row)

    def has(self, entity: str, name: str, value: JsonValue) -> bool:
        """Whether a row has the value; null is like no other null."""
        rows = self.of.get(entity, ())
        return value is not None and any(_same(row.get(name), value) for row in rows)


def _same(one: JsonValue, other: JsonValue) -> bool:
    return type(one) is type(other) and one == other


def predict(contract: Contract, endpoint: Endpoint, exchange: Exchange, rows: Rows) -> Predicted:
    """What the endpoint answers to the exchange's request; a row that it makes is added to ``rows``.

    Raises CannotTell where the request holds a captured value, two cases compete, it matters who asks or which row the path names, or a row is linked to,
    or has fields that are unique together.
    """
    if not isinstance(endpoint.who, Anyone) or endpoint.nature.of_user or endpoint.parameters:
        raise CannotTell
    if contract.entity(endpoint.entity).unique_together:
        raise CannotTell
    body = _body(exchange)
    if not isinstance(body, dict):
        return Predicted(_case(endpoint, (body,)), {})
    inputs = contract.inputs(endpoint)
    broken = tuple(_broken(inputs, body))
    if broken:
        return Predicted(_case(endpoint, broken), body)
    if any(isinstance(f.type, ReferenceType) and body.get(f.name) is not None for f in inputs):
        raise CannotTell
    row = {each.name: body.get(each.name, each.default) for each in inputs}
    taken = tuple(
        Duplicate(field=each.name)
        for each in inputs
        if each.unique and rows.has(endpoint.entity, each.name, row[each.name])
    )
    if taken:
        return Predicted(_case(endpoint, taken), body)
    rows.add(endpoint.entity, row)
    return Predicted(endpoint.success, row)


def _case(endpoint: Endpoint, broken: Sequence[Condition]) -> Case:
    """The case of the conditions, if all of them are answered alike."""
    found = [case for case in endpoint.cases if any(_is_same(case.when, b) for b in broken)]
    if not found or any((c.status, c.body) != (found[0].status, found[0].body) for c in found):
        raise CannotTell
    return found[0]


def _is_same(when: Condition, broken: Condition) -> bool:
    """Whether a case is that of a condition; one of a whole range is that of either end."""
    if isinstance(when, OutOfRange) and isinstance(broken, OutOfRange) and not when.end:
        return when.field == broken.field
    return when == broken


# --- The body


def _body(exchange: Exchange) -> dict[str, JsonValue] | Condition:
    """The JSON object that is sent, or what is wrong with the body."""
    declared = [value for name, value in exchange.headers if name.lower() == "content-type"]
    match exchange.body:
        case JsonRequest(value):
            text = json.dumps(value)
            return _checked(text, declared or ["application/json"])
        case TextRequest(text) if declared:
            return _checked(text, declared)
        case FormRequest():
            return WrongContentType()
        case _:
            raise CannotTell


def _checked(text: str, declared: Sequence[str]) -> dict[str, JsonValue] | Condition:
    if "{{" in text or len(declared) > 1:
        raise CannotTell
    if len(text.encode("utf-8", "surrogatepass")) > defaults.BODY_LIMIT_BYTES:
        return TooLarge()
    if declared[0].partition(";")[0].strip().lower() != "application/json":
        return WrongContentType()
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except ValueError:
        return MalformedBody()
    except RecursionError:
        raise CannotTell from None
    return value if isinstance(value, dict) else NotAnObject()


def _refuse_constant(name: str) -> None:
    raise CannotTell(f"{name} is no JSON, but many parsers read it")


# --- The fields


def _broken(inputs: Sequence[EntityField], body: Row) -> Iterator[Condition]:
    if body.keys() - {each.name for each in inputs}:
        yield UnknownField()
    for each in inputs:
        if each.name not in body:
            if each.required:
                yield Missing(field=each.name)
        elif wrong := broken_by(each, body[each.name]):
            yield wrong


def broken_by(field: EntityField, value: JsonValue) -> Condition | None:
    """The condition that a value of a field meets, or None where it is a good one.

    Raises CannotTell for a number with a fraction of zero, which parsers take differently.
    """
    if value is None:
        nullable = not field.required and field.default is None
        return None if nullable else Null(field=field.name)
    match field.type:
        case TextType(min_length=low, max_length=high) | SecretType(
            min_length=low, max_length=high
        ):
            trimmed = isinstance(field.type, TextType) and field.type.trimmed
            said = value.strip() if trimmed and isinstance(value, str) else value
            broken = _broken_text(field.name, said, low, high)
            is_other = isinstance(said, str) and not is_formatted(field.type, said)
            return broken or (Pattern(field=field.name) if is_other else None)
        case IntegerType(minimum=low, maximum=high):
            return _broken_integer(field.name, value, low, high)
        case NumberType() | MoneyType() | ReferenceType():
            return _broken_number(field.name, field.type, value)
        case BooleanType() | DateType() | DateTimeType() | ChoiceType() | JsonType():
            return None if fits(field.type, value) else WrongType(field=field.name)
        case _:
            assert_never(field.type)


def _broken_number(
    name: str, kind: NumberType | MoneyType | ReferenceType, value: JsonValue
) -> Condition | None:
    if fits(kind, value):
        return None
    if isinstance(kind, ReferenceType):
        return WrongType(field=name)
    if isinstance(kind, NumberType):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return WrongType(field=name)
        is_small = kind.minimum is not None and value < kind.minimum
        return OutOfRange(field=name, end="minimum" if is_small else "maximum")
    try:
        units = minor_units(value if isinstance(value, str) else "")
    except ValueError:
        return WrongType(field=name)
    return OutOfRange(field=name, end="minimum" if units < kind.minimum else "maximum")


def _broken_text(name: str, value: JsonValue, low: int, high: int) -> Condition | None:
    if not isinstance(value, str):
        return WrongType(field=name)
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return Unstorable(field=name)
    if len(value) < low:
        return TooShort(field=name)
    return TooLong(field=name) if len(value) > high else None


def _broken_integer(name: str, value: JsonValue, low: int, high: int) -> Condition | None:
    if isinstance(value, float) and value.is_integer():
        raise CannotTell
    if isinstance(value, bool) or not isinstance(value, int):
        return WrongType(field=name)
    if low <= value <= high:
        return None
    return OutOfRange(field=name, end="minimum" if value < low else "maximum")
