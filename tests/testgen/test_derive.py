from __future__ import annotations

from pathlib import Path

import pytest

from codegen.scenario import JsonRequest, JsonValue, Scenario, TextRequest
from codegen.testgen.derive import derive
from specs import MEMBERS, REGISTER, understood


def scenarios(markdown: str, folder: Path) -> list[Scenario]:
    found = understood(markdown, folder)
    return list(derive(found.contract, found.texts))


def sent(every: list[Scenario], field: str, status: int) -> list[JsonValue]:
    """The values of a field in the last requests that are answered with this status."""
    bodies = [s.exchanges[-1].body for s in every if s.exchanges[-1].status == status]
    objects = [b.value for b in bodies if isinstance(b, JsonRequest) and isinstance(b.value, dict)]
    return [body[field] for body in objects if field in body]


@pytest.mark.parametrize(
    ("field", "within", "beyond"),
    [
        ("name", ("x" * 2, "x" * 40), ("x", "x" * 41, "", None, 7, True, ["seven"])),
        ("pin", ("x" * 4, "x" * 12), ("x" * 3, "x" * 13, "", None)),
        ("age", (18, 120), (17, 121, None, "seven", 7.5, True)),
        ("nickname", ("x", "x" * 20, None), ("", "x" * 21, 7)),
        ("level", (1, 5), (0, 6, None, "seven")),
        ("newsletter", (True, False), (None, "seven", 7)),
    ],
)
def test_both_sides_of_each_limit_are_sent(
    tmp_path: Path, field: str, within: tuple[JsonValue, ...], beyond: tuple[JsonValue, ...]
) -> None:
    every = scenarios(MEMBERS, tmp_path)
    accepted, refused = sent(every, field, 200), sent(every, field, 422)
    assert all(any(v is value or v == value for v in accepted) for value in within)
    assert all(any(type(v) is type(value) and v == value for v in refused) for value in beyond)


def test_every_case_of_every_endpoint_has_a_scenario(tmp_path: Path) -> None:
    found = understood(MEMBERS, tmp_path)
    every = derive(found.contract, found.texts)
    seen = {(e.status, x.value) for s in every for e in s.exchanges for x in e.expectations}
    statuses = {exchange.status for s in every for exchange in s.exchanges}
    for case in found.contract.endpoints[0].cases:
        assert case.status in statuses
        detail = getattr(case.body, "detail", None)
        assert detail is None or (case.status, detail) in seen


def test_every_statement_is_covered_or_an_example(tmp_path: Path) -> None:
    found = understood(REGISTER, tmp_path)
    covered = {id_ for s in derive(found.contract, found.texts) for id_ in s.covers}
    titles = {block.title.id for block in found.spec.http_blocks if block.title}
    demands = {s.id for s in found.spec.statements if s.section != "background"}
    assert demands == covered | titles


def test_no_scenario_is_without_an_expectation(tmp_path: Path) -> None:
    for scenario in scenarios(MEMBERS, tmp_path):
        assert scenario.exchanges
        assert all(exchange.expectations for exchange in scenario.exchanges)


def test_scenarios_of_one_name_have_variants_of_their_own(tmp_path: Path) -> None:
    names = [(s.name, s.variant) for s in scenarios(MEMBERS, tmp_path)]
    assert len(set(names)) == len(names)


def test_many_at_once_leave_one_winner(tmp_path: Path) -> None:
    [race] = [s for s in scenarios(REGISTER, tmp_path) if s.exchanges[-1].together]
    together = race.exchanges[-1].together
    assert together is not None
    assert (together.count, together.others_status) == (20, 409)


def test_what_is_no_json_is_sent_as_it_is(tmp_path: Path) -> None:
    bodies = [
        s.exchanges[-1].body for s in scenarios(REGISTER, tmp_path) if s.exchanges[-1].status == 400
    ]
    assert all(isinstance(body, TextRequest) for body in bodies)
    assert len(bodies) == 3


def test_an_unchanged_base_request_survives_a_changed_limit(tmp_path: Path) -> None:
    """Else each changed limit would change every test."""
    one = scenarios(REGISTER, tmp_path)[0].exchanges[0].body
    other = scenarios(REGISTER.replace("at least 8", "at least 12"), tmp_path)[0].exchanges[0].body
    assert one == other
