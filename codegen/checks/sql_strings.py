"""SQL is never put together from strings: values travel as bound parameters.

CWE-89 https://cwe.mitre.org/data/definitions/89.html; how SQLAlchemy binds them:
https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import argument, last_name, literal, method, origins
from codegen.syntax import Source

_TEXTS = frozenset({"text", "literal_column", "TextClause", "DDL"})
_METHODS = frozenset(
    {"execute", "executemany", "executescript", "exec_driver_sql", "scalar", "scalars"}
)
_MAKERS = frozenset({"format", "format_map", "substitute", "safe_substitute"})
_MAKERS_OF_TEXT = frozenset({"join", "replace", "__add__", "__mod__"})
_SAME_TEXT = frozenset({"strip", "lower", "upper", "lstrip", "rstrip", "dedent", "str"})


class NoSqlFromStrings(Rule):
    """SQL is a literal, or made by SQLAlchemy's expressions."""

    name = "no-sql-from-strings"
    message = "SQL is put together from strings"
    mend = "Use select(), insert() ... or a literal text() with bound parameters (:name)."
    urls = (
        "https://cwe.mitre.org/data/definitions/89.html",
        "https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what text() and the executing methods are given."""
        for call in source.nodes(cst.Call):
            takes = _takes_sql(source, app, call)
            given = argument(call, 0, "text", "statement", "sql") if takes else None
            if given is not None and (_is_made(source, given) or _is_requested(source, given)):
                yield Hit(source, call, f"what '{takes}' is given")

    VALID = (
        Example(code="""
from sqlalchemy import text


def count(name: str) -> int:
    query = text("SELECT count(*) FROM users " "WHERE username = :name")
    return int(db.session.execute(query, {"name": name.format()}).scalar_one())
"""),
        Example(code="""
from sqlalchemy import text


def count(prefix: str | None) -> int:
    sql = "SELECT count(*) FROM users"
    if prefix:
        sql += " WHERE username LIKE :prefix"
    return int(db.session.execute(text(sql), {"prefix": prefix}).scalar_one())
"""),
        Example(code="""
from sqlalchemy import func, select


def find(prefix: str) -> list[User]:
    query = select(User).join(User).where(User.username.like(prefix + "%"))
    query = query.where(func.length(User.username) > 1)
    return list(db.session.scalars(query))
"""),
        Example(code="""
from string import Template


def greeting(name: str, text: object) -> str:
    return Template("Hello $name").substitute(name=f"{name}") + str(text)
"""),
        Example(code="""
import logging


def log(name: str, text: str = "") -> None:
    logging.getLogger(__name__).info("%s", f"{name}{text}")
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from sqlalchemy import text

def find(name: str) -> object:
    return db.session.execute(text(f"SELECT * FROM users WHERE username = '{name}'"))
""",
        ),
        Example(
            lines=(5,),
            code="""
def find(name: str) -> object:
    query = "SELECT * FROM users WHERE username = '%s'"
    query = query % name
    return db.session.execute(query)
""",
        ),
        Example(
            lines=(7,),
            code="""
import sqlalchemy as sa

def find(name: str, ordered: bool) -> object:
    query = "SELECT * FROM users WHERE username = '" + name + "'"
    query += " ORDER BY id" if ordered else ""
    return db.session.scalars(sa.text(query))
""",
        ),
        Example(
            lines=(4,),
            code="""
def find(name: str) -> object:
    connection = db.engine.connect()
    return connection.exec_driver_sql("SELECT * FROM users WHERE id = {}".format(name))
""",
        ),
        Example(
            lines=(7,),
            code="""
from sqlalchemy.sql import expression as sql

def find(columns: list[str]) -> object:
    parts = ["SELECT", ", ".join(columns), "FROM users"]
    run = db.session.execute
    return run(sql.text(" ".join(parts)))
""",
        ),
        Example(
            lines=(6,),
            code="""
import flask

def console() -> object:
    statement = flask.request.args["sql"]
    return db.session.execute(db.text(statement))
""",
        ),
    )


def _takes_sql(source: Source, app: App, call: cst.Call) -> str | None:
    name = app.called(source, call) or ""
    last = name.rpartition(".")[2]
    if last in _TEXTS and (name.startswith("sqlalchemy.") or name.endswith(f".db.{last}")):
        return last
    verb = method(call) or last
    return verb if verb in _METHODS else None


def _is_made(source: Source, value: cst.CSTNode) -> bool:
    """Whether a value is a string made from parts that are not all literal."""
    nodes = origins(source, value, lambda node: _same_text(source, node))
    return any(_makes(source, node) for node in nodes)


def _same_text(source: Source, node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    """The parts of a node whose text it hands on."""
    match node:
        case cst.ConcatenatedString():
            return node.left, node.right
        case cst.Call() if last_name(source, node) in _SAME_TEXT:
            own = [node.func.value] if isinstance(node.func, cst.Attribute) else []
            return [*own, *(arg.value for arg in node.args)]
    return ()


def _makes(source: Source, node: cst.CSTNode) -> bool:
    match node:
        case cst.FormattedString():
            return any(isinstance(part, cst.FormattedStringExpression) for part in node.parts)
        case cst.BinaryOperation(operator=cst.Add() | cst.Modulo()):
            return not _is_literal(node)
        case cst.Name():
            added = (v for v in source.values(node) if isinstance(source.parent(v), cst.AugAssign))
            return not all(map(_is_literal, added))
        case cst.Call(func=cst.Attribute(attr=cst.Name(value=name), value=receiver)):
            # SQLAlchemy's select() has a join() too
            return name in _MAKERS or (name in _MAKERS_OF_TEXT and _is_text(source, receiver))
    return False


def _is_text(source: Source, value: cst.CSTNode) -> bool:
    strings = cst.SimpleString | cst.ConcatenatedString | cst.FormattedString
    return any(isinstance(origin, strings) for origin in origins(source, value))


def _is_literal(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.BinaryOperation):
        return _is_literal(node.left) and _is_literal(node.right)
    return literal(node) is not None


def _is_requested(source: Source, value: cst.CSTNode) -> bool:
    """Whether a value is a piece of the request as it came."""
    for origin in origins(source, value):
        node = origin
        while isinstance(node, cst.Attribute | cst.Subscript | cst.Call):
            name = source.qualified_name(node) or ""
            if name == "flask.request" or name.startswith("flask.request."):
                return True
            node = node.func if isinstance(node, cst.Call) else node.value
    return False
