from __future__ import annotations

from collections.abc import Callable

import pytest

from codegen.contract import StatementId
from codegen.interpret.facts import Said
from codegen.interpret.reading import Context, Match, read_sentence
from codegen.interpret.suggest import is_negated, restricts, suggest
from codegen.interpret.unbuilt import KNOWN, unbuilt
from codegen.interpret.words import Vocabulary
from codegen.types import Location


@pytest.fixture
def where() -> Callable[[str], Context]:
    words = Vocabulary()
    words.add_entity("User", ("用户",))
    words.add_field("username", ("用户名",))
    words.add_field("password", ("密码",))
    words.add_field("age", ("年龄",))

    def at(place: str) -> Context:
        if place == "rules":
            return Context("rules", None, words)
        return Context("endpoints", "POST /register", words)

    return at


@pytest.mark.parametrize(
    "sentence, proposed",
    [
        ("If somebody has the username already, answer 409 with \"Taken\"",
         'If `username` already exists, answer 409 with "Taken"'),
        ("A username is usually no longer than 80 characters",
         "`username` has at most 80 characters"),
        ("The age should really be less than 30", "`age` is less than 30"),
        ("The password should have 255 characters or fewer", "`password` has at most 255 characters"),
        ("The password should have 8 characters or more", "`password` has at least 8 characters"),
        ("The username should be 80 characters long", "`username` has exactly 80 characters"),
        ("It answers 409 as soon as the username is taken", "If `username` already exists, answer 409"),
        ("密码长度大约至少 8 位左右", "`password`有 至少 8 个字符"),
        ("Will register users", "Registers a `User` with `username`"),
        ("Passwords are hashed", "`password` is stored hashed"),
        ("The username should have between one and 80 characters",
         "`username` has 1 to 80 characters"),
        ("Otherwise everything is fine and the answer will be 200 \"Hi\"",
         'Otherwise answer 200 with "Hi"'),
        ("要是用户名有人用了就返回 409", "如果`username`已存在，返回 409"),
        ("用户名是独一无二的", "`username`必须唯一"),
    ],
)  # fmt: skip
def test_the_nearest_sentence_is_proposed_with_the_words_that_were_used(
    where: Callable[[str], Context], sentence: str, proposed: str | None
) -> None:
    found = suggest(sentence, where("endpoints"))
    assert (found.text if found else None) == proposed
    if found:
        said = Said(StatementId("x/1"), found.text, Location("x.md", 1))
        assert isinstance(read_sentence(found.text, where("endpoints"), said), Match)


def test_a_suggestion_fits_where_it_is_to_stand(where: Callable[[str], Context]) -> None:
    context = where("rules")
    found = suggest('Otherwise everything is fine and the answer will be 200 "Hi"', context)
    assert found is not None
    said = Said(StatementId("x/1"), found.text, Location("x.md", 1))
    assert isinstance(read_sentence(found.text, context, said), Match)


def test_a_spec_without_names_gets_no_suggestion_with_names() -> None:
    found = suggest("Names are to be unique", Context("rules", None, Vocabulary()))
    assert found is None or "`" not in found.text


@pytest.mark.parametrize("sentence", ["The sun shines", "今天天气很好"])
def test_however_far_the_nearest_is_it_is_proposed(
    where: Callable[[str], Context], sentence: str
) -> None:
    assert suggest(sentence, where("endpoints")) is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "The response has no password at all",
        "Usernames are not unique",
        "Usernames aren't unique",
        "A missing username is not 422",
        "It is not allowed that the username is missing (400)",
        "Do not answer 409 if the username is taken",
        "The username is not required",
        "Never register a user",
        "用户名不唯一",
        "缺少用户名不返回 422",
        "没有用户名时不返回 422",
    ],
)
def test_no_suggestion_says_the_opposite(where: Callable[[str], Context], sentence: str) -> None:
    found = suggest(sentence, where("endpoints"))
    assert found is None or is_negated(found.text)


@pytest.mark.parametrize(
    "sentence", ["Only members may register", "Only admins may call it", "只有管理员可以注册"]
)
def test_no_suggestion_opens_to_all_what_is_left_to_some(
    where: Callable[[str], Context], sentence: str
) -> None:
    found = suggest(sentence, where("endpoints"))
    assert found is None or restricts(found.text)


def test_a_sentence_without_negation_gets_none(where: Callable[[str], Context]) -> None:
    found = suggest("The password is always returned", where("rules"))
    assert found is not None
    assert not is_negated(found.text)


@pytest.mark.parametrize(
    "sentence, negated",
    [
        ("Usernames are not unique", True),
        ("It isn’t so", True),
        ("No more than 8", False),
        ('Answer "not now"', False),
        ("Note it", False),
        ("不超过 8", False),
        ("不唯一", True),
    ],
)
def test_what_is_negated(sentence: str, negated: bool) -> None:
    assert is_negated(sentence) == negated


@pytest.mark.parametrize(
    "sentence, missing",
    [
        ("The browser keeps it in a cookie", "cookies and sessions"),
        ("Answers with an HTML page", "pages of HTML"),
        ("Gives a CSV file", "CSV"),
        ("Redirects to /", "redirects"),
        ("Takes a form", "forms and uploads"),
        ("At most 5 per minute", "a rate limit"),
        ("会话保存在浏览器中", "cookies and sessions"),
        ('Answers 200 with "Redirects to HTML"', None),
        ("Registers a user", None),
        ("The colours are bright", None),
    ],
)
def test_what_is_not_built_yet_is_known(sentence: str, missing: str | None) -> None:
    assert unbuilt(sentence) == missing
    assert missing is None or missing in KNOWN


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        ("Only jury members may call it at all", "owner"),
        ("Any member may look at comments", "Anyone"),
        ("Whoever pays may call it", "logged"),
        ("只有评委才能随便调用", "拥有者"),
        ("同一用户名同一天只能有一个预订", "拥有者"),
    ],
)
def test_nobody_else_is_let_in_by_a_suggestion(
    where: Callable[[str], Context], sentence: str, never: str
) -> None:
    found = suggest(sentence, where("endpoints"))
    assert found is None or never.lower() not in found.text.lower()
