"""The command line in this process: exit codes, faults, and what each command does with a result."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import click
import pytest

import codegen.cli
import codegen.cli.builder
import codegen.cli.explain
import codegen.sandbox.forked
from codegen.cli import COMMANDS, FAULT_FILE, main
from codegen.config import Settings
from codegen.errors import DiskFault, SandboxFault, SpecRejected, UsageError
from codegen.sandbox.base import Run, RunResult
from codegen.spec import read_spec
from codegen.testgen.derive import derive
from codegen.testgen.modules import node_ids
from codegen.types import Location, Outcome, Problem, Verdict
from codegen.understanding import result_of, understand
from specs import MEMBERS, REGISTER, ROOT

SPEC = "specs/register.md"
PROBLEM = Problem("this cannot be", "Mend it.", Location("a.md", 3, 1))


class ScriptedSandbox:
    """What commands take for the sandbox: it runs nothing, and answers what a test wants."""

    nodes: ClassVar[tuple[str, ...]] = ()
    result: ClassVar[RunResult | None] = None

    def __init__(self, *arguments: object, **settings: object) -> None:
        pass

    def start(self) -> None:
        pass

    def close(self) -> None:
        pass

    def __enter__(self) -> ScriptedSandbox:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def run(self, run: Run) -> RunResult:
        if self.result:
            return self.result
        if run.replaced:
            return RunResult("finished", outcomes(run.node_ids, "failed", run.replaced))
        paths = {file.path for file in run.files}
        own = (node for node in self.nodes if node.partition("::")[0] in paths)
        return RunResult("finished", outcomes(own))


def outcomes(
    nodes: Iterable[str], verdict: Verdict = "passed", endpoint: str | None = None
) -> tuple[Outcome, ...]:
    return tuple(Outcome(node, verdict, "", endpoint) for node in nodes)


@dataclass(frozen=True, slots=True)
class Said:
    """What a command exited with and printed."""

    code: object
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Line:
    """A command line in a project."""

    folder: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def knows(self, *specs: str) -> None:
        """Has the sandbox know the tests of these specs."""
        nodes: list[str] = []
        for spec in specs:
            meaning = result_of(understand(read_spec(self.folder / spec, self.folder)))
            texts = {statement.id: statement.text for statement in meaning.spec.statements}
            scenarios = (*meaning.examples, *derive(meaning.contract, texts))
            nodes += node_ids(meaning.contract, scenarios)
        self.patch.setattr(ScriptedSandbox, "nodes", tuple(nodes))

    def answers(self, result: RunResult) -> None:
        """Has the sandbox answer this to whatever it is asked to run."""
        self.patch.setattr(ScriptedSandbox, "result", result)

    def run(self, *arguments: str) -> Said:
        self.patch.setattr(sys, "argv", ["codegen", *arguments])
        self.capture.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        printed = self.capture.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return Said(exit_.value.code or 0, printed.out, printed.err)

    def tree(self) -> dict[str, bytes]:
        files = (path for path in (self.folder / "generated").rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in files}


@pytest.fixture
def line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Line:
    """A project with specs/register.md, in which the sandbox is scripted."""
    for module in (codegen.cli.builder, codegen.sandbox.forked):
        monkeypatch.setattr(module, "ForkedSandbox", ScriptedSandbox)
    monkeypatch.chdir(tmp_path)
    line = Line(tmp_path, monkeypatch, capsys)
    line.write(SPEC, REGISTER)
    line.knows(SPEC)
    return line


@pytest.fixture
def built(line: Line) -> Line:
    """The same project after its spec was built."""
    assert line.run("build", SPEC, "--yes").code == 0
    return line


# --- Faults -----------------------------------------------------------------------------------------


def failing(line: Line, error: BaseException) -> None:
    """Has ``codegen explain`` fail."""

    def fail(**flags: object) -> Settings:
        raise error

    line.patch.setattr(codegen.cli.explain, "open_project", fail)


@pytest.mark.parametrize(
    "error", [RuntimeError("a word"), KeyError("a word"), AssertionError("a word")]
)
def test_a_fault_of_codegen_s_own_is_one_line_and_a_file(line: Line, error: Exception) -> None:
    failing(line, error)
    said = line.run("explain", SPEC)
    assert said.code == 3
    assert f"codegen itself failed: {type(error).__name__}: " in said.err
    assert "a word" in said.err
    assert str(FAULT_FILE) in said.err
    fault = (line.folder / ".codegen-cache/fault.txt").read_text("utf-8")
    assert fault.startswith("Traceback")
    assert "test_main.py" in fault
    assert "a word" in fault


def test_the_fault_s_file_is_out_of_git(line: Line) -> None:
    failing(line, RuntimeError("a word"))
    line.run("explain", SPEC)
    assert (line.folder / ".codegen-cache/.gitignore").read_text().splitlines()[-1] == "*"


def test_a_fault_that_cannot_be_kept_is_told_all_the_same(line: Line) -> None:
    line.write(".codegen-cache", "a file where the folder should be")
    failing(line, RuntimeError("a word"))
    said = line.run("explain", SPEC)
    assert said.code == 3
    assert "RuntimeError: a word" in said.err
    assert "Report this line" in said.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SpecRejected(PROBLEM), 1),
        (UsageError(PROBLEM), 2),
        (DiskFault(PROBLEM), 3),
        (SandboxFault(PROBLEM), 3),
    ],
)
def test_what_codegen_stops_for_has_its_exit_code_and_lines(
    line: Line, error: Exception, code: int
) -> None:
    failing(line, error)
    said = line.run("explain", SPEC)
    assert (said.code, said.err) == (code, "a.md:3:1: this cannot be. Mend it.\n")
    assert not (line.folder / ".codegen-cache").exists()


def test_every_problem_is_told(line: Line) -> None:
    failing(line, SpecRejected(PROBLEM, Problem("nor that", "Drop it.")))
    assert line.run("explain", SPEC).err.splitlines() == [
        "a.md:3:1: this cannot be. Mend it.",
        "nor that. Drop it.",
    ]


@pytest.mark.parametrize("error", [click.Abort(), KeyboardInterrupt()])
def test_ctrl_c_ends_with_130(line: Line, error: BaseException) -> None:
    failing(line, error)
    said = line.run("explain", SPEC)
    assert said.code == 130
    assert "stopped; nothing was written" in said.err


def test_a_reader_that_went_away_is_no_fault(line: Line) -> None:
    line.patch.setattr(sys, "stderr", io.StringIO())
    failing(line, BrokenPipeError())
    line.patch.setattr(sys, "argv", ["codegen", "explain", SPEC])
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == 1
    assert not (line.folder / ".codegen-cache/fault.txt").exists()


# --- The commands -----------------------------------------------------------------------------------


def test_help_lists_every_command_and_each_exists(line: Line) -> None:
    said = line.run("--help")
    assert said.code == 0
    listed = " ".join(said.out.split())
    for name, words in COMMANDS.items():
        assert f" {name} {words}" in listed
        assert line.run(name, "--help").code == 0


def test_a_word_that_is_no_command_is_a_usage_error(line: Line) -> None:
    said = line.run("xyz")
    assert said.code == 2
    assert "There are build, check" in said.err


# --- build ------------------------------------------------------------------------------------------


def test_findings_stop_a_build_and_nothing_is_written(built: Line) -> None:
    built.write("generated/register/register/mine.py", "import pdb\n\nbreakpoint()\n")
    built.write(SPEC, REGISTER.replace("at least 8", "at least 12"))
    before = built.tree()
    said = built.run("build", SPEC, "--yes")
    assert said.code == 1
    assert "register/mine.py:3:1: no-debug: " in said.out
    assert "up to date" not in said.out
    assert built.tree() == before


def test_what_changes_the_record_alone_is_written(line: Line) -> None:
    ruled = REGISTER.replace("## Rules\n", "## Rules\n\n- Usernames are unique.\n")
    line.write(SPEC, ruled)
    assert line.run("build", SPEC, "--yes").code == 0
    line.write(SPEC, ruled.replace("Usernames are", "Usernames must be"))
    checked = line.run("check", SPEC)
    assert (checked.code, "out of date" in checked.out) == (1, True)
    said = line.run("build", SPEC, "--yes")
    assert said.code == 0
    assert "register: written" in said.out
    lock = line.folder / "generated/register/.codegen/lock/app.json"
    assert "Usernames must be unique" in lock.read_text()
    assert "nothing to do" in line.run("build", SPEC).out


def test_the_worst_of_several_builds_counts(line: Line) -> None:
    line.write("specs/zebra.md", "# Zebra\n")
    for specs in ((SPEC, "specs/zebra.md"), ("specs/zebra.md", SPEC)):
        said = line.run("build", *specs, "--yes", "--out", f"out-{specs[0][6:-3]}")
        assert said.code == 1
        assert "register: written" in said.out
        assert "specs/zebra.md:1:1" in said.out


class Terminal(io.StringIO):
    """Input that a person types."""

    def isatty(self) -> bool:
        return True


def asked(line: Line, typed: str) -> Said:
    """A build that asks, because there is a terminal on both sides."""
    line.patch.setattr(sys, "stdin", Terminal(typed))
    line.patch.setattr(sys.stdout, "isatty", lambda: True)
    line.patch.setenv("COLUMNS", "250")
    return line.run("build", SPEC)


def test_the_table_and_the_assumptions_come_before_the_question(line: Line) -> None:
    said = asked(line, "y\n")
    assert said.code == 0, said
    shown, question, after = said.out.partition("Write 25 files")
    assert question
    for evidence in ("specs/register.md:17:3", "tested", "assumed  ", "wsgi.py"):
        assert evidence in shown
        assert evidence not in after
    assert "register: written" in after
    assert (line.folder / "generated/register/wsgi.py").exists()


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [("n\n", 1, "declined"), ("\n", 1, "declined"), ("", 130, "stopped")],
)
def test_anything_but_a_yes_writes_nothing(line: Line, typed: str, code: int, words: str) -> None:
    said = asked(line, typed)
    assert said.code == code
    assert words in said.out + said.err
    assert not (line.folder / "generated").exists()


# --- check ------------------------------------------------------------------------------------------


def test_findings_stop_a_check(built: Line) -> None:
    built.write("generated/register/register/mine.py", "breakpoint()\n")
    before = built.tree()
    said = built.run("check")
    assert said.code == 1
    assert "register/mine.py:1:1: no-debug: " in said.out
    assert built.tree() == before


def test_every_spec_is_checked_and_the_worst_counts(built: Line) -> None:
    built.write("specs/zebra.md", "# Zebra\n")
    for arguments in ((), (SPEC, "specs/zebra.md"), ("specs/zebra.md", SPEC)):
        said = built.run("check", *arguments)
        assert said.code == 1
        assert "register: up to date" in said.out
        assert "specs/zebra.md:1:1" in said.out


def test_two_apps_are_checked_each_by_its_own_tests(built: Line) -> None:
    built.write("specs/club.md", MEMBERS)
    built.knows(SPEC, "specs/club.md")
    document = json.loads(built.run("check", "--json").out)
    assert {app["app"]: app["ending"] for app in document["apps"]} == {
        "club": "out of date",
        "register": "up to date",
    }


# --- test -------------------------------------------------------------------------------------------


@pytest.fixture
def register(line: Line) -> Line:
    """The same project with the app that the repository has."""
    shutil.copytree(ROOT / "generated/register", line.folder / "generated/register")
    return line


PASSED = outcomes(["tests/test_users.py::test_a"])


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (RunResult("finished", PASSED), 0),
        (RunResult("timeout", PASSED, "after 120 s"), 1),
        (RunResult("output limit", PASSED, "more than 1 MiB"), 1),
        (RunResult("disk limit", PASSED), 1),
        (RunResult("crashed", PASSED, "signal 9"), 1),
        (RunResult("finished", PASSED, "tests/test_mine.py cannot be imported"), 1),
        (RunResult("finished", ()), 1),
        (RunResult("finished", outcomes(["a", "b"], "not run")), 1),
    ],
)
def test_only_a_run_that_finished_and_passed_is_a_success(
    register: Line, result: RunResult, code: int
) -> None:
    register.answers(result)
    said = register.run("test", "register")
    assert said.code == code
    assert result.detail in said.out
    assert ("timeout: " in said.out) == (result.ending == "timeout")


def test_a_failure_is_shown_with_its_detail_and_output(register: Line) -> None:
    failed = Outcome("tests/test_users.py::test_b", "failed", "expected 409\ngot 400")
    register.answers(RunResult("finished", (*PASSED, failed), "", "a word printed\n"))
    said = register.run("test", "register")
    assert said.code == 1
    assert said.out.splitlines() == [
        "a word printed",
        "failed: tests/test_users.py::test_b",
        "  expected 409",
        "  got 400",
        "1 passed, 1 failed",
    ]
