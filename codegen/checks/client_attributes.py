"""Which column or attribute is meant, the app decides.

``getattr(User, request.args["sort"])`` sorts by what nobody should learn the order of, and fails with 500 on what is none: CWE-470
https://cwe.mitre.org/data/definitions/470.html, CWE-915 https://cwe.mitre.org/data/definitions/915.html.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.branches import leaves, precedes
from codegen.checks.client import from_client
from codegen.checks.flow import argument, method
from codegen.syntax import Source, children

_BY_NAME = frozenset(
    {"builtins.getattr", "builtins.delattr", "builtins.hasattr", "operator.attrgetter"}
)
_ORDERS = frozenset({"order_by", "group_by"})
_OF_ALL = frozenset({"__dict__", "__mapper__", "__table__", "columns", "dir"})
"""What names everything that there is, and allows nothing."""


class NoClientAttributes(Rule):
    """No attribute and no column by a name that the client chose, unless it was looked up in a list of those that are allowed.

    ``if name not in SORTS: abort(400)`` before it looks it up, as ``if name in SORTS:`` around it does; all columns of a table are no such list.
    """

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
            if (
                chosen
                and from_client(source, app, chosen)
                and not _is_allowed(source, call, chosen)
            ):
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
        Example(code="""
from flask import abort, request
from register.extensions import db

SORTS = ("username", "id")


def listed() -> object:
    column = request.args.get("sort", "id")
    if column not in SORTS:
        abort(400, "Sort by username or id")
    return db.select(User).order_by(getattr(User, column))


def listed_or_not(name: str) -> object:
    sort = request.args["sort"]
    order = getattr(User, sort) if sort in SORTS else User.id
    if name and sort in {"id"}:
        return db.select(User).order_by(getattr(User, sort))
    return db.select(User).order_by(order)
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
            lines=(10, 12),
            code="""
from flask import request
from register.extensions import db

def listed() -> object:
    sort = request.args.get("sort")
    known = ["id"]
    if sort not in known:
        known.append("asked for what is not known")
    found = db.select(User).order_by(getattr(User, sort))
    if sort in User.__table__.columns:
        found = found.order_by(getattr(User, sort))
    return found
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


def _is_allowed(source: Source, call: cst.Call, chosen: cst.CSTNode) -> bool:
    """Whether a call is reached with a name alone that was found in a list of the app's."""
    if not isinstance(chosen, cst.Name):
        return False
    around = (n for n in source.ancestors(call) if isinstance(n, cst.IfExp | cst.If))
    if any(_holds(n, source, call) and _tests(n.test, chosen.value, cst.In) for n in around):
        return True
    return any(
        source.function(branch) is source.function(call)
        and precedes(source, branch, call)
        and (leaves(branch.body) or _sets(branch.body, chosen.value))
        and _tests(branch.test, chosen.value, cst.NotIn)
        for branch in source.nodes(cst.If)
    )


def _holds(branch: cst.If | cst.IfExp, source: Source, call: cst.Call) -> bool:
    """Whether a call stands where the condition of a branch is met."""
    return branch.body in (call, *source.ancestors(call))


def _tests(test: cst.CSTNode, name: str, by: type[cst.BaseCompOp]) -> bool:
    """Whether a condition is that a name is in a list, or is not, of which more may hold besides."""
    if isinstance(test, cst.BooleanOperation):
        wanted = cst.And if by is cst.In else cst.Or
        sides = (test.left, test.right) if isinstance(test.operator, wanted) else ()
        return any(_tests(side, name, by) for side in sides)
    match test:
        case cst.Comparison(left=cst.Name(value=found), comparisons=[one]):
            nodes = list(_within(one.comparator))
            is_of_all = any(_name(node) in _OF_ALL for node in nodes)
            return found == name and isinstance(one.operator, by) and not is_of_all
    return False


def _within(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    yield node
    for child in children(node):
        yield from _within(child)


def _name(node: cst.CSTNode) -> str:
    match node:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return name
    return ""


def _sets(block: cst.BaseSuite, name: str) -> bool:
    """Whether a block gives a name another value."""
    assigned = (node for node in _within(block) if isinstance(node, cst.Assign))
    targets = (target.target for assign in assigned for target in assign.targets)
    return any(isinstance(target, cst.Name) and target.value == name for target in targets)
