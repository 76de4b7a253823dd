"""A whole build whose model is a person with files: pages to answer, an answer mended, Ctrl-C, and on from there."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

from halves import CALLS, SPEC, scripted
from projects import Project

WAITING = re.compile(r"Waiting for an answer to (\S+): write it to (\S+)")


def started(project: Project) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "codegen", "build", "specs/halves.md", "--yes"],
        cwd=project.folder,
        env={**project.environment, "CODEGEN_PROVIDER": "manual"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def awaited(build: subprocess.Popen[str]) -> tuple[str, str] | None:
    """The page that waits next and the file of its answer; None at the end of the build."""
    assert build.stdout is not None
    for line in build.stdout:
        if found := WAITING.match(line):
            return found[1], found[2]
    return None


def test_a_person_answers_a_whole_build(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("specs/halves.md", SPEC)
    answered: list[str] = []
    with started(project) as build:
        assert build.stdout is not None
        first = awaited(build)
        assert first is not None
        _, text = scripted([{"content": (tmp_path / first[0]).read_text("utf-8")}])
        project.write(first[1], text[: len(text) // 2])
        assert f"{first[1]}:1:" in build.stdout.readline()
        project.write(first[1], text)
        assert build.stdout.readline() == f"Took {first[1]}\n"
        assert awaited(build) is not None
        build.send_signal(signal.SIGINT)
        assert "stopped; nothing was written" in build.stdout.read()
    assert build.returncode == 130
    with started(project) as build:
        while waiting := awaited(build):
            what, text = scripted([{"content": (tmp_path / waiting[0]).read_text("utf-8")}])
            project.write(waiting[1], text)
            answered.append(what)
    assert build.returncode == 0
    assert sorted(answered) == sorted(CALLS[1:])
    assert (tmp_path / "generated/halves/halves/routes/halves.py").exists()
    assert len(list((tmp_path / ".codegen-cache/manual").iterdir())) == 2  # of the stopped build
