"""Where a redirection goes, the app decides.

A link to this site that leads on to any other one is what phishing needs: CWE-601
https://cwe.mitre.org/data/definitions/601.html. A place that was stored before is the spec's own affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.client import from_client
from codegen.checks.flow import argument, last_name, origins, settings
from codegen.syntax import Source

_REDIRECTS = frozenset({"flask.redirect", "werkzeug.utils.redirect"})
_LOOKS_AT = frozenset({"urlsplit", "urlparse"})
_STAYS_HERE = re.compile(r"/[^/\\]|https?://[^/{]+/")


class NoOpenRedirects(Rule):
    """No redirection to wherever the client says."""

    name = "no-open-redirects"
    message = "the client decides where a redirection goes"
    mend = "Build it with url_for(), begin it with a path of the app, or look at urlsplit(target).netloc first."
    urls = (
        "https://cwe.mitre.org/data/definitions/601.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at redirect() and at Location headers."""
        for call in source.nodes(cst.Call):
            target = argument(call, 0, "location")
            redirects = app.called(source, call) in _REDIRECTS
            if target and redirects and _leads_away(source, app, target):
                yield Hit(source, call, "'redirect' takes it from the request")
        for setting in settings(source):
            if setting.name == "Location" and _leads_away(source, app, setting.value):
                yield Hit(source, setting.place, "the header 'Location' is taken from the request")

    VALID = (
        Example(code="""
from flask import redirect, url_for


def show(user: User) -> object:
    return redirect(url_for("users.register", name=user.username))
"""),
        Example(code="""
from flask import redirect, request


def search() -> object:
    return redirect(f"/users/{request.args['name']}"), {"Location": "/x" + request.args["name"]}
"""),
        Example(code="""
from urllib.parse import urlsplit

from flask import redirect, request


def back() -> object:
    target = request.args.get("next", "/")
    return redirect("/" if urlsplit(target).netloc else target)
"""),
        Example(code="""
from flask import redirect


def follow(user: User) -> object:
    return redirect(user.username)
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from flask import redirect, request

def back() -> object:
    return redirect(request.args.get("next", "/"))
""",
        ),
        Example(
            lines=(6,),
            code="""
from flask import redirect as go

def back() -> object:
    body = read_json(RegisterRequest)
    return go(location="//" + body.username, code=303)
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import request

def back() -> object:
    return "", 302, {"Location": request.args["next"]}
""",
        ),
    )


def _leads_away(source: Source, app: App, target: cst.CSTNode) -> bool:
    if not from_client(source, app, target) or _is_looked_at(source, target):
        return False
    return not all(_stays_here(node) for node in origins(source, target) if _is_text(node))


def _is_text(node: cst.CSTNode) -> bool:
    return not isinstance(node, cst.Name | cst.IfExp | cst.BooleanOperation)


def _stays_here(node: cst.CSTNode) -> bool:
    """Whether a text begins with a path of the app, or with a site that is written down."""
    while isinstance(node, cst.BinaryOperation):
        node = node.left
    if isinstance(node, cst.FormattedString):
        first = node.parts[0] if node.parts else None
        return isinstance(first, cst.FormattedStringText) and bool(_STAYS_HERE.match(first.value))
    if isinstance(node, cst.SimpleString):
        text = node.evaluated_value
        return isinstance(text, str) and (text == "/" or bool(_STAYS_HERE.match(text)))
    return False


def _is_looked_at(source: Source, target: cst.CSTNode) -> bool:
    """Whether the function that redirects looks at the parts of a URL."""
    function = source.function(target)
    calls = (c for c in source.nodes(cst.Call) if source.function(c) is function)
    return any(last_name(source, call) in _LOOKS_AT for call in calls)
