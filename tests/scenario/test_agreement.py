"""The statuses that an endpoint can answer with."""

from __future__ import annotations

from typing import Any

import pytest

from codegen.contract import Contract, Endpoint, Setting
from codegen.scenario import Exchange
from codegen.scenario.agreement import possible_statuses, setting_problems
from custom import HOME

ID = {"place": "path", "name": "id", "type": {"kind": "integer", "minimum": 1, "maximum": 9}}
DEFAULTS_OF_A_BODY = {400, 413, 415, 422}


def endpoint(**changes: Any) -> Endpoint:
    """A custom endpoint that succeeds with 200 and has no case."""
    return Endpoint.model_validate(HOME.model_dump(mode="json") | changes)


@pytest.mark.parametrize(
    ("changes", "statuses"),
    [
        ({}, set()),
        ({"request": {"kind": "json", "shape": "X"}}, DEFAULTS_OF_A_BODY),
        ({"request": {"kind": "multipart"}}, DEFAULTS_OF_A_BODY),
        ({"path": "/games/{id}", "parameters": [ID]}, {404}),
        ({"parameters": [ID | {"place": "query"}]}, {422}),
        ({"who": {"kind": "logged_in"}}, {401}),
        ({"who": {"kind": "owner"}}, {401, 403}),
        ({"who": {"kind": "role", "name": "admin"}}, {401, 403}),
    ],
)
def test_statuses_of_the_defaults_apply_to_custom_endpoints(
    changes: dict[str, Any], statuses: set[int]
) -> None:
    assert possible_statuses(endpoint(**changes)) == {200, *statuses}


def test_a_standard_operation_has_its_cases_alone() -> None:
    taken = {"when": {"kind": "duplicate", "field": "x"}, "status": 409, "body": {"kind": "empty"}}
    body = {"kind": "json", "fields": ["x"]}
    create = endpoint(operation="create", entity="X", request=body, cases=[taken])
    assert possible_statuses(create) == {200, 409}


def test_a_setting_that_the_app_has() -> None:
    known = Contract(
        app="till", title="", entities=(), endpoints=(), settings=(Setting(name="PIN"),)
    )
    told = Exchange("GET", "/till", 200, settings=(("PIN", "1"), ("PINN", "2")))
    [problem] = setting_problems(known, told)
    assert problem.cause == "the app has no setting 'PINN'"
    assert problem.mend == "The settings are PIN."
