from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.contract import (
    Anyone,
    Contract,
    Duplicate,
    JsonBody,
    MalformedBody,
    Missing,
    NeverReturned,
    Null,
    ProblemBody,
    SecretType,
    StoredHashed,
    TextType,
    WrongType,
)
from codegen.errors import SpecRejected
from codegen.interpret.builtin import interpret
from codegen.spec import Spec, read_spec

Made = Callable[..., Contract]
Problems = Callable[..., list[str]]
Read = Callable[..., Spec]

ENGLISH = """\
## Data

### User (用户)

- `username` (用户名): text, 1 to 80 characters, unique
- `password` (密码): secret, at least 8 characters
- `age` (年龄): whole number, from 18 to 150, optional
- `active`: yes/no, default yes

## Endpoints

### POST /register

Registers a user with `username`, `password`, `age` and `active`. If the username already exists, answer
409 with "已存在"; otherwise answer 201 with "注册成功". The response has `id` and `username`. Anyone may
register. Malformed JSON is 400.

## Rules

- Passwords are stored hashed and never returned.
- A missing field is 422 with "缺少".
"""
CHINESE = """\
## 数据

### User (用户)

- `username` (用户名)：文本，1 到 80 个字符，唯一
- `password`（密码）：机密，至少 8 个字符
- `age`（年龄）：整数，从 18 到 150，可选
- `active`：是否，默认 是

## 接口

### POST /register

创建一个用户，字段为用户名、密码、年龄和 `active`。如果用户名已存在，返回 409 和“已存在”；否则返回 201 和“注册成功”。
响应包含 `id` 和用户名。任何人都可以注册。JSON 格式错误时返回 400。

## 规则

- 密码以哈希形式存储，从不返回。
- 缺少字段时返回 422 和“缺少”。
"""


def without_words(value: object) -> object:
    """A dumped Contract without what differs between two wordings."""
    if isinstance(value, dict):
        return {
            k: without_words(v) for k, v in value.items() if k not in ("citations", "statement")
        }
    if isinstance(value, (list, tuple)):
        return [without_words(each) for each in value]
    return value


def test_english_and_chinese_give_the_same_contract(made: Made) -> None:
    english, chinese = made(ENGLISH), made(CHINESE)
    assert without_words(english.model_dump()) == without_words(chinese.model_dump())
    assert english != chinese


def test_the_register_spec(made: Made) -> None:
    contract = made(ENGLISH)
    (user,), (endpoint,) = contract.entities, contract.endpoints
    assert (user.name, user.plural) == ("User", "users")
    assert user.field("username").type == TextType(min_length=1, max_length=80)
    assert user.field("username").unique
    assert user.field("password").type == SecretType(min_length=8, max_length=255)
    assert not user.field("age").required
    assert (user.field("active").required, user.field("active").default) == (False, True)
    assert (endpoint.key, endpoint.name, endpoint.operation) == (
        "POST /register",
        "register",
        "create",
    )
    assert endpoint.entity == "User"
    assert endpoint.who == Anyone()
    assert endpoint.request == JsonBody(fields=("username", "password", "age", "active"))
    assert endpoint.success.status == 201
    assert endpoint.success.body == JsonBody(fields=("id", "username"), message="注册成功")
    cases = {case.when: case for case in endpoint.cases}
    assert cases[Duplicate(field="username")].status == 409
    assert cases[Duplicate(field="username")].body == ProblemBody(detail="已存在")
    assert cases[MalformedBody()].status == 400
    assert cases[Missing(field="password")].body == ProblemBody(detail="缺少")
    assert Missing(field="age") not in cases
    assert Null(field="age") not in cases
    assert Null(field="active") in cases
    assert [type(invariant) for invariant in contract.invariants] == [StoredHashed, NeverReturned]


def test_every_citation_is_verbatim(read: Read) -> None:
    spec = read(ENGLISH)
    contract = interpret(spec)
    texts = {statement.id: statement.text for statement in spec.statements}
    cited = [c for e in contract.entities for f in e.fields for c in f.citations]
    for endpoint in contract.endpoints:
        cited += [*endpoint.citations, *endpoint.success.citations]
        cited += [c for case in endpoint.cases for c in case.citations]
    cited += [c for invariant in contract.invariants for c in invariant.citations]
    assert all(citation.quote in texts[citation.statement] for citation in cited)
    assert {citation.statement for citation in cited} == texts.keys()


