"""The comments about other services: ``# service:`` and ``# service-called:``."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Literal, cast

from codegen.scenario import JsonRequest, ServiceCalled, ServiceStub, TextRequest
from codegen.scenario.block import Block
from codegen.scenario.literals import read_json, read_text_body, starts_json

_NAME = r"[ \t]*([A-Za-z]\w*)"
_REQUEST = r"[ \t]+([A-Za-z]+)[ \t]+(/\S*)"
_STUB = re.compile(rf"{_NAME}{_REQUEST}[ \t]+->[ \t]*(timeout|refused|\d{{3}})(?!\S)[ \t]*", re.A)
_CALLED = re.compile(rf"{_NAME}(?:[ \t]+(none)(?!\S)|{_REQUEST})[ \t]*", re.ASCII)
STUB_FORM = (
    "Write '# service: rates GET /latest?base=EUR -> 200 {\"rates\": {\"USD\": 1.1}}', or '-> timeout' or '-> refused'"
    " in place of status and body."
)
CALLED_FORM = "Write '# service-called: notices POST /notify {\"id\": 7}', or '# service-called: notices none'."


def read_stub(block: Block, start: int, captured: Set[str] | None) -> ServiceStub:
    """``rates GET /latest -> 200 {...}``. Raises SpecRejected at the mistake."""
    line = block.line(block.row(start))
    match = _STUB.match(block.text, start, line.end)
    if match is None:
        raise block.rejected(line.start, "the pragma 'service' cannot be read", STUB_FORM)
    service, method, path, outcome = match.groups()
    block.check_templates(match.start(3), match.end(3), captured)
    location = block.location(line.start)
    if not outcome.isdigit():
        block.check_rest(match.end(), f"'{outcome}'")
        kind = cast(Literal["timeout", "refused"], outcome)
        return ServiceStub(service, method, path, kind, location=location)
    status = int(outcome)
    if not 200 <= status <= 599:
        raise block.rejected(match.start(4), f"{status} is no HTTP status", "Write 200 to 599.")
    body = _body(block, match.end(), line.end, captured, with_text=True)
    return ServiceStub(service, method, path, "answer", status, body, location)


def read_called(block: Block, start: int, captured: Set[str] | None) -> ServiceCalled:
    """``notices POST /notify {...}`` or ``notices none``. Raises SpecRejected at the mistake."""
    line = block.line(block.row(start))
    match = _CALLED.match(block.text, start, line.end)
    if match is None:
        raise block.rejected(line.start, "the pragma 'service-called' cannot be read", CALLED_FORM)
    service, none, method, path = match.groups()
    location = block.location(line.start)
    if none:
        block.check_rest(match.end(), "'none'")
        return ServiceCalled(service, location=location)
    block.check_templates(match.start(4), match.end(4), captured)
    body = _body(block, match.end(), line.end, captured, with_text=False)
    assert not isinstance(body, TextRequest)
    return ServiceCalled(service, method, path, body, location)


def _body(
    block: Block, start: int, end: int, captured: Set[str] | None, *, with_text: bool
) -> JsonRequest | TextRequest | None:
    """What follows the head of a pragma on its line: JSON, a text in backticks, or nothing."""
    rest = block.text[start:end]
    if not rest or rest.startswith("#"):
        block.check_rest(start, "the pragma")
        return None
    if with_text and rest.startswith("`"):
        text, stop = read_text_body(block, start)
        body: JsonRequest | TextRequest = TextRequest(text)
    elif starts_json(rest):
        value, stop = read_json(block, start)
        body = JsonRequest(value)
    else:
        mend = "Write JSON, or a text in backticks." if with_text else "Write JSON."
        raise block.rejected(start, f"{rest[:40]!r} is no body", mend)
    if stop > end:
        mend = "Write the body on one line."
        raise block.rejected(start, "the body runs over the end of the comment", mend)
    block.check_templates(start, stop, captured)
    block.check_rest(stop, "the body")
    return body
