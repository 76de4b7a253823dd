from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import (
    BooleanType,
    Contract,
    EntityField,
    FieldType,
    IntegerType,
    SecretType,
    TextType,
)

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]

ENDPOINT = "## Endpoints\n### POST /things\n- Creates a thing.\n"


def field(made: Made, bullet: str) -> EntityField:
    (entity,) = made(f"## Data\n### Thing (东西)\n- {bullet}\n", ENDPOINT).entities
    return entity.fields[0]


@pytest.mark.parametrize(
    "parts, expected",
    [
        ("text", TextType(min_length=1, max_length=255)),
        ("text, 1 to 80 characters", TextType(min_length=1, max_length=80)),
        ("string, 1-80 characters", TextType(min_length=1, max_length=80)),
        ("text, 1–80 chars", TextType(min_length=1, max_length=80)),
        ("text of 2 to 80 characters", TextType(min_length=2, max_length=80)),
        ("text, between 2 and 80 characters", TextType(min_length=2, max_length=80)),
        ("text, up to 80 characters", TextType(min_length=1, max_length=80)),
        ("text, no more than 80", TextType(min_length=1, max_length=80)),
        ("text, at least 3, at most 9 characters", TextType(min_length=3, max_length=9)),
        ("text, exactly 9 characters", TextType(min_length=9, max_length=9)),
        ("text, 0 to 9 characters", TextType(min_length=0, max_length=9)),
        ("text, at least 300 characters", TextType(min_length=300, max_length=600)),
        ("文本，2到80个字符", TextType(min_length=2, max_length=80)),
        ("字符串、2-80 个字符", TextType(min_length=2, max_length=80)),
        ("文本，至少2个字符，不超过80个字符", TextType(min_length=2, max_length=80)),
        ("文本，恰好9个字符", TextType(min_length=9, max_length=9)),
        ("secret, at least 8 characters", SecretType(min_length=8, max_length=255)),
        ("机密，至少8个字符", SecretType(min_length=8, max_length=255)),
        ("stored hashed and never returned", SecretType(min_length=1, max_length=255)),
        ("text, stored hashed", SecretType(min_length=1, max_length=255)),
        ("whole number", IntegerType(minimum=-(2**63), maximum=2**63 - 1)),
        ("integer, from -5 to 150", IntegerType(minimum=-5, maximum=150)),
        ("whole number, at least 0", IntegerType(minimum=0, maximum=2**63 - 1)),
        ("整数，从 0 到 150", IntegerType(minimum=0, maximum=150)),
        ("整数，不小于 18", IntegerType(minimum=18, maximum=2**63 - 1)),
        ("yes/no", BooleanType()),
        ("布尔", BooleanType()),
    ],
)
def test_types_and_limits(made: Made, parts: str, expected: FieldType) -> None:
    assert field(made, f"`x` (甲): {parts}").type == expected


@pytest.mark.parametrize(
    "bullet, required, unique, default",
    [
        ("`x`: text", True, False, None),
        ("x: text, unique", True, True, None),
        ("`x`: a text, required and unique", True, True, None),
        ("`x`: text, optional", False, False, None),
        ('`x`: text, default "a, b"', False, False, "a, b"),
        ("`x`: whole number, default -3", False, False, -3),
        ("`x`: yes/no, default no", False, False, False),
        ("`x`: yes/no, defaults to true", False, False, True),
        ("`x`：文本，唯一，可选", False, True, None),
        ("`x`：是否，默认 否", False, False, False),
        ("`x` — text", True, False, None),
        ("`x`", True, False, None),
    ],
)
def test_flags(made: Made, bullet: str, required: bool, unique: bool, default: object) -> None:
    read = field(made, bullet)
    assert (read.required, read.unique, read.default) == (required, unique, default)


@pytest.mark.parametrize(
    "name, entity, plural",
    [
        ("User", "User", "users"),
        ("`User`", "User", "users"),
        ("user", "User", "users"),
        ("User (用户)", "User", "users"),
        ("用户（User）", "User", "users"),
        ("LineItem", "LineItem", "line_items"),
        ("line item", "LineItem", "line_items"),
        ("Category", "Category", "categories"),
        ("Key", "Key", "keys"),
        ("Box", "Box", "boxes"),
    ],
)
def test_entity_names(made: Made, name: str, entity: str, plural: str) -> None:
    contract = made(
        f"## Data\n### {name}\n- `x`: text\n",
        f"## Endpoints\n### POST /a\n- Creates a `{entity}`.\n",
    )
    assert [(e.name, e.plural) for e in contract.entities] == [(entity, plural)]


