"""What codegen and its warm process say to one another: JSON texts with their length before them.

Pickle would do less work, but a text cannot run anything on the side of codegen.
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import asdict
from typing import Any, Final

from codegen.sandbox.base import Constant, Layer, Limits, Run, RunResult
from codegen.types import File, Outcome

_LENGTH: Final = struct.Struct("!Q")


class ChannelClosedError(Exception):
    """The other side is gone."""


def send(channel: socket.socket, message: dict[str, Any]) -> None:
    """Sends one message. Raises ChannelClosedError where nobody is there to take it."""
    body = json.dumps(message).encode("ascii")
    try:
        channel.sendall(_LENGTH.pack(len(body)) + body)
    except (BrokenPipeError, ConnectionError) as error:
        raise ChannelClosedError from error


def receive(channel: socket.socket) -> dict[str, Any]:
    """Waits for one message. Raises ChannelClosedError at the end, TimeoutError if the channel has a time limit."""
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size))
    message: dict[str, Any] = json.loads(_exactly(channel, length))
    return message


def _exactly(channel: socket.socket, count: int) -> bytes:
    taken = bytearray()
    while len(taken) < count:
        try:
            part = channel.recv(min(count - len(taken), 1 << 20))
        except ConnectionError as error:
            raise ChannelClosedError from error
        if not part:
            raise ChannelClosedError
        taken += part
    return bytes(taken)


def request_of(run: Run, limits: Limits) -> dict[str, Any]:
    """What is sent to have a run made."""
    return {"run": asdict(run), "limits": asdict(limits)}


def run_of(request: dict[str, Any]) -> tuple[Run, Limits]:
    """The reverse of ``request_of``."""
    run = request["run"]
    files = tuple(File(**file) for file in run["files"])
    constants = tuple(Constant(**constant) for constant in run["constants"])
    found = Run(files, tuple(run["node_ids"]), run["replaced"], constants, run["packages"])
    return found, Limits(**request["limits"])


def result_message(result: RunResult) -> dict[str, Any]:
    """What is sent back after a run."""
    return {"result": asdict(result)}


def result_of(message: dict[str, Any]) -> RunResult:
    """The reverse of ``result_message``."""
    result = message["result"]
    outcomes = tuple(Outcome(**outcome) for outcome in result["outcomes"])
    return RunResult(result["ending"], outcomes, result["detail"], result["output"])


def layers_of(message: dict[str, Any]) -> tuple[Layer, ...]:
    """The walls that a warm process found standing."""
    return tuple(Layer(**layer) for layer in message["layers"])
