from __future__ import annotations

import sys

import pytest

from codegen.contract import StatementId
from codegen.interpret.clauses import clauses, items, parts
from codegen.interpret.facts import (
    AnswerFact,
    Bounds,
    CaseFact,
    Fact,
    FieldFact,
    FieldName,
    Hashed,
    Hidden,
    OperationFact,
    RequestFact,
    Said,
    SuccessFact,
    Unique,
)
from codegen.interpret.patterns import TABLE
from codegen.interpret.patterns.row import Place, Row
from codegen.interpret.reading import Context, Match, UnknownName, _matches, read_sentence
from codegen.interpret.suggest import _filled, suggest
from codegen.interpret.words import SENTENCE_LIMIT_CHARACTERS, Vocabulary, mark
from codegen.types import Location

SAID = Said(StatementId("x/1"), "", Location("x.md", 1))
ENDPOINT = "POST /register"


def vocabulary() -> Vocabulary:
    words = Vocabulary()
    words.add_entity("User", ("用户",))
    words.add_entity("Group", ("群组",))
    words.add_field("id", ())
    words.add_field("username", ("用户名",))
    words.add_field("password", ("密码",))
    words.add_field("age", ("年龄",))
    words.add_field("active", ())
    words.add_field("full_name", ("姓名",))
    for name in (
        "weight",
        "price",
        "due",
        "starts",
        "contact",
        "site",
        "state",
        "author",
        "members",
    ):
        words.add_field(name, ())
    return words


def context(place: Place = "endpoints") -> Context:
    return Context(place, ENDPOINT if place == "endpoints" else None, vocabulary())


def facts(text: str, place: Place = "endpoints") -> tuple[Fact, ...]:
    match = read_sentence(text, context(place), SAID)
    assert isinstance(match, Match), text
    return match.facts


EXAMPLES = [(row, example) for row in TABLE for example in row.examples]


@pytest.mark.parametrize(
    "row, example", EXAMPLES, ids=lambda value: str(getattr(value, "name", value))
)
def test_every_example_of_the_table_is_read_by_its_own_row_alone(row: Row, example: str) -> None:
    for place in row.places:
        where = context(place)
        match = read_sentence(example, where, SAID)
        assert isinstance(match, Match)
        assert match.row is row
        assert match.facts
        marked = mark(example, where.words)
        assert marked is not None
        assert {found.row.name for found in _matches(marked, where, SAID)} == {row.name}


