from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.scenario import (
    BodyBytes,
    BodyText,
    Capture,
    CookieValue,
    Expectation,
    Found,
    HeaderValue,
    JsonPath,
    JsonValue,
    PathStep,
    StatusCode,
    Where,
)
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
        ("$.items[?(@.name=='x')].total", ("items", Where("name", "x"), "total")),
        ('$[?(@.name == \\"x y\\")]', (Where("name", "x y"),)),
        ("$.a[?(@['b c'] == -1.5)]", ("a", Where("b c", -1.5))),
        ("$.a[?@.b==true][*].c", ("a", Where("b", True), "*", "c")),
        ("$.a[?(@.b==null)]", ("a", Where("b", None))),
    ],
)
def test_paths(path: str, steps: tuple[PathStep, ...]) -> None:
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
        (">= 3", ">=", 3, False),
        ("not <= 3", "<=", 3, True),
        ('startsWith "a"', "startsWith", "a", False),
        ('not endsWith "{\\\\"', "endsWith", "{\\", True),
        ("isFloat", "isFloat", None, False),
        ("not isNumber", "isNumber", None, True),
        ("isList", "isList", None, False),
        ("isCollection", "isCollection", None, False),
        ("isObject", "isObject", None, False),
        ("isDate", "isDate", None, False),
        ("isIsoDate", "isIsoDate", None, False),
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
    assert expectation("status == 200").query == StatusCode()
    assert expectation('cookie "session" exists').query == CookieValue("session")
    assert expectation("bytes count == 4").query == BodyBytes()


@pytest.mark.parametrize("sign", ["==", "<", ">", "<=", ">="])
def test_counts_are_compared(sign: str) -> None:
    found = expectation(f'jsonpath "$.a" count {sign} 2')
    assert (found.predicate, found.sign, found.value) == ("count", sign, 2)


@pytest.mark.parametrize("written", ["hex,89 50;", "base64,iVA=;"])
def test_bytes_are_kept_in_hexadecimal(written: str) -> None:
    found = expectation(f"bytes startsWith {written} # c")
    assert (found.query, found.predicate, found.value) == (BodyBytes(), "startsWith", "8950")


def test_a_filter_may_name_what_was_captured() -> None:
    text = (
        'GET /x\nHTTP 200\n[Captures]\nid: jsonpath "$.id"\nGET /y\nHTTP 200\n[Asserts]\n'
        'jsonpath "$.a[?(@.b=={{id}})].c" == 1\n'
    )
    query = read_http_block(text, AT).exchanges[1].expectations[0].query
    assert query == JsonPath(("a", Where("b", "{{id}}"), "c"))


@pytest.mark.parametrize(
    "line, message",
    [
        ('jsonpath "$.a" equals 3', "18: the predicate 'equals' is unknown. Write '=='."),
        ('jsonpath "$.a" greaterThanOrEquals 3', "18: the predicate 'greaterThanOrEquals' is unknown. Write '>='."),
        ('jsonpath "$.a" >= null', "21: '>=' cannot compare null."),
        ('jsonpath "$.a" startsWith 3', "29: 'startsWith' cannot compare 3. Write a string."),
        ('jsonpath "$.a" == hex,89;', "21: only bytes are compared with bytes."),
        ('bytes == "PNG"', "12: bytes are compared with bytes. Write hex,89504e47;"),
        ("bytes isString", "9: 'isString' does not fit bytes."),
        ("bytes == hex,8;", "12: the bytes are no hex."),
        ("bytes == base64,????;", "12: the bytes are no base64."),
        ("bytes == hex,89", "12: the bytes have no end."),
        ("bytes == file,a.png;", "12: a file on this machine is not read"),
        ('cookie "a[HttpOnly]" exists', "11: 'a[HttpOnly]' is no cookie's name."),
        ("cookie exists", "10: a string in double quotes is expected."),
        ('jsonpath "$.a[?(@.b==1)][?(@.c==2)]" exists', "27: the path '$.a[?(@.b==1)][?(@.c==2)]' is not supported."),
        ('jsonpath "$.a[?(@.b>1)]" exists', "16: the path '$.a[?(@.b>1)]' is not supported."),
        ('jsonpath "$.a[?(@.b==word)]" exists', "24: the filter's value 'word' is no number"),
        ('jsonpath "$.a[?(@.b=={{c}})]" exists', "24: no earlier request captures {{c}}."),
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
        ('jsonpath "$.a" count > -1', "24: count needs a number."),
        ('jsonpath "a"  exists', "13: the path 'a' does not start with $."),
        ('jsonpath "" exists', "13: the path '' does not start with $."),
        ('jsonpath "$.a[?(@.b)]" exists', "16: the path '$.a[?(@.b)]' is not supported."),
        ('jsonpath "$..a" exists', "14: the path '$..a' is not supported."),
        ('jsonpath "$.a[-1]" exists', "16: the path '$.a[-1]' is not supported."),
        ("jsonpath $.a exists", "12: a string in double quotes is expected."),
        ("header exists", "10: a string in double quotes is expected."),
        ('jsonpaht "$.a" exists', "3: the query 'jsonpaht' is unknown. Did you mean 'jsonpath'?"),
        ('xpath "/a" exists', "3: the query 'xpath' is unknown. Write 'body contains \"...\"'"),
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
        ("id: state", "7: the query 'state' is unknown."),
        ("id: ", "7: the query '' is unknown."),
        ('id: jsonpath "$.id" == 3', "23: '== 3' follows the query."),
    ],
)
def test_refused_captures(problems: Problems, line: str, message: str) -> None:
    found = problems(f"GET /x\nHTTP 200\n[Captures]\n{line}\n")
    assert len(found) == 1
    assert found[0].startswith(f"shop.md:13:{message}")


@pytest.mark.parametrize(
    ("line", "query"),
    [
        (r"regex /code: ([A-Z]+)/", Found(BodyText(), "code: ([A-Z]+)")),
        (r'regex "\\d+"', Found(BodyText(), r"\d+")),
        (r"body regex /a\/b/", Found(BodyText(), "a/b")),
        (r'header "Location" regex /x/', Found(HeaderValue("Location"), "x")),
        (r'jsonpath "$.url" regex /x/', Found(JsonPath(("url",)), "x")),
        (r'cookie "c" regex /x/', Found(CookieValue("c"), "x")),
    ],
)
def test_patterns(line: str, query: Found) -> None:
    assert expectation(f'{line} == "a"').query == query
    text = f"GET /x\nHTTP 200\n[Captures]\nfound: {line}\n"
    assert read_http_block(text, AT).exchanges[0].captures == (Capture("found", query),)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("regex", "a string in double quotes is expected"),
        ("regex /(/ exists", "the pattern cannot be read"),
        ("status regex /2/ exists", "a pattern is looked for in texts alone"),
        ("bytes regex /2/ exists", "a pattern is looked for in texts alone"),
    ],
)
def test_patterns_that_cannot_be(line: str, problem: str, problems: Problems) -> None:
    [found] = problems(f"GET /x\nHTTP 200\n[Asserts]\n{line}\n")
    assert problem in found
