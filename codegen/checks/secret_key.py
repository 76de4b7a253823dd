"""Keys come from the environment, never from the code.

CWE-798 https://cwe.mitre.org/data/definitions/798.html, CWE-321 https://cwe.mitre.org/data/definitions/321.html;
https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Fix, Hit, Rule
from codegen.checks.flow import argument, last_name, literal, method, origins, settings
from codegen.syntax import Source

_KEYS = frozenset(
    {
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "JWT_SECRET_KEY",
        "JWT_SECRET",
        "SECURITY_PASSWORD_SALT",
        "WTF_CSRF_SECRET_KEY",
    }
)
_MENDABLE = _KEYS - {"SECRET_KEY_FALLBACKS"}
_SIGNING = frozenset({"jwt.encode", "jwt.decode"})
_READS = frozenset({"get", "getenv", "pop"})


class NoLiteralSecretKey(Rule):
    """No key is written into the code, not even as a default."""

    name = "no-literal-secret-key"
    message = "a secret key is written into the code"
    mend = 'Read it from the environment: os.environ["SECRET_KEY"].'
    urls = (
        "https://cwe.mitre.org/data/definitions/798.html",
        "https://cwe.mitre.org/data/definitions/321.html",
        "https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what is given under a key's name, at defaults for it, and at what signs tokens."""
        for setting in settings(source):
            if setting.name.upper() in _KEYS and _is_literal(source, setting.value):
                fix = _from_environment(setting.name) if _is_mendable(setting.place) else None
                yield Hit(source, setting.value, f"'{setting.name}'", fix)
        for call in source.nodes(cst.Call):
            key, default = _default(source, call)
            if default is not None and _is_literal(source, default):
                yield Hit(source, call, f"a default for '{key}'", _from_environment(key))
            if source.qualified_name(call.func) in _SIGNING:
                signer = argument(call, 1, "key")
                if signer is not None and _is_literal(source, signer):
                    yield Hit(source, signer, "it signs tokens")

    VALID = (
        Example(
            path="config.py",
            code="""
KEY_NAME = "SECRET_KEY"
SECRET_KEY = os.environ["SECRET_KEY"]
FALLBACK = {"SECRET_KEY": os.environ.get("SECRET_KEY", "")}
""",
        ),
        Example(
            path="__init__.py",
            code="""
import secrets


def renew(app: Flask) -> None:
    app.secret_key = secrets.token_hex(32)
    app.config["SECRET_KEY"] = app.secret_key
""",
        ),
        Example(
            path="__init__.py",
            code="""
def is_safe(app: Flask) -> bool:
    return app.config["SECRET_KEY"] not in ("dev", "change-me")
""",
        ),
    )
    INVALID = (
        Example(
            path="config.py",
            lines=(2,),
            code="""
SECRET_KEY = "change-me"
""",
            fixed="""
import os

SECRET_KEY = os.environ["SECRET_KEY"]
""",
        ),
        Example(
            path="config.py",
            lines=(5,),
            code="""
import os

class Settings:
    secret_key: str = os.environ.get("SECRET_KEY") or "dev"
""",
            fixed="""
import os

class Settings:
    secret_key: str = os.environ["SECRET_KEY"]
""",
        ),
        Example(
            path="config.py",
            lines=(4,),
            code="""
from os import getenv

KEY = getenv("JWT_SECRET_KEY", "dev")
""",
            fixed="""
import os
from os import getenv

KEY = os.environ["JWT_SECRET_KEY"]
""",
        ),
        Example(
            path="__init__.py",
            lines=(3, 4, 5, 6),
            code="""
def configure(app: Flask) -> None:
    app.secret_key = "dev"
    app.config["SECRET_KEY"] = b"dev"
    app.config.update({"SECRET_KEY": "a" "b"})
    app.config.from_mapping(SECRET_KEY="dev".encode())
""",
            fixed="""
import os

def configure(app: Flask) -> None:
    app.secret_key = os.environ["SECRET_KEY"]
    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    app.config.update({"SECRET_KEY": os.environ["SECRET_KEY"]})
    app.config.from_mapping(SECRET_KEY=os.environ["SECRET_KEY"])
""",
        ),
        Example(
            path="__init__.py",
            lines=(4, 5),
            code="""
def configure(app: Flask) -> None:
    key = "dev"
    app.config.setdefault("SECRET_KEY", key)
    setattr(app, "secret_key", "dev" + "dev")
""",
        ),
        Example(
            lines=(5,),
            code="""
from jwt import encode

def token(claims: dict[str, object]) -> str:
    return encode(claims, "secret", algorithm="HS256")
""",
        ),
    )


def _is_literal(source: Source, value: cst.CSTNode) -> bool:
    return any(_is_text(origin) for origin in origins(source, value))


def _is_text(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.BinaryOperation):
        return _is_text(node.left) or _is_text(node.right)
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return node.func.attr.value in ("encode", "strip") and _is_text(node.func.value)
    if isinstance(node, cst.List | cst.Tuple):
        return any(_is_text(element.value) for element in node.elements)
    if isinstance(node, cst.FormattedString):
        return any(isinstance(part, cst.FormattedStringText) for part in node.parts)
    return bool(literal(node))


def _default(source: Source, call: cst.Call) -> tuple[str, cst.BaseExpression | None]:
    """The key that is read, and what ``os.environ.get("SECRET_KEY", default)`` falls back to."""
    key = literal(argument(call, 0))
    reads = last_name(source, call) in _READS or method(call) in _READS
    if reads and isinstance(key, str) and key.upper() in _MENDABLE:
        return key, argument(call, 1, "default")
    return "", None


def _is_mendable(place: cst.CSTNode) -> bool:
    """Whether the value may be replaced where it stands: not in a signature, nor in the environment itself."""
    return not isinstance(place, cst.Param | cst.Call)


def _from_environment(name: str) -> Fix | None:
    key = name.upper()
    if key not in _MENDABLE:
        return None
    return Fix(lambda _: cst.parse_expression(f'os.environ["{key}"]'), module="os")
