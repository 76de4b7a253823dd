"""The emitted services.py against a real server on loopback."""

from __future__ import annotations

import datetime as dt
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

from bazaar.answers import call, service, value
from codegen.generate.clients import client_definition
from codegen.interpret.wire import WireService
from codegen.interpret.wire_parts import Reading
from codegen.interpret.wire_services import read_service
from codegen.python import format_python
from codegen.render import Renderer
from codegen.splice import compose

TIMEOUT_S = 0.5
PEOPLE = service(
    "people",
    call("latest", "GET /latest?base=EUR", answers=[value("rates", "number", holds="by_name")]),
    call(
        "find",
        "GET /u/{name}?active={active}&since={since}&v=2",
        parameters=[
            value("name", "text"),
            value("active", "boolean"),
            value("since", "date", required=False),
        ],
        answers=[
            value("userId", "integer"),
            value("from", "datetime", required=False),
            value("tags", "text", holds="list", required=False),
        ],
        many=True,
    ),
    call("send", "PUT /{quote}/{str}", parameters=[value("quote", "text"), value("str", "number")]),
    call(
        "put",
        "PUT /u/{n}",
        parameters=[value("n", "integer")],
        sends=[
            value("class", "number"),
            value("day", "date"),
            value("note", "json", required=False),
        ],
    ),
    timeout_s=TIMEOUT_S,
    key_header="X-Key",
)


@dataclass
class Server:
    """What is answered, and what came."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    slow: threading.Event | None = None
    seen: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            headers = {name.lower(): text for name, text in self.headers.items()}
            state.seen.append((f"{self.command} {self.path}", headers, self.rfile.read(length)))
            if state.slow:
                state.slow.wait(20)
                return
            self.send_response(state.status)
            for name, text in state.headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        do_PUT = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        state.url = f"http://127.0.0.1:{http.server_address[1]}"
        try:
            yield state
        finally:
            if state.slow:
                state.slow.set()
            http.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def module() -> ModuleType:
    """The emitted services.py of an app that calls one service."""
    reading = Reading({}, {})
    found = read_service(WireService.model_validate(PEOPLE), reading)
    assert not reading.problems
    renderer = Renderer()
    skeleton = renderer.render("app/package/services.py.j2", app="shop")
    text = format_python(compose(skeleton, [client_definition(found, renderer)], "shop"))
    made = ModuleType("shop_services")
    sys.modules[made.__name__] = made
    exec(compile(text, "services.py", "exec"), made.__dict__)
    return made


@pytest.fixture
def people(module: ModuleType, server: Server) -> Iterator[Any]:
    app = Flask("shop")
    app.config.update(PEOPLE_URL=f"{server.url}/api", PEOPLE_KEY="secret")
    with app.app_context():
        yield module.people
        if client := app.extensions.get("http"):
            client.close()


def failure(module: ModuleType, ask: Callable[[], object]) -> tuple[str, int | None]:
    with pytest.raises(module.ServiceFailed) as caught:
        ask()
    assert caught.value.code == 503
    return caught.value.reason, caught.value.status


def test_an_answer_is_read_and_numbers_are_exact(people: Any, server: Server) -> None:
    server.body = b'{"rates": {"USD": 1.1, "GBP": "0.85"}, "more": [1]}'
    assert people.latest().rates == {"USD": Decimal("1.1"), "GBP": Decimal("0.85")}
    [(request, headers, body)] = server.seen
    assert request == "GET /api/latest?base=EUR"
    assert headers["x-key"] == "secret"
    assert "content-type" not in headers
    assert body == b""


def test_values_stand_in_path_and_query_and_lead_nowhere_else(people: Any, server: Server) -> None:
    server.body = json.dumps(
        [{"userId": 7, "from": "2026-03-01T09:00:00Z", "tags": ["a"]}, {"userId": 8}]
    ).encode()
    first, second = people.find(name="a/b?c&ü", active=True, since=dt.date(2026, 3, 1))
    assert (first.userId, first.from_.tzinfo, first.tags) == (7, dt.UTC, ["a"])
    assert (second.userId, second.from_, second.tags) == (8, None, None)
    people.find(name="x", active=False)
    assert [request for request, _, _ in server.seen] == [
        "GET /api/u/a%2Fb%3Fc%26%C3%BC?active=true&since=2026-03-01&v=2",
        "GET /api/u/x?active=false&v=2",
    ]


def test_names_of_the_client_itself_are_free(people: Any, server: Server) -> None:
    people.send(quote_="a", str_=1.5)
    assert [request for request, _, _ in server.seen] == ["PUT /api/a/1.5"]


@pytest.mark.parametrize("name", [".", ".."])
def test_a_value_that_would_climb_is_found_nowhere(
    module: ModuleType, people: Any, server: Server, name: str
) -> None:
    found = failure(module, lambda: people.find(name=name, active=True))
    assert found == ("answer", 404)
    assert not server.seen


def test_a_body_is_sent_as_json_without_what_is_left_out(people: Any, server: Server) -> None:
    server.status, server.body = 204, b""
    assert people.put(n=3, class_=1.5, day=dt.date(2026, 3, 1)) is None
    people.put(n=3, class_=2, day=dt.date(2026, 3, 1), note={"a": None})
    bodies = [json.loads(body) for _, _, body in server.seen]
    assert bodies == [
        {"class": 1.5, "day": "2026-03-01"},
        {"class": 2, "day": "2026-03-01", "note": {"a": None}},
    ]
    assert {headers["content-type"] for _, headers, _ in server.seen} == {"application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"rates": 7}',
        b'{"rates": {"USD": "x"}}',
        b'{"rates": {"USD": NaN}}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_an_answer_of_no_use(module: ModuleType, people: Any, server: Server, body: bytes) -> None:
    server.body = body
    assert failure(module, people.latest) == ("answer", None)


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_an_error_of_the_service(
    module: ModuleType, people: Any, server: Server, status: int
) -> None:
    server.status = status
    assert failure(module, people.latest) == ("answer", status)


def test_a_redirection_is_not_followed(module: ModuleType, people: Any, server: Server) -> None:
    server.status, server.headers = 302, {"Location": f"{server.url}/elsewhere"}
    assert failure(module, people.latest) == ("answer", 302)
    assert len(server.seen) == 1


def test_an_answer_that_is_too_large(module: ModuleType, people: Any, server: Server) -> None:
    server.body = b'{"rates": {}, "more": "' + b"x" * 2**20 + b'"}'
    assert failure(module, people.latest) == ("answer", None)


def test_silence_ends_at_the_time_out_and_nothing_is_sent_twice(
    module: ModuleType, people: Any, server: Server
) -> None:
    server.slow = threading.Event()
    assert failure(module, people.latest) == ("timeout", None)
    assert len(server.seen) == 1


def test_a_service_that_is_not_there(module: ModuleType, tmp_path: Path) -> None:
    app = Flask("shop")
    for url in ("http://127.0.0.1:1", "", "http://[::1"):
        app.config.update(PEOPLE_URL=url, PEOPLE_KEY="secret")
        with app.app_context():
            assert failure(module, module.people.latest) == ("unreachable", None)
            app.extensions["http"].close()
            del app.extensions["http"]
