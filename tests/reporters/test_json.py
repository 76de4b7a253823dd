"""What a program reads: one document, whatever happened."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codegen.changeset import Change, ChangeSet
from codegen.reporters.base import (
    Assumed,
    Ended,
    Event,
    Failure,
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
from codegen.reporters.json import JsonReporter
from codegen.types import Digest, Finding, Location, Outcome, Problem, Unfailing

ROW = Row("spec.md:9:3", "`name`: text", ("app/models.py:15", "app/schemas.py:56"), 3, "tested")
PROOF = Proof("app", (ROW,), (Assumed("limit", "User.name", "200"),), 3, ("a.py",), ("b.py",))
CHANGES = ChangeSet(
    app="app",
    app_dir=Path("generated/app"),
    changes=(Change("wsgi.py", "create", None, "app = 1\n"),),
    kept=(),
    hand_edited=("a.py",),
    hand_added=("b.py",),
    digest=Digest("0" * 64),
)
REFUSED = NotProven(
    app="app",
    findings=(Finding("no-debug", Location("app/mine.py", 2, 5), "it debugs", "Leave it out."),),
    failures=(Failure(Outcome("t.py::test_a", "failed", "got 400"), ("spec.md:9:3: a name",)),),
    unfailing=(Unfailing("t.py::test_b", "POST /a"),),
    missing=("t.py::test_c",),
    stopped="the run ended early",
    hand_edited=("a.py",),
    hand_added=("b.py",),
)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """Gives the document that events lead to."""

    def document(*events: Event) -> Any:
        with JsonReporter() as reporter:
            for event in events:
                reporter.on(event)
            assert capsys.readouterr().out == "", "a document that is not whole was written"
        return json.loads(capsys.readouterr().out)

    return document


def test_nothing_that_happened_is_a_document_too(told: Any) -> None:
    assert told() == {"apps": [], "stopped": []}


def test_a_proposal_shows_rows_changes_and_the_diff(told: Any) -> None:
    [app] = told(Proposed(PROOF, CHANGES), Ended("app", "written", "codegen run app"))["apps"]
    assert app["changes"] == [{"path": "wsgi.py", "kind": "create"}]
    assert app["diff"].splitlines() == [
        "--- /dev/null",
        "+++ b/app/wsgi.py",
        "@@ -0,0 +1 @@",
        "+app = 1",
    ]
    assert app["rows"] == [
        {
            "line": "spec.md:9:3",
            "text": "`name`: text",
            "places": ["app/models.py:15", "app/schemas.py:56"],
            "tests": 3,
            "verdict": "tested",
        }
    ]
    assert app["assumptions"] == [{"topic": "limit", "about": "User.name", "chosen": "200"}]
    assert (app["tests"], app["hand_edited"], app["hand_added"]) == (3, ["a.py"], ["b.py"])
    assert (app["ending"], app["next_command"]) == ("written", "codegen run app")


def test_a_refused_candidate_ends_as_not_proven_with_every_reason(told: Any) -> None:
    [app] = told(REFUSED)["apps"]
    assert app["ending"] == "not proven"
    [finding] = app["findings"]
    assert (finding["rule"], finding["location"]["line"]) == ("no-debug", 2)
    [failure] = app["failures"]
    assert failure["outcome"]["detail"] == "got 400"
    assert failure["statements"] == ["spec.md:9:3: a name"]
    assert app["unfailing"] == [{"node_id": "t.py::test_b", "endpoint": "POST /a"}]
    assert app["missing"] == ["t.py::test_c"]
    assert app["stopped"] == "the run ended early"


def test_questions_and_what_was_settled_are_listed(told: Any) -> None:
    question = Question("app", "a.md:1:1", "s", "q", "b", "GET /", "HTTP 200", "got 1", "A.", "B.")
    settled = Settled("a.md:1:1", "q", "code", False, "B.")
    proof = replace(PROOF, settled=(settled,))
    [app] = told(question, Proposed(proof, CHANGES))["apps"]
    [asked] = app["questions"]
    assert (asked["line"], asked["expected"], asked["as_coded"]) == ("a.md:1:1", "HTTP 200", "B.")
    assert app["settled"] == [
        {
            "line": "a.md:1:1",
            "quote": "q",
            "reading": "code",
            "by_person": False,
            "sentence": "B.",
        }
    ]


def test_stages_are_listed_in_their_order(told: Any) -> None:
    [app] = told(
        StageStarted("app", "read"),
        StageEnded("app", "read", "7 statements"),
        StageStarted("app", "interpret"),
        StageEnded("app", "interpret", "1 entity"),
    )["apps"]
    assert app["stages"] == [
        {"stage": "read", "summary": "7 statements"},
        {"stage": "interpret", "summary": "1 entity"},
    ]


def test_what_was_current_says_since_what(told: Any) -> None:
    [app] = told(Ended("app", "current", detail="7 statements"))["apps"]
    assert (app["app"], app["ending"], app["detail"]) == ("app", "current", "7 statements")


def test_each_app_and_each_stopped_spec_has_an_entry(told: Any) -> None:
    problem = Problem("no endpoint", "Add one.", Location("b.md", 3, 1))
    document = told(
        Stopped("b.md", (problem,)),
        REFUSED,
        replace(REFUSED, app="other"),
        Ended("third", "nobody"),
    )
    assert [app["app"] for app in document["apps"]] == ["app", "other", "third"]
    [stopped] = document["stopped"]
    assert stopped["spec"] == "b.md"
    [shown] = stopped["problems"]
    assert (shown["cause"], shown["mend"], shown["location"]["line"]) == (
        "no endpoint",
        "Add one.",
        3,
    )
