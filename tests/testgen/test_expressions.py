"""Expressions are judged by what they evaluate to on a real response."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from codegen.contract import (
    ChoiceType,
    DateTimeType,
    DateType,
    FieldType,
    JsonType,
    MoneyType,
    ReferenceType,
)
from codegen.scenario import (
    BodyBytes,
    BodyText,
    Comparison,
    CookieValue,
    Expectation,
    Found,
    HeaderValue,
    JsonPath,
    JsonValue,
    Query,
    StatusCode,
    Where,
)
from codegen.testgen.expressions import (
    assertion,
    stored_expression,
    text_expression,
    value_expression,
)

DOCUMENT: dict[str, JsonValue] = {
    "items": [{"id": 1, "name": "ann"}, {"id": 2, "name": "ben"}],
    "total": 2,
    "last": True,
    "nothing": None,
    "none": [],
    "ratio": 0.5,
    "day": "2026-03-01",
    "time": "2026-03-01T09:00:00.5+02:00",
}
HEADERS = {"X-Kind": "list", "Set-Cookie": "session=abc; Path=/"}
CLIENT = Flask(__name__).test_client()
CLIENT.set_cookie("session", "abc")
TOTAL = JsonPath(("total",))
NAMES = JsonPath(("items", "*", "name"))


@pytest.fixture(scope="module")
def response() -> TestResponse:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: (DOCUMENT, 200, HEADERS))
    return app.test_client().get("/")


def holds(response: TestResponse, expectation: Expectation) -> bool:
    try:
        exec(assertion(expectation), {"response": response, "re": re, "client": CLIENT})
    except AssertionError:
        return False
    return True


BEN = Where("name", "ben")


TRUE: list[tuple[Query, str, JsonValue]] = [
    (Found(BodyText(), r"^(.)."), "==", "{"),
    (Found(BodyText(), r"^.."), "==", '{"'),
    (Found(BodyText(), r"^.."), "exists", None),
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
    (TOTAL, ">=", 2),
    (TOTAL, "<=", 2),
    (TOTAL, "isNumber", None),
    (JsonPath(("ratio",)), "isFloat", None),
    (JsonPath(("ratio",)), "isNumber", None),
    (JsonPath(("items",)), "isList", None),
    (NAMES, "isCollection", None),
    (JsonPath(("items", 0)), "isObject", None),
    (JsonPath(("day",)), "isDate", None),
    (JsonPath(("time",)), "isIsoDate", None),
    (JsonPath(("day",)), "startsWith", "2026"),
    (JsonPath(("day",)), "endsWith", "-01"),
    (JsonPath(("items", BEN, "id")), "==", 2),
    (JsonPath(("items", BEN, "id")), "==", [2]),
    (JsonPath(("items", BEN, "id")), "isInteger", None),
    (JsonPath(("items", BEN)), "count", 1),
    (JsonPath(("items", BEN)), "exists", None),
    (JsonPath(("items", BEN, "id")), "exists", None),
    (JsonPath(("items", Where("name", "dora"))), "isEmpty", None),
    (CookieValue("session"), "==", "abc"),
    (CookieValue("session"), "exists", None),
    (StatusCode(), "==", 200),
    (BodyBytes(), "contains", "616e6e"),
    (BodyBytes(), "startsWith", "7b"),
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
    (TOTAL, ">=", 3),
    (TOTAL, "<=", 1),
    (TOTAL, "isFloat", None),
    (TOTAL, "isObject", None),
    (JsonPath(("last",)), "isNumber", None),
    (JsonPath(("items", 0)), "isList", None),
    (TOTAL, "isDate", None),
    (JsonPath(("nothing",)), "isIsoDate", None),
    (JsonPath(("day",)), "isIsoDate", None),
    (JsonPath(("time",)), "isDate", None),
    (JsonPath(("day",)), "startsWith", "-01"),
    (JsonPath(("day",)), "endsWith", "2026"),
    (JsonPath(("items", BEN, "id")), "==", 1),
    (JsonPath(("items", BEN)), "count", 2),
    (JsonPath(("items", BEN, "age")), "exists", None),
    (JsonPath(("items", Where("name", "dora"))), "exists", None),
    (JsonPath(("items", Where("name", "dora"), "id")), "exists", None),
    (CookieValue("session"), "==", "abd"),
    (CookieValue("basket"), "exists", None),
    (StatusCode(), "==", 201),
    (Found(BodyText(), "no such text"), "exists", None),
    (Found(BodyText(), r"^(.)."), "==", '{"'),
    (BodyBytes(), "==", "7b7d"),
    (BodyBytes(), "startsWith", "89504e47"),
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


@pytest.mark.parametrize(
    ("sign", "fitting"), [("==", 2), ("<", 3), (">", 1), ("<=", 2), (">=", 2), ("<=", 3)]
)
def test_counts_compare(response: TestResponse, sign: Comparison, fitting: int) -> None:
    beyond = {"==": 3, "<": 2, ">": 2, "<=": 1, ">=": 3}[sign]
    for negated in (False, True):
        good, bad = (
            Expectation(NAMES, "count", number, negated, sign) for number in (fitting, beyond)
        )
        assert holds(response, good) is not negated
        assert holds(response, bad) is negated


def test_a_filter_that_fits_nothing_fails(response: TestResponse) -> None:
    query = JsonPath(("items", Where("name", "dora"), "id"))
    with pytest.raises(StopIteration):
        holds(response, Expectation(query, "==", 1))


def test_a_filter_may_compare_with_what_was_captured(response: TestResponse) -> None:
    expectation = Expectation(JsonPath(("items", Where("id", "{{number}}"), "name")), "==", "ben")
    names = {"response": response, "number": 2}
    exec(assertion(expectation, {"number"}), names)
    with pytest.raises(AssertionError):
        exec(assertion(expectation, {"number"}), names | {"number": 1})


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (MoneyType(minimum=0, maximum=9999), "12.34", 1234),
        (MoneyType(minimum=-9999, maximum=0), "-0.5", -50),
        (DateType(), "2026-03-01", date(2026, 3, 1)),
        (DateTimeType(), "2026-03-01T09:00:00+02:00", datetime(2026, 3, 1, 7, tzinfo=UTC)),
        (DateTimeType(), None, None),
        (JsonType(), {"a": [1, None]}, {"a": [1, None]}),
        (ReferenceType(entity="User"), 7, 7),
        (ChoiceType(values=("a", "b")), "b", "b"),
    ],
)
def test_what_a_row_holds(kind: FieldType, value: JsonValue, kept: object) -> None:
    assert eval(stored_expression(kind, value), {"date": date, "datetime": datetime}) == kept


def test_captured_values_stand_in_texts_and_as_themselves() -> None:
    names, values = {"number", "id"}, {"number": 7, "id_value": 8}
    assert eval(text_expression("/users/{{number}}/{x}", names), values) == "/users/7/{x}"
    sent = value_expression({"user": "{{ id }}", "as text": "no. {{number}}"}, names)
    assert eval(sent, values) == {"user": 8, "as text": "no. 7"}


@pytest.mark.parametrize("text", ["{", "}}", "{0}", '"', "\\", "\0", "\ud800", "{{id}} \\ {"])
def test_hostile_texts_stay_texts(text: str) -> None:
    assert eval(text_expression(text)) == text
    assert eval(value_expression(text)) == text
