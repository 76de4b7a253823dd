"""Runs that do not end by themselves, or not as they should."""

from __future__ import annotations

import os
from typing import Any

import pytest

from codegen.sandbox.base import Limits, Run, RunResult
from codegen.sandbox.forked import ForkedSandbox
from codegen.types import File, Outcome

BEFORE = "import os, signal, sys, threading, time\ndef test_a():\n    pass\n"
AFTER = "def test_c():\n    pass\n"


def run(sandbox: ForkedSandbox, body: str) -> RunResult:
    """A passing test, one with ``body``, and a third."""
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    text = f"{BEFORE}def test_b():\n{indented}{AFTER}"
    return sandbox.run(Run((File("tests/test_it.py", text),)))


def verdicts(result: RunResult) -> list[str]:
    return [outcome.verdict for outcome in result.outcomes]


def assert_cut_off(result: RunResult, reason: str) -> None:
    assert verdicts(result) == ["passed", "failed", "not run"]
    assert result.outcomes[1].detail == result.detail
    assert reason in result.detail


@pytest.mark.parametrize(
    "body",
    [
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.monotonic = lambda: 0\nwhile 1: pass",
        "while True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass",
        "os.closerange(0, 50)\nthreading.Event().wait()",
    ],
    ids=["busy", "asleep", "pipes closed"],
)
def test_endless_run_is_stopped(hasty_sandbox: ForkedSandbox, place: Any, body: str) -> None:
    result = run(hasty_sandbox, body)
    assert result.ending == "timeout"
    assert_cut_off(result, "its time limit of 2 s was up")
    assert not place.runs()


def test_processor_time_is_limited(place: Any) -> None:
    with place.sandbox(Limits(cpu_s=1)) as sandbox:
        result = run(sandbox, "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass")
    assert result.ending == "timeout"
    assert_cut_off(result, "its limit of 1 s of processor time was up")


@pytest.mark.parametrize(
    "body",
    [
        "while True: print('x' * 1000)",
        "while True: os.write(2, b'x' * 1000)",
        "for _ in range(1024): os.write(1, b'x' * 1024**2)",
    ],
    ids=["print", "standard error", "a gigabyte"],
)
def test_output_is_limited(tight_sandbox: ForkedSandbox, body: str) -> None:
    result = run(tight_sandbox, body)
    assert result.ending == "output limit"
    assert_cut_off(result, "it printed more than 65536 bytes")
    assert 60_000 < len(result.output) <= 65_536


def test_report_is_limited(tight_sandbox: ForkedSandbox) -> None:
    body = """while True: os.write(3, b'["request", "' + b'x' * 10**6 + b'"]\\n')"""
    result = run(tight_sandbox, body)
    assert result.ending == "output limit"
    assert_cut_off(result, "its report was longer than")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "for n in range(64): open(f'f{n}', 'wb').write(bytes(1024**2))\ntime.sleep(600)",
            "its folder grew beyond 8388608 bytes",
        ),
        (
            "for n in range(4000): open(f'f{n}', 'wb').close()\ntime.sleep(600)",
            "its folder grew beyond 8388608 bytes",
        ),
        (
            "kept = []\n"
            "for n in range(40):\n"
            "    kept.append(open('f', 'wb', buffering=0))\n"
            "    kept[-1].write(bytes(1024**2))\n"
            "    os.unlink('f')\n"
            "time.sleep(600)",
            "its folder grew beyond 8388608 bytes",
        ),
        (
            "for n in range(3000):\n    os.mkdir('d' * 50)\n    os.chdir('d' * 50)\ntime.sleep(600)",
            "its folder has a part that cannot be looked into",
        ),
    ],
    ids=["large files", "many files", "unlinked files", "deep folder"],
)
def test_disk_is_limited(tight_sandbox: ForkedSandbox, place: Any, body: str, reason: str) -> None:
    result = run(tight_sandbox, body)
    assert result.ending == "disk limit"
    assert_cut_off(result, reason)
    assert not place.runs()


def test_closed_folder_hides_nothing_and_is_removed(
    tight_sandbox: ForkedSandbox, place: Any
) -> None:
    result = run(tight_sandbox, "os.mkdir('closed', 0o300)\nopen('closed/f', 'w')\ntime.sleep(0.5)")
    # Root can look into it; another user's sandbox takes it for an attempt to hide something.
    assert result.ending == ("finished" if os.geteuid() == 0 else "disk limit")
    assert not place.runs()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os._exit(0)", "ended itself early, with exit status 0"),
        ("os._exit(7)", "ended itself early, with exit status 7"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "was killed by SIGKILL"),
        ("os.abort()", "was killed by SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", "was killed by SIGSEGV"),
        ("os.write(3, b'nonsense\\n'); time.sleep(600)", "report was tampered with"),
        ("os.write(3, b'[' * 100000 + b'\\n'); time.sleep(600)", "report was tampered with"),
    ],
)
def test_early_end_passes_nothing(sandbox: ForkedSandbox, body: str, reason: str) -> None:
    result = run(sandbox, body)
    assert result.ending == "crashed"
    assert_cut_off(result, reason)