def test_default_cases_cite_nothing(made: Made, user: str, register: str) -> None:
    (endpoint,) = made(user, register).endpoints
    cited = [case.when for case in endpoint.cases if case.citations]
    assert cited == [Duplicate(field="username")]


def test_the_order_of_sentences_does_not_matter(made: Made) -> None:
    lines = ENGLISH.splitlines()
    start = lines.index("- Passwords are stored hashed and never returned.")
    turned = "\n".join((*lines[:start], *reversed(lines[start:])))
    assert without_words(made(turned).model_dump()) == without_words(made(ENGLISH).model_dump())


def test_all_that_cannot_be_placed_is_told_at_once(
    problems: Problems, user: str, register: str
) -> None:
    rules = """\
## Rules

- The username shall not be used by two people.
- The username shall be quite unique.
- Usernames are unique.
- Passwords get hashed before they are stored.
- 如果用户名被别人用了，返回 409。
"""
    model = "or configure a model (docs/models.md)."
    assert problems(user, register, rules) == [
        'x.md:20:3: can\'t place "The username shall not be used by two people" without a model.'
        f" Leave it out, say what holds instead of what does not, {model}",
        'x.md:21:3: can\'t place "The username shall be quite unique" without a model.'
        f' Say it as "`username` is unique", {model}',
        'x.md:23:3: can\'t place "Passwords get hashed before they are stored" without a model.'
        f' Say it as "`password` is stored hashed", {model}',
        'x.md:24:3: can\'t place "如果用户名被别人用了，返回 409" without a model.'
        f' Say it as "如果`username`已存在，返回 409", {model}',
    ]


def test_only_the_clause_that_cannot_be_placed_is_quoted(problems: Problems, user: str) -> None:
    text = '- Registers a user.\n- If the moon is full, dance; otherwise answer 201 with "x".'
    (problem,) = problems(user, f"## Endpoints\n### POST /register\n{text}")
    assert problem.startswith(
        'x.md:13:3: can\'t place "If the moon is full, dance" without a model.'
    )


def test_unknown_names_are_told_with_the_nearest(problems: Problems, user: str) -> None:
    endpoints = """\
## Endpoints

### POST /register

- Registers an Usr.
- If the usrname already exists, answer 409.

## Rules

- `passwrd` is stored hashed.
"""
    assert problems(user, endpoints) == [
        "x.md:14:3: endpoint 'POST /register' names the unknown entity 'Usr'. Did you mean 'User'?",
        "x.md:15:3: endpoint 'POST /register' names the unknown field 'usrname'."
        " Did you mean 'username'?",
        "x.md:19:3: the rule names the unknown field 'passwrd'. Did you mean 'password'?",
    ]


