from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from codegen import defaults
from codegen.contract import Contract
from codegen.interpret.builtin import interpret
from codegen.spec import read_spec

DOCS = Path(__file__).parents[1] / "docs"
BARE = """\
# Accounts
## Data
### User
- `name`
- `password`
- `age`: whole number, at least 18
- `active`: yes/no, default yes
- `tag`: text, unique, at least 300 characters
## Endpoints
### POST /users
- Creates a user.
"""


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str], Contract]:
    def read(text: str) -> Contract:
        (tmp_path / "accounts.md").write_text(text, encoding="utf-8")
        return interpret(read_spec(tmp_path / "accounts.md", tmp_path))

    return read


def test_the_page_is_in_step_with_the_table() -> None:
    mend = "run `python -m codegen.defaults`"
    assert (DOCS / "defaults.md").read_text("utf-8") == defaults.page(), mend


def test_every_topic_has_one_row() -> None:
    assert [row.topic for row in defaults.TABLE] == list(get_args(defaults.Topic))
    assert all("|" not in f"{row.question}{row.chosen}{row.why}" for row in defaults.TABLE)


def test_what_a_bare_spec_leaves_open_is_listed_in_the_order_of_the_table(
    made: Callable[[str], Contract],
) -> None:
    assumed = [(a.topic, a.about, a.chosen) for a in made(BARE).assumptions]
    whole_range = f"from {-(2**63)} to {2**63 - 1} where nothing else is said"
    assert assumed == [
        ("type", "User.name", "text"),
        ("type", "User.password", "secret"),
        ("minimum length", "User.name", "at least 1 character"),
        ("minimum length", "User.password", "at least 1 character"),
        ("maximum length", "User.name", "at most 255 characters"),
        ("maximum length", "User.password", "at most 255 characters"),
        ("maximum length", "User.tag", "at most 600 characters"),
        ("range", "User.age", whole_range),
        ("required", "User.name", "required"),
        ("required", "User.password", "required"),
        ("required", "User.age", "required"),
        ("required", "User.tag", "required"),
        ("comparison", "User.tag", "compared as they are: case counts, and nothing is trimmed"),
        ("who may call", "POST /users", "anyone"),
        ("request fields", "POST /users", "all the entity's fields"),
        ("success status", "POST /users", "201"),
        ("success body", "POST /users", "the id and every field that is no secret"),
        ("invalid field status", "POST /users", "422"),
        ("unknown fields", "POST /users", "refused with 422"),
        (
            "null",
            "accounts",
            "accepted where the field is optional and has no default, else refused",
        ),
        ("malformed body", "POST /users", "400"),
        ("content type", "POST /users", "415"),
        ("body limit", "accounts", "1048576 bytes; a larger one is 413"),
        ("duplicate status", "POST /users", "409"),
        ("error body", "accounts", "problem details; a stated message is the detail"),
        ("error messages", "POST /users", "chosen by the app; no client should read them"),
        ("ids", "accounts", "whole numbers from 1, given by the database"),
        ("unstorable text", "accounts", "refused with 422"),
        ("large numbers", "accounts", "refused with 422"),
        ("probes", "accounts", "GET /health and GET /ready, by anyone"),
    ]


def test_an_assumption_names_the_statement_that_left_it_open(
    made: Callable[[str], Contract],
) -> None:
    by_about = {a.about: a.statement for a in made(BARE).assumptions if a.topic == "required"}
    assert str(by_about["User.name"]).startswith("entity:User/")


def test_what_is_said_is_no_assumption(made: Callable[[str], Contract]) -> None:
    said = """\
# Accounts
## Data
### User
- `name`: text, 1 to 80 characters, required
- `password`: secret, 8 to 100 characters, required
## Endpoints
### POST /users
- Creates a user with `name` and `password`.
- If the name already exists, answer 409 with "Taken".
- Otherwise answer 201 with "Welcome".
- Anyone may call it.
- Missing or invalid fields are 422.
- A body that is not an object is 422.
- An unknown field is 422.
- Malformed JSON is 400.
- A wrong content type is 415.
- A too large body is 413.
"""
    topics = [a.topic for a in made(said).assumptions]
    assert topics == [
        "comparison",
        "null",
        "body limit",
        "error body",
        "error messages",
        "ids",
        "unstorable text",
        "large numbers",
        "order of answers",
        "probes",
    ]
