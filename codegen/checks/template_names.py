"""What is rendered is there: templates, filters and tests are named, and exist.

A name from a request reads any file below ``templates/`` (CWE-73, https://cwe.mitre.org/data/definitions/73.html); a name that is
wrong is an error only when somebody opens the page. Names: https://jinja.palletsprojects.com/en/stable/templates/.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from jinja2 import nodes

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, PageHit, Rule
from codegen.checks.flow import argument, literal
from codegen.page import FILTERS, TESTS, Page
from codegen.syntax import Source

_RENDERING = frozenset(
    {
        *("flask.render_template", "flask.stream_template"),
        *("flask.templating.render_template", "flask.templating.stream_template"),
    }
)
_OWN = frozenset(
    {
        *(
            "add_app_template_filter",
            "add_app_template_test",
            "add_template_filter",
            "filters",
            "tests",
        ),
        *(
            "add_template_test",
            "app_template_filter",
            "app_template_test",
            "template_filter",
            "template_test",
        ),
    }
)
"""What an app has that makes filters and tests of its own."""


class KnownTemplates(Rule):
    """Every template that is rendered, extended or included is named in the code and exists."""

    name = "known-templates"
    message = "what is to be shown is not there"
    mend = 'Name a file below templates/, as render_template("users/list.html", ...).'
    urls = (
        "https://cwe.mitre.org/data/definitions/73.html",
        "https://jinja.palletsprojects.com/en/stable/templates/",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what render_template() is given."""
        for call in source.nodes(cst.Call):
            if app.called(source, call) in _RENDERING:
                name = literal(argument(call, 0, "template_name_or_list"))
                if detail := _unknown(name if isinstance(name, str) else None, app):
                    yield Hit(source, call, detail)

    def check_page(self, page: Page, app: App) -> Iterator[PageHit]:
        """Looks at what a template extends, includes and imports, and at its filters and tests."""
        for name, line in page.references():
            if detail := _unknown(name, app):
                yield PageHit(page, page.line_start(line), detail)
        for used in () if _has_own(app) else page.tree.find_all((nodes.Filter, nodes.Test)):
            kind, known = ("filter", FILTERS) if isinstance(used, nodes.Filter) else ("test", TESTS)
            if used.name not in known:
                yield PageHit(page, page.line_start(used.lineno), f"no {kind} '{used.name}'")

    VALID = (
        Example(
            beside=(("templates/users/list.html", "<p>{{ names | join(', ') }}</p>\n"),),
            code="""
from flask import render_template


def page(names: list[str]) -> str:
    return render_template("users/list.html", names=names)
""",
        ),
        Example(
            path="templates/users/list.html",
            beside=(
                ("templates/layout.html", "{% block content %}{% endblock %}\n"),
                ("templates/users/row.html", "<li>x</li>\n"),
            ),
            code="""{% extends "layout.html" %}
{% block content %}{% include "users/row.html" %}{% endblock %}
""",
        ),
        Example(
            path="templates/users/list.html",
            code="{% if names is defined %}{{ names | sort | first }}{% endif %}\n",
        ),
        Example(
            beside=(("templates/users/loud.html", "{{ name | shout }}\n"),),
            code="""
@users.app_template_filter()
def shout(text: str) -> str:
    return f"{text.upper()}!"
""",
        ),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from flask import render_template

def page(names: list[str]) -> str:
    return render_template("users/lost.html", names=names)
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import render_template, request

def page() -> str:
    return render_template(request.args["page"])
""",
        ),
        Example(
            path="templates/users/list.html",
            lines=(1, 2),
            code='{% extends "base.html" %}\n{% include wanted %}\n',
        ),
        Example(
            path="templates/users/list.html",
            lines=(1, 2),
            code="{{ name | shout }}\n{% if name is loud %}!{% endif %}\n",
        ),
    )


def _has_own(app: App) -> bool:
    """Whether filters and tests may be the app's own: then nobody knows them all."""
    return any(
        attribute.attr.value in _OWN
        for source in app.sources
        for attribute in source.nodes(cst.Attribute)
    )


def _unknown(name: str | None, app: App) -> str | None:
    if name is None:
        return "the template's name is computed"
    return None if app.has_page(name) else f"no template '{name}'"
