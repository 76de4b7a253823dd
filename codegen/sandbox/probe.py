"""Which walls stand on this machine: each is put up in a child that then tries to get past it."""

from __future__ import annotations

import errno
import os
import platform
import resource
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from codegen.sandbox import landlock, namespaces, privileges, rlimits, seccomp
from codegen.sandbox.base import Layer, Limits
from codegen.sandbox.enclosure import Wall, environment
from codegen.sandbox.walls import SYSTEM_READABLE

STOPS: Final[dict[Wall, str]] = {
    "clean environment": "reading the environment of whoever started codegen",
    "resource limits": "using up memory, processor time, disk space and open files",
    "namespaces": "reaching the network, this machine's own services included",
    "separate user": "acting as root",
    "Landlock": "reading and writing files outside the run's folder",
    "seccomp": "opening sockets, starting processes, signalling others, changing files' modes",
}


class NotStandingError(Exception):
    """A wall that let something pass, or could not be put up; its text says why."""


def probe(folder: str) -> tuple[Layer, ...]:
    """Every wall with whether it stands here; ``folder`` exists and may be written."""
    outside_of_linux = f"it needs Linux; this is {platform.system()}"
    walls: tuple[tuple[Wall, Callable[[], None], bool], ...] = (
        ("clean environment", _environment, False),
        ("resource limits", _resource_limits, False),
        ("separate user", _separate_user, True),
        ("namespaces", _namespaces, True),
        ("Landlock", lambda: _landlock(folder), True),
        ("seccomp", _seccomp, True),
    )
    layers = []
    for wall, attempt, linux_only in walls:
        elsewhere = linux_only and sys.platform != "linux"
        why_not = outside_of_linux if elsewhere else _in_child(attempt)
        layers.append(Layer(wall, not why_not, _stops(wall, not why_not), why_not))
    return tuple(layers)


def _stops(wall: Wall, stands: bool) -> str:
    version = f" (version {landlock.version()})" if wall == "Landlock" and stands else ""
    return STOPS[wall] + version


def _in_child(attempt: Callable[[], None]) -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, _why_not(attempt).encode() or b"\n")
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as stream:
        said = stream.read().decode()
    os.waitpid(child, 0)
    return said.strip() if said else "the process that tried it ended early"


def _why_not(attempt: Callable[[], None]) -> str:
    try:
        attempt()
    except (OSError, ValueError, NotStandingError) as error:
        return str(error) or type(error).__name__
    return ""


def _environment() -> None:
    extra = set(os.environ) - set(environment("", "")) - {"LC_CTYPE", "__CF_USER_TEXT_ENCODING"}
    if extra:
        raise NotStandingError(f"the environment holds {', '.join(sorted(extra))}")


def _resource_limits() -> None:
    rlimits.set_limits(Limits(file_size_bytes=4096))
    if resource.getrlimit(resource.RLIMIT_FSIZE)[0] > 4096:
        raise NotStandingError("a limit that was set does not hold")


def _separate_user() -> None:
    if os.geteuid() != 0:
        raise NotStandingError("codegen was not started by root, so a run stays its user")
    privileges.become(privileges.unused_user_id(os.getpid()))
    try:
        os.setuid(0)
    except PermissionError:
        return
    raise NotStandingError("a process that gave root up could have it back")


def _namespaces() -> None:
    before = Path("/proc/self/ns/net").readlink()
    namespaces.enter()
    if Path("/proc/self/ns/net").readlink() == before:
        raise NotStandingError("the network is the same as before")


def _landlock(folder: str) -> None:
    landlock.enter(landlock.make_ruleset(SYSTEM_READABLE, [folder]))
    own = Path(folder, "probe")
    own.write_bytes(b"")
    own.unlink()
    _must_refuse(errno.EACCES, "reading /etc/passwd", lambda: Path("/etc/passwd").read_bytes())
    _must_refuse(errno.EACCES, "listing /", lambda: list(Path("/").iterdir()))


def _seccomp() -> None:
    seccomp.install(os.getpid())
    _must_refuse(errno.EPERM, "opening a socket", socket.socket)
    _must_refuse(errno.EPERM, "starting a process", _fork)


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _must_refuse(code: int, what: str, attempt: Callable[[], object]) -> None:
    try:
        attempt()
    except OSError as error:
        if error.errno != code:
            raise
        return
    raise NotStandingError(f"{what} is possible")
