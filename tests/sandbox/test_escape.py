"""Hostile tests, run for real. Each attempt is stopped and said, and the machine is unharmed."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codegen.sandbox.base import Run, RunResult
from codegen.sandbox.forked import ForkedSandbox
from codegen.types import File

OUTSIDE = "reading and writing outside the run's folder"
SOCKETS = "network sockets"
PROCESSES = "starting processes"
METADATA = "changing the mode, owner or times of files"
SIGNALS = "signalling other processes"
OTHER = "a system call that tests have no need of"

ATTEMPTS = {
    "read_passwd": ("open('/etc/passwd').read()", OUTSIDE),
    "read_secret": ("open(SECRET).read()", OUTSIDE),
    "list_home": ("os.listdir(HOST)", OUTSIDE),
    "read_through_a_link": ("os.symlink(SECRET, 'link'); open('link').read()", OUTSIDE),
    "hard_link": ("os.link(SECRET, os.path.join(os.getcwd(), 'hard'))", OUTSIDE),
    "read_own_environ": ("open('/proc/self/environ').read()", OUTSIDE),
    "read_parent_environ": ("open(f'/proc/{os.getppid()}/environ').read()", OUTSIDE),
    "read_first_environ": ("open('/proc/1/environ').read()", OUTSIDE),
    "list_processes": ("os.listdir('/proc')", OUTSIDE),
    "parent_memory": ("open(f'/proc/{os.getppid()}/mem', 'rb')", OUTSIDE),
    "write_tmp": ("open('/tmp/escaped', 'w')", OUTSIDE),
    "write_host": ("open(HOST + '/escaped', 'w')", OUTSIDE),
    "write_beside_other_runs": ("open('../../../escaped', 'w')", OUTSIDE),
    "write_prefix": ("open(sys.prefix + '/escaped', 'w')", OUTSIDE),
    "write_package": ("open(flask.__file__, 'a')", OUTSIDE),
    "make_folder": ("os.mkdir(HOST + '/escaped')", OUTSIDE),
    "delete": ("os.unlink(SECRET)", OUTSIDE),
    "rename_out": (
        "open('x', 'w').close(); os.rename(os.path.abspath('x'), HOST + '/escaped')",
        OUTSIDE,
    ),
    "rename_in": ("os.rename(SECRET, os.path.abspath('y'))", OUTSIDE),
    "chmod": ("os.chmod(SECRET, 0)", METADATA),
    "chmod_package": ("os.fchmod(os.open(flask.__file__, os.O_RDONLY), 0)", METADATA),
    "touch": ("os.utime(SECRET, (0, 0))", METADATA),
    "truncate": ("os.truncate(SECRET, 0)", METADATA),
    "truncate_on_open": ("os.open(flask.__file__, os.O_RDONLY | os.O_TRUNC)", METADATA),
    "attribute": ("os.setxattr(SECRET, 'user.x', b'')", METADATA),
    "tcp": ("socket.create_connection(('127.0.0.1', TCP))", SOCKETS),
    "udp": ("socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', UDP))", SOCKETS),
    "unix": ("socket.socket(socket.AF_UNIX).connect(HOST + '/unix')", SOCKETS),
    "abstract": ("socket.socket(socket.AF_UNIX).connect(ABSTRACT)", SOCKETS),
    "raw": ("socket.socket(socket.AF_INET, socket.SOCK_RAW)", SOCKETS),
    "netlink": ("socket.socket(socket.AF_NETLINK)", SOCKETS),
    "datagram_pair": ("socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)", SOCKETS),
    "name_lookup": ("socket.getaddrinfo('example.org', 80)", SOCKETS),
    "http": ("urllib.request.urlopen(f'http://127.0.0.1:{TCP}/')", SOCKETS),
    "socket_by_number": ("system_call(41, 198, 2, 1, 0)", OTHER),
    "signal_parent": ("os.kill(os.getppid(), 15)", SIGNALS),
    "signal_codegen": ("os.kill(CODEGEN, 9)", SIGNALS),
    "signal_everybody": ("os.kill(-1, 9)", SIGNALS),
    "signal_group": ("os.killpg(1, 9)", SIGNALS),
    "signal_by_file": ("fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, CODEGEN)", OTHER),
    "slow_parent_down": ("os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)", OTHER),
    "limit_parent": ("resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))", OTHER),
    "fork": ("os.fork() or os._exit(0)", PROCESSES),
    "fork_bomb": ("[os.fork() for _ in range(10**6)]", PROCESSES),
    "fork_by_number": ("system_call(57, 220, 17, 0, 0)", OTHER),
    "spawn": ("os.posix_spawn('/bin/true', ['true'], {})", PROCESSES),
    "subprocess": ("subprocess.run(['/bin/true'])", PROCESSES),
    "shell": ("subprocess.run('true', shell=True)", PROCESSES),
    "exec": ("os.execv('/bin/true', ['true'])", PROCESSES),
    "exec_python": ("os.execv(sys.executable, ['python'])", PROCESSES),
    "outlive_the_run": ("subprocess.Popen(['sleep', '60'], start_new_session=True)", PROCESSES),
    "multiprocessing": ("multiprocessing.get_context('fork').Process().start()", PROCESSES),
    "ptrace": ("system_call(101, 117, 16, os.getppid(), 0)", OTHER),
    "namespaces": ("system_call(272, 97, 0x10000000, 0, 0)", OTHER),
    "io_uring": ("system_call(425, 425, 1, 0, 0)", OTHER),
    "hidden_memory": ("os.memfd_create('x')", OTHER),
    "outlive_the_supervisor": ("check(LIBC.prctl(1, 0, 0, 0, 0))", OTHER),
    "memory": ("bytearray(4 * 1024**3)", "more than the memory limit of 2 GiB"),
    "large_file": (
        "open('large', 'wb').write(bytes(65 * 1024**2))",
        "a file over the file size limit of 64 MiB",
    ),
    "open_files": ("[open(os.devnull) for _ in range(300)]", "more than 256 open files"),
}

HEADER = """
import ctypes, fcntl, multiprocessing, os, platform, resource, socket, subprocess, sys
import urllib.request
import flask
LIBC = ctypes.CDLL(None, use_errno=True)
def check(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
def system_call(x86_64, aarch64, *arguments):
    number = x86_64 if platform.machine() == "x86_64" else aarch64
    check(LIBC.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)))
