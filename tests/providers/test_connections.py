"""A thread that waits for a server is woken, whenever its connection was opened."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest

from codegen.providers.connections import Connections


@dataclass(frozen=True, slots=True)
class Stream:
    """What the HTTP library tells of: it has a socket."""

    opened: socket.socket

    def get_extra_info(self, name: str) -> socket.socket | None:
        return self.opened if name == "socket" else None


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        yield ours, theirs


Ends = tuple[socket.socket, socket.socket]


def tell(connections: Connections, event: str, opened: socket.socket) -> None:
    request = httpx2.Request("POST", "http://127.0.0.1/", extensions={"timeout": {"read": 1.0}})
    connections.watch(request)
    assert request.extensions["timeout"] == {"read": 1.0}
    request.extensions["trace"](event, {"return_value": Stream(opened)})


@pytest.mark.parametrize("step", ("connect_tcp", "start_tls"))
@pytest.mark.parametrize("is_late", (False, True))
def test_what_was_opened_is_cut(ends: Ends, step: str, is_late: bool) -> None:
    ours, theirs = ends
    connections = Connections()
    if is_late:
        connections.end()
    tell(connections, f"connection.{step}.complete", ours)
    if not is_late:
        connections.end()
    assert theirs.recv(1) == b""


def test_nothing_is_cut_before_the_end(ends: Ends) -> None:
    ours, theirs = ends
    tell(Connections(), "connection.connect_tcp.complete", ours)
    with pytest.raises(BlockingIOError):
        theirs.recv(1)


def test_other_events_are_passed_over(ends: Ends) -> None:
    ours, theirs = ends
    connections = Connections()
    tell(connections, "http11.send_request_headers.complete", ours)
    connections.end()
    with pytest.raises(BlockingIOError):
        theirs.recv(1)


def test_a_socket_that_is_closed_already_is_no_fault(ends: Ends) -> None:
    ours, _ = ends
    connections = Connections()
    tell(connections, "connection.connect_tcp.complete", ours)
    ours.close()
    connections.end()
