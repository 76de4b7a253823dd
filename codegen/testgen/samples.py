"""Values for the fields of a request: fitting ones, and those at and beyond each limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from codegen.contract import (
    BooleanType,
    ChoiceType,
    DateTimeType,
    DateType,
    EntityField,
    IntegerType,
    JsonType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.defaults import UNLIMITED_LENGTH
from codegen.fields import stated_range
from codegen.pattern import texts
from codegen.scenario import JsonValue
from codegen.scenario.values import amount

WORDS = ("ann", "ben", "cleo", "dora", "emil", "fay", "gus")
PASSPHRASES = ("correct horse battery", "staple of another kind", "three quiet lanterns")


UNKNOWN_ID = 999_999
"""The id of no row."""

FORMATTED = {"email": "{}@example.com", "url": "https://example.com/{}"}
"""A text of a format around a word."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A value and, in a word or two, what is special about it."""

    value: JsonValue
    variant: str


def fitting(field: EntityField, number: int = 0) -> JsonValue:
    """The ``number``-th fitting value of a field; those of one field differ while its type allows.

    Numbers go from 0 to 6. A reference is to row 1, or, where it is unique, to the row after ``number``.
    """
    kind = field.type
    match kind:
        case TextType():
            return _fitting_text(kind, number)
        case SecretType(min_length=least, max_length=most):
            return PASSPHRASES[number % len(PASSPHRASES)].ljust(least, "!")[:most]
        case BooleanType():
            return number % 2 == 0
        case ChoiceType(values=values):
            return values[number % len(values)]
        case JsonType():
            return {"note": WORDS[number]}
        case ReferenceType():
            return 1 + (number if field.unique else 0)
        case IntegerType() | MoneyType() | NumberType():
            return _fitting_number(kind, number)
        case DateType() | DateTimeType():
            return f"2026-03-{number + 1:02}" + ("T09:00:00Z" if kind.kind == "datetime" else "")
        case _:
            assert_never(kind)


def _fitting_text(kind: TextType, number: int) -> str:
    if kind.format:
        return FORMATTED[kind.format].format(WORDS[number])
    if kind.pattern:
        found = texts(kind.pattern, kind.min_length, kind.max_length).some(len(WORDS))
        return found[number % len(found)]
    return WORDS[number].ljust(kind.min_length, WORDS[number][0])[: kind.max_length]


def _fitting_number(kind: IntegerType | MoneyType | NumberType, number: int) -> JsonValue:
    match kind:
        case IntegerType(minimum=least, maximum=most):
            return _whole(1, number, least, most)
        case MoneyType(minimum=least, maximum=most):
            return amount(_whole(1250, number, least, most))
        case NumberType(minimum=least, maximum=most):
            return _fraction(number, least, most)
        case _:
            assert_never(kind)


def _whole(first: int, number: int, least: int, most: int) -> int:
    # From the first where that fits, and low enough for three to differ where there are three.
    start = min(max(first, least), max(least, most - 2))
    return min(start + number, most)


def _fraction(number: int, least: float | None, most: float | None) -> float:
    if least is not None and most is not None:
        return least + (most - least) * (number + 1) / 8
    if most is not None:
        return min(most - 1, 1.5) - number
    return max(1.5, least or 0.0) + number


def at_limits(field: EntityField) -> tuple[Sample, ...]:
    """The outermost values that a field takes; none where its type has no limits."""
    kind = field.type
    match kind:
        case TextType(format=str(known), max_length=most):
            shortest = FORMATTED[known].format("")
            return (Sample(FORMATTED[known].format("x" * (most - len(shortest))), "longest"),)
        case TextType(pattern=str(pattern), min_length=least, max_length=most):
            ends = texts(pattern, least, most)
            return Sample(ends.shortest, "shortest"), Sample(ends.longest, "longest")
        case TextType(min_length=least, max_length=most) | SecretType(
            min_length=least, max_length=most
        ):
            longest = (Sample("x" * most, "longest"),) if most < UNLIMITED_LENGTH else ()
            return (Sample("x" * least, "shortest"), *longest)
        case IntegerType() | NumberType() | MoneyType():
            return _ends(kind, 0, ("smallest", "largest"))
        case BooleanType():
            return Sample(True, "yes"), Sample(False, "no")
        case ChoiceType(values=values):
            # pytest escapes ids: a choice's own words could not be found again.
            return tuple(Sample(value, f"choice {n}") for n, value in enumerate(values, 1))
        case DateType() | DateTimeType() | JsonType() | ReferenceType():
            return ()
        case _:
            assert_never(kind)


