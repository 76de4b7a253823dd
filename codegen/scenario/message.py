"""What a request and a response share: headers, sections and, last, a body."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from codegen.scenario import BytesRequest, JsonRequest, TextRequest
from codegen.scenario.block import Block, Line
from codegen.scenario.literals import (
    read_bytes,
    read_json,
    read_text_body,
    starts_bytes,
    starts_json,
)
from codegen.scenario.request import Pair, is_pair, read_pair
from codegen.scenario.suggestion import mend_for
from codegen.types import Location

REQUEST_SECTIONS: Mapping[str, str] = {
    "Query": "Query",
    "QueryStringParams": "Query",
    "Form": "Form",
    "FormParams": "Form",
    "Multipart": "Multipart",
    "MultipartFormData": "Multipart",
    "BasicAuth": "BasicAuth",
    "Cookies": "Cookies",
}
RESPONSE_SECTIONS: Mapping[str, str] = {"Captures": "Captures", "Asserts": "Asserts"}
_ALL_SECTIONS = (*REQUEST_SECTIONS, *RESPONSE_SECTIONS)
_SECTION = re.compile(r"\[([A-Za-z]+)\]")
_JSON_WORDS = ("true", "false", "null")
_STATUS = re.compile(r"(HTTP)(?:/[0-9.*]+)?(?:[ \t]+([^\s#]+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """A body and the offset where it starts."""

    content: JsonRequest | TextRequest | BytesRequest
    start: int


@dataclass(slots=True)
class Message:
    """One message while it is read.

    ``known`` maps the names of sections that may stand in it to the name that they are kept under;
    ``sections`` holds their lines, unread, and ``current`` is the one that the next line belongs to.
    """

    known: Mapping[str, str]
    headers: list[tuple[Pair, Location]] = field(default_factory=list)
    sections: dict[str, list[Line]] = field(default_factory=dict)
    current: list[Line] | None = None
    body: Body | None = None


def is_status_line(text: str) -> bool:
    """Whether a line starts a response."""
    match = _STATUS.match(text)
    return match is not None and text[match.end(1) : match.end(1) + 1] in ("", "/", " ", "\t")


def read_status(block: Block, line: Line) -> int:
    """The status of ``HTTP 201`` or ``HTTP/1.1 201``. Raises SpecRejected for any other line."""
    match = _STATUS.match(line.text)
    status = match[2] if match else None
    mend = 'Write "HTTP 201".'
    if match is None or status is None or match[1] != "HTTP":
        raise block.rejected(line.start, f"{line.text[:40]!r} names no status", mend)
    place = line.start + match.start(2)
    if status == "*":
        raise block.rejected(place, "any status would do here", 'Name one, as "HTTP 201".')
    if not re.fullmatch(r"[1-5]\d\d", status, re.ASCII):
        raise block.rejected(place, f"{status[:20]!r} is no HTTP status", mend)
    block.check_rest(line.start + match.end(), "the status")
    return int(status)


def read_part(block: Block, message: Message, line: Line, captured: Set[str] | None) -> int | None:
    """Adds a line to the message, and the lines below it if it starts a body.

    Returns the number of the row behind a body, else None. Raises SpecRejected at a mistake.
    """
    if message.body:
        mend = "The body comes last, below headers and sections."
        raise block.rejected(line.start, f"{line.text[:40]!r} stands below the body", mend)
    section = _SECTION.match(line.text)
    if section and section[1] not in _JSON_WORDS:
        _open_section(block, message, line, section)
    elif not is_pair(line.text) and _starts_body(line.text):
        return _read_body(block, message, line, captured)
    elif message.current is not None:
        message.current.append(line)
    else:
        pair = read_pair(block, line, captured, "header")
        message.headers.append((pair, block.location(line.start)))
    return None


def _open_section(block: Block, message: Message, line: Line, match: re.Match[str]) -> None:
    name = match[1]
    if name not in message.known:
        mend = mend_for(name, _ALL_SECTIONS, f"Sections are {', '.join(_ALL_SECTIONS)}.", 0.6)
        if name in _ALL_SECTIONS:
            mend = (
                "[Captures] and [Asserts] stand below the HTTP line, the other sections above it."
            )
        raise block.rejected(line.start, f"the section [{name[:40]}] is not known here", mend)
    block.check_rest(line.start + match.end(), "the section's name")
    message.current = message.sections.setdefault(message.known[name], [])


def _starts_body(text: str) -> bool:
    return text.startswith("`") or starts_json(text) or starts_bytes(text)


def _read_body(block: Block, message: Message, line: Line, captured: Set[str] | None) -> int:
    start = line.start
    if line.text.startswith("`"):
        text, end = read_text_body(block, start)
        message.body = Body(TextRequest(text), start)
    elif starts_bytes(line.text):
        content, end = read_bytes(block, start)
        message.body = Body(BytesRequest(content), start)
    else:
        value, end = read_json(block, start)
        message.body = Body(JsonRequest(value), start)
    block.check_templates(start, end, captured)
    block.check_rest(end, "the body")
    return block.row(end) + 1
