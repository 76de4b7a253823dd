"""Whom an app of closed doors tells which paths it has."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import abort

from codegen.contract import (
    Anyone,
    Case,
    Endpoint,
    LoggedIn,
    NotLoggedIn,
    Parameter,
    ProblemBody,
    TextType,
    WhoMay,
)
from emitted import contract_of, imported, taking

KEY = Parameter(place="header", name="X-Key", type=TextType(min_length=0, max_length=99))


def endpoint(name: str, who: WhoMay, detail: str | None = "Who are you?") -> Endpoint:
    case = Case(when=NotLoggedIn(), status=401, body=ProblemBody(detail=detail))
    closed = not isinstance(who, Anyone)
    return taking(
        method="GET",
        path=f"/{name}",
        name=name,
        who=who,
        parameters=(KEY,) if closed else (),
        cases=(case,) if closed else (),
    )


def test_who_sends_no_credentials_is_not_told(tmp_path: Path) -> None:
    made = (endpoint("a", LoggedIn()), endpoint("b", LoggedIn()), endpoint("health", Anyone()))
    with imported(contract_of(endpoints=made), tmp_path) as emitted:

        @emitted.app.get("/c")
        def view() -> str:
            abort(404, "No such row")

        client = emitted.app.test_client()
        for ask in (client.get("/nothing"), client.post("/c")):
            assert (ask.status_code, (ask.get_json() or {})["detail"]) == (401, "Who are you?")
        with_key = {"X-Key": "some key"}
        assert client.get("/nothing", headers=with_key).status_code == 404
        assert client.post("/c", headers=with_key).status_code == 405
        assert client.get("/c").status_code == 404


@pytest.mark.parametrize(
    "endpoints",
    [
        (endpoint("a", LoggedIn()), endpoint("b", Anyone())),
        (endpoint("a", LoggedIn()), endpoint("b", LoggedIn(), "Another answer")),
        (endpoint("a", Anyone()),),
    ],
)
def test_where_doors_are_open_or_answer_otherwise_a_path_is_not_there(
    tmp_path: Path, endpoints: tuple[Endpoint, ...]
) -> None:
    with imported(contract_of(endpoints=endpoints), tmp_path) as emitted:
        assert emitted.app.test_client().get("/nothing").status_code == 404
