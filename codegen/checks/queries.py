"""Where code speaks to its database through SQLAlchemy: sessions, statements, and the chains of calls on them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.flow import argument, last_name, made_of, method
from codegen.syntax import Source, dotted

READS = frozenset({"execute", "get", "scalar", "scalars"})
"""The methods of a session that ask the database."""

WRITES = frozenset({"add", "add_all", "bulk_insert_mappings", "bulk_save_objects", "merge"})
"""The methods of a session that make rows, beside ``delete``."""

_SESSION = re.compile(r"(\w*_)?session", re.IGNORECASE)
_METHODS = READS | WRITES | {"begin", "commit", "delete", "flush", "query"}
_AMBIGUOUS = frozenset({"add", "delete", "get", "merge"})
_OTHERS = ("flask.session", "requests.", "httpx.", "httpx2.", "aiohttp.")
_STATEMENTS = frozenset({"delete", "insert", "select", "update"})
_MODEL = re.compile(r"[A-Z]\w*[a-z]\w*")
_ENDS = frozenset(
    {
        "all",
        "count",
        "first",
        "first_or_404",
        "get",
        "get_or_404",
        "one",
        "one_or_404",
        "one_or_none",
        "scalar",
    }
)


def session_method(source: Source, app: App, call: cst.Call) -> str | None:
    """The method of a database session that is called, as ``commit`` for ``db.session.commit()``."""
    name = method(call)
    if name not in _METHODS or not isinstance(call.func, cst.Attribute):
        return None
    receiver = call.func.value
    named = receiver.func if isinstance(receiver, cst.Call) else receiver
    known, shown = app.name_of(source, named) or "", dotted(named) or ""
    if known.startswith(_OTHERS) or not _SESSION.fullmatch(shown.rpartition(".")[2]):
        return None
    if isinstance(receiver, cst.Name) and _is_other(source, receiver):
        return None
    if name == "get":
        return name if is_model(source, app, argument(call, 0, "entity")) else None
    plain = isinstance(receiver, cst.Attribute | cst.Call) or bool(known)
    return name if plain or name not in _AMBIGUOUS else None


def _is_other(source: Source, receiver: cst.Name) -> bool:
    """Whether a name is bound to what is no session of a database, as that of an HTTP client."""
    made = (node for node in source.values(receiver) if isinstance(node, cst.Call))
    return any((source.qualified_name(call.func) or "").startswith(_OTHERS) for call in made)


def is_model(source: Source, app: App, node: cst.CSTNode | None) -> bool:
    """Whether a node names a model: by what is known of it, or else by how it is written."""
    if not isinstance(node, cst.Name | cst.Attribute):
        return False
    name = app.name_of(source, node)
    if app.is_model(name):
        return True
    last = (name or dotted(node) or "").rpartition(".")[2]
    return not app.contract and bool(_MODEL.fullmatch(last))


def statement(source: Source, app: App, node: cst.CSTNode) -> str | None:
    """What kind of statement a node begins: ``select(User)`` and its like, ``session.query(User)``, ``User.query``."""
    if isinstance(node, cst.Call):
        name = last_name(source, node)
        if name in _STATEMENTS and _is_sqlalchemy(source, app, node):
            return name
        return "select" if session_method(source, app, node) == "query" else None
    is_query = isinstance(node, cst.Attribute) and node.attr.value == "query"
    return "select" if is_query and is_model(source, app, node.value) else None  # type: ignore[attr-defined]


def _is_sqlalchemy(source: Source, app: App, call: cst.Call) -> bool:
    name = app.called(source, call) or dotted(call.func) or ""
    return name.startswith(("sqlalchemy.", "sa.", "db.")) or ".db." in name


def models_of(source: Source, app: App, begun: cst.CSTNode) -> Iterator[str]:
    """The dotted names of the models whose rows, or columns, a statement is about."""
    given = [begun.value] if isinstance(begun, cst.Attribute) else []
    if isinstance(begun, cst.Call):
        given = [arg.value for arg in begun.args]
    for value in given:
        of_column = value.value if isinstance(value, cst.Attribute) else value
        for node in (value, of_column):
            if is_model(source, app, node):
                yield app.name_of(source, node) or dotted(node) or ""
                break


def begun_in(source: Source, app: App, value: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, str]]:
    """The statements that a value is made of, each with its kind."""
    for node in made_of(source, value):
        kind = statement(source, app, node)
        if kind:
            yield node, kind


def asks(source: Source, app: App, call: cst.Call) -> bool:
    """Whether a call reads rows: ``session.scalars(select(User))``, ``User.query.first()``."""
    name = session_method(source, app, call)
    if name in READS:
        kinds = {kind for arg in call.args for _, kind in begun_in(source, app, arg.value)}
        return name == "get" or "select" in kinds or not kinds
    return method(call) in _ENDS and chain_begins(source, app, call)


def chain_begins(source: Source, app: App, node: cst.CSTNode) -> bool:
    """Whether calls one upon another begin with ``User.query`` or ``session.query(User)``, and none before the last asks."""
    waiting, seen = [node], set[cst.CSTNode]()
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        if last_name_of(current) == "query" and statement(source, app, current):
            return True
        if isinstance(current, cst.Name):
            waiting.extend(v for v in source.values(current) if _is_assigned(source, v))
        elif current is node or not _ends(current):
            waiting.extend(_below(current))
    return False


def _is_assigned(source: Source, value: cst.CSTNode) -> bool:
    return isinstance(source.parent(value), cst.Assign | cst.AnnAssign | cst.NamedExpr)


def _ends(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and last_name_of(node) in _ENDS


def _below(node: cst.CSTNode) -> tuple[cst.CSTNode, ...]:
    match node:
        case cst.Call(func=below) | cst.Attribute(value=below):
            return (below,)
    return ()


def last_name_of(node: cst.CSTNode) -> str:
    """The last name of an attribute, or of what is called."""
    inner = node.func if isinstance(node, cst.Call) else node
    return (inner.attr.value if isinstance(inner, cst.Attribute) else "") or ""
