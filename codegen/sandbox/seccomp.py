"""The wall of system calls: a seccomp filter, built by hand as classic BPF.

https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html. Refused calls answer EPERM, so
that Python raises PermissionError; ``clone3`` answers ENOSYS, whereupon glibc takes ``clone``, whose
flags a filter can read; what only a power cut could tell from success is answered as done.
"""

from __future__ import annotations

import ctypes
import errno
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from codegen.sandbox.syscalls import HIGHEST_KNOWN, Machine, number_of, prctl, this_machine

REFUSED: Final = (
    # sockets; only a pair of connected streams remains (see CONDITIONS), which asyncio needs
    *("socket", "connect", "bind", "listen", "accept", "accept4", "sendmsg", "sendmmsg"),
    # making processes, and reaching others
    *("fork", "vfork", "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev"),
    *(
        "process_madvise",
        "process_mrelease",
        "kcmp",
        "get_robust_list",
        "migrate_pages",
        "move_pages",
    ),
    *("tkill", "pidfd_open", "pidfd_getfd", "pidfd_send_signal"),
    *("setpriority", "ioprio_set", "sched_setaffinity", "sched_setscheduler", "sched_setparam"),
    *("sched_setattr",),
    # modes, owners, times and attributes of files, which Landlock leaves alone; see landlock(7)
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"),
    *(
        "utime",
        "utimes",
        "utimensat",
        "futimesat",
        "setxattr",
        "lsetxattr",
        "fsetxattr",
        "setxattrat",
    ),
    *("removexattr", "lremovexattr", "fremovexattr", "removexattrat", "file_setattr", "truncate"),
    # memory and objects that no limit of the run counts, or that outlive it
    *("memfd_create", "memfd_secret", "shmget", "semget", "msgget", "mq_open", "mq_unlink"),
    # the kernel's own matters
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "perf_event_open"),
    *(
        "userfaultfd",
        "keyctl",
        "add_key",
        "request_key",
        "mount",
        "umount2",
        "pivot_root",
        "chroot",
    ),
    *("move_mount", "open_tree", "open_tree_attr", "fsopen", "fsconfig", "fsmount", "fspick"),
    *("mount_setattr", "unshare", "setns", "kexec_load", "kexec_file_load", "init_module"),
    *("finit_module", "delete_module", "open_by_handle_at", "name_to_handle_at", "reboot"),
    *("swapon", "swapoff", "acct", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex"),
    *("sethostname", "setdomainname", "quotactl", "quotactl_fd", "fanotify_init", "inotify_init"),
    *("inotify_init1", "syslog", "iopl", "ioperm", "modify_ldt", "vhangup", "lookup_dcookie"),
    *("personality", "nfsservctl"),
)
UNKNOWN: Final = ("clone3", "openat2")
"""Calls that answer ENOSYS, as on an older kernel: their flags lie where a filter cannot look."""
DONE: Final = ("fsync", "fdatasync")
"""Calls that answer 0 and do nothing. The folder goes with the run, so nothing in it has to outlast the
machine; and SQLite waits for the disk at every commit, which is most of the time of a test that writes."""

_CLONE_THREAD: Final = 0x10000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_NOTIFY = 8, 10, 15, 1026
_O_TRUNC, _O_ACCMODE = 0x200, 3
_TCGETS, _TCGETS2, _TIOCGWINSZ, _FIONREAD, _FIONBIO = 0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421
_FIONCLEX, _FIOCLEX = 0x5450, 0x5451


@dataclass(frozen=True, slots=True)
class Condition:
    """A call passes only if ``argument & mask`` is among ``values``, or with ``refuses`` is not."""

    call: str
    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF
    refuses: bool = False


def conditions(pid: int) -> tuple[Condition, ...]:
    """What calls that tests do need may be asked, in the process ``pid``."""
    return (
        Condition("clone", 0, (_CLONE_THREAD,), mask=_CLONE_THREAD),
        Condition("kill", 0, (pid,)),
        Condition("tgkill", 0, (pid,)),
        Condition("rt_sigqueueinfo", 0, (pid,)),
        Condition("rt_tgsigqueueinfo", 0, (pid,)),
        Condition("prlimit64", 0, (0, pid)),
        Condition("prctl", 0, (_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE), refuses=True),
        # a file that signals another process when it can be read
        Condition("fcntl", 1, (_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_NOTIFY), refuses=True),
        Condition(
            "ioctl",
            1,
            (_TCGETS, _TCGETS2, _TIOCGWINSZ, _FIONREAD, _FIONBIO, _FIONCLEX, _FIOCLEX),
        ),
        Condition("socketpair", 0, (socket.AF_UNIX,)),
        # a datagram of a pair can be sent elsewhere, a stream cannot
        Condition("socketpair", 1, (socket.SOCK_STREAM,), mask=0xF),
        # before its third version Landlock lets a file be emptied that may only be read
        Condition("open", 1, (_O_TRUNC,), mask=_O_TRUNC | _O_ACCMODE, refuses=True),
        Condition("openat", 2, (_O_TRUNC,), mask=_O_TRUNC | _O_ACCMODE, refuses=True),
    )


