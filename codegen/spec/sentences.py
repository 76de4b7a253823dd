"""Where sentences end, and which of them demand something."""

from __future__ import annotations

import re
from collections.abc import Iterator

DEMAND_WORDS: tuple[str, ...] = (
    "must",
    "mustn't",
    "shall",
    "only",
    "never",
    "cannot",
    "can't",
    "can not",
    "may not",
    "has to",
    "have to",
    "required",
    "forbidden",
    "not allowed",
    "必须",
    "必需",
    "务必",
    "不能",
    "只能",
    "只允许",
    "不允许",
    "不得",
    "不可",
    "禁止",
    "严禁",
    "应当",
    "绝不",
    "永不",
)
"""A sentence outside the four sections that has one of these is no mere background."""

_ENGLISH = "|".join(word for word in DEMAND_WORDS if word.isascii())
_CHINESE = "|".join(word for word in DEMAND_WORDS if not word.isascii())
_DEMAND = re.compile(rf"(?<![\w-])(?:{_ENGLISH})(?![\w-])|{_CHINESE}", re.IGNORECASE | re.ASCII)

ENDING_MARKS = ".!?。！？；"
_END = re.compile(r"[.!?]+(?=\s|$)|[。！？；]+[.!?。！？；]*")
_ABBREVIATIONS = ("e.g.", "i.e.", "cf.", "vs.")
_LIST_MARKER = re.compile(r"\d{1,2}\.")
CLOSING_MARKS = {
    **{'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』"},
    **{"«": "»", "»": "«", "„": "“”"},
}
"""The marks that close a quotation, by the one that opens it.
https://en.wikipedia.org/wiki/Quotation_mark#Summary_table"""
OPENING = rf"`+|[{''.join(CLOSING_MARKS).replace(chr(39), '')}]|(?<!\w)'"
"""What opens a code span or a quotation; an apostrophe does where no word stands before it."""
_OPENING = re.compile(OPENING)


def demands(text: str) -> bool:
    """Whether a sentence has a demand word: English ones as whole words, in any case."""
    return _DEMAND.search(text.replace("’", "'")) is not None


def quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each code span and each quotation, in order, none inside another."""
    position, unclosed = 0, set[str]()
    while opening := _OPENING.search(text, position):
        mark = opening.group()
        end = -1 if mark in unclosed else find_end(mark, text, opening.end())
        if end < 0:
            unclosed.add(mark)
            position = opening.end()
        else:
            position = end
            yield opening.start(), position


def find_end(mark: str, text: str, start: int) -> int:
    """Where a code span or a quotation that ``mark`` opens before ``start`` ends, behind its closing mark.

    -1 where it is never closed.
    """
    if mark.startswith("`"):
        run = re.compile(rf"(?<!`){mark}(?!`)").search(text, start)
        return run.end() if run else -1
    ends = [found for each in CLOSING_MARKS[mark] if (found := text.find(each, start)) >= 0]
    end = min(ends, default=-1)
    follows = text[end + 1 : end + 2]
    return -1 if end < 0 or (mark == "'" and follows.isalnum()) else end + 1


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each sentence of a text with collapsed whitespace; ending marks lie outside.

    ``.``, ``!`` and ``?`` end a sentence before a space or at the end; ``。！？；`` end it anywhere. Nothing
    ends inside backticks or quotation marks, after ``e.g.`` and its like, or after a list's number.
    """
    spans, start = [], 0
    for end, following in _ends(text):
        spans.append((start, end))
        start = following
    spans.append((start, len(text)))
    trimmed = (_trim(text, *span) for span in spans)
    return tuple((start, end) for start, end in trimmed if start < end)


def _ends(text: str) -> Iterator[tuple[int, int]]:
    quotes = quoted_spans(text)
    quote = next(quotes, None)
    start = 0
    for mark in _END.finditer(text):
        while quote and quote[1] <= mark.start():
            quote = next(quotes, None)
        if (quote and quote[0] < mark.start()) or _is_no_end(text, start, mark.end()):
            continue
        yield mark.span()
        start = mark.end()


def _is_no_end(text: str, start: int, end: int) -> bool:
    if text[max(0, end - 4) : end].lower().endswith(_ABBREVIATIONS):
        return True
    return end < len(text) and _LIST_MARKER.fullmatch(text[start:end].strip()[:4]) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
