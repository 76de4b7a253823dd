"""Patterns: what is read, what is refused and why, and the texts that are made from them."""

from __future__ import annotations

import re
from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from codegen.pattern import Unsafe, automaton, read, texts

GOOD = (
    r"[A-Z]{2}-[0-9]{4}",
    r"[a-z]+(-[a-z]+)*",
    r"(red|rose|green)",
    r"cat|car",
    r"[A-Za-z0-9-]*",
    r"(?:\+[0-9]{1,3} )?[0-9]{4,12}",
    r"[0-9]{1,3}(\.[0-9]{1,3}){3}",
    r"[一-龥]{2,4}",
    r"#([a-f0-9]{6}|[a-f0-9]{3})",
    r"[\]\[\\^]{2,}/\{\}",
    r"[-a]b{0,3}c?",
    r"x{2,}",
    r"[😀-😎]a",
)


def why(pattern: str) -> str:
    with pytest.raises(Unsafe) as refused:
        automaton(read(pattern))
    return f"{refused.value.cause}. {refused.value.mend}"


@pytest.mark.parametrize("pattern", GOOD)
def test_texts_match_in_python_and_in_pydantic_and_the_others_in_neither(pattern: str) -> None:
    found = texts(pattern, 1, 60)
    anchored = TypeAdapter(Annotated[str, Field(pattern=f"^(?:{pattern})$")])
    matching = {*found.some(7), found.shortest, found.longest}
    assert all(re.fullmatch(pattern, text) and 1 <= len(text) <= 60 for text in matching)
    assert all(anchored.validate_python(text) == text for text in matching)
    assert len(found.others()) > 1
    for text, _ in found.others():
        assert not re.fullmatch(pattern, text)
        with pytest.raises(ValidationError):
            anchored.validate_python(text)


@pytest.mark.parametrize("pattern", [each for each in GOOD if each not in (GOOD[2], GOOD[3])])
def test_seven_texts_differ_where_there_are_so_many(pattern: str) -> None:
    assert len(set(texts(pattern, 1, 60).some(7))) == 7


def test_where_there_are_fewer_all_are_found() -> None:
    assert texts("(red|rose|green)", 1, 60).some(7) == ("red", "rose", "green")
    assert texts("a?b?", 0, 60).some(7) == ("", "a", "b", "ab")


def test_texts_are_as_long_as_the_field_lets_them_be() -> None:
    found = texts("[a-z]+(-[a-z]+)*", 5, 9)
    assert (len(found.shortest), len(found.longest)) == (5, 9)
    assert {len(text) for text, _ in found.others()} <= set(range(5, 10))
    assert texts("[0-9]{4}", 4, 4).others() == (("!000", "another character"),)


def test_a_pattern_that_no_text_of_the_lengths_matches_is_refused() -> None:
    with pytest.raises(Unsafe, match="matches no text of 1 to 3 characters"):
        texts("[0-9]{4}", 1, 3)


def test_texts_that_are_long_at_least_have_no_pattern() -> None:
    with pytest.raises(Unsafe, match="goes with no least length above 1,000 characters"):
        texts("[a-z]*", 1_001, 2_000)


def test_a_field_that_may_be_very_long_has_texts_of_a_thousand_characters() -> None:
    assert len(texts("[a-z]*", 0, 1_000_000).longest) == 1_000


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (r"\d+", r"has '\d' at its character 1. Write [0-9]."),
        (r"[\w]", r"has '\w' at its character 2. Write A-Za-z0-9_."),
        (r"a\b", r"has '\b' at its character 2. Behind \ stands one of"),
        ("a\\", "has '\\' at its character 2."),
        ("^a", "has '^' at its character 1. Leave it out: the whole text"),
        ("a$", "has '$' at its character 2. Leave it out"),
        ("a.", "has '.' at its character 2. Name the characters"),
        ("[^a]", "has a class of what may not stand there at its character 2."),
        ("[a-", "has a class that does not end"),
        ("[a", "has a class that does not end"),
        ("[]", "has an empty class"),
        ("[z-a]", "has a range that runs backwards"),
        ("[a&&b]", "has a class with a character twice"),
        ("[a-cb]", "has a class with a character twice"),
        ("[a-c-e]", "has '-' within a class"),
        ("[--a]", "has '-' within a class"),
        ("[[a]]", "has '[' within a class"),
        ("(a", "has a group that does not end at its character 3."),
        ("a)", "has ')' without '(' at its character 2."),
        ("(?=a)b", "has '(?' at its character 1. Patterns know plain groups"),
        ("(?P<n>a)", "has '(?' at its character 1."),
        (r"(a)\1", r"has '\1' at its character 4."),
        ("a+?", "has '?' behind a repeat at its character 3."),
        ("a{2}{3}", "has '{' behind a repeat"),
        ("*a", "has '*' behind nothing at its character 1. Write it as \\*."),
        ("a{x}", "has '{' behind nothing"),
        ("a{3,1}", "has '{3,1}', which is never met"),
        ("a{0}", "has '{0}', which is never met"),
        ("(a?)*", "has '*' behind what may be empty"),
        ("a|", "has a way that may be empty"),
        ("a\tb", "has '\\t' at its character 2."),
        ("(" * 11 + "a" + ")" * 11, "has a group too deep"),
        ("a" * 301, "has more than 300 characters"),
        ("a{201}", "counts out to more than 200 characters"),
        ("a{9999,}", "counts out to more than 200 characters"),
    ],
)
def test_what_is_not_of_the_subset_is_refused_with_what_to_do(pattern: str, told: str) -> None:
    assert told in why(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a|aa)+", "[a-z]*[a-z]*", "a?a?a?a", "(a|b|ab)*c", "([a-z]+-?)+", "a|[a-c]"],
)
def test_what_matches_a_text_in_two_ways_is_refused(pattern: str) -> None:
    assert "matches some texts in two ways. Give each character one place" in why(pattern)
