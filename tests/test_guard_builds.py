"""Builds of a spec that lets nobody without a key find out even which paths there are, with a scripted model and the real sandbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import wire_answers as wire
from building import Building
from codegen.config import Settings
from codegen.interpret.change import changed
from codegen.interpret.wire import WireOutline, WireOutlineChange
from codegen.interpret.wire_outline import Outline, read_outline
from codegen.interpret.wire_parts import Reading
from codegen.pipeline import accept
from codegen.providers.base import Request
from codegen.reporters.base import NotAdmitted, Proposed
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox
from jars.model import verdicts
from projects import python

SPEC = """\
---
app: vault
---
# Vault

`GET /vault` answers with the word in it. The right key is in the environment variable `VAULT_KEY`, and is sent in the header `X-Key`.
No key, or another one, is answered with 401 "Who are you?" on every path but `GET /health`, which answers with 204 to anybody.
"""
GUARD = {
    "name": "require_key",
    "signature": "def require_key() -> None:",
    "does": "Refuses with 401 who does not send the key.",
    "cites": [wire.cite("S3", 'No key, or another one, is answered with 401 "Who are you?"')],
}
OUTLINE = wire.outline(
    title="Vault",
    settings=[
        {
            "name": "VAULT_KEY",
            "default": None,
            "example": "a key of tests",
            "shortest": 1,
            "does": "The right key.",
            "cites": [wire.cite("S2", "`VAULT_KEY`")],
        }
    ],
    modules=[{"name": "access", "purpose": "Keys.", "uses": [], "functions": [GUARD]}],
    resources=[
        {
            "name": "vaults",
            "endpoints": [
                wire.head("GET /vault", "show_word", "S1", "S2", "S3"),
                wire.head("GET /health", "check_health", "S3"),
            ],
        }
    ],
    guard="require_key",
)
UNKNOWN = wire.case(
    "not_logged_in",
    401,
    message="Who are you?",
    cites=[wire.cite("S3", 'answered with 401 "Who are you?"')],
)
DETAIL = wire.detail(
    shapes=[{"name": "WordView", "members": [wire.member("word")], "cites": []}],
    endpoints=[
        wire.endpoint(
            "GET /vault",
            who="logged_in",
            parameters=[
                {
                    "place": "header",
                    "value": wire.member(
                        "X-Key", flags=["optional"], cites=[wire.cite("S2", "the header `X-Key`")]
                    ),
                }
            ],
            success=wire.success(200, wire.body(shape="WordView"), wire.cite("S1", "`GET /vault`")),
            cases=[UNKNOWN],
            cites=[wire.cite("S1", "`GET /vault`")],
        ),
        wire.endpoint(
            "GET /health",
            success=wire.success(
                204, wire.body("empty"), wire.cite("S3", "`GET /health`, which answers with 204")
            ),
            cites=[wire.cite("S3", "`GET /health`, which answers with 204 to anybody")],
        ),
    ],
)
ACCESS = '''\
from hmac import compare_digest

from flask import abort, current_app, request


def require_key() -> None:
    """Refuse who does not send the key."""
    key = request.headers.get("X-Key", "")
    if not compare_digest(key.encode(), current_app.config["VAULT_KEY"].encode()):
        abort(401, "Who are you?")
'''
BLIND_ACCESS = '''\
from flask import abort, request


def require_key() -> None:
    """Refuse who sends no key at all."""
    if "X-Key" not in request.headers:
        abort(401, "Who are you?")
'''
SHOW = '''\
from flask.typing import ResponseReturnValue

from vault.schemas import WordView


@vaults.get("/vault")
def show_word() -> ResponseReturnValue:
    """Shows the word."""
    return WordView(word="gold").model_dump(mode="json"), 200
'''
HEALTH = '''\
from flask.typing import ResponseReturnValue


@vaults.get("/health")
def check_health() -> ResponseReturnValue:
    """Answers whoever asks."""
    return "", 204
'''
SCENARIOS = """\
## The key opens the vault
Covers: S1, S2

```http
# setting: VAULT_KEY=the key
GET /vault
X-Key: the key
HTTP 200
[Asserts]
jsonpath "$.word" isString

GET /vault
X-Key: another key
HTTP 401
```

## Another key is nobody's, even where there is nothing
Covers: S3

