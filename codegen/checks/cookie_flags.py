"""A cookie that a view sets says who may read it and where it goes.

Without HttpOnly every script on the page reads it, without SameSite every other site sends it along: CWE-1004
https://cwe.mitre.org/data/definitions/1004.html, CWE-1275 https://cwe.mitre.org/data/definitions/1275.html, RFC 6265bis. Flask's
own session has both from config.py: https://flask.palletsprojects.com/en/stable/web-security/#set-cookie-options.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import Setting, keywords, method, settings
from codegen.syntax import Source

_FLAGS = ("httponly", "samesite")
_SETTINGS = {
    "SESSION_COOKIE_HTTPONLY": "False",
    "SESSION_COOKIE_SAMESITE": "None",
    "SESSION_COOKIE_SECURE": "False",
}


class CookiesHaveFlags(Rule):
    """A cookie is set with httponly and samesite, and the session's own are not taken away."""

    name = "cookies-have-flags"
    message = "a cookie is readable or sent where it should not be"
    mend = 'Set it with httponly=True, samesite="Lax", and secure=True where the site has HTTPS.'
    urls = (
        "https://cwe.mitre.org/data/definitions/1004.html",
        "https://cwe.mitre.org/data/definitions/1275.html",
        "https://flask.palletsprojects.com/en/stable/web-security/#set-cookie-options",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at set_cookie() and at Flask's settings of its session cookie."""
        for call in source.nodes(cst.Call):
            if method(call) == "set_cookie" and not any(arg.star == "**" for arg in call.args):
                given = {name: arg.value for name, arg in keywords(call)}
                for flag in _FLAGS:
                    if flag not in given or _word(given[flag]) in ("False", "None"):
                        yield Hit(source, call, f"'set_cookie' has no {flag}")
        for setting in settings(source):
            if _takes_away(setting):
                yield Hit(source, setting.place, f"'{setting.name}' is taken away")

    VALID = (
        Example(code="""
from flask import Response, make_response


def remember() -> Response:
    response = make_response("", 204)
    response.set_cookie("seen", "1", httponly=True, samesite="Lax", secure=True)
    return response
"""),
        Example(
            path="config.py",
            code="""
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
""",
        ),
        Example(code="""
from flask import Response

FLAGS = {"httponly": True, "samesite": "Lax"}


def forget(response: Response) -> None:
    response.delete_cookie("seen")
    response.set_cookie("left", "1", **FLAGS)
"""),
    )
    INVALID = (
        Example(
            lines=(6, 6),
            code="""
from flask import Response, make_response

def remember() -> Response:
    response = make_response("", 204)
    response.set_cookie("seen", "1")
    return response
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import Response

def remember(response: Response) -> None:
    response.set_cookie("token", "1", httponly=False, samesite="Lax")
""",
        ),
        Example(path="config.py", lines=(2,), code="\nSESSION_COOKIE_HTTPONLY = False\n"),
    )


def _takes_away(setting: Setting) -> bool:
    return setting.name in _SETTINGS and _word(setting.value) == _SETTINGS[setting.name]


def _word(value: cst.BaseExpression) -> str:
    return value.value if isinstance(value, cst.Name) else ""
