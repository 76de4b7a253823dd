"""What emitted apps and their tests import: loaded once, and found again for the walls."""

from __future__ import annotations

import contextlib
import importlib
import mimetypes
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pydantic
from _pytest.config import default_plugins

REQUIRED: Final = (
    *("flask", "flask_migrate", "flask_sqlalchemy", "sqlalchemy", "alembic", "pydantic", "pwdlib"),
    "jwt",
    *("pytest", "dotenv", "httpx2"),
)
LAZY: Final = (
    # what these import only when first used: measured over a run of an emitted app's tests
    *("flask.testing", "werkzeug.test", "werkzeug.debug", "werkzeug.middleware.proxy_fix"),
    *("sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.sqlite.pysqlite", "sqlalchemy.orm"),
    *("alembic.command", "alembic.autogenerate", "alembic.ddl.sqlite", "alembic.script"),
    *("alembic.runtime.migration", "mako.template", "pwdlib.hashers.argon2", "argon2"),
    *("faulthandler", "flask_migrate.cli", "flask_sqlalchemy.cli", "encodings.idna", "stringprep"),
    *("pydantic.networks", "email.mime.text", "zoneinfo", "concurrent.futures"),
    *("concurrent.futures.thread", "logging.config", "ssl", "hmac", "secrets", "uuid", "decimal"),
    *("csv", "sqlite3", "http.cookiejar", "unittest.mock", "queue", "statistics"),
)


def load() -> None:
    """Imports all of it. Raises ImportError where a required package is missing or broken."""
    for name in REQUIRED:
        importlib.import_module(name)
    for name in LAZY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for plugin in default_plugins:
        importlib.import_module(f"_pytest.{plugin}")
    # the first model of a process loads half of pydantic, and looks for its plug-ins
    pydantic.create_model("Warm", name=(str, pydantic.Field(min_length=1)))
    mimetypes.init()  # reads /etc/mime.types, which no run may


def folders() -> tuple[str, ...]:
    """The folders that the loaded modules, codegen's own apart, and those yet to be loaded come from."""
    scheme = sysconfig.get_paths()
    found = {scheme[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found.add(str(Path(sys.base_prefix, sys.platlibdir)))
    found.add(str(Path(sys.base_prefix, "lib")))
    for file in module_files():
        # The longest entry alone: a checkout that is on the path may well hold the environment.
        entries = [entry for entry in sys.path if file.startswith(f"{entry}/")]
        found |= {max(entries, key=len)} if entries else set()
    return tuple(sorted(folder for folder in found if Path(folder).is_dir()))


def module_files() -> tuple[str, ...]:
    """The files of the loaded modules, codegen's own apart, sorted."""
    return tuple(sorted(set(_module_files())))


def _module_files() -> Iterator[str]:
    for name, module in tuple(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.startswith("/") and name.partition(".")[0] != "codegen":
            yield file