"""


@dataclass(frozen=True)
class Host:
    """What lies and listens on the machine, in reach of every user by the rights of files alone."""

    folder: Path
    secret: Path
    listeners: tuple[socket.socket, ...]

    def constants(self) -> str:
        tcp, udp, _unix, abstract = (listener.getsockname() for listener in self.listeners)
        values: dict[str, Any] = {
            "HOST": str(self.folder),
            "SECRET": str(self.secret),
            "TCP": tcp[1],
            "UDP": udp[1],
            "ABSTRACT": abstract,
            "CODEGEN": os.getpid(),
        }
        return "".join(f"{name} = {value!r}\n" for name, value in values.items())


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    folder = Path(tempfile.mkdtemp(prefix="sandbox-host-", dir="/tmp"))
    folder.chmod(0o777)
    secret = folder / "secret"
    secret.write_text("the secret", encoding="utf-8")
    secret.chmod(0o666)
    name = f"\0{folder.name}"
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        udp.bind(("127.0.0.1", 0))
        unix.bind(str(folder / "unix"))
        (folder / "unix").chmod(0o777)
        abstract.bind(name)
        unix.listen()
        abstract.listen()
        for listener in (tcp, udp, unix, abstract):
            listener.setblocking(False)
        yield Host(folder, secret, (tcp, udp, unix, abstract))
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def result(sandbox: ForkedSandbox, host: Host) -> RunResult:
    """All attempts, made in one run; what they did to the machine is asserted after the last test."""
    tests = "".join(
        f"def test_{name}():\n    {attempt}\n" for name, (attempt, _wall) in ATTEMPTS.items()
    )
    tree = (File("tests/test_escape.py", HEADER + host.constants() + tests),)
    return sandbox.run(Run(tree))


def test_every_attempt_was_made(result: RunResult) -> None:
    assert result.ending == "finished"
    assert len(result.outcomes) == len(ATTEMPTS)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt_is_stopped_and_said(result: RunResult, name: str, outcome_of: Any) -> None:
    outcome = outcome_of(result, f"test_{name}")
    assert outcome.verdict == "failed"
    assert outcome.detail.endswith(f"\nThe sandbox refuses this: {ATTEMPTS[name][1]}.")


def test_machine_is_unharmed(result: RunResult, host: Host) -> None:
    assert sorted(path.name for path in host.folder.iterdir()) == ["secret", "unix"]
    assert host.secret.read_text(encoding="utf-8") == "the secret"
    assert host.secret.stat().st_mode & 0o777 == 0o666
    assert host.secret.stat().st_mtime > 0
    assert not Path("/tmp/escaped").exists()
    assert not Path(sys.prefix, "escaped").exists()


def test_servers_saw_nothing(result: RunResult, host: Host) -> None:
    tcp, udp, unix, abstract = host.listeners
    for listener in (tcp, unix, abstract):
        with pytest.raises(BlockingIOError):
            listener.accept()
    with pytest.raises(BlockingIOError):
        udp.recv(1)


def test_nothing_is_left_while_the_sandbox_waits(
    result: RunResult, sandbox: ForkedSandbox, place: Any
) -> None:
    warm = sandbox._warm
    assert warm is not None
    assert list(Path(warm.folder).iterdir()) == []
    assert warm.process.pid in place.processes()
    # A supervisor answers first and then ends.
    for _ in range(600):
        if not place.children_of(warm.process.pid):
            break
        time.sleep(0.1)
    assert place.children_of(warm.process.pid) == []


def test_environment_is_clean(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODEGEN_TEST_SECRET", "the secret")
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    tree = (
        File(
            "tests/test_environment.py",
            "import os, sys\n"
            "def test_environment():\n"
            "    assert ' '.join(sorted(os.environ)) == ''\n"
            "def test_home():\n"
            "    assert os.environ['HOME'].startswith(os.path.dirname(os.getcwd()))\n",
        ),
    )
    with place.sandbox() as sandbox:
        environment, home = sandbox.run(Run(tree)).outcomes
    assert (
        "'HOME LANG MALLOC_ARENA_MAX PATH PYTEST_CURRENT_TEST PYTEST_DISABLE_PLUGIN_AUTOLOAD "
        in environment.detail
    )
    assert "CODEGEN" not in environment.detail
    assert "the secret" not in environment.detail
    assert home.verdict == "passed"
