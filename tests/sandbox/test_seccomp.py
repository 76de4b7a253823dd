"""The filter for both machines, run by an interpreter of classic BPF: no machine is at hand for one."""

from __future__ import annotations

import errno
import socket
import struct

import pytest

from codegen.sandbox import seccomp
from codegen.sandbox.syscalls import NUMBERS, Machine, number_of

PID = 4711
ALLOW = 0x7FFF0000
EPERM = 0x50000 | errno.EPERM
ENOSYS = 0x50000 | errno.ENOSYS
KILL = 0x80000000
DONE = 0x50000
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MACHINES: tuple[Machine, ...] = ("x86_64", "aarch64")


def answer(machine: Machine, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the filter answers to a call (linux/filter.h, linux/seccomp.h)."""
    data = struct.pack(
        "=IIQ6Q", number, architecture or ARCHITECTURE[machine], 0, *(*arguments, *[0] * 6)[:6]
    )
    program = seccomp.program(machine, PID)
    accumulator, position = 0, 0
    while True:
        line = program[position]
        position += 1
        match line.code:
            case 0x20:
                (accumulator,) = struct.unpack_from("=I", data, line.value)
            case 0x54:
                accumulator &= line.value
            case 0x15:
                position += line.if_true if accumulator == line.value else line.if_false
            case 0x25:
                position += line.if_true if accumulator > line.value else line.if_false
            case 0x06:
                return line.value
            case _:
                raise AssertionError(line)


def asked(machine: Machine, name: str, *arguments: int) -> int:
    number = number_of(name, machine)
    return EPERM if number is None else answer(machine, number, *arguments)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", seccomp.REFUSED)
def test_refused(machine: Machine, name: str) -> None:
    assert asked(machine, name) == EPERM


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("clone", (0x3D0F00,), ALLOW),
        ("clone", (17,), EPERM),
        ("clone", (0x4000 | 0x100,), EPERM),
        ("clone3", (), ENOSYS),
        ("openat2", (), ENOSYS),
        ("fsync", (3,), DONE),
        ("fdatasync", (3,), DONE),
        ("kill", (PID, 9), ALLOW),
        ("kill", (1, 9), EPERM),
        ("kill", (0, 9), EPERM),
        ("kill", (2**64 - 1, 9), EPERM),
        ("tgkill", (PID, PID, 6), ALLOW),
        ("tgkill", (PID + 1, PID, 6), EPERM),
        ("prlimit64", (0,), ALLOW),
        ("prlimit64", (PID,), ALLOW),
        ("prlimit64", (1,), EPERM),
        ("prctl", (15,), ALLOW),
        ("prctl", (1,), EPERM),
        ("prctl", (4,), EPERM),
        ("fcntl", (5, 2), ALLOW),
        ("fcntl", (5, 8), EPERM),
        ("ioctl", (1, 0x5401), ALLOW),
        ("ioctl", (1, 0x5412), EPERM),
        ("ioctl", (1, 0x40086602), EPERM),
        ("socketpair", (socket.AF_UNIX, socket.SOCK_STREAM | 0o2004000), ALLOW),
        ("socketpair", (socket.AF_UNIX, socket.SOCK_DGRAM), EPERM),
        ("socketpair", (socket.AF_INET, socket.SOCK_STREAM), EPERM),
        ("openat", (3, 0, 0x241), ALLOW),
        ("openat", (3, 0, 0x200), EPERM),
        ("openat", (3, 0, 0x80000), ALLOW),
    ],
)
def test_conditions(machine: Machine, name: str, arguments: tuple[int, ...], expected: int) -> None:
    assert asked(machine, name, *arguments) == expected


@pytest.mark.parametrize("machine", MACHINES)
def test_everything_else(machine: Machine) -> None:
    judged = {number_of(name, machine) for name in NUMBERS}
    assert {answer(machine, n) for n in range(424) if n not in judged} == {ALLOW}
    assert answer(machine, 470) == ENOSYS
    assert answer(machine, 0x40000000 | 41) == ENOSYS
    assert answer(machine, 1, architecture=0x40000003) == KILL


@pytest.mark.parametrize("column", [0, 1])
def test_no_number_is_given_twice(column: int) -> None:
    numbers = [pair[column] for pair in NUMBERS.values() if pair[column] is not None]
    assert len(numbers) == len(set(numbers))
