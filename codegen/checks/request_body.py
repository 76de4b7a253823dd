"""A request's body is read by the app's own readers.

``request.form``, ``request.files`` and ``request.get_data()`` read whatever is sent, as long as it is and whatever it is declared to be:
CWE-434 https://cwe.mitre.org/data/definitions/434.html, CWE-770 https://cwe.mitre.org/data/definitions/770.html. The limits and types
that the contract states are enforced in bodies.py and schemas.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import uses
from codegen.contract import EmptyBody, JsonBody
from codegen.syntax import Source

_FORM = frozenset({"files", "form", "stream", "values"})
_RAW = frozenset({"data", "get_data"})
_READERS = ("bodies.py", "schemas.py")


class BodiesAreReadByReaders(Rule):
    """Forms, files and raw bodies come from read_form() and its like."""

    name = "bodies-are-read-by-readers"
    message = "this reads a body without its limits"
    mend = (
        "Take form fields from read_form(TheShape), files from read_file(name), find_file(name) or read_files(name), raw bodies from"
        " read_bytes() or read_text(), all of the app's bodies.py."
    )
    urls = (
        "https://cwe.mitre.org/data/definitions/434.html",
        "https://cwe.mitre.org/data/definitions/770.html",
        "https://flask.palletsprojects.com/en/stable/web-security/#resource-use",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what is taken of the request; of its raw bytes only where the view has a reader for them."""
        if source.path in {f"{app.package}/{name}" for name in _READERS}:
            return
        raw = _raw_views(source, app)
        for reference, name in uses(source, app, _takes_body):
            attribute = name.split(".")[2]
            if attribute in _FORM or _within(source, reference, raw):
                yield Hit(source, reference, f"'request.{attribute}'")

    VALID = (
        Example(code="""
from flask import request
from register.bodies import read_file, read_form


def keep() -> str:
    form = read_form(RegisterRequest)
    return f"{form.username} {read_file('photo').sha256} {request.method}"
"""),
        Example(code="""
import hashlib
import hmac

from flask import abort, request


def check_signature(key: bytes) -> None:
    wanted = hmac.new(key, request.get_data(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted, request.headers.get("X-Signature", "")):
        abort(403)
"""),
        Example(code="""
class Order:
    form = "paper"
    files = ()


def shown(request: Order) -> str:
    return f"{request.form} {len(request.files)}"
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from flask import request

def caption() -> str:
    return request.form.get("caption", "")
""",
        ),
        Example(
            lines=(5, 6),
            code="""
from flask import request

def keep() -> bytes:
    file = request.files["photo"]
    return file.read() + request.stream.read()
""",
        ),
        Example(
            lines=(5,),
            code="""
import flask

def term() -> str:
    return str(flask.request.values["term"])
""",
        ),
    )


def _takes_body(name: str) -> bool:
    package, _, rest = name.partition(".")
    head, _, attributes = rest.partition(".")
    return (package, head) == ("flask", "request") and attributes.split(".")[0] in _FORM | _RAW


def _raw_views(source: Source, app: App) -> tuple[str, ...]:
    """The names of the module's views that are sent a body which is no JSON."""
    if app.contract is None:
        return ()
    return tuple(
        endpoint.name
        for endpoint in app.contract.endpoints
        if not isinstance(endpoint.request, JsonBody | EmptyBody)
        and source.path == f"{app.package}/routes/{app.contract.resource(endpoint)}.py"
    )


def _within(source: Source, reference: cst.CSTNode, views: tuple[str, ...]) -> bool:
    """Whether a node stands in one of these views, or in a function that belongs to it."""
    functions = [
        n.name.value for n in source.ancestors(reference) if isinstance(n, cst.FunctionDef)
    ]
    return any(name == view or name.startswith(f"_{view}_") for name in functions for view in views)
