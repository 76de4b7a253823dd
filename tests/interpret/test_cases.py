from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import Contract, IntegerType, OutOfRange, Pattern, ProblemBody, TextType

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


SHORT = """\
## Data
### Thing
- `name`: text, 2 to 40 characters
- `age`: whole number, optional
- `level`: whole number
"""
THING = "## Endpoints\n### POST /things\n- Creates a thing.\n"


@pytest.mark.parametrize(
    "sentence, never",
    [
        ("If name or age is missing, answer 400", "of 'age', which is never \"missing\""),
        ("A null name or age is 400", "of 'age', which is never \"null\""),
        (
            "If the name or the level is too short, answer 400",
            "of 'level', which is never \"too short\"",
        ),
        ("If the age is missing or invalid, answer 400", "of 'age', which is never \"missing\""),
        ("If the level or the name is empty, answer 422", "of 'level', which is never \"empty\""),
    ],
)
def test_no_field_of_a_sentence_is_dropped(problems: Problems, sentence: str, never: str) -> None:
    (problem,) = problems(SHORT, THING + f"- {sentence}.")
    assert problem.startswith("x.md:12:3: ")
    assert never in problem


def test_a_field_of_two_entities_has_to_be_met_by_one(made: Made) -> None:
    rules = "## Rules\n- If name or level is missing, answer 400.\n"
    cases = statuses(made(SHORT, THING, rules))
    assert cases["missing name"] == cases["missing level"] == (400, None)


def test_a_status_that_cannot_be_answered_is_told_with_those_that_can(problems: Problems) -> None:
    (problem,) = problems(SHORT, THING + "- A missing name is 402.")
    assert problem.endswith(
        "Choose one of 400, 401, 403 to 406, 408 to 418, 421 to 424, 428, 429, 431 and 451."
    )


@pytest.mark.parametrize(
    "sentence, key",
    [
        ("If the level is greater than 150, answer 400", "out_of_range level"),
        ("A level over 150 is 400", "out_of_range level"),
        ("level 大于 150 时返回 400", "out_of_range level"),
        ("If the level is less than 18, answer 400", "out_of_range level"),
    ],
)
def test_a_limit_may_be_said_by_its_answer(made: Made, sentence: str, key: str) -> None:
    contract = made(SHORT, THING + f"- {sentence}.")
    assert statuses(contract)[key] == (400, None)
    level = contract.entities[0].field("level").type
    assert isinstance(level, IntegerType)
    assert (level.maximum == 150) != (level.minimum == 18)


def test_a_bare_limit_of_a_text_is_of_its_characters(made: Made) -> None:
    data = SHORT.replace(", 2 to 40 characters", "")
    contract = made(data, THING + "- If the name is longer than 30, answer 400.")
    assert statuses(contract)["too_long name"] == (400, None)
    name = contract.entities[0].field("name").type
    assert isinstance(name, TextType)
    assert name.max_length == 30


def test_both_ends_of_a_range_may_be_said_by_one_answer(made: Made) -> None:
    ends = "- If the level is less than 18, answer 400.\n- A level over 60 is 400."
    level = made(SHORT, THING + ends).entities[0].field("level").type
    assert level == IntegerType(minimum=18, maximum=60)


@pytest.mark.parametrize(
    "sentences, cause",
    [
        (
            "The level is at most 99.\n- A level over 150 is 400",
            "the maximum of 'level' is 150 here, but 99",
        ),
        (
            "A level over 60 is 400.\n- A level over 60 is 422",
            "the status of an out-of-range 'level' is 422",
        ),
        (
            "The level is from 0 to 150.\n- A level over 150 is 400.\n- A level over 150 is 422",
            "the status of a too large 'level' is 422",
        ),
    ],
)
def test_one_end_of_a_range_never_decides_the_other(
    problems: Problems, sentences: str, cause: str
) -> None:
    found = problems(SHORT, THING + f"- {sentences}.")
    assert any(cause in problem for problem in found)


@pytest.mark.parametrize(
    "sentences, low, high",
    [
        ("The level is from 0 to 150.\n- A level over 150 is 400", 422, 400),
        ("The level is from 0 to 150.\n- A level under 0 is 400", 400, 422),
        ("A level under 18 is 400.\n- A level over 60 is 409", 400, 409),
        ("The level is from 0 to 150.\n- An out-of-range level is 400", 400, 400),
    ],
)
def test_the_ends_of_a_range_are_answered_apart_where_one_is_spoken_of(
    made: Made, sentences: str, low: int, high: int
) -> None:
    (endpoint,) = made(SHORT, THING + f"- {sentences}.").endpoints
    found = {c.when.end: c.status for c in endpoint.cases if isinstance(c.when, OutOfRange)}
    assert found.get("minimum", found.get("")) == low
    assert found.get("maximum", found.get("")) == high


def test_which_answer_wins_is_assumed_where_it_matters(made: Made) -> None:
    def topics(*sentences: str) -> list[str]:
        contract = made(SHORT, THING + "\n".join(sentences))
        return [a.about for a in contract.assumptions if a.topic == "order of answers"]

    assert topics("- A missing name is 400.") == []
    assert topics("- A missing name is 400.", "- A null name is 400.") == ["POST /things"]


def test_what_has_another_form_is_invalid_too(made: Made) -> None:
    spec = """\
## Data
### Singer
- `mail`: e-mail address
- `born`: date
- `voice`: one of "alto", "bass"
- `fee`: money
## Endpoints
### POST /singers
- Adds a singer.
- If the mail is invalid, answer 400 with "That is no address".
- If the born, the voice or the fee is invalid, answer 409.
"""
    cases = {case.when: case.status for case in made(spec).endpoints[0].cases}
    assert [cases[Pattern(field=name)] for name in ("mail", "born", "voice", "fee")] == [
        400,
        409,
        409,
        409,
    ]
