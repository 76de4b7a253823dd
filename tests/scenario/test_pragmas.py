from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.scenario import Given, Together
from codegen.scenario.reader import HttpExample, read_http_block
from codegen.scenario.text import request_text
from codegen.types import Location

Problems = Callable[[str], list[str]]
AT = Location("shop.md", 10, 3)
REQUEST = "GET /x\nHTTP 200\n"


def read(text: str) -> HttpExample:
    return read_http_block(text, AT)


def test_given_and_now() -> None:
    example = read(
        '# given: User {"name": "ann # b", "age": 3} # c\n#given : Note {}\n'
        f"#  now:  2026-03-01T09:00:00Z  \n{REQUEST}"
    )
    assert example.given == (
        Given("User", (("name", "ann # b"), ("age", 3)), Location("shop.md", 10, 3)),
        Given("Note", (), Location("shop.md", 11, 3)),
    )
    assert example.exchanges[0].now == "2026-03-01T09:00:00Z"


@pytest.mark.parametrize(
    "now", ["2026-03-01T09:00:00+02:00", "2026-03-01t09:00:00.123456z", "2024-02-29T23:59:59Z"]
)
def test_times(now: str) -> None:
    assert read(f"# now: {now}\n{REQUEST}").exchanges[0].now == now


def test_the_clock_is_set_above_any_request() -> None:
    times = ("2026-03-02T09:00:00Z", "2026-03-01T09:00:00Z")
    text = (
        f"{REQUEST}# now: {times[0]}\n{REQUEST}{REQUEST}# now: {times[1]}\n# together: 2\n{REQUEST}"
    )
    assert [exchange.now for exchange in read(text).exchanges] == [None, times[0], None, times[1]]


@pytest.mark.parametrize(
    "text, together",
    [
        ("2", Together(2)),
        ("100", Together(100)),
        ("20, others 409", Together(20, 409)),
        ("20,others 409", Together(20, 409)),
    ],
)
def test_together(text: str, together: Together) -> None:
    first, second, third = read(f"{REQUEST}# together: {text}\n{REQUEST}{REQUEST}").exchanges
    assert (first.together, second.together, third.together) == (None, together, None)


@pytest.mark.parametrize(
    "comment",
    ["# words", "# note: words", "# then: words", "#", "##", "# see http://a.b", "# 3: x"],
)
def test_comments_that_are_none(comment: str) -> None:
    assert read(f"{comment}\n{REQUEST}") == HttpExample(read(f"\n{REQUEST}").exchanges)


@pytest.mark.parametrize(
    "pragma, message",
    [
        ("# togeter: 3", "the comment '# togeter:' is nearly a pragma. Did you mean '# together:'?"),
        ("# Given: User {}", "the comment '# Given:' is nearly a pragma. Did you mean '# given:'?"),
        ("# given:", "the pragma 'given' needs an entity and its values."),
        ("# given: a user", "the pragma 'given' needs an entity and its values."),
        ("# given: User [1]", "the pragma 'given' needs an entity and its values."),
        ("# now: today", "'today' is no RFC 3339 time with a zone."),
        ("# now: 2026-03-01T09:00:00", "'2026-03-01T09:00:00' is no RFC 3339 time"),
        ("# now: 2026-13-01T09:00:00Z", "'2026-13-01T09:00:00Z' is no RFC 3339 time"),
        ("# now: 2026-02-30T09:00:00Z", "'2026-02-30T09:00:00Z' is no RFC 3339 time"),
        ("# together: 1", "1 requests cannot be sent at once. Send 2 to 100"),
        ("# together: 101", "101 requests cannot be sent at once."),
        ("# together: 20, others 999", "999 is no HTTP status."),
        ("# together: many", "the pragma 'together' cannot be read."),
        ("# together: 20 others 409", "the pragma 'together' cannot be read."),
        ("# together:", "the pragma 'together' cannot be read."),
    ],
)  # fmt: skip
def test_refused_pragmas(problems: Problems, pragma: str, message: str) -> None:
    found = problems(f"{pragma}\n{REQUEST}")
    assert len(found) == 1
    assert found[0].startswith(f"shop.md:10:3: {message}")


@pytest.mark.parametrize(
    "text, message",
    [
        (f"{REQUEST}# now: 2026-03-01T09:00:00Z\n", "12:3: no request follows. Put it above the request that comes at that time."),
        ("GET /x\n# now: 2026-03-01T09:00:00Z\nHTTP 200\n", "11:3: the pragma 'now' stands inside a request."),
        (f"{REQUEST}# given: User {{}}\n", "12:3: the pragma 'given' is of the whole block."),
        (f"{REQUEST}# together: 3\n", "12:3: no request follows."),
        ("GET /x\n# together: 3\nHTTP 200\n", "11:3: the pragma 'together' stands inside a request."),
        (f"# together: 3\n# together: 4\n{REQUEST}", "11:3: the pragma 'together' stands twice."),
        (f"# now: 2026-03-01T09:00:00Z\n# now: 2026-03-01T09:00:00Z\n{REQUEST}", "11:3: the pragma 'now' stands twice."),
        (f"# together: 3\n{REQUEST}[Captures]\na: body\n", "14:3: a request that is sent several times"),
        (f'# given: User {{"a": NaN}}\n{REQUEST}', "10:23: 'NaN' is no JSON."),
        (f'# given: User {{"a": 1, "a": 2}}\n{REQUEST}', "10:26: the object has the key 'a' twice."),
        (f'# given: User {{"a": "{{{{b}}}}"}}\n{REQUEST}', "10:24: no earlier request captures {{b}}."),
        (f'# given: User {{"a":\n1}}\n{REQUEST}', "10:17: the values run over the end of the comment."),
        (f"# given: User {{}} x\n{REQUEST}", "10:20: 'x' follows the values."),
    ],
)  # fmt: skip
def test_pragmas_in_the_wrong_place_or_form(problems: Problems, text: str, message: str) -> None:
    assert problems(text)[0].startswith(f"shop.md:{message}")


def test_settings_stand_above_any_request() -> None:
    text = f"{REQUEST}# setting: WORD=a = b\n#setting :PIN=\n{REQUEST}"
    first, second = read(text).exchanges
    assert first.settings == ()
    assert second.settings == (("WORD", "a = b"), ("PIN", ""))
    assert request_text(second).startswith("# setting: WORD=a = b\n# setting: PIN=\nGET")


@pytest.mark.parametrize("text", ["word=a", "WORD", "=a", "WORD =a", ""])
def test_a_setting_needs_a_name_and_a_text(text: str, problems: Problems) -> None:
    [problem] = problems(f"# setting: {text}\n{REQUEST}")
    assert "the pragma 'setting' needs the name of a setting and its text" in problem


def test_a_setting_is_of_the_request_below(problems: Problems) -> None:
    assert "no request follows" in problems(f"{REQUEST}# setting: WORD=a\n")[0]
    [problem] = problems(f"{REQUEST}# setting: WORD=a\n# service-called: x none\n{REQUEST}")
    assert "stands behind one of the next request" in problem
