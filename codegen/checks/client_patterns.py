"""What a regular expression is, the app decides.

One that a client writes can take longer than the sun has left: CWE-1333 https://cwe.mitre.org/data/definitions/1333.html,
https://docs.python.org/3/library/re.html#re.escape.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.client import from_client
from codegen.checks.flow import argument, method
from codegen.syntax import Source

_FUNCTIONS = (
    "compile",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
    "subn",
)
_TAKES_PATTERN = frozenset(f"{module}.{name}" for module in ("re", "regex") for name in _FUNCTIONS)
_OF_COLUMNS = frozenset({"regexp_match", "regexp_replace"})
"""https://docs.sqlalchemy.org/en/21/core/operators.html#string-matching"""


class NoClientPatterns(Rule):
    """No regular expression that the client wrote."""

    name = "no-client-patterns"
    message = "the client decides how long this takes"
    mend = "Look for text with `in` or icontains(text, autoescape=True), or put it through re.escape()."
    urls = (
        "https://cwe.mitre.org/data/definitions/1333.html",
        "https://docs.python.org/3/library/re.html#re.escape",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at the functions of re, and at SQLAlchemy's operators for patterns."""
        for call in source.nodes(cst.Call):
            name = app.called(source, call) or ""
            if name in _TAKES_PATTERN or method(call) in _OF_COLUMNS:
                pattern = argument(call, 0, "pattern")
                if pattern and from_client(source, app, pattern):
                    yield Hit(source, call, f"'{name or method(call)}' takes its pattern")

    VALID = (
        Example(code="""
import re

from flask import request


def words() -> list[str]:
    text = request.args["text"]
    return re.findall(r"[a-z]+", text) + re.findall(re.escape(text), "a b")
"""),
        Example(code="""
from flask import request
from register.extensions import db


def found() -> list[User]:
    text = request.args["name"]
    return list(db.session.scalars(db.select(User).where(User.username.icontains(text, autoescape=True))))
"""),
        Example(code="""
class Rules:
    def match(self, text: str) -> bool:
        return bool(text)


def same(body: RegisterRequest, rules: Rules) -> bool:
    return rules.match(body.username)
"""),
    )
    INVALID = (
        Example(
            lines=(6,),
            code="""
import re
from flask import request

def found(texts: list[str]) -> list[str]:
    return [text for text in texts if re.search(request.args["q"], text)]
""",
        ),
        Example(
            lines=(5,),
            code="""
import re

def found(body: RegisterRequest, text: str) -> bool:
    pattern = re.compile("^" + body.username)
    return bool(pattern.match(text))
""",
        ),
        Example(
            lines=(6,),
            code="""
from flask import request
from register.extensions import db

def found() -> object:
    return db.select(User).where(User.username.regexp_match(request.args["q"]))
""",
        ),
    )
