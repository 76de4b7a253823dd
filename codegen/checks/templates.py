"""What a page shows is escaped for the place where it stands.

Jinja escapes for text and for quoted attributes; nowhere else does that help. CWE-79
https://cwe.mitre.org/data/definitions/79.html; unquoted attributes and addresses:
https://flask.palletsprojects.com/en/stable/web-security/#cross-site-scripting-xss; places that take no data at all:
https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from codegen.checks.app import App
from codegen.checks.base import Example, PageHit, Rule
from codegen.checks.placing import (
    html_names,
    is_written_down,
    misplaced,
    misplaced_part,
    ways_around,
)
from codegen.page import Page


class TemplatesEscapeValues(Rule):
    """No value in a page where Jinja's escaping does not hold it, and no way around that escaping."""

    name = "templates-escape-values"
    message = "a value is not safe where the page shows it"
    mend = (
        "Show values as text or in quoted attributes, escaped as they are; begin addresses with text of your own, with url_for(),"
        " or below {% if address.startswith(('http://', 'https://')) %}."
    )
    urls = (
        "https://cwe.mitre.org/data/definitions/79.html",
        "https://flask.palletsprojects.com/en/stable/web-security/#cross-site-scripting-xss",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
    )

    def check_page(self, page: Page, app: App) -> Iterator[PageHit]:
        """Looks at what switches escaping off, at where values stand, and at what cannot be told apart."""
        for line, detail in ways_around(page):
            yield PageHit(page, page.line_start(line), detail)
        if page.torn:
            yield PageHit(page, page.torn[0], "HTML and Jinja do not fit into one another here")
            return
        for tag in page.tags:
            for attribute in tag.attributes:
                if attribute.name.startswith("on"):
                    detail = f"the attribute '{attribute.name}' runs its value as code"
                    yield PageHit(page, attribute.start, detail)
        yield from _misplaced(page)

    VALID = (
        Example(
            path="templates/guests/list_guests.html",
            code="""
<ul class="{{ 'wide' if guests | length > 9 else 'narrow' }}">
{% for guest in guests %}
<li id="guest-{{ guest.id }}"><a href="{{ url_for('guests.show_guest', guest_id=guest.id) }}">{{ guest.name }}</a></li>
{% else %}
<li>Nobody yet</li>
{% endfor %}
</ul>
""",
        ),
        Example(
            path="templates/links/show_link.html",
            code="""
{% if link.target.startswith(("http://", "https://")) %}
<a href="{{ link.target }}">{{ link.title }}</a>
{% endif %}
<a href="/links/{{ link.id }}?from={{ page | urlencode }}">again</a>
<progress value="{{ link.clicks }}" max="100" style="width: {{ link.share | int }}%"></progress>
""",
        ),
        Example(
            path="templates/guests/new_guest.html",
            code="""
<form method="post">
<input name="name" value="{{ name }}" {{ "required" if strict }}>
<select name="mood">{% for mood in moods %}
<option value="{{ mood }}"{% if mood == chosen %} selected{% endif %}>{{ mood }}</option>{% endfor %}
</select>
</form>
<script>const moods = {{ moods | tojson }};</script>
""",
        ),
    )
    INVALID = (
        Example(
            path="templates/a.html",
            lines=(1, 2),
            code="<p>{{ text | safe }}</p>\n{{ all | map('safe') | join }}\n",
        ),
        Example(
            path="templates/a.html",
            lines=(1,),
            code="{% autoescape false %}<p>{{ text }}</p>{% endautoescape %}\n",
        ),
        Example(
            path="templates/a.html",
            lines=(1, 2, 3),
            code="<p id={{ id }}>\n<p {{ more }}>\n<p a='x' b={{ tag }}>x</p>\n",
        ),
        Example(
            path="templates/a.html",
            lines=(2, 3),
            code="""<script>
const name = "{{ name }}";
</script><style>p { color: {{ color }} }</style>
""",
        ),
        Example(
            path="templates/a.html",
            lines=(1, 2),
            code='<button onclick="go()">x</button>\n<p style="color: {{ color }}">x</p>\n',
        ),
        Example(
            path="templates/a.html",
            lines=(1, 2, 3),
            code="""<a href="{{ link.target }}">x</a>
<a href="//{{ host }}">x</a>
<a href="java{{ rest }}">x</a>
""",
        ),
        Example(
            path="templates/a.html",
            lines=(1,),
            code="<{{ tag }}>x</p>\n",
        ),
        Example(
            path="templates/a.html",
            lines=(1,),
            code="""<a {% if a %}title="{{ a }}{% else %}href='{{ b }}{% endif %}">x</a>\n""",
        ),
        Example(
            path="templates/a.html",
            lines=(1, 3, 5),
            code="""<a href="{% block address %}{% endblock %}">x</a>
{% macro mark(name) %}<b title="x">{{ name }}</b>{% endmacro %}
<p title="{{ mark(name) }}">x</p>
{% set marked = mark(name) ~ '!' %}
<p title="{{ marked }}">{{ marked }}</p>
""",
        ),
        Example(
            path="templates/a.html",
            lines=(1, 2),
            code="""{{ name.__class__ }}
{% set row %}<b title="x">{{ name }}</b>{% endset %}
{{ row }}
""",
        ),
        Example(
            path="templates/a.html",
            lines=(1, 2),
            code="""<p data-all="{{ rows | tojson }}">x</p>
{{ rows | attr(name) }}
""",
        ),
    )


def _misplaced(page: Page) -> Iterator[PageHit]:
    """Values, blocks and includes where escaping does not hold them."""
    html = html_names(page)
    for shown in page.shown:
        detail = misplaced(shown, html)
        if detail and not is_written_down(shown.expression):
            yield PageHit(page, shown.offset, detail)
    for part in page.parts:
        if detail := misplaced_part(part):
            yield PageHit(page, part.offset, detail)
