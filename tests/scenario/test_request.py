from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.errors import SpecRejected
from codegen.scenario.reader import read_http_block
from codegen.scenario.request import METHODS
from codegen.types import Location

Problems = Callable[[str], list[str]]
AT = Location("shop.md", 10, 3)


@pytest.mark.parametrize("method", METHODS)
def test_methods(method: str) -> None:
    assert read_http_block(f"{method} /x\nHTTP 200", AT).exchanges[0].method == method


@pytest.mark.parametrize(
    "target, path, query",
    [
        ("/", "/", ()),
        ("/a%20b/é", "/a%20b/é", ()),
        ("/a?", "/a", ()),
        ("/a?b", "/a", (("b", ""),)),
        ("/a?b=c+d&b=%26", "/a", (("b", "c d"), ("b", "&"))),
    ],
)
def test_targets(target: str, path: str, query: tuple[tuple[str, str], ...]) -> None:
    (exchange,) = read_http_block(f"GET  {target}  # c\nHTTP 200", AT).exchanges
    assert (exchange.path, exchange.query) == (path, query)


@pytest.mark.parametrize(
    "line, message",
    [
        ("post /x", "10:3: the method 'post' is unknown. Did you mean 'POST'?"),
        ("PSOT /x", "10:3: the method 'PSOT' is unknown. Did you mean 'POST'?"),
        ("BREW /x", "10:3: the method 'BREW' is unknown. Methods are GET,"),
        ("POST", "10:3: a request is expected, not 'POST'."),
        ("/x", "10:3: a request is expected, not '/x'."),
        ("GET  http://a.b/c?d", "10:8: a full URL is not sent: the app is under test here. Write the path alone: /c?d"),
        ("GET https://a.b", "10:7: a full URL is not sent: the app is under test here. Write the path alone: /"),
        ("GET http://[", "10:7: a full URL is not sent"),
        ("GET x", "10:7: the path 'x' does not start with one slash."),
        ("GET //a.b/c", "10:7: the path '//a.b/c' does not start with one slash."),
        ("GET /a b", "10:9: the path holds ' '."),
        ("GET /a#b", "10:9: the path holds '#'."),
        ("GET /a\\b", "10:9: the path holds '\\\\'."),
        ("GET /a?b=%FF", "10:10: the query is not UTF-8 text."),
        ("GET /a/{{id}}", "10:10: no earlier request captures {{id}}. Capture it"),
        ("GET /a/{{ id }}", "10:10: '{{' starts no template."),
        ("GET /a/{{id", "10:10: '{{' starts no template."),
        ("GET /a # together: 3", "10:10: the pragma 'together' stands behind a line."),
    ],
)  # fmt: skip
def test_refused_request_lines(problems: Problems, line: str, message: str) -> None:
    found = problems(f"{line}\nHTTP 200")
    assert len(found) == 1
    assert found[0].startswith(f"shop.md:{message}")


@pytest.mark.parametrize(
    "line, message",
    [
        ("X y", "11:3: 'X y' is no header."),
        ("X-Colour: #fff", "11:13: the # here would start a comment."),
        ("X-Colour: a#b", "11:14: the # here would start a comment."),
        ("X: \\q", "11:6: the escape '\\\\q' is unknown."),
        ("X: \\u{110000}", "11:6: the escape"),
        ("Ümlaut: x", "11:3: 'Ümlaut' is no header's name."),
        ("X: a {{id}}", "11:8: no earlier request captures {{id}}."),
        ("X: \\u{7b}{id}}", "11:6: an escaped { could hide a template."),
        ("[Query]\nx y", "12:3: 'x y' is no parameter."),
        ("[Query]\nx: {{id}}", "12:6: no earlier request captures {{id}}."),
    ],
)
def test_refused_pairs(problems: Problems, line: str, message: str) -> None:
    found = problems(f"GET /x\n{line}\nHTTP 200")
    assert len(found) == 1
    assert found[0].startswith(f"shop.md:{message}")


def test_a_header_with_colons_and_none() -> None:
    (exchange,) = read_http_block("GET /x\nA: b: c\nEmpty:\nHTTP 200", AT).exchanges
    assert exchange.headers == (("A", "b: c"), ("Empty", ""))


def test_the_name_of_a_capture_is_suggested(problems: Problems) -> None:
    found = problems("GET /a\nHTTP 200\n[Captures]\nuser_id: body\nGET /{{userid}}\nHTTP 200")
    assert found == [
        "shop.md:14:8: no earlier request captures {{userid}}. Did you mean {{user_id}}?"
    ]


def test_what_was_captured_may_be_the_path() -> None:
    text = 'POST /x\nHTTP 303\n[Captures]\npage: header "Location"\n\nGET {{page}}\nHTTP 200\n'
    exchange = read_http_block(text, Location("shop.md", 1)).exchanges[1]
    assert (exchange.path, exchange.query) == ("{{page}}", ())


@pytest.mark.parametrize("path", ["{{page}}", "{{page}}/x", "x{{page}}"])
def test_a_captured_path_was_captured_whole(path: str) -> None:
    with pytest.raises(SpecRejected):
        read_http_block(f"GET {path}\nHTTP 200\n", Location("shop.md", 1))
