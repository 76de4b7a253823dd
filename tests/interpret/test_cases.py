from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import Contract, ProblemBody

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
DATA = """\
## Data
### User
- `username`: text, 1 to 80 characters, unique
- `password`: secret, at least 8 characters
- `age`: whole number, optional
- `active`: yes/no, default yes
- `motto`: text, 0 to 9 characters
"""
ENDPOINT = "## Endpoints\n### POST /register\n- Registers a user.\n"


def statuses(contract: Contract) -> dict[str, tuple[int, str | None]]:
    found = {}
    for case in contract.endpoints[0].cases:
        assert isinstance(case.body, ProblemBody)
        key = f"{case.when.kind} {getattr(case.when, 'field', '')}".strip()
        found[key] = (case.status, case.body.detail)
    assert len(found) == len(contract.endpoints[0].cases)
    return found


def test_the_cases_of_a_create_by_default(made: Made) -> None:
    assert {key: status for key, (status, _) in statuses(made(DATA, ENDPOINT)).items()} == {
        "too_large": 413,
        "wrong_content_type": 415,
        "malformed_body": 400,
        "not_an_object": 422,
        "unknown_field": 422,
        "missing username": 422,
        "null username": 422,
        "wrong_type username": 422,
        "unstorable username": 422,
        "too_short username": 422,
        "too_long username": 422,
        "missing password": 422,
        "null password": 422,
        "wrong_type password": 422,
        "unstorable password": 422,
        "too_short password": 422,
        "too_long password": 422,
        "wrong_type age": 422,
        "out_of_range age": 422,
        "null active": 422,
        "wrong_type active": 422,
        "missing motto": 422,
        "null motto": 422,
        "wrong_type motto": 422,
        "unstorable motto": 422,
        "too_long motto": 422,
        "duplicate username": 409,
    }


@pytest.mark.parametrize(
    "sentence, changed",
    [
        ('A missing field is 400 with "Fill it in"', ("missing username", "missing motto")),
        ("If the username or the password is missing, answer 400 with “Fill it in”",
         ("missing username", "missing password")),
        ("A null password is 400 with 'Fill it in'", ("null password",)),
        ('An empty field is 400 with "Fill it in"\n- A too short password is 400 with "Fill it in"',
         ("too_short username", "too_short password")),
        ('If the username is missing or empty, answer 400 with "Fill it in"',
         ("missing username", "too_short username")),
        ('An invalid age is 400 with "Fill it in"', ("wrong_type age", "out_of_range age")),
        ('An unknown field is 400 with "Fill it in"', ("unknown_field",)),
        ('A body that is not an object is 400 with "Fill it in"', ("not_an_object",)),
        ('A too large body is 400 with "Fill it in"', ("too_large",)),
        ('A wrong content type is 400 with "Fill it in"', ("wrong_content_type",)),
        ('Malformed JSON: "Fill it in"', ("malformed_body",)),
        ('If the username is longer than 80 characters, answer 400 with "Fill it in"',
         ("too_long username",)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rules", ["", "## Rules\n"])
def test_a_sentence_changes_its_cases(
    made: Made, sentence: str, changed: tuple[str, ...], rules: str
) -> None:
    before = statuses(made(DATA, ENDPOINT))
    after = statuses(made(DATA, f"{ENDPOINT}{rules}- {sentence}\n"))
    assert {after[key] for key in changed} == {(400, "Fill it in")}
    same = before.keys() - changed
    if "field is" not in sentence:
        assert {key: before[key] for key in same} == {key: after[key] for key in same}


def test_a_sentence_below_an_endpoint_speaks_of_it_alone(made: Made) -> None:
    two = f"{ENDPOINT}- A missing field is 400.\n### POST /join\n- Adds a user.\n"
    contract = made(DATA, two)
    assert statuses(contract)["missing username"][0] == 400
    assert contract.endpoints[1].cases[5].status == 422


@pytest.mark.parametrize(
    "sentence",
    [
        "If the age is missing, answer 422",
        "If the username is out of range, answer 422",
        "If the motto is too short, answer 422",
        "If the motto is empty, answer 422",
    ],
)
def test_a_case_that_cannot_happen(problems: Problems, sentence: str) -> None:
    (problem,) = problems(DATA, ENDPOINT, f"## Rules\n- {sentence}\n")
    assert problem.startswith(f'x.md:16:3: "{sentence}" can never happen')


@pytest.mark.parametrize("status", [200, 301, 402, 407, 425, 500])
def test_what_is_no_status_of_an_error(problems: Problems, status: int) -> None:
    (problem,) = problems(DATA, ENDPOINT, f"## Rules\n- A missing username is {status}.\n")
    assert f"a missing 'username' is answered with {status}, which is no status" in problem


def test_a_case_may_name_the_entity_of_its_field(made: Made) -> None:
    box = "### Box\n- `username`: text\n"
    two = f"{ENDPOINT}### POST /boxes\n- Creates a box.\n"
    rules = "## Rules\n- If the box's username is missing, answer 400.\n"
    user, crate = made(DATA + box, two, rules).endpoints
    missing = [
        case.status for e in (user, crate) for case in e.cases if case.when.kind == "missing"
    ]
    assert missing == [422, 422, 422, 400]


def test_a_taken_value_makes_the_field_of_that_entity_unique(made: Made) -> None:
    box = "### Box\n- `motto`: text\n"
    rules = "## Rules\n- If the box's motto is taken, answer 409.\n"
    two = f"{ENDPOINT}### POST /boxes\n- Creates a box.\n"
    contract = made(DATA + box, two, rules)
    assert contract.entity("Box").field("motto").unique
    assert not contract.entity("User").field("motto").unique


def test_an_empty_message_is_a_message(made: Made) -> None:
    assert statuses(made(DATA, ENDPOINT, '## Rules\n- Malformed JSON is 400 with "".\n'))[
        "malformed_body"
    ] == (400, "")
