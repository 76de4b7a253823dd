"""The Python that a Scenario's values, queries and expectations become in a test.

``names`` are what the Scenario captured so far: ``{{id}}`` stands for the captured ``id``, and any other
text in double braces is just text.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Set as AbstractSet
from typing import assert_never

from codegen.render import literal
from codegen.scenario import BodyText, Expectation, HeaderValue, JsonPath, JsonValue, Query

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
KINDS = {"isString": "str", "isInteger": "int", "isBoolean": "bool"}
NAMES_IN_TESTS = frozenset(
    [
        "Counter",
        "MultiDict",
        "app",
        "body",
        "cache",
        "caplog",
        "capsys",
        "client",
        "db",
        "item",
        "migrated",
        "monkeypatch",
        "password_hash",
        "pytest",
        "pytestconfig",
        "r",
        "re",
        "request",
        "response",
        "responses",
        "row",
        "select",
        "tmp_path",
        "tmp_path_factory",
        "together",
    ]
)
"""What a test's own variables may not hide: its module's names, and fixtures."""


def variable(name: str) -> str:
    """The Python variable for a capture or a parameter of that name."""
    hides = name in NAMES_IN_TESTS or keyword.iskeyword(name) or hasattr(builtins, name)
    return f"{name}_value" if hides else name


def value_expression(value: JsonValue, names: AbstractSet[str] = frozenset()) -> str:
    """A JSON value's literal; a text that is nothing but ``{{id}}`` is the captured value itself."""
    if isinstance(value, str):
        whole = PLACEHOLDER.fullmatch(value)
        return variable(whole[1]) if whole and whole[1] in names else text_expression(value, names)
    if isinstance(value, dict):
        pairs = (
            f"{text_expression(k, names)}: {value_expression(v, names)}" for k, v in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(value_expression(element, names) for element in value) + "]"
    return literal(value)


def text_expression(text: str, names: AbstractSet[str] = frozenset()) -> str:
    """A text's literal; one that names captured values (``/users/{{id}}``) is an f-string."""
    pieces: list[str] = []
    start = 0
    for match in PLACEHOLDER.finditer(text):
        if match[1] in names:
            pieces += [_doubled(text[start : match.start()]), f"{{{variable(match[1])}}}"]
            start = match.end()
    if not pieces:
        return literal(text)
    return f"f{''.join([*pieces, _doubled(text[start:])])!r}"


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


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


def assertion(
    expectation: Expectation, names: AbstractSet[str] = frozenset(), right: str | None = None
) -> str:
    """The assert statement of one expectation; ``right`` is an expression in its value's place."""
    return f"assert {_condition(expectation, names, right)}"


def equality(left: str, value: JsonValue) -> str:
    """Whether an expression is a value; true, false and null compare by identity."""
    return _compared(left, value, value_expression(value), negated=False)


def _path_expression(root: str, steps: tuple[str | int, ...]) -> str:
    if "*" not in steps:
        return root + "".join(f"[{step!r}]" for step in steps)
    cut = steps.index("*")
    items = _path_expression(root, steps[:cut])
    return f"[{_path_expression('item', steps[cut + 1:])} for item in {items}]"


def _condition(expectation: Expectation, names: AbstractSet[str], given: str | None) -> str:
    left = query_expression(expectation.query)
    right = given or value_expression(expectation.value, names)
    no = "not " if expectation.negated else ""
    match expectation.predicate:
        case "==" | "!=":
            negated = expectation.negated != (expectation.predicate == "!=")
            if given:
                return f"{left} {'!=' if negated else '=='} {given}"
            return _compared(left, expectation.value, right, negated=negated)
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


def _compared(left: str, value: JsonValue, right: str, *, negated: bool) -> str:
    if isinstance(value, bool) or value is None:
        return f"{left} {'is not' if negated else 'is'} {right}"
    return f"{left} {'!=' if negated else '=='} {right}"


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
