from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.sandbox.base import Limits, RunResult
from codegen.sandbox.forked import ForkedSandbox
from codegen.types import Outcome

if sys.platform != "linux":
    collect_ignore_glob = ["test_*.py"]


class Place:
    """Where a sandbox keeps its folders during a test, open to every user; and who runs there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def leftovers(self) -> list[str]:
        """Folders of sandboxes, and processes that were forked from their warm processes."""
        return [*(path.name for path in self.folder.iterdir()), *map(str, self.processes())]

    def processes(self) -> list[int]:
        """A fork keeps the command line of its warm process, and this names the folder."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if f"{self.folder}/codegen-sandbox-".encode() in command:
                found.append(int(process.name))
        return found


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="sandbox-tests-", dir="/tmp"))
    folder.chmod(0o755)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield Place(folder)
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def sandbox(place: Place) -> Iterator[ForkedSandbox]:
    """A sandbox with the limits that builds use."""
    with ForkedSandbox() as one:
        yield one


@pytest.fixture(scope="module")
def tight_sandbox(place: Place) -> Iterator[ForkedSandbox]:
    """A sandbox whose limits are soon reached."""
    limits = Limits(
        wall_clock_s=5.0,
        folder_size_bytes=8 * 1024**2,
        file_size_bytes=4 * 1024**2,
        output_bytes=64 * 1024,
        open_files=64,
    )
    with ForkedSandbox(limits) as one:
        yield one


@pytest.fixture
def outcome_of() -> Lookup:
    return Lookup()


class Lookup:
    """The outcome of a test by the name of its function."""

    def __call__(self, result: RunResult, name: str) -> Outcome:
        (found,) = [o for o in result.outcomes if o.node_id.rpartition("::")[2] == name]
        return found


def pytest_report_header() -> str:
    return f"sandbox tests run as user {os.geteuid()}"
