"""A run's own process: encloses itself, and then runs the tests of generated code."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import pytest

from codegen.sandbox import failures, walls
from codegen.sandbox.base import Limits, Run
from codegen.sandbox.enclosure import Enclosure, environment
from codegen.sandbox.endpoints import Endpoints
from codegen.sandbox.folder import PrivateFolder
from codegen.sandbox.plugin import Reporter, Say

_REPORT: Final = 3
_NODE_ID: Final = re.compile(r"tests(/|::|\Z)")
_CONFIGURATIONS: Final = (
    *("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml"),
)
_INTERNAL_ERROR: Final = 3


@dataclass(frozen=True, slots=True)
class Job:
    """One run, and where it happens. ``supervisor`` is the process that it may not outlive."""

    run: Run
    limits: Limits
    folder: PrivateFolder
    enclosure: Enclosure
    user_id: int | None
    supervisor: int


def refused_node_id(node_ids: tuple[str, ...]) -> str | None:
    """The first of these that names no test below ``tests``, but maybe an option; else None."""
    return next((node_id for node_id in node_ids if not _NODE_ID.match(node_id)), None)


def work(job: Job, output: int, report: int) -> NoReturn:
    """Becomes the run's process, of which nothing ever returns.

    ``output`` and ``report`` are descriptors of pipes to the supervisor.
    """
    say, leave = _sayer(), os._exit  # bound now: tests may patch modules
    try:
        os.setsid()
        _take_descriptors(output, report)
        _take_place(job)
        try:
            walls.enclose(
                *(job.enclosure, job.limits, job.folder.root, job.user_id, job.supervisor),
                job.run.packages,
            )
        except (OSError, ValueError) as error:
            say("fault", str(error))
            leave(1)
        say("walled")
        _run_tests(job, say)
        leave(0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        leave(1)


def _sayer() -> Say:
    # Under a lock, since tests may send requests from many threads.
    lock, write, dumps = threading.Lock(), os.write, json.dumps

    def say(word: str, *rest: str | int) -> None:
        line = dumps((word, *rest)).encode("ascii") + b"\n"
        with lock:
            while line:
                line = line[write(_REPORT, line) :]

    return say


def _take_descriptors(output: int, report: int) -> None:
    """Leaves standard input (nothing), output, error and the report open, and no other."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    high = 64
    for position, descriptor in enumerate((nothing, output, output, report)):
        os.dup2(descriptor, high + position)
    for position in range(_REPORT + 1):
        os.dup2(high + position, position)
    os.closerange(_REPORT + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = open(  # noqa: SIM115 - it lives as long as the process
            descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _take_place(job: Job) -> None:
    """Makes the private folder the place of this process: directory, environment, imports."""
    os.chdir(job.folder.app)
    os.umask(0o077)
    os.environ.clear()
    os.environ.update(environment(job.folder.home, job.folder.temporary))
    tempfile.tempdir = None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.dont_write_bytecode = True
    sys.argv[:] = ["pytest"]
    libraries = job.enclosure.libraries
    sys.path[:] = [job.folder.app, *(p for p in sys.path if p.startswith(libraries))]
    for name in [name for name in sys.modules if name.partition(".")[0] == "codegen"]:
        # What is emitted imports nothing of this tool, and may be called like it.
        del sys.modules[name]


def _run_tests(job: Job, say: Say) -> None:
    run = job.run
    if run.packages:
        # Last, so that a wheel hides nothing; appended, so that no .pth file of a wheel is run; and only
        # here, within the walls, so that nothing else ever imports from it.
        sys.path.append(run.packages)
    endpoints = Endpoints(run.replaced, lambda endpoint: say("request", endpoint), run.constants)
    endpoints.watch()
    reporter = Reporter(say, endpoints, job.folder, job.limits)
    try:
        code = int(pytest.main(_arguments(job), plugins=[reporter]))
    except SystemExit as error:  # a conftest.py that wants to leave
        say("collection", failures.shortened(reporter.detail_of(error)))
        code = _INTERNAL_ERROR
    say("done", code)


def _arguments(job: Job) -> list[str]:
    present = (name for name in _CONFIGURATIONS if Path(name).is_file())
    replaced = job.run.replaced or job.run.constants
    # Of a run without a view only whether tests fail is asked, not how: that need not be made readable.
    terse = ("--assert=plain", "--tb=no") if replaced else ("--tb=short",)
    return [
        *("-c", next(present, os.devnull), "--rootdir", job.folder.app),
        *("--confcutdir", job.folder.app, "-p", "no:cacheprovider", "--capture=no"),
        *("-qq", *terse, "--no-header", "--no-summary", "-o", "verbosity_assertions=2"),
        *(job.run.node_ids or ("tests",)),
    ]