@pytest.mark.parametrize(
    "exit_call", ["raise KeyboardInterrupt", "import pytest; pytest.exit('x')"]
)
def test_interrupt_passes_nothing(sandbox: ForkedSandbox, exit_call: str) -> None:
    result = run(sandbox, exit_call)
    assert result.ending == "crashed"
    assert verdicts(result) == ["passed", "failed", "not run"]


@pytest.mark.parametrize(
    "body",
    [
        "sys.exit(0)",
        "os.write = os._exit = os.dup2 = None; sys.stdout = sys.stderr = None; assert 0",
        "import json; json.dumps = json.dump = None; assert 0",
        "import builtins; builtins.open = None; assert 0",
        "import traceback; traceback.format_exception_only = None\nimport pytest; pytest.main = None\nassert 0",
    ],
)
def test_patching_the_interpreter_passes_nothing(sandbox: ForkedSandbox, body: str) -> None:
    result = run(sandbox, body)
    assert result.outcomes[0].verdict == "passed"
    assert result.outcomes[1].verdict == "failed"


def test_thread_bomb_ends_at_a_wall(sandbox: ForkedSandbox) -> None:
    body = (
        "threading.stack_size(32768)\n"
        "for _ in range(10**5):\n"
        "    threading.Thread(target=time.sleep, args=(999,), daemon=True).start()"
    )
    result = run(sandbox, body)
    assert result.outcomes[1].verdict == "failed"
    assert result.outcomes[1].detail.endswith("more threads than a run may have.")


def test_exit_status_of_the_last_moment_counts(sandbox: ForkedSandbox) -> None:
    text = BEFORE + "import atexit\ndef test_b():\n    sys.exitfunc = os._exit\n"
    conftest = File("tests/conftest.py", "import os\ndef pytest_sessionfinish(): os._exit(0)\n")
    result = sandbox.run(Run((conftest, File("tests/test_it.py", text))))
    assert result.ending == "crashed"


def test_verdict_is_taken_from_what_was_raised(sandbox: ForkedSandbox) -> None:
    conftest = File(
        "tests/conftest.py",
        "import pytest\n"
        "@pytest.hookimpl(wrapper=True, tryfirst=True)\n"
        "def pytest_runtest_makereport(item, call):\n"
        "    report = yield\n"
        "    report.outcome, report.longrepr = 'passed', None\n"
        "    return report\n",
    )
    result = sandbox.run(
        Run((conftest, File("tests/test_it.py", "def test_it():\n    assert False\n")))
    )
    assert [o.verdict for o in result.outcomes] == ["failed"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("def test_it():\n    pytest.skip('later')\n", "skipped"),
        ("@pytest.mark.skip(reason='later')\ndef test_it(): pass\n", "skipped"),
        ("@pytest.mark.xfail\ndef test_it():\n    assert 0\n", "skipped"),
        ("@pytest.mark.xfail\ndef test_it(): pass\n", "skipped"),
        ("@pytest.mark.xfail(strict=True)\ndef test_it(): pass\n", "failed"),
        ("@pytest.fixture\ndef f():\n    yield\n    assert 0\ndef test_it(f): pass\n", "failed"),
        ("def test_it(f): pass\n", "failed"),
        ("def test_it(): pass\n", "passed"),
    ],
)
def test_verdicts(sandbox: ForkedSandbox, text: str, verdict: str) -> None:
    (outcome,) = sandbox.run(Run((File("tests/test_it.py", f"import pytest\n{text}"),))).outcomes
    assert outcome.verdict == verdict
    assert bool(outcome.detail) == (verdict in ("failed",)) or verdict == "skipped"


def test_deselected_tests_are_not_run(sandbox: ForkedSandbox) -> None:
    tree = (
        File("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-k test_a'\n"),
        File("tests/test_it.py", BEFORE + AFTER),
    )
    result = sandbox.run(Run(tree))
    assert result.outcomes == (
        Outcome("tests/test_it.py::test_a", "passed"),
        Outcome("tests/test_it.py::test_c", "not run"),
    )
