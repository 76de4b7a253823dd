"""The text of a paragraph, heading or table cell, each character with its place in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from codegen.spec.source import Source
from codegen.types import Location

_INLINE = MarkdownIt("commonmark").disable(
    ["autolink", "entity", "html_inline", "image", "link", "text_join"]
)
_CODE_OR_COMMENT = re.compile(r"`+|<!--")


@dataclass(frozen=True, slots=True)
class Passage:
    """Text with collapsed whitespace and no emphasis marks; ``places`` are (line, column) from 1."""

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
    for character, offset in _collapsed(_pieces(_without_comments(content))):
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


def _without_comments(content: str) -> str:
    """The content with HTML comments outside code spans blanked, so that nothing moves."""
    parts, position = [], 0
    for start, end in _comments(content):
        blank = re.sub(r"[^\n]", " ", content[start:end])
        parts += [content[position:start], blank]
        position = end
    return "".join([*parts, content[position:]])


def _comments(content: str) -> Iterator[tuple[int, int]]:
    position, unclosed = 0, set[str]()
    while match := _CODE_OR_COMMENT.search(content, position):
        mark, position = match.group(), match.end()
        end = -1 if mark in unclosed else _end_of(mark, content, position)
        if end < 0:
            unclosed.add(mark)
            continue
        if mark == "<!--":
            yield match.start(), end
        position = end


def _end_of(mark: str, content: str, position: int) -> int:
    closing = r"-->" if mark == "<!--" else rf"(?<!`){mark}(?!`)"
    found = re.compile(closing).search(content, position)
    return found.end() if found else -1


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
            position = _end_of(token.markup, content, run + len(token.markup))
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


def _collapsed(pieces: Iterator[tuple[str, int, bool]]) -> Iterator[tuple[str, int]]:
    pending, blank = list[tuple[str, int]](), True
    for text, offset, consecutive in pieces:
        for index, character in enumerate(text):
            place = offset + index if consecutive else offset
            if not character.isspace():
                yield from pending
                yield character, place
                pending, blank = [], False
            elif not blank:
                pending, blank = [(" ", place)], True
