"""``kill -9`` in the middle of a build: the app is wholly the old one or wholly the new one.

``tests/test_journal.py`` kills at every single disk operation; here whole builds are killed, at moments
spread over their time. ``python tests/cli/test_kill.py 50`` does it at fifty random ones.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1]))
from projects import Project
from specs import REGISTER

SPEC = "specs/register.md"
CHANGED = REGISTER.replace("at least 8", "at least 12").replace(
    "- `password`", "- `nickname`: text, optional\n- `password`"
)
OWN = ("generated/register/notes.txt", "mine\n")


def with_own_file(built: Project) -> Project:
    built.write(*OWN)
    built.write("generated/register/instance/register.db", "rows")
    built.write(SPEC, CHANGED)
    return built


def killed_after(project: Project, delay_s: float) -> bool:
    """Whether a build was still running after the delay, and so was killed."""
    build = subprocess.Popen(
        [sys.executable, "-m", "codegen", "build", SPEC, "--yes"],
        cwd=project.folder,
        env=project.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(delay_s)
    running = build.poll() is None
    build.kill()
    build.wait()
    return running


def check_whole(project: Project, old: dict[str, str], new: dict[str, str]) -> str:
    """Runs a command, and says which of the two trees lies there; there must be no third."""
    result = project.run("doctor")
    assert result.returncode == 0, result.stderr
    tree = project.tree()
    assert tree in (old, new), {p for p in tree.keys() | new.keys() if tree.get(p) != new.get(p)}
    assert (project.folder / OWN[0]).read_text() == OWN[1]
    assert (project.folder / "generated/register/instance/register.db").read_text() == "rows"
    return "old" if tree == old else "new"


def new_tree(built: Project, folder: Path) -> tuple[dict[str, str], float]:
    """What the changed spec builds to, and how long that takes, in seconds."""
    whole = Project(Path(shutil.copytree(built.folder, folder)))
    started = time.monotonic()
    result = whole.run("build", SPEC, "--yes")
    assert result.returncode == 0, result.stdout
    return whole.tree(), time.monotonic() - started


@pytest.mark.parametrize("share", [0.3, 0.8, 0.9, 0.97])
def test_a_killed_build_leaves_the_old_app_or_the_new_one(
    built: Project, tmp_path: Path, share: float
) -> None:
    project = with_own_file(built)
    old = project.tree()
    new, duration_s = new_tree(project, tmp_path / "whole")
    assert new != old
    killed_after(project, duration_s * share)
    check_whole(project, old, new)
    assert project.run("build", SPEC, "--yes").returncode == 0
    assert project.tree() == new


def main(count: int) -> None:
    """Kills ``count`` builds at random moments, and prints what was left."""
    base = Project(Path(tempfile.mkdtemp()))
    base.write(SPEC, REGISTER)
    assert base.run("build", SPEC, "--yes").returncode == 0
    project = with_own_file(base)
    old = project.tree()
    new, duration_s = new_tree(project, Path(tempfile.mkdtemp()) / "whole")
    left = {"old": 0, "new": 0, "killed": 0}
    for _ in range(count):
        copy = Project(Path(shutil.copytree(project.folder, Path(tempfile.mkdtemp()) / "copy")))
        left["killed"] += killed_after(copy, random.uniform(0, duration_s * 1.05))
        left[check_whole(copy, old, new)] += 1
        shutil.rmtree(copy.folder)
    print(f"{count} builds of {duration_s:.1f} s: {left}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
