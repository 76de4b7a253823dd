"""What a person reads before saying yes: every change is in the diff."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.changeset import Change, ChangeSet
from codegen.reporters.diff import diff_lines
from codegen.types import Digest


def lines(*changes: Change) -> list[str]:
    change_set = ChangeSet("register", Path("register"), changes, (), (), (), Digest("0" * 64))
    return list(diff_lines(change_set))


def test_a_created_file_shows_its_lines_after_nothing() -> None:
    assert lines(Change("wsgi.py", "create", None, "import os\napp = 1\n")) == [
        "--- /dev/null",
        "+++ b/register/wsgi.py",
        "@@ -0,0 +1,2 @@",
        "+import os",
        "+app = 1",
    ]


def test_a_deleted_file_shows_its_lines_before_nothing() -> None:
    assert lines(Change("old.py", "delete", "import os\n", None)) == [
        "--- a/register/old.py",
        "+++ /dev/null",
        "@@ -1 +0,0 @@",
        "-import os",
    ]


def test_an_update_shows_old_and_new_lines() -> None:
    shown = lines(Change("a.py", "update", "one\ntwo\nthree\n", "one\n2\nthree\n"))
    assert shown[:2] == ["--- a/register/a.py", "+++ b/register/a.py"]
    assert shown[3:] == [" one", "-two", "+2", " three"]


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (
            Change("register/__init__.py", "create", None, ""),
            ["--- /dev/null", "+++ b/register/register/__init__.py"],
        ),
        (
            Change("register/__init__.py", "delete", "", None),
            ["--- a/register/register/__init__.py", "+++ /dev/null"],
        ),
    ],
)
def test_an_empty_file_shows_its_name(change: Change, shown: list[str]) -> None:
    assert lines(change) == shown


def test_files_follow_each_other_in_the_order_of_the_change_set() -> None:
    first, second = Change("b.py", "create", None, "b\n"), Change("a.py", "create", None, "a\n")
    names = [line for line in lines(first, second) if line.startswith("+++")]
    assert names == ["+++ b/register/b.py", "+++ b/register/a.py"]


def test_no_change_shows_nothing() -> None:
    assert lines() == []
