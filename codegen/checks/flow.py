"""What a value is made of, as far as one function shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from codegen.checks.app import App
from codegen.syntax import Source, children


def nothing(_: cst.CSTNode) -> bool:
    """Holds of no node."""
    return False


def made_of(
    source: Source,
    value: cst.CSTNode,
    opaque: Callable[[cst.CSTNode], bool] = nothing,
) -> Iterator[cst.CSTNode]:
    """The nodes of a value, and of what the names in it were bound to or had put into them.

    Nothing of an ``opaque`` node is told: neither the node nor what it is made of.
    """
    waiting, seen = [value], set[cst.CSTNode]()
    while waiting:
        node = waiting.pop()
        if node in seen or opaque(node):
            continue
        seen.add(node)
        yield node
        if isinstance(node, cst.Name):
            waiting.extend(v for v in source.values(node) if isinstance(v, cst.BaseExpression))
            waiting.extend(source.contents(node))
        else:
            waiting.extend(children(node))


def no_more(_: cst.CSTNode) -> Iterable[cst.CSTNode]:
    """Follows no node any further."""
    return ()


def origins(
    source: Source,
    value: cst.CSTNode,
    further: Callable[[cst.CSTNode], Iterable[cst.CSTNode]] = no_more,
) -> Iterator[cst.CSTNode]:
    """The nodes that a value may be: itself, what a name was bound to, both ways of a condition or an ``or``.

    ``further`` says where else to go from a node.
    """
    waiting, seen = [value], set[cst.CSTNode]()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            yield node
            waiting.extend((*_passed_on(source, node), *further(node)))


def _passed_on(source: Source, node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    match node:
        case cst.Name():
            return source.values(node)
        case cst.IfExp():
            return node.body, node.orelse
        case cst.BooleanOperation():
            return node.left, node.right
        case cst.NamedExpr():
            return (node.value,)
        case cst.Await():
            return (node.expression,)
    return ()


def literal(node: cst.CSTNode | None) -> str | bytes | None:
    """The value of a plain string literal, of one part or several; None for anything else."""
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        return node.evaluated_value
    return None


def argument(call: cst.Call, position: int, *keywords: str) -> cst.BaseExpression | None:
    """The argument at a position (from 0) or by one of these keywords."""
    for index, arg in enumerate(call.args):
        if arg.star:
            continue
        if arg.keyword is None and index == position:
            return arg.value
        if arg.keyword and arg.keyword.value in keywords:
            return arg.value
    return None


def keywords(call: cst.Call) -> Iterator[tuple[str, cst.Arg]]:
    """The arguments that a call gives by name."""
    yield from ((arg.keyword.value, arg) for arg in call.args if arg.keyword)


def method(call: cst.Call) -> str | None:
    """The name of the method that is called, as ``commit`` for ``db.session.commit()``."""
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else None


def subscript_key(node: cst.CSTNode) -> str | bytes | None:
    """The literal key of ``x["key"]``."""
    if isinstance(node, cst.Subscript) and len(node.slice) == 1:
        index = node.slice[0].slice
        return literal(index.value) if isinstance(index, cst.Index) else None
    return None


@dataclass(frozen=True, slots=True)
class Setting:
    """A value that is given under a name; ``place`` is the node that gives it."""

    name: str
    value: cst.BaseExpression
    place: cst.CSTNode


def settings(source: Source) -> Iterator[Setting]:
    """All values given under a literal name: ``x = 1``, ``a.x = 1``, ``a["x"] = 1``, ``f(x=1)``, ``{"x": 1}`` ..."""
    for assign in source.nodes(cst.Assign):
        for target in assign.targets:
            yield from _set(target.target, assign.value)
    for annotated in source.nodes(cst.AnnAssign):
        yield from _set(annotated.target, annotated.value)
    for element in source.nodes(cst.DictElement):
        yield from _named(literal(element.key), element.value, element)
    for parameter in source.nodes(cst.Param):
        yield from _named(parameter.name.value, parameter.default, parameter)
    for call in source.nodes(cst.Call):
        for name, arg in keywords(call):
            yield Setting(name, arg.value, arg)
        yield from _named(*_set_by_call(source, call), call)


def _set(target: cst.CSTNode, value: cst.BaseExpression | None) -> Iterator[Setting]:
    if isinstance(target, cst.Name):
        yield from _named(target.value, value, target)
    elif isinstance(target, cst.Attribute):
        yield from _named(target.attr.value, value, target)
    else:
        yield from _named(subscript_key(target), value, target)


def _named(
    name: str | bytes | None, value: cst.BaseExpression | None, place: cst.CSTNode
) -> Iterator[Setting]:
    if isinstance(name, str) and value is not None:
        yield Setting(name, value, place)


def _set_by_call(
    source: Source, call: cst.Call
) -> tuple[str | bytes | None, cst.BaseExpression | None]:
    """What ``setattr(x, "name", value)`` and ``x.setdefault("name", value)`` set."""
    if method(call) in ("setdefault", "__setitem__", "__setattr__"):
        return literal(argument(call, 0)), argument(call, 1)
    if source.qualified_name(call.func) == "builtins.setattr":
        return literal(argument(call, 1)), argument(call, 2)
    return None, None


def last_name(source: Source, call: cst.Call) -> str:
    """The last name of what is called, through aliases: ``commit`` for ``db.session.commit()``."""
    name = source.qualified_name(call.func)
    if name:
        return name.rpartition(".")[2]
    return call.func.value if isinstance(call.func, cst.Name) else method(call) or ""


def handed_out(source: Source) -> Iterator[cst.CSTNode]:
    """Everything that functions hand out: what they return, yield, raise and abort with."""
    yield from (returned.value for returned in source.nodes(cst.Return) if returned.value)
    yield from (yielded.value for yielded in source.nodes(cst.Yield) if yielded.value)
    for raised in source.nodes(cst.Raise):
        if raised.exc:
            yield raised.exc
    for call in source.nodes(cst.Call):
        if source.qualified_name(call.func) in ("flask.abort", "flask.flash"):
            yield call


def uses(
    source: Source, app: App, is_meant: Callable[[str], bool]
) -> Iterator[tuple[cst.CSTNode, str]]:
    """Where a module reads names that are meant, with their dotted names.

    What was given another name (``run = eval``) is told where it was given, not again where that is used.
    """
    for reference in source.references():
        name = app.name_of(source, reference)
        if name and is_meant(name) and not _is_alias(source, app, reference, is_meant):
            yield reference, name


def _is_alias(
    source: Source, app: App, reference: cst.CSTNode, is_meant: Callable[[str], bool]
) -> bool:
    root = reference
    while isinstance(root, cst.Attribute):
        root = root.value
    values = source.values(root) if isinstance(root, cst.Name) else ()
    return any(is_meant(app.name_of(source, value) or "") for value in values)
