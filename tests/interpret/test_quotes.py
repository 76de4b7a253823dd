from __future__ import annotations

import pytest

from codegen.interpret.quotes import quote_problem
from codegen.types import Location

HERE = Location("x.md", 1)


@pytest.mark.parametrize(
    "text", ['say "a" and “b "c"”', "it's `\"` here", "", "「a」 and 『b』", "the users' names"]
)
def test_what_can_be_read(text: str) -> None:
    assert quote_problem(text, HERE) is None


@pytest.mark.parametrize(
    "text", ['say "a', 'a" b', "b”", "“a", "「a", 'say "a \\" b"', 'say "C:\\"', '"a" "b" "']
)
def test_what_cannot(text: str) -> None:
    assert quote_problem(text, HERE) is not None