@pytest.mark.parametrize(
    "bullet",
    ["`full_name` (姓名): text", "姓名（full_name）：文本", "full_name (姓名, 全名): text"],
)
def test_a_field_and_its_other_names(made: Made, bullet: str) -> None:
    rules = "## Rules\n- 姓名必须唯一。\n- Full names have at most 9 characters.\n"
    (entity,) = made(f"## Data\n### Thing\n- {bullet}\n", ENDPOINT, rules).entities
    assert (entity.fields[0].name, entity.fields[0].unique) == ("full_name", True)
    assert entity.fields[0].type == TextType(min_length=1, max_length=9)


@pytest.mark.parametrize(
    "sentence",
    [
        "A user has a username (1 to 80 characters, unique) and a password (secret, at least 8 characters).",
        "A user has `username` (1 to 80 characters, unique), `password` (secret, at least 8 characters).",
        "用户有 `username`（1 到 80 个字符，唯一）和 `password`（机密，至少 8 个字符）。",
    ],
)
@pytest.mark.parametrize("heading", ["### User (用户)\n\n", ""])
def test_a_sentence_that_declares_fields(made: Made, sentence: str, heading: str) -> None:
    if not heading and not sentence.isascii():
        heading = "### User (用户)\n\n"
    data = f"## Data\n\n{heading}{sentence}\n"
    contract = made(data, "## Endpoints\n### POST /register\n- Registers a user.\n")
    (user,) = contract.entities
    assert user.field("username").unique
    assert user.field("username").type == TextType(min_length=1, max_length=80)
    assert user.field("password").type == SecretType(min_length=8, max_length=255)


def test_a_table_declares_fields(made: Made) -> None:
    table = "| field | type | limits |\n|---|---|---|\n| username | text | 1 to 80 characters |\n"
    contract = made(f"## Data\n### Thing\n\n{table}\n", ENDPOINT)
    assert contract.entities[0].fields[0].name == "username"


@pytest.mark.parametrize(
    "sentence",
    [
        "A username has no spaces.",
        "A username has a digit.",
        "A user has nothing.",
        "A user has no password.",
        "A user has friends.",
        "用户没有密码。",
        "Fields:",
    ],
)
def test_a_sentence_that_declares_nothing(problems: Problems, sentence: str) -> None:
    data = f"## Data\n### User (用户)\n- `username` (用户名): text\n- `password` (密码): secret\n\n{sentence}\n"
    (problem,) = problems(data, "## Endpoints\n### POST /register\n- Registers a user.\n")
    assert problem.startswith("x.md:8:1: ")


