"""A page: a Jinja template of the emitted app, read and never rendered.

What a value may do depends on where in the HTML it lands, so both languages are read together: Jinja's own lexer says where
its expressions lie, and the text with these masked out is read as HTML
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import jinja2
from jinja2 import nodes

from codegen.page.html import VALUE, Attribute, Html, Spot, SpotKind, Tag, is_fixed
from codegen.types import Location, Problem

__all__ = [
    "FILTERS",
    "FOLDER",
    "TESTS",
    "Attribute",
    "Page",
    "Part",
    "Shown",
    "Spot",
    "SpotKind",
    "Tag",
    "is_fixed",
    "is_page",
    "read_page",
]

FOLDER = "templates/"
"""Where Flask looks for templates, below the app's package."""


_ENVIRONMENT = jinja2.Environment(autoescape=True)
FILTERS, TESTS = frozenset(_ENVIRONMENT.filters), frozenset(_ENVIRONMENT.tests)
"""The filters and tests that there are: Flask adds none."""

_OPENING = frozenset(["autoescape", "block", "call", "filter", "for", "if", "macro", "with"])
_BETWEEN = frozenset({"elif", "else"})
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """An expression that is shown: what it is, where, and the conditions that hold there."""

    expression: nodes.Expr
    offset: int
    spot: Spot
    conditions: tuple[nodes.Node, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A statement, by its first word, and where it stands."""

    word: str
    offset: int
    spot: Spot


@dataclass(frozen=True, slots=True)
class Page:
    """One template. ``torn`` are the offsets where HTML and Jinja do not fit into one another."""

    path: str
    text: str
    tree: nodes.Template
    tags: tuple[Tag, ...]
    shown: tuple[Shown, ...]
    parts: tuple[Part, ...]
    torn: tuple[int, ...]

    def location(self, offset: int) -> Location:
        """The place of an offset."""
        before = self.text[:offset]
        return Location(self.path, before.count("\n") + 1, offset - before.rfind("\n"))

    def line_start(self, line: int) -> int:
        """The offset of the first character of a line that is no space."""
        lines = self.text.splitlines(keepends=True)
        text = lines[line - 1] if line <= len(lines) else ""
        return sum(map(len, lines[: line - 1])) + len(text) - len(text.lstrip())

    def references(self) -> Iterator[tuple[str | None, int]]:
        """The templates that this one extends, includes and imports, with lines; None for a computed name."""
        kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
        for node in self.tree.find_all(kinds):
            named: nodes.Expr = getattr(node, "template")  # noqa: B009 - each of the four has it
            given = named.items if isinstance(named, nodes.List | nodes.Tuple) else [named]
            for each in given:
                name = each.value if isinstance(each, nodes.Const) else None
                yield (name if isinstance(name, str) else None), node.lineno


def is_page(path: str) -> bool:
    """Whether a path below an app's package is that of a template."""
    return path.startswith(FOLDER)


def read_page(path: str, text: str) -> Page | Problem:
    """The template at ``path``, or what keeps it from being read. Nothing of it is run or evaluated."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        tree = _ENVIRONMENT.parse(text)
        outputs = tuple(_outputs(tree, (), 0))
        pieces = tuple(_pieces(text))
    except jinja2.TemplateSyntaxError as error:
        cause = f"Jinja cannot read this: {error.message}"
        return Problem(cause, "Correct the template.", Location(path, error.lineno))
    except RecursionError:
        return Problem("the template nests too deep", "Write it plainly.", Location(path, 1))
    values = [piece for piece in pieces if piece.kind == "value"]
    if len(values) != len(outputs):
        mend = "Show values by {{ ... }} alone."
        return Problem("the template shows values by a statement", mend, Location(path, 1))
    html = Html(_masked(text, pieces))
    shown = tuple(
        Shown(expression, piece.start, html.spot(piece.start), conditions)
        for piece, (expression, conditions) in zip(values, outputs, strict=True)
    )
    parts = tuple(
        Part(piece.word, piece.start, html.spot(piece.start))
        for piece in pieces
        if piece.kind == "statement"
    )
    torn = sorted({*html.torn(), *_torn(parts)})
    return Page(path, text, tree, tuple(html.tags), shown, parts, tuple(torn))


# --- Jinja ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a template; ``word`` is the first one of a statement."""

    kind: Literal["text", "value", "statement"]
    start: int
    end: int
    word: str = ""


def _pieces(text: str) -> Iterator[_Piece]:
    """The template's stretches; whitespace that Jinja takes away belongs to none."""
    position, opened, word = 0, -1, ""
    for _, kind, value in _ENVIRONMENT.lex(text):
        start = text.find(value, position)
        position = start + len(value)
        if kind in ("variable_begin", "block_begin"):
            opened, word = start, ""
        elif kind == "name" and not word:
            word = value
        elif kind == "variable_end":
            yield _Piece("value", opened, position)
            opened = -1
        elif kind == "block_end":
            yield _Piece("statement", opened, position, word)
            opened = -1
        elif kind == "data":
            yield _Piece("text", start, position)


def _outputs(
    node: nodes.Node, conditions: tuple[nodes.Node, ...], depth: int
) -> Iterator[tuple[nodes.Expr, tuple[nodes.Node, ...]]]:
    """The expressions that are shown, in the template's order, with the conditions that hold there."""
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(node, nodes.Output):
        for inner in node.nodes:
            if isinstance(inner, nodes.Expr) and not isinstance(inner, nodes.TemplateData):
                yield inner, conditions
    elif isinstance(node, nodes.If):
        for below in node.body:
            yield from _outputs(below, (*conditions, node.test), depth + 1)
        for below in (*node.elif_, *node.else_):
            yield from _outputs(below, conditions, depth + 1)
    else:
        for below in node.iter_child_nodes():
            yield from _outputs(below, conditions, depth + 1)


def _masked(text: str, pieces: Sequence[_Piece]) -> str:
    """The text as HTML: values masked, all else of Jinja blank, every character in its place."""
    masked = ["\n" if character == "\n" else " " for character in text]
    for piece in pieces:
        for offset in range(piece.start, piece.end):
            character = text[offset]
            if piece.kind == "text":
                masked[offset] = "\ufffd" if character == VALUE else character
            elif piece.kind == "value" and character != "\n":
                masked[offset] = VALUE
    return "".join(masked)


def _torn(parts: Sequence[Part]) -> Iterator[int]:
    """Where a part of a statement ends elsewhere in the HTML than it began."""
    open_: list[Spot] = []
    for part in parts:
        if part.word in _OPENING:
            open_.append(part.spot)
        elif open_ and (part.word in _BETWEEN or part.word.removeprefix("end") in _OPENING):
            if not _is_same(open_[-1], part.spot):
                yield part.offset
            if part.word not in _BETWEEN:
                open_.pop()


def _is_same(one: Spot, other: Spot) -> bool:
    """Whether two places lie in the same tag and attribute."""
    return (one.kind, one.tag, one.attribute) == (other.kind, other.tag, other.attribute)