def _ends(
    kind: IntegerType | NumberType | MoneyType, beyond: int, variants: tuple[str, str]
) -> tuple[Sample, ...]:
    """The two ends of a range, or what lies ``beyond`` them, as far as there are ends."""
    low = None if kind.minimum is None else kind.minimum - beyond
    high = None if kind.maximum is None else kind.maximum + beyond
    found = ((low, variants[0]), (high, variants[1]))
    if isinstance(kind, MoneyType):
        return tuple(Sample(amount(int(end)), word) for end, word in found if end is not None)
    return tuple(Sample(end, word) for end, word in found if end is not None)


NOT_OBJECTS = (Sample("[]", "list"), Sample('"text"', "text"), Sample("null", "null"))
"""JSON that is no object, as it is sent."""
NOT_JSON = (Sample('{"', "cut off"), Sample("", "empty"), Sample("[" * 99_999, "too deep"))
"""What cannot be parsed, as it is sent."""


def null(field: EntityField) -> tuple[Sample, ...]:
    """The null that a field refuses, whatever its type."""
    del field
    return (Sample(None, "null"),)


def too_short(field: EntityField) -> tuple[Sample, ...]:
    """Texts below the minimum: the empty one, and the one just below."""
    least = field.type.min_length if isinstance(field.type, TextType | SecretType) else 0
    just_below = (Sample("x" * (least - 1), "too short"),) if least > 1 else ()
    return (Sample("", "empty"), *just_below) if least else ()


def too_long(field: EntityField) -> tuple[Sample, ...]:
    """The text just above the maximum; none where there is none."""
    if not isinstance(field.type, TextType | SecretType) or (
        field.type.max_length >= UNLIMITED_LENGTH
    ):
        return ()
    return (Sample("x" * (field.type.max_length + 1), "too long"),)


def out_of_range(field: EntityField) -> tuple[Sample, ...]:
    """The numbers just outside the range; none of a type that has none, whatever an answer says of it."""
    if not isinstance(field.type, IntegerType | NumberType | MoneyType):
        return ()
    return _ends(field.type, 1, ("too small", "too large"))


def too_small(field: EntityField) -> tuple[Sample, ...]:
    """The number just below the range."""
    return tuple(sample for sample in out_of_range(field) if sample.variant == "too small")


def too_large(field: EntityField) -> tuple[Sample, ...]:
    """The number just above the range."""
    return tuple(sample for sample in out_of_range(field) if sample.variant == "too large")


def beyond_stated(field: EntityField) -> tuple[Sample, ...]:
    """The numbers just outside the range that the spec states; none at an end of which it says nothing."""
    assert isinstance(field.type, IntegerType | NumberType | MoneyType)
    ends = zip(("too small", "too large"), stated_range(field.type), strict=True)
    stated = {word for word, end in ends if end is not None}
    return tuple(sample for sample in out_of_range(field) if sample.variant in stated)


_JSON_TYPES = {
    "text": ("text",),
    "secret": ("text",),
    "integer": ("number",),
    "reference": ("number",),
    "number": ("number", "fraction"),
    "boolean": ("boolean",),
    "money": ("text",),
    "date": ("text",),
    "datetime": ("text",),
    "choice": ("text",),
    "json": ("text", "number", "fraction", "boolean", "list", "object"),
}


def wrong_type(field: EntityField) -> tuple[Sample, ...]:
    """A value of every JSON type that the field is not, and its own value in another's clothes."""
    every = (
        Sample("seven", "text"),
        Sample(7, "number"),
        Sample(7.5, "fraction"),
        Sample(True, "boolean"),
        Sample(["seven"], "list"),
        Sample({"seven": 7}, "object"),
    )
    return tuple(sample for sample in every if sample.variant not in _JSON_TYPES[field.type.kind])


def unreadable(field: EntityField) -> tuple[Sample, ...]:
    """Texts of the right JSON type that are no amount, no day, no time or none of the choices."""
    match field.type:
        case MoneyType():
            return Sample("seven", "no amount"), Sample("1.2345", "too many decimals")
        case DateType():
            return Sample("tomorrow", "no day"), Sample("2026-02-30", "no such day")
        case DateTimeType():
            found = Sample("2026-02-30T09:00:00Z", "no such time")
            return Sample("tomorrow", "no time"), found
        case TextType(format="email"):
            return Sample("ann", "no address"), Sample("ann@b@example.com", "two signs")
        case TextType(format="url"):
            return Sample("example.com", "no scheme"), Sample(
                "ftp://example.com/", "another scheme"
            )
        case TextType(pattern=str(pattern), min_length=least, max_length=most):
            return tuple(Sample(text, why) for text, why in texts(pattern, least, most).others())
        case ChoiceType(values=values):
            return (Sample("_".join(("none_of", *values)), "no such choice"),)
        case _:
            return ()


def unstorable(field: EntityField) -> tuple[Sample, ...]:
    """The field's fitting text with NUL in it, and with half a surrogate pair."""
    text = str(fitting(field))
    return Sample("\0" + text[1:], "NUL"), Sample("\ud800" + text[1:], "lone surrogate")
