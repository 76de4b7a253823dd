"""A client's data reaches a row by fields that the code names, never as a whole.

CWE-915 https://cwe.mitre.org/data/definitions/915.html, OWASP API3
https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/. This holds for a validated
schema too: a field that is added to it later must not reach a column by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import argument, last_name, literal, made_of, method, origins
from codegen.syntax import Source, children, parameters

_BULK_ATTRIBUTES = frozenset({"json", "form", "values", "args"})
_BULK_CALLS = frozenset(
    {"get_json", "to_dict", "model_dump", "model_validate", "model_validate_json"}
)
_SAME_DATA = frozenset(
    {"items", "keys", "copy", "dict", "list", "sorted", "deepcopy", "get", "vars"}
)


class NoMassAssignment(Rule):
    """Columns are written one by one, by name."""

    name = "no-mass-assignment"
    message = "a client's data is written as a whole"
    mend = "Name each field: User(username=data.username)."
    urls = (
        "https://cwe.mitre.org/data/definitions/915.html",
        "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what models, update(), values() and setattr() are given."""
        for call in source.nodes(cst.Call):
            if _fills_model(source, app, call):
                yield Hit(source, call, "all keys become columns")
            elif _updates(source, app, call):
                yield Hit(source, call, f"'{last_name(source, call)}' takes all keys")
            elif _sets_any(source, app, call):
                yield Hit(source, call, "the data chooses which attribute is set")

    VALID = (
        Example(code="""
def make(username: str, password: str) -> User:
    return User(**{"username": username, "password_hash": hasher.hash(password)})
"""),
        Example(code="""
def rename(user: User) -> None:
    data = RegisterRequest.model_validate({})
    for name in ("id",):
        setattr(user, name, getattr(data, name))
    values = {"id": data.username}
    db.session.query(User).filter_by(id=1).update({"id": data.username})
    values.update(data.model_dump())
"""),
        Example(code="""
def rename(user: User, data: dict[str, str]) -> None:
    for name, value in data.items():
        if name in ("id", "created_at"):
            setattr(user, name, value)
"""),
        Example(code="""
import hashlib

from flask import request


def etag() -> str:
    digest = hashlib.sha256()
    digest.update(request.get_data())
    return digest.hexdigest()


def validated() -> RegisterRequest:
    return RegisterRequest(**request.get_json())
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from flask import request

def make() -> User:
    return User(**request.json)
""",
        ),
        Example(
            lines=(4,),
            code="""
def make() -> User:
    data = RegisterRequest.model_validate({})
    return User(**data.model_dump(exclude={"password"}), password_hash="")
""",
        ),
        Example(
            lines=(4,),
            code="""
def change(user: User, data: dict[str, str]) -> None:
    for name, value in data.items():
        setattr(user, name, value)
""",
        ),
        Example(
            lines=(5,),
            code="""
import flask

def change(user: User) -> None:
    vars(user).update(flask.request.get_json())
""",
        ),
        Example(
            lines=(7,),
            code="""
from flask import request as incoming

def change(user_id: int) -> None:
    body = incoming.get_json(silent=True) or {}
    rows = db.session.query(User).filter_by(id=user_id)
    rows.update({**body, "id": user_id})
""",
        ),
        Example(
            lines=(7,),
            code="""
from sqlalchemy import update

def change(user_id: int) -> object:
    data = RegisterRequest.model_validate({})
    fields = {name: value for name, value in data.model_dump().items()}
    return update(User).values(fields)
""",
        ),
        Example(
            lines=(6,),
            code="""
def change(user: User) -> None:
    data = RegisterRequest.model_validate({})
    write = setattr
    for name in data.model_fields_set:
        write(user, name, getattr(data, name))
""",
        ),
        Example(
            lines=(3,),
            code="""
def make(fields: dict[str, str]) -> User:
    return User(**fields)
""",
        ),
    )


def _fills_model(source: Source, app: App, call: cst.Call) -> bool:
    starred = [arg.value for arg in call.args if arg.star == "**"]
    if not starred or not app.is_model(app.called(source, call)):
        return False
    return any(_is_bulk(source, app, value) or _is_passed(source, value) for value in starred)


def _updates(source: Source, app: App, call: cst.Call) -> bool:
    """Whether ``update``, ``values`` or ``execute`` are given bulk data, for more than a plain dict."""
    if not isinstance(call.func, cst.Attribute):
        return False
    name, receiver = call.func.attr.value, call.func.value
    if name not in ("update", "values") or _is_plain_dict(source, receiver):
        return False
    if name == "update" and _is_namespace(source, receiver):
        return True
    return any(_is_bulk(source, app, arg.value) for arg in call.args if arg.keyword is None)


