"""A secret is kept as a hash, and neither it nor its hash is returned.

CWE-256 https://cwe.mitre.org/data/definitions/256.html, CWE-312 https://cwe.mitre.org/data/definitions/312.html, CWE-200
https://cwe.mitre.org/data/definitions/200.html. A password needs a slow hash, as pwdlib makes it: CWE-916.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import (
    Setting,
    argument,
    handed_out,
    last_name,
    literal,
    made_of,
    settings,
    subscript_key,
)
from codegen.syntax import Source

_HASHERS = re.compile(r"hash|hash_\w+|generate_password_hash|verify_and_update")
_FAST_HASHES = ("builtins.", "hashlib.", "zlib.")
_TELLS_NOTHING = re.compile(
    r"hash|hash_\w+|generate_password_hash|verify\w*|check_password_hash|compare_digest"
    r"|isinstance|bool|len|model_validate"
)
_RESPONSE = re.compile(r".*(Response|Reply|Answer|Result|Out|Output|Read|Public|View|Page)")


class StoredSecrets(Rule):
    """Secrets are hashed before they are kept, and stay inside."""

    name = "secrets-stay-hashed"
    message = "a secret is not kept safe"
    mend = "Keep hasher.hash(secret) alone, and leave both out of every response."
    urls = (
        "https://cwe.mitre.org/data/definitions/256.html",
        "https://cwe.mitre.org/data/definitions/312.html",
        "https://cwe.mitre.org/data/definitions/200.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at models, at what is written to columns, at schemas, and at what is returned."""
        plain = app.plain_secrets()
        if not plain:
            return
        yield from _columns(source, app, plain)
        for setting in settings(source):
            if _is_column(source, app, setting) and _is_plain(source, setting.value, plain):
                yield Hit(source, setting.place, f"'{setting.name}' gets it unhashed")
        yield from _schemas(source, app)
        yield from _returned(source, app)

    VALID = (
        Example(code="""

def renew(user: User, body: RegisterRequest) -> None:
    user.password_hash = hasher.hash(body.password) if body.password is not None else None
"""),
        Example(code="""
def change(user: User, password: str) -> dict[str, bool]:
    hashed = hasher.hash(password)
    user.password_hash = hashed
    return {"changed": hasher.verify(password, user.password_hash)}
"""),
        Example(
            path="schemas.py",
            code="""
class LoginRequest(BaseModel):
    username: str
    password: str


class UserResponse(BaseModel):
    id: int
    username: str
""",
        ),
        Example(code="""
def log_in(user: User, data: RegisterRequest) -> dict[str, object]:
    valid, renewed = hasher.verify_and_update(data.password, user.password_hash)
    if renewed:
        user.password_hash = renewed
    return {"valid": valid, "name": user.username, "hint": "password"}
"""),
    )
    INVALID = (
        Example(
            lines=(4,),
            code="""
def make() -> User:
    data = RegisterRequest.model_validate(request_object())
    return User(username="", password_hash=data.password)
""",
        ),
        Example(
            lines=(6,),
            code="""
import hashlib

def change(user: User, data: RegisterRequest) -> None:
    given = data.password.encode()
    user.password_hash = hashlib.sha256(given).hexdigest()
""",
        ),
        Example(
            lines=(3,),
            code="""
def show(user: User) -> dict[str, object]:
    return {"id": user.id, "password": user.password_hash}
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import jsonify

def show(user: User) -> object:
    body = {"id": user.id, "proof": user.password_hash}
    return jsonify(body)
""",
        ),
        Example(
            lines=(4,),
            code="""
def greet() -> str:
    data = RegisterRequest.model_validate(request_object())
    return f"Welcome, your password is {data.password}"
""",
        ),
        Example(
            lines=(3,),
            code="""
def refuse(data: RegisterRequest) -> None:
    raise Conflict("Somebody has this password: " + data.password)
""",
        ),
        Example(
            path="models.py",
            lines=(5,),
            code="""
class Account(db.Model):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    password: Mapped[str] = mapped_column(String(255))
""",
        ),
        Example(
            path="schemas.py",
            lines=(4,),
            code="""
class UserResponse(BaseModel):
    id: int
    password_hash: str
""",
        ),
        Example(
            lines=(3,),
            code="""
def show(user: User) -> object:
    return dict(vars(user))
""",
        ),
    )


