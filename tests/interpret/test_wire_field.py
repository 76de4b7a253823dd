"""The short form of citations and fields, and the long one that older records hold."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

import wire_answers as wire
from codegen.contract import ChoiceType, IntegerType, MoneyType, NumberType, StatementId, TextType
from codegen.interpret.wire import WireEntity
from codegen.interpret.wire_field import WireField, bounds, cited_words
from codegen.interpret.wire_parts import Reading


def read(**changes: Any) -> tuple[Any, list[str]]:
    reading = Reading({"S1": "at most 5: no more"}, {"S1": StatementId("s/1")})
    field = WireField.model_validate({**wire.member("it"), **changes})
    return reading.member_type(field, "the field it", ["Book"], ["BookView"]), reading.problems


@pytest.mark.parametrize(
    "text, ends",
    [
        ("1..80", ("1", "80")),
        ("..80", (None, "80")),
        ("0..", ("0", None)),
        ("13", ("13", "13")),
        ("-5..-1", ("-5", "-1")),
        (" 0.01 .. 500.00 ", ("0.01", "500.00")),
        ("..", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_bounds(text: str | None, ends: tuple[str | None, str | None]) -> None:
    assert bounds(text) == ends


@pytest.mark.parametrize(
    "changes, expected",
    [
        ({"limits": "1..80"}, TextType(min_length=1, max_length=80)),
        ({"limits": "13"}, TextType(min_length=13, max_length=13)),
        ({"type": "integer", "limits": "1..200"}, IntegerType(minimum=1, maximum=200)),
        ({"type": "money", "limits": "0.01..500.00"}, MoneyType(minimum=1, maximum=50_000)),
        ({"type": "number", "limits": "..2.5"}, NumberType(minimum=None, maximum=2.5)),
        ({"type": "choice", "of": ["a", "b"]}, ChoiceType(values=("a", "b"))),
    ],
)
def test_limits_are_those_of_the_type(changes: dict[str, Any], expected: object) -> None:
    assert read(**changes) == (expected, [])


@pytest.mark.parametrize(
    "changes, problem",
    [
        ({"limits": "short"}, "'short', which is no whole number"),
        ({"limits": "9..3"}, "9 to 3 characters, which no text can have"),
        ({"type": "money", "limits": "0.005.."}, "no amount such as"),
        ({"type": "choice"}, "needs its values in `of`"),
        ({"type": "choice", "of": ["a", "a"]}, "each once"),
        ({"type": "reference"}, "of the entity ''"),
        ({"type": "reference", "of": ["Book", "BookView"]}, "of the entity 'Book, BookView'"),
        ({"type": "object", "of": ["Book"]}, "of the shape 'Book'"),
    ],
)
def test_what_cannot_be_meant_is_told(changes: dict[str, Any], problem: str) -> None:
    _, problems = read(**changes)
    assert problem in " ".join(problems)


@pytest.mark.parametrize(
    "older, newer",
    [
        ({}, wire.member("it")),
        ({"minimum": "1", "maximum": "80"}, wire.member("it", limits="1..80")),
        ({"maximum": "80"}, wire.member("it", limits="..80")),
        ({"many": True}, wire.member("it", items="..")),
        ({"many": True, "min_items": 1, "max_items": 3}, wire.member("it", items="1..3")),
        ({"min_items": 1}, wire.member("it")),
        ({"required": False, "nullable": True}, wire.member("it", "text", "optional", "nullable")),
        ({"unique": True}, wire.member("it", "text", "unique")),
        ({"of": "Book", "type": "reference"}, wire.member("it", "reference", of=["Book"])),
        ({"choices": ["a", "b"], "type": "choice"}, wire.member("it", "choice", of=["a", "b"])),
        (
            {"cites": [{"statement": "S1", "quote": "at most"}]},
            wire.member("it", cites=["S1: at most"]),
        ),
    ],
)
def test_older_records_say_the_same_at_length(older: wire.Wire, newer: wire.Wire) -> None:
    field = WireField.model_validate(wire.older_member("it", **older))
    assert field.model_dump() == newer


@pytest.mark.parametrize("left", ["flags", "limits", "cites"])
def test_an_answer_leaves_nothing_out(left: str) -> None:
    field = wire.member("it")
    del field[left]
    with pytest.raises(ValidationError):
        WireField.model_validate(field)


def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(ValidationError, match="flags"):
        WireField.model_validate(wire.member("it", "text", "required"))


def test_a_citation_of_an_older_record_is_one_string() -> None:
    older = wire.entity("Book", "books", cites=[{"statement": "S1", "quote": "at most 5: no"}])
    [cited] = WireEntity.model_validate(older).cites
    assert cited == "S1: at most 5: no"
    assert cited_words(cited) == ("S1", "at most 5: no")


@pytest.mark.parametrize(
    "said, problem",
    [
        ("S1: at most 5: no more", ""),
        ("S1:  at most  5", ""),
        ("S1: at most 6", "has no such words"),
        ("S1", "has no such words"),
        ("S9: at most", "start with the label"),
        ("at most 5", "start with the label"),
    ],
)
def test_a_citation_is_held_to_the_statement(said: str, problem: str) -> None:
    reading = Reading({"S1": "at most 5: no more"}, {"S1": StatementId("s/1")})
    reading.citations([said], "it")
    assert bool(reading.problems) == bool(problem)
    assert problem in " ".join(reading.problems)
