"""Where a value comes from the client: the request, what a schema read of it, or a text in the path."""

from __future__ import annotations

import re
from collections.abc import Iterable

import libcst as cst

from codegen.checks.app import App
from codegen.checks.flow import argument, last_name, literal, origins
from codegen.syntax import Source, parameters

_PASSED_ON = frozenset(
    {"Path", "PurePath", "format", "fspath", "join", "joinpath", "str", "unquote", "urljoin"}
)
_HARMLESS = frozenset({"bool", "date", "datetime", "float", "int"})
_IN_PATH = re.compile(r"<(?:[^<>:]*:)?(\w+)>")
_VERBS = frozenset({"route", "get", "post", "put", "patch", "delete"})


def from_client(source: Source, app: App, value: cst.CSTNode) -> bool:
    """Whether a text of the client is in a value; what a function makes of it is taken for its own."""
    nodes = origins(source, value, lambda node: _parts(source, node))
    return any(_brings(source, app, node) for node in nodes)


def _parts(source: Source, node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    """The nodes whose text is in that of a node."""
    match node:
        case cst.Attribute() | cst.Subscript():
            return (node.value,)
        case cst.BinaryOperation():
            return node.left, node.right
        case cst.FormattedString():
            return [
                p.expression for p in node.parts if isinstance(p, cst.FormattedStringExpression)
            ]
        case cst.ConcatenatedString():
            return node.left, node.right
        case cst.Call():
            own = [node.func.value] if isinstance(node.func, cst.Attribute) else []
            passed = last_name(source, node) in _PASSED_ON
            return [*own, *(arg.value for arg in node.args if passed)]
    return ()


def _brings(source: Source, app: App, node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Param):
        return _is_view_text(source, node) or _is_body(source, app, node)
    if isinstance(node, cst.Call):
        name = app.called(source, node) or ""
        readers = (f"{app.package}.schemas.read_", f"{app.package}.bodies.")
        return name.startswith(readers)
    return source.qualified_name(node) == "flask.request"


def _is_view_text(source: Source, parameter: cst.Param) -> bool:
    """Whether this is a parameter of a view that is not a number."""
    function = next(
        (n for n in source.nodes(cst.FunctionDef) if parameter in tuple(parameters(n))), None
    )
    annotation = parameter.annotation.annotation if parameter.annotation else None
    number = isinstance(annotation, cst.Name) and annotation.value in _HARMLESS
    if function is None or number:
        return False
    return any(_takes(decorator, parameter.name.value) for decorator in function.decorators)


def _takes(decorator: cst.Decorator, name: str) -> bool:
    """Whether a decorator is a route with this parameter in its path; what else a view is given, the app gives it."""
    call = decorator.decorator
    target = call.func if isinstance(call, cst.Call) else call
    if not isinstance(target, cst.Attribute) or target.attr.value not in _VERBS:
        return False
    path = literal(argument(call, 0, "rule")) if isinstance(call, cst.Call) else None
    return not isinstance(path, str) or name in (found[1] for found in _IN_PATH.finditer(path))


def _is_body(source: Source, app: App, parameter: cst.Param) -> bool:
    """Whether this is a parameter of a schema's type."""
    annotation = parameter.annotation.annotation if parameter.annotation else None
    name = app.name_of(source, annotation) if annotation else None
    return name is not None and app.is_schema(name)
