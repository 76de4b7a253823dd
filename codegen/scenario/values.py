"""What a field's value is, written in JSON, and what an emitted app keeps of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import assert_never

from codegen.contract import (
    FORMATS,
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    FieldType,
    IntegerType,
    JsonType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.types import JsonValue

_MONEY = re.compile(r"(-?)(\d+)(?:\.(\d\d?))?", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.IGNORECASE | re.ASCII
)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def minor_units(text: str) -> int:
    """``"12.34"`` as 1234. Raises ValueError where the text is no amount."""
    match = _MONEY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is no amount of money")
    units = int(match[2]) * 100 + int((match[3] or "").ljust(2, "0"))
    return -units if match[1] else units


def amount(units: int) -> str:
    """1234 minor units as ``"12.34"``."""
    whole, rest = divmod(abs(units), 100)
    return f"{'-' if units < 0 else ''}{whole}.{rest:02}"


def day(text: str) -> date:
    """``"2026-03-01"``. Raises ValueError where the text is no such day."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(f"{text[:40]!r} is no day")
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """An RFC 3339 time with a zone, in UTC. Raises ValueError where the text is none.

    https://www.rfc-editor.org/rfc/rfc3339#section-5.6
    """
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no RFC 3339 time with a zone")
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def is_formatted(kind: TextType | SecretType, text: str) -> bool:
    """Whether a text is of the format that its type has, and matches its pattern."""
    if not isinstance(kind, TextType):
        return True
    wanted = [FORMATS[kind.format]] if kind.format else []
    wanted += [kind.pattern] if kind.pattern else []
    return all(re.fullmatch(pattern, text, re.ASCII) for pattern in wanted)


def fits(kind: FieldType, value: JsonValue) -> bool:
    """Whether a value that is not null is one of the type, within its limits."""
    try:
        return _fits(kind, value)
    except ValueError:
        return False


def _fits(kind: FieldType, value: JsonValue) -> bool:
    match kind:
        case BooleanType():
            return isinstance(value, bool)
        case ChoiceType(values=values):
            return value in values
        case JsonType():
            return True
        case IntegerType() | ReferenceType() | NumberType():
            return _fits_number(kind, value)
        case TextType() | SecretType() | MoneyType() | DateType() | DateTimeType():
            return isinstance(value, str) and _fits_text(kind, value)
        case _:
            assert_never(kind)


def _fits_number(kind: IntegerType | ReferenceType | NumberType, value: JsonValue) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    # Parsers differ in whether 18.0 is a whole number: not for us to say.
    if not isinstance(kind, NumberType) and isinstance(value, float) and not value.is_integer():
        return False
    low = None if isinstance(kind, ReferenceType) else kind.minimum
    high = None if isinstance(kind, ReferenceType) else kind.maximum
    return (low is None or low <= value) and (high is None or value <= high)


def _fits_text(
    kind: TextType | SecretType | MoneyType | DateType | DateTimeType, value: str
) -> bool:
    value = value.strip() if isinstance(kind, TextType) and kind.trimmed else value
    match kind:
        case TextType(min_length=low, max_length=high) | SecretType(
            min_length=low, max_length=high
        ):
            is_kept = not _UNSTORABLE.search(value) and low <= len(value) <= high
            return is_kept and is_formatted(kind, value)
        case MoneyType(minimum=low, maximum=high):
            return low <= minor_units(value) <= high
        case DateType():
            return bool(day(value))
        case DateTimeType():
            return bool(moment(value))
        case _:
            assert_never(kind)
