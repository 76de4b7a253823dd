"""Blocks -> headings, statements and http blocks: which section and which owner each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from codegen.contract import StatementId
from codegen.scenario.suggestion import did_you_mean
from codegen.spec.blocks import Block, Fence, HeadingBlock, Item, Paragraph, Row
from codegen.spec.endpoints import (
    METHODS,
    Named,
    declared_by,
    find_endpoint,
    no_endpoint,
    path_problem,
)
from codegen.spec.passage import Passage
from codegen.spec.sentences import ENDING_MARKS, sentence_spans
from codegen.spec.statement import Heading, Section, Statement
from codegen.types import Location, Problem

SECTION_NAMES: dict[str, Section] = {
    "data": "data",
    "endpoints": "endpoints",
    "rules": "rules",
    "examples": "examples",
    "数据": "data",
    "接口": "endpoints",
    "规则": "rules",
    "示例": "examples",
}
_DEEPEST_SECTION = 3
_TYPO_CUTOFF = 0.85  # "Rule" is a slip of "Rules"; "Roles" (0.8) is a word of its own
_NUMBERING = re.compile(r"^\d+(\.\d+)*[.)、]?\s+")
_REQUEST = re.compile(rf"\s*({'|'.join(METHODS)})\s+/")
_NO_ID = StatementId("")


@dataclass(frozen=True, slots=True)
class TitledBlock:
    """An http block; ``title`` is the index of its title among the outline's statements."""

    text: str
    location: Location
    owner: str
    title: int | None


@dataclass(slots=True)
class Outline:
    """What has been read so far, of all sources; statements have no ids yet."""

    problems: list[Problem]
    headings: list[Heading] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    http_blocks: list[TitledBlock] = field(default_factory=list)
    title: str | None = None  # "" once the spec itself has been read and has none


