from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.errors import SpecRejected
from codegen.scenario import (
    BodyBytes,
    BodyText,
    BytesRequest,
    Capture,
    Exchange,
    Expectation,
    FormRequest,
    HeaderValue,
    JsonPath,
    JsonRequest,
    MultipartFile,
    MultipartRequest,
    TextRequest,
)
from codegen.scenario.reader import PROBLEM_LIMIT, HttpExample, read_http_block
from codegen.types import Location

Problems = Callable[[str], list[str]]
AT = Location("shop.md", 10, 3)


def read(text: str) -> HttpExample:
    return read_http_block(text, AT)


def only(text: str) -> Exchange:
    (exchange,) = read(text).exchanges
    return exchange


def place(line: int, column: int) -> Location:
    return Location("shop.md", line, column)


def test_a_request_and_its_whole_answer() -> None:
    assert only('POST /register\n{\n  "a": 1\n}\n\nHTTP 201\n{"b": [true, null]}\n') == Exchange(
        method="POST",
        path="/register",
        status=201,
        body=JsonRequest({"a": 1}),
        expectations=(Expectation(JsonPath(()), "==", {"b": [True, None]}, location=place(16, 3)),),
        location=place(10, 3),
    )


def test_everything_at_once() -> None:
    exchange = only(
        "# a comment\nPOST /a?x=1&y=b%20c&z # c\n\nX-One:  b \\# c  # d\n# e\nX-Two: é\n[Query] # f\n"
        "q: {x}\n\n[Form]\nuser\\#name : a b\nempty:\n\nHTTP/1.1 302 # moved\nLocation: /x\n"
        '[Captures]\nid: jsonpath "$.id" # g\n[Asserts]\nbody contains "x"\n`text`\n'
    )
    assert exchange.query == (("x", "1"), ("y", "b c"), ("z", ""), ("q", "{x}"))
    assert exchange.body == FormRequest((("user#name", "a b"), ("empty", "")))
    assert exchange.headers == (("X-One", "b # c"), ("X-Two", "é"))
    assert exchange.captures == (Capture("id", JsonPath(("id",))),)
    assert exchange.expectations == (
        Expectation(HeaderValue("Location"), "==", "/x", location=place(24, 3)),
        Expectation(BodyText(), "contains", "x", location=place(28, 3)),
        Expectation(BodyText(), "==", "text", location=place(29, 3)),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_blank_lines(end: str) -> None:
    text = "\n  GET /a\n\n\nX: y\n\nHTTP 200\n\n\n[Asserts]\n\n  body exists\nGET /b\nHTTP 204\n"
    first, second = read(text.replace("\n", end)).exchanges
    assert (first.headers, first.location) == ((("X", "y"),), place(11, 5))
    assert first.expectations[0].location == place(21, 5)
    assert (second.path, second.status) == ("/b", 204)


@pytest.mark.parametrize(
    "body, content",
    [
        ('{"a": "b # c", "HTTP": "GET /x"}', JsonRequest({"a": "b # c", "HTTP": "GET /x"})),
        ("[1,\n2]", JsonRequest([1, 2])),
        ("[]", JsonRequest([])),
        ("[true]", JsonRequest([True])),
        ("[null] # c", JsonRequest([None])),
        ('"a: b"', JsonRequest("a: b")),
        ("12", JsonRequest(12)),
        ("-1.5e3", JsonRequest(-1500.0)),
        ("null", JsonRequest(None)),
        ("false # c", JsonRequest(False)),
        ("`a: {b} # c`", TextRequest("a: {b} # c")),
        ("```\nGET /x\n# no comment\n```", TextRequest("GET /x\n# no comment\n")),
        ("[Form]", FormRequest(())),
        ("hex,89 50\n4e;", BytesRequest(b"\x89PN")),
        ("base64,iVA=; # c", BytesRequest(b"\x89P")),
        ("[Multipart]\na: b", MultipartRequest((("a", "b"),), ())),
        (
            '[MultipartFormData]\na: bytes of b\nphoto : bytes,"a \\"b\\".png" , "image/png",hex:8950 # c\n'
            'note: bytes,"n.txt","text/plain",text:"a, b"\nc: bytes,"c","a/b",base64:iVA=',
            MultipartRequest(
                (("a", "bytes of b"),),
                (
                    MultipartFile("photo", 'a "b".png', "image/png", b"\x89P"),
                    MultipartFile("note", "n.txt", "text/plain", b"a, b"),
                    MultipartFile("c", "c", "a/b", b"\x89P"),
                ),
            ),
        ),
        ("[FormParams]\n1a: b", FormRequest((("1a", "b"),))),
        ("", None),
    ],
)
def test_bodies(body: str, content: object) -> None:
    assert only(f"POST /x\n{body}\nHTTP 200").body == content


def test_credentials_and_cookies() -> None:
    exchange = only("GET /x\n[BasicAuth]\nann: s3cret # c\n[Cookies]\na: 1\nb: \nHTTP 200")
    assert exchange.basic_auth == ("ann", "s3cret")
    assert exchange.cookies == (("a", "1"), ("b", ""))
    assert only("GET /x\nHTTP 200").basic_auth is None


def test_bytes_that_must_come() -> None:
    [expectation] = only("GET /x\nHTTP 200\nhex,8950;").expectations
    assert expectation == Expectation(BodyBytes(), "==", "8950", location=place(12, 3))


def test_a_text_body_is_followed_by_the_next_lines() -> None:
    first, second = read("POST /x\n```\na\nb\n```\nHTTP 200\nGET /y\nHTTP 404").exchanges
    assert (first.status, second.status, second.location) == (200, 404, place(16, 3))


def test_captures_are_known_to_later_requests_only(problems: Problems) -> None:
    capture = 'HTTP 200\n[Captures]\nid: jsonpath "$.id"\n'
    later = read(
        f'GET /a\n{capture}PUT /a/{{{{id}}}}?b={{{{id}}}}\nX: {{{{id}}}}\n{{"c": "{{{{id}}}}"}}\n'
        'HTTP 200\n[Asserts]\njsonpath "$.d" == {{id}}\njsonpath "$.e" == "no {{id}}"\n'
    ).exchanges[1]
    assert (later.path, later.query) == ("/a/{{id}}", (("b", "{{id}}"),))
    assert later.headers == (("X", "{{id}}"),)
    assert later.body == JsonRequest({"c": "{{id}}"})
    assert [e.value for e in later.expectations] == ["{{id}}", "no {{id}}"]
    assert problems(f"GET /a/{{{{id}}}}\n{capture}")[0].startswith("shop.md:10:10: no earlier")
    same = problems(f'GET /a\n{capture}[Asserts]\njsonpath "$.b" == {{{{id}}}}')
    assert same[0].startswith("shop.md:15:21: no earlier request captures {{id}}")


@pytest.mark.parametrize(
    "text, message",
    [
        ("", "10:3: the http block holds no request."),
        ("# only words\n", "10:3: the http block holds no request."),
        ("GET /x", "10:3: the request expects nothing."),
        ("\nGET /x\nX: y\n\nGET /y\nHTTP 200", "11:3: the request expects nothing."),
        ("GET /x\nHTTP *", "11:8: any status would do here."),
        ("GET /x\nHTTP/1.1 *", "11:12: any status would do here."),
        ("GET /x\nHTTP", "11:3: 'HTTP' names no status."),
        ("GET /x\nHTTP # 200", "11:3: 'HTTP # 200' names no status."),
        ("GET /x\nhttp 200", "11:3: 'http 200' names no status. Write \"HTTP 201\"."),
        ("GET /x\nHTTP 99", "11:8: '99' is no HTTP status."),
        ("GET /x\nHTTP 600", "11:8: '600' is no HTTP status."),
        ("GET /x\nHTTP ２００", "11:8: '２００' is no HTTP status."),
        ("GET /x\nHTTP 201 Created", "11:12: 'Created' follows the status."),
        ("GET /x\n HTTPS 200\nHTTP 200", "11:4: 'HTTPS 200' is no header."),
        ("HTTP 200", "10:3: the method 'HTTP' is unknown."),
        ("GET /x\n[Queries]\nHTTP 200", "11:3: the section [Queries] is not known here. Did you mean 'Query'?"),
        ("GET /x\n[Options]\nHTTP 200", "11:3: the section [Options] is not known here. Sections are"),
        ("GET /x\n[Asserts]\nHTTP 200", "11:3: the section [Asserts] is not known here. [Captures] and"),
        ("GET /x\nHTTP 200\n[Form]", "12:3: the section [Form] is not known here. [Captures] and"),
        ("GET /x\nHTTP 200\n[Cookies]", "12:3: the section [Cookies] is not known here. [Captures] and"),
        ("GET /x\n[BasicAuth]\na: b\nc: d\nHTTP 200", "13:3: [BasicAuth] holds more than one"),
        ("GET /x\n[Form]\na: b\n[Multipart]\nc: d\nHTTP 200", "14:3: the request has a form and a multipart form."),
        ("GET /x\n[Multipart]\na: b\nhex,89;\nHTTP 200", "13:3: the request has a form and a body."),
        ("GET /x\n[Multipart]\nphoto: file,a.png;\nHTTP 200", "12:10: a file on this machine is not read"),
        ('GET /x\n[Multipart]\nphoto: bytes,"a.png";\nHTTP 200', "12:23: the file's line cannot be read here."),
        ('GET /x\n[Multipart]\nphoto: bytes,a.png\nHTTP 200', "12:16: a string in double quotes is expected."),
        ('GET /x\n[Multipart]\nphoto: bytes,"","a/b",text:"x"\nHTTP 200', "12:16: the file's name or media type is empty."),
        ('GET /x\n[Multipart]\nphoto: bytes,"a","a/b",hex:8\nHTTP 200', "12:26: the file's bytes cannot be read."),
        ('GET /x\n[Multipart]\nphoto: bytes,"a","a/b",hex:89 x\nHTTP 200', "12:33: 'x' follows the file."),
        ('GET /x\n[Multipart]\nphoto: bytes,"a","a/b",text:"ab" * 99999999\nHTTP 200', "12:26: the file has more than 32000000 bytes."),
        ('GET /x\n[Multipart]\nphoto: bytes,"a","a/b",text:"ab" + 5\nHTTP 200', "12:38: the file's bytes cannot be read."),
        ("# together: 3, others 200\nGET /x\nHTTP 200", "10:3: the others have the status 200 that is expected of one. Write '# together: 3'"),
        ("GET /x\nhex,8g;\nHTTP 200", "11:3: the bytes are no hex."),
        ("GET /x\nfile,a.png;\nHTTP 200", "11:3: a file on this machine is not read"),
        ("GET /x\nHTTP 200\n[Asserts] x", "12:13: 'x' follows the section's name."),
        ("GET /x\n{}\nX: y\nHTTP 200", "12:3: 'X: y' stands below the body."),
        ("GET /x\n{}\n[Query]\nHTTP 200", "12:3: '[Query]' stands below the body."),
        ("GET /x\nHTTP 200\n{}\n[Asserts]\nbody exists", "13:3: '[Asserts]' stands below the body."),
        ("GET /x\n{} {}\nHTTP 200", "11:6: '{}' follows the body."),
        ("GET /x\n[Form]\na: b\n{}\nHTTP 200", "13:3: the request has a form and a body."),
        ("GET /x\n```json\n{}\n```\nHTTP 200", "11:3: the text body is not closed or names a language."),
        ("GET /x\n`open\nHTTP 200", "11:3: the text body is not closed or names a language."),
    ],
)  # fmt: skip
def test_what_is_refused(problems: Problems, text: str, message: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(f"shop.md:{message}")


def test_each_request_and_each_line_of_asserts_has_its_problem(problems: Problems) -> None:
    found = problems(
        "PSOT /a\nHTTP 200\n\nGET /b\n{'a': 1}\nHTTP 200\nGET /c\nHTTP 200\n[Captures]\nx y\n"
        'z: jsonpath "$"\n[Asserts]\nbody is "a"\nbody exists\nstate == 200\nGET /d\n'
    )
    assert [problem.split(" ")[0] for problem in found] == [
        "shop.md:10:3:",
        "shop.md:14:4:",
        "shop.md:19:3:",
        "shop.md:22:8:",
        "shop.md:24:3:",
        "shop.md:25:3:",
    ]


def test_a_lost_request_takes_no_blame_for_its_captures(problems: Problems) -> None:
    found = problems(
        'GET a\nHTTP 200\n[Captures]\nid: jsonpath "$.id"\nGET /b/{{id}}\nHTTP 200\nGET /c\nHTTP x'
    )
    assert [problem.split(" ")[0] for problem in found] == ["shop.md:10:7:", "shop.md:17:8:"]


GARBAGE = (
    *("x", "[", "{", '"', '\\"', "`", "{{", '{"a":', "\n", "\\\n", "a: b\n", "# together: 2\n"),
    *(
        "GET /a\n1\nHTTP 200\n",
        "GET /a\n[\n",
        "GET /a\n```\n",
        "GET /a\nx y\n",
        f"GET /a{' ' * 99}",
    ),
)


@pytest.mark.parametrize("piece", GARBAGE)
@pytest.mark.parametrize("start", ["", "POST /x\n", "POST /x\nHTTP 200\n[Asserts]\nbody == "])
def test_garbage_is_read_or_refused(piece: str, start: str) -> None:
    text = start + piece * (256 * 1024 // len(piece))
    try:
        found = len(read(text).exchanges)
    except SpecRejected as rejected:
        found = min(len(rejected.problems), PROBLEM_LIMIT + 1)
        text = ""
    assert found > 0
    assert text or found <= PROBLEM_LIMIT


def test_a_megabyte_of_garbage(problems: Problems) -> None:
    assert len(problems("GET /a\n{'}\n" * (1024**2 // 11))) == PROBLEM_LIMIT


@pytest.mark.parametrize(
    ("written", "content"),
    [
        ('text:"ab" * 3', b"ababab"),
        ('text:"head\\n" + text:"x" * 5', b"head\nxxxxx"),
        ("hex:00 * 2 + hex:ff*3 + base64:iVA=", b"\0\0\xff\xff\xff\x89P"),
        ('text:"x" * 0', b""),
    ],
)
def test_a_file_is_made_of_pieces(written: str, content: bytes) -> None:
    text = f'POST /x\n[Multipart]\nphoto: bytes,"a","a/b",{written}\nHTTP 200\n'
    body = only(text).body
    assert isinstance(body, MultipartRequest)
    assert body.files[0].content == content
