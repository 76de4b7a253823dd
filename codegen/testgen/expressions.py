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

from codegen.contract import DateTimeType, DateType, FieldType, MoneyType
from codegen.render import literal
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
    PathStep,
    Predicate,
    Query,
    StatusCode,
    Where,
)
from codegen.scenario.values import day, minor_units, moment

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
KINDS: dict[Predicate, str] = {
    "isString": "is {no}str",
    "isInteger": "is {no}int",
    "isFloat": "is {no}float",
    "isNumber": "{no}in (int, float)",
    "isBoolean": "is {no}bool",
    "isList": "is {no}list",
    "isCollection": "is {no}list",
    "isObject": "is {no}dict",
}
"""What the type of a value is compared with: by type(), because in Python a bool is an int too."""
NEGATED: dict[Comparison, Comparison] = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">": "<=",
    "<=": ">",
    ">=": "<",
}
DAY = r"\d{4}-\d\d-\d\d"
TIMES: dict[Predicate, str] = {
    "isDate": DAY,
    "isIsoDate": DAY + r"T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
}
OF_ALL: tuple[Predicate, ...] = ("count", "isEmpty", "exists", "isList", "isCollection")
"""Predicates that speak of all elements that a filter lets through; the others of the first."""
NAMES_IN_TESTS = frozenset(
    [
        "BytesIO",
        "Counter",
        "MultiDict",
        "app",
        "body",
        "cache",
        "caplog",
        "capsys",
        "client",
        "date",
        "datetime",
        "db",
        "item",
        "log_in",
        "migrated",
        "monkeypatch",
        "now",
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
        "services",
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


def query_expression(
    query: Query, names: AbstractSet[str] = frozenset(), *, every: bool = False
) -> str:
    """What a query reads of ``response``; ``every`` asks for all that a filter lets through."""
    match query:
        case JsonPath(steps):
            return _path_expression("response.json", steps, names, every or "*" in steps)
        case HeaderValue(name):
            return f"response.headers[{name!r}]"
        case BodyText():
            return "response.text"
        case BodyBytes():
            return "response.data"
        case CookieValue(name):
            return f"client.get_cookie({name!r}).value"
        case StatusCode():
            return "response.status_code"
        case Found(of, pattern):
            group = 1 if re.compile(pattern).groups else 0
            return f"re.search({pattern!r}, {query_expression(of, names)})[{group}]"
        case _:
            assert_never(query)


def assertion(
    expectation: Expectation, names: AbstractSet[str] = frozenset(), right: str | None = None
) -> str:
    """The assert statement of one expectation; ``right`` is an expression in its value's place."""
    return f"assert {_condition(expectation, names, right)}"


def equality(left: str, kind: FieldType | None, value: JsonValue) -> str:
    """Whether an expression is what a row holds; true, false and null compare by identity."""
    return _compared(left, value, stored_expression(kind, value), negated=False)


def stored_expression(kind: FieldType | None, value: JsonValue) -> str:
    """What an emitted app's row holds for a field's value in JSON.

    Raises ValueError for a text that is no amount, day or time.
    """
    if isinstance(value, str):
        match kind:
            case MoneyType():
                return repr(minor_units(value))
            case DateType():
                return f"date.fromisoformat({day(value).isoformat()!r})"
            case DateTimeType():
                return f"datetime.fromisoformat({moment(value).isoformat()!r})"
    return value_expression(value)


def _path_expression(
    root: str, steps: tuple[PathStep, ...], names: AbstractSet[str], every: bool
) -> str:
    for cut, step in enumerate(steps):
        if step == "*" or isinstance(step, Where):
            items = root + "".join(f"[{before!r}]" for before in steps[:cut])
            found = _path_expression("item", steps[cut + 1 :], names, every)
            if not isinstance(step, Where):
                return f"[{found} for item in {items}]"
            chosen = f"for item in {items} if {_fits(step, names)}"
            return f"[{found} {chosen}]" if every else f"next({found} {chosen})"
    return root + "".join(f"[{step!r}]" for step in steps)


def _fits(where: Where, names: AbstractSet[str]) -> str:
    right = value_expression(where.value, names)
    return _compared(f"item[{where.field!r}]", where.value, right, negated=False)


def _condition(expectation: Expectation, names: AbstractSet[str], given: str | None) -> str:
    predicate, value = expectation.predicate, expectation.value
    every = predicate in OF_ALL or isinstance(value, list)
    if predicate == "exists":
        return f"{'not ' if expectation.negated else ''}{_existence(expectation.query, names)}"
    left = query_expression(expectation.query, names, every=every)
    right = given or value_expression(value, names)
    if isinstance(expectation.query, BodyBytes) and isinstance(value, str):
        right = repr(bytes.fromhex(value))
    if predicate in ("==", "!="):
        negated = expectation.negated != (predicate == "!=")
        if given:
            return f"{left} {'!=' if negated else '=='} {given}"
        return _compared(left, value, right, negated=negated)
    return _other_condition(expectation, left, right)


def _other_condition(expectation: Expectation, left: str, right: str) -> str:
    predicate = expectation.predicate
    no = "not " if expectation.negated else ""
    match predicate:
        case "<" | ">" | "<=" | ">=":
            return f"{no}{left} {predicate} {right}"
        case "contains":
            return f"{right} {no}in {left}"
        case "startsWith" | "endsWith":
            return f"{no}{left}.{predicate.lower()}({right})"
        case "matches":
            return f"{no}re.search({right}, {left})"
        case "count":
            sign = NEGATED[expectation.sign] if no else expectation.sign
            return f"len({left}) {sign} {right}"
        case "isEmpty":
            return f"len({left}) {'>' if no else '=='} 0"
        case "isDate" | "isIsoDate":
            return f"{no}re.fullmatch({TIMES[predicate]!r}, str({left}))"
        case _:
            return f"type({left}) {KINDS[predicate].format(no=no)}"


def _compared(left: str, value: JsonValue, right: str, *, negated: bool) -> str:
    if isinstance(value, bool) or value is None:
        return f"{left} {'is not' if negated else 'is'} {right}"
    return f"{left} {'!=' if negated else '=='} {right}"


def _existence(query: Query, names: AbstractSet[str]) -> str:
    match query:
        case HeaderValue(name):
            return f"({name!r} in response.headers)"
        case CookieValue(name):
            return f"(client.get_cookie({name!r}) is not None)"
        case Found(of, pattern):
            return f"(re.search({pattern!r}, {query_expression(of, names)}) is not None)"
        case JsonPath(steps) if steps and isinstance(steps[-1], int):
            holder = _path_expression("response.json", steps[:-1], names, every=False)
            return f"(len({holder}) > {steps[-1]})"
        case JsonPath(steps) if steps and isinstance(steps[-1], str) and steps[-1] != "*":
            filtered = any(isinstance(step, Where) for step in steps)
            if filtered and "*" not in steps:
                holders = _path_expression("response.json", steps[:-1], names, every=True)
                return f"any({steps[-1]!r} in found for found in {holders})"
            holder = _path_expression("response.json", steps[:-1], names, every=filtered)
            return f"({steps[-1]!r} in {holder})"
        case _:
            return f"bool({query_expression(query, names, every=True)})"
