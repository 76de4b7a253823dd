"""Values for the fields of a request: fitting ones, and those at and beyond each limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from codegen.contract import BooleanType, EntityField, IntegerType, SecretType, TextType
from codegen.scenario import JsonValue

WORDS = ("ann", "ben", "cleo", "dora", "emil")
PASSPHRASES = ("correct horse battery", "staple of another kind", "three quiet lanterns")


@dataclass(frozen=True, slots=True)
class Sample:
    """A value and, in a word or two, what is special about it."""

    value: JsonValue
    variant: str


def fitting(field: EntityField, number: int = 0) -> JsonValue:
    """The ``number``-th fitting value of a field; those of one field differ while its type allows."""
    match field.type:
        case TextType(min_length=least, max_length=most):
            return WORDS[number].ljust(least, WORDS[number][0])[:most]
        case SecretType(min_length=least, max_length=most):
            return PASSPHRASES[number].ljust(least, "!")[:most]
        case IntegerType(minimum=least, maximum=most):
            # From 1 where that fits, and low enough for three to differ where there are three.
            first = min(max(1, least), max(least, most - 2))
            return min(first + number, most)
        case BooleanType():
            return number % 2 == 0
        case _:
            assert_never(field.type)


def at_limits(field: EntityField) -> tuple[Sample, ...]:
    """The outermost values that a field takes."""
    match field.type:
        case TextType(min_length=least, max_length=most) | SecretType(
            min_length=least, max_length=most
        ):
            return Sample("x" * least, "shortest"), Sample("x" * most, "longest")
        case IntegerType(minimum=least, maximum=most):
            return Sample(least, "smallest"), Sample(most, "largest")
        case BooleanType():
            return Sample(True, "yes"), Sample(False, "no")
        case _:
            assert_never(field.type)


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
    """The text just above the maximum."""
    assert isinstance(field.type, TextType | SecretType)
    return (Sample("x" * (field.type.max_length + 1), "too long"),)


def out_of_range(field: EntityField) -> tuple[Sample, ...]:
    """The numbers just outside the range."""
    assert isinstance(field.type, IntegerType)
    return (
        Sample(field.type.minimum - 1, "too small"),
        Sample(field.type.maximum + 1, "too large"),
    )


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
    own = {"text": ("text",), "secret": ("text",), "integer": ("number",), "boolean": ("boolean",)}
    return tuple(sample for sample in every if sample.variant not in own[field.type.kind])


def unstorable(field: EntityField) -> tuple[Sample, ...]:
    """The field's fitting text with NUL in it, and with half a surrogate pair."""
    text = str(fitting(field))
    return Sample("\0" + text[1:], "NUL"), Sample("\ud800" + text[1:], "lone surrogate")
