"""What tables, schemas and documents agree on about a field: its default, its limits, the name of its class."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Literal, TypeAlias

from codegen.contract import (
    DateTimeType,
    DateType,
    Endpoint,
    EntityField,
    IntegerType,
    Member,
    MemberType,
    MoneyType,
    NumberType,
    Parameter,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.defaults import INTEGER_MAXIMUM, INTEGER_MINIMUM, MONEY_LIMIT
from codegen.errors import Rejected
from codegen.scenario.values import amount, day, minor_units, moment
from codegen.types import JsonValue, Problem

ID_RANGE = (1, 2**31 - 1)
"""What the integer key of a row can be: https://www.postgresql.org/docs/15/datatype-numeric.html"""

_BY_DEFAULT = (INTEGER_MINIMUM, INTEGER_MAXIMUM, -MONEY_LIMIT, MONEY_LIMIT)

Field: TypeAlias = EntityField | Member | Parameter
Value: TypeAlias = str | int | float | bool | date | datetime


SchemaKind: TypeAlias = Literal["Request", "Response", "Query", "Headers", "Cookies"]
PLACES: Mapping[str, SchemaKind] = {"query": "Query", "header": "Headers", "cookie": "Cookies"}
"""What the schema of the parameters in a place is called."""


def schema_name(endpoint: Endpoint, what: SchemaKind) -> str:
    """The name of an endpoint's schema, as ``RegisterRequest``."""
    return "".join(word.capitalize() for word in endpoint.name.split("_")) + what


def parameters_in(endpoint: Endpoint, place: str) -> tuple[Parameter, ...]:
    """The parameters of an endpoint that stand in that place."""
    return tuple(each for each in endpoint.parameters if each.place == place)


def may_be_null(field: Field) -> bool:
    """Whether null is one of a field's values: where it may be left out, and has no default."""
    stated = isinstance(field, Member) and field.nullable
    return stated or (not field.required and field.default is None)


def skips_empty(member: Member) -> bool:
    """Whether an empty text in a form is as good as none: where it may be left out, and "" is none of its values."""
    is_text = isinstance(member.type, TextType | SecretType)
    is_value = is_text and getattr(member.type, "min_length", 0) == 0
    return not is_value and (not member.required or member.default is not None)


def number_range(
    kind: IntegerType | NumberType | MoneyType | ReferenceType,
) -> tuple[float | None, float | None]:
    """The least and the greatest value, both included; None where there is no such limit."""
    return ID_RANGE if isinstance(kind, ReferenceType) else (kind.minimum, kind.maximum)


def stated_range(
    kind: IntegerType | NumberType | MoneyType | ReferenceType,
) -> tuple[float | None, float | None]:
    """The limits that a spec states. Those by default are the database's, which speaks last: what a spec says of a value comes first."""
    if isinstance(kind, ReferenceType):
        return None, None
    low, high = number_range(kind)
    return None if low in _BY_DEFAULT else low, None if high in _BY_DEFAULT else high


def default_value(field: Field) -> Value | None:
    """A field's default as emitted Python keeps it: money in minor units, days and moments as such.

    A default of money is written as requests write it (``"12.50"``), or in minor units where it is a whole
    number. Raises Rejected where the default is none of its type's values.
    """
    if field.default is None:
        return None
    try:
        return _value(field.type, field.default)
    except ValueError as error:
        cause = f"the field '{field.name}' has a default that is no {field.type.kind}: {error}"
        raise Rejected(Problem(cause, "Mend the default in the spec.")) from error


def _value(kind: MemberType, default: str | int | bool) -> Value:
    match kind:
        case MoneyType():
            return minor_units(default) if isinstance(default, str) else default
        case NumberType():
            return float(default)
        case DateType():
            return day(str(default))
        case DateTimeType():
            return moment(str(default))
        case _:
            return default


def json_default(field: Field) -> JsonValue:
    """A field's default as JSON writes it."""
    value = default_value(field)
    if isinstance(field.type, MoneyType) and isinstance(value, int):
        return amount(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
