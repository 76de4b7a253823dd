"""What checks, mutation and splicing share of libcst: reading a module, its names and its places.

A ``Source`` is walked once, over its fields; rules then ask it for the nodes of a kind. That walk costs a
tenth of a libcst visitor, and a hundredth of its scope analysis. Positions are computed where
something was found, and nowhere else.
"""

from __future__ import annotations

import ast
import builtins
import codecs
import dataclasses
import io
import tokenize
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TypeVar

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from codegen.types import Location, Problem

DEPTH_LIMIT = 150
"""How deep a module may nest: libcst recurses, and its parser ends the process where it nests deeper."""

Scope = cst.Module | cst.ClassDef | cst.FunctionDef | cst.Lambda
Key = tuple[Scope, str]
_INNER_SCOPES = (cst.ClassDef, cst.FunctionDef, cst.Lambda)
N = TypeVar("N", bound=cst.CSTNode)

_NO_CODE = """
    asterisk asynchronous at_operator colon comma default_indent default_newline dot encoding equal
    footer has_trailing_newline header indent lbrace lbracket leading_lines lines_after_decorators lpar
    newline operator rbrace rbracket relative rpar semicolon star trailing_whitespace
    """
_NO_CODE_FIELDS = frozenset(_NO_CODE.split())
_PUTTING_METHODS = frozenset(
    {"add", "append", "extend", "insert", "set_data", "setdefault", "update", "write"}
)
_NO_REFERENCE = frozenset(
    {
        (cst.Attribute, "attr"),
        (cst.Arg, "keyword"),
        (cst.Param, "name"),
        (cst.FunctionDef, "name"),
        (cst.ClassDef, "name"),
        (cst.Import, "names"),
        (cst.ImportFrom, "module"),
        (cst.ImportFrom, "names"),
        (cst.NameItem, "name"),
        (cst.MatchKeywordElement, "key"),
    }
)


def compile_problem(path: str, text: str) -> Problem | None:
    """What keeps Python from compiling the text, or None. libcst reads newer grammar: it cannot tell.

    The bytes that would lie on disk are compiled, so that an encoding declared in the text counts.
    """
    try:
        return _compile(path, text.encode())
    except SyntaxError as error:
        place = Location(path, max(error.lineno or 1, 1), max(error.offset or 1, 1))
        return Problem(f"Python cannot read this: {error.msg}", "Correct the syntax.", place)
    except (ValueError, OverflowError, RecursionError, MemoryError) as error:
        return _unreadable(path, f"Python cannot compile this ({type(error).__name__}: {error})")