# Classic BPF (linux/bpf_common.h, linux/filter.h) over struct seccomp_data (linux/seccomp.h).
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_JUMP_EQUAL, _JUMP_GREATER = 0x15, 0x25
_NUMBER_OFFSET, _ARCH_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16
_AUDIT_ARCH: Final[dict[Machine, int]] = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_REFUSE, _NO_SUCH_CALL = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
_SUCCEED = _ERRNO | 0
_SET_NO_NEW_PRIVS, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2


@dataclass(frozen=True, slots=True)
class Instruction:
    """One ``struct sock_filter``: on a jump, how many instructions to skip when true and when false."""

    code: int
    value: int
    if_true: int = 0
    if_false: int = 0


def program(machine: Machine, pid: int) -> tuple[Instruction, ...]:
    """The filter for a process ``pid`` on that machine."""
    return (
        Instruction(_LOAD, _ARCH_OFFSET),
        Instruction(_JUMP_EQUAL, _AUDIT_ARCH[machine], if_true=1),
        Instruction(_RETURN, _KILL),
        Instruction(_LOAD, _NUMBER_OFFSET),
        # also refuses the x32 calls of x86_64, whose numbers have bit 30 set
        Instruction(_JUMP_GREATER, HIGHEST_KNOWN, if_false=1),
        Instruction(_RETURN, _NO_SUCH_CALL),
        *_answers(machine, REFUSED, _REFUSE),
        *_answers(machine, UNKNOWN, _NO_SUCH_CALL),
        *_answers(machine, DONE, _SUCCEED),
        *(i for condition in conditions(pid) for i in _judges(machine, condition)),
        Instruction(_RETURN, _ALLOW),
    )


def _answers(machine: Machine, calls: tuple[str, ...], answer: int) -> Iterator[Instruction]:
    for call in calls:
        number = number_of(call, machine)
        if number is not None:
            yield Instruction(_JUMP_EQUAL, number, if_false=1)
            yield Instruction(_RETURN, answer)


def _judges(machine: Machine, condition: Condition) -> tuple[Instruction, ...]:
    number = number_of(condition.call, machine)
    if number is None:
        return ()
    # The kernel reads these arguments as 32 bits, which on both machines are the lower half.
    body = (
        Instruction(_LOAD, _ARGUMENTS_OFFSET + 8 * condition.argument),
        Instruction(_AND, condition.mask),
        *_matches(condition),
        Instruction(_LOAD, _NUMBER_OFFSET),
    )
    return (Instruction(_JUMP_EQUAL, number, if_false=len(body)), *body)


def _matches(condition: Condition) -> Iterator[Instruction]:
    """Falls through to what follows where the call may pass, and returns where not."""
    count = len(condition.values)
    if condition.refuses:
        for value in condition.values:
            yield Instruction(_JUMP_EQUAL, value, if_false=1)
            yield Instruction(_RETURN, _REFUSE)
        return
    for position, value in enumerate(condition.values):
        yield Instruction(_JUMP_EQUAL, value, if_true=count - position)
    yield Instruction(_RETURN, _REFUSE)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install(pid: int) -> None:
    """Puts up the wall for this process, whose id is ``pid``, for good.

    Raises OSError where the kernel has no seccomp filters or no table speaks of the machine.
    """
    machine = this_machine()
    if machine is None:
        raise OSError("no table of system calls for this machine")
    packed = b"".join(
        struct.pack("=HBBI", i.code, i.if_true, i.if_false, i.value) for i in program(machine, pid)
    )
    prctl(_SET_NO_NEW_PRIVS, 1)
    filter_program = _Program(len(packed) // 8, packed)
    prctl(_SET_SECCOMP, _MODE_FILTER, filter_program)
