from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.scenario import BodyText, Capture, Expectation, HeaderValue, JsonPath, JsonValue
from codegen.scenario.reader import read_http_block
from codegen.types import Location

Problems = Callable[[str], list[str]]
AT = Location("shop.md", 10, 3)


def expectation(line: str) -> Expectation:
    text = f"GET /x\nHTTP 200\n[Asserts]\n{line}\n"
    return read_http_block(text, AT).exchanges[0].expectations[0]


@pytest.mark.parametrize(
    "path, steps",
    [
        ("$", ()),
        ("$.a", ("a",)),
        ("$.a-b.c_d", ("a-b", "c_d")),
        ("$['a b'][0][*].c", ("a b", 0, "*", "c")),
        ('$[\\"a\\"]', ("a",)),
        ("$['']", ("",)),
        ("$['中文']", ("中文",)),
        ("$['*']", ("*",)),
    ],
)
def test_paths(path: str, steps: tuple[str | int, ...]) -> None:
    assert expectation(f'jsonpath "{path}" exists').query == JsonPath(steps)


@pytest.mark.parametrize(
    "predicate, name, value, negated",
    [
        ('== "a"', "==", "a", False),
        ('not == "a"', "==", "a", True),
        ("== 1", "==", 1, False),
        ("== -1.5", "==", -1.5, False),
        ("== true", "==", True, False),
        ("== null", "==", None, False),
        ("== `a\\n#`", "==", "a\\n#", False),
        ('== "a # \\"b\\" \\u{2708} \\n"  # c', "==", 'a # "b" \u2708 \n', False),
        ("!= false", "!=", False, False),
        ("< 3", "<", 3, False),
        ('> "2026"', ">", "2026", False),
        ("not   > 3", ">", 3, True),
        ("contains 3", "contains", 3, False),
        ('not contains "a"', "contains", "a", True),
        ('matches "^\\\\d+$"', "matches", r"^\d+$", False),
        ("matches /^a\\/\\d#$/ # c", "matches", r"^a/\d#$", False),
        ("exists", "exists", None, False),
        ("not exists # c", "exists", None, True),
        ("isString", "isString", None, False),
        ("isInteger", "isInteger", None, False),
        ("not isBoolean", "isBoolean", None, True),
        ("isEmpty", "isEmpty", None, False),
        ("count == 0", "count", 0, False),
        ("count != 3", "count", 3, True),
        ("count not == 3", "count", 3, True),
        ("not count == 3", "count", 3, True),
        ("not count != 3", "count", 3, False),
    ],
)
def test_predicates(predicate: str, name: str, value: JsonValue, negated: bool) -> None:
    found = expectation(f'jsonpath "$.a" {predicate}')
    assert (found.predicate, found.value, found.negated) == (name, value, negated)
    assert found.location == Location("shop.md", 13, 3)


def test_true_is_not_one() -> None:
    assert expectation("body == true").value is True
    assert expectation("body == 1").value is not True


def test_queries() -> None:
    assert expectation('header "Content-Type" exists').query == HeaderValue("Content-Type")
    assert expectation("body exists").query == BodyText()


