"""By which values the rows of a Scenario are told apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codegen.contract import Contract
from codegen.scenario import Scenario
from codegen.testgen.derive import derive
from specs import understood

SPEC = """\
# Lockers

## Data

### Student

- `name`: text, 1 to 80 characters

### Locker

- `number`: whole number from 1 to 400
- `student`: link to a student, unique

### Key

- `locker`: link to a locker
- `student`: link to a student
- `spare`: yes/no
- `locker` and `student` are unique together

## Endpoints

### POST /keys
- Adds a key.
### GET /lockers
- Lists the lockers.
### GET /keys
- Lists the keys.
### GET /lockers/{locker_id}/keys
- Lists the keys of the locker.
### PATCH /keys/{id}
- Changes the key.
"""


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    return understood(SPEC, tmp_path_factory.mktemp("spec"), "lockers.md").contract


def rows(scenario: Scenario, entity: str) -> list[dict[str, object]]:
    return [dict(each.values) for each in scenario.given if each.entity == entity]


def links(scenario: Scenario) -> Iterator[tuple[object, object]]:
    """The links of given rows: the entity and the id that they lead to."""
    for each in scenario.given:
        for name, value in each.values:
            if name in ("student", "locker") and value is not None:
                yield name.capitalize(), value


def test_each_link_of_a_given_row_leads_to_a_row_that_is_there(contract: Contract) -> None:
    for scenario in derive(contract, {}):
        there = {(each.entity, dict(each.values)["id"]) for each in scenario.given}
        assert there.issuperset(links(scenario)), scenario.name


def test_no_two_given_rows_share_what_is_unique(contract: Contract) -> None:
    most = 0
    for scenario in derive(contract, {}):
        for entity, names in (("Locker", ("student",)), ("Key", ("locker", "student"))):
            found = [tuple(row[name] for name in names) for row in rows(scenario, entity)]
            assert len(set(found)) == len(found), scenario.name
            most = max(most, len(found))
    assert most > 2


def test_a_combination_that_is_taken_is_tried_and_what_differs_in_one_value_too(
    contract: Contract,
) -> None:
    names = {scenario.name for scenario in derive(contract, {})}
    assert names.issuperset(
        {
            "create_key_refuses_a_taken_locker_and_student",
            "create_key_takes_the_rest_again_with_another_student",
            "create_key_lets_one_of_many_at_once_take_the_locker_and_student",
            "update_key_refuses_the_locker_and_student_of_another_row",
            "update_key_takes_its_own_locker_and_student_again",
        }
    )
