"""HTML is written as a template, which escapes by itself; it is never put together from strings.

CWE-79 https://cwe.mitre.org/data/definitions/79.html; a template that is put together from data runs that data, CWE-1336
https://cwe.mitre.org/data/definitions/1336.html. Templates that are files escape by themselves:
https://flask.palletsprojects.com/en/stable/templating/#controlling-autoescaping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.client import from_client
from codegen.checks.escaped import are_escaped, fills_escaped, is_constant
from codegen.checks.flow import keywords, literal, method, uses
from codegen.syntax import Source

_FROM_TEXT = {
    "flask.render_template_string": "the template is a text in the code",
    "flask.stream_template_string": "the template is a text in the code",
    "markupsafe.Markup": "'Markup' declares a text to be HTML",
    "flask.Markup": "'Markup' declares a text to be HTML",
    "flask.templating.render_template_string": "the template is a text in the code",
    "flask.templating.stream_template_string": "the template is a text in the code",
}
_PAST_FLASK = "Jinja is used past Flask, which escapes"
_FILLED = "values are put among tags"
_MARKUPS = frozenset({"flask.Markup", "markupsafe.Markup"})
_HARMLESS = re.compile(
    r"jinja2\.((exceptions|loaders)\.)?(pass_\w+|select_autoescape|StrictUndefined|\w+Loader|Template\w*(Error|NotFound))"
    r"|jinja2\.filters\.do_(?!mark_safe)\w+"
)
_MAKING = frozenset({"from_string", "compile_expression", "overlay"})
_ELEMENTS = (
    "a article aside b body br button code dd div dl dt em fieldset footer form h1 h2 h3 h4 h5 h6 head header hr html i img"
    " input label legend li main nav ol option p pre script section select small span strong style table tbody td"
    " textarea tfoot th thead title tr ul"
)
_ELEMENT = re.compile(rf"</?({'|'.join(_ELEMENTS.split())})(?=[\s/>]|$)", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z/!]")


class NoHtmlFromStrings(Rule):
    """No HTML that is put together from strings, and no template that is a text in the code."""

    name = "no-html-from-strings"
    message = "HTML is made of strings"
    mend = (
        "Write the HTML as a file below templates/, and show it with render_template() and values."
    )
    urls = (
        "https://cwe.mitre.org/data/definitions/79.html",
        "https://cwe.mitre.org/data/definitions/1336.html",
        "https://flask.palletsprojects.com/en/stable/web-security/#cross-site-scripting-xss",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at Markup, at templates given as text, and at HTML that is put together by hand."""
        for reference, name in uses(source, app, _is_refused):
            if not _makes_no_html(source, app, reference, name):
                yield Hit(source, reference, _FROM_TEXT.get(name, _PAST_FLASK))
        for attribute in source.nodes(cst.Attribute):
            if attribute.attr.value == "jinja_env" and not _is_setting(source, attribute):
                yield Hit(source, attribute, _PAST_FLASK)
        for formatted in source.nodes(cst.FormattedString):
            if _is_filled_html(source, formatted):
                yield Hit(source, formatted, _FILLED)
            elif _has(formatted, _TAG) and _shows_client(source, app, formatted):
                yield Hit(source, formatted, "the client's text stands among tags")
        yield from (Hit(source, node, _FILLED) for node in _put_together(source))

    VALID = (
        Example(code="""
from flask import url_for
from jinja2 import Environment, PackageLoader, pass_context, select_autoescape
from markupsafe import Markup, escape

MAILS = Environment(loader=PackageLoader("register", "mails"), autoescape=select_autoescape())


@pass_context
def link(context: object, user: User) -> str:
    words = Markup(user.username).striptags()
    if not words:
        name = escape(user.username)
        return Markup("<em>%s</em>") % escape(words) if words else f"<em>{name}</em>"
    return '<a href="{}">{}</a>'.format(url_for("users.register"), escape(words))
"""),
        Example(
            beside=(("templates/users/greet.html", "<h1>{{ name }}</h1>\n"),),
            code="""
from flask import render_template


def page(name: str) -> str:
    return render_template("users/greet.html", name=name)
""",
        ),
        Example(code="""
from flask import request


def note(count: int) -> str:
    return f"List<{count}> of {request.path}" + " < 3 > 2"
"""),
        Example(code="""
def mail(name: str, address: str) -> str:
    return f"{name} <{address}>" if address else "no <b>old</b> address"
"""),
    )
    INVALID = (
        Example(
            lines=(4,),
            code="""
from jinja2 import Environment

MAILS = Environment(autoescape=True)

def mail(user: User) -> str:
    return MAILS.from_string(user.username).render()
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import request

def greet() -> str:
    return f"<p>Welcome, {request.args['name']}</p>"
""",
        ),
        Example(
            lines=(5, 6),
            code="""
from flask import render_template_string, request

def greet() -> str:
    page = render_template_string("<p>{{ name }}</p>", name="x")
    return page + render_template_string(request.args["name"])
""",
        ),
        Example(
            lines=(5,),
            code="""
from markupsafe import Markup as Html

def greet(user: User) -> str:
    return Html(user.username)
""",
        ),
        Example(
            lines=(2, 3, 4),
            code="""def rows(names: list[str]) -> str:
    cells = "".join("<td>%s</td>" % name for name in names)
    heads = "<th>{}</th>".format(names[0])
    return "<tr>" + cells + heads
""",
        ),
        Example(
            lines=(5,),
            code="""
from jinja2 import Template

def greet(user: User) -> str:
    return Template("{{ name }}").render(name=user.username)
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import current_app

def greet(user: User) -> str:
    return current_app.jinja_env.from_string(user.greeting).render()
""",
        ),
        Example(
            lines=(6,),
            code="""
from flask import request


def svg() -> str:
    return f"<text>{request.args['words']}</text>"
""",
        ),
    )


