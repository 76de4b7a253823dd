"""The app imports itself, what it declares as its dependencies, and the harmless part of the standard library.

An import that is not known is a dependency that nobody reviewed (CWE-829, https://cwe.mitre.org/data/definitions/829.html); one
that is computed cannot be reviewed (CWE-470, https://cwe.mitre.org/data/definitions/470.html).
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.code_execution import OWN_MODULES
from codegen.checks.flow import uses
from codegen.checks.outbound import opens_connections
from codegen.stdlib import STANDARD_LIBRARY
from codegen.syntax import Source, dotted, import_base

DEPENDENCIES = frozenset(
    {
        "alembic",
        "annotated_types",
        "click",
        "dotenv",
        "flask",
        "flask_migrate",
        "flask_sqlalchemy",
        "jinja2",
        "jwt",
        "markupsafe",
        "pwdlib",
        "pydantic",
        "pydantic_core",
        "sqlalchemy",
        "typing_extensions",
        "werkzeug",
    }
)
"""What an emitted app declares, by import name, and four that are documented as part of these: pydantic_core for
pydantic's custom errors, click for Flask's commands, markupsafe for its escaping, jinja2 for the settings of its templates."""

_CODE = "it loads or runs code that no rule sees"
_PROCESS = "it starts processes or reaches below Python"
_DATABASE = "it goes past the app's own database, which SQLAlchemy reaches"
_TERMINAL = "it is made for a terminal or a desktop"
_TOOLING = "it is made for developing, not for serving"
_GONE = "Python 3.13 no longer has it"
_PLATFORM = "one operating system alone has it"

DENIED = {
    name: reason
    for reason, names in (
        (
            _CODE,
            "bdb cProfile code codeop copyreg doctest importlib logging.config.listen modulefinder pdb"
            " pkgutil profile pydoc rlcompleter runpy site sys.modules timeit trace zipapp zipimport",
        ),
        (
            _PROCESS,
            "concurrent ctypes gc mmap multiprocessing posix pty resource sched signal threading",
        ),
        (_DATABASE, "dbm sqlite3"),
        (
            _TERMINAL,
            "antigravity cmd curses getpass idlelib readline this tkinter tty turtle turtledemo webbrowser",
        ),
        (
            _TOOLING,
            "compileall dis ensurepip faulthandler inspect opcode pickletools py_compile pyclbr"
            " pydoc_data symtable tabnanny tracemalloc unittest venv",
        ),
        (
            _GONE,
            "aifc asynchat asyncore audioop cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap"
            " nntplib ossaudiodev pipes smtpd sndhdr sunau telnetlib uu xdrlib",
        ),
        (_PLATFORM, "fcntl grp msilib msvcrt nis nt pwd spwd syslog termios winreg winsound"),
    )
    for name in names.split()
}
"""Modules of the standard library that an app has no use for, each with the reason; ``calls-through-services`` has its own."""

HARMLESS = frozenset({"sqlite3.Connection"})
"""What a denied module has that only tells types apart: SQLAlchemy's recipe for foreign keys asks for it.
https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#foreign-key-support"""

_DYNAMIC = frozenset({"builtins.__import__", "sys.modules", "werkzeug.utils.import_string"})


class AllowedImports(Rule):
    """Imports of the app itself, its dependencies and the harmless standard library alone."""

    name = "allowed-imports"
    message = "the app may not import this"
    mend = "Use the app's own modules, its declared dependencies or another part of the standard library."
    urls = (
        "https://cwe.mitre.org/data/definitions/829.html",
        "https://cwe.mitre.org/data/definitions/470.html",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at import statements, and at names that import while running."""
        for import_ in source.nodes(cst.Import):
            for alias in import_.names:
                yield from _refused(source, app, alias, (dotted(alias.name) or "",))
        for from_ in source.nodes(cst.ImportFrom):
            yield from _from(source, app, from_)
        for reference, name in uses(source, app, _is_dynamic):
            yield Hit(source, reference, f"'{name}' imports what is only known while running")

    VALID = (
        Example(code="""
import datetime as dt
import os.path
from http import HTTPStatus
from urllib.parse import urlsplit
"""),
        Example(code="""
from ..models import User as Person
from register.errors import Conflict as Taken
import pydantic_core
"""),
        Example(path="extensions.py", code="from sqlite3 import Connection\n"),
        Example(
            path="../wsgi.py",
            code="""
from werkzeug.middleware.proxy_fix import ProxyFix
import register.config as settings
""",
        ),
    )
    INVALID = (
        Example(lines=(1,), code="import pandas\n"),
        Example(lines=(1,), code="from mmap import mmap as mapped\n"),
        Example(lines=(1,), code="from os import *\n"),
        Example(lines=(1,), code="from sqlite3 import Connection, connect\n"),
        Example(lines=(1,), code="from concurrent import futures as later\n"),
        Example(lines=(2,), code="def load(name: str) -> object:\n    return __import__(name)\n"),
        Example(
            lines=(4,),
            code="""
def load(name: str) -> object:
    load = None
    import importlib.util as tools
    return tools.find_spec(name)
""",
        ),
        Example(
            lines=(5,),
            code="""
import sys

def load() -> object:
    loaded = sys.modules
    return loaded["os"]
""",
        ),
        Example(path="../wsgi.py", lines=(1,), code="import flask, cgi\n"),
    )


def _is_dynamic(name: str) -> bool:
    return name in _DYNAMIC or any(name.startswith(f"{dynamic}.") for dynamic in _DYNAMIC)


def _from(source: Source, app: App, node: cst.ImportFrom) -> Iterator[Hit]:
    if isinstance(node.names, cst.ImportStar):
        module = import_base(node, source.package).rstrip(".")
        yield Hit(source, node, f"'{module}' with a star, which hides what is imported")
        return
    base = import_base(node, source.package)
    names = tuple(f"{base}{dotted(alias.name)}" for alias in node.names)
    yield from _refused(source, app, node, names)


def _refused(source: Source, app: App, node: cst.CSTNode, names: tuple[str, ...]) -> Iterator[Hit]:
    reasons = (_why_not(name, app) for name in names)
    reason = next((reason for reason in reasons if reason), None)
    if reason:
        yield Hit(source, node, reason)


def _why_not(name: str, app: App) -> str | None:
    root = name.partition(".")[0]
    if root in OWN_MODULES or name in _DYNAMIC or name in HARMLESS or opens_connections(name):
        return None
    for denied, reason in DENIED.items():
        if name == denied or name.startswith(f"{denied}."):
            return f"'{denied}': {reason}"
    if root in DEPENDENCIES or root in STANDARD_LIBRARY or root in (app.package, "__future__"):
        return None
    if root in _of_packages(app):
        return None
    return f"'{root or name}' is no dependency of the app"


def _of_packages(app: App) -> frozenset[str]:
    """What the spec's own packages are imported as."""
    packages = app.contract.packages if app.contract else ()
    return frozenset(i.partition(".")[0] for package in packages for i in package.imports)