@pytest.mark.parametrize(
    "bullet, expected",
    [
        ("`id`: text", "the field name 'id' is reserved"),
        ("`class`: text", "the field name 'class' is a keyword of Python"),
        ("`_x`: text", "the field name '_x' starts or ends with underscores"),
        ("`metadata`: text", "the field name 'metadata' is a name that SQLAlchemy"),
        ("`model_x`: text", "the field name 'model_x' is a name that pydantic"),
        ("`copy`: text", "the field name 'copy' is a name that pydantic"),
        (f"`{'x' * 41}`: text", f"the field name '{'x' * 41}' has more than 40 characters"),
        ("姓名: text", "'姓名' holds no ASCII name for a field"),
        ("full name: text", "'full name' holds no ASCII name for a field"),
        ("`é`: text", "'é' holds no ASCII name for a field"),
        ("`x`: uuid", "the field 'x' asks for the type 'uuid', which isn't built yet"),
        ("`x`: text, not unique", 'can\'t place "not unique" of the field \'x\''),
        ("`x`: text, pretty", 'can\'t place "pretty" of the field \'x\''),
        ("`x`: text, 1 to 80 letters", 'can\'t place "1 to 80 letters" of the field \'x\''),
        ("`x`: text, 9 to 3 characters", "'x' has a minimum of 9 and a maximum of 3"),
        ("`x`: text, at least 3, at least 4", "the minimum length of 'x' is 4 here, but 3"),
        ("`x`: text, whole number", 'the type of \'x\' is "integer" here, but "text"'),
        ("`x`: text, required, optional", "whether 'x' is required is no here, but yes"),
        ("`x`: text, at most 2,000,000 characters", "the limits of 'x' lie outside 0 to 1048576"),
        ("`x`: whole number, at least 9999999999999999999", "the limits of 'x' lie outside"),
        ("`x`: whole number, 1 to 3 characters", "'x' is a whole number, and has no characters"),
        ("`x`: yes/no, 1 to 3", "'x' is yes or no, and has no limits"),
        ("`x`: whole number, from 1 to 3, default 5", "the default of 'x' is not from 1 to 3"),
        ("`x`: whole number, default yes", "the default of 'x' is no whole number"),
        ('`x`: yes/no, default "yes"', "the default of 'x' is neither yes nor no"),
        ('`x`: text, default ""', "the default of 'x' has not 1 to 255 characters"),
        ('`x`: text, required, default "a"', "'x' is required, so its default is never used"),
        ("`x`: secret, unique", "'x' is a secret: two hashes of one text differ"),
        ('`x`: secret, default "a"', "the default of 'x' would be a secret"),
        ("`x`: whole number, never returned", "'x' is no secret, and only a secret"),
        ("`password`: text", "'password' is called a text, so it would be stored readable"),
        ("`x`: text\n- `x`: text", "'Thing' has the field 'x' already"),
        ("`x`: text\n- `X`: text", "'Thing' has the field 'x' already"),
        ("`pin`: secret\n- `pin_hash`: text", "the field 'pin_hash' is where the secret 'pin'"),
    ],
)  # fmt: skip
def test_what_a_field_cannot_be(problems: Problems, bullet: str, expected: str) -> None:
    (problem,) = problems(f"## Data\n### Thing\n- {bullet}\n", ENDPOINT)
    assert problem.split(": ", 1)[1].startswith(expected)
    assert problem.startswith(f"x.md:{5 + bullet.count(chr(10))}:3: ")


@pytest.mark.parametrize(
    "data, expected",
    [
        ("### 用户\n- `x`: text", "the heading '用户' holds no ASCII name for an entity"),
        ("### Thing\n### User\n- `x`: text", "the entity 'Thing' has no fields"),
        ("### Exception\n- `x`: text", "the entity name 'Exception' is a name that Python"),
        ("### SqliteRow\n- `x`: text", "the entity name 'SqliteRow' makes a table that SQLite"),
        (
            "### Thing\n- `x`: text\n### Thing (甲)\n- `y`: text",
            "the entity 'Thing' is declared already",
        ),
        (
            "### LineItem\n- `x`: text\n### Line_Item\n- `y`: text",
            "the entity 'LineItem' is declared",
        ),
        (
            "### Box\n- `x`: text\n### Boxe\n- `x`: text",
            "the entities 'Box' and 'Boxe'",
        ),
    ],
)
def test_what_an_entity_cannot_be(problems: Problems, data: str, expected: str) -> None:
    found = problems(f"## Data\n{data}\n", ENDPOINT)
    assert any(problem.split(": ", 1)[1].startswith(expected) for problem in found)


def test_a_bullet_below_no_entity_is_not_passed_over(problems: Problems) -> None:
    found = problems("## Data\n- `x`: text\n### Thing\n- `y`: text\n", ENDPOINT)
    assert found[0].startswith('x.md:4:3: can\'t place "`x`: text" without a model.')


def test_unique_with_a_default_is_refused(problems: Problems) -> None:
    (problem,) = problems('## Data\n### Thing\n- `x`: text, unique, default "a"\n', ENDPOINT)
    assert problem.startswith("x.md:5:3: 'x' is unique and has a default")


def test_nothing_is_demanded_of_the_id(problems: Problems) -> None:
    rules = "## Rules\n- The id is unique.\n"
    (problem,) = problems("## Data\n### Thing\n- `x`: text\n", ENDPOINT, rules)
    assert "the id is the app's own" in problem


def test_the_password_may_be_called_so_in_chinese(made: Callable[..., Contract]) -> None:
    data = "## Data\n### Thing\n- `password`: secret\n"
    contract = made(data, ENDPOINT, "## Rules\n- 密码少于 10 个字符时返回 400。\n")
    assert contract.entities[0].field("password").type == SecretType(min_length=10, max_length=255)


def test_a_secret_of_another_name_may_not(problems: Problems) -> None:
    data = "## Data\n### Thing\n- `pin`: secret\n"
    (problem,) = problems(data, ENDPOINT, "## Rules\n- 密码少于 10 个字符时返回 400。\n")
    assert "can't place" in problem
