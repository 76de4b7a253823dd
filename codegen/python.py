"""Generated Python: black's format, pinned to one year and an explicit mode, and the names that it defines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import black
from black.mode import TargetVersion
from black.parsing import InvalidInput
from libcst import ParserSyntaxError

from codegen.errors import UsageError
from codegen.types import Problem

MODE = black.Mode(target_versions={TargetVersion.PY311}, line_length=88, preview=False)


@lru_cache(maxsize=1024)
def format_python(text: str) -> str:
    """The text as black writes it, which a build asks for many times. Raises black's InvalidInput where it is no Python."""
    return black.format_str(text, mode=MODE)


def defined_names(text: str) -> set[str]:
    """The names that a text's functions, classes and constants have at its top level."""
    return {name for node in ast.parse(text).body for name in names_of(node)}


def names_of(node: ast.stmt) -> Iterator[str]:
    """The names that a statement defines: of a function, a class or a constant."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


@contextmanager
def naming(template: str) -> Iterator[None]:
    """Has text that is no Python be the fault of the template that made it: raises UsageError."""
    try:
        yield
    except (ParserSyntaxError, InvalidInput, ValueError) as error:
        line = str(error).splitlines()[0]
        cause = f"the template of '{template}' makes no Python: {line}"
        raise UsageError(Problem(cause, "Mend the template.")) from error
