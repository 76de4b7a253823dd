from __future__ import annotations

from pathlib import Path

from codegen.interpret.page import page
from codegen.interpret.patterns import TABLE

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_in_step_with_the_table() -> None:
    mend = "run `python -m codegen.interpret.page`"
    assert (DOCS / "sentences.md").read_text("utf-8") == page(), mend


def test_the_page_has_every_example() -> None:
    lines = page().splitlines()
    assert all(f"    {example}" in lines for row in TABLE for example in row.examples)
