"""The request of an exchange: its first line, headers, sections and body.

https://hurl.dev/docs/request.html
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from codegen.scenario.block import Block, Line
from codegen.scenario.literals import read_plain, unescaped
from codegen.scenario.suggestion import mend_for

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_REQUEST = re.compile(r"([A-Za-z]+)[ \t]+(\S.*)")
_PAIR = re.compile(r"((?:[^\s:#\\\[\]{}\"`]|\\.)+)[ \t]*:[ \t]*")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_REQUEST_START = re.compile(r"(?!(?:HTTP|regex)[ \t])[A-Za-z]+[ \t]+(?:/|\{\{|https?://)")
_CAPTURED = re.compile(r"\{\{\w+\}\}")
_COMMENT = re.compile(r"(?<=[ \t])#")

_PAIR_MENDS = {
    "header": 'Write "Name: value", a JSON body, or the line "HTTP 201".',
    "parameter": 'Write "name: value".',
}
Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RequestLine:
    """``POST /register?from=mail``: the path, and the query as pairs."""

    method: str
    path: str
    query: tuple[Pair, ...]


def is_request_line(text: str) -> bool:
    """Whether a line can only be the start of a request: a word, then a path or URL."""
    return _REQUEST_START.match(text) is not None


def is_pair(text: str) -> bool:
    """Whether a line starts as a header or a parameter does: ``name:``."""
    return _PAIR.match(text) is not None


def is_captured(path: str) -> bool:
    """Whether a path is what an earlier response said, such as a Location: ``{{page}}``."""
    return _CAPTURED.fullmatch(path) is not None


def read_request_line(block: Block, line: Line, captured: Set[str] | None) -> RequestLine:
    """``METHOD /path``. Raises SpecRejected at the mistake."""
    match = _REQUEST.fullmatch(line.text)
    if match is None:
        cause = f"a request is expected, not {line.text[:60]!r}"
        raise block.rejected(line.start, cause, 'Write "POST /register".')
    if match[1] not in METHODS:
        mend = mend_for(match[1], METHODS, f"Methods are {', '.join(METHODS)}.", cutoff=0.6)
        raise block.rejected(line.start, f"the method {match[1][:40]!r} is unknown", mend)
    start = line.start + match.start(2)
    target = _COMMENT.split(match[2], maxsplit=1)[0].rstrip()
    block.check_templates(start, start + len(target), captured)
    block.check_rest(start + len(target), "the path")
    _check_target(block, target, start)
    path, _, query = target.partition("?")
    return RequestLine(match[1], path, _query_of(block, query, start + len(path) + 1))


def _check_target(block: Block, target: str, start: int) -> None:
    if re.match(r"https?://", target):
        mend = f"Write the path alone: {_path_of(target)}"
        raise block.rejected(start, "a full URL is not sent: the app is under test here", mend)
    if is_captured(target):
        return
    if not target.startswith("/") or target.startswith("//"):
        cause = f"the path {target[:60]!r} does not start with one slash"
        raise block.rejected(
            start, cause, 'Write "/register", or all of a captured one: "{{page}}".'
        )
    if (found := re.search(r"[\s#\\]", target)) is not None:
        cause = f"the path holds {found.group()!r}"
        raise block.rejected(start + found.start(), cause, "Percent-encode it, or end the path.")


def _path_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/..."
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _query_of(block: Block, query: str, start: int) -> tuple[Pair, ...]:
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, errors="strict"))
    except ValueError:
        mend = "Percent-encode UTF-8."
        raise block.rejected(start, "the query is not UTF-8 text", mend) from None


def read_pair(
    block: Block, line: Line, captured: Set[str] | None, what: Literal["header", "parameter"]
) -> Pair:
    """``name: value`` of a header or a parameter. Raises SpecRejected at the mistake."""
    match = _PAIR.match(block.text, line.start, line.end)
    if match is None:
        raise block.rejected(line.start, f"{line.text[:60]!r} is no {what}", _PAIR_MENDS[what])
    value, end = read_plain(block, match.end())
    block.check_templates(match.end(), end, captured)
    name = unescaped(block, match.start(1), match.end(1))
    if what == "header" and not _HEADER_NAME.fullmatch(name):
        raise block.rejected(line.start, f"{name[:60]!r} is no header's name", "Use ASCII letters.")
    return name, value
