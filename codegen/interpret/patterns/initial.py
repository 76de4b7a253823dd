"""Rows about rows that a new database has."""

from __future__ import annotations

from codegen.interpret.facts import Fact, RowFact
from codegen.interpret.patterns.row import Reading, Row

_START = "(from the start|at the start|initially|to begin with|in a new database)"


def _starts(reading: Reading) -> tuple[Fact, ...]:
    return (RowFact(reading.entity or "", reading.assignments, reading.said),)


INITIAL_ROWS: tuple[Row, ...] = (
    Row(
        name="row from the start",
        means="A new database has this row. What it does not name has its default, or nothing.",
        places=("data", "rules"),
        english=(
            f"{_START} there is {{one}} (with|whose|of) {{assignments}}",
            f"there is {{one}} (with|whose|of) {{assignments}} {_START}",
        ),
        chinese=("(一开始|最初|初始) 有 {one} , {assignments}", "初始 {one} , {assignments}"),
        facts=_starts,
        suggestions=(
            'From the start there is a {entity} with `{field}` "{message}"',
            "一开始有一个{entity}，`{field}`“{message}”",
        ),
        examples=(
            'From the start there is a user with `username` "ann" and age 18',
            'There is a user whose username is "ben" from the start',
            "一开始有一个用户，用户名“ann”，年龄 18",
        ),
    ),
)