@pytest.mark.parametrize(
    "rule, expected",
    [
        (
            "Passwords have at least 12 characters",
            "the minimum length of 'password' is 12 here, but 8 at line 8"
            ' ("at least 8 characters"). Keep one of the two.',
        ),
        (
            "A taken username is 400",
            "the status of a duplicate 'username' is 400 here, but 409 at line 15"
            ' ("If the username already exists, answer 409 with "Username already exists"").'
            " Keep one of the two.",
        ),
        (
            'A taken username is 409 with "Gone"',
            'the message of a duplicate \'username\' is "Gone" here, but "Username already exists"'
            ' at line 15 ("If the username already exists, answer 409 with "Username already'
            ' exists""). Keep one of the two.',
        ),
        ("`password` is unique", "'password' is a secret: two hashes of one text differ, so it"
         " cannot be unique. Remove that."),
        ("`username` is never returned", "'username' is no secret, and only a secret is hashed and"
         " never returned. Call it so: `username`: secret."),
        ("A missing username is 201", "a missing 'username' is answered with 201, which is no status"
         " of an error here. Choose one of 400, 401, 403 to 406, 408 to 418, 421 to 424, 428, 429, 431 and 451."),
        ("An empty password is 400", "an empty 'password' is a too short one (it has at least 8"
         " characters), which is answered otherwise. Say \"A too short `password` is 400\"."),
        ("If the username is out of range, answer 422", '"If the username is out of range, answer'
         ' 422" can never happen: no field or endpoint has such a case. Remove it, or declare the'
         " field or limit that it speaks of."),
        ("Otherwise answer 201", '"Otherwise answer 201" is said of no endpoint here. Move it below'
         " the endpoint that it speaks of."),
        ("Only the owner may delete a user", '"Only the owner may delete a user" speaks of a log-in,'
         ' and no endpoint logs anybody in. Add "### POST /login", and below it "- Logs in a user".'),
        ("The username defaults to 5", "the default of 'username' is no text in quotation marks."
         " Change it."),
        ("The password defaults to \"12345678\"", "the default of 'password' would be a secret that"
         " stands in the spec. Change it."),
    ],
)  # fmt: skip
def test_contradictions_name_both_lines(
    problems: Problems, user: str, register: str, rule: str, expected: str
) -> None:
    problem, *_ = problems(user, register, f"## Rules\n\n- {rule}.")
    assert problem == f"x.md:20:3: {expected}"


def test_a_rule_that_agrees_is_no_contradiction(made: Made, user: str, register: str) -> None:
    rules = "## Rules\n- A taken username is 409.\n- An empty username is 422.\n- An empty field is 422."
    contract = made(user, register, rules)
    (duplicate,) = (c for c in contract.endpoints[0].cases if isinstance(c.when, Duplicate))
    assert duplicate.body == ProblemBody(detail="Username already exists")
    assert len(duplicate.citations) == 2


def test_a_taken_value_makes_a_field_unique(made: Made, register: str) -> None:
    data = "## Data\n### User\n- `username`: text\n- `password`: secret"
    contract = made(data, register)
    assert contract.entities[0].field("username").unique


def test_a_demand_in_the_background_is_to_be_moved(
    problems: Problems, user: str, register: str
) -> None:
    notes = "## Notes\n\nUsers are people. Users must be happy."
    assert problems(user, register, notes) == [
        'x.md:20:19: "Users must be happy" makes a demand outside Data, Endpoints, Rules and Examples.'
        ' Move it under "## Rules", or configure a model (docs/models.md).'
    ]


def test_what_titles_no_example_is_refused(problems: Problems, user: str, register: str) -> None:
    text = "## Examples\n\nNice.\n\nA title:\n```http\nPOST /register\n{}\nHTTP 422\n```\n"
    (problem,) = problems(user, register, text)
    assert problem.startswith(
        'x.md:20:1: can\'t place "Nice" without a model: it titles no example.'
    )


def test_a_title_below_an_endpoint_is_no_sentence(made: Made, user: str, register: str) -> None:
    text = "\n#### Somebody forgets everything\n\n```http\nPOST /register\n{}\nHTTP 422\n```\n"
    assert made(user, register + text) == made(user, register)


def test_problems_come_in_the_order_of_the_spec(problems: Problems, user: str) -> None:
    endpoints = "## Endpoints\n### POST /b\n- Foo.\n### POST /a\n### POST /c\n- Bar."
    found = problems(user + "- `x`: nonsense\n", endpoints)
    lines = [int(problem.split(":")[1]) for problem in found]
    assert lines == sorted(lines)
    assert len(lines) == 4


def test_a_sentence_of_100_kb_is_refused_with_a_short_message(read: Read, user: str) -> None:
    spec = read(user, "## Endpoints\n### POST /register\n- Registers a user.\n\n## Rules\n- foo")
    long = "username " * 12_000
    statements = tuple(
        type(s)(s.id, long, s.location, s.section, s.owner) if s.text == "foo" else s
        for s in spec.statements
    )
    with pytest.raises(SpecRejected) as rejected:
        interpret(spec.with_statements(statements))
    (problem,) = rejected.value.problems
    assert len(str(problem)) < 400


