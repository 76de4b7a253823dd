"""Which column or attribute is meant, the app decides.

``getattr(User, request.args["sort"])`` sorts by what nobody should learn the order of, and fails with 500 on what is none: CWE-470
https://cwe.mitre.org/data/definitions/470.html, CWE-915 https://cwe.mitre.org/data/definitions/915.html.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.client import from_client
from codegen.checks.flow import argument, method
from codegen.syntax import Source

_BY_NAME = frozenset(
    {"builtins.getattr", "builtins.delattr", "builtins.hasattr", "operator.attrgetter"}
)
_ORDERS = frozenset({"order_by", "group_by"})


class NoClientAttributes(Rule):
    """No attribute and no column by a name that the client chose."""

    name = "no-client-attributes"
    message = "the client decides which attribute is read"
    mend = 'Choose it from a dictionary of those that are allowed: SORTS = {"name": User.name}.'
    urls = (
        "https://cwe.mitre.org/data/definitions/470.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at getattr() and its like, and at order_by() and group_by()."""
        for call in source.nodes(cst.Call):
            name = app.called(source, call) or ""
            position = 0 if name == "operator.attrgetter" else 1
            chosen = argument(call, position) if name in _BY_NAME else None
            if method(call) in _ORDERS:
                chosen = next((arg.value for arg in call.args if _is_text(arg.value)), None)
            if chosen and from_client(source, app, chosen):
                shown = name.rpartition(".")[2] or method(call)
                yield Hit(source, call, f"'{shown}' takes its name")

    VALID = (
        Example(code="""
from flask import request
from register.extensions import db

SORTS = {"name": User.username, "id": User.id}


def listed() -> object:
    return db.select(User).order_by(SORTS[request.args.get("sort", "id")])
"""),
        Example(code="""
def names(user: User) -> list[object]:
    return [getattr(user, name) for name in ("id", "username")]
"""),
        Example(code="""
from flask import request
from register.extensions import db


def listed() -> object:
    query = db.select(User)
    return query.order_by(User.id.desc() if request.args.get("down") == "yes" else User.id)
"""),
    )
    INVALID = (
        Example(
            lines=(6,),
            code="""
from flask import request
from register.extensions import db

def listed() -> object:
    return db.select(User).order_by(getattr(User, request.args["sort"]))
""",
        ),
        Example(
            lines=(5,),
            code="""
from operator import attrgetter

def sorted_users(users: list[User], body: RegisterRequest) -> list[User]:
    return sorted(users, key=attrgetter(body.username))
""",
        ),
        Example(
            lines=(6,),
            code="""
from flask import request
from register.extensions import db

def listed() -> object:
    return db.select(User).order_by(request.args["sort"])
""",
        ),
    )


def _is_text(value: cst.BaseExpression) -> bool:
    """Whether a value is given as it is, not chosen by it: a name, an item, or a text made of others."""
    return isinstance(
        value, cst.Name | cst.Attribute | cst.FormattedString | cst.BinaryOperation
    ) or (isinstance(value, cst.Subscript) and _is_request(value))


def _is_request(value: cst.Subscript) -> bool:
    inner = value.value
    return isinstance(inner, cst.Attribute) and isinstance(inner.value, cst.Name)
