"""Every schema that is sent is one that strict structured output takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import Field

from codegen.contract import StatementId
from codegen.interpret.wire import (
    WireOutline,
    WireOutlineChange,
    WireResourceDetail,
    answer_schema,
)
from codegen.interpret.wire_field import Wire
from codegen.interpret.wire_parts import Reading
from codegen.triage import WireVerdicts

ALLOWED = {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "anyOf",
}
ALLOWED |= {"$ref", "$defs", "description"}
SENT = (WireOutline, WireOutlineChange, WireResourceDetail, WireVerdicts)


def schemas(value: Any, place: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(value, dict):
        return
    yield place, value
    for key in ("properties", "$defs"):
        for name, inner in value.get(key, {}).items():
            yield from schemas(inner, f"{place}.{name}")
    for number, inner in enumerate(value.get("anyOf", [])):
        yield from schemas(inner, f"{place}[{number}]")
    if "items" in value:
        yield from schemas(value["items"], f"{place}[]")


@pytest.mark.parametrize("wire", SENT)
def test_strict_structured_output_takes_it(wire: type[Wire]) -> None:
    root = json.loads(answer_schema(wire).text)
    assert root["type"] == "object"
    for place, schema in schemas(root):
        assert schema.keys() <= ALLOWED, place
        assert schema.keys() & {"type", "anyOf", "$ref", "enum", "const"}, place
        if "properties" in schema:
            assert schema["additionalProperties"] is False, place
            assert sorted(schema["required"]) == sorted(schema["properties"]), place


@pytest.mark.parametrize("wire", SENT)
def test_it_tells_its_author_what_each_type_is(wire: type[Wire]) -> None:
    root = json.loads(answer_schema(wire).text)
    for name, schema in root["$defs"].items():
        assert schema["description"], name


class Grown(Wire):
    """A type that got a member after records of it were committed."""

    old: str
    new: list[str] = Field(default_factory=list)


def test_a_member_that_came_later_is_required_of_an_answer_and_absent_from_older_records() -> None:
    root = json.loads(answer_schema(Grown).text)
    assert root["required"] == ["old", "new"]
    assert "default" not in root["properties"]["new"]
    assert Grown.model_validate({"old": "kept"}).new == []


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("« a » et «  B  » sont", "« a » et «  B  » sont"),
        ("« a » et « B » sont", "« a » et «  B  » sont"),
        ("et «\u00a0", "et «  "),
    ],
)
def test_blanks_of_a_quote_are_those_of_the_statement(said: str, quote: str) -> None:
    text = "« a » et «  B  » sont le même"
    reading = Reading({"S1": text}, {"S1": StatementId("s")})
    [citation] = reading.citations([f"S1: {said}"], "it")
    assert citation.quote.strip() == quote.strip()
    assert citation.quote in text
    assert not reading.problems


def test_a_quote_of_no_words_or_of_others_is_told() -> None:
    reading = Reading({"S1": "a b"}, {"S1": StatementId("s")})
    reading.citations(["S1: ", "S1: a c", "S1"], "it")
    assert len(reading.problems) == 3
