"""What a spec is once it has been read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from codegen.contract import StatementId
from codegen.types import Location

Section: TypeAlias = Literal["data", "endpoints", "rules", "examples", "background"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One bullet, table row or sentence.

    ``text`` has its whitespace collapsed and neither list marker, emphasis nor ending mark; backticks
    and quotes are kept. ``owner`` is ``entity:User``, ``POST /register``, or the section's name where
    the text belongs to no entity or endpoint. ``beside`` is what stands beside it without being said by it: the heads of a
    table's columns, the number of a list's item.
    """

    id: StatementId
    text: str
    location: Location
    section: Section
    owner: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """An entity (``User``, below Data) or an endpoint (``POST /register``, below Endpoints).

    An endpoint's path is as the spec writes it, without the spec's prefix.
    """

    name: str
    location: Location
    section: Section


@dataclass(frozen=True, slots=True)
class HttpBlock:
    """One ```` ```http ```` fence. ``location`` is that of its first content line."""

    text: str
    location: Location
    owner: str
    title: Statement | None


@dataclass(frozen=True, slots=True)
class Spec:
    """One or more Markdown sources, read. ``sources`` are their paths, the spec itself first.

    ``start`` is where the spec's text begins, below its front matter.
    """

    app: str
    title: str
    prefix: str
    start: Location
    sources: tuple[str, ...]
    headings: tuple[Heading, ...]
    statements: tuple[Statement, ...]
    http_blocks: tuple[HttpBlock, ...]

    def with_statements(self, statements: tuple[Statement, ...]) -> Spec:
        """The same spec with ``statements`` in the place of its own, one to one, as inherited.

        Titles of http blocks follow. Raises ValueError where the numbers of statements differ.
        """
        renewed = dict(zip(self.statements, statements, strict=True))
        blocks = tuple(
            replace(block, title=renewed[block.title] if block.title else None)
            for block in self.http_blocks
        )
        return replace(self, statements=statements, http_blocks=blocks)
