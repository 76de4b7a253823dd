"""Statuses that Flask's ``abort`` knows no exception for."""

from __future__ import annotations

from pathlib import Path

from flask import abort

from codegen.contract import Case, ProblemBody, RuleBroken, StatementId
from emitted import contract_of, imported, taking


def case(status: int) -> Case:
    return Case(when=RuleBroken(statement=StatementId("s")), status=status, body=ProblemBody())


def test_a_view_may_abort_with_any_status_of_the_contract(tmp_path: Path) -> None:
    contract = contract_of(endpoints=(taking(cases=(case(402), case(409), case(425))),))
    with imported(contract, tmp_path) as emitted:

        @emitted.app.get("/<int:status>")
        def view(status: int) -> str:
            abort(status, "Card is short")

        client = emitted.app.test_client()
        for status in (402, 409, 425):
            answer = client.get(f"/{status}")
            assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
            assert (answer.get_json() or {})["detail"] == "Card is short"
