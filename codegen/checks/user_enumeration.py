"""A log-in does not tell who has an account.

``if user is None: abort(401)`` before the password is hashed answers sooner for names that nobody has, and "no such user" says it outright: CWE-204
https://cwe.mitre.org/data/definitions/204.html, CWE-208 https://cwe.mitre.org/data/definitions/208.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.branches import leaves, precedes
from codegen.checks.flow import last_name, made_of, origins
from codegen.checks.queries import asks, last_name_of
from codegen.checks.views import calls_in
from codegen.syntax import Source, children, dotted

_VERIFIES = re.compile(
    r"(check|verify|validate)_(password|passwd|pw|hash)\w*|checkpw|password_fits"
)
_MAY_VERIFY = frozenset({"check", "verify", "verify_and_update"})
_SECRET = re.compile(r".*(passphrase|password|passwd|pwd|pin|secret).*", re.IGNORECASE)
_KNOWN = re.compile(r".*(current_user|require_user|get_jwt_identity|flask\.session|flask\.g)\b.*")
_OR_404 = frozenset({"first_or_404", "get_or_404", "one_or_404"})


class LogInsTellNoUsers(Rule):
    """Where a password is verified, an unknown name takes as long and has the same answer as a wrong password.

    Looked at is the function that both finds the user by a query and verifies the password; one that is logged in already is known, and nothing is told of them. A function
    that also verifies the password against something else than the user's hash is taken to do so where there is no user.
    """

    name = "log-ins-tell-no-users"
    message = "this tells whether there is such a user"
    mend = (
        "Verify first, against a decoy hash where there is no user, and then give one answer for both:"
        " fits = hasher.verify(password, user.password_hash if user else DECOY)."
    )
    urls = (
        "https://cwe.mitre.org/data/definitions/204.html",
        "https://cwe.mitre.org/data/definitions/208.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what stands between finding a user and verifying their password."""
        for function in source.nodes(cst.FunctionDef):
            calls = [c for c in calls_in(source, function) if source.function(c) is function]
            users = {c: list(_users(source, app, c)) for c in calls if _verifies(source, c)}
            found = dict[cst.CSTNode, str]()
            for call, names in users.items() if all(users.values()) else ():
                for user in names:
                    found.update(_told(source, function, user, call))
            yield from (Hit(source, node, detail) for node, detail in found.items())

    VALID = (
        Example(code="""
DECOY = hasher.hash("")


def log_in(body: RegisterRequest) -> User | None:
    user = db.session.scalar(select(User).filter_by(username=body.username))
    fits = hasher.verify(body.password, user.password_hash if user else DECOY)
    if not fits or user is None:
        return None
    return user
"""),
        Example(code="""
from flask import abort, session


def change(body: RegisterRequest) -> None:
    user = db.session.get(User, session["user_id"])
    if user is None:
        abort(401)
    if not hasher.verify(body.password, user.password_hash):
        abort(403)
"""),
        Example(code="""
def authenticate(username: str, password: str) -> User | None:
    user = db.session.scalar(select(User).filter_by(username=username))
    if user is None:
        hasher.verify(password, DECOY)
        return None
    return user if hasher.verify(password, user.password_hash) else None
"""),
        Example(code="""
def is_taken(username: str) -> bool:
    user = db.session.scalar(select(User).filter_by(username=username))
    if user is None:
        return False
    return user.username == username
"""),
    )
    INVALID = (
        Example(
            lines=(6,),
            code="""
from flask import abort

def log_in(body: RegisterRequest) -> User:
    user = db.session.scalar(select(User).filter_by(username=body.username))
    if user is None:
        abort(404, "No such user")
    if not hasher.verify(body.password, user.password_hash):
        abort(401, "Wrong password")
    return user
""",
        ),
        Example(
            lines=(4,),
            code="""
def log_in(body: RegisterRequest) -> User | None:
    user = db.session.scalar(select(User).filter_by(username=body.username))
    if user and hasher.verify(body.password, user.password_hash):
        return user
    return None
""",
        ),
        Example(
            lines=(7,),
            code="""
from flask import abort
from werkzeug.security import check_password_hash

def log_in(username: str, password: str) -> dict[str, int]:
    user = User.query.filter_by(username=username).first()
    if user is not None:
        if check_password_hash(user.password_hash, password):
            return {"id": user.id}
    abort(401)
""",
        ),
        Example(
            lines=(6,),
            code="""
from werkzeug.security import check_password_hash

def log_in(username: str, password: str) -> dict[str, str]:
    found = User.query.filter_by(username=username)
    user = found.first_or_404()
    fits = check_password_hash(user.password_hash, password)
    return {"answer": "welcome" if fits else "wrong"}
""",
        ),
    )


