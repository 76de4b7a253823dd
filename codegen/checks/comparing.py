"""What only some know is compared without telling how much of it was right.

``==`` stops at the first character that differs, and a client that measures learns the text one character at a time: CWE-208
https://cwe.mitre.org/data/definitions/208.html, https://docs.python.org/3/library/hmac.html#hmac.compare_digest.
A comparison in a query is the database's own, and is of a hash: there nothing is found out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.client import from_client
from codegen.checks.flow import literal, method, subscript_key
from codegen.syntax import Source, dotted

_SECRET = re.compile(
    r"(.*_)?(api_key|apikey|digest|hmac|mac|passcode|passphrase|password|passwd|pin|secret|signature|token)(_hash|_digest)?",
    re.IGNORECASE,
)
_QUERIES = frozenset({"filter", "where", "having", "filter_by", "and_", "or_", "not_", "case"})


class SecretsAreComparedInConstantTime(Rule):
    """A secret that a client sends is compared with hmac.compare_digest(), or by what hashed it."""

    name = "secrets-are-compared-in-constant-time"
    message = "the time that this takes tells how much was right"
    mend = "Use hmac.compare_digest(a.encode(), b.encode()); for a password, the hasher's verify()."
    urls = (
        "https://cwe.mitre.org/data/definitions/208.html",
        "https://docs.python.org/3/library/hmac.html#hmac.compare_digest",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at ``==`` and ``!=`` between a client's text and another one, where one has a secret's name."""
        for comparison in source.nodes(cst.Comparison):
            if len(comparison.comparisons) != 1 or _is_of_a_query(source, comparison):
                continue
            target = comparison.comparisons[0]
            sides = (comparison.left, target.comparator)
            if not isinstance(target.operator, cst.Equal | cst.NotEqual):
                continue
            named = [name for side in sides if (name := _secret(side))]
            if named and not any(map(_is_empty, sides)) and _is_sent(source, app, sides):
                yield Hit(source, comparison, f"'{named[0]}' is compared with ==")

    VALID = (
        Example(code="""
from hmac import compare_digest

from flask import abort, current_app, request


def check() -> None:
    pin = request.headers.get("X-Pin", "")
    if pin == "" or not compare_digest(pin.encode(), current_app.config["SHOP_PIN"].encode()):
        abort(401)
"""),
        Example(code="""
def same(body: RegisterRequest, again: str) -> bool:
    return body.username == again and len(body.password) == 8
"""),
        Example(code="""
from hashlib import sha256

from flask import request
from register.extensions import db


def holder() -> User | None:
    token = sha256(request.headers["X-Token"].encode()).hexdigest()
    return db.session.scalar(db.select(User).where(User.token_hash == token))
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from flask import abort, current_app, request

def check() -> None:
    if request.headers.get("X-Pin") != current_app.config["SHOP_PIN"]:
        abort(401)
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import request

def holds(expected_token: str) -> bool:
    return request.headers["X-Api-Key"] == expected_token
""",
        ),
        Example(
            lines=(4,),
            code="""

def right(body: RegisterRequest, stored: str) -> bool:
    return stored == body.password
""",
        ),
    )


def _secret(side: cst.CSTNode) -> str | None:
    """The name of a secret that a side of a comparison is called by."""
    while isinstance(side, cst.Call):
        side = side.func
    name = subscript_key(side) or dotted(side) or ""
    last = str(name).rpartition(".")[2]
    return last if _SECRET.fullmatch(last) else None


def _is_empty(side: cst.CSTNode) -> bool:
    """Whether this is a text that everybody knows: "" tells whether anything was sent."""
    return literal(side) == ""


def _is_sent(source: Source, app: App, sides: tuple[cst.CSTNode, cst.CSTNode]) -> bool:
    return any(from_client(source, app, side) for side in sides)


def _is_of_a_query(source: Source, comparison: cst.Comparison) -> bool:
    """Whether it is a condition of a statement of SQL."""
    calls = (node for node in source.ancestors(comparison) if isinstance(node, cst.Call))
    return any(
        (dotted(call.func) or method(call) or "").rpartition(".")[2] in _QUERIES for call in calls
    )