@pytest.mark.parametrize(
    "fields, sentence, word",
    [
        (("a", "b"), "A field of the wrong type is 400", "a"),
        (("value", "b"), "A null value is 400", "value"),
        (("field", "b"), "A missing field is 400", "field"),
    ],
)
def test_a_name_that_is_a_plain_word_too_is_never_guessed(
    problems: Problems, fields: tuple[str, ...], sentence: str, word: str
) -> None:
    data = "## Data\n### Thing\n" + "".join(f"- `{name}`: text\n" for name in fields)
    endpoint = f"## Endpoints\n### POST /things\n- Creates a thing.\n- {sentence}."
    (problem,) = problems(data, endpoint)
    assert f"means two things, as {word!r} is a name" in problem
    assert problem.startswith("x.md:11:3: ")


def test_such_a_name_is_meant_in_backticks(made: Made) -> None:
    data = "## Data\n### Thing\n- `a`: text\n- `b`: text\n"
    endpoint = "## Endpoints\n### POST /things\n- Creates a thing.\n"
    cases = made(
        data, endpoint + "- `a` of the wrong type is 400.\n- If a or b is missing, answer 400."
    )
    stated = [case.when for case in cases.endpoints[0].cases if case.citations]
    assert stated == [Missing(field="a"), WrongType(field="a"), Missing(field="b")]


@pytest.mark.parametrize(
    "message",
    [
        '"*bold* _em_ C:\\temp\\_x a\\*b"',
        '"a  b `c` <!-- d --> &amp; [x](y)"',
        '“He said "no"”',
        "'**'",
        "「a_b_c」",
    ],
)
def test_quoted_words_are_literal(made: Made, user: str, message: str) -> None:
    sentence = f"- If the username exists, answer 409 with {message}."
    contract = made(user, f"## Endpoints\n### POST /register\n- Registers a user.\n{sentence}")
    (stated,) = (case for case in contract.endpoints[0].cases if case.citations)
    assert stated.body == ProblemBody(detail=message[1:-1])


@pytest.mark.parametrize(
    "message, cause",
    [
        ('"\\"."', 'the text holds \\", and nothing escapes a quotation mark.'),
        ('"He said \\"no\\""', 'the text holds \\", and nothing escapes a quotation mark.'),
        ('"Taken', 'the quotation mark " has no partner.'),
        ("“Taken", "the quotation mark “ has no partner."),
        ('"a" b"', 'the quotation mark " has no partner.'),
    ],
)
def test_quotation_marks_that_cannot_be_read_are_refused(
    problems: Problems, user: str, message: str, cause: str
) -> None:
    sentence = f"- If the username exists, answer 409 with {message}"
    endpoint = f"## Endpoints\n### POST /register\n- Registers a user.\n{sentence}"
    (problem,) = problems(user, endpoint)
    assert problem.startswith(f"x.md:13:3: {cause}")
    assert "write “ ” around the whole" in problem


def test_assumptions_name_endpoints_by_their_whole_key(tmp_path: Path) -> None:
    text = "---\nprefix: /api\n---\n# X\n## Data\n### Thing\n- `x`: text\n"
    text += "## Endpoints\n### POST /things\n- Creates a thing.\n- A missing x is 400.\n- A null x is 400.\n"
    (tmp_path / "x.md").write_text(text, "utf-8")
    contract = interpret(read_spec(tmp_path / "x.md", tmp_path))
    about = {a.about for a in contract.assumptions if a.about.startswith("POST")}
    assert about == {"POST /api/things"}
    assert "order of answers" in {a.topic for a in contract.assumptions}


def test_a_spec_without_endpoints_is_one_for_a_model(tmp_path: Path) -> None:
    path = tmp_path / "shop.md"
    path.write_text("---\napp: x\n---\n# Words\n## Data\n### User\n")
    with pytest.raises(SpecRejected) as caught:
        interpret(read_spec(path, tmp_path))
    assert str(caught.value) == (
        'shop.md:4:1: the spec declares no endpoint. Add "## Endpoints" and below it "### POST'
        ' /register", or configure a model (docs/models.md).'
    )
