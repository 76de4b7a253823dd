"""Words of which a part varies."""

from __future__ import annotations

import re

import pytest

from codegen.contract import pattern_of, varies


@pytest.mark.parametrize(
    "words", ["Only {left} left", "{name} is taken", "mínima {importe total} €"]
)
def test_what_stands_in_braces_varies(words: str) -> None:
    assert varies(words)


@pytest.mark.parametrize("words", ["Sold out", "", '{"a": 1}', "{}", "a } b { c", "{2}"])
def test_other_words_are_fixed(words: str) -> None:
    assert not varies(words)


@pytest.mark.parametrize(
    "words, fits, differs",
    [
        (
            "Only {left} left",
            ("Only 2 left", "Only 17 left"),
            ("Only  left now", "only 2 left", "Only left"),
        ),
        ("{a}: {b} (of {c}).", ("x: 1 (of 2).",), ("x: 1 of 2.", "x: 1 (of 2)!")),
        ("costs $ {price} + 1?", ("costs $ 3.00 + 1?",), ("costs 3 + 1",)),
    ],
)
def test_the_pattern_holds_what_they_may_be(
    words: str, fits: tuple[str, ...], differs: tuple[str, ...]
) -> None:
    assert all(re.search(pattern_of(words), text) for text in fits)
    assert not any(re.search(pattern_of(words), text) for text in differs)
