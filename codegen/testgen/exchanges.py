"""An Exchange -> the lines of a test that send it and assert what must come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.render import bytes_literal, literal
from codegen.scenario import (
    BytesRequest,
    Exchange,
    FormRequest,
    JsonRequest,
    JsonValue,
    MultipartRequest,
    ServiceStub,
    TextRequest,
    Together,
)
from codegen.testgen.expressions import (
    assertion,
    query_expression,
    text_expression,
    value_expression,
    variable,
)

VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """What varies between the Scenarios of a group: a field of the last body, or all of it.

    ``varied`` are the places of the last exchange's expectations that expect the very same value.
    """

    name: str
    field: str | None
    values: tuple[tuple[JsonValue, str], ...]
    varied: frozenset[int]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes one exchange; ``names`` are what the exchanges before it captured."""

    exchange: Exchange
    names: frozenset[str]
    parameter: Parameter | None

    def lines(self) -> Iterator[str]:
        """The lines, without indentation."""
        exchange = self.exchange
        arguments = ", ".join([self._text(exchange.path), *self._arguments()])
        for name, text in exchange.settings:
            yield f"app.config[{name!r}] = {text!r}"
        yield from (self._stub(stub) for stub in exchange.services)
        if exchange.called:
            yield "services.calls.clear()"
        if exchange.now is not None:
            yield f"now({exchange.now!r})"
        for name, value in exchange.cookies:
            yield f"client.set_cookie({self._text(name)}, {self._text(value)})"
        known = exchange.method in VERBS
        verb = f"client.{exchange.method.lower()}(" if known else "client.open("
        method = "" if known else f", method={exchange.method!r}"
        if exchange.together is None:
            yield f"response = {verb}{arguments}{method})"
            yield f"assert response.status_code == {exchange.status}"
        else:
            yield from self._together_lines(exchange.together, arguments)
        varied = self.parameter.varied if self.parameter else frozenset()
        for place, expectation in enumerate(exchange.expectations):
            right = self.parameter.name if self.parameter and place in varied else None
            yield assertion(expectation, self.names, right)
        for capture in exchange.captures:
            yield f"{variable(capture.name)} = {query_expression(capture.query, self.names)}"

        yield from self._called_lines()

    def _stub(self, stub: ServiceStub) -> str:
        call = f"{stub.service!r}, {self._text(f'{stub.method} {stub.path}')}"
        match stub.body:
            case _ if stub.outcome != "answer":
                return f"services.fail({call}, {stub.outcome!r})"
            case JsonRequest(value):
                content = f", {value_expression(value, self.names)}"
            case TextRequest(text):
                content = f", {text.encode()!r}"
            case None:
                content = ""
        return f"services.answer({call}, {stub.status}{content})"

    def _called_lines(self) -> Iterator[str]:
        """What services were sent, one call after another, and that they were sent no more."""
        called = self.exchange.called
        names = self.names | {capture.name for capture in self.exchange.captures}
        for each in called:
            if each.method:
                call = text_expression(f"{each.method} {each.path}", names)
                body = f", {value_expression(each.body.value, names)}" if each.body else ""
                yield f"services.called({each.service!r}, {call}{body})"
        for service in dict.fromkeys(each.service for each in called):
            yield f"services.no_more({service!r})"

    def _together_lines(self, together: Together, arguments: str) -> Iterator[str]:
        status, count, others = self.exchange.status, together.count, together.others_status
        expected = {status: count} if others is None else {status: 1, others: count - 1}
        yield f"responses = together({count}, {self.exchange.method!r}, {arguments})"
        yield f"assert Counter(r.status_code for r in responses) == {expected!r}"
        if self.exchange.expectations or self.exchange.captures:
            yield f"response = next(r for r in responses if r.status_code == {status})"

    def _arguments(self) -> Iterator[str]:
        if self.exchange.query:
            yield f"query_string=MultiDict([{self._pairs(self.exchange.query)}])"
        headers = [(k, v) for k, v in self.exchange.headers if k.lower() != "content-type"]
        if headers:
            pairs = ", ".join(f"{k!r}: {self._text(v)}" for k, v in headers)
            yield f"headers={{{pairs}}}"
        elif self.exchange.asked_by is not None:
            yield f"headers=log_in({self.exchange.asked_by})"
        if self.exchange.basic_auth:
            user, password = map(self._text, self.exchange.basic_auth)
            yield f"auth=({user}, {password})"
        yield from self._body_arguments()
        for name, value in self.exchange.headers:
            multipart = isinstance(self.exchange.body, MultipartRequest)
            if name.lower() == "content-type" and not multipart:
                yield f"content_type={self._text(value)}"

    def _body_arguments(self) -> Iterator[str]:
        match self.exchange.body:
            case JsonRequest(None) if self.parameter is None:
                yield 'data="null", content_type="application/json"'  # json=None sends no body
            case JsonRequest(value):
                yield f"json={self._json(value)}"
            case FormRequest(pairs=form):
                yield f"data=MultiDict([{self._pairs(form)}])"
            case MultipartRequest() as parts:
                # Sent several times at once, each has files of its own to read from.
                made = "lambda: " if self.exchange.together and parts.files else ""
                yield f"data={made}MultiDict([{self._parts(parts)}])"
                yield 'content_type="multipart/form-data"'
            case BytesRequest(content):
                yield f"data={bytes_literal(content)}"
            case TextRequest(text):
                yield f"data={self.parameter.name if self.parameter else self._text(text)}"

    def _json(self, value: JsonValue) -> str:
        parameter = self.parameter
        if parameter is None:
            return value_expression(value, self.names)
        if parameter.field is None or not isinstance(value, dict):
            return parameter.name
        values = {k: value_expression(v, self.names) for k, v in value.items()}
        values[parameter.field] = parameter.name
        return "{" + ", ".join(f"{literal(k)}: {v}" for k, v in values.items()) + "}"

    def _pairs(self, pairs: Sequence[tuple[str, str]]) -> str:
        return ", ".join(f"({self._text(k)}, {self._text(v)})" for k, v in pairs)

    def _parts(self, parts: MultipartRequest) -> str:
        files = (
            f"({file.name!r}, (BytesIO({bytes_literal(file.content)}), {file.filename!r}, {file.media_type!r}))"
            for file in parts.files
        )
        return ", ".join([*filter(None, [self._pairs(parts.pairs)]), *files])

    def _text(self, text: str) -> str:
        return text_expression(text, self.names)
