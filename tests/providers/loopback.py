"""A server on loopback whose replies are scripted: each request takes the next one, the last one stays."""

from __future__ import annotations

import json
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

PATIENCE_S = 20
"""After this a test that hangs fails instead."""

MOST_BYTES = 100_000_000
"""Where even what is endless ends."""

DONE = "data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived: its headers' names in lower case, its body where it is a call."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


Reply: TypeAlias = Callable[["Handler"], None]


def piece(text: str = "", *, finish: str | None = None, **delta: object) -> str:
    """One event of a streamed answer."""
    choice = {"index": 0, "delta": {"content": text, **delta}, "finish_reason": finish}
    return event({"object": "chat.completion.chunk", "choices": [choice]})


def usage(prompt: int, completion: int, cached: int) -> str:
    """The event that counts tokens."""
    details = {"cached_tokens": cached}
    counts = {"prompt_tokens": prompt, "completion_tokens": completion}
    return event({"choices": [], "usage": {**counts, "prompt_tokens_details": details}})


def event(data: object) -> str:
    """Anything as an event; a text as it is."""
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"


def answered(text: str) -> Reply:
    """A whole streamed answer."""
    return streamed(piece(text), piece(finish="stop"), DONE)


def streamed(*events: str) -> Reply:
    """A stream that ends after these events."""
    return lambda handler: handler.stream(*events)


def reset_after(*events: str) -> Reply:
    """A stream that is reset after these events."""

    def reply(handler: Handler) -> None:
        handler.stream(*events)
        handler.reset()

    return reply


def silent_after(*events: str) -> Reply:
    """A stream that says no more after these events; with none, there is not even a status."""

    def reply(handler: Handler) -> None:
        if events:
            handler.stream(*events)
        handler.wait_until_left()

    return reply


def endless(text: str, kind: str = "text/event-stream") -> Reply:
    """A body that repeats itself for as long as anybody listens."""

    def reply(handler: Handler) -> None:
        handler.begin(kind)
        try:
            for _ in range(MOST_BYTES // len(text)):
                handler.wfile.write(text.encode())
        except OSError:
            handler.server.was_left.set()

    return reply


def page(status: int, body: object, kind: str = "application/json", **headers: str) -> Reply:
    """A plain reply. ``Retry_After`` is the header Retry-After; a name with a dash stays as it is."""
    return lambda handler: handler.page(status, body, kind, headers)


def refused(status: int, message: str, **members: object) -> Reply:
    """A reply with an error, as OpenAI writes it."""
    return page(status, {"error": {"message": message, **members}})


def together(count: int) -> Reply:
    """Answers as soon as ``count`` calls are there at the same time, so that all of them overlap."""
    gate = threading.Barrier(count, timeout=PATIENCE_S)

    def reply(handler: Handler) -> None:
        gate.wait()
        answered("hello")(handler)

    return reply


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE_S
    server: Loopback
    asked: Seen

    def log_message(self, format: str, *args: object) -> None:
        """A test's output is its own."""

    def do_GET(self) -> None:
        self._answer({}, self.server.models or page(404, {"detail": "Not Found"}))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.counted():
            self._answer(body, self.server.next_reply())

    def _answer(self, body: dict[str, Any], reply: Reply) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.asked = Seen(self.path, headers, body)
        self.server.seen.append(self.asked)
        reply(self)

    def stream(self, *events: str) -> None:
        self.begin("text/event-stream; charset=utf-8")
        self.wfile.write("".join(events).encode())

    def begin(self, kind: str) -> None:
        """A reply that lasts as long as its connection."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()

    def page(self, status: int, body: object, kind: str, headers: dict[str, str]) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name if "-" in name else name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def reset(self) -> None:
        """Ends the connection with an RST: what has not been read is lost."""
        # What was sent has to be read first, or the test would not be one of mid-stream.
        self.server.may_reset.wait(PATIENCE_S)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())
        self.close_connection = True

    def wait_until_left(self) -> None:
        """Waits until the client closes the connection."""
        self.connection.settimeout(PATIENCE_S)
        try:
            left = self.connection.recv(1) == b""
        except ConnectionError:
            left = True
        if left:
            self.server.was_left.set()
        self.close_connection = True


@dataclass(eq=False)
class Loopback(ThreadingHTTPServer):
    """What answers on loopback, and what it saw."""

    replies: tuple[Reply, ...]
    models: Reply | None = None
    seen: list[Seen] = field(default_factory=list)
    was_left: threading.Event = field(default_factory=threading.Event)
    may_reset: threading.Event = field(default_factory=threading.Event)
    most_at_once: int = 0

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.daemon_threads = False
        self._lock = threading.Lock()
        self._taken = 0
        self._at_once = 0
        self.may_reset.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What the calls said."""
        return [seen.body for seen in self.seen if seen.body]

    def next_reply(self) -> Reply:
        with self._lock:
            reply = self.replies[min(self._taken, len(self.replies) - 1)]
            self._taken += 1
            return reply

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that leave are what some tests are about."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1


@contextmanager
def serving(*replies: Reply, models: Reply | None = None) -> Iterator[Loopback]:
    """A server that answers while the context lasts."""
    server = Loopback(replies, models)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
