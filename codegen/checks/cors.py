"""Other sites act for a visitor only where the app names them.

An answer that any site may read, with the visitor's cookies, gives each of them what the visitor may see: CWE-942
https://cwe.mitre.org/data/definitions/942.html. So does one that sends back whatever Origin came: https://fetch.spec.whatwg.org/#cors-protocol-and-credentials.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.client import from_client
from codegen.checks.flow import keywords, literal, settings
from codegen.syntax import Source

_ORIGIN = "access-control-allow-origin"
_CREDENTIALS = "access-control-allow-credentials"
_EXTENSIONS = frozenset({"flask_cors.CORS", "flask_cors.cross_origin"})


class NoCorsWithCredentials(Rule):
    """No credentials for every origin, and no Origin sent back as it came."""

    name = "no-cors-with-credentials"
    message = "any site may act for whoever visits it"
    mend = "Name the origins that are meant, and compare the request's with them."
    urls = (
        "https://cwe.mitre.org/data/definitions/942.html",
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at the headers of CORS and at Flask-CORS."""
        headers = [each for each in settings(source) if each.name.lower() == _ORIGIN]
        allowed = any(each.name.lower() == _CREDENTIALS for each in settings(source))
        for header in headers:
            if from_client(source, app, header.value):
                yield Hit(source, header.place, "the request's Origin is sent back")
            elif allowed and literal(header.value) == "*":
                yield Hit(source, header.place, "'*' stands beside credentials")
        for call in source.nodes(cst.Call):
            if app.called(source, call) in _EXTENSIONS and _is_open(call):
                yield Hit(source, call, "credentials are allowed to every origin")

    VALID = (
        Example(code="""
from flask import Response, request

ORIGINS = ("https://shop.example.com",)


def allow(response: Response) -> Response:
    origin = request.headers.get("Origin", "")
    known = [each for each in ORIGINS if each == origin]
    for each in known:
        response.headers["Access-Control-Allow-Origin"] = each
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
"""),
        Example(code="""
from flask import Response


def open_to_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
"""),
        Example(code="""
def headers() -> dict[str, str]:
    return {"Access-Control-Allow-Methods": "GET", "Vary": "Origin"}
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from flask import Response, request

def allow(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "")
    return response
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import Response

def allow(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import request

def answer() -> tuple[str, int, dict[str, str]]:
    return "", 204, {"access-control-allow-origin": f"{request.headers['Origin']}"}
""",
        ),
    )


def _is_open(call: cst.Call) -> bool:
    given = {name: arg.value for name, arg in keywords(call)}
    credentials = given.get("supports_credentials")
    origins = given.get("origins")
    asks = isinstance(credentials, cst.Name) and credentials.value == "True"
    return asks and (origins is None or literal(origins) == "*")
