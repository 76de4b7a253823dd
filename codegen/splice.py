"""Slices -> modules: definitions put into a module's skeleton, in an order that runs.

A module is its skeleton (docstring, imports, what comes first) followed by the definitions of the
slices: constants, classes, functions, views, each after what it needs at import. Imports of all are
merged and sorted, and those that nothing uses go. Where two slices mean different things by one imported
name, the later one gets it under a name of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import TypeAlias

import libcst as cst

from codegen.stdlib import STANDARD_LIBRARY
from codegen.syntax import Source

Definition: TypeAlias = cst.BaseCompoundStatement | cst.SimpleStatementLine
ROUTE_METHODS = ("route", "get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class _Unit:
    """Statements that belong together: one top-level name, or same-named neighbours."""

    names: tuple[str, ...]
    statements: tuple[Definition, ...]
    rank: int
    needs: frozenset[str]


@dataclass(frozen=True, slots=True, order=True)
class _Import:
    """``from module import name as alias``; a plain ``import module`` has no name."""

    module: str
    name: str = ""
    alias: str = ""

    @property
    def binds(self) -> str:
        return self.alias or self.name or self.module.split(".")[0]

    @property
    def stands_for(self) -> str:
        """The dotted name of what is bound: ``import os.path`` binds ``os`` alone."""
        if self.name:
            return f"{self.module}.{self.name}"
        return self.module if self.alias else self.module.split(".")[0]

    def renamed(self, alias: str) -> _Import:
        return _Import(self.module, self.name, alias)


def compose(skeleton: str, definitions: Sequence[str], package: str) -> str:
    """One module of a skeleton and slices.

    Args:
        skeleton: the module's text before any slice: docstring, imports, what comes first.
        definitions: each slice's definitions in this module, with the imports that they need.
        package: the app's own package, whose imports are sorted last.

    Returns the module's text, not formatted yet. Raises libcst.ParserSyntaxError where a text does
    not parse, and ValueError where two definitions have one name.
    """
    return _composed(skeleton, tuple(definitions), package)


@lru_cache(maxsize=512)
def _composed(skeleton: str, definitions: tuple[str, ...], package: str) -> str:
    """A build composes most modules several times: for each author, and for each candidate."""
    parsed = [cst.parse_module(text) for text in (skeleton, *definitions)]
    (head, *parts), imports = _told_apart(parsed)
    comments = cst.Module(body=[], header=head.header).code
    leading, first = _without_imports(head.with_changes(header=[]))
    units = _ordered([unit for part in parts for unit in _units(_without_imports(part)[1])])
    body = [*first, *(statement for unit in units for statement in unit.statements)]
    used = _names_used(body)
    kept = sorted(i for i in imports if i.binds in used or i.module == "__future__")
    return comments + cst.Module(body=[*leading, *_import_block(kept, package), *body]).code


def _without_imports(module: cst.Module) -> tuple[list[Definition], list[Definition]]:
    """The module's docstring, and its other statements but for imports."""
    docstring = list(module.body[:1]) if module.get_docstring() is not None else []
    rest = [s for s in _with_header(module)[len(docstring) :] if not _is_import(s)]
    return docstring, rest


def _with_header(module: cst.Module) -> list[Definition]:
    """The module's statements; comments above the first, which libcst keeps apart, are its own."""
    if not module.body:
        return []
    first = module.body[0]
    above = [*module.header, *first.leading_lines]
    return [first.with_changes(leading_lines=above), *module.body[1:]]


