"""Assumptions that can be read: a model's first, one line each; the table's by their number."""

from __future__ import annotations

from codegen.reporters.assumptions import LINE_CHARACTERS, digest
from codegen.reporters.base import Assumed

ORDER = Assumed("In which order?", "GET /loans", "The oldest first.")


def test_what_a_model_chose_comes_first_and_the_table_is_a_number() -> None:
    table = (
        Assumed("range", "Loan.days", "from 1"),
        Assumed("range", "Loan.fine", "from 1"),
        Assumed("ids", "app", "whole numbers"),
    )
    assert digest((table[0], ORDER, *table[1:])) == (
        "GET /loans: In which order?: The oldest first.",
        "and 2 of docs/defaults.md: `codegen explain SPEC` lists all in full",
    )
    assert digest(table) == ("2 of docs/defaults.md: `codegen explain SPEC` lists all in full",)


def test_the_same_in_the_same_words_is_told_once() -> None:
    same = Assumed("in which  order", "GET /books", "the oldest first")
    assert digest((ORDER, ORDER, same)) == (
        "GET /loans, GET /books: In which order?: The oldest first.",
    )


def test_the_same_in_other_words_is_told_twice() -> None:
    other = Assumed("How are they sorted?", "GET /loans", "The oldest first.")
    assert len(digest((ORDER, other))) == 2


def test_a_long_one_is_one_line_that_says_where_all_of_it_is() -> None:
    [line, where] = digest((Assumed("What?", "GET /x", "so\n" * 200),))
    assert len(line) == LINE_CHARACTERS
    assert line.startswith("GET /x: What?: so so")
    assert line.endswith("…")
    assert where == "in short: `codegen explain SPEC` lists all in full"


def test_nothing_assumed_is_nothing_told() -> None:
    assert digest(()) == ()
