"""The question: what counts as yes, and what as no."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest

from codegen.changeset import Change, ChangeSet
from codegen.review.terminal import ask
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
