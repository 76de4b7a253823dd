"""The sandbox as codegen sees it: a warm process beside it, which forks a child for each run."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

from codegen.errors import SandboxFault
from codegen.sandbox import wire
from codegen.sandbox.base import Layer, Limits, Run, RunResult
from codegen.sandbox.enclosure import REQUIRED, environment
from codegen.sandbox.folder import remove_folder
from codegen.types import Problem

_LIMITS: Final = Limits()
_START_S: Final = 120.0
_END_S: Final = 30.0
_GRACE_S: Final = 60.0
"""How long, beyond its own limit, a run may take to be started, ended and cleaned up."""

_BOOTSTRAP: Final = """
import json, socket, sys
path, folder, descriptor = json.loads(sys.argv[1])
sys.path[:] = path
control = socket.socket(fileno=descriptor)
from codegen.sandbox.announce import announce
layers = announce(control, folder)
from codegen.sandbox.warm import serve
serve(control, layers, folder)
"""


@dataclass(frozen=True, slots=True)
class _Warm:
    """A warm process; ``complaints`` is what it wrote to standard error."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    folder: str
    complaints: IO[bytes]


class ForkedSandbox:
    """A Sandbox (see ``codegen.sandbox.base``). Threads may share one; its runs go side by side.

    ``limits`` hold for each run. With ``weak`` a person has agreed to do without the walls that are
    required otherwise. ``with`` closes it at the end.
    """

    def __init__(self, limits: Limits = _LIMITS, weak: bool = False) -> None:
        """Starts nothing yet. Raises SandboxFault on a platform that has no such sandbox."""
        refuse_platform(sys.platform, weak)
        self._limits = limits
        self._weak = weak
        self._lock = threading.Lock()
        self._warm: _Warm | None = None
        self._layers: tuple[Layer, ...] | None = None
        self._ready = False
        self._closed = False

    def __enter__(self) -> ForkedSandbox:
        """The sandbox itself, not started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        self.close()

    def start(self) -> None:
        """Has the warm process import what it needs while codegen does something else.

        Raises SandboxFault where the process cannot be started.
        """
        with self._lock:
            self._started()

    def layers(self) -> tuple[Layer, ...]:
        """What stands between generated code and this machine, probed once.

        Raises SandboxFault where a required wall does not stand, unless the sandbox is ``weak``.
        """
        with self._lock:
            warm = self._started()
            if self._layers is None:
                self._layers = wire.layers_of(self._hear(warm))
        if not self._weak:
            refuse_layers(self._layers)
        return self._layers

    def run(self, run: Run) -> RunResult:
        """Runs the tests of one tree. Raises SandboxFault where the sandbox itself fails."""
        self.layers()
        with self._lock:
            warm = self._started()
            if not self._ready:
                self._hear(warm)
                self._ready = True
            channel = self._open_channel(warm)
        with channel:
            channel.settimeout(self._limits.wall_clock_s + _GRACE_S)
            try:
                wire.send(channel, wire.request_of(run, self._limits))
                answer = wire.receive(channel)
            except (wire.ChannelClosedError, TimeoutError) as error:
                raise self._broken(
                    warm, "a run's supervisor ended early or does not answer"
                ) from error
        if "fault" in answer:
            raise SandboxFault(
                Problem(f"the sandbox could not make the run: {answer['fault']}", "")
            )
        return wire.result_of(answer)

    def close(self) -> None:
        """Ends every process of the sandbox and removes its folders, for good."""
        with self._lock:
            warm, self._warm, self._closed = self._warm, None, True
        if warm is None:
            return
        warm.control.close()
        try:
            warm.process.wait(_END_S)
        except subprocess.TimeoutExpired:
            warm.process.kill()
            warm.process.wait()
        warm.complaints.close()
        with contextlib.suppress(OSError):
            remove_folder(warm.folder)

    def _started(self) -> _Warm:
        if self._closed:
            raise SandboxFault(Problem("the sandbox has been closed", "Make another."))
        if self._warm is None:
            try:
                self._warm = _start_warm()
            except OSError as error:
                problem = Problem(f"the sandbox could not be started: {error}", "")
                raise SandboxFault(problem) from error
        return self._warm

    def _hear(self, warm: _Warm) -> dict[str, Any]:
        try:
            return wire.receive(warm.control)
        except (wire.ChannelClosedError, TimeoutError) as error:
            raise self._broken(warm, "its warm process ended early or does not answer") from error

    def _open_channel(self, warm: _Warm) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(warm.control, [b"r"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise self._broken(warm, "its warm process is gone") from error
        return ours

    def _broken(self, warm: _Warm, cause: str) -> SandboxFault:
        warm.complaints.seek(0)
        said = warm.complaints.read()[-2000:].decode("utf-8", "replace").strip()
        last = f" ({said.splitlines()[-1]})" if said else ""
        return SandboxFault(Problem(f"the sandbox broke: {cause}{last}", "Try again."))


def refuse_platform(platform: str, weak: bool) -> None:
    """Raises SandboxFault where ``platform`` (as ``sys.platform``) has no sandbox, or only a weak one."""
    if platform.startswith(("win32", "cygwin")):
        raise SandboxFault(
            Problem(
                "generated code cannot be run safely on Windows",
                "Run codegen in WSL (https://learn.microsoft.com/windows/wsl/install).",
            )
        )
    if platform != "linux" and not weak:
        raise SandboxFault(
            Problem(
                f"on {platform} a sandbox limits resources only: generated code could read your "
                "files and reach the network",
                "Run codegen on Linux, or agree to that with --weak-sandbox.",
            )
        )


def refuse_layers(layers: tuple[Layer, ...]) -> None:
    """Raises SandboxFault with a problem for each required wall that does not stand."""
    problems = tuple(
        Problem(
            f"the sandbox's wall {layer.name!r}, which stops {layer.stops}, does not stand here: "
            f"{layer.why_not}",
            "Use a kernel that has it, or agree to do without with --weak-sandbox.",
        )
        for layer in layers
        if layer.name in REQUIRED and not layer.stands
    )
    if problems:
        raise SandboxFault(*problems)


def _start_warm() -> _Warm:
    folder = str(Path(tempfile.mkdtemp(prefix="codegen-sandbox-")).resolve())
    ours, theirs = socket.socketpair()
    ours.settimeout(_START_S)
    complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
    greeting = json.dumps((_import_path(), folder, theirs.fileno()))
    with theirs:
        try:
            process = subprocess.Popen(
                # Isolated like -I, which however would ignore PYTHONHASHSEED as well.
                (sys.executable, "-s", "-P", "-B", "-c", _BOOTSTRAP, greeting),
                env=environment("/nonexistent", folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        except OSError:
            ours.close()
            complaints.close()
            remove_folder(folder)
            raise
    return _Warm(process, ours, folder, complaints)


def _import_path() -> list[str]:
    """Where this process imports from, the working directory apart; codegen's own folder is last."""
    own = str(Path(__file__).resolve().parents[2])
    absolute = [entry for entry in sys.path if Path(entry).is_absolute() and entry != own]
    return [*absolute, own]
