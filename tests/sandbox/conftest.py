from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codegen.sandbox.base import Limits, RunResult
from codegen.sandbox.forked import ForkedSandbox
from codegen.types import Outcome

if sys.platform != "linux":
    collect_ignore_glob = ["test_*.py"]


LIMITS = Limits()


class Place:
    """Where sandboxes keep their folders during the tests, open to every user; and who runs there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def sandbox(self, limits: Limits = LIMITS) -> Iterator[ForkedSandbox]:
        """A sandbox whose folder is made here, started."""
        with ForkedSandbox(limits) as one:
            before, tempfile.tempdir = tempfile.tempdir, str(self.folder)
            try:
                one.start()
            finally:
                tempfile.tempdir = before
            yield one

    def runs(self) -> list[Path]:
        """The private folders of runs."""
        return [*self.folder.glob("codegen-sandbox-*/run-*")]

    def leftovers(self) -> set[str]:
        """Folders of sandboxes, and processes that were forked from their warm processes."""
        return {*(p.name for p in self.folder.iterdir()), *map(str, self.processes())}

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

    def children_of(self, parent: int) -> list[int]:
        """Those of the processes that this one forked."""
        found = []
        for pid in self.processes():
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
                if status.rpartition(")")[2].split()[1] == str(parent):
                    found.append(pid)
        return found


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="sandbox-tests-", dir="/tmp"))
    folder.chmod(0o755)
    yield Place(folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sandbox(place: Place) -> Iterator[ForkedSandbox]:
    """A sandbox with the limits that builds use."""
    with place.sandbox() as one:
        yield one


@pytest.fixture(scope="session")
def tight_sandbox(place: Place) -> Iterator[ForkedSandbox]:
    """A sandbox whose limits are soon reached."""
    limits = Limits(
        wall_clock_s=20.0,
        folder_size_bytes=8 * 1024**2,
        file_size_bytes=4 * 1024**2,
        output_bytes=64 * 1024,
        open_files=64,
    )
    with place.sandbox(limits) as one:
        yield one


@pytest.fixture(scope="session")
def hasty_sandbox(place: Place) -> Iterator[ForkedSandbox]:
    """A sandbox that gives a run two seconds."""
    with place.sandbox(Limits(wall_clock_s=2.0)) as one:
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
