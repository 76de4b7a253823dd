"""What a person reads, on a terminal and elsewhere."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from codegen.changeset import Change, ChangeSet
from codegen.reporters.base import (
    Asked,
    Assumed,
    Ended,
    Ending,
    Event,
    Failure,
    Marked,
    NotProven,
    Proof,
    Proposed,
    Question,
    Row,
    Settled,
    StageEnded,
    StageStarted,
    Stopped,
)
from codegen.reporters.text import TextReporter
from codegen.types import Digest, Finding, Location, Outcome, Problem, Unfailing

RESET, BOLD = "\x1b[0m", "\x1b[1m"
RED, GREEN, YELLOW, CYAN = "\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[36m"
ROWS = (
    Row("spec.md:9:3", "A [bold]name[/bold]", ("app/models.py:15", "app/a.py:5"), 3, "tested"),
    Row("spec.md:10:3", "A wish", (), 0, "untested"),
    Row("spec.md:11:3", "A promise", ("app/views.py:7",), 1, "failing"),
)
PROOF = Proof("app", ROWS, (Assumed("limit", "User.name", "200"),), 3, ("a.py",), ("b.py",))
CHANGES = ChangeSet(
    app="app",
    app_dir=Path("generated/app"),
    changes=(Change("wsgi.py", "update", "app = 0\n", "app = 1\n"),),
    kept=(),
    hand_edited=("a.py",),
    hand_added=("b.py",),
    digest=Digest("0" * 64),
)
REFUSED = NotProven(
    app="app",
    findings=(Finding("no-debug", Location("app/mine.py", 2, 5), "it debugs", "Leave it out."),),
    failures=(
        Failure(
            Outcome("t.py::test_a[x]", "failed", "expected 409\ngot 400"),
            ("spec.md:9:3: a name", "spec.md:10:3: a wish"),
        ),
    ),
    unfailing=(Unfailing("t.py::test_b", "POST /a"),),
    missing=("t.py::test_c",),
    stopped="the run ended early (timeout)",
    hand_edited=("a.py",),
    hand_added=("b.py",),
)


def told(*events: Event, terminal: bool = False, width: int = 200) -> str:
    """What is printed for events; every event's lines are out before the next event."""
    file = StringIO()
    console = Console(
        file=file,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
        no_color=False,
        width=width,
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    with TextReporter(console) as reporter:
        for event in events:
            reporter.on(event)
        return file.getvalue()


# --- A proposal -------------------------------------------------------------------------------------


def test_diff_table_and_assumptions_are_out_before_anybody_is_asked() -> None:
    """The question follows the proposal at once: what comes with a later event comes too late."""
    lines = told(Proposed(PROOF, CHANGES)).splitlines()
    assert lines == [
        "--- a/app/wsgi.py",
        "+++ b/app/wsgi.py",
        "@@ -1 +1 @@",
        "-app = 0",
        "+app = 1",
        "spec.md:9:3  A [bold]name[/bold]  app/models.py:15, app/a.py:5  3  tested",
        "spec.md:10:3  A wish  -  0  untested",
        "spec.md:11:3  A promise  app/views.py:7  1  failing",
        "assumed  User.name: limit: 200",
        "edited by hand, kept  a.py",
        "added by hand, kept  b.py",
    ]


def test_the_diff_is_coloured_on_a_terminal() -> None:
    lines = told(Proposed(PROOF, CHANGES), terminal=True).splitlines()
    assert lines[:5] == [
        f"{BOLD}--- a/app/wsgi.py{RESET}",
        f"{BOLD}+++ b/app/wsgi.py{RESET}",
        f"{CYAN}@@ -1 +1 @@{RESET}",
        f"{RED}-app = 0{RESET}",
        f"{GREEN}+app = 1{RESET}",
    ]


def test_the_table_has_heads_and_coloured_verdicts_on_a_terminal() -> None:
    text = told(Proposed(PROOF, CHANGES), terminal=True)
    for head in ("statement", "says", "lives in", "tests", "verdict"):
        assert head in text
    for coloured in (f"{GREEN}tested", f"{YELLOW}untested", f"{RED}failing"):
        assert coloured in text
    assert "A [bold]name[/bold]" in text
    assert "app/models.py:15" in text
    assert "app/a.py:5" in text


def test_the_table_fits_a_narrow_terminal() -> None:
    rows = (replace(ROWS[0], text="word " * 60),)
    text = told(Proposed(replace(PROOF, rows=rows), CHANGES), terminal=True, width=80)
    table = [line for line in text.splitlines() if "│" in line]
    assert len(table) > 3
    assert all(len(line.replace(GREEN, "").replace(RESET, "")) <= 80 for line in table)
    assert text.count("word") == 60


def test_without_a_terminal_no_line_is_coloured_or_broken() -> None:
    rows = (replace(ROWS[0], text="word " * 60),)
    text = told(Proposed(replace(PROOF, rows=rows), CHANGES), REFUSED, width=40)
    assert "\x1b" not in text
    assert "word " * 60 in text


# --- A refusal --------------------------------------------------------------------------------------


def test_a_refusal_shows_every_reason_and_each_failure_in_detail() -> None:
    assert told(REFUSED).splitlines() == [
        "app: refused",
        "  app/mine.py:2:5: no-debug: it debugs. Leave it out.",
        "  failed: t.py::test_a[x]",
        "    spec.md:9:3: a name",
        "    spec.md:10:3: a wish",
        "      expected 409",
        "      got 400",
        "  t.py::test_b did not fail although POST /a answered 501: it asserts nothing of that endpoint",
        "  t.py::test_c is gone: an emitted test did not run",
        "  the run ended early (timeout)",
        "edited by hand, kept  a.py",
        "added by hand, kept  b.py",
    ]


def test_a_refusal_shows_what_no_test_shows_what_was_kept_and_what_is_in_conflict() -> None:
    kept = Marked("app/a.py:7", "put", "spec.md:9:3: a name", False)
    event = replace(
        REFUSED,
        findings=(),
        failures=(),
        unfailing=(),
        missing=(),
        stopped="",
        unshown=("'Too late' of spec.md:9:3: a name",),
        marked=(kept, replace(kept, taken_out=True)),
        conflicts=("spec.md:9:3: 'a' and spec.md:10:3: 'b' cannot both hold: why. Change one.",),
    )
    assert told(event).splitlines()[:5] == [
        "app: refused",
        "  spec.md:9:3: 'a' and spec.md:10:3: 'b' cannot both hold: why. Change one.",
        "  no test shows 'Too late' of spec.md:9:3: a name",
        "  kept unproven  app/a.py:7 put: spec.md:9:3: a name",
        "  its mark was taken out by hand  app/a.py:7 put: spec.md:9:3: a name",
    ]


def test_a_question_shows_both_sides() -> None:
    question = Question(
        app="app",
        line="spec.md:9:3",
        statement="The rest goes to the first",
        quote="the first",
        because="One or all?",
        exchange="POST /split\n{}",
        expected="HTTP 200",
        came="got 201",
        as_tested="A.",
        as_coded="B.",
    )
    assert told(question).splitlines() == [
        "app  spec.md:9:3: The rest goes to the first",
        "  can be read in two ways: One or all?",
        "  at this request:",
        "    POST /split",
        "    {}",
        "  the test expects:",
        "    HTTP 200",
        "  the code answers:",
        "    got 201",
    ]
    against = told(replace(question, other="spec.md:4:1: Nothing is left"))
    assert "  is in conflict with spec.md:4:1: Nothing is left: One or all?" in against


def test_what_was_settled_is_shown_with_the_sentence_to_add() -> None:
    settled = (
        Settled("spec.md:9:3", "the first", "code", True, "One each."),
        Settled("spec.md:10:3", "a wish", "test", False, ""),
    )
    lines = told(Proposed(replace(PROOF, settled=settled), CHANGES)).splitlines()
    at = lines.index('settled by you  spec.md:9:3: "the first": the code\'s reading was kept')
    assert lines[at + 1 : at + 3] == [
        "  Add to the spec: One each.",
        'can be read in two ways  spec.md:10:3: "a wish": the test\'s reading was kept',
    ]


def test_a_refusal_is_red_on_a_terminal() -> None:
    text = told(REFUSED, terminal=True)
    assert "\x1b[1;31mapp: refused" in text
    for words in ("  app/mine.py:2:5", "  failed: t.py", "  t.py::test_b", "  the run ended"):
        assert f"{RED}{words}" in text
    assert f"{YELLOW}edited by hand" in text


# --- Stages and endings -----------------------------------------------------------------------------


def test_a_stage_is_told_when_it_is_through() -> None:
    assert told(StageStarted("app", "read")) == ""
    text = told(StageEnded("app", "read", "7 statements"))
    assert text.split() == ["app", "read", "7", "statements"]


@pytest.mark.parametrize(
    ("ending", "words", "goes_on"),
    [
        ("written", "written", True),
        ("up to date", "a build changes nothing", True),
        ("declined", "nothing was written", False),
        ("dry run", "nothing was written", False),
        ("nobody", "Pass --yes", False),
        ("current", "nothing to do", False),
        ("out of date", "a build would change", False),
        ("unproven", "kept all the same", False),
    ],
)
def test_an_ending_says_what_was_written_and_what_to_type(
    ending: Ending, words: str, goes_on: bool
) -> None:
    text = told(Ended("app", ending, "codegen run app"))
    assert text.startswith("app: ")
    assert words in text
    assert ("next: codegen run app" in text) == goes_on


def test_an_ending_shows_its_detail() -> None:
    assert "7 statements" in told(Ended("app", "current", detail="7 statements"))


def test_what_stopped_a_spec_is_shown_problem_by_problem() -> None:
    problems = (
        Problem("no endpoint", "Add one.", Location("b.md", 3, 1)),
        Problem("a [red]word[/red]", "Drop it.", Location("b.md", 4, 2)),
    )
    assert told(Stopped("b.md", problems)).splitlines() == [
        "b.md:3:1: no endpoint. Add one.",
        "b.md:4:2: a [red]word[/red]. Drop it.",
    ]
    assert told(Stopped("b.md", problems), terminal=True).startswith(RED)


def test_how_far_calls_are_is_erased_before_the_next_line() -> None:
    stream = StringIO()
    reporter = TextReporter(Console(file=stream, force_terminal=True, color_system=None))
    reporter.on(Asked("app", "generate", 123_456, 11, 12))
    reporter.on(StageEnded("app", "read", "short"))
    reporter.on(StageEnded("app", "read", "short"))
    progress, *lines = stream.getvalue().split("\r")
    assert progress.endswith("11 of 12 calls, 123,456 characters")
    assert "".join(lines) == "\x1b[0Kapp  read       short\napp  read       short\n"