def _class_fields(node: cst.ClassDef) -> Iterator[tuple[cst.CSTNode, str, cst.CSTNode | None]]:
    """The fields that a class body declares: target, name, value."""
    for line in node.body.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(statement, cst.AnnAssign) and isinstance(statement.target, cst.Name):
                yield statement, statement.target.value, statement.value
            elif isinstance(statement, cst.Assign):
                target = statement.targets[0].target
                if isinstance(target, cst.Name):
                    yield statement, target.value, statement.value


def _columns(source: Source, app: App, plain: frozenset[str]) -> Iterator[Hit]:
    for node in source.nodes(cst.ClassDef):
        if not app.is_model(f"{source.name}.{node.name.value}"):
            continue
        for statement, name, value in _class_fields(node):
            stored = literal(argument(value, 0)) if isinstance(value, cst.Call) else None
            if name in plain or stored in plain:
                yield Hit(source, statement, f"the column '{name}' keeps it in plain text")


def _schemas(source: Source, app: App) -> Iterator[Hit]:
    plain, all_names = app.plain_secrets(), app.secrets()
    for node in source.nodes(cst.ClassDef):
        if not app.is_schema(f"{source.name}.{node.name.value}"):
            continue
        told = all_names if _RESPONSE.fullmatch(node.name.value) else all_names - plain
        for statement, name, _ in _class_fields(node):
            if name in told:
                yield Hit(source, statement, f"'{node.name.value}' has the field '{name}'")


def _is_column(source: Source, app: App, setting: Setting) -> bool:
    """Whether a value is given to a hash's column, or to another column of a model."""
    if setting.name in app.secrets():
        return setting.name not in app.plain_secrets()
    call = source.parent(setting.place)
    given = isinstance(setting.place, cst.Arg) and isinstance(call, cst.Call)
    return given and isinstance(call, cst.Call) and app.is_model(app.called(source, call))


def _is_plain(source: Source, value: cst.CSTNode, plain: frozenset[str]) -> bool:
    nodes = made_of(source, value, lambda node: _keeps_none(source, node))
    return any(_named_by(node) in plain for node in nodes)


def _keeps_none(source: Source, node: cst.CSTNode) -> bool:
    """Whether nothing of a secret is left in what a node gives: a hash, or the answer to a question."""
    return isinstance(node, cst.Comparison) or _hashes(source, node)


def _hashes(source: Source, node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.Call):
        return False
    name = source.qualified_name(node.func) or ""
    slow = not name.startswith(_FAST_HASHES)
    return slow and bool(_HASHERS.fullmatch(last_name(source, node)))


def _named_by(node: cst.CSTNode) -> str | bytes | None:
    """The name under which a node gets at something: a name, an attribute, an item, ``get("name")``."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        return node.attr.value
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return literal(argument(node, 0)) if node.func.attr.value in ("get", "pop") else None
    return subscript_key(node)


def _returned(source: Source, app: App) -> Iterator[Hit]:
    found = dict[cst.CSTNode, None]()
    for value in handed_out(source):
        nodes = made_of(source, value, lambda node: _tells_nothing(source, app, node))
        found.update((node, None) for node in nodes if _shows(source, app, node))
    for node in found:
        inside = any(above in found for above in source.ancestors(node))
        if not inside:
            yield Hit(source, node, "it goes to the client")


def _tells_nothing(source: Source, app: App, node: cst.CSTNode) -> bool:
    """Whether nothing of what a node is made of can be read from it."""
    if isinstance(node, cst.Comparison):
        return True
    if isinstance(node, cst.Call):
        made = app.called(source, node)
        return app.is_model(made) or bool(_TELLS_NOTHING.fullmatch(last_name(source, node)))
    above = source.parent(node)
    below_attribute = isinstance(above, cst.Attribute) and not _is_called(source, above)
    below_item = isinstance(above, cst.Subscript) and above.value is node
    return below_attribute or below_item


def _is_called(source: Source, node: cst.CSTNode) -> bool:
    above = source.parent(node)
    return isinstance(above, cst.Call) and above.func is node


def _shows(source: Source, app: App, node: cst.CSTNode) -> bool:
    names = app.secrets()
    if isinstance(node, cst.DictElement):
        return literal(node.key) in names
    if isinstance(node, cst.Arg):
        return node.keyword is not None and node.keyword.value in names
    if isinstance(node, cst.Name):
        shown = isinstance(source.parent(node), cst.DictElement | cst.FormattedStringExpression)
        return shown and node.value in names
    if isinstance(node, cst.Attribute) and not _is_called(source, node):
        return node.attr.value in names or node.attr.value == "__dict__"
    if isinstance(node, cst.Call):
        return source.qualified_name(node.func) == "builtins.vars"
    return isinstance(node, cst.Subscript) and subscript_key(node) in names
