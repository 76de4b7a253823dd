"""A model's answer -> the definitions of its slice, or all that keeps it from being one.

Answers are written side by side, and nobody sees another's. So that their names never meet, each extra name says
whose it is: in a module of routes it belongs to the longest name that somebody owns there and that it starts with.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError
from itertools import pairwise

from codegen.generate import ROUTES, Wanted
from codegen.ownership.import_time import runs_at_import
from codegen.python import format_python
from codegen.splice import compose
from codegen.syntax import parse
from codegen.types import Problem

OWNERSHIP_RULES = (
    "The module holds imports, constants, classes and functions at its top level, and nothing else: no `if`, no `try`, no loop, no"
    " `async def`, no call for its own sake. One statement a line.",
    "Every wanted function stands there once, under exactly the decorator and `def` line that are given for it.",
    "In a module below `routes/` every other name of the top level starts with an underscore, the first wanted name and an"
    " underscore: beside `make_move` a function is `_make_move_legal`, a constant `_MAKE_MOVE_LIMIT`, a class `_MakeMoveBoard`.",
    "In any other module every other function starts with an underscore; classes and constants are named freely.",
    "Constants are in capitals and are never changed. Their values are literals, containers of these, and calls of `frozenset`,"
    " `set`, `dict`, `list`, `tuple`, `range`, `re.compile`, `Decimal`, `timedelta`, `date`, `time`, `datetime`, `ZoneInfo`,"
    " `MappingProxyType`, `TypeVar`, `TypeAdapter`, `Field`: no comprehensions, and no functions of your own. The same holds for"
    " defaults of parameters and attributes of classes.",
    "Imports are absolute (`from chess.models import Game`), never with a star. The blueprint of a module below `routes/` is there"
    " already: neither import nor define it.",
)
"""What an answer has to keep to, in words for a model."""


class NotASlice(Exception):
    """What is wrong with an answer, each in a sentence that its author can act on."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_definitions(text: str, wanted: Wanted, taken: frozenset[str], app: str = "") -> str:
    """The text of a slice's definitions, formatted.

    Args:
        text: a whole Python module, as a model wrote it.
        taken: the names of the same module that others own.
        app: the app's package, whose imports are sorted last.

    Raises NotASlice with all that is wrong.
    """
    source = parse(wanted.module, text)
    if isinstance(source, Problem):
        line = source.location.line if source.location else 1
        raise NotASlice((f"Line {line}: {source.cause}.",))
    tree = ast.parse(text)
    found = dict.fromkeys(_problems(tree, wanted, taken))
    if found:
        raise NotASlice(tuple(found))
    try:
        return format_python(compose("", [text], app))
    except CycleError:
        raise NotASlice(("Some definitions need one another while they are imported.",)) from None
    except ValueError as error:
        raise NotASlice((f"In the module {error}.",)) from None


def _problems(tree: ast.Module, wanted: Wanted, taken: frozenset[str]) -> Iterator[str]:
    yield from _other_statements(tree)
    yield from _crowded(tree)
    yield from _imports(tree, taken.union(wanted.names))
    yield from _heads(tree, wanted)
    yield from _names(tree, wanted, taken)
    yield from runs_at_import(tree, frozenset(wanted.names))


def _other_statements(tree: ast.Module) -> Iterator[str]:
    for number, node in enumerate(tree.body):
        if not (_is_definition(node) or (number == 0 and _is_docstring(node))):
            what = ast.unparse(node).splitlines()[0]
            yield (
                f"Line {node.lineno}: `{what}` is neither an import nor a constant, a class or a function;"
                " nothing else may stand at the top level."
            )


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and node.value is not None
    return isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _crowded(tree: ast.Module) -> Iterator[str]:
    for above, below in pairwise(tree.body):
        if above.end_lineno == below.lineno:
            yield f"Line {below.lineno}: two statements stand on one line."


def _imports(tree: ast.Module, here: frozenset[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                if bound in here:
                    yield f"Line {node.lineno}: the name `{bound}` is one of this module: do not import it."
        if isinstance(node, ast.ImportFrom):
            if node.level:
                yield f"Line {node.lineno}: the import is relative; write it absolute."
            if any(alias.name == "*" for alias in node.names):
                yield f"Line {node.lineno}: the import has a star; name what is imported."


# --- Heads ------------------------------------------------------------------------------------------


def _heads(tree: ast.Module, wanted: Wanted) -> Iterator[str]:
    for name, head in zip(wanted.names, wanted.heads, strict=True):
        found = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name]
        if not found:
            yield f"The function `{name}` is missing."
        elif any(not _is_overload(node) for node in found[:-1]):
            yield f"The function `{name}` is defined more than once."
        elif not _fits(found[-1], head):
            yield f"Line {found[-1].lineno}: `{name}` must stand exactly under\n{head}"


def _is_overload(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(d) in ("overload", "typing.overload") for d in node.decorator_list)


def _fits(node: ast.FunctionDef, head: str) -> bool:
    wanted = ast.parse(f"{head}\n    ...").body[0]
    assert isinstance(wanted, ast.FunctionDef)
    return _head_dump(node) == _head_dump(wanted)


def _head_dump(node: ast.FunctionDef) -> Sequence[str]:
    parts = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
    return [ast.dump(part) for part in parts]


# --- Names ------------------------------------------------------------------------------------------


def _names(tree: ast.Module, wanted: Wanted, taken: frozenset[str]) -> Iterator[str]:
    shared = wanted.module.startswith(ROUTES)
    for node, name in _bound(tree):
        if name in taken:
            yield f"Line {node.lineno}: the name `{name}` is defined elsewhere in this module."
        elif name in wanted.names:
            continue
        elif shared and _owner(name, (*wanted.names, *taken)) != wanted.names[0]:
            starts = f"_{wanted.names[0]}_"
            yield f"Line {node.lineno}: the name `{name}` must start with `{starts}` (a constant with `{starts.upper()}`)."
        elif isinstance(node, ast.FunctionDef) and not name.startswith("_"):
            yield f"Line {node.lineno}: the function `{name}` was not asked for: its name must start with `_`."
        elif isinstance(node, ast.Assign | ast.AnnAssign) and not name.strip("_")[:1].isupper():
            yield f"Line {node.lineno}: `{name}` is a constant: write its name in capitals."


def _bound(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """The statements that give a name at the top level something of their own, with that name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node, node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((node, target.id) for target in targets if isinstance(target, ast.Name))


def _owner(name: str, owners: Iterable[str]) -> str:
    """The longest of the names that an extra name belongs to; empty where it is nobody's."""
    flat = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return max((o for o in owners if flat.startswith(f"_{o.lower()}_")), key=len, default="")
