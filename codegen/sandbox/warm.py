"""The warm process: has imported what tests need, and forks a supervisor for each run.

It has one thread, runs nothing itself, and ends with codegen: the end of its control socket is codegen's
end, however that came about.
"""

from __future__ import annotations

import gc
import os
import socket
from pathlib import Path

from codegen.sandbox import libraries, privileges, processes, wire
from codegen.sandbox.base import Layer
from codegen.sandbox.enclosure import Enclosure, Wall
from codegen.sandbox.folder import remove_folder
from codegen.sandbox.supervisor import supervise


def serve(control: socket.socket, layers: tuple[Layer, ...], folder: str) -> None:
    """Answers runs until codegen is gone, then ends what still runs and removes ``folder``.

    Raises ImportError where a package that emitted apps need is missing.
    """
    try:
        processes.adopt_orphans()
        libraries.load()
        enclosure = _enclosure(layers)
        if "separate user" in enclosure.walls:
            Path(folder).chmod(0o711)  # another user has to pass through
        gc.collect()
        gc.freeze()  # a collection in a fork would copy every page it marks
        wire.send(control, {"ready": True})
        _answer(control, enclosure, folder)
    except wire.ChannelClosedError:
        pass
    finally:
        remove_folder(folder)


def _enclosure(layers: tuple[Layer, ...]) -> Enclosure:
    standing: frozenset[Wall] = frozenset(layer.name for layer in layers if layer.stands)  # type: ignore[misc]
    folders = libraries.folders()
    closed = privileges.closed_to_others((*folders, *libraries.module_files()))
    return Enclosure(standing, folders, closed)


def _answer(control: socket.socket, enclosure: Enclosure, folder: str) -> None:
    supervisors: set[int] = set()
    try:
        while True:
            channel = _next_channel(control)
            supervisors = _still_running(supervisors)
            if channel is None:
                return
            try:
                supervisor = os.fork()
            except OSError as error:
                wire.send(channel, {"fault": str(error)})
                continue
            if supervisor == 0:
                control.close()
                supervise(channel, enclosure, folder)
            supervisors.add(supervisor)
            channel.close()
    finally:
        processes.end_children(supervisors)


def _next_channel(control: socket.socket) -> socket.socket | None:
    """The channel of the next run; None at the end."""
    _data, descriptors, _flags, _address = socket.recv_fds(control, 1, 1)
    return socket.socket(fileno=descriptors[0]) if descriptors else None


def _still_running(supervisors: set[int]) -> set[int]:
    ended: set[int] = set()
    while len(ended) < len(supervisors):
        pid, _status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            break
        ended.add(pid)
    return supervisors - ended
