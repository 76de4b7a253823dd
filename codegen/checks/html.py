"""What others wrote is escaped before it is shown.

CWE-79 https://cwe.mitre.org/data/definitions/79.html; a template that is put together from data runs that data, CWE-1336
https://cwe.mitre.org/data/definitions/1336.html. Templates that are written down escape by themselves:
https://flask.palletsprojects.com/en/stable/templating/#controlling-autoescaping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.client import from_client
from codegen.checks.flow import argument, literal, origins
from codegen.syntax import Source

_MARKUP = frozenset({"markupsafe.Markup"})
_TEMPLATES = frozenset(
    {"flask.render_template_string", "flask.stream_template_string", "jinja2.Template"}
)
_UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!]")


class NoUnescapedHtml(Rule):
    """No HTML or template made of data that was not escaped."""

    name = "no-unescaped-html"
    message = "text becomes HTML without being escaped"
    mend = "Write the template down as one text and hand it values, or pass the text through markupsafe.escape()."
    urls = (
        "https://cwe.mitre.org/data/definitions/79.html",
        "https://cwe.mitre.org/data/definitions/1336.html",
        "https://flask.palletsprojects.com/en/stable/web-security/#cross-site-scripting-xss",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at Markup, at templates given as text, and at HTML that is put together by hand."""
        for call in source.nodes(cst.Call):
            name = app.called(source, call)
            text = argument(call, 0, "source", "object", "base")
            if name in _MARKUP and text and not _is_written_down(source, text):
                yield Hit(source, call, "'Markup' takes what is no fixed text")
            elif name in _TEMPLATES and text and not _is_written_down(source, text):
                yield Hit(source, call, "the template is put together from data")
            elif name in _TEMPLATES and text and _switches_off(source, text):
                yield Hit(source, call, "the template switches escaping off")
        for formatted in source.nodes(cst.FormattedString):
            if _has_tag(formatted) and _shows_client(source, app, formatted):
                yield Hit(source, formatted, "the client's text stands among tags")

    VALID = (
        Example(code="""
from flask import render_template_string

_PAGE = "<h1>{{ name }}</h1>{% for line in lines %}<p>{{ line }}</p>{% endfor %}"


def page(name: str) -> str:
    return render_template_string(_PAGE, name=name, lines=[name])
"""),
        Example(code="""
from flask import request
from markupsafe import Markup, escape


def greet() -> str:
    return f"<p>{escape(request.args['name'])}</p>" + Markup("<b>{}</b>").format(request.path)
"""),
        Example(code="""
from html import escape

from flask import request


def rows(names: list[str]) -> str:
    cells = "".join(f"<td>{escape(name)}</td>" for name in names)
    return f"<tr>{cells}</tr>" if request.args.get("wide", "") != f"{request.path} < 3" else ""
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from flask import request

def greet() -> str:
    return f"<p>Welcome, {request.args['name']}</p>"
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import render_template_string, request

def greet() -> str:
    return render_template_string("<p>" + request.args["name"] + "</p>")
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import render_template_string

def greet(user: User) -> str:
    return render_template_string("<p>{{ name | safe }}</p>", name=user.username)
""",
        ),
        Example(
            lines=(5,),
            code="""
from markupsafe import Markup as Html

def greet(user: User) -> str:
    return Html("<b>%s</b>" % user.username)
""",
        ),
    )


def _texts(source: Source, value: cst.CSTNode) -> list[str | bytes | None]:
    plain = (cst.Name, cst.IfExp, cst.BooleanOperation)
    return [literal(n) for n in origins(source, value) if not isinstance(n, plain)]


def _is_written_down(source: Source, value: cst.CSTNode) -> bool:
    texts = _texts(source, value)
    return bool(texts) and None not in texts


def _switches_off(source: Source, value: cst.CSTNode) -> bool:
    return any(isinstance(t, str) and _UNESCAPED.search(t) for t in _texts(source, value))


def _has_tag(formatted: cst.FormattedString) -> bool:
    parts = (part for part in formatted.parts if isinstance(part, cst.FormattedStringText))
    return any(_TAG.search(part.value) for part in parts)


def _shows_client(source: Source, app: App, formatted: cst.FormattedString) -> bool:
    parts = (p for p in formatted.parts if isinstance(p, cst.FormattedStringExpression))
    return any(from_client(source, app, part.expression) for part in parts)