def test_every_row_has_examples_in_both_languages() -> None:
    for row in TABLE:
        chinese = [e for e in row.examples if any("\u4e00" <= c <= "\u9fff" for c in e)]
        assert chinese, row.name
        assert len(chinese) < len(row.examples), row.name
    assert len({row.name for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
@pytest.mark.parametrize("language", ["english", "chinese"])
def test_every_suggestion_can_be_read(row: Row, language: str) -> None:
    where = context(row.places[-1])
    marked = mark('if the user\'s username, "x"', where.words)
    assert marked is not None
    proposed = list(_filled(row, "chinese" if language == "chinese" else "english", marked, where))
    assert proposed
    for text in proposed:
        match = read_sentence(text, where, SAID)
        assert isinstance(match, Match), text
        assert match.row is row


def duplicate(status: int | None, message: str | None = None, *fields: str) -> CaseFact:
    names = tuple(FieldName(field) for field in fields or ("username",))
    return CaseFact(ENDPOINT, ("duplicate",), names, AnswerFact(status, message), SAID)


@pytest.mark.parametrize(
    "text",
    [
        'If the username already exists, answer 409 with "Taken"',
        'If the username is already in use, respond with 409 Conflict and the message "Taken"',
        'If `username` already exists: 409, "Taken"',
        'Duplicate username → 409 "Taken"',
        'Duplicate usernames => 409 "Taken"',
        'A DUPLICATE username IS refused with 409 and "Taken"',
        'A taken username: 409 "Taken"',
        "An existing username is 409 with “Taken”",
        "If the username is taken — 409 with the message 'Taken'",
        'If a user with the same username already exists, return 409 with the error message "Taken"',
        'When another user already has that username, return HTTP 409 with "Taken"',
        'In case the username is taken, the endpoint answers 409 with the message "Taken"',
        'Return 409 with "Taken" when the username is taken',
        'Answer `409` with "Taken" for a duplicate username',
        'If the username is not unique, answer with the message "Taken" and status 409',
        "如果用户名已经存在，则返回 409 状态码和消息“Taken”",
        "用户名已存在时，返回409和“Taken”",
        "当用户名已被占用时返回状态码 409，消息为“Taken”",
        "如果 `username` 已存在，那么返回 409，并附上消息「Taken」",
        "重复的用户名返回 409 和“Taken”",
    ],
)
def test_a_duplicate_can_be_said_in_many_ways(text: str) -> None:
    named = [
        CaseFact(fact.endpoint, fact.states, (FieldName("username"),), fact.answer, fact.said)
        for fact in facts(text)
        if isinstance(fact, CaseFact)
    ]
    assert named == [duplicate(409, "Taken")]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Otherwise respond with status code 201 and the message “Hi”", AnswerFact(201, "Hi")),
        ('Otherwise, it returns 201 Created with "Hi"', AnswerFact(201, "Hi")),
        ("Else answer with 201", AnswerFact(201)),
        ("On success answer 201", AnswerFact(201)),
        ('On success, return status 201 with the message "Hi"', AnswerFact(201, "Hi")),
        ('Otherwise "Hi"', AnswerFact(None, "Hi")),
        ("否则，返回 201 和“Hi”", AnswerFact(201, "Hi")),
        ("成功后返回 201", AnswerFact(201)),
        ("返回 201，消息为“Hi”", AnswerFact(201, "Hi")),
        (
            "Returns the user's id and username",
            AnswerFact(fields=(FieldName("id", "User"), FieldName("username"))),
        ),
        (
            "The response contains only the id, the full name and the username",
            AnswerFact(fields=(FieldName("id"), FieldName("full_name"), FieldName("username"))),
        ),
        (
            "返回用户的 id、姓名和用户名",
            AnswerFact(
                fields=(FieldName("id", "User"), FieldName("full_name"), FieldName("username"))
            ),
        ),
        ("Answer 201 with the id", AnswerFact(201, fields=(FieldName("id"),))),
    ],
)
def test_a_success_can_be_said_in_many_ways(text: str, expected: AnswerFact) -> None:
    assert facts(text) == (SuccessFact(ENDPOINT, expected, SAID),)


@pytest.mark.parametrize(
    "text",
    [
        "Registers a new user account with `username` and `password`",
        "This endpoint creates a user from a JSON body with username and password",
        "A user registers with a username and a password",
        "Users sign up with username and password",
        "创建一个新用户，字段为用户名、密码",
        "用 `username` 和 `password` 注册一个用户",
    ],
)
def test_a_create_can_be_said_in_many_ways(text: str) -> None:
    fields = (FieldName("username"), FieldName("password"))
    assert facts(text) == (
        OperationFact(ENDPOINT, "User", SAID),
        RequestFact(ENDPOINT, fields, SAID),
    )


@pytest.mark.parametrize(
    "text, states",
    [
        ("A missing field is 422", ("missing",)),
        ("If a required field is missing, answer 422", ("missing",)),
        ("如果缺少必填字段，返回 422", ("missing",)),
        ("If any field is empty: 422", ("empty",)),
        ("Bodies that are not JSON are 422", ("malformed_body",)),
        ("请求体不是有效的 JSON 时返回 422", ("malformed_body",)),
        ("An unsupported media type is 422", ("wrong_content_type",)),
        ("If the body is no object, answer 422", ("not_an_object",)),
    ],
)
def test_a_case_of_any_field_or_of_the_body(text: str, states: tuple[str, ...]) -> None:
    (fact,) = facts(text, "rules")
    assert isinstance(fact, CaseFact)
    assert (fact.endpoint, fact.states, fact.fields) == (None, states, None)
    assert fact.answer == AnswerFact(422)


