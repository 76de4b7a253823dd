"""Expressions are judged by what they evaluate to on a real response."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from codegen.scenario import BodyText, Expectation, HeaderValue, JsonPath, JsonValue, Query
from codegen.testgen.expressions import assertion, text_expression, value_expression

DOCUMENT: dict[str, JsonValue] = {
    "items": [{"id": 1, "name": "ann"}, {"id": 2, "name": "ben"}],
    "total": 2,
    "last": True,
    "nothing": None,
    "none": [],
}
TOTAL = JsonPath(("total",))
NAMES = JsonPath(("items", "*", "name"))


@pytest.fixture(scope="module")
def response() -> TestResponse:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: (DOCUMENT, 200, {"X-Kind": "list"}))
    return app.test_client().get("/")


def holds(response: TestResponse, expectation: Expectation) -> bool:
    try:
        exec(assertion(expectation), {"response": response, "re": re})
    except AssertionError:
        return False
    return True


TRUE: list[tuple[Query, str, JsonValue]] = [
    (TOTAL, "==", 2),
    (TOTAL, "!=", 3),
    (TOTAL, "<", 3),
    (TOTAL, ">", 1),
    (TOTAL, "exists", None),
    (TOTAL, "isInteger", None),
    (NAMES, "==", ["ann", "ben"]),
    (NAMES, "contains", "ben"),
    (NAMES, "count", 2),
    (JsonPath(("items", 1, "name")), "isString", None),
    (JsonPath(("items", 1)), "exists", None),
    (JsonPath(("items", 0, "name")), "matches", "^a"),
    (JsonPath(("last",)), "isBoolean", None),
    (JsonPath(("last",)), "==", True),
    (JsonPath(("nothing",)), "==", None),
    (JsonPath(("none",)), "isEmpty", None),
    (HeaderValue("x-kind"), "==", "list"),
    (HeaderValue("X-Kind"), "exists", None),
    (BodyText(), "contains", "ann"),
    (JsonPath(()), "==", DOCUMENT),
]
FALSE: list[tuple[Query, str, JsonValue]] = [
    (TOTAL, "==", 3),
    (TOTAL, "!=", 2),
    (TOTAL, "<", 2),
    (TOTAL, ">", 2),
    (TOTAL, "isString", None),
    (TOTAL, "isBoolean", None),
    (JsonPath(("last",)), "isInteger", None),
    (JsonPath(("total",)), "==", True),
    (JsonPath(("absent",)), "exists", None),
    (JsonPath(("items", 2)), "exists", None),
    (NAMES, "contains", "cleo"),
    (NAMES, "count", 3),
    (JsonPath(("items",)), "isEmpty", None),
    (JsonPath(("items", 0, "name")), "matches", "^b"),
    (HeaderValue("X-Other"), "exists", None),
    (BodyText(), "contains", "cleo"),
]


@pytest.mark.parametrize(("query", "predicate", "value"), TRUE)
def test_what_holds_passes_and_its_negation_fails(
    response: TestResponse, query: Query, predicate: str, value: JsonValue
) -> None:
    assert holds(response, Expectation(query, predicate, value))  # type: ignore[arg-type]
    assert not holds(response, Expectation(query, predicate, value, negated=True))  # type: ignore[arg-type]


@pytest.mark.parametrize(("query", "predicate", "value"), FALSE)
def test_what_does_not_hold_fails_and_its_negation_passes(
    response: TestResponse, query: Query, predicate: str, value: JsonValue
) -> None:
    assert not holds(response, Expectation(query, predicate, value))  # type: ignore[arg-type]
    assert holds(response, Expectation(query, predicate, value, negated=True))  # type: ignore[arg-type]


def test_captured_values_stand_in_texts_and_as_themselves() -> None:
    names, values = {"number", "id"}, {"number": 7, "id_value": 8}
    assert eval(text_expression("/users/{{number}}/{x}", names), values) == "/users/7/{x}"
    sent = value_expression({"user": "{{ id }}", "as text": "no. {{number}}"}, names)
    assert eval(sent, values) == {"user": 8, "as text": "no. 7"}


@pytest.mark.parametrize("text", ["{", "}}", "{0}", '"', "\\", "\0", "\ud800", "{{id}} \\ {"])
def test_hostile_texts_stay_texts(text: str) -> None:
    assert eval(text_expression(text)) == text
    assert eval(value_expression(text)) == text
