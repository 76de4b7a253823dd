"""The types that a bullet can give a field, and what goes against them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import (
    ChoiceType,
    Contract,
    DateTimeType,
    DateType,
    FieldType,
    IntegerType,
    MoneyType,
    NumberType,
    ReferenceType,
    TextType,
)
from codegen.defaults import MONEY_LIMIT

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
BELOW = """
### Author (作者)
- `name`: text

## Endpoints
### POST /things
- Creates a thing.
"""


def data(bullet: str) -> str:
    return f"## Data\n### Thing\n- `it`: {bullet}\n{BELOW}"


@pytest.mark.parametrize(
    ("bullet", "kind"),
    [
        ("number", NumberType()),
        ("a decimal number from 0.5 to 80", NumberType(minimum=0.5, maximum=80)),
        ("数字", NumberType()),
        ("money", MoneyType(minimum=-MONEY_LIMIT, maximum=MONEY_LIMIT)),
        ("money from 0.01 to 500", MoneyType(minimum=1, maximum=50_000)),
        ("an amount of more than 0", MoneyType(minimum=1, maximum=MONEY_LIMIT)),
        ("price, less than 10.50", MoneyType(minimum=-MONEY_LIMIT, maximum=1049)),
        ("金额", MoneyType(minimum=-MONEY_LIMIT, maximum=MONEY_LIMIT)),
        ("date", DateType()),
        ("date-time", DateTimeType()),
        ("时间", DateTimeType()),
        ('one of "new", "used", "torn"', ChoiceType(values=("new", "used", "torn"))),
        ("`new` or `used`", ChoiceType(values=("new", "used"))),
        ("“新”、“旧”之一", ChoiceType(values=("新", "旧"))),
        ("link to an author", ReferenceType(entity="Author")),
        ("reference to `Author`", ReferenceType(entity="Author")),
        ("关联作者", ReferenceType(entity="Author")),
        ("e-mail address", TextType(min_length=1, max_length=255, format="email")),
        ("URL, at most 80 characters", TextType(min_length=1, max_length=80, format="url")),
        ("邮箱", TextType(min_length=1, max_length=255, format="email")),
        ("integer, more than 3", IntegerType(minimum=4, maximum=2**63 - 1)),
    ],
)
def test_a_field_has_the_type_that_its_bullet_gives(
    made: Made, bullet: str, kind: FieldType
) -> None:
    assert made(data(bullet)).entity("Thing").field("it").type == kind


@pytest.mark.parametrize(
    ("bullet", "default"),
    [
        ("money, default 5", "5.00"),
        ("money, default 0.50", "0.50"),
        ("number, default 2.5", "2.5"),
        ('one of "new", "used", default "new"', "new"),
        ('date, default "2026-03-01"', "2026-03-01"),
        ('URL, default "https://example.com/"', "https://example.com/"),
    ],
)
def test_a_default_is_one_of_the_types_values(made: Made, bullet: str, default: str) -> None:
    field = made(data(bullet)).entity("Thing").field("it")
    assert (field.default, field.required) == (default, False)


@pytest.mark.parametrize(
    ("bullet", "expected"),
    [
        ("date, 1 to 3", "'it' is a date, and has no limits. Remove them."),
        ("number, more than 3", "a limit of 'it' is outside, and there is no number next to one"),
        ("number, 1 to 3 characters", "'it' is a number, and has no characters."),
        ("money from 0.001 to 5", "the limit 0.001 of 'it' is no amount in cents."),
        ("money from 5 to 1", "'it' has a minimum of 500 and a maximum of 100"),
        ("integer from 0.5 to 3", "the limits of 'it' are whole numbers."),
        ('one of "a", "a"', "'it' has a word twice among those that it may be."),
        ('one of "a", "b", default "c"', "the default of 'it' is none of a, b. Change it."),
        ('date, default "tomorrow"', "the default of 'it' is no day, as in"),
        ('e-mail address, default "ann"', "the default of 'it' is no e-mail address"),
        ("money, default yes", "the default of 'it' is no amount within its limits."),
        ("number from 1 to 2, default 3", "the default of 'it' is no number within its limits."),
        ("link to an author, default 1", "the default of 'it' would be a row that may not be"),
        ("money, text", 'the type of \'it\' is "text" here, but "money" at line'),
        ("link to an author, link to a thing", 'the type of \'it\' is "Thing" here, but "Author"'),
        ("link to a publisher", "can't place \"link to a publisher\" of the field 'it'"),
        ("uuid", "the field 'it' asks for the type 'uuid', which isn't built yet."),
    ],
)
def test_what_goes_against_a_type(problems: Problems, bullet: str, expected: str) -> None:
    assert any(expected in problem for problem in problems(data(bullet))), problems(data(bullet))
