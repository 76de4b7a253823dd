"""Watches over one run: starts its process, holds it to its limits, and leaves nothing of it behind."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import time
from dataclasses import dataclass, field
from typing import Final, NoReturn

from codegen.sandbox import processes, wire
from codegen.sandbox.base import Ending, Limits, Run, RunResult
from codegen.sandbox.child import Job, refused_node_id, work
from codegen.sandbox.enclosure import Enclosure
from codegen.sandbox.folder import (
    PrivateFolder,
    UnmeasurableError,
    make_folder,
    refusal_of,
    remove_folder,
    unlinked_bytes,
    used_bytes,
)
from codegen.sandbox.journal import GarbledError, Journal
from codegen.sandbox.privileges import unused_user_id

_REPORT_BYTES: Final = 32 * 1024**2
_TICK_S: Final = 0.05
_MEASURE_S: Final = 0.1
_DONE: Final = (0, 1)
_INTERRUPTED, _USAGE_ERROR, _NO_TESTS = 2, 4, 5


class AbandonedError(Exception):
    """Codegen no longer waits for this run."""


class LimitReachedError(Exception):
    """A limit was reached."""

    def __init__(self, ending: Ending, reason: str) -> None:
        """``reason`` has no full stop of its own."""
        super().__init__(reason)
        self.ending: Ending = ending
        self.reason = f"The sandbox stopped the run: {reason}."


def supervise(channel: socket.socket, enclosure: Enclosure, parent_folder: str) -> NoReturn:
    """Takes one request from ``channel``, makes the run and answers; then the process ends.

    ``parent_folder`` is where the private folder is made.
    """
    try:
        run, limits = wire.run_of(wire.receive(channel))
        try:
            answer = wire.result_message(_make_run(run, limits, channel, enclosure, parent_folder))
        except OSError as error:
            answer = {"fault": str(error)}
        wire.send(channel, answer)
        os._exit(0)
    except (wire.ChannelClosedError, AbandonedError):
        os._exit(0)
    finally:
        os._exit(1)


def _make_run(
    run: Run, limits: Limits, channel: socket.socket, enclosure: Enclosure, parent_folder: str
) -> RunResult:
    processes.adopt_orphans()
    processes.die_with(os.getppid())
    _refuse_hostile_names(run)
    user_id = unused_user_id(os.getpid()) if "separate user" in enclosure.walls else None
    folder = make_folder(parent_folder, run.files, user_id, run.packages)
    try:
        return _supervised(Job(run, limits, folder, enclosure, user_id, os.getpid()), channel)
    finally:
        processes.end_children()
        remove_folder(folder.root)


def _refuse_hostile_names(run: Run) -> None:
    for file in run.files:
        why = refusal_of(file.path)
        if why:
            raise OSError(f"no file can be called {file.path!r}: {why}")
    node_id = refused_node_id(run.node_ids)
    if node_id is not None:
        raise OSError(f"{node_id!r} names no test below tests/")


def _supervised(job: Job, channel: socket.socket) -> RunResult:
    output_end, output = os.pipe()
    report_end, report = os.pipe()
    child = os.fork()
    if child == 0:
        work(job, output, report)
    os.close(output)
    os.close(report)
    watch = Watch(child, output_end, report_end, channel, job.limits, job.folder)
    try:
        ending, reason = watch.until_it_ends()
    finally:
        processes.end_children([child])
    if not watch.journal.walled:
        raise OSError(watch.journal.fault or f"the walls of the run did not stand: {reason}")
    return RunResult(ending, watch.journal.outcomes(reason), reason, watch.printed())


@dataclass(slots=True)
class Watch:
    """The state of watching one process; ``output`` and ``report`` are read until they end."""

    child: int
    output: int
    report: int
    channel: socket.socket
    limits: Limits
    folder: PrivateFolder
    journal: Journal = field(default_factory=Journal)
    _printed: bytearray = field(default_factory=bytearray)
    _line: bytearray = field(default_factory=bytearray)
    _reported_bytes: int = 0
    _next_measure: float = 0.0
    _status: int | None = None
    _cpu_s: float = 0.0

    def until_it_ends(self) -> tuple[Ending, str]:
        """How the run ended, and why if it did not finish. Raises AbandonedError."""
        try:
            with selectors.DefaultSelector() as selector:
                self._watch(selector)
            return self._own_end()
        except LimitReachedError as stopped:
            return stopped.ending, stopped.reason
        except GarbledError:
            return "crashed", "The run's report was tampered with."

    def printed(self) -> str:
        """What the run printed, as text, without the private folder's path."""
        text = bytes(self._printed[: self.limits.output_bytes]).decode("utf-8", "replace")
        return self.folder.without(text)

    def _watch(self, selector: selectors.BaseSelector) -> None:
        for descriptor in (self.output, self.report):
            os.set_blocking(descriptor, False)
            selector.register(descriptor, selectors.EVENT_READ)
        selector.register(self.channel, selectors.EVENT_READ)
        deadline = time.monotonic() + self.limits.wall_clock_s
        while not self._has_ended():
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise LimitReachedError(
                    "timeout", f"its time limit of {self.limits.wall_clock_s:g} s was up"
                )
            self._measure()
            # Pipes that ended early say nothing more, the process that closed them may live on.
            tick = _TICK_S if len(selector.get_map()) > 1 else _TICK_S / 10
            for key, _events in selector.select(min(remaining, tick)):
                self._read(key.fd, selector)
        for descriptor in (self.output, self.report):
            while self._take(descriptor):
                pass

    def _read(self, descriptor: int, selector: selectors.BaseSelector) -> None:
        if descriptor == self.channel.fileno():
            raise AbandonedError  # nothing is ever sent in mid run: the other side is gone
        if not self._take(descriptor):
            selector.unregister(descriptor)

    def _take(self, descriptor: int) -> bool:
        """Reads what there is; False where there is nothing and never will be."""
        try:
            part = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return False
        if descriptor == self.output:
            self._take_output(part)
        else:
            self._take_report(part)
        return bool(part)

    def _take_output(self, part: bytes) -> None:
        self._printed += part
        if len(self._printed) > self.limits.output_bytes:
            raise LimitReachedError(
                "output limit", f"it printed more than {self.limits.output_bytes} bytes"
            )

    def _take_report(self, part: bytes) -> None:
        self._reported_bytes += len(part)
        if self._reported_bytes > _REPORT_BYTES:
            raise LimitReachedError(
                "output limit", f"its report was longer than {_REPORT_BYTES} bytes"
            )
        *lines, rest = (self._line + part).split(b"\n")
        self._line = rest
        for line in lines:
            self.journal.take(bytes(line))

    def _measure(self) -> None:
        started = time.monotonic()
        if started < self._next_measure or not self.journal.walled:
            return  # nobody may look into a process that is just becoming another user
        try:
            used = used_bytes(self.folder) + unlinked_bytes(self.child)
        except UnmeasurableError:
            raise LimitReachedError(
                "disk limit", "its folder has a part that cannot be looked into"
            ) from None
        if used > self.limits.folder_size_bytes:
            reason = f"its folder grew beyond {self.limits.folder_size_bytes} bytes"
            raise LimitReachedError("disk limit", reason)
        now = time.monotonic()
        self._next_measure = now + max(_MEASURE_S, 5 * (now - started))

    def _has_ended(self) -> bool:
        pid, status, usage = os.wait4(self.child, os.WNOHANG)
        if pid == 0:
            return False
        self._status, self._cpu_s = status, usage.ru_utime + usage.ru_stime
        return True

    def _own_end(self) -> tuple[Ending, str]:
        code = os.waitstatus_to_exitcode(self._status or 0)
        if code < 0:
            return self._killed(-code)
        exit_code = self.journal.exit_code
        if exit_code is None or code != 0:
            return "crashed", f"The run's process ended itself early, with exit status {code}."
        if exit_code in _DONE:
            return "finished", ""
        if exit_code == _NO_TESTS:
            return "finished", "No tests were collected."
        collection = "\n".join(self.journal.collection)
        if exit_code == _USAGE_ERROR or (exit_code == _INTERRUPTED and collection):
            return "finished", collection or f"pytest could not start: {self.printed().strip()}"
        return "crashed", collection or "The tests interrupted the run."

    def _killed(self, number: int) -> tuple[Ending, str]:
        if number == signal.SIGXCPU or (
            number == signal.SIGKILL and self._cpu_s >= self.limits.cpu_s
        ):
            reason = f"its limit of {self.limits.cpu_s} s of processor time was up"
            return "timeout", LimitReachedError("timeout", reason).reason
        return "crashed", f"The run's process was killed by {signal.Signals(number).name}."
