"""Builds of a spec whose app is told something in its environment, with a scripted model and the real sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import wire_answers as wire
from building import Building
from codegen.config import Settings
from codegen.pipeline import accept
from codegen.providers.base import Request
from codegen.reporters.base import NotAdmitted, Proposed
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox

SPEC = """\
---
app: till
---
# Till

`GET /till` answers with the word that whoever runs the till has set in `TILL_WORD`, to whom sends the PIN in the header `X-Pin`. The right PIN is in the
environment variable `TILL_PIN`, and 4711 where that is not set. Any other is refused with 403.
With fewer than 12 characters in `TILL_WORD` it does not start.
"""
OUTLINE = wire.outline(
    title="Till",
    settings=[
        {
            "name": "TILL_PIN",
            "default": "4711",
            "example": None,
            "shortest": 1,
            "does": "The right PIN.",
            "cites": [wire.cite("S2", "`TILL_PIN`, and 4711 where that is not set")],
        },
        {
            "name": "TILL_WORD",
            "default": None,
            "example": None,
            "shortest": 12,
            "does": "The word that is shown.",
            "cites": [wire.cite("S1", "`TILL_WORD`"), wire.cite("S4", "fewer than 12 characters")],
        },
    ],
    resources=[
        {"name": "tills", "endpoints": [wire.head("GET /till", "show_till", "S1", "S2", "S3")]}
    ],
)
DETAIL = wire.detail(
    shapes=[{"name": "TillView", "members": [wire.member("word")], "cites": []}],
    endpoints=[
        wire.endpoint(
            "GET /till",
            parameters=[
                {
                    "place": "header",
                    "value": wire.member("X-Pin", cites=[wire.cite("S1", "the header `X-Pin`")]),
                }
            ],
            success=wire.success(200, wire.body(shape="TillView"), wire.cite("S1", "`GET /till`")),
            cases=[
                wire.case("rule", 403, rule="S3", cites=[wire.cite("S3", "is refused with 403")])
            ],
            cites=[wire.cite("S1", "`GET /till`")],
        )
    ],
)
VIEW = """\
from hmac import compare_digest

from flask import abort, current_app
from flask.typing import ResponseReturnValue

from till.schemas import ShowTillHeaders, TillView, read_headers


@tills.get("/till")
def show_till() -> ResponseReturnValue:
    \"\"\"Shows the word.\"\"\"
    headers = read_headers(ShowTillHeaders)
    if not compare_digest(headers.x_pin.encode(), current_app.config["TILL_PIN"].encode()):
        abort(403)
    return TillView(word=current_app.config["TILL_WORD"]).model_dump(mode="json"), 200
"""
SCENARIOS = """\
## The right PIN shows the word
Covers: S1, S2, S4

```http
GET /till
X-Pin: 4711
HTTP 200
{"word": "the till word that tests have"}
```

## The word and the PIN are those that are set
Covers: S1, S2, S3

```http
# setting: TILL_PIN=9876
# setting: TILL_WORD=two words = one text
GET /till
X-Pin: 9876
HTTP 200
{"word": "two words = one text"}

GET /till
X-Pin: 4711
HTTP 403
```
"""


def model(request: Request) -> str:
    match request.purpose:
        case "interpret":
            return wire.text(OUTLINE if request.about == "outline" else DETAIL)
        case "scenarios":
            return SCENARIOS
        case _:
            return f"```python\n{VIEW}```"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox(Limits(), weak=False) as sandbox:
        yield sandbox


@pytest.fixture
def till(tmp_path: Path, sandbox: ForkedSandbox) -> Building:
    made = Building(Settings(tmp_path), sandbox, "till")
    made.write(SPEC)
    return made


def test_what_the_environment_tells_an_app_is_proven(till: Building) -> None:
    proposal = till.build(model)
    assert proposal is not None
    assert not till.of(NotAdmitted)
    [proposed] = till.of(Proposed)
    assert {row.verdict for row in proposed.proof.rows} == {"tested"}
    assert "till/config.py:13" in proposed.proof.rows[1].places
    accept(proposal, till.settings)
    tree = till.tree()
    assert "\nTILL_WORD=\n" in tree[".env.example"]
    assert "\n# TILL_PIN=4711\n" in tree[".env.example"]
    assert "| `TILL_WORD` | The word that is shown. | |" in tree["README.md"]
    assert 'app.config["TILL_PIN"] = "9876"' in tree["tests/test_tills.py"]


STARTS = """
import os
from till import create_app

try:
    config = create_app().config
    print(config["TILL_PIN"], config["TILL_WORD"])
except RuntimeError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"TILL_WORD": "hello, everybody"}, "4711 hello, everybody"),
        ({"TILL_WORD": "too short a"}, "TILL_WORD needs 12 characters or more"),
        ({"TILL_WORD": "hello, everybody", "TILL_PIN": "9876"}, "9876 hello, everybody"),
        ({"TILL_PIN": "9876"}, "TILL_WORD is missing: .env.example says what it is"),
    ],
)
def test_the_app_starts_with_what_it_is_told(
    till: Building, told: dict[str, str], shown: str
) -> None:
    proposal = till.build(model)
    assert proposal is not None
    accept(proposal, till.settings)
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "k" * 32, **told}
    done = subprocess.run(
        [sys.executable, "-c", STARTS],
        cwd=till.settings.out_dir / "till",
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == shown, done.stderr
