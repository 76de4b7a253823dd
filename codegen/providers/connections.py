"""The open connections of a client, so that a build that is stopped need not wait for a silent server."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any
from weakref import WeakSet

import httpx2

OPENED = ("connect_tcp.complete", "start_tls.complete")


class Connections:
    """Knows the sockets that a client opened. Closing a client does not wake a thread that reads; this does."""

    def __init__(self) -> None:
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._lock = threading.Lock()
        self._has_ended = False

    def watch(self, request: httpx2.Request) -> None:
        """An event hook for requests: has the HTTP library tell of sockets.

        Source: https://www.python-httpx.org/advanced/extensions/#trace
        """
        request.extensions = {**request.extensions, "trace": self._opened}

    def end(self) -> None:
        """Wakes every thread that waits for one of them, now and later, with a connection that was cut."""
        with self._lock:
            self._has_ended = True
            sockets = tuple(self._sockets)
        for opened in sockets:
            _cut(opened)

    def _opened(self, event: str, info: dict[str, Any]) -> None:
        if not event.endswith(OPENED):
            return
        opened = info["return_value"].get_extra_info("socket")
        with self._lock:
            self._sockets.add(opened)
            has_ended = self._has_ended
        if has_ended:
            _cut(opened)


def _cut(opened: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # Of a TLS socket too: its own method would take the cipher away from the thread that reads.
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
