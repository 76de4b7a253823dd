from __future__ import annotations

import pytest

from codegen.spec.sentences import DEMAND_WORDS, demands, quoted_spans, sentence_spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text, sentences",
    [
        ("One. Two! Three?", ["One", "Two", "Three"]),
        ("One.", ["One"]),
        ("No mark", ["No mark"]),
        ("At most 3.5 litres. Then stop", ["At most 3.5 litres", "Then stop"]),
        ("Use a mark, e.g. a dot. Done", ["Use a mark, e.g. a dot", "Done"]),
        ("Use I.e. this, cf. RFC 1. Done", ["Use I.e. this, cf. RFC 1", "Done"]),
        ('Answer "No. Taken." and stop. Go on', ['Answer "No. Taken." and stop', "Go on"]),
        ("Say 'No. Never' now. Go", ["Say 'No. Never' now", "Go"]),
        ("Don't stop. It's fine", ["Don't stop", "It's fine"]),
        ("Run `a. b` now. Go", ["Run `a. b` now", "Go"]),
        ("Run ``a. ` b`` now. Go", ["Run ``a. ` b`` now", "Go"]),
        ("Not a; split. Here", ["Not a; split", "Here"]),
        ("1. First thing. Second", ["1. First thing", "Second"]),
        ("Wait... then go", ["Wait", "then go"]),
        ("密码必须加密。不返回！为什么？好；完", ["密码必须加密", "不返回", "为什么", "好", "完"]),
        ("返回“不。行”然后结束。好", ["返回“不。行”然后结束", "好"]),
        ("返回「不。行」然后。好", ["返回「不。行」然后", "好"]),
        ("réponds « Non. Jamais. » ici. Puis non.", ["réponds « Non. Jamais. » ici", "Puis non"]),
        ("sagt „Zu spät. Nein.“ und geht. Ja.", ["sagt „Zu spät. Nein.“ und geht", "Ja"]),
        ("siger »For sent. Nej.« og går. Ja.", ["siger »For sent. Nej.« og går", "Ja"]),
        ("混合 `a。b` 与. Text。End", ["混合 `a。b` 与", "Text", "End"]),
        ('An unclosed " quote. Still ends', ['An unclosed " quote', "Still ends"]),
        ("An unclosed ` tick. Still ends", ["An unclosed ` tick", "Still ends"]),
        ("...", []),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


def test_quoted_spans_do_not_overlap() -> None:
    text = 'a `b "c` "d `e" ‘f’'
    assert [text[a:b] for a, b in quoted_spans(text)] == ['`b "c`', '"d `e"', "‘f’"]


@pytest.mark.parametrize("word", DEMAND_WORDS)
def test_every_demand_word_demands(word: str) -> None:
    assert demands(f"x {word.upper()} y") if word.isascii() else demands(f"密码{word}返回")


def test_typographic_apostrophe_demands() -> None:
    assert demands("Users can’t see it")


@pytest.mark.parametrize(
    "text", ["Mustard is commonly used", "A read-only-ish thing", "Evernever", "这是说明", ""]
)
def test_no_demand(text: str) -> None:
    assert not demands(text)
