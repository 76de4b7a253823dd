"""The text of a paragraph, heading or table cell, each character with its place in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from codegen.spec.sentences import CLOSING_MARKS, OPENING, find_end
from codegen.spec.source import Source
from codegen.types import Location

_INLINE = MarkdownIt("commonmark").disable(
    ["autolink", "entity", "html_inline", "image", "link", "text_join"]
)
_LITERAL_OR_COMMENT = re.compile(f"<!--|{OPENING}")
_MASK = "x"


@dataclass(frozen=True, slots=True)
class Passage:
    """Text with collapsed whitespace and no emphasis marks; ``places`` are (line, column) from 1.

    Between quotation marks and in backticks everything stands as it was written.
    """

    text: str
    path: str
    places: tuple[tuple[int, int], ...]

    def location(self, index: int = 0) -> Location:
        """Where the character at ``index`` stands. Raises IndexError where the text is shorter."""
        return Location(self.path, *self.places[index])


def read_passage(
    content: str, source: Source, first_line: int, column: int | None = None
) -> Passage:
    """Reads Markdown inline ``content`` whose first line is the source's ``first_line``, from 0.

    ``column``, from 0, is where content of one line starts; without it the content is looked for.
    """
    if column is None:
        starts, origins = _origins(content, source, first_line)
    else:
        starts, origins = [0], [column]
    characters, places = list[str](), list[tuple[int, int]]()
    plain, quoted = _prepared(content)
    for character, offset in _collapsed(_restored(_pieces(plain), content, quoted)):
        row = bisect_right(starts, offset) - 1
        characters.append(character)
        places.append((first_line + row + 1, origins[row] + offset - starts[row] + 1))
    return Passage("".join(characters), source.path, tuple(places))


def _origins(content: str, source: Source, first_line: int) -> tuple[list[int], list[int]]:
    """For each line of ``content``: its offset there, and the source column (from 0) it starts at."""
    starts, origins, offset = [], [], 0
    for row, line in enumerate(content.split("\n")):
        raw, bare = source.lines[first_line + row].rstrip(), line.strip()
        column = len(raw) - len(bare) if raw.endswith(bare) else max(raw.find(bare), 0)
        starts.append(offset)
        origins.append(column - (len(line) - len(line.lstrip())))
        offset += len(line) + 1
    return starts, origins


def _prepared(content: str) -> tuple[str, frozenset[int]]:
    """The content with comments blanked and quoted words masked, so that nothing moves; and where those are."""
    characters, quoted = list(content), set[int]()
    for mark, start, end in _spans(content):
        for index in range(start, end):
            if mark == "<!--" and content[index] != "\n":
                characters[index] = " "
            elif mark in CLOSING_MARKS and start < index < end - 1 and content[index] != "\n":
                characters[index] = _MASK
                quoted.add(index)
    return "".join(characters), frozenset(quoted)


def _spans(content: str) -> Iterator[tuple[str, int, int]]:
    """Code spans, comments and quotations: the opening mark, and from where to where; none in another."""
    position, unclosed = 0, set[str]()
    while match := _LITERAL_OR_COMMENT.search(content, position):
        mark, position = match.group(), match.end()
        end = -1 if mark in unclosed else _end_of(mark, content, position)
        if end < 0:
            unclosed.add(mark)
            continue
        yield mark, match.start(), end
        position = end


def _end_of(mark: str, content: str, position: int) -> int:
    if mark != "<!--":
        return find_end(mark, content, position)
    found = content.find("-->", position)
    return found + len("-->") if found >= 0 else -1


def _restored(
    pieces: Iterator[tuple[str, int, bool]], content: str, quoted: frozenset[int]
) -> Iterator[tuple[str, int, bool]]:
    """Each character by itself, its offset, and whether it is literal: spaces of those stay."""
    for text, offset, consecutive in pieces:
        for index, character in enumerate(text):
            place = offset + index if consecutive else offset
            literal = consecutive and place in quoted
            yield content[place] if literal else character, place, literal


def _pieces(content: str) -> Iterator[tuple[str, int, bool]]:
    """Text, its offset in ``content``, and whether its characters stand one after another there."""
    position = 0
    for token in _INLINE.parseInline(content)[0].children or ():
        if token.type in ("softbreak", "hardbreak"):
            position = content.index("\n", position) + 1
            yield " ", position - 1, True
            position += len(content) - position - len(content[position:].lstrip(" \t"))
        elif token.type == "code_inline":
            run = content.index(token.markup, position)
            pad = " " if "`" in token.content[:1] + token.content[-1:] else ""
            yield f"{token.markup}{pad}{token.content}{pad}{token.markup}", run, False
            position = find_end(token.markup, content, run + len(token.markup))
        else:
            position = yield from _plain(token, content, position)


def _plain(
    token: Token, content: str, position: int
) -> Generator[tuple[str, int, bool], None, int]:
    if token.type in ("text", "text_special") and token.content:
        written = token.markup or token.content
        start = max(content.find(written, position), position)
        yield token.content, start, token.type == "text"
        return start + len(written)
    return position + len(token.markup)


def _collapsed(characters: Iterator[tuple[str, int, bool]]) -> Iterator[tuple[str, int]]:
    pending, blank = list[tuple[str, int]](), True
    for character, place, literal in characters:
        if literal or not character.isspace():
            yield from pending
            yield character, place
            pending, blank = [], False
        elif not blank:
            pending, blank = [(" ", place)], True