@pytest.mark.parametrize(
    "text, bounds",
    [
        ("The password must have at least 8 characters", Bounds(8, None, True)),
        ("Passwords must be between 8 and 1,000 characters long", Bounds(8, 1000, True)),
        ("The password is 8–80 characters", Bounds(8, 80, True)),
        ("The password has 8-80 characters", Bounds(8, 80, True)),
        ("The password has no more than 80 characters", Bounds(None, 80, True)),
        ("The password has exactly 8 characters", Bounds(8, 8, True)),
        ("密码必须至少有 8 个字符", Bounds(8, None, True)),
        ("密码长度为 8 到 80 个字符", Bounds(8, 80, True)),
        ("密码不超过８０个字符", Bounds(None, 80, True)),
        ("The password is at least 8", Bounds(8, None)),
        ("The password is from -5 to −1", Bounds(-5, -1)),
    ],
)
def test_limits_can_be_said_in_many_ways(text: str, bounds: Bounds) -> None:
    assert facts(text, "rules") == (FieldFact(FieldName("password"), bounds, SAID),)


def test_shorter_than_is_a_case_and_a_limit() -> None:
    case, limit = facts("If the password has fewer than 8 characters, respond with 422")
    assert isinstance(case, CaseFact)
    assert case.states == ("too_short",)
    assert limit == FieldFact(FieldName("password"), Bounds(8, None, True), SAID, ENDPOINT)


def test_one_sentence_may_carry_two_demands() -> None:
    read = facts("Passwords must be stored as hashes and must never be returned", "rules")
    assert [fact.trait for fact in read if isinstance(fact, FieldFact)] == [Hashed(), Hidden()]


def test_a_sentence_may_name_the_entity_of_a_field() -> None:
    (fact,) = facts("The user's username is unique", "rules")
    assert fact == FieldFact(FieldName("username", "User"), Unique(), SAID)


NOT_PLACED = """\
A username need not be unique
Passwords are not stored hashed
Passwords are never stored hashed
Passwords are stored hashed but returned
Passwords are stored hashed and always returned
Passwords are stored hashed with MD5
If the username does not exist, answer 409
If the username already exists, do not answer 409
If the username already exists, answer 409 or 400
If the username already exists, answer 409 with "a" or "b"
If the username exists and the age is missing, answer 409
If the username and the password are missing, answer 422
If the username has 80 characters, answer 422
Unless the username exists, answer 409
Usernames are not unique
Usernames are almost always unique
Usernames are unique within a country
Usernames should maybe be unique
It would be nice if usernames were unique
The username is not required
The username is compared without case
Otherwise do not answer 201
Otherwise answer 201 unless the age is missing
Otherwise answer 201 or 200
Answer 409 Created if the username exists
Never return 409
A username has at least 1 letter
A username has more than 3 bytes
A password has at least 8 characters and a digit
A password has at least 8 bytes
Registers a user twice
Registers no user
Does not register a user
Nobody may register
Not everyone may register
The response has neither the id nor the username
Returns the id but not the username
The response has the username in upper case
Users like short names
A user may have several usernames
The app is fast
用户名不唯一
用户名不必唯一
用户名可以重复
密码不以哈希形式存储
密码以哈希形式存储，总是返回
如果用户名不存在，返回 409
如果用户名未被占用，返回 409
如果用户名和密码缺失，返回 422
不要返回 409
否则不返回 201
不注册用户
"""


@pytest.mark.parametrize("text", NOT_PLACED.splitlines())
@pytest.mark.parametrize("place", ["data", "endpoints", "rules"])
def test_what_means_something_else_is_never_placed(text: str, place: Place) -> None:
    assert not isinstance(read_sentence(text, context(place), SAID), Match)
    assert not all(
        isinstance(read_sentence(piece, context(place), SAID), Match) for piece in clauses(text)
    )


