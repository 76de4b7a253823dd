"""A sentence's clauses and a list's parts: pieces of text outside quotations and parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codegen.interpret.grammar import CHARACTERS
from codegen.spec.sentences import quoted_spans

_CLAUSE_END = re.compile(
    r"\s*[;；]\s*|[,，]?\s+(?:and\s+)?(?=(?:otherwise|else)\b)(?<!body )(?<!one )(?<!where )|[,，]?\s*(?=否则|不然)"
    r"|(?:[,，]\s*(?:and\s+)?|\s+and\s+)(?=(?:can be |may be )?(?:searched|filtered) (?:by|in)\b)"
    r"|[,，]\s*(?=每页)"
    r"|[,，]?\s*(?:and\s+)?(?=(?:can|may) be sorted by\b)",
    re.IGNORECASE,
)
_COMMA = r"[,，、;；](?!(?<=[0-9],)[0-9]{3}(?![0-9]))"  # but not that of 1,000
_PART_END = re.compile(rf"\s*{_COMMA}\s*(?:and\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+|\s*(?:以及|并且|而且|和|且)\s*", re.IGNORECASE)
_QUOTED_WORD = r"(?:\"[^\"]*\"|“[^”]*”|「[^」]*」|`[^`]*`)"
_QUOTED_WORDS = re.compile(
    rf"(?:or |或)?\s*{_QUOTED_WORD}(?:\s*(?:or|或|/|\|)\s*{_QUOTED_WORD})*\s*(?:之一|中的一个|其中之一)?",
    re.IGNORECASE,
)
_LETTERS = f"(?:{'|'.join(CHARACTERS)})"
_CHARACTER_WORDS = re.compile(
    rf"{_LETTERS}(?:\s*(?:\band\b|\bor\b|和|与|及|或)\s*{_LETTERS})*(?:组成)?", re.IGNORECASE
)
_ITEM_END = re.compile(
    rf"\s*{_COMMA}\s*(?:and\s+)?|\s+and\s+|\s*(?:以及|和|及|与)\s*", re.IGNORECASE
)


def clauses(sentence: str) -> tuple[str, ...]:
    """The pieces of a sentence between semicolons, and before an "otherwise"."""
    return _split(sentence, _CLAUSE_END)


def parts(text: str) -> tuple[str, ...]:
    """The pieces of a text between commas; one that only quotes a word, or names characters, goes on with the one before."""
    pieces: list[str] = []
    for piece in _split(text, _PART_END):
        if pieces and (_QUOTED_WORDS.fullmatch(piece) or _CHARACTER_WORDS.fullmatch(piece)):
            pieces[-1] = f"{pieces[-1]}, {piece}"
        else:
            pieces.append(piece)
    return tuple(pieces)


def joined_parts(text: str) -> tuple[str, ...]:
    """The pieces of a text between its "and"s."""
    return _split(text, _AND)


def items(text: str) -> tuple[str, ...]:
    """The pieces of a list in a sentence: between commas and before its "and"."""
    return _split(text, _ITEM_END)


def _split(text: str, separator: re.Pattern[str]) -> tuple[str, ...]:
    closed = _closed_positions(text)
    pieces, start = [], 0
    for found in separator.finditer(text):
        if found.start() not in closed:
            pieces.append(text[start : found.start()].strip())
            start = found.end()
    pieces.append(text[start:].strip())
    return tuple(piece for piece in pieces if piece)


def _closed_positions(text: str) -> frozenset[int]:
    """The positions inside quotations and parentheses."""
    quoted = {index for start, end in quoted_spans(text) for index in range(start, end)}
    return frozenset(quoted.union(_parenthesised(text, quoted)))


def _parenthesised(text: str, quoted: set[int]) -> Iterator[int]:
    depth = 0
    for index, character in enumerate(text):
        if index not in quoted and character in "(（":
            depth += 1
        if depth:
            yield index
        if index not in quoted and character in ")）":
            depth = max(depth - 1, 0)
