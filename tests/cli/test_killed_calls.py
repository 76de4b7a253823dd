"""``kill -9`` at each call of a whole build: what a server had answered, and codegen had kept, is not asked again.

What is promised: an answer is on the disk before anybody uses it. So a question whose answer lies in the cache when
the build dies is never sent again; and whatever uses an answer, the next question first of all, comes after that. A build
that dies between an answer's last byte and the end of its ``fsync`` may ask that one question again.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from codegen.providers.base import Request
from codegen.providers.call_file import load_call
from halves import CALLS, SPEC, scripted
from projects import TIMEOUT_S, Project
from providers.loopback import DONE, Handler, Loopback, piece, serving, usage

Moment: TypeAlias = Literal["asked", "sent"]
"""When a build is killed: a question has arrived, or its answer was sent to the last byte."""


@dataclass
class Builds:
    """The builds of one project, of which each is killed at the ``moment`` of the first question that is new."""

    project: Project
    url: str
    moment: Moment | None = None
    at_once: int = 1
    asked: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    def run(self) -> int:
        """Builds until the end or until it is killed; the exit code."""
        self.asked, self.sent = [], []
        environment = {"OPENAI_BASE_URL": self.url, "CODEGEN_CALLS_AT_ONCE": str(self.at_once)}
        with subprocess.Popen(
            [sys.executable, "-m", "codegen", "build", "specs/halves.md", "--yes", "--model", "m1"],
            cwd=self.project.folder,
            env={**self.project.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as self.process:
            output, _ = self.process.communicate(timeout=TIMEOUT_S)
        assert self.process.returncode in (0, -signal.SIGKILL), output
        return self.process.returncode

    def answer(self, handler: Handler, known: set[str]) -> None:
        """A reply of the server. A question that is ``known`` is answered and nobody killed."""
        what, text = scripted(handler.asked.body["messages"])
        is_new = what not in known
        known.add(what)
        self.asked.append(what)
        if is_new and self.moment == "asked":
            self._kill()
            return
        half = len(text) // 2
        pieces = (piece(text[:half]), piece(text[half:]), piece(finish="stop"))
        handler.stream(*pieces, usage(100, 50, 0), DONE)
        self.sent.append(what)
        if is_new and self.moment == "sent":
            self._kill()

    def kept(self) -> set[str]:
        """The questions whose answers lie in the cache."""
        files = (self.project.folder / ".codegen-cache/calls").glob("*.json")
        return {question_of(load_call(file.read_text("utf-8"), file, "cache")[0]) for file in files}

    def _kill(self) -> None:
        assert self.process is not None
        self.process.kill()


def question_of(request: Request) -> str:
    return scripted([{"content": message.text} for message in request.messages])[0]


@dataclass
class Server:
    """One server for all builds, as its address is in their records."""

    loopback: Loopback
    replies: list[Callable[[Handler], None]]

    def builds(self, folder: Path, moment: Moment | None = None, at_once: int = 1) -> Builds:
        """The builds of a new project."""
        project = Project(folder)
        project.write("specs/halves.md", SPEC)
        project.write("generated/halves/notes.txt", "mine\n")
        builds, known = Builds(project, self.loopback.url, moment, at_once), set[str]()
        self.replies[:] = [lambda handler: builds.answer(handler, known)]
        return builds


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    replies: list[Callable[[Handler], None]] = []
    with serving(lambda handler: replies[0](handler)) as loopback:
        yield Server(loopback, replies)


@pytest.fixture(scope="module")
def undisturbed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What is built where nobody is killed."""
    builds = server.builds(tmp_path_factory.mktemp("whole") / "project")
    assert builds.run() == 0
    assert builds.asked == builds.sent == CALLS
    return builds.project.tree("generated/halves")


def kill_at_each_call(builds: Builds) -> Counter[str]:
    """Builds, is killed and builds again until the end; how often each question came."""
    asked = Counter[str]()
    while True:
        kept = builds.kept()
        ending = builds.run()
        asked.update(builds.asked)
        assert not kept & set(builds.asked)
        if ending == 0:
            return asked
        assert builds.project.tree("generated/halves") == {"notes.txt": "mine\n"}


def test_a_build_killed_as_each_question_arrives_asks_no_other_again(
    server: Server, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    builds = server.builds(tmp_path / "project", "asked")
    assert kill_at_each_call(builds) == dict.fromkeys(CALLS, 2)
    assert builds.project.tree("generated/halves") == undisturbed


def test_a_build_killed_as_each_answer_was_sent_asks_for_no_kept_one_again(
    server: Server, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    at_once = 4
    builds = server.builds(tmp_path / "project", "sent", at_once)
    asked = kill_at_each_call(builds)
    assert asked.keys() == set(CALLS)
    # A call on its way dies with the build when one beside it is answered: once for each of these.
    assert max(asked.values()) <= at_once
    assert builds.project.tree("generated/halves") == undisturbed
