"""Scripted answers for the smallest spec in prose whose build asks every kind of question: its view is wrong at first."""

from __future__ import annotations

from typing import Any

import wire_answers as wire
from jars.answers import scenario
from jars.model import verdicts

SPEC = """\
---
app: halves
---
# Halves

Anybody asks for the halves of a number, and is told its `first` and its `second` half. Both are whole numbers, and where the number is odd the first one
is the larger.
"""

VIEW = """\
from flask.typing import ResponseReturnValue

from halves.schemas import HalvesView


@halves.get("/halves/<int:number>")
def halve(number: int) -> ResponseReturnValue:
    \"\"\"Halves a number.\"\"\"
    view = HalvesView(first=number - number // 2, second=number // 2)
    return view.model_dump(mode="json"), 200
"""
WRONG_VIEW = VIEW.replace("first=number - number // 2", "first=number // 2")

OUTLINE = wire.outline(
    title="Halves",
    resources=[
        {"name": "halves", "endpoints": [wire.head("GET /halves/{number}", "halve", "S1", "S2")]}
    ],
)
DETAIL = wire.detail(
    shapes=[
        {
            "name": "HalvesView",
            "members": [
                wire.member("first", "integer", cites=[wire.cite("S1", "its `first`")]),
                wire.member("second", "integer", cites=[wire.cite("S1", "its `second`")]),
            ],
            "cites": [],
        }
    ],
    endpoints=[
        wire.endpoint(
            "GET /halves/{number}",
            parameters=[
                {
                    "place": "path",
                    "value": wire.member(
                        "number", "integer", cites=[wire.cite("S1", "the halves of a number")]
                    ),
                }
            ],
            success=wire.success(
                200, wire.body(shape="HalvesView"), wire.cite("S1", "Anybody asks for the halves")
            ),
        )
    ],
    rules=[
        {
            "endpoints": ["GET /halves/{number}"],
            "cites": [wire.cite("S2", "the first one\nis the larger".replace("\n", " "))],
        }
    ],
)
SCENARIOS = "".join(
    (
        scenario(
            "An even number has equal halves",
            "S1",
            'GET /halves/8\nHTTP 200\n{"first": 4, "second": 4}',
        ),
        scenario(
            "The first half of an odd number is the larger",
            "S2",
            'GET /halves/7\nHTTP 200\n{"first": 4, "second": 3}',
        ),
    )
)
NAMES = ("an_even_number_has_equal_halves", "the_first_half_of_an_odd_number_is_the_larger")
CALLS = ["outline", "detail", "code", "scenarios", "triage", "repair"]


def scripted(messages: list[dict[str, Any]]) -> tuple[str, str]:
    """What a question is, and its answer."""
    said = "\n".join(message["content"] for message in messages)
    if "# Task: outline" in said:
        return "outline", wire.text(OUTLINE)
    if "# Task: describe" in said:
        return "detail", wire.text(DETAIL)
    if "# Task: write test scenarios" in said:
        return "scenarios", SCENARIOS
    if "# Task: who is right?" in said:
        asked = [name for name in NAMES if f"## {name}" in said]
        return "triage", verdicts(tuple(asked), "code_wrong", "S2", "the first one is the larger")
    if "# What is wrong with it" in said:
        return "repair", f"```python\n{VIEW}```"
    assert "# Task: write the view `halve`" in said, said[:200]
    return "code", f"```python\n{WRONG_VIEW}```"
