"""Rows that a spec says are there from the start."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import Contract

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
DATA = """\
## Data
### Author (作者)
- `name` (姓名): text, unique
- `password`: secret, optional
{rows}
### Book (书)
- `title` (书名): text, 1 to 80 characters
- `price`: money, default 5
- `read`: yes/no, default no
- `author`: link to an author, optional
{books}
"""
ENDPOINTS = "## Endpoints\n### POST /authors\n- Creates an author.\n"


def data(*books: str, authors: tuple[str, ...] = ()) -> str:
    lines = ("\n".join(f"- {each}" for each in rows) for rows in (authors, books))
    rows, listed = lines
    return DATA.format(rows=rows, books=listed)


def test_rows_from_the_start(made: Made) -> None:
    contract = made(
        data(
            'From the start there is a book with `title` "Emma", `price` 7.50 and author 1.',
            'There is a book whose title is "Persuasion" and read is yes from the start.',
            "一开始有一个书，书名“红楼梦”。",
            authors=('From the start there is an author with the name "Jane".',),
        ),
        ENDPOINTS,
    )
    assert [(row.entity, row.fields) for row in contract.rows] == [
        ("Author", {"name": "Jane"}),
        ("Book", {"title": "Emma", "price": "7.50", "author": 1}),
        ("Book", {"title": "Persuasion", "read": True}),
        ("Book", {"title": "红楼梦"}),
    ]
    assert all(row.citations for row in contract.rows)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a book with the `price` 7.50", "a row of 'Book' needs its 'title'. Name it."),
        ('a book with `title` ""', "'title' can have no value ''."),
        ("a book with the title 5", "'title' can have no value 5."),
        ('a book with `title` "A" and `author` 1', "no row 1 of 'Author' stands before this one."),
        ('a book with `title` "A" and `price` "x"', "'price' can have no value 'x'."),
        ('a book with `title` "A" and `colour` "x"', "the unknown field 'colour'"),
    ],
)
def test_what_no_row_can_be(problems: Problems, row: str, expected: str) -> None:
    found = problems(data(f"From the start there is {row}."), ENDPOINTS)
    assert any(expected in problem for problem in found), found


def test_rows_that_are_alike_and_rows_with_secrets(problems: Problems) -> None:
    jane = 'From the start there is an author with the name "Jane"'
    twice = problems(data(authors=(f"{jane}.", f"{jane}.")), ENDPOINTS)
    assert any("two rows of 'Author' have the same name." in problem for problem in twice)
    secret = problems(data(authors=(f'{jane} and the password "correct horse".',)), ENDPOINTS)
    assert any("'password' is a secret, which would stand readable" in each for each in secret)