```http
GET /health
HTTP 204

GET /vault
X-Key: another key
HTTP 401
[Asserts]
jsonpath "$.detail" == "Who are you?"

GET /nowhere
X-Key: another key
HTTP 401
[Asserts]
jsonpath "$.detail" == "Who are you?"

DELETE /vault
X-Key: another key
HTTP 401
```
"""


@dataclass
class Model:
    """Answers, and keeps what it was asked."""

    access: str = ACCESS
    asked: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: Request) -> str:
        self.asked[f"{request.purpose} {request.about}"] = request.messages[-1].text
        match request.purpose, request.about:
            case "interpret", "outline":
                return wire.text(OUTLINE)
            case "interpret", _:
                return wire.text(DETAIL)
            case "scenarios", _:
                return SCENARIOS
            case "triage", _:
                asked = request.messages[-1].text.partition("# The disagreements")[2]
                names = tuple(re.findall(r"^## (\w+)$", asked, re.MULTILINE))
                return verdicts(names, "code_wrong", "S3", "another one")
            case _, "module-access":
                return f"```python\n{self.access}```"
            case _, "endpoint-get-vault-show-word" | "endpoint-get-show-word":
                return f"```python\n{SHOW}```"
            case _:
                return f"```python\n{HEALTH}```"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkedSandbox]:
    with ForkedSandbox(Limits(), weak=False) as sandbox:
        yield sandbox


@pytest.fixture
def vault(tmp_path: Path, sandbox: ForkedSandbox) -> Building:
    made = Building(Settings(tmp_path), sandbox, "vault")
    made.write(SPEC)
    return made


def test_every_request_passes_the_guard_also_where_there_is_no_path(vault: Building) -> None:
    model = Model()
    proposal = vault.build(model)
    assert proposal is not None
    assert not vault.of(NotAdmitted)
    [proposed] = vault.of(Proposed)
    assert {row.verdict for row in proposed.proof.rows} == {"tested"}
    accept(proposal, vault.settings)
    tree = vault.tree()
    assert 'FOR_ANYONE = frozenset(("vaults.check_health",))' in tree["vault/__init__.py"]
    assert "/no-such-path" in tree["tests/test_app.py"]
    done = python(vault.settings.out_dir / "vault", "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout


def test_authors_are_told_of_the_guard(vault: Building) -> None:
    model = Model()
    assert vault.build(model)
    of_views = {about: text for about, text in model.asked.items() if "endpoint" in about}
    told = {
        about: "only when `require_key` has let it pass" in text for about, text in of_views.items()
    }
    assert told == {"code endpoint-get-show-word": True, "code endpoint-get-check-health": False}
    assert "before every request" in model.asked["code module-access"]
    assert "`GET /health`" in model.asked["code module-access"].partition("before every request")[2]
    assert '"guard": "require_key"' in model.asked["interpret resource-vaults"]


def test_a_guard_that_lets_wrong_keys_pass_is_found_out(vault: Building) -> None:
    assert vault.build(Model(access=BLIND_ACCESS)) is None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"guard": "unheard_of"}, "the guard 'unheard_of' is no function of a module."),
        (
            {"signature": "def require_key(key: str) -> None:"},
            "the guard 'require_key' needs the head `def require_key() -> None:`.",
        ),
        (
            {"signature": "def require_key() -> bool:"},
            "the guard 'require_key' needs the head `def require_key() -> None:`.",
        ),
    ],
)
def test_what_cannot_be_a_guard_is_told(changes: dict[str, Any], problem: str) -> None:
    function = {**GUARD, **{k: v for k, v in changes.items() if k in GUARD}, "cites": []}
    modules = [{"name": "access", "purpose": "Keys.", "uses": [], "functions": [function]}]
    given = wire.outline(
        modules=modules,
        resources=[{"name": "vaults", "endpoints": [wire.head("GET /vault", "show_word")]}],
        guard=changes.get("guard", "require_key"),
    )
    reading = Reading({}, {})
    outline: Outline = read_outline(WireOutline.model_validate(given), reading)
    assert outline.guard
    assert reading.problems == [problem]


@pytest.mark.parametrize(
    ("guard", "removed", "left"),
    [
        (None, (), "require_key"),
        ("require_other", (), "require_other"),
        (None, ("guard:require_key",), None),
    ],
)
def test_a_change_keeps_the_guard_that_it_does_not_speak_of(
    guard: str | None, removed: tuple[str, ...], left: str | None
) -> None:
    earlier = WireOutline.model_validate(OUTLINE)
    nothing: dict[str, list[str]] = {part: [] for part in OUTLINE if part not in ("title", "guard")}
    change = {**OUTLINE, **nothing, "guard": guard, "removed": list(removed), "renamed": []}
    assert changed(earlier, WireOutlineChange.model_validate(change)).guard == left
