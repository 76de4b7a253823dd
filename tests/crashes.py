"""Builds and recoveries of an app that are killed, or held, at any of their disk operations.

Run as a program this is a process that has everything imported and forks a child for each request,
so that a kill at every single step costs a fork and no start of Python. ``Builds`` talks to it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from codegen import changeset, journal
from codegen.tree import read_tree
from codegen.types import File

TIMEOUT_S = 60
BASE = {
    "register/__init__.py": "old = 1\n",
    "register/routes/users.py": "gone = 1\n",
    "wsgi.py": "same = 1\n",
}
NEW = {
    "register/__init__.py": "new = 2\n",
    "register/models/user.py": "made = 2\n",
    "wsgi.py": "same = 1\n",
}
RECORD = {".codegen/lock/app.json": "new record\n", ".codegen/base/wsgi.py.txt": "same = 1\n"}


@dataclass(frozen=True, slots=True)
class Request:
    """What a child does: apply NEW to ``<root>/out/register``, or recover what lies in ``<root>/out``.

    Disk operations count from 1; 0 is none of them. ``kill_committed`` kills at the first one after the
    commit point. A child that is held goes on when it reads a byte.
    """

    action: Literal["apply", "recover"]
    root: str
    kill_at: int = 0
    hold_at: int = 0
    kill_committed: bool = False


class Finished(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


class Builds:
    """The warm process, and one child of it at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self) -> None:
        self._process.communicate(timeout=TIMEOUT_S)

    def run(self, request: Request) -> Finished:
        self._send(json.dumps(dataclasses.asdict(request)) + "\n")
        return self._finished(request)

    @contextmanager
    def held(self, request: Request) -> Iterator[None]:
        """Inside the block a child stands still at ``hold_at``; after it, it has gone on to its end."""
        self._send(json.dumps(dataclasses.asdict(request)) + "\n")
        answer = self._answer()
        assert answer == "held", answer
        yield
        self._send("\n")
        finished = self._finished(request)
        assert finished.returncode == 0, finished.stderr

    def _send(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(text)
        self._process.stdin.flush()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def _finished(self, request: Request) -> Finished:
        returncode = int(self._answer())
        return Finished(returncode, *(output(request, n).read_text() for n in ("stdout", "stderr")))


def output(request: Request, name: str) -> Path:
    return Path(request.root) / f"{request.action}.{name}"


# --- The process -----------------------------------------------------------------------------------

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod"}


def _serve() -> None:
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            _act(Request(**json.loads(line)))
            sys.stdout.flush()
            os._exit(0)  # the interpreter's own end takes longer than the build
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _act(request: Request) -> None:
    signal.alarm(TIMEOUT_S)
    answers = os.dup(1)
    for descriptor, name in ((1, "stdout"), (2, "stderr")):
        with output(request, name).open("wb") as file:
            os.dup2(file.fileno(), descriptor)
    cache, out = Path(request.root) / "cache", Path(request.root) / "out"
    if request.action == "recover":
        _count_operations(request, answers)
        sys.stdout.write(json.dumps(journal.recover(cache, (out,))))
        return
    planned = _plan(out / "register")
    _count_operations(request, answers)
    digest = planned.digest
    changeset.apply(planned, _files(RECORD), checked=digest, verified=digest, cache=cache)


def _plan(app_dir: Path) -> changeset.ChangeSet:
    disk, base, new = read_tree(app_dir), _files(BASE), _files(NEW)
    candidate = changeset.merge("register", disk, base, new)
    return changeset.plan(app_dir, disk=disk, base=base, new=new, candidate=candidate)


def _files(texts: dict[str, str]) -> tuple[File, ...]:
    return tuple(File(path, text) for path, text in texts.items())


def _count_operations(request: Request, answers: int) -> None:
    """From now on each disk operation is a step, at which the request may have this process end."""
    committed = Path(request.root, "out", "register", ".codegen-staged", "journal.json")
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == request.kill_at or (request.kill_committed and committed.exists()):
            os.kill(os.getpid(), signal.SIGKILL)
        if steps == request.hold_at:
            os.write(answers, b"held\n")
            os.read(0, 1)

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event in _CHANGES or (event == "open" and _is_writing(args[2])):
            step()

    def fsync(descriptor: int) -> None:
        # A killed process loses nothing that it wrote: what a sync waits for makes no difference here.
        step()
        os.fstat(descriptor)

    os.fsync = fsync  # type: ignore[assignment]
    sys.addaudithook(hook)


def _is_writing(flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & _WRITING)


if __name__ == "__main__":
    _serve()