@pytest.mark.parametrize(
    "line, message",
    [
        ('jsonpath "$.a" equals 3', "18: the predicate 'equals' is unknown. Write '=='."),
        ('jsonpath "$.a" >= 3', "18: the predicate '>=' is unknown. Write 'not <'."),
        ('jsonpath "$.a" contain 3', "18: the predicate 'contain' is unknown. Did you mean 'contains'?"),
        ('jsonpath "$.a" isstring', "18: the predicate 'isstring' is unknown. Did you mean 'isString'?"),
        ('jsonpath "$.a" not isInt', "22: the predicate 'isInt' is unknown."),
        ('jsonpath "$.a" toInt == 3', "18: the predicate 'toInt' is unknown."),
        ('jsonpath "$.a"', "17: the assert has no predicate."),
        ('jsonpath "$.a" not', "21: the assert has no predicate."),
        ('jsonpath "$.a" ==', "20: '==' needs a value."),
        ('jsonpath "$.a" == word', "21: '==' needs a value."),
        ('jsonpath "$.a" == "open', "21: a string in double quotes is expected."),
        ('jsonpath "$.a" == "\\q"', "22: the escape '\\\\q' is unknown."),
        ('jsonpath "$.a" == 3 4', "23: '4' follows the predicate."),
        ('jsonpath "$.a" exists 4', "25: '4' follows the predicate."),
        ('jsonpath "$.a" exists # now: x', "25: the pragma 'now' stands behind a line."),
        ('jsonpath "$.a" == 1e999', "21: '1e999' is too large a number."),
        ('jsonpath "$.a" < true', "20: '<' cannot compare true."),
        ('jsonpath "$.a" matches "(("', "26: the pattern cannot be read"),
        ('jsonpath "$.a" matches x', "26: a string in double quotes is expected."),
        ('jsonpath "$.a" count 3', "24: count needs a number. Write \"count == 3\"."),
        ('jsonpath "$.a" count == -1', "24: count needs a number."),
        ('jsonpath "$.a" count == true', "24: count needs a number."),
        ('jsonpath "$.a" count > 1', "24: count needs a number."),
        ('jsonpath "a"  exists', "13: the path 'a' does not start with $."),
        ('jsonpath "" exists', "13: the path '' does not start with $."),
        ('jsonpath "$.a[?(@.b)]" exists', "16: the path '$.a[?(@.b)]' is not supported."),
        ('jsonpath "$..a" exists', "14: the path '$..a' is not supported."),
        ('jsonpath "$.a[-1]" exists', "16: the path '$.a[-1]' is not supported."),
        ("jsonpath $.a exists", "12: a string in double quotes is expected."),
        ("header exists", "10: a string in double quotes is expected."),
        ("status == 200", "3: the query 'status' is unknown. The line \"HTTP 201\" says the status."),
        ('jsonpaht "$.a" exists', "3: the query 'jsonpaht' is unknown. Did you mean 'jsonpath'?"),
        ('xpath "/a" exists', "3: the query 'xpath' is unknown."),
        ('jsonpath "$.a" == {{b}}', "21: no earlier request captures {{b}}."),
        ('jsonpath "$.a" == "c {{b}}"', "24: no earlier request captures {{b}}."),
    ],
)  # fmt: skip
def test_refused_asserts(problems: Problems, line: str, message: str) -> None:
    found = problems(f"GET /x\nHTTP 200\n[Asserts]\n{line}\n")
    assert len(found) == 1
    assert found[0].startswith(f"shop.md:13:{message}")


def test_a_pattern_nested_too_deep_for_python(problems: Problems) -> None:
    pattern = "(" * 20_000 + ")" * 20_000
    found = problems(f'GET /x\nHTTP 200\n[Asserts]\nbody matches "{pattern}"\n')
    assert found[0].startswith("shop.md:13:16: the pattern cannot be read")


def test_captures() -> None:
    text = (
        'GET /x\nHTTP 200\n[Captures]\nid : jsonpath "$.id" # c\nLoc:header "Location"\nall: body\n'
    )
    assert read_http_block(text, AT).exchanges[0].captures == (
        Capture("id", JsonPath(("id",))),
        Capture("Loc", HeaderValue("Location")),
        Capture("all", BodyText()),
    )


@pytest.mark.parametrize(
    "line, message",
    [
        ("id", "3: 'id' is no capture."),
        ("1d: body", "3: '1d: body' is no capture."),
        ("a-b: body", "3: 'a-b: body' is no capture."),
        ("id: status", "7: the query 'status' is unknown."),
        ("id: ", "7: the query '' is unknown."),
        ('id: jsonpath "$.id" == 3', "23: '== 3' follows the query."),
    ],
)
def test_refused_captures(problems: Problems, line: str, message: str) -> None:
    found = problems(f"GET /x\nHTTP 200\n[Captures]\n{line}\n")
    assert len(found) == 1
    assert found[0].startswith(f"shop.md:13:{message}")
