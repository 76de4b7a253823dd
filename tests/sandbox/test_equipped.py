"""Runs that may import from a folder of wheels: within the walls, read-only, and nobody else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.sandbox.base import Run, RunResult
from codegen.sandbox.equipped import EquippedSandbox
from codegen.sandbox.forked import ForkedSandbox
from codegen.types import File
from sandbox.conftest import Place


@pytest.fixture(scope="module")
def packages(place: Place) -> Iterator[Path]:
    """A folder as wheels leave it, with what a hostile one would bring."""
    folder = place.folder / "packages"
    hostile = f"import os, sys; sys.hostile = True; open({str(place.folder / 'ran')!r}, 'w')\n"
    for name, text in {
        "tiny_slug.py": "def slug(text):\n    return text.lower()\n",
        "broken.py": "from tiny_slug import nothing\n",
        "hostile.pth": hostile,
        "sitecustomize.py": hostile,
        "usercustomize.py": hostile,
        "flask/__init__.py": "raise RuntimeError('hidden')\n",
        "colorsys.py": "raise RuntimeError('hidden')\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    yield folder
    assert not (place.folder / "ran").exists()


def run(sandbox: ForkedSandbox | EquippedSandbox, body: str) -> RunResult:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return sandbox.run(Run((File("tests/test_it.py", f"def test_it():\n{lines}"),)))


def verdict(result: RunResult) -> str:
    assert result.ending == "finished", result.detail
    [outcome] = result.outcomes
    return f"{outcome.verdict} {outcome.detail}".strip()


@pytest.fixture
def equipped(sandbox: ForkedSandbox, packages: Path) -> EquippedSandbox:
    return EquippedSandbox(sandbox, packages)


def test_a_run_imports_what_it_is_given(equipped: EquippedSandbox) -> None:
    assert verdict(run(equipped, "import tiny_slug\nassert tiny_slug.slug('A') == 'a'")) == "passed"


def test_nobody_else_can_import_or_read_it(
    sandbox: ForkedSandbox, equipped: EquippedSandbox, packages: Path
) -> None:
    assert verdict(run(equipped, "import tiny_slug")) == "passed"
    assert "No module named 'tiny_slug'" in verdict(run(sandbox, "import tiny_slug"))
    said = verdict(run(sandbox, f"open({str(packages / 'tiny_slug.py')!r}).read()"))
    assert "The sandbox refuses this: reading and writing outside the run's folder" in said
    said = verdict(run(sandbox, f"import os\nos.listdir({str(packages)!r})"))
    assert "The sandbox refuses this" in said


def test_no_pth_file_runs_and_nothing_is_hidden(equipped: EquippedSandbox) -> None:
    body = "import sys, flask, colorsys\nassert flask.Flask and colorsys.rgb_to_hsv\nassert not hasattr(sys, 'hostile')"
    assert verdict(run(equipped, body)) == "passed"


def test_it_comes_last_of_all_that_is_imported_from(
    equipped: EquippedSandbox, packages: Path
) -> None:
    assert (
        verdict(run(equipped, f"import sys\nassert sys.path[-1] == {str(packages)!r}")) == "passed"
    )


def test_it_cannot_be_written(equipped: EquippedSandbox, packages: Path) -> None:
    said = verdict(run(equipped, f"open({str(packages / 'tiny_slug.py')!r}, 'a')"))
    assert "The sandbox refuses this" in said
    said = verdict(run(equipped, f"open({str(packages / 'new.py')!r}, 'w')"))
    assert "The sandbox refuses this" in said
    assert not (packages / "new.py").exists()


def test_a_failure_does_not_say_where_it_lies(equipped: EquippedSandbox, packages: Path) -> None:
    said = verdict(run(equipped, "import broken"))
    assert "cannot import name 'nothing' from 'tiny_slug' (tiny_slug.py)" in said
    assert str(packages) not in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only a run of root's becomes another user")
def test_a_folder_that_others_cannot_enter_is_read_all_the_same(
    sandbox: ForkedSandbox, packages: Path, place: Place
) -> None:
    closed = place.folder / "closed"
    closed.mkdir()
    copy = packages.rename(closed / "packages")
    closed.chmod(0o700)
    try:
        assert verdict(run(EquippedSandbox(sandbox, copy), "import tiny_slug")) == "passed"
    finally:
        copy.rename(packages)
        closed.rmdir()
