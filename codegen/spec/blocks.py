"""Markdown -> the blocks that a spec is made of, in the order of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

from codegen.spec.passage import Passage, read_passage
from codegen.spec.source import Source
from codegen.types import Location, Problem

NESTING_LIMIT = 18
"""Levels of lists and quotes, two a list; commonmark's parser drops what lies deeper than 20."""
PARAGRAPH_LIMIT_CHARACTERS = 20_000

# Text is prose here, whatever its indentation: what commonmark would hide, a spec must not lose.
_BLOCKS = MarkdownIt("commonmark").enable("table").disable(["code", "inline", "reference"])
_BARE_NAME = re.compile(r"(?:(?:GET|POST|PUT|PATCH|DELETE) )?[^`\s]+")
"""A cell that names something; several words are said, and stand as they are."""
_NO_CELL = re.compile(r"[-–—]*")


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """A heading of ``level`` 1 to 6."""

    level: int
    passage: Passage
    location: Location


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or the text of a list item."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class Row:
    """A table's body row as the bullet that says the same: ```name`: cell, cell``. ``heads`` are those of its columns."""

    passage: Passage
    heads: str


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block. ``location`` is that of its opening, ``content`` that of its first line."""

    info: str
    text: str
    location: Location
    content: Location


@dataclass(frozen=True, slots=True)
class Item:
    """Where a list item starts and where it ends; ``number`` is its own in a list that is numbered."""

    edge: Literal["start", "end"]
    number: str = ""


Block: TypeAlias = HeadingBlock | Paragraph | Row | Fence | Item


def read_blocks(source: Source, skipped_lines: int, problems: list[Problem]) -> Iterator[Block]:
    """Reads a source's blocks; its first ``skipped_lines`` are front matter.

    What cannot be read without losing text is said in ``problems``: HTML, an unclosed fence or comment,
    a table row with more cells than its header, too deep nesting, an overlong paragraph.
    """
    # A line of other spaces than Markdown knows (U+3000) would be stripped, and the lines miscounted.
    lines = ("" if not line.strip() and line.strip(" \t") else line for line in source.lines)
    body = [""] * skipped_lines + list(islice(lines, skipped_lines, None))
    tokens = _BLOCKS.parse("\n".join(body))
    for index, token in enumerate(tokens):
        if token.level >= NESTING_LIMIT:
            problems.append(_too_deep(token, source))
            return
        yield from _read(tokens, index, source, problems)


def _too_deep(token: Token, source: Source) -> Problem:
    line = token.map[0] if token.map else 0
    cause = "lists or quotes are nested too deep"
    return Problem(cause, "Nest at most eight lists.", source.at(line + 1))


def _read(
    tokens: Sequence[Token], index: int, source: Source, problems: list[Problem]
) -> Iterator[Block]:
    token = tokens[index]
    match token.type:
        case "list_item_open" | "list_item_close":
            yield Item("start", token.info) if token.nesting > 0 else Item("end")
        case "heading_open":
            yield _heading(token, tokens[index + 1], source)
        case "paragraph_open":
            yield from _paragraph(tokens[index + 1], source, problems)
        case "tr_open" if tokens[index - 1].type != "thead_open":
            yield from _row(tokens, index, source, problems)
        case "fence":
            yield _fence(token, source, problems)
        case "html_block":
            problems.extend(_html_problems(token, source))


def _first_line(token: Token) -> int:
    if token.map is None:
        raise ValueError(f"the Markdown parser gave no line for {token.type}")
    return token.map[0]


def _heading(opening: Token, inline: Token, source: Source) -> HeadingBlock:
    line = _first_line(inline)
    passage = read_passage(inline.content, source, line)
    place = passage.location() if passage.text else source.at(line + 1)
    return HeadingBlock(int(opening.tag[1]), passage, place)


def _paragraph(inline: Token, source: Source, problems: list[Problem]) -> Iterator[Paragraph]:
    line = _first_line(inline)
    if len(inline.content) > PARAGRAPH_LIMIT_CHARACTERS:
        cause = f"the paragraph has more than {PARAGRAPH_LIMIT_CHARACTERS:,} characters"
        problems.append(Problem(cause, "Break it up with empty lines.", source.at(line + 1)))
        return
    passage = read_passage(inline.content, source, line)
    if passage.text:
        yield Paragraph(passage)


def _row(
    tokens: Sequence[Token], index: int, source: Source, problems: list[Problem]
) -> Iterator[Row]:
    cells = _cells(tokens, index)  # the parser gives each row as many as the header has
    line = _first_line(tokens[index])
    if problem := _row_problem(source.lines[line], len(cells), source.at(line + 1)):
        problems.append(problem)
        return
    columns = _columns(cells, source.lines[line])
    passages = [
        read_passage(cell, source, line, column)
        for cell, column in zip(cells, columns, strict=True)
    ]
    passage = _joined(passages, source.path)
    if passage.text:
        yield Row(passage, _heads(tokens, index, [each.text for each in passages]))


def _heads(tokens: Sequence[Token], index: int, cells: Sequence[str]) -> str:
    """The heads of the columns of the table that a row stands in, where there are several; with its cells, where some say nothing."""
    start = next(n for n in range(index, -1, -1) if tokens[n].type == "thead_open")
    heads = [head.strip() for head in _cells(tokens, start + 1)]
    if sum(map(bool, heads)) < 2:
        return ""
    is_whole = not any(map(_NO_CELL.fullmatch, cells))
    return " | ".join(heads) if is_whole else f"{' | '.join(heads)}; cells: {' | '.join(cells)}"


def _row_problem(raw: str, header_count: int, place: Location) -> Problem | None:
    if "|" not in raw:
        mend = "Put an empty line between the two, or bars around its cells."
        return Problem("the line below a table would be read as its row", mend, place)
    if (found := _cell_count(raw)) > header_count:
        cause = f"the table row has {found} cells, its header {header_count}"
        mend = "Give the header as many, or write \\| for a bar inside a cell."
        return Problem(cause, mend, place)
    return None


def _cells(tokens: Sequence[Token], index: int) -> list[str]:
    cells = []
    while tokens[index].type != "tr_close":
        if tokens[index].type == "inline":
            cells.append(tokens[index].content)
        index += 1
    return cells


def _columns(cells: Sequence[str], raw: str) -> list[int]:
    """Where each cell starts in its line, from 0."""
    columns, position = [], 0
    for cell in cells:
        written = cell.replace("|", "\\|")
        position = max(raw.find(written, position), position)
        columns.append(position)
        position += len(written)
    return columns


def _cell_count(raw: str) -> int:
    return len(re.findall(r"(?<!\\)\|", raw.strip("> \t").removeprefix("|").removesuffix("|"))) + 1


def _joined(passages: list[Passage], path: str) -> Passage:
    said = [p for p in passages if not _NO_CELL.fullmatch(p.text)]
    if not said:
        return Passage("", path, ())
    name, *rest = said
    named = passages[0] is name
    if named and _BARE_NAME.fullmatch(name.text):
        name = Passage(f"`{name.text}`", path, (name.places[0], *name.places, name.places[-1]))
    text, places = name.text, list(name.places)
    for number, cell in enumerate(rest):
        glue = ": " if named and number == 0 else ", "
        text += glue + cell.text
        places += [cell.places[0]] * len(glue) + list(cell.places)
    return Passage(text, path, tuple(places))


def _fence(token: Token, source: Source, problems: list[Problem]) -> Fence:
    line = _first_line(token)
    opening = source.lines[line]
    column = opening.find(token.markup) + 1
    last = (token.map or (0, 0))[1] - 1
    closing = source.lines[last].strip("> \t") if last > line else ""
    if not re.fullmatch(f"{re.escape(token.markup[0])}{{{len(token.markup)},}}", closing):
        cause = "the fenced block is never closed"
        mend = f'Write "{token.markup}" on a line of its own below it.'
        problems.append(Problem(cause, mend, source.at(line + 1, column)))
    first = token.content.split("\n", 1)[0]
    removed = len(source.lines[line + 1]) - len(first) if line + 1 < len(source.lines) else 0
    place = source.at(line + 2, max(removed, 0) + 1)
    return Fence(token.info.strip(), token.content, source.at(line + 1, column), place)


def _html_problems(token: Token, source: Source) -> Iterator[Problem]:
    place = source.at(_first_line(token) + 1)
    if token.content.rfind("<!--") > token.content.rfind("-->"):
        yield Problem("the HTML comment is never closed", 'Write "-->" after it.', place)
    elif re.sub(r"<!--.*?-->", "", token.content, flags=re.DOTALL).strip():
        mend = "Write it as Markdown, and nothing on a line where a comment ends."
        yield Problem("HTML is not read", mend, place)