def _is_import(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(
        statement.body[0], cst.Import | cst.ImportFrom
    )


def _imports(module: cst.Module) -> Iterator[_Import]:
    for node in ast.parse(module.code).body:
        if isinstance(node, ast.Import):
            yield from (_Import(a.name, alias=a.asname or "") for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            yield from (_Import(source, a.name, a.asname or "") for a in node.names)


def _told_apart(modules: Sequence[cst.Module]) -> tuple[list[cst.Module], set[_Import]]:
    """The modules and all their imports, each name imported for one thing alone."""
    meant = {name: "" for module in modules for name in _defined(module)}
    imports = set[_Import]()
    changed = list[cst.Module]()
    for module in modules:
        renamed = dict[str, str]()
        for line in _imports(module):
            if meant.setdefault(line.binds, line.stands_for) != line.stands_for:
                renamed[line.binds] = _free_name(line, meant)
                line = line.renamed(renamed[line.binds])
            imports.add(line)
        changed.append(_with_names(module, renamed) if renamed else module)
    return changed, imports


def _defined(module: cst.Module) -> Iterator[str]:
    yield from (name for s in _without_imports(module)[1] for name in _bound(s))


def _free_name(line: _Import, meant: dict[str, str]) -> str:
    """Another name for what is imported, noted in ``meant``: ``time_module``, ``datetime_time``."""
    words = line.stands_for if line.name else f"{line.module}_module"
    name = words.replace(".", "_").strip("_")
    while meant.setdefault(name, line.stands_for) != line.stands_for:
        name += "_"
    return name


def _with_names(module: cst.Module, renamed: Mapping[str, str]) -> cst.Module:
    """The module, reading what it imports at its top level under other names."""
    source = Source("", module)
    nodes = {
        node: renamed[node.value]
        for node in source.nodes(cst.Name)
        if node.value in renamed
        and source.qualified_name(node) == source.imports.get((source.tree, node.value))
    }
    changed = module.visit(_Renamer(nodes))
    assert isinstance(changed, cst.Module)
    return changed


class _Renamer(cst.CSTTransformer):
    def __init__(self, names: Mapping[cst.Name, str]) -> None:
        super().__init__()
        self._names = names

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:  # noqa: N802
        name = self._names.get(original_node)
        return updated_node.with_changes(value=name) if name else updated_node


def _import_block(imports: Sequence[_Import], package: str) -> Iterator[Definition]:
    """The imports as isort orders them: __future__, standard library, others, the app's own."""
    for section in range(4):
        lines = [i for i in imports if _section(i, package) == section]
        plain = [_plain_import(i) for i in lines if not i.name]
        modules = sorted({i.module for i in lines if i.name}, key=str.lower)
        source = plain + [_from_import(m, [i for i in lines if i.module == m]) for m in modules]
        for number, line in enumerate(source):
            statement = cst.parse_statement(line)
            assert isinstance(statement, cst.SimpleStatementLine)
            yield (
                statement.with_changes(leading_lines=[cst.EmptyLine()]) if not number else statement
            )


def _section(line: _Import, package: str) -> int:
    top = line.module.split(".")[0]
    if top == "__future__":
        return 0
    if top in STANDARD_LIBRARY:
        return 1
    return 3 if top in (package, "") else 2


def _plain_import(line: _Import) -> str:
    return f"import {line.module} as {line.alias}" if line.alias else f"import {line.module}"


def _from_import(module: str, lines: Iterable[_Import]) -> str:
    names = [i for i in lines if i.name]
    names.sort(key=lambda i: (_kind_of_name(i.name), i.name.lower(), i.name))
    shown = ", ".join(f"{i.name} as {i.alias}" if i.alias else i.name for i in names)
    return f"from {module} import {shown}"


def _kind_of_name(name: str) -> int:
    """isort's order: constants, classes, the rest."""
    if name.isupper() and len(name) > 1:
        return 0
    return 1 if name[:1].isupper() else 2


def _units(statements: Iterable[Definition]) -> Iterator[_Unit]:
    group: list[Definition] = []
    for statement in statements:
        if group and _bound(group[-1]) != _bound(statement):
            yield _unit(group)
            group = []
        group.append(statement)
    if group:
        yield _unit(group)


def _unit(statements: list[Definition]) -> _Unit:
    tree = ast.parse(cst.Module(body=statements).code)
    needs = {name for node in tree.body for name in _needed_at_import(node)}
    names = _bound(statements[0])
    return _Unit(names, tuple(statements), _rank(tree.body[0]), frozenset(needs) - set(names))


def _bound(statement: Definition) -> tuple[str, ...]:
    """The top-level names that a statement binds."""
    node = ast.parse(cst.Module(body=[statement]).code).body[0]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (node.name,)
    stores = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and _stores(n)]
    return tuple(stores)


def _stores(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _rank(node: ast.stmt) -> int:
    """Constants, classes, functions, views."""
    if isinstance(node, ast.ClassDef):
        return 1
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return 3 if any(_is_route(d) for d in node.decorator_list) else 2
    return 0


def _is_route(decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(target, ast.Attribute) and target.attr in ROUTE_METHODS


def _needed_at_import(node: ast.stmt) -> Iterator[str]:
    """The names that must exist before the statement runs: all but those in function bodies."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        parts: list[ast.AST] = [
            *node.decorator_list,
            node.args,
            *([node.returns] if node.returns else []),
        ]
    elif isinstance(node, ast.ClassDef):
        parts = [*node.decorator_list, *node.bases, *node.keywords]
        for inner in node.body:
            yield from _needed_at_import(inner)
    else:
        parts = [node]
    names = (n for part in parts for n in ast.walk(part) if isinstance(n, ast.Name))
    # What a class calls its own members says nothing of the module's names.
    yield from (name.id for name in names if not _stores(name))


def _ordered(units: Sequence[_Unit]) -> list[_Unit]:
    """By rank and then as given, but each after what it needs at import."""
    owner: dict[str, int] = {}
    for number, unit in enumerate(units):
        for name in unit.names:
            if name in owner:
                raise ValueError(f"two slices define the name {name!r}")
            owner[name] = number
    graph = {n: {owner[name] for name in u.needs if name in owner} for n, u in enumerate(units)}
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    ready: list[int] = []
    order: list[_Unit] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=lambda n: (units[n].rank, n))
        chosen = ready.pop(0)
        sorter.done(chosen)
        order.append(units[chosen])
    return order


def _names_used(statements: Sequence[Definition]) -> set[str]:
    tree = ast.parse(cst.Module(body=list(statements)).code)
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
