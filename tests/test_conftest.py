from __future__ import annotations

import socket
from contextlib import closing

import pytest


def test_the_network_is_out_of_reach() -> None:
    with closing(socket.socket()) as client, pytest.raises(AssertionError, match="reached for"):
        client.connect(("192.0.2.1", 80))


def test_loopback_can_be_reached() -> None:
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as server,
        closing(socket.socket()) as client,
    ):
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()