def _verifies(source: Source, call: cst.Call) -> bool:
    """Whether a call compares a password with its hash."""
    name = last_name(source, call)
    if _VERIFIES.fullmatch(name):
        return True
    given = (dotted(node) or "" for arg in call.args for node in made_of(source, arg.value))
    return name in _MAY_VERIFY and any(_SECRET.fullmatch(text) for text in given)


def _users(source: Source, app: App, call: cst.Call) -> Iterator[cst.Name]:
    """The names in a call whose values a query found, unless it asked for who is logged in."""
    own = [call.func.value] if isinstance(call.func, cst.Attribute) else []
    seen = set[str]()
    for value in (*own, *(arg.value for arg in call.args)):
        for name in _names(value):
            if name.value not in seen and _is_found(source, app, name):
                seen.add(name.value)
                yield name


def _names(node: cst.CSTNode) -> Iterator[cst.Name]:
    if isinstance(node, cst.Name):
        yield node
    for child in children(node):
        yield from _names(child)


def _is_found(source: Source, app: App, name: cst.Name) -> bool:
    made = [node for node in origins(source, name, _result) if isinstance(node, cst.Call)]
    asking = [call for call in made if asks(source, app, call)]
    if not asking or all(_is_own(call) for call in asking):
        return False
    nodes = (node for call in made for node in made_of(source, call))
    names = (source.qualified_name(node) or dotted(node) or "" for node in nodes)
    return not any(_KNOWN.fullmatch(each) for each in names)


def _is_own(call: cst.Call) -> bool:
    """Whether a row is got by an id that the object itself holds, as a form does of what it changes."""
    key = call.args[-1].value if call.args and last_name_of(call) == "get" else None
    return (dotted(key) or "").startswith("self.")


def _result(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    """What a call such as ``scalars(...).first()`` is made on."""
    is_method = isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute)
    return (node.func.value,) if is_method else ()  # type: ignore[attr-defined]


def _told(
    source: Source, function: cst.FunctionDef, user: cst.Name, verified: cst.Call
) -> Iterator[tuple[cst.CSTNode, str]]:
    """Where less is done for a user that there is not, before or around the verification."""
    for value in source.values(user):
        if isinstance(value, cst.Call) and last_name_of(value) in _OR_404:
            yield value, "404 is answered before a password is verified"
    around = set(source.ancestors(verified))
    for node in around:
        tested = _tested_around(node, around, verified)
        if tested and _is_of(tested, user.value) and source.function(node) is function:
            yield tested, f"no password is verified where there is no '{user.value}'"
    for branch in source.nodes(cst.If):
        is_before = source.function(branch) is function and precedes(source, branch, verified)
        if is_before and _is_of(branch.test, user.value) and leaves(branch.body):
            yield branch.test, f"it ends here where there is no '{user.value}'"


def _tested_around(
    node: cst.CSTNode, around: set[cst.CSTNode], verified: cst.Call
) -> cst.CSTNode | None:
    """The condition of a node under which a call within it is made."""
    match node:
        case cst.If(test=test) | cst.IfExp(test=test):
            return None if test in around or test is verified else test
        case cst.BooleanOperation(left=left, right=right):
            return left if right in around or right is verified else None
    return None


def _is_of(test: cst.CSTNode, user: str) -> bool:
    """Whether a condition is just whether there is a user: ``user``, ``not user``, ``user is None``, or that with more."""
    match test:
        case cst.Name(value=name):
            return name == user
        case cst.UnaryOperation(operator=cst.Not(), expression=inner):
            return _is_of(inner, user)
        case cst.BooleanOperation():
            return _is_of(test.left, user) or _is_of(test.right, user)
        case cst.Comparison(left=cst.Name(value=name), comparisons=[one]):
            is_none = isinstance(one.comparator, cst.Name) and one.comparator.value == "None"
            return name == user and is_none
    return False