class OutlineReader:
    """Reads one source's blocks into an Outline. It starts in the background."""

    def __init__(self, outline: Outline) -> None:
        """What is read goes into ``outline``, which other sources may share."""
        self._outline = outline
        self._section: Section = "background"
        self._section_level = 0
        self._owner = "background"
        self._owner_level = 0  # 0: no heading inside the section has named the owner
        self._enclosing_owners: list[str] = []  # of the list items that are open
        self._beside = ""
        self._title: int | None = None  # statement that the next http block may take as its title
        self._title_heading: HeadingBlock | None = None

    def read(self, blocks: Iterable[Block]) -> None:
        """Adds every block to the outline."""
        for block in blocks:
            match block:
                case HeadingBlock():
                    self._read_heading(block)
                case Item():
                    self._read_item(block)
                case Paragraph():
                    self._read_paragraph(block.passage)
                case Row():
                    self._read_row(block)
                case Fence():
                    self._read_fence(block)

    # --- Headings

    def _read_heading(self, block: HeadingBlock) -> None:
        self._forget_title()
        if self._enclosing_owners:
            cause = f"the heading {block.passage.text[:80]!r} stands inside a list"
            self._refuse(cause, "Start it at the beginning of a line.", block.location)
        elif self._section == "background" or block.level <= self._section_level:
            self._open_section(block)
        elif self._section == "data":
            self._open_entity(block)
        elif self._section == "endpoints":
            self._open_endpoint(block)
        else:
            self._title_heading = block

    def _open_section(self, block: HeadingBlock) -> None:
        name = _NUMBERING.sub("", block.passage.text).rstrip(":： ").lower()
        meant = did_you_mean(name, SECTION_NAMES, _TYPO_CUTOFF)
        if block.level > _DEEPEST_SECTION or (block.level == 1 and meant != name):
            meant = None
        self._section = SECTION_NAMES[meant] if meant else "background"
        self._section_level = block.level
        self._owner, self._owner_level = self._section, 0
        if meant is None:
            self._read_other_heading(block)
        elif meant != name:
            cause = f"the heading {block.passage.text!r} is no section"
            self._refuse(cause, f"Did you mean {meant.title()!r}?", block.location)

    def _read_other_heading(self, block: HeadingBlock) -> None:
        text = block.passage.text
        if block.level == 1 and text and self._outline.title is None:
            self._outline.title = text
        elif named := find_endpoint(text):
            cause = f"the endpoint {named.name!r} stands outside the section Endpoints"
            self._refuse(cause, 'Move it below "## Endpoints".', block.location)

    def _open_entity(self, block: HeadingBlock) -> None:
        name = block.passage.text.replace("`", "").rstrip(":： ")
        if not name:
            self._refuse("the entity has no name", 'Write "### User".', block.location)
        elif self._owner_level and block.level > self._owner_level:
            cause = f"the heading {name[:80]!r} stands inside an entity"
            mend = f"Write it with {self._owner_level} # if it is an entity of its own."
            self._refuse(cause, mend, block.location)
        else:
            self._outline.headings.append(Heading(name, block.location, "data"))
            self._owner, self._owner_level = f"entity:{name}", block.level

    def _open_endpoint(self, block: HeadingBlock) -> None:
        named = find_endpoint(block.passage.text)
        if named:
            self._declare(named, block.passage.location(named.start))
            self._owner_level = block.level
        elif self._owner_level and block.level > self._owner_level:
            self._title_heading = block
        else:
            self._outline.problems.append(no_endpoint(block.passage.text, block.location))
            self._owner, self._owner_level = "endpoints", 0

    def _declare(self, named: Named, location: Location) -> None:
        if problem := path_problem(named.name, location):
            self._outline.problems.append(problem)
        self._outline.headings.append(Heading(named.name, location, "endpoints"))
        self._owner = named.name

    # --- Text

    def _read_item(self, item: Item) -> None:
        if item.edge == "start":
            self._enclosing_owners.append(self._owner)
            self._beside = f"item {item.number}" if item.number else ""
        else:
            self._owner = self._enclosing_owners.pop()
            self._beside = ""

    def _read_paragraph(self, passage: Passage) -> None:
        self._forget_title()
        for start, end in sentence_spans(passage.text):
            last = self._read_sentence(passage, start, end)
            if end == len(passage.text) and passage.text.endswith((":", "：")):
                self._title = last

    def _read_row(self, row: Row) -> None:
        self._forget_title()
        owner, passage = self._owner, row.passage
        self._beside = f"columns: {row.heads}" if row.heads else ""
        self._read_sentence(passage, 0, len(passage.text.rstrip(f"{ENDING_MARKS} ")))
        self._owner, self._beside = owner, ""

    def _read_sentence(self, passage: Passage, start: int, end: int) -> int | None:
        named = declared_by(passage.text[start:end]) if self._may_declare() else None
        if named:
            self._declare(named, passage.location(start))
            start += named.end
        if start >= end:
            return None
        return self._add_statement(passage.text[start:end], passage.location(start))

    def _may_declare(self) -> bool:
        in_free_text = not self._enclosing_owners or self._owner == "endpoints"
        return self._section == "endpoints" and self._owner_level == 0 and in_free_text

    def _add_statement(self, text: str, location: Location) -> int:
        statement = Statement(_NO_ID, text, location, self._section, self._owner, self._beside)
        self._outline.statements.append(statement)
        return len(self._outline.statements) - 1

    # --- Fences

    def _read_fence(self, fence: Fence) -> None:
        language = (fence.info.split() or [""])[0].lower()
        if language == "http":
            block = TitledBlock(fence.text, fence.content, self._owner, self._take_title())
            self._outline.http_blocks.append(block)
        elif language == "hurl" or did_you_mean(language, ("http",)):
            cause = f"the fenced block's language is {language[:40]!r}"
            self._refuse(cause, "Did you mean 'http'?", fence.location)
        elif not language and self._section != "background" and _REQUEST.match(fence.text):
            cause = "the fenced block holds a request but names no language"
            self._refuse(cause, 'Write "```http" above it.', fence.location)
        self._forget_title()

    def _take_title(self) -> int | None:
        if self._title_heading and self._title_heading.passage.text:
            heading = self._title_heading
            return self._add_statement(heading.passage.text, heading.location)
        return self._title

    def _forget_title(self) -> None:
        self._title = None
        self._title_heading = None

    def _refuse(self, cause: str, mend: str, location: Location) -> None:
        self._outline.problems.append(Problem(cause, mend, location))