def _compile(path: str, code: bytes) -> Problem | None:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(code).readline)
    if codecs.lookup(encoding).name not in ("utf-8", "ascii"):
        return _unreadable(path, f"the file declares the encoding {encoding!r}; code here is UTF-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree: ast.AST = compile(code, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        if _depth(tree) > DEPTH_LIMIT:
            return _too_deep(path)
        assert isinstance(tree, ast.Module)
        compile(tree, path, "exec", dont_inherit=True)
    return None


def _depth(tree: ast.AST) -> int:
    """The nesting of a syntax tree, with ``a or b or c`` as deep as libcst nests it."""
    deepest = 0
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        below = depth + (len(node.values) if isinstance(node, ast.BoolOp) else 1)
        waiting.extend((child, below) for child in ast.iter_child_nodes(node))
    return deepest


def _too_deep(path: str) -> Problem:
    return _unreadable(path, f"the code nests deeper than {DEPTH_LIMIT} levels")


def _unreadable(path: str, cause: str) -> Problem:
    return Problem(cause, "Write it in plain, flat UTF-8 Python.", Location(path, 1))


@lru_cache(maxsize=128)
def parse(path: str, text: str) -> Source | Problem:
    """The module at ``path``, or what keeps it from being read. Never raises for bad input.

    A build looks at most modules several times: to mend, to check, to trace.
    """
    problem = compile_problem(path, text)
    if problem:
        return problem
    try:
        source = Source(path, cst.parse_module(text))
    except cst.ParserSyntaxError as error:
        place = Location(path, error.editor_line, error.editor_column)
        return Problem(f"libcst cannot read this: {error.message}", "Write it plainly.", place)
    return _too_deep(path) if source.depth > DEPTH_LIMIT else source


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    names = (field.name for field in dataclasses.fields(kind))
    return tuple(
        name
        for name in names
        if name not in _NO_CODE_FIELDS
        and not name.startswith("whitespace")
        and (kind, name) not in _NO_REFERENCE
    )


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes right below one, without what is no code and without names that refer to nothing."""
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            yield value
        elif isinstance(value, list | tuple):
            yield from (item for item in value if isinstance(item, cst.CSTNode))


def dotted(node: cst.CSTNode | None) -> str | None:
    """``a.b.c`` for a name or a chain of attributes of one, otherwise None."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr.value}" if base else None
    return None


def top_level(tree: cst.Module) -> dict[str, cst.FunctionDef | cst.ClassDef]:
    """The functions and classes that a module defines at its top level, by name."""
    found = (node for node in tree.body if isinstance(node, cst.FunctionDef | cst.ClassDef))
    return {node.name.value: node for node in found}


class Source:
    """One parsed module: its nodes by kind, what lies around them, and what its names stand for.

    ``name`` is its dotted name, made from ``path``; ``imports`` maps a name in its scope to the dotted name that
    it was imported from, relative imports resolved.
    """

    def __init__(self, path: str, tree: cst.Module) -> None:
        """Walks the tree. ``path`` is relative to the app's folder."""
        self.path = path
        self.tree = tree
        steps = path.removesuffix(".py").split("/")
        self.package = ".".join(steps[:-1])
        self.name = self.package if steps[-1] == "__init__" else ".".join(steps)
        self.depth = 0
        self._scopes: dict[cst.CSTNode, Scope] = {}
        self._names: dict[cst.CSTNode, str | None] = {}
        self._parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self._kinds: dict[type[cst.CSTNode], list[cst.CSTNode]] = defaultdict(list)
        self._walk()
        self.imports: dict[Key, str] = {}
        self._values: dict[Key, list[cst.CSTNode]] = defaultdict(list)
        self._contents: dict[Key, list[cst.CSTNode]] = defaultdict(list)
        self._bind_all()

    def _walk(self) -> None:
        waiting: list[tuple[cst.CSTNode, int, Scope]] = [(self.tree, 0, self.tree)]
        while waiting:
            node, depth, scope = waiting.pop()
            self._kinds[type(node)].append(node)
            self._scopes[node] = scope
            self.depth = max(self.depth, depth)
            inner = node if isinstance(node, _INNER_SCOPES) else None
            below = list(children(node))
            self._parents.update((child, node) for child in below)
            for child in reversed(below):
                own = inner if inner and child is inner.body else scope
                waiting.append((child, depth + 1, own))

    def nodes(self, kind: type[N]) -> Sequence[N]:
        """All nodes of exactly this kind."""
        return self._kinds.get(kind, [])  # type: ignore[return-value]

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node right above; None for the module."""
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes above, from the nearest to the module."""
        above = self._parents.get(node)
        while above is not None:
            yield above
            above = self._parents.get(above)

    def function(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The function in whose body a node lies, or None at the top level and in a class body."""
        scope = next(self.scopes(node))
        return scope if isinstance(scope, cst.FunctionDef) else None

    def scopes(self, node: cst.CSTNode) -> Iterator[Scope]:
        """The scopes in which a name at this node is looked up, innermost first."""
        scope = self._scopes[node]
        yield scope
        while scope is not self.tree:
            scope = self._scopes[scope]
            if not isinstance(scope, cst.ClassDef):
                yield scope

    # --- What names stand for ------------------------------------------------------------------------

    def _bind_all(self) -> None:
        functions, classes = self.nodes(cst.FunctionDef), self.nodes(cst.ClassDef)
        definitions: list[cst.FunctionDef | cst.ClassDef] = [*functions, *classes]
        for definition in definitions:
            self._values[self._key(definition, definition.name.value)].append(definition)
        with_parameters: list[cst.FunctionDef | cst.Lambda] = [*functions, *self.nodes(cst.Lambda)]
        for function in with_parameters:
            for parameter in parameters(function):
                self._values[function, parameter.name.value].append(parameter)
        imports: list[cst.Import | cst.ImportFrom] = [
            *self.nodes(cst.Import),
            *self.nodes(cst.ImportFrom),
        ]
        for import_ in imports:
            for name, origin in imported(import_, self.package):
                self.imports[self._key(import_, name)] = origin
        for target, value in self._assignments():
            self._bind(target, value)
        for call in self.nodes(cst.Call):
            match call.func:
                case cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value=method)):
                    if method in _PUTTING_METHODS:
                        self._contents[self._key(call, name)].extend(call.args)

    def _assignments(self) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
        for assign in self.nodes(cst.Assign):
            yield from ((target.target, assign.value) for target in assign.targets)
        for annotated in self.nodes(cst.AnnAssign):
            yield annotated.target, annotated.value or annotated
        yield from ((added.target, added.value) for added in self.nodes(cst.AugAssign))
        yield from ((named.target, named.value) for named in self.nodes(cst.NamedExpr))
        yield from ((loop.target, loop.iter) for loop in self.nodes(cst.For))
        yield from ((loop.target, loop.iter) for loop in self.nodes(cst.CompFor))
        for item in self.nodes(cst.WithItem):
            if item.asname:
                yield item.asname.name, item.item
        for handler in self.nodes(cst.ExceptHandler):
            if handler.name:
                yield handler.name.name, handler

    def _bind(self, target: cst.CSTNode, value: cst.CSTNode) -> None:
        if isinstance(target, cst.Name):
            self._values[self._key(target, target.value)].append(value)
        elif isinstance(target, cst.Tuple | cst.List):
            for position, element in enumerate(target.elements):
                self._bind(element.value, _part(value, position, len(target.elements)))
        elif isinstance(target, cst.Attribute | cst.Subscript):
            root = target.value
            while isinstance(root, cst.Attribute | cst.Subscript):
                root = root.value
            if isinstance(root, cst.Name) and root.value != "self":
                self._contents[self._key(root, root.value)].append(value)

    def _key(self, node: cst.CSTNode, name: str) -> Key:
        return next(self.scopes(node)), name

    def _binding(self, name: cst.Name) -> Key | None:
        keys = ((scope, name.value) for scope in self.scopes(name))
        return next((key for key in keys if key in self.imports or key in self._values), None)

    def values(self, name: cst.Name) -> Sequence[cst.CSTNode]:
        """What a name was bound to, in the scope that binds it: values, loops' iterables, parameters ..."""
        key = self._binding(name)
        return self._values.get(key, ()) if key else ()

    def contents(self, name: cst.Name) -> Sequence[cst.CSTNode]:
        """What was put into the value of a name: by its attributes, items and methods."""
        key = self._binding(name)
        return self._contents.get(key, ()) if key else ()

    def constants(self, name: str) -> Sequence[cst.CSTNode]:
        """What a name of the module's top level was bound to."""
        return self._values.get((self.tree, name), ())

    def qualified_name(self, node: cst.CSTNode) -> str | None:
        """The dotted name that a name or an attribute stands for, through imports and plain aliases.

        ``builtins.eval`` for a built-in, ``package.module.name`` for a name of this module's top level, None where
        it is not known, as for a parameter.
        """
        attributes = list[str]()
        path = list[tuple[cst.CSTNode, int]]()
        seen = set[Key]()
        while node not in self._names:
            path.append((node, len(attributes)))
            if isinstance(node, cst.Attribute):
                attributes.append(node.attr.value)
                node = node.value
                continue
            key = self._binding(node) if isinstance(node, cst.Name) else None
            alias = self._alias(key) if key and key not in seen else None
            if key is None or alias is None:
                self._names[node] = self._root(node, key)
                break
            seen.add(key)
            node = alias
        root = self._names[node]
        for passed, start in path:
            own = reversed(attributes[start:])
            self._names[passed] = ".".join((root, *own)) if root else None
        return root and ".".join((root, *reversed(attributes)))

    def _alias(self, key: Key) -> cst.Name | cst.Attribute | None:
        """The other name that a name is bound to, where it is bound once and to nothing else."""
        values = self._values[key] if key not in self.imports else []
        value = values[0] if len(values) == 1 else None
        return value if isinstance(value, cst.Name | cst.Attribute) else None

    def _root(self, node: cst.CSTNode, key: Key | None) -> str | None:
        if not isinstance(node, cst.Name):
            return None
        if key is None:
            return _builtin(node.value)
        own = f"{self.name}.{node.value}" if key[0] is self.tree else None
        return self.imports.get(key, own)

    def references(self) -> Iterator[cst.Name | cst.Attribute]:
        """Every name that is read, with the attributes on it: ``os.path.join`` once, and whole."""
        for name in self.nodes(cst.Name):
            whole: cst.Name | cst.Attribute = name
            above = self._parents[whole]
            while isinstance(above, cst.Attribute):
                whole, above = above, self._parents[above]
            if whole is not name or not _is_target(above, name):
                yield whole

    def locations(self, nodes: Iterable[cst.CSTNode]) -> tuple[Location, ...]:
        """Where nodes begin, in their order. Costs as much as parsing: ask once, and for findings only."""
        found = MetadataWrapper(self.tree, unsafe_skip_copy=True).resolve(PositionProvider)
        starts = (found[node].start for node in nodes)
        return tuple(Location(self.path, start.line, start.column + 1) for start in starts)


def _part(value: cst.CSTNode, position: int, size: int) -> cst.CSTNode:
    """The element of a tuple that lands in a target of the same size, or the whole value."""
    if isinstance(value, cst.Tuple) and len(value.elements) == size:
        return value.elements[position].value
    return value


def _is_target(above: cst.CSTNode, name: cst.Name) -> bool:
    return isinstance(above, cst.AsName) or getattr(above, "target", None) is name


def _builtin(name: str) -> str | None:
    if name == "__builtins__":
        return "builtins"
    return f"builtins.{name}" if hasattr(builtins, name) else None


def parameters(function: cst.FunctionDef | cst.Lambda) -> Iterator[cst.Param]:
    """Every parameter of a function, ``*args`` and ``**kwargs`` included."""
    declared = function.params
    yield from (*declared.posonly_params, *declared.params, *declared.kwonly_params)
    for star in (declared.star_arg, declared.star_kwarg):
        if isinstance(star, cst.Param):
            yield star


def imported(node: cst.Import | cst.ImportFrom, package: str) -> Iterator[tuple[str, str]]:
    """The names that an import binds, each with the dotted name it stands for; none for a star.

    ``package`` is the package that relative imports start from.
    """
    if isinstance(node.names, cst.ImportStar):
        return
    base = import_base(node, package) if isinstance(node, cst.ImportFrom) else ""
    for alias in node.names:
        name = dotted(alias.name) or ""
        given = alias.asname.name if alias.asname else None
        if isinstance(given, cst.Name):
            yield given.value, f"{base}{name}"
        elif isinstance(node, cst.ImportFrom):
            yield name, f"{base}{name}"
        else:
            root = name.partition(".")[0]
            yield root, root


def import_base(node: cst.ImportFrom, package: str) -> str:
    """What stands before an imported name: ``app.routes.`` for ``from .routes import x`` in ``app``."""
    module = dotted(node.module) or ""
    if not node.relative:
        return f"{module}."
    steps = package.split(".")
    kept = steps[: len(steps) - len(node.relative) + 1]
    return ".".join((*kept, module, "")) if module else ".".join((*kept, ""))
