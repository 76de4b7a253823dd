from __future__ import annotations

import re

import pytest

from codegen.interpret.grammar import PHRASES, compiled
from codegen.interpret.needs import may_match, needs
from codegen.interpret.patterns import TABLE

PATTERNS = sorted({p for row in TABLE for p in (*row.english, *row.chinese)})


@pytest.mark.parametrize(
    "pattern, expected",
    [
        ("", []),
        ("{field}", []),
        ("{field} is unique", ["is", "unique"]),
        ("{field} must [not] be", ["must", "be"]),
        ("who[ever] may", ["who", "may"]),
        ("(a user|an admin) may", ["may", "admin|user"]),
        ("(|it) may", ["may"]),
        ("[(a|b)] (c|[d] e)", ["c|e"]),
        ("(a|(b|c) {field})", ["a|b|c"]),
        ("(a|[b])", []),
        ("a|b", ["a|b"]),
        ("{field} <is> {value}", ["are|is"]),
        (
            "{field}<是>唯一的",
            [
                "唯一的",
                "|".join(sorted(["是", "为", "应为", "应该是", "必须是", "必须为", "须为"])),
            ],
        ),
    ],
)
def test_each_of_these_has_to_stand_there(pattern: str, expected: list[str]) -> None:
    assert {"|".join(sorted(clause)) for clause in needs(pattern)} == set(expected)


def test_a_phrase_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        needs("<nowhere>")


@pytest.mark.parametrize("text", ["IT IS", "It is", "ıt is", "İt iſ", "it iſ", "It,is"])
def test_case_is_ignored_as_expressions_ignore_it(text: str) -> None:
    assert compiled("it is").fullmatch(text)
    assert may_match("it is", text)


def test_no_other_character_of_a_pattern_has_a_case() -> None:
    beyond = {c for c in "".join((*PATTERNS, *PHRASES.values())) if not c.isascii()}
    assert beyond
    for character in beyond:
        assert re.findall(character, character.upper() + character.lower(), re.I) == [character] * 2
        assert character.lower() == character == character.upper()


def test_few_patterns_are_compiled_for_a_sentence() -> None:
    sentence = "The username must be unique; a second one is answered with 409."
    left = [pattern for pattern in PATTERNS if may_match(pattern, sentence)]
    assert len(left) < len(PATTERNS) / 10


def test_what_has_none_of_the_words_is_not_read() -> None:
    refused = [pattern for pattern in PATTERNS if not may_match(pattern, "what ever")]
    assert len(refused) > len(PATTERNS) * 0.9
    assert not [pattern for pattern in refused[::20] if compiled(pattern).fullmatch("what ever")]
