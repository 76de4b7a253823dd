"""What a run's own process is like before generated code runs in it."""

from __future__ import annotations

import os

from codegen.sandbox.base import Run
from codegen.sandbox.forked import ForkedSandbox
from codegen.types import File

MADE = """
from pathlib import Path
def mode(path):
    return oct(path.stat().st_mode & 0o777)
def test_a_file():
    path = Path("made.txt")
    path.write_text("x")
    assert mode(path) == "0o600"
def test_a_folder():
    path = Path("made")
    path.mkdir()
    assert mode(path) == "0o700"
"""


def test_what_a_run_makes_is_closed_to_others() -> None:
    before = os.umask(0)
    try:
        with ForkedSandbox() as sandbox:
            result = sandbox.run(Run((File("tests/test_it.py", MADE),)))
    finally:
        os.umask(before)
    assert [(o.verdict, o.detail) for o in result.outcomes] == [("passed", ""), ("passed", "")]
