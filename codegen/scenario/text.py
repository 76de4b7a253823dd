"""An Exchange as the text that a person, or a model, reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import assert_never

from codegen.scenario import (
    BytesRequest,
    Exchange,
    FormRequest,
    JsonRequest,
    MultipartRequest,
    RequestBody,
    Scenario,
    ServiceCalled,
    ServiceStub,
    TextRequest,
)


def writable(text: str) -> str:
    """The text, with lone surrogates, which no file and no terminal can have, escaped as JSON escapes them."""
    return text.encode("utf-8", "backslashreplace").decode()


def request_text(exchange: Exchange) -> str:
    """The request alone: what was sent, never what was expected of the answer."""
    query = "&".join(f"{name}={value}" for name, value in exchange.query)
    lines = [f"# setting: {name}={text}" for name, text in exchange.settings]
    lines += [stub_text(stub) for stub in exchange.services]
    lines += [f"# now: {exchange.now}"] if exchange.now else []
    lines += [f"# asked by the user {exchange.asked_by}"] if exchange.asked_by else []
    if exchange.together:
        lines.append(f"# together: {exchange.together.count}")
    lines.append(f"{exchange.method} {exchange.path}{'?' + query if query else ''}")
    lines += [f"{name}: {value}" for name, value in exchange.headers]
    if exchange.body is not None:
        lines += _body(exchange.body)
    return writable("\n".join(lines))


def history(scenario: Scenario, last: int) -> str:
    """The requests up to that exchange, each with the status that it was to have."""
    parts = [
        f"# given: {g.entity} {json.dumps(dict(g.values), ensure_ascii=False)}"
        for g in scenario.given
    ]
    for exchange in scenario.exchanges[: last + 1]:
        called = (f"\n{called_text(call)}" for call in exchange.called)
        parts.append(f"{request_text(exchange)}\nHTTP {exchange.status}{''.join(called)}")
    return writable("\n\n".join(parts))


def stub_text(stub: ServiceStub) -> str:
    """The comment that has another service answer so."""
    outcome = str(stub.status) if stub.outcome == "answer" else stub.outcome
    body = "" if stub.body is None else f" {_inline(stub.body)}"
    return f"# service: {stub.service} {stub.method} {stub.path} -> {outcome}{body}"


def called_text(called: ServiceCalled) -> str:
    """The comment that says what a service was sent."""
    if not called.method:
        return f"# service-called: {called.service} none"
    body = "" if called.body is None else f" {_inline(called.body)}"
    return f"# service-called: {called.service} {called.method} {called.path}{body}"


def _inline(body: JsonRequest | TextRequest) -> str:
    if isinstance(body, TextRequest):
        return f"`{body.text}`"
    return json.dumps(body.value, ensure_ascii=False)


def _body(body: RequestBody) -> Iterator[str]:
    match body:
        case JsonRequest(value=value):
            yield json.dumps(value, ensure_ascii=False)
        case FormRequest(pairs=pairs):
            yield "[Form]"
            yield from _pairs(pairs)
        case TextRequest(text=text):
            yield text
        case BytesRequest(content=content):
            yield f"({len(content)} bytes)"
        case MultipartRequest(pairs=pairs, files=files):
            yield "[Multipart]"
            yield from _pairs(pairs)
            yield from (
                f"{f.name}: {f.filename}, {f.media_type}, {len(f.content)} bytes" for f in files
            )
        case _:
            assert_never(body)


def _pairs(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in pairs)