def _is_plain_dict(source: Source, receiver: cst.CSTNode) -> bool:
    return any(
        isinstance(origin, cst.Dict | cst.DictComp)
        or (isinstance(origin, cst.Call) and last_name(source, origin) == "dict")
        for origin in origins(source, receiver)
    )


def _is_namespace(source: Source, receiver: cst.CSTNode) -> bool:
    """Whether this is ``vars(x)`` or ``x.__dict__`` of something else than ``self``."""
    if isinstance(receiver, cst.Call) and last_name(source, receiver) == "vars":
        owner: cst.CSTNode | None = argument(receiver, 0)
    elif isinstance(receiver, cst.Attribute) and receiver.attr.value == "__dict__":
        owner = receiver.value
    else:
        return False
    return not (isinstance(owner, cst.Name) and owner.value == "self")


def _sets_any(source: Source, app: App, call: cst.Call) -> bool:
    """Whether ``setattr`` sets an attribute whose name comes with the data."""
    if source.qualified_name(call.func) == "builtins.setattr":
        name = argument(call, 1)
    elif method(call) == "__setattr__":
        name = argument(call, len(call.args) - 2)
    else:
        return False
    if name is None or literal(name) is not None or _is_listed(source, call, name):
        return False
    return any(
        _brings(source, app, node) or _goes_through(source, node) for node in made_of(source, name)
    )


def _is_listed(source: Source, call: cst.Call, name: cst.CSTNode) -> bool:
    """Whether an ``if name in ...`` stands around the call."""
    tests = (above.test for above in source.ancestors(call) if isinstance(above, cst.If))
    return isinstance(name, cst.Name) and any(_tests(test, name.value) for test in tests)


def _tests(test: cst.CSTNode, name: str) -> bool:
    if isinstance(test, cst.Comparison):
        is_name = isinstance(test.left, cst.Name) and test.left.value == name
        return is_name and any(isinstance(c.operator, cst.In) for c in test.comparisons)
    return any(_tests(child, name) for child in children(test))


def _is_bulk(source: Source, app: App, value: cst.CSTNode) -> bool:
    """Whether a value is data of the request with whatever keys it came with."""
    nodes = origins(source, value, lambda node: _same_keys(source, node))
    return any(_brings(source, app, node) for node in nodes)


def _same_keys(source: Source, node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    """The parts of a node whose keys become its own."""
    match node:
        case cst.Dict():
            return [e.value for e in node.elements if isinstance(e, cst.StarredDictElement)]
        case cst.DictComp():
            key = node.key.value if isinstance(node.key, cst.Name) else ""
            listed = any(_tests(condition.test, key) for condition in node.for_in.ifs)
            return () if listed else (node.for_in.iter,)
        case cst.BinaryOperation():
            return node.left, node.right
        case cst.Subscript() | cst.Attribute(attr=cst.Name(value="__dict__")):
            return (node.value,)
        case cst.Name():
            return [i.value if isinstance(i, cst.Arg) else i for i in source.contents(node)]
        case cst.Call() if last_name(source, node) in _SAME_DATA:
            own = [node.func.value] if isinstance(node.func, cst.Attribute) else []
            return [*own, *(arg.value for arg in node.args)]
    return ()


def _brings(source: Source, app: App, node: cst.CSTNode) -> bool:
    """Whether this very node is where the request's data comes in, or calls a function that brings it."""
    if isinstance(node, cst.Attribute):
        base, _, last = (source.qualified_name(node) or "").rpartition(".")
        in_request = base == "flask.request" and last in _BULK_ATTRIBUTES
        return in_request or node.attr.value == "model_fields_set"
    if not isinstance(node, cst.Call):
        return False
    return last_name(source, node) in _BULK_CALLS or _returns_request(source, app, node)


def _returns_request(source: Source, app: App, call: cst.Call) -> bool:
    """Whether a function of the app is called that itself returns such data."""
    where, function = app.function(app.called(source, call)) or (source, None)
    if function is None:
        return False
    returned = (r.value for r in where.nodes(cst.Return) if where.function(r) is function)
    nodes = (node for value in returned if value for node in made_of(where, value))
    return any(
        where.qualified_name(node) == "flask.request"
        or (isinstance(node, cst.Call) and last_name(where, node) in _BULK_CALLS)
        for node in nodes
    )


def _is_passed(source: Source, value: cst.CSTNode) -> bool:
    """Whether a value is a parameter of its function, other than its own ``**keywords``."""
    function = source.function(value)
    if function is None or not isinstance(value, cst.Name):
        return False
    own = function.params.star_kwarg
    names = {p.name.value for p in parameters(function) if p is not own}
    return value.value in names


def _goes_through(source: Source, node: cst.CSTNode) -> bool:
    """Whether this is ``data.items()`` of a parameter."""
    return (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value in ("items", "keys")
        and _is_passed(source, node.func.value)
    )
