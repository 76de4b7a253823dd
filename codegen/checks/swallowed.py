"""An error is answered for, or goes on.

What is caught and thrown away is a bug that nobody hears of: CWE-390 https://cwe.mitre.org/data/definitions/390.html,
CWE-396 https://cwe.mitre.org/data/definitions/396.html. Flask answers 500 by itself where nothing is caught.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.syntax import Source

_EVERYTHING = frozenset({"builtins.Exception", "builtins.BaseException"})


class NoSwallowedErrors(Rule):
    """No bare except, and no error of every kind that is caught and dropped."""

    name = "no-swallowed-errors"
    message = "an error is caught that nobody hears of"
    mend = "Catch the one exception that is expected here; let all others go on."
    urls = (
        "https://cwe.mitre.org/data/definitions/390.html",
        "https://docs.python.org/3/tutorial/errors.html#handling-exceptions",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at every ``except``."""
        for handler in source.nodes(cst.ExceptHandler):
            if handler.type is None:
                if not _goes_on(handler):
                    yield Hit(source, handler, "a bare 'except' catches even SystemExit")
            elif _catches_all(source, app, handler.type) and _is_dropped(handler):
                yield Hit(source, handler, "every error is caught, and dropped")

    VALID = (
        Example(code="""
import json


def parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
"""),
        Example(code="""
from register.extensions import db


def keep() -> None:
    try:
        db.session.flush()
    except Exception:
        db.session.rollback()
        raise
"""),
        Example(code="""
def told(texts: list[str], wrong: list[str]) -> None:
    for text in texts:
        try:
            int(text)
        except Exception as error:
            wrong.append(type(error).__name__)
"""),
    )
    INVALID = (
        Example(
            lines=(7,),
            code="""
import json

def parsed(text: str) -> object:
    try:
        return json.loads(text)
    except:
        return None
""",
        ),
        Example(
            lines=(7,),
            code="""
import json

def parsed(text: str, found: list[object]) -> None:
    try:
        found.append(json.loads(text))
    except Exception:
        pass
""",
        ),
        Example(
            lines=(6,),
            code="""
def first(texts: list[str]) -> int | None:
    for text in texts:
        try:
            return int(text)
        except (ValueError, Exception):
            continue
    return None
""",
        ),
    )


def _catches_all(source: Source, app: App, caught: cst.BaseExpression) -> bool:
    named = [e.value for e in caught.elements] if isinstance(caught, cst.Tuple) else [caught]
    return any(app.name_of(source, each) in _EVERYTHING for each in named)


def _is_dropped(handler: cst.ExceptHandler) -> bool:
    """Whether nothing is done about it but to go on."""
    lines = handler.body.body
    return all(
        isinstance(line, cst.SimpleStatementLine)
        and all(
            isinstance(small, cst.Pass | cst.Continue | cst.Break) or _is_words(small)
            for small in line.body
        )
        for line in lines
    )


def _is_words(small: cst.BaseSmallStatement) -> bool:
    return isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString | cst.Ellipsis)


def _goes_on(handler: cst.ExceptHandler) -> bool:
    """Whether its last line raises what was caught."""
    last = handler.body.body[-1] if handler.body.body else None
    small = last.body[-1] if isinstance(last, cst.SimpleStatementLine) and last.body else None
    return isinstance(small, cst.Raise) and small.exc is None
