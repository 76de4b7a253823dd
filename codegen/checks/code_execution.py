"""Text is never run as code or as a command, and neither pickles are read nor YAML that names its objects.

CWE-94 https://cwe.mitre.org/data/definitions/94.html, CWE-78 https://cwe.mitre.org/data/definitions/78.html, CWE-502
https://cwe.mitre.org/data/definitions/502.html. Names count, not calls alone: ``run = eval`` is as bad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import argument, literal, uses
from codegen.syntax import Source, imported

OWN_MODULES = frozenset({"marshal", "pickle", "shelve", "subprocess"})
"""The modules whose import this rule refuses, so that ``allowed-imports`` need not."""

_REFUSED = re.compile(
    r"builtins\.(eval|exec|compile|__dict__)(\..*)?"
    r"|os\.(system|popen|exec[lv]p?e?|(posix_)?spawn\w*|fork(pty)?|startfile|__dict__)(\..*)?"
    r"|(marshal|pickle|shelve|subprocess)(\..*)?"
    r"|sqlalchemy\.(types\.)?PickleType|sqlalchemy\.ext\.serializer(\..*)?"
    r"|(cloudpickle|dill|joblib|jsonpickle)(\..*)?|pandas\.read_pickle|torch\.load"
    r"|yaml\.(full_load|load|unsafe_load)(_all)?|yaml\.(Full|Unsafe)?Loader"
)
_BACK_DOORS = frozenset({"__builtins__", "__globals__", "__subclasses__"})
_OPEN_MODULES = frozenset({"builtins", "os"})


class NoCodeExecution(Rule):
    """No eval, exec, compile, shell, child process or pickle."""

    name = "no-code-execution"
    message = "this can run text as code or as a command"
    mend = "Write what shall happen as plain Python; keep data as JSON, and read YAML with yaml.safe_load()."
    urls = (
        "https://cwe.mitre.org/data/definitions/94.html",
        "https://cwe.mitre.org/data/definitions/78.html",
        "https://cwe.mitre.org/data/definitions/502.html",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at imports of refused names, at uses of them, and at the ways around both."""
        yield from _imports(source)
        known = tuple(name for name in source.imports.values() if _is_refused(name))
        for reference, name in uses(source, app, _is_refused):
            if not name.startswith(known):
                yield Hit(source, reference, f"'{name}'")
        for reference, name in uses(source, app, _OPEN_MODULES.__contains__):
            if _is_opened(source, reference, name):
                yield Hit(source, reference, f"'{name}' is searched for a name")
        for attribute in source.nodes(cst.Attribute):
            if attribute.attr.value in _BACK_DOORS:
                yield Hit(source, attribute, f"'{attribute.attr.value}' leads to every built-in")

    VALID = (
        Example(code="""
import re

PATTERN = re.compile(r"[a-z]+")


def compile_report(compile: bool) -> bool:
    return compile
"""),
        Example(
            path="config.py",
            code="""
import ast


def settings(text: str) -> object:
    return ast.literal_eval(os.environ.get("LIMITS", text))
""",
        ),
        Example(code="""
class Query:
    def exec(self) -> str:
        return "done"


def run(query: Query) -> str:
    return query.exec()
"""),
        Example(code="""
import os


def folder() -> str:
    return getattr(os, "curdir", ".")
"""),
    )
    INVALID = (
        Example(lines=(2,), code="def total(text: str) -> int:\n    return int(eval(text))\n"),
        Example(lines=(1,), code="calculate = eval\n"),
        Example(
            lines=(5,),
            code="""
import builtins as plain

def run(text: str) -> object:
    return getattr(plain, "ev" + "al")(text)
""",
        ),
        Example(
            lines=(6,),
            code="""
import os

def listing(folder: str) -> int:
    system = os
    return system.system("ls " + folder)
""",
        ),
        Example(lines=(1,), code="from os import popen as read_file\nlines = read_file\n"),
        Example(
            lines=(5,),
            code="""
import os as files

def listing(folder: str) -> int:
    return int(getattr(files, "system")("ls " + folder))
""",
        ),
        Example(
            lines=(2,),
            code="""
import pickle

def load(body: bytes) -> object:
    return pickle.loads(body)
""",
        ),
        Example(
            lines=(3,),
            code="""
def listing(folder: str) -> int:
    from subprocess import call
    return call("ls " + folder, shell=True)
""",
        ),
        Example(lines=(1,), code='found = (lambda: 0).__globals__["__builtins__"]\n'),
        Example(lines=(1,), code='run = __builtins__["exec"]\n'),
        Example(
            path="models.py",
            lines=(5,),
            code="""
from sqlalchemy import types

class Basket:
    content = types.PickleType()
""",
        ),
    )


def _is_refused(name: str) -> bool:
    return _REFUSED.fullmatch(name) is not None


def _imports(source: Source) -> Iterator[Hit]:
    for node in source.nodes(cst.ImportFrom):
        names = (target for _, target in imported(node, source.package))
        yield from (Hit(source, node, f"'{n}'") for n in names if _is_refused(n))
    for import_ in source.nodes(cst.Import):
        for alias in import_.names:
            root = alias.evaluated_name
            if _is_refused(root):
                yield Hit(source, alias, f"'{root}'")


def _is_opened(source: Source, reference: cst.CSTNode, module: str) -> bool:
    """Whether a module as such is used: in ``getattr`` with a refused or a computed name, by its items ..."""
    above = source.parent(reference)
    if isinstance(above, cst.Arg):
        call = source.parent(above)
        if isinstance(call, cst.Call) and source.qualified_name(call.func) == "builtins.getattr":
            name = literal(argument(call, 1))
            return name is None or _is_refused(f"{module}.{name!s}")
        return isinstance(call, cst.Call) and source.qualified_name(call.func) == "builtins.vars"
    return isinstance(above, cst.Subscript)
