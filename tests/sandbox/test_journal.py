from __future__ import annotations

import json

import pytest

from codegen.sandbox.journal import GarbledError, Journal
from codegen.types import Outcome


def journal(*lines: tuple[str | int, ...]) -> Journal:
    made = Journal()
    for line in lines:
        made.take(json.dumps(line).encode())
    return made


def test_outcomes_are_in_the_order_of_collection() -> None:
    made = journal(
        ("collected", "a"),
        ("collected", "b"),
        ("collected", "c"),
        ("started", "c"),
        ("request", "GET /"),
        ("ended", "c", "failed", "why"),
        ("started", "a"),
        ("ended", "a", "passed", ""),
        ("started", "b"),
    )
    assert made.outcomes("cut off") == (
        Outcome("a", "passed"),
        Outcome("b", "failed", "cut off"),
        Outcome("c", "failed", "why", "GET /"),
    )


def test_first_verdict_of_a_test_holds() -> None:
    made = journal(("started", "a"), ("ended", "a", "failed", "why"))
    with pytest.raises(GarbledError):
        made.take(b'["ended", "a", "passed", ""]')
    assert made.outcomes("")[0].verdict == "failed"


def test_fault_is_believed_before_the_walls_stand_alone() -> None:
    assert journal(("fault", "no wall")).fault == "no wall"
    with pytest.raises(GarbledError):
        journal(("walled",), ("fault", "no wall"))


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"\xff", b"{}", b"1", b"null", b'"walled"', b"[" * 10**5, b"[]", b'["unknown"]'),
        *(
            b'["ended", "a", "perfect", ""]',
            b'["collected", 1]',
            b'["done", "0"]',
            b'["walled", 1]',
        ),
        *(b'["ended", "a", "passed", 1]', b'["collected", []]', b'["ended", "a"]'),
    ],
)
def test_what_the_plugin_cannot_have_written_is_refused(line: bytes) -> None:
    with pytest.raises(GarbledError):
        Journal().take(line)
