"""What all tests share: a kill switch for the network, and projects."""

from __future__ import annotations

import ipaddress
import os
import shutil
import signal
import socket
from pathlib import Path
from typing import Any

import pytest

from projects import Project
from specs import REGISTER

# A shell starts what runs in the background with Ctrl-C ignored, and what is ignored is inherited by the commands under test.
signal.signal(signal.SIGINT, signal.default_int_handler)


class NetworkUsed(AssertionError):
    """A test reached for an address that is not on this machine."""


def _refuse_others(address: object) -> None:
    if not isinstance(address, tuple):
        return  # a Unix socket's path
    host = str(address[0]).partition("%")[0]
    try:
        on_this_machine = ipaddress.ip_address(host).is_loopback
    except ValueError:
        on_this_machine = host == "localhost"
    if not on_this_machine:
        raise NetworkUsed(f"a test reached for {address}")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only loopback can be reached, whatever a test does in this process."""
    for name in ("connect", "connect_ex", "sendto"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, *args: Any, _original: Any = original) -> Any:
            _refuse_others(args[-1])
            return _original(self, *args)

        monkeypatch.setattr(socket.socket, name, guarded)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting and no key of whoever runs the tests reaches them."""
    for name in [name for name in os.environ if name.startswith("CODEGEN_")]:
        monkeypatch.delenv(name, raising=False)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "DATABASE_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def _built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    built = Project(folder)
    built.write("specs/register.md", REGISTER)
    result = built.run("build", "specs/register.md", "--yes")
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with specs/register.md, not built yet."""
    project = Project(tmp_path / "project")
    project.write("specs/register.md", REGISTER)
    return project


@pytest.fixture
def built(_built_once: Path, tmp_path: Path) -> Project:
    """A project whose specs/register.md was built."""
    return Project(Path(shutil.copytree(_built_once, tmp_path / "built")))
