"""App names that are refused.

Written out, never asked of the running Python: what a build emits must not depend on its version.
"""

# ruff: noqa: SIM905 - three hundred names read better as text
from __future__ import annotations

from codegen.stdlib import STANDARD_LIBRARY

_MORE_STANDARD_LIBRARY = frozenset({"annotationlib", "compression", "test"})  # 3.14's, and tests
PACKAGES = frozenset("""
    alembic annotated_types anyio argon2 blinker cffi click codegen colorama cryptography dotenv
    email_validator exceptiongroup flask flask_limiter flask_migrate flask_sqlalchemy greenlet
    gunicorn h11 httpcore2 httpx2 hypothesis idna iniconfig itsdangerous jinja2 jwt limits mako
    markupsafe packaging pip pkg_resources pluggy psycopg psycopg_binary pwdlib py pycparser pydantic
    pydantic_core pygments pytest pytest_randomly setuptools sqlalchemy tomli truststore
    typing_extensions typing_inspection werkzeug xdist
    """.split())
"""Import names of what emitted apps import or install, and of this tool."""

LAYOUT = frozenset("""
    conftest generated instance migrations tests wsgi
    """.split())
"""Folders and modules that lie next to an emitted app's package."""

KEYWORDS = frozenset("""
    and as assert async await break case class continue def del elif else except finally for from
    global if import in is lambda match nonlocal not or pass raise return try type while with yield
    """.split())
"""Python's keywords, soft ones included."""


def why_reserved(name: str) -> str | None:
    """What an app of that name would clash with, or None where it clashes with nothing."""
    reasons = {
        "a module of Python's standard library": STANDARD_LIBRARY | _MORE_STANDARD_LIBRARY,
        "a package that emitted apps use": PACKAGES,
        "a part of an emitted app's folder": LAYOUT,
        "a keyword of Python": KEYWORDS,
    }
    return next((reason for reason, names in reasons.items() if name in names), None)
