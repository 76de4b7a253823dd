"""A secret is not written where others read: in a log, or on the terminal.

Logs are kept for years, are sent to other machines and are read by people who may not log in as others: CWE-532
https://cwe.mitre.org/data/definitions/532.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import made_of, method, subscript_key
from codegen.syntax import Source

_LEVELS = frozenset({"critical", "debug", "error", "exception", "info", "log", "warn", "warning"})
_PRINTS = frozenset(
    {"builtins.print", "pprint.pprint", "pprint.pp", "sys.stdout.write", "sys.stderr.write"}
)
_SECRET = re.compile(
    r"(.*_)?(api_key|apikey|passcode|passphrase|password|passwd|private_key|secret|secret_key|token)",
    re.IGNORECASE,
)
_TELLS_NOTHING = frozenset({"bool", "hash", "len", "verify", "compare_digest", "isinstance"})


class NoSecretsInLogs(Rule):
    """No password, token or key in what is logged or printed."""

    name = "no-secrets-in-logs"
    message = "whoever reads the log learns a secret"
    mend = "Log the id of its owner, or that there was one."
    urls = (
        "https://cwe.mitre.org/data/definitions/532.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what is given to loggers and to print()."""
        for call in source.nodes(cst.Call):
            if app.called(source, call) in _PRINTS or _is_log(source, call):
                for arg in call.args:
                    found = (_secret(node) for node in _told(source, arg.value))
                    if name := next(filter(None, found), None):
                        yield Hit(source, arg, f"'{name}' is told")

    VALID = (
        Example(code="""
import logging


def log_in(user: User, body: RegisterRequest) -> None:
    logging.getLogger(__name__).info("user %s logged in, password of %d", user.id, len(body.password))
"""),
        Example(code="""
from flask import current_app


def renew(user: User) -> None:
    current_app.logger.info("the password of user %s was changed", user.id)
"""),
        Example(code="""
import math


def growth(token: int) -> float:
    return math.log(token)
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
import logging

def log_in(body: RegisterRequest) -> None:
    logging.getLogger(__name__).info("log-in of %s with %s", body.username, body.password)
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import current_app

def refuse(body: RegisterRequest) -> None:
    current_app.logger.warning(f"wrong: {body.password}")
""",
        ),
        Example(
            lines=(7,),
            code="""
import secrets

def make() -> str:
    token = secrets.token_urlsafe()
    shown = "new: " + token
    print(shown)
    return token
""",
        ),
    )


def _is_log(source: Source, call: cst.Call) -> bool:
    """Whether a method of a logger is called: of ``logging``, or of what is named or made as one."""
    if method(call) not in _LEVELS or not isinstance(call.func, cst.Attribute):
        return False
    of = source.qualified_name(call.func.value) or ""
    words = (of, *(_word(node) for node in made_of(source, call.func.value)))
    return of != "math" and any("log" in word.lower() for word in words)


def _told(source: Source, value: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes whose text is told with a value: of what has a secret only what it is asked for."""
    waiting, seen = [value], set[cst.CSTNode]()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        yield node
        match node:
            case cst.Name():
                texts = (cst.BinaryOperation, cst.FormattedString)
                waiting += [each for each in source.values(node) if isinstance(each, texts)]
            case cst.FormattedString():
                inner = (p for p in node.parts if isinstance(p, cst.FormattedStringExpression))
                waiting += [part.expression for part in inner]
            case cst.BinaryOperation():
                waiting += [node.left, node.right]
            case cst.Tuple() | cst.List() | cst.Dict():
                waiting += [element.value for element in node.elements]
            case cst.Call() if not _tells_nothing(node):
                waiting += [arg.value for arg in node.args]


def _word(node: cst.CSTNode) -> str:
    return node.value if isinstance(node, cst.Name) else ""


def _tells_nothing(node: cst.Call) -> bool:
    """Whether what is given to a call cannot be told from what it gives back."""
    last = node.func.attr if isinstance(node.func, cst.Attribute) else node.func
    return isinstance(last, cst.Name) and last.value in _TELLS_NOTHING


def _secret(node: cst.CSTNode) -> str | None:
    """The name of a secret that is read here."""
    word = (
        node.attr.value if isinstance(node, cst.Attribute) else subscript_key(node) or _word(node)
    )
    return word if isinstance(word, str) and _SECRET.fullmatch(word) else None
