"""What of a module runs when it is imported: nothing but what makes plain values."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping

CALLS = frozenset(
    {
        *("builtins.dict", "builtins.frozenset", "builtins.list", "builtins.range", "builtins.set"),
        *("builtins.tuple", "dataclasses.field", "datetime.date", "datetime.datetime"),
        *("datetime.time", "datetime.timedelta", "decimal.Decimal", "enum.auto"),
        *("fractions.Fraction", "logging.getLogger", "pydantic.AfterValidator"),
        *("pydantic.BeforeValidator", "pydantic.ConfigDict", "pydantic.Field"),
        *("pydantic.StringConstraints", "pydantic.TypeAdapter", "re.compile"),
        *("types.MappingProxyType", "typing.NewType", "typing.TypeVar", "uuid.UUID"),
        "zoneinfo.ZoneInfo",
    }
)
"""What may be called for a constant, a default or a class's attribute."""

DECORATORS = frozenset(
    {
        *("abc.abstractmethod", "builtins.classmethod", "builtins.property"),
        *("builtins.staticmethod", "contextlib.contextmanager", "dataclasses.dataclass"),
        *("enum.unique", "functools.cache", "functools.cached_property", "functools.lru_cache"),
        *("functools.total_ordering", "pydantic.computed_field", "pydantic.field_serializer"),
        *("pydantic.field_validator", "pydantic.model_validator", "typing.final"),
        *("typing.overload", "typing.runtime_checkable"),
    }
)
"""What may decorate a class or a function beside a wanted head."""

_PROPERTY_PARTS = ("setter", "getter", "deleter")
_PLAIN = (
    *(ast.Attribute, ast.BinOp, ast.Constant, ast.Dict, ast.FormattedValue, ast.JoinedStr),
    *(ast.List, ast.Name, ast.Set, ast.Slice, ast.Starred, ast.Subscript, ast.Tuple, ast.UnaryOp),
    *(ast.expr_context, ast.keyword, ast.operator, ast.unaryop, ast.arg, ast.arguments),
)


def runs_at_import(tree: ast.Module, wanted: frozenset[str]) -> Iterator[str]:
    """What else runs, each in a sentence. The decorators of ``wanted`` functions are another's concern."""
    names = _origins(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            decorated = () if node.name in wanted else node.decorator_list
            yield from _decorators(decorated, names)
            yield from _values((node.args, node.returns), names)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node, names)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _assignment(node, names)


def _origins(tree: ast.Module) -> Mapping[str, str]:
    """What names stand for that are imported, or built in and not defined anew."""
    found = {name: f"builtins.{name}" for name in dir(builtins)}
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                found[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.pop(node.name, None)
    return found


def _assignment(node: ast.Assign | ast.AnnAssign, names: Mapping[str, str]) -> Iterator[str]:
    annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
    yield from _values((annotation, node.value), names)


def _class(node: ast.ClassDef, names: Mapping[str, str]) -> Iterator[str]:
    yield from _decorators(node.decorator_list, names)
    yield from _values((*node.bases, *node.keywords), names)
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _decorators(inner.decorator_list, names)
            yield from _values((inner.args, inner.returns), names)
        elif isinstance(inner, ast.ClassDef):
            yield from _class(inner, names)
        elif isinstance(inner, ast.Assign | ast.AnnAssign):
            yield from _assignment(inner, names)
        elif not (isinstance(inner, ast.Pass) or _is_text(inner)):
            yield f"Line {inner.lineno}: in the class `{node.name}` this runs while the module is imported."


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _decorators(decorators: Iterable[ast.expr], names: Mapping[str, str]) -> Iterator[str]:
    for decorator in decorators:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        part = isinstance(target, ast.Attribute) and target.attr in _PROPERTY_PARTS
        if not part and _dotted(target, names) not in DECORATORS:
            yield f"Line {decorator.lineno}: `@{ast.unparse(target)}` may not decorate anything here."
        elif isinstance(decorator, ast.Call):
            yield from _values((*decorator.args, *decorator.keywords), names)


def _values(values: tuple[ast.AST | None, ...], names: Mapping[str, str]) -> Iterator[str]:
    waiting = [value for value in values if value is not None]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Lambda):
            waiting.append(node.args)
        elif isinstance(node, ast.Call) and _dotted(node.func, names) in CALLS:
            waiting.extend((*node.args, *node.keywords))
        elif isinstance(node, _PLAIN):
            waiting.extend(ast.iter_child_nodes(node))
        else:
            line = getattr(node, "lineno", 1)
            yield f"Line {line}: `{ast.unparse(node)}` runs while the module is imported; a plain value is wanted."


def _dotted(node: ast.AST, names: Mapping[str, str]) -> str:
    """The dotted name that a name or an attribute stands for; empty for anything else."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value, names)
        return f"{base}.{node.attr}" if base else ""
    return ""
