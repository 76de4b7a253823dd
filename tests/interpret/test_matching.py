"""Patterns of texts, by sentences -> types of fields and cases of endpoints."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import Case, Contract, Pattern, ProblemBody, TextType

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
ENDPOINTS = """\
## Endpoints
### POST /parts
- Adds a part.
"""


def data(bullet: str) -> str:
    return f"## Data\n### Part (零件)\n- `code` (编号): {bullet}\n- `size`: whole number\n"


def pattern(contract: Contract) -> str | None:
    kind = contract.entity("Part").field("code").type
    assert isinstance(kind, TextType)
    return kind.pattern


def refused(contract: Contract) -> list[Case]:
    cases = contract.endpoint("POST /parts").cases
    return [case for case in cases if isinstance(case.when, Pattern)]


@pytest.mark.parametrize(
    ("bullet", "found"),
    [
        ("text, matches `[A-Z]{2}-[0-9]{4}`", "[A-Z]{2}-[0-9]{4}"),
        ("text matching `[A-Z]{2}-[0-9]{4}`, unique", "[A-Z]{2}-[0-9]{4}"),
        ('text, pattern "a|[bc],{1,2}", 1 to 9 characters', "a|[bc],{1,2}"),
        ("文本，匹配 `[A-Z]{2}`", "[A-Z]{2}"),
        ("文本，格式为「[A-Z]{2}」", "[A-Z]{2}"),
        ("only letters", "[A-Za-z]*"),
        ("text, only capital letters, digits, underscores and hyphens, unique", "[A-Z0-9_-]*"),
        ("text, only small letters or blanks", "[a-z ]*"),
        ("文本，只能包含大写字母、数字和连字符", "[A-Z0-9-]*"),
        ("text", None),
    ],
)
def test_a_bullet_says_what_a_text_matches(made: Made, bullet: str, found: str | None) -> None:
    assert pattern(made(data(bullet), ENDPOINTS)) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("A code has to match `[A-Z]{2}`.", "[A-Z]{2}"),
        ('The code must match the pattern "[A-Z]{2}".', "[A-Z]{2}"),
        ("A code may only contain letters, digits and hyphens.", "[A-Za-z0-9-]*"),
        ("The code consists of capital letters.", "[A-Z]*"),
        ("The code may hold digits only.", "[0-9]*"),
        ("编号必须匹配 `[A-Z]{2}`。", "[A-Z]{2}"),
        ("编号只能包含小写字母和数字。", "[a-z0-9]*"),
    ],
)
def test_so_does_a_sentence(made: Made, sentence: str, found: str) -> None:
    contract = made(data("text"), ENDPOINTS, f"## Rules\n- {sentence}\n")
    assert pattern(contract) == found
    assert [(case.status, bool(case.citations)) for case in refused(contract)] == [(422, False)]


def test_what_contains_some_characters_need_not_be_of_these_alone(problems: Problems) -> None:
    (told,) = problems(data("text"), ENDPOINTS, "## Rules\n- A code must contain digits.\n")
    assert "can't place" in told


@pytest.mark.parametrize(
    "sentence",
    [
        'If the code does not match, answer 400 with "Not a code"',
        'A malformed code is 400 "Not a code"',
        'If the code has the wrong format, answer 400 with "Not a code"',
        'If the code does not match `[A-Z]{2}`, answer 400 with "Not a code"',
        "编号格式不正确时返回 400 和“Not a code”",
        "如果编号不匹配 `[A-Z]{2}`，返回 400 和“Not a code”",
    ],
)
def test_what_does_not_match_is_answered_so(made: Made, sentence: str) -> None:
    contract = made(data("text, matches `[A-Z]{2}`"), f"{ENDPOINTS}- {sentence}.\n")
    (case,) = refused(contract)
    assert (case.status, case.body) == (400, ProblemBody(detail="Not a code"))
    assert case.when == Pattern(field="code")


def test_an_answer_may_say_the_pattern_alone(made: Made) -> None:
    contract = made(
        data("text"), f"{ENDPOINTS}- If the code does not match `[A-Z]{{2}}`, answer 400.\n"
    )
    assert pattern(contract) == "[A-Z]{2}"


def test_an_invalid_field_may_be_one_that_does_not_match(made: Made) -> None:
    contract = made(
        data("matches `[A-Z]{2}`"), f"{ENDPOINTS}- If the code is invalid, answer 400.\n"
    )
    assert [case.status for case in refused(contract)] == [400]


@pytest.mark.parametrize(
    ("bullet", "told"),
    [
        (
            r"matches `\d+`",
            r"the pattern `\d+` of 'code' has '\d' at its character 1. Write [0-9]. docs/patterns.md has what there is.",
        ),
        ("matches `(a+)+`", "the pattern `(a+)+` of 'code' matches some texts in two ways. Give"),
        ("matches `abc`", "the pattern `abc` of 'code' matches one text alone. Say which"),
        (
            "matches `[0-9]{4}`, at most 3 characters",
            "the pattern `[0-9]{4}` of 'code' matches no text of 1 to 3 characters. Change",
        ),
        (
            "whole number, matches `[0-9]{4}`",
            "'code' is of the type integer, and only a plain text",
        ),
        (
            "date, matches `[0-9]{4}`",
            "'code' is a date, and only a plain text has a pattern. Remove",
        ),
        (
            'matches `[0-9]{2}`, default "x1"',
            "the default of 'code' does not match [0-9]{2}. Change",
        ),
        ("matches `[0-9]{2}`, matches `[0-9]{3}`", "the pattern of 'code' is"),
    ],
)
def test_what_does_not_go_together_is_refused(problems: Problems, bullet: str, told: str) -> None:
    assert any(told in each for each in problems(data(bullet), ENDPOINTS))


def test_rows_that_are_there_from_the_start_match(problems: Problems) -> None:
    rows = '- From the start there is a part with `code` "1" and `size` 1.\n'
    (told,) = problems(data("matches `[A-Z]{2}`") + rows, ENDPOINTS)
    assert "'code' can have no value '1'" in told


def test_what_no_field_can_fail_is_refused(problems: Problems) -> None:
    (told,) = problems(data("text"), f"{ENDPOINTS}- If the code does not match, answer 400.\n")
    assert "can never happen" in told


def test_a_value_of_another_type_is_in_the_wrong_format_too(made: Made) -> None:
    contract = made(data("text"), f"{ENDPOINTS}- If the code has the wrong format, answer 400.\n")
    stated = [case.when.kind for case in contract.endpoint("POST /parts").cases if case.citations]
    assert stated == ["wrong_type"]
