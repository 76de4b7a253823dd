"""The question: what counts as yes, and what as no."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest

from codegen.changeset import Change, ChangeSet
from codegen.reporters.base import Question
from codegen.review.terminal import ask, choose
from codegen.types import Digest

ONE = Change("wsgi.py", "create", None, "app = 1\n")
CHANGES = ChangeSet("app", Path("generated/app"), (ONE,), (), (), (), Digest("0" * 64))


def answered(typed: str, monkeypatch: pytest.MonkeyPatch, change_set: ChangeSet = CHANGES) -> bool:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return ask(change_set)


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("y\n", True),
        ("yes\n", True),
        ("Y\n", True),
        ("n\n", False),
        ("no\n", False),
        ("\n", False),
        ("what?\nn\n", False),
        ("what?\ny\n", True),
    ],
)
def test_only_a_yes_is_a_yes(typed: str, accepted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(typed, monkeypatch) is accepted


@pytest.mark.parametrize("typed", ["", "what?\n"])
def test_the_end_of_input_is_no_answer(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(click.Abort):
        answered(typed, monkeypatch)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((ONE,), "Write 1 file to 'generated/app'? [y/N]"),
        ((ONE, replace(ONE, path="b.py")), "Write 2 files to 'generated/app'? [y/N]"),
        ((), "Write the record? [y/N]"),
    ],
)
def test_the_question_says_what_would_be_written(
    changes: tuple[Change, ...],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answered("n\n", monkeypatch, replace(CHANGES, changes=changes))
    assert words in capsys.readouterr().out


QUESTION = Question(
    app="app",
    line="x.md:7:1",
    statement="The rest goes to the first",
    quote="the first",
    because="One or all?",
    exchange="POST /split",
    expected="HTTP 200",
    came="got 201",
    as_tested="All of it goes to the first.",
    as_coded="One each goes to the first.",
)


@pytest.mark.parametrize(
    ("typed", "reply"),
    [("code\n", "code"), ("test\n", "test"), ("stop\n", "stop"), ("\nyes\ntest\n", "test")],
)
def test_whose_reading_is_kept_has_to_be_said(
    typed: str, reply: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert choose(QUESTION) == reply
    shown = capsys.readouterr().out
    assert "code  keep the code's reading: One each goes to the first." in shown
    assert "test  keep the test's reading: All of it goes to the first." in shown


def test_the_end_of_input_keeps_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(click.Abort):
        choose(QUESTION)
