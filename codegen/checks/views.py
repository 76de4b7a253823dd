"""The views of an app: which functions answer requests, to which methods, and what else of the app they call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from codegen.checks.app import App
from codegen.checks.flow import argument, literal, method
from codegen.contract import Endpoint
from codegen.syntax import Source, children

SHORTCUTS = frozenset({"get", "post", "put", "delete", "patch"})
_ROUTES = SHORTCUTS | {"route", "expose"}
_IMPLIED_METHODS = frozenset({"HEAD", "OPTIONS"})
_CLASSES = (".MethodView", ".Resource")


@dataclass(frozen=True, slots=True)
class View:
    """A function that answers requests; ``methods`` is empty where they cannot be read."""

    source: Source
    function: cst.FunctionDef
    methods: frozenset[str]
    endpoint: Endpoint | None

    @property
    def only_reads(self) -> bool:
        """Whether it answers nothing but GET, and HEAD with it."""
        return self.methods == {"GET"}

    def holds(self, node: cst.CSTNode) -> bool:
        """Whether a node stands in the view."""
        return any(above is self.function for above in self.source.ancestors(node))


def views(source: Source, app: App) -> Iterator[View]:
    """The views that a module defines: by decorators, by add_url_rule(), or as methods of a view's class."""
    found = dict[cst.FunctionDef, set[str]]()
    for function, methods in (*_routed(source, app), *_of_classes(source, app)):
        found.setdefault(function, set()).update(methods or ("?",))
    for function, every in found.items():
        readable = frozenset(every) if "?" not in every else frozenset[str]()
        yield View(source, function, readable, _endpoint(source, app, function))


def route_methods(call: cst.Call, name: str) -> tuple[str, ...] | None:
    """The methods of a route, without those that Flask adds; None where they are no literals."""
    if name in SHORTCUTS:
        return (name.upper(),)
    given = argument(call, -1, "methods")
    if given is None:
        view = argument(call, 2, "view_func")
        return None if isinstance(view, cst.Call) else ("GET",)
    if not isinstance(given, cst.List | cst.Tuple | cst.Set):
        return None
    methods = [literal(element.value) for element in given.elements]
    if not all(isinstance(name, str) for name in methods):
        return None
    return tuple(sorted({str(name).upper() for name in methods} - _IMPLIED_METHODS))


def _routed(source: Source, app: App) -> Iterator[tuple[cst.FunctionDef, tuple[str, ...] | None]]:
    for function in source.nodes(cst.FunctionDef):
        for decorator in function.decorators:
            call = _route(decorator.decorator)
            if call:
                yield function, route_methods(call, method(call) or "")
    for call in source.nodes(cst.Call):
        curried = _route(call.func)
        if curried:
            given, methods = argument(call, 0), route_methods(curried, method(curried) or "")
        elif method(call) == "add_url_rule":
            given, methods = argument(call, 2, "view_func"), route_methods(call, "add_url_rule")
        else:
            continue
        where, named = app.function(app.name_of(source, given) if given else None) or (None, None)
        if where is source and named:
            yield named, methods


def _route(node: cst.CSTNode) -> cst.Call | None:
    """The call that makes a route, as ``users.get("/users")``: one that is given a path."""
    if not isinstance(node, cst.Call) or method(node) not in _ROUTES:
        return None
    return node if argument(node, 0, "rule", "url") else None


def _of_classes(source: Source, app: App) -> Iterator[tuple[cst.FunctionDef, tuple[str, ...]]]:
    for node in source.nodes(cst.ClassDef):
        bases = app.lineage(f"{source.name}.{node.name.value}")
        if any(base.endswith(_CLASSES) for base in bases):
            functions = (each for each in node.body.body if isinstance(each, cst.FunctionDef))
            yield from (
                (each, (each.name.value.upper(),))
                for each in functions
                if each.name.value in SHORTCUTS
            )


def _endpoint(source: Source, app: App, function: cst.FunctionDef) -> Endpoint | None:
    """The endpoint of the contract whose view the function is."""
    for each in app.contract.endpoints if app.contract else ():
        path = f"{app.package}/routes/{app.contract.resource(each)}.py" if app.contract else ""
        if each.name == function.name.value and source.path == path:
            return each
    return None


def calls_in(source: Source, function: cst.FunctionDef) -> Iterator[cst.Call]:
    """The calls that stand in a function's body, in their order."""
    waiting: list[cst.CSTNode] = [function.body]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, cst.Call):
            yield node
        waiting[:0] = children(node)


def reached(
    source: Source, app: App, function: cst.FunctionDef
) -> Iterator[tuple[Source, cst.FunctionDef]]:
    """A function, and the app's own functions that it calls, and those that they call."""
    waiting, seen = [(source, function)], set[cst.FunctionDef]()
    while waiting:
        where, current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        yield where, current
        waiting.extend(
            f for c in calls_in(where, current) if (f := app.function(app.called(where, c)))
        )
