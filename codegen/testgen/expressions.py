"""The Python that a Scenario's values, queries and expectations become in a test."""

from __future__ import annotations

import re
from typing import assert_never

from codegen.render import literal
from codegen.scenario import BodyText, Expectation, HeaderValue, JsonPath, JsonValue, Query

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
KINDS = {"isString": "str", "isInteger": "int", "isBoolean": "bool"}


def value_expression(value: JsonValue) -> str:
    """A JSON value's literal; a text that is nothing but ``{{id}}`` is the captured value itself."""
    if isinstance(value, str):
        whole = PLACEHOLDER.fullmatch(value)
        return whole[1] if whole else text_expression(value)
    if isinstance(value, dict):
        pairs = (f"{text_expression(k)}: {value_expression(v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(value_expression(element) for element in value) + "]"
    return literal(value)


def text_expression(text: str) -> str:
    """A text's literal; one that names captured values (``/users/{{id}}``) is an f-string."""
    parts = PLACEHOLDER.split(text)
    if len(parts) == 1:
        return literal(text)
    shown = "".join(
        f"{{{part}}}" if number % 2 else part.replace("{", "{{").replace("}", "}}")
        for number, part in enumerate(parts)
    )
    return f"f{shown!r}"


def query_expression(query: Query) -> str:
    """What a query reads of ``response``."""
    match query:
        case JsonPath(steps):
            return _path_expression("response.json", steps)
        case HeaderValue(name):
            return f"response.headers[{name!r}]"
        case BodyText():
            return "response.text"
        case _:
            assert_never(query)


def assertion(expectation: Expectation) -> str:
    """The assert statement of one expectation."""
    return f"assert {_condition(expectation)}"


def _path_expression(root: str, steps: tuple[str | int, ...]) -> str:
    if "*" not in steps:
        return root + "".join(f"[{step!r}]" for step in steps)
    cut = steps.index("*")
    items = _path_expression(root, steps[:cut])
    return f"[{_path_expression('item', steps[cut + 1:])} for item in {items}]"


def _condition(expectation: Expectation) -> str:
    left = query_expression(expectation.query)
    right = value_expression(expectation.value)
    no = "not " if expectation.negated else ""
    match expectation.predicate:
        case "==":
            return equality(left, expectation.value, negated=expectation.negated)
        case "!=":
            return equality(left, expectation.value, negated=not expectation.negated)
        case "<" | ">":
            return f"{no}{left} {expectation.predicate} {right}"
        case "contains":
            return f"{right} {no}in {left}"
        case "matches":
            return f"{no}re.search({right}, {left})"
        case "count":
            return f"len({left}) {'!=' if no else '=='} {right}"
        case "exists":
            return f"{no}{_existence(expectation.query)}"
        case "isEmpty":
            return f"len({left}) {'>' if no else '=='} 0"
        case "isString" | "isInteger" | "isBoolean":
            # type(), because in Python a bool is an int too.
            return f"type({left}) is {no}{KINDS[expectation.predicate]}"
        case _:
            assert_never(expectation.predicate)


def equality(left: str, value: JsonValue, *, negated: bool = False) -> str:
    """The comparison of an expression with a value; true, false and null compare by identity."""
    right = value_expression(value)
    sign = ("is not" if negated else "is") if isinstance(value, bool) or value is None else ""
    return f"{left} {sign or ('!=' if negated else '==')} {right}"


def _existence(query: Query) -> str:
    match query:
        case HeaderValue(name):
            return f"({name!r} in response.headers)"
        case JsonPath(steps) if steps and steps[-1] != "*":
            holder = _path_expression("response.json", steps[:-1])
            if isinstance(steps[-1], int):
                return f"(len({holder}) > {steps[-1]})"
            return f"({steps[-1]!r} in {holder})"
        case _:
            return f"bool({query_expression(query)})"