@pytest.mark.parametrize(
    "text, unknown",
    [
        ("Registers an Acount", UnknownName("entity", "Acount")),
        ("Registers a `Acount`", UnknownName("entity", "Acount")),
        ("If the emial already exists, answer 409", UnknownName("field", "emial")),
        ("如果`emial`已存在，返回 409", UnknownName("field", "emial")),
        ("Registers the account's `username`", None),
        ("If `User` already exists, answer 409", None),
    ],
)
def test_an_unknown_name_is_told_from_an_unknown_sentence(
    text: str, unknown: UnknownName | None
) -> None:
    assert read_sentence(text, context(), SAID) == unknown


def test_a_field_that_is_a_word_of_the_patterns() -> None:
    words = Vocabulary()
    words.add_entity("Note", ())
    words.add_field("message", ())
    where = Context("endpoints", ENDPOINT, words)
    text = 'If the `message` already exists, answer 409 with the message "Twice"'
    match = read_sentence(text, where, SAID)
    assert isinstance(match, Match)
    assert match.facts == (duplicate(409, "Twice", "message"),)
    other = read_sentence("The message is unique", Context("rules", None, words), SAID)
    assert isinstance(other, Match)


def test_a_message_keeps_its_words() -> None:
    (fact,) = facts('Otherwise answer 201 with "Don\'t  use, a `username`: 用户名。"')
    assert isinstance(fact, SuccessFact)
    assert fact.answer.message == "Don't  use, a `username`: 用户名。"


LONG = {
    "words": "a " * 990,
    "mentions": "the username and " * 115,
    "articles": "the the the " * 160,
    "a list with or": "If " + "the username or " * 120 + "exists maybe, answer 409",
    "a list with and": "Returns " + ", ".join(["the user's username"] * 90) + " perhaps",
    "a Chinese list": "用户名和" * 490,
    "digits": "The username has at least " + "1" * 1900,
    "spaces": "If" + " " * 1900 + "x",
    "other words": " ".join(f"w{number}" for number in range(350)),
    "quotations": '"a" ' * 490,
    "an open quotation": '"' + "a" * 1900,
    "backticks": "`a` " * 490,
    "parentheses": "(" * 1900,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_long_sentence_comes_back(text: str) -> None:
    """A pattern that backtracks without end would never come back."""
    assert len(text) <= SENTENCE_LIMIT_CHARACTERS
    assert read_sentence(text, context(), SAID) is None
    suggest(text, context())


def test_an_endless_sentence_is_not_even_tried() -> None:
    text = 'If the username already exists, answer 409 with "' + "a" * 100_000 + '"'
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        read = read_sentence(text, context(), SAID)
    finally:
        sys.setprofile(None)
    assert read is None
    assert calls < 1_000


@pytest.mark.parametrize("text", ["", " ", "\ue000", "\uf000 already exists", "`", '"', "``"])
def test_odd_texts_are_no_sentences(text: str) -> None:
    assert read_sentence(text, context(), SAID) is None


def test_clauses_end_outside_quotations_only() -> None:
    text = 'If the username exists, answer 409 with "a; otherwise b"; otherwise answer 201'
    first, second = clauses(text)
    assert first == 'If the username exists, answer 409 with "a; otherwise b"'
    assert second == "otherwise answer 201"
    assert clauses("如果用户名已存在，返回 409，否则返回 201") == (
        "如果用户名已存在，返回 409",
        "否则返回 201",
    )


def test_parts_and_items_end_outside_parentheses_only() -> None:
    assert parts('text, default "a, b"，唯一') == ("text", 'default "a, b"', "唯一")
    assert items("a username (1 to 80, unique) and a password（机密，必填）") == (
        "a username (1 to 80, unique)",
        "a password（机密，必填）",
    )
