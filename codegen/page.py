"""A page: a Jinja template of the emitted app, read and never rendered.

What a value may do depends on where in the HTML it lands, so both languages are read together: Jinja's own lexer says where
its expressions lie, and the text with these masked out is read as HTML
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise
from typing import Literal, TypeAlias

import jinja2
from jinja2 import nodes

from codegen.types import Location, Problem

FOLDER = "templates/"
"""Where Flask looks for templates, below the app's package."""

SpotKind: TypeAlias = Literal["text", "tag", "attribute", "unquoted", "code", "comment"]

_ENVIRONMENT = jinja2.Environment(autoescape=True)
FILTERS, TESTS = frozenset(_ENVIRONMENT.filters), frozenset(_ENVIRONMENT.tests)
"""The filters and tests that there are: Flask adds none."""

_VALUE = "\ue000"
_CODE_TAGS = ("script", "style")
_OPENING = frozenset(["autoescape", "block", "call", "filter", "for", "if", "macro", "with"])
_BETWEEN = frozenset({"elif", "else"})
_TAG_NAME = re.compile(r"<[^\s/>]+")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"'=<]+))?""")
_MARKUP = re.compile(rf"<[A-Za-z/!{_VALUE}]")
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a tag; in its ``value`` each character of an expression is masked."""

    name: str
    value: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, from its ``<`` to behind its ``>``. ``rest`` is what of it is no attribute."""

    name: str
    start: int
    end: int
    attributes: tuple[Attribute, ...]
    rest: str

    def value(self, name: str) -> str | None:
        """The value of an attribute, or None where the tag lacks it."""
        return next((a.value for a in self.attributes if a.name == name), None)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the HTML something stands; ``before`` is the attribute's value up to there."""

    kind: SpotKind
    tag: Tag | None = None
    attribute: Attribute | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An expression that is shown: what it is, where, and the conditions that hold there."""

    expression: nodes.Expr
    offset: int
    spot: Spot
    conditions: tuple[nodes.Expr, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One template. ``torn`` are the offsets where HTML and Jinja do not fit into one another."""

    path: str
    text: str
    tree: nodes.Template
    tags: tuple[Tag, ...]
    shown: tuple[Shown, ...]
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
            named = node.template
            given = named.items if isinstance(named, nodes.List | nodes.Tuple) else [named]
            for each in given:
                name = each.value if isinstance(each, nodes.Const) else None
                yield (name if isinstance(name, str) else None), node.lineno


def is_page(path: str) -> bool:
    """Whether a path below an app's package is that of a template."""
    return path.startswith(FOLDER)


def read_page(path: str, text: str) -> Page | Problem:
    """The template at ``path``, or what keeps it from being read. Nothing of it is run or evaluated."""
    text = text.replace("\r\n", "\n")
    try:
        tree = _ENVIRONMENT.parse(text)
        outputs = tuple(_outputs(tree, (), 0))
        pieces = tuple(_pieces(text))
    except jinja2.TemplateSyntaxError as error:
        cause = f"Jinja cannot read this: {error.message}"
        return Problem(cause, "Correct the template.", Location(path, error.lineno))
    except RecursionError:
        return Problem("the template nests too deep", "Write it plainly.", Location(path, 1))
    html = _Html(_masked(text, pieces))
    values = [piece for piece in pieces if piece.kind == "value"]
    shown = tuple(
        Shown(expression, piece.start, html.spot(piece.start), conditions)
        for piece, (expression, conditions) in zip(values, outputs, strict=True)
    )
    torn = sorted({*html.torn(), *_torn(pieces, html)})
    return Page(path, text, tree, tuple(html.tags), shown, tuple(torn))


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
    node: nodes.Node, conditions: tuple[nodes.Expr, ...], depth: int
) -> Iterator[tuple[nodes.Expr, tuple[nodes.Expr, ...]]]:
    """The expressions that are shown, in the template's order, with the conditions that hold there."""
    if depth > _DEEPEST:
        raise RecursionError
    if isinstance(node, nodes.Output):
        yield from ((n, conditions) for n in node.nodes if not isinstance(n, nodes.TemplateData))
    elif isinstance(node, nodes.If):
        for inner in node.body:
            yield from _outputs(inner, (*conditions, node.test), depth + 1)
        for inner in (*node.elif_, *node.else_):
            yield from _outputs(inner, conditions, depth + 1)
    else:
        for inner in node.iter_child_nodes():
            yield from _outputs(inner, conditions, depth + 1)


