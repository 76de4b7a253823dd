from __future__ import annotations

import pytest

from codegen.interpret.numbers import Numbers

RANGE = "`age` is from {min:0} to {max:150}"
CASE = "If `age` is less than {min:18}, answer {status:422}"


@pytest.mark.parametrize(
    "text, statuses, limits",
    [
        ("answer 409", ("409",), ()),
        ("at most 255 characters, else 400", ("400",), ("255",)),
        ("between 3 and 404", (), ("3", "404")),
        ("one to 80 characters", (), ("1", "80")),
        ("one of them", (), ()),
        ("超过 300 返回 400", ("400",), ("300",)),
        ("7 or 999", (), ("7", "999")),
    ],
)
def test_statuses_and_limits(text: str, statuses: tuple[str, ...], limits: tuple[str, ...]) -> None:
    numbers = Numbers.of(text)
    assert (numbers.statuses, numbers.limits) == (statuses, limits)


@pytest.mark.parametrize(
    "text, template, fitted",
    [
        ("the age is 3 to 5", RANGE, RANGE),
        ("the age", RANGE, RANGE),
        ("the age, at least 3", RANGE, "`age` is at least {min}"),
        ("the age, no more than 3", RANGE, "`age` is at most {max}"),
        ("the age, 3 or less", RANGE, "`age` is at most {max}"),
        ("the age, under 3", RANGE, "`age` is less than {below}"),
        ("the age, over 3", RANGE, "`age` is more than {above}"),
        ("the age 3", RANGE, "`age` is exactly {exactly}"),
        ("the ages 3, 4 and 5", RANGE, None),
        ("age under 18 must be so", CASE, None),
        ("answer 400 to an age under 18", CASE, CASE),
        ("answer 400 to an age over 18", CASE, None),
    ],
)
def test_what_a_template_is_filled_with(text: str, template: str, fitted: str | None) -> None:
    assert Numbers.of(text).fitted(template) == fitted
