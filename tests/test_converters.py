"""What the emitted app makes of numbers in paths."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from codegen.render import Renderer

PATHS = ["0", "x", "-5", "9" * 19, "1.5", "١", "a%20b"]
"""What is the number of nothing."""


def client(
    converter: str, *, ids: bool, rows: bool = False, words: tuple[str, ...] = ()
) -> FlaskClient:
    text = Renderer().render(
        "app/package/converters.py.j2",
        has_numbers_in_paths=True,
        has_ids_alone_in_paths=ids,
        ids_are_rows=rows,
        words_beside_numbers=words,
    )
    made: dict[str, Any] = {}
    exec(text, made)
    app = Flask(__name__)
    app.url_map.converters["int"] = made[converter]
    app.add_url_rule("/things/<int:number>/parts", "parts", lambda number: f"part of {number}")
    app.add_url_rule("/things/<int:number>", "thing", lambda number: f"{number}")
    app.add_url_rule("/things/export", "export", lambda: "all")
    return app.test_client()


@pytest.mark.parametrize("given", PATHS)
def test_what_is_no_number_is_the_number_of_nothing(given: str) -> None:
    asked = client("RowNumber", ids=True)
    assert asked.get(f"/things/{given}").text == "0"
    assert asked.get(f"/things/{given}/parts").text == "part of 0"


def test_a_number_is_itself_and_words_of_a_path_come_first() -> None:
    asked = client("RowNumber", ids=True)
    assert asked.get("/things/17").text == "17"
    assert asked.get(f"/things/{'9' * 18}/parts").text == f"part of {'9' * 18}"
    assert asked.get("/things/export").text == "all"
    assert asked.get("/things/1/2").status_code == 404


@pytest.mark.parametrize("given", ["x", "-5", "9" * 19, "1.5", "a%20b"])
def test_where_0_is_a_number_like_others_what_is_none_leads_nowhere(given: str) -> None:
    asked = client("StorableInteger", ids=False)
    assert asked.get("/things/0").text == "0"
    assert asked.get(f"/things/{given}").status_code == 404


@pytest.mark.parametrize(("path", "number"), [("7", 7), (2**31 - 1, 2**31 - 1), (2**31, 0)])
def test_no_row_has_an_id_beyond_what_its_column_holds(path: object, number: int) -> None:
    asked = client("RowNumber", ids=True, rows=True)
    assert asked.get(f"/things/{path}").text == f"{number}"
    assert client("RowNumber", ids=True).get(f"/things/{path}").text == f"{path}"


def test_a_word_that_stands_where_a_number_may_is_a_path_of_its_own() -> None:
    asked = client("RowNumber", ids=True, words=("count", "a\\.b"))
    asked.application.add_url_rule("/things/count", "count", lambda: "many")
    asked.application.add_url_rule(
        "/things/<int:number>", "mend", lambda number: "", methods=["PATCH"]
    )
    answer = asked.patch("/things/count")
    assert answer.status_code == 405
    assert "PATCH" not in answer.headers["Allow"]
    assert asked.get("/things/count").text == "many"
    assert asked.get("/things/a.b").status_code == 404
    assert [asked.get(f"/things/{word}").text for word in ("counts", "acb", "7")] == ["0", "0", "7"]
