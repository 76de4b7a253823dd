"""Fields whose values, taken together, are unique -> groups of entities and cases of endpoints."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import Contract, ProblemBody, TakenTogether

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
DATA = """\
## Data
### Room (房间)
- `name` (名称): text
- `floor` (楼层): whole number
### Booking (预订)
- `room`: link to a room
- `day` (日期): date
- `pin`: secret, optional
- `slot`: one of "morning", "evening"
"""
ENDPOINTS = """\
## Endpoints
### POST /rooms
- Adds a room.
### PATCH /bookings/{id}
- Changes the `day` of a booking.
### PUT /bookings/{id}/slot
- Sets the slot of the booking to "evening".
### POST /bookings
- Adds a booking.
"""


def groups(contract: Contract, entity: str) -> tuple[tuple[str, ...], ...]:
    return contract.entity(entity).unique_together


def taken(contract: Contract, key: str) -> list[tuple[tuple[str, ...], int, str | None]]:
    """The groups that the endpoint has a case for, with its status and its words."""
    cases = [case for case in contract.endpoint(key).cases if isinstance(case.when, TakenTogether)]
    bodies = [case.body for case in cases]
    assert all(isinstance(body, ProblemBody) for body in bodies)
    return [(c.when.fields, c.status, c.body.detail) for c in cases]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "sentence",
    [
        "No two bookings have the same room and slot.",
        "The booking's room and slot are unique together.",
        "The combination of `room` and `slot` must be unique.",
        "The slot must be unique per room.",
        "There is at most one booking for each room and slot.",
        "同一个`room`的`slot`不能重复。",
        "`room`和`slot`的组合必须唯一。",
    ],
)
def test_sentences_make_a_group(made: Made, sentence: str) -> None:
    contract = made(f"{DATA}{ENDPOINTS}## Rules\n- {sentence}\n")
    assert groups(contract, "Booking") == (("room", "slot"),)
    assert groups(contract, "Room") == ()
    assert contract.entity("Booking").citations[0].quote == sentence.rstrip(".。")
    expected = [(("room", "slot"), 409, None)]
    assert taken(contract, "POST /bookings") == expected
    assert taken(contract, "PUT /bookings/{id}/slot") == expected
    assert taken(contract, "PATCH /bookings/{id}") == []
    assert taken(contract, "POST /rooms") == []


def test_below_an_entity_it_is_said_of_that_one(made: Made) -> None:
    data = DATA.replace("### Booking", "- `name` and `floor` are unique together\n### Booking")
    assert groups(made(data + ENDPOINTS), "Room") == (("name", "floor"),)


def test_an_answer_to_what_is_taken_says_it_too(made: Made) -> None:
    said = (
        '- If there is already a booking with the same room, day and slot, answer 422 with "Taken".'
    )
    contract = made(f"{DATA}{ENDPOINTS}{said}\n")
    assert groups(contract, "Booking") == (("room", "day", "slot"),)
    assert taken(contract, "POST /bookings") == [(("room", "day", "slot"), 422, "Taken")]
    assert taken(contract, "PATCH /bookings/{id}") == [(("room", "day", "slot"), 409, None)]


def test_under_rules_the_answer_is_that_of_all_who_write_it(made: Made) -> None:
    rule = "## Rules\n- 如果`room`和日期的组合已存在，返回 400 和“已满”。\n"
    contract = made(DATA + ENDPOINTS + rule)
    for key in ("POST /bookings", "PATCH /bookings/{id}"):
        assert taken(contract, key) == [(("room", "day"), 400, "已满")]
    assert taken(contract, "PUT /bookings/{id}/slot") == []


def test_two_groups_are_answered_apart(made: Made) -> None:
    rules = """\
## Rules
- If the room and the day are taken together, answer 409 with "One a day".
- If the day and the slot are taken together, answer 422 with "One guest".
"""
    found = taken(made(DATA + ENDPOINTS + rules), "POST /bookings")
    assert sorted(found, key=str) == [
        (("day", "slot"), 422, "One guest"),
        (("room", "day"), 409, "One a day"),
    ]


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("The floor and the slot are unique together.", "no entity has the fields 'floor' and 'slot'"),
        ("No two rooms have the same floor and slot.", "the entity 'Room' has no field 'slot'"),
        ("The day and the day are unique together.", "'day' alone is not unique together"),
        ("The day and the pin are unique together.", "'pin' is a secret"),
        ("If the floor and the slot are taken together, answer 409.", "no entity has the fields"),
    ],
)  # fmt: skip
def test_what_cannot_be_unique_together(problems: Problems, sentence: str, problem: str) -> None:
    found = problems(f"{DATA}{ENDPOINTS}## Rules\n- {sentence}\n")
    assert any(problem in each for each in found), found
