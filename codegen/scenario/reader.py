"""```` ```http ```` text -> Exchanges: a documented subset of Hurl's file format.

https://hurl.dev/docs/hurl-file.html; what is read is described in ``docs/spec-format.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from codegen.errors import SpecRejected
from codegen.scenario import (
    BodyBytes,
    BodyText,
    BytesRequest,
    Capture,
    Exchange,
    Expectation,
    FormRequest,
    Given,
    HeaderValue,
    JsonPath,
    MultipartFile,
    MultipartRequest,
    RequestBody,
    ServiceCalled,
    ServiceStub,
    TextRequest,
    Together,
)
from codegen.scenario.asserts import read_capture, read_expectation
from codegen.scenario.block import Block, Line
from codegen.scenario.comments import Comments
from codegen.scenario.message import (
    REQUEST_SECTIONS,
    RESPONSE_SECTIONS,
    Body,
    Message,
    is_status_line,
    read_part,
    read_status,
)
from codegen.scenario.parts import read_part_of_form
from codegen.scenario.pragmas import read_given
from codegen.scenario.request import Pair, is_request_line, read_pair, read_request_line
from codegen.scenario.service_pragmas import read_called, read_stub
from codegen.types import Location, Problem

PROBLEM_LIMIT = 100
_FORM = 'Write "POST /register", the body, and "HTTP 201".'
_Read = TypeVar("_Read")
_Place = TypeVar("_Place")


@dataclass(frozen=True, slots=True)
class HttpExample:
    """What one http block says: the exchanges in order, and the rows given."""

    exchanges: tuple[Exchange, ...]
    given: tuple[Given, ...] = ()


def read_http_block(text: str, at: Location) -> HttpExample:
    """Reads a block's text, whose first character stands at ``at``.

    Raises SpecRejected with every problem found, up to ``PROBLEM_LIMIT``: all of a section's lines, and
    else one a request.
    """
    reader = _Reader(Block(text.replace("\r\n", "\n").replace("\r", "\n"), at))
    reader.read()
    if reader.problems:
        ordered = sorted(reader.problems, key=lambda problem: problem.location or at)
        raise SpecRejected(*ordered[:PROBLEM_LIMIT])
    if not reader.exchanges:
        raise SpecRejected(Problem("the http block holds no request", _FORM, at))
    return HttpExample(tuple(reader.exchanges), tuple(reader.given))


class _Reader:
    """Goes through a block line by line; a mistake costs the request that it stands in."""

    def __init__(self, block: Block) -> None:
        self.exchanges: list[Exchange] = []
        self.given: list[Given] = []
        self.problems: list[Problem] = []
        self._block = block
        self._row = 0
        self._began = False
        self._in_request = False
        self._comments = Comments(block)
        self._captured: set[str] | None = set()  # None: a request could not be read

    def read(self) -> None:
        """Reads every line."""
        while len(self.problems) < PROBLEM_LIMIT and (line := self._next_line()):
            try:
                self.exchanges.append(self._read_exchange(line))
            except SpecRejected as rejected:
                self.problems.extend(rejected.problems)
                self._skip_to_next_request()
        self.problems.extend(self._comments.dangling())

    def _next_line(self) -> Line | None:
        """The next line that is neither empty nor a comment; comments are read on the way."""
        while self._row < len(self._block.starts):
            line = self._block.line(self._row)
            self._row += 1
            if line.text.startswith("#"):
                self._attempt(self._read_comment, line)
            elif line.text:
                return line
        return None

    def _attempt(self, read: Callable[[_Place], _Read], place: _Place) -> tuple[_Read, ...]:
        try:
            return (read(place),)
        except SpecRejected as rejected:
            self.problems.extend(rejected.problems)
            return ()

    def _each(self, read: Callable[[Line], _Read], lines: Sequence[Line]) -> tuple[_Read, ...]:
        return tuple(value for line in lines for value in self._attempt(read, line))

    def _skip_to_next_request(self) -> None:
        self._captured, self._in_request = None, False
        self._comments.forget()
        while line := self._next_line():
            if is_request_line(line.text):
                self._row -= 1
                return

    # --- Comments

    def _read_comment(self, line: Line) -> None:
        pragma = self._block.pragma_at(line.start)
        if pragma is None:
            return
        name, value = pragma
        if self._in_request:
            cause = f"the pragma {name!r} stands inside a request"
            raise self._block.rejected(line.start, cause, "Put it above the request.")
        if name != "given":
            self._comments.note(name, line, value, began=self._began)
        elif self._began:
            cause = f"the pragma {name!r} is of the whole block"
            raise self._block.rejected(line.start, cause, "Put it above the first request.")
        else:
            self.given.append(read_given(self._block, value))

    # --- Exchanges

    def _read_exchange(self, line: Line) -> Exchange:
        self._began = self._in_request = True
        comments, self._comments = self._comments, Comments(self._block)
        services = self._read_services(comments.services)
        request = read_request_line(self._block, line, self._captured)
        sent = self._read_message(REQUEST_SECTIONS)
        status = self._read_status(line)
        received = self._read_message(RESPONSE_SECTIONS)
        captures = self._read_captures(received)
        body = self._read_body(sent)
        self._check_together(comments.together, received, status)
        exchange = Exchange(
            method=request.method,
            path=request.path,
            status=status,
            query=request.query + self._read_pairs(sent, "Query"),
            headers=tuple(pair for pair, _ in sent.headers),
            body=body,
            expectations=self._read_expectations(received),
            captures=captures,
            together=comments.together[0] if comments.together else None,
            now=comments.now[0] if comments.now else None,
            basic_auth=self._read_basic_auth(sent),
            cookies=self._read_pairs(sent, "Cookies"),
            services=services,
            settings=tuple(setting for setting, _ in comments.settings),
            called=self._read_called(captures),
            location=self._block.location(line.start),
        )
        if self._captured is not None:
            self._captured |= {capture.name for capture in captures}
        return exchange

    def _read_services(self, offsets: Sequence[int]) -> tuple[ServiceStub, ...]:
        read = partial(read_stub, self._block, captured=self._captured)
        return tuple(stub for offset in offsets for stub in self._attempt(read, offset))

    def _read_called(self, captures: Sequence[Capture]) -> tuple[ServiceCalled, ...]:
        offsets, self._comments.called = self._comments.called, []
        known = self._captured
        if known is not None:
            known = known | {capture.name for capture in captures}
        read = partial(read_called, self._block, captured=known)
        return tuple(called for offset in offsets for called in self._attempt(read, offset))

    def _check_together(
        self,
        together: tuple[Together, int] | None,
        received: Message,
        status: int,
    ) -> None:
        if together and received.sections.get("Captures"):
            cause = "a request that is sent several times at once captures nothing"
            mend = "Capture it in a request of its own."
            raise self._block.rejected(received.sections["Captures"][0].start, cause, mend)
        if together and together[0].others_status == status:
            cause = f"the others have the status {status} that is expected of one"
            mend = f"Write '# together: {together[0].count}': then all are to be answered so."
            raise self._block.rejected(together[1], cause, mend)

    def _read_message(self, sections: Mapping[str, str]) -> Message:
        message = Message(sections)
        while line := self._next_line():
            if is_request_line(line.text) or is_status_line(line.text):
                self._row -= 1
                break
            self._row = read_part(self._block, message, line, self._captured) or self._row
        return message

    def _read_status(self, request: Line) -> int:
        line = self._next_line()
        self._in_request = False
        if line is None or not is_status_line(line.text):
            self._row -= line is not None
            mend = 'Say what must come, as "HTTP 201" below the request.'
            raise self._block.rejected(request.start, "the request expects nothing", mend)
        return read_status(self._block, line)

    def _read_body(self, sent: Message) -> RequestBody | None:
        forms = [name for name in ("Form", "Multipart") if name in sent.sections]
        if not forms:
            return sent.body.content if sent.body else None
        if sent.body or len(forms) > 1:
            lines = sent.sections[forms[-1]]
            start = sent.body.start if sent.body else lines[0].start if lines else 0
            cause = f"the request has a form and a {'body' if sent.body else 'multipart form'}"
            raise self._block.rejected(start, cause, "Send one of them.")
        if forms == ["Form"]:
            return FormRequest(self._read_pairs(sent, "Form"))
        return self._read_multipart(sent.sections["Multipart"])

    def _read_multipart(self, lines: Sequence[Line]) -> MultipartRequest:
        found = self._each(partial(read_part_of_form, self._block, captured=self._captured), lines)
        return MultipartRequest(
            tuple(part for part in found if not isinstance(part, MultipartFile)),
            tuple(part for part in found if isinstance(part, MultipartFile)),
        )

    def _read_basic_auth(self, sent: Message) -> Pair | None:
        lines = sent.sections.get("BasicAuth", [])
        if len(lines) > 1:
            cause = "[BasicAuth] holds more than one name and password"
            raise self._block.rejected(lines[1].start, cause, "Keep one of them.")
        return next(iter(self._read_pairs(sent, "BasicAuth")), None)

    def _read_pairs(self, sent: Message, section: str) -> tuple[Pair, ...]:
        lines = sent.sections.get(section, ())
        read = partial(read_pair, self._block, captured=self._captured, what="parameter")
        return self._each(read, lines)

    def _read_captures(self, received: Message) -> tuple[Capture, ...]:
        read = partial(read_capture, self._block)
        return self._each(read, received.sections.get("Captures", ()))

    def _read_expectations(self, received: Message) -> tuple[Expectation, ...]:
        headers = (
            Expectation(HeaderValue(name), "==", value, location=location)
            for (name, value), location in received.headers
        )
        read = partial(read_expectation, self._block, captured=self._captured)
        asserts = self._each(read, received.sections.get("Asserts", ()))
        return (*headers, *asserts, *self._whole_body(received.body))

    def _whole_body(self, body: Body | None) -> tuple[Expectation, ...]:
        if body is None:
            return ()
        location = self._block.location(body.start)
        if isinstance(body.content, TextRequest):
            return (Expectation(BodyText(), "==", body.content.text, location=location),)
        if isinstance(body.content, BytesRequest):
            return (Expectation(BodyBytes(), "==", body.content.content.hex(), location=location),)
        return (Expectation(JsonPath(()), "==", body.content.value, location=location),)
