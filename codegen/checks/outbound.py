"""Other services are called through ``services.py`` alone.

There a call has a time-out, follows no redirection, and reads no endless answer; its base URL is a setting, so that no client chooses
where the app connects to (CWE-918, https://cwe.mitre.org/data/definitions/918.html); and tests answer in the service's place.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.syntax import Source, dotted, import_base

CLIENT = "httpx2"
"""What ``services.py`` itself is made with, and nothing else may import."""

NETWORK = frozenset(
    (
        *(
            "aiohttp",
            "asyncio",
            "ftplib",
            "grpc",
            "http.client",
            "http.server",
            "httpcore",
            "httpcore2",
        ),
        *(
            "httplib2",
            "httpx",
            CLIENT,
            "imaplib",
            "logging.handlers",
            "paramiko",
            "poplib",
            "pycurl",
        ),
        *("requests", "select", "selectors", "smtplib", "socket", "socketserver", "ssl", "tornado"),
        *(
            "urllib.request",
            "urllib3",
            "websocket",
            "websockets",
            "werkzeug.middleware.http_proxy",
            "wsgiref",
            "xmlrpc",
        ),
    )
)
"""Modules that open network connections."""


class CallsThroughServices(Rule):
    """No module but services.py opens a network connection, and that one through httpx2 alone."""

    name = "calls-through-services"
    message = "this opens network connections"
    mend = "Call the client in the app's services.py; a service that is not there has to be said in the spec."
    urls = (
        "https://cwe.mitre.org/data/definitions/918.html",
        "https://www.python-httpx.org/advanced/timeouts/",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at import statements."""
        allowed = CLIENT if source.path == f"{app.package}/services.py" else ""
        for import_ in source.nodes(cst.Import):
            for alias in import_.names:
                yield from _refused(source, alias, (dotted(alias.name) or "",), allowed)
        for from_ in source.nodes(cst.ImportFrom):
            if not isinstance(from_.names, cst.ImportStar):
                base = import_base(from_, source.package)
                names = tuple(f"{base}{dotted(alias.name)}" for alias in from_.names)
                yield from _refused(source, from_, names, allowed)

    VALID = (
        Example(path="services.py", replaces=True, code="import httpx2\n"),
        Example(code="""
from urllib.parse import urlsplit


def host(url: str) -> str:
    socket = urlsplit(url)
    return socket.hostname or ""
"""),
        Example(
            path="../wsgi.py",
            code="from werkzeug.middleware.proxy_fix import ProxyFix\n",
        ),
    )
    INVALID = (
        Example(lines=(1,), code="import requests\n"),
        Example(lines=(1,), code="from httpx2 import get\n"),
        Example(lines=(1,), code="from werkzeug.middleware.http_proxy import ProxyMiddleware\n"),
        Example(lines=(1,), code="import urllib.request as fetcher\n"),
        Example(lines=(1,), code="from urllib import parse, request as fetcher\n"),
        Example(lines=(1,), code="from http.client import HTTPSConnection\n"),
        Example(lines=(1,), code="from socket import create_connection as connect\n"),
        Example(
            path="services.py", replaces=True, lines=(2,), code="import httpx2\nimport socket\n"
        ),
        Example(
            lines=(3,),
            code="""
def rates(url: str) -> bytes:
    import httpx

    return httpx.get(url).content
""",
        ),
    )


def opens_connections(name: str) -> str | None:
    """The module that opens network connections and that a dotted name is, or is of; None for any other."""
    parts = name.split(".")
    found = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
    return next((module for module in found if module in NETWORK), None)


def _refused(
    source: Source, node: cst.CSTNode, names: tuple[str, ...], allowed: str
) -> Iterator[Hit]:
    modules = (opens_connections(name) for name in names)
    module = next((module for module in modules if module and module != allowed), None)
    if module:
        yield Hit(source, node, f"'{module}'")
