from __future__ import annotations

import pytest

from codegen.interpret.grammar import PHRASES, SLOTS, compiled, literal_words
from codegen.interpret.words import SENTENCE_LIMIT_CHARACTERS, Mention, Vocabulary, mark


def vocabulary() -> Vocabulary:
    words = Vocabulary()
    words.add_entity("LineItem", ("明细",))
    words.add_field("full_name", ("姓名",))
    words.add_field("name", ())
    return words


@pytest.mark.parametrize(
    "text, marked, mentions",
    [
        ("The full name, please", "The \ue000,please", [Mention("full name", None, "full_name")]),
        ("FULL_NAMES", "\ue000", [Mention("FULL_NAMES", None, "full_name")]),
        ("line items", "\ue000", [Mention("line items", "LineItem", None)]),
        ("`LineItem`", "\ue000", [Mention("LineItem", "LineItem", None)]),
        ("`nobody`", "\ue000", [Mention("nobody", None, None)]),
        ("明细的姓名", "\ue000的\ue001", [Mention("明细", "LineItem", None), Mention("姓名", None, "full_name")]),
        ("renamed names_", "renamed names_", []),
    ],
)  # fmt: skip
def test_mentions_are_marked(text: str, marked: str, mentions: list[Mention]) -> None:
    found = mark(text, vocabulary())
    assert found is not None
    assert (found.text, list(found.mentions)) == (marked, mentions)


@pytest.mark.parametrize(
    "text, marked",
    [
        ("a  b ,\tc：d", "a b,c,d"),
        ("a → b => c -- d — e", "a,b,c,d,e"),
        ("8 – 80, 1,000；－5", "8-80,1000;-5"),
        ("（８０）", "(80)"),
        ("409 Conflict", "409"),
        ("409 (conflict)", "409"),
        ("409 Created", "409 Created"),
        ("409 Conflicts", "409 Conflicts"),
        ("`409` `null` `application/json`", "409 null application/json"),
        ("isn’t", "isn't"),
        ('say "full name" or “x”', "say \uf000 or \uf001"),
    ],
)
def test_the_rest_is_normalised(text: str, marked: str) -> None:
    found = mark(text, vocabulary())
    assert found is not None
    assert found.text == marked


def test_quotations_are_kept_verbatim() -> None:
    found = mark('"a  , ８" 「b」', vocabulary())
    assert found is not None
    assert found.quotes == ("a  , ８", "b")
    assert found.quote("\uf001") == "b"


def test_words_may_be_left_unmarked_outside_backticks() -> None:
    found = mark("name `name`", vocabulary(), without=frozenset({"name"}))
    assert found is not None
    assert found.text == "name \ue000"


def test_what_is_too_long_or_uses_the_marks_is_not_marked() -> None:
    assert mark("a" * SENTENCE_LIMIT_CHARACTERS, vocabulary()) is not None
    assert mark("a" * (SENTENCE_LIMIT_CHARACTERS + 1), vocabulary()) is None
    assert mark("\ue000", vocabulary()) is None


def test_the_mini_language() -> None:
    pattern = compiled("(a|b) [c] {status}")
    assert pattern.fullmatch("A c 409")
    assert pattern.fullmatch("b,409")
    assert not pattern.fullmatch("c 409")
    assert not pattern.fullmatch("a c 4090")
    assert literal_words("(a|b) <if> {status}") == {"a", "b", *literal_words(PHRASES["if"])}
    with pytest.raises(KeyError):
        compiled("<nonsense>")
    with pytest.raises(KeyError):
        compiled("{nonsense}")


def test_every_phrase_and_slot_compiles() -> None:
    for phrase in PHRASES:
        assert compiled(f"<{phrase}>")
    for slot in SLOTS:
        assert compiled(f"{{{slot}}}")