def _masked(text: str, pieces: Sequence[_Piece]) -> str:
    """The text as HTML: values masked, all else of Jinja blank, every character in its place."""
    masked = ["\n" if character == "\n" else " " for character in text]
    for piece in pieces:
        for offset in range(piece.start, piece.end):
            character = text[offset]
            if piece.kind == "text":
                masked[offset] = "\ufffd" if character == _VALUE else character
            elif piece.kind == "value" and character != "\n":
                masked[offset] = _VALUE
    return "".join(masked)


def _torn(pieces: Sequence[_Piece], html: _Html) -> Iterator[int]:
    """Where a part of a statement ends elsewhere in the HTML than it began."""
    open_: list[Spot] = []
    for piece in pieces:
        if piece.kind != "statement":
            continue
        spot = html.spot(piece.start)
        if piece.word in _OPENING:
            open_.append(spot)
        elif open_ and (piece.word in _BETWEEN or piece.word.removeprefix("end") in _OPENING):
            began = open_[-1]
            if (began.kind, began.tag, began.attribute) != (spot.kind, spot.tag, spot.attribute):
                yield piece.start
            if piece.word not in _BETWEEN:
                open_.pop()


# --- HTML -------------------------------------------------------------------------------------------


class _Html(HTMLParser):
    """The tags of a masked template, and what lies where."""

    def __init__(self, masked: str) -> None:
        super().__init__(convert_charrefs=False)
        self.masked = masked
        self.tags: list[Tag] = []
        self._others: list[tuple[SpotKind, int, int]] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", masked))]
        self.feed(masked)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Notes a tag with its attributes as they are written."""
        start, text = self._offset(), self.get_starttag_text() or ""
        named = _TAG_NAME.match(text)
        first = named.end() if named else 0
        end = len(text) - (2 if text.endswith("/>") else 1)
        found = tuple(_attribute(match, start) for match in _ATTRIBUTE.finditer(text, first, end))
        rest = text[:first].lstrip("<") + _ATTRIBUTE.sub("", text[first:end])
        self.tags.append(Tag(tag, start, start + len(text), found, rest))
        if tag in _CODE_TAGS:
            closing = re.compile(rf"</{tag}", re.IGNORECASE).search(self.masked, start)
            inner_end = closing.start() if closing else len(self.masked)
            self._others.append(("code", start + len(text), inner_end))

    def handle_endtag(self, tag: str) -> None:
        """Notes where an end tag lies."""
        self._other("tag", ">")

    def handle_comment(self, data: str) -> None:
        """Notes where a comment lies."""
        self._other("comment", "-->")

    def handle_decl(self, decl: str) -> None:
        """Notes where a declaration lies."""
        self._other("comment", ">")

    def _other(self, kind: SpotKind, ending: str) -> None:
        start = self._offset()
        end = self.masked.find(ending, start)
        self._others.append((kind, start, len(self.masked) if end < 0 else end + len(ending)))

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def spot(self, offset: int) -> Spot:
        """Where in the HTML an offset lies."""
        for tag in self.tags:
            if tag.start < offset < tag.end:
                return _spot_in(tag, offset)
        kinds = (kind for kind, start, end in self._others if start <= offset < end)
        return Spot(next(kinds, "text"))

    def torn(self) -> Iterator[int]:
        """Where something begins like a tag and is none, or a tag holds what nobody can read."""
        known = [(tag.start, tag.end) for tag in self.tags]
        known += [(start, end) for _, start, end in self._others]
        for match in _MARKUP.finditer(self.masked):
            if not any(start <= match.start() < end for start, end in known):
                yield match.start()
        for tag in self.tags:
            if not {*"\"'=<", _VALUE}.isdisjoint(tag.rest):
                yield tag.start
        for above, below in pairwise(self.tags):
            if below.start < above.end:
                yield below.start


def _attribute(match: re.Match[str], offset: int) -> Attribute:
    value = match[2] or ""
    quoted = value[:1] in ("'", '"')
    start = offset + (match.start(2) if match[2] else match.start())
    end = offset + match.end()
    shown = value[1:-1] if quoted else value
    return Attribute(match[1].lower(), shown, start, end, quoted)


def _spot_in(tag: Tag, offset: int) -> Spot:
    for attribute in tag.attributes:
        if attribute.start <= offset < attribute.end:
            if not attribute.value:
                break  # a value in an attribute's name
            before = attribute.value[: offset - attribute.start - (1 if attribute.quoted else 0)]
            kind: SpotKind = "attribute" if attribute.quoted else "unquoted"
            return Spot(kind, tag, attribute, before)
    return Spot("tag", tag)


def is_fixed(text: str) -> bool:
    """Whether no value of an expression is in an attribute's value."""
    return _VALUE not in text