def _is_setting(source: Source, environment: cst.Attribute) -> bool:
    """Whether of an app's environment one setting is named, as in ``app.jinja_env.undefined``."""
    above = source.parent(environment)
    return isinstance(above, cst.Attribute) and above.attr.value not in _MAKING


def _is_refused(name: str) -> bool:
    """Whether a name makes HTML or templates of text; of Jinja an app has its settings alone."""
    harmless = bool(_HARMLESS.fullmatch(name))
    return name in _FROM_TEXT or (name.startswith("jinja2.") and not harmless)


def _makes_no_html(source: Source, app: App, reference: cst.CSTNode, name: str) -> bool:
    """Whether ``Markup`` is only read as text again, or an environment escapes by itself and has its templates from files alone."""
    call = source.parent(reference)
    if not isinstance(call, cst.Call) or call.func is not reference:
        return False
    if name in _MARKUPS:
        above = source.parent(call)
        is_read = isinstance(above, cst.Attribute) and above.attr.value in ("striptags", "unescape")
        return is_read or is_constant(source, call.args[0].value if call.args else call)
    escapes = dict(keywords(call)).get("autoescape") if name.endswith("Environment") else None
    if escapes is None or _is_false(escapes.value):
        return False
    calls = (call for each in app.sources for call in each.nodes(cst.Call))
    return not any(method(call) in ("from_string", "compile_expression") for call in calls)


def _is_false(value: cst.CSTNode) -> bool:
    return isinstance(value, cst.Name) and value.value == "False"


def _put_together(source: Source) -> Iterator[cst.CSTNode]:
    """Where HTML is put together with ``+``, ``%`` or a method of a string."""
    for joined in source.nodes(cst.BinaryOperation):
        is_joined = isinstance(joined.operator, cst.Add | cst.Modulo) and _is_joined(joined)
        if is_joined and not fills_escaped(source, joined):
            yield joined
    for call in source.nodes(cst.Call):
        filled = method(call) in ("format", "format_map", "join", "replace")
        escaped = method(call) == "format" and are_escaped(source, [a.value for a in call.args])
        is_html = isinstance(call.func, cst.Attribute) and _is_html(call.func.value)
        if filled and is_html and not escaped:
            yield call


def _is_filled_html(source: Source, formatted: cst.FormattedString) -> bool:
    parts = (part for part in formatted.parts if isinstance(part, cst.FormattedStringExpression))
    values = [part.expression for part in parts]
    return bool(values) and _has(formatted, _ELEMENT) and not are_escaped(source, values)


def _has(formatted: cst.FormattedString, pattern: re.Pattern[str]) -> bool:
    parts = (part for part in formatted.parts if isinstance(part, cst.FormattedStringText))
    return any(pattern.search(part.value) for part in parts)


def _is_html(node: cst.CSTNode) -> bool:
    text = literal(node)
    return isinstance(text, str) and _ELEMENT.search(text) is not None


def _is_joined(joined: cst.BinaryOperation) -> bool:
    """Whether HTML and something else are put together, told at the innermost place."""
    ends = (joined.left, joined.right)
    return any(map(_is_html, ends)) and not all(literal(end) is not None for end in ends)


def _shows_client(source: Source, app: App, formatted: cst.FormattedString) -> bool:
    parts = (p for p in formatted.parts if isinstance(p, cst.FormattedStringExpression))
    return any(from_client(source, app, part.expression) for part in parts)
