"""A masked template as HTML: its tags, and what lies where (https://html.spec.whatwg.org/multipage/parsing.html)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise
from typing import Literal, TypeAlias

SpotKind: TypeAlias = Literal["text", "tag", "attribute", "unquoted", "code", "comment"]

VALUE = "\ue000"
"""What stands for each character of an expression."""

_CODE_TAGS = ("script", "style")
_TAG_NAME = re.compile(r"<[^\s/>]+")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"'=<]+))?""")
_MARKUP = re.compile(rf"<[A-Za-z/!{VALUE}]")


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


class Html(HTMLParser):
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
            if not {*"\"'=<", VALUE}.isdisjoint(tag.rest):
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
    return VALUE not in text
