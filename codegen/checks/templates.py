"""What a page shows is escaped for the place where it stands.

Jinja escapes for text and for quoted attributes; nowhere else does that help. CWE-79
https://cwe.mitre.org/data/definitions/79.html; unquoted attributes and addresses:
https://flask.palletsprojects.com/en/stable/web-security/#cross-site-scripting-xss; places that take no data at all:
https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from codegen.checks.app import App
from codegen.checks.base import Example, PageHit, Rule
from codegen.page import Page, Shown

URLS = frozenset(
    ["action", "cite", "data", "formaction", "href", "longdesc", "ping", "poster", "src", "srcset", "usemap", "xlink:href"]
)
"""Attributes whose value is an address."""

_NUMBERS = frozenset({"float", "int", "length", "round"})
_STARTS = re.compile(r"(https?|mailto|tel):|/(?!/)|[#?]|[\w.-]+[/?#]", re.IGNORECASE)
_SCHEMES = re.compile(r"https?://|/(?!/)|mailto:", re.IGNORECASE)


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
        for line, detail in _switched_off(page):
            yield PageHit(page, page.line_start(line), detail)
        if page.torn:
            yield PageHit(page, page.torn[0], "HTML and Jinja do not fit into one another here")
            return
        for tag in page.tags:
            for attribute in tag.attributes:
                if attribute.name.startswith("on"):
                    detail = f"the attribute '{attribute.name}' runs its value as code"
                    yield PageHit(page, attribute.start, detail)
        made = _made(page)
        for shown in page.shown:
            if (detail := _misplaced(shown, made)) and not _is_constant(shown.expression):
                yield PageHit(page, shown.offset, detail)

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


def _switched_off(page: Page) -> Iterator[tuple[int, str]]:
    """What lets text through as it is, with its line."""
    for used in page.tree.find_all(nodes.Filter):
        passed = [arg.value for arg in used.args if isinstance(arg, nodes.Const)]
        if used.name == "safe" or (used.name == "map" and "safe" in passed):
            yield used.lineno, "the filter 'safe' lets it through as it is"
        elif used.name in ("attr", "xmlattr"):
            yield used.lineno, f"the filter '{used.name}' takes names from data"
    for modified in page.tree.find_all(nodes.EvalContextModifier):
        for option in modified.options:
            if not (isinstance(option.value, nodes.Const) and option.value.value is True):
                yield modified.lineno, "escaping is switched off"
    for block in page.tree.find_all(nodes.AssignBlock):
        yield block.lineno, "what {% set %} makes of a block counts as HTML wherever it is shown"
    for read in page.tree.find_all(nodes.Getattr):
        if read.attr.startswith("__"):
            yield read.lineno, f"'{read.attr}' leads to Python's inside"
    for name in page.tree.find_all(nodes.Name):
        if name.name in ("Markup", "config"):
            yield name.lineno, f"'{name.name}' has nothing to do in a page"


def _made(page: Page) -> frozenset[str]:
    """The names that stand for HTML: of macros and blocks."""
    macros = {macro.name for macro in page.tree.find_all(nodes.Macro)}
    imported = {
        name if isinstance(name, str) else name[1]
        for node in page.tree.find_all(nodes.FromImport)
        for name in node.names
    }
    return frozenset({"caller", "self", "super", *macros, *imported})


def _misplaced(shown: Shown, made: frozenset[str]) -> str | None:
    """Why a value may not stand where it does, or None."""
    spot = shown.spot
    outermost = shown.expression.name if isinstance(shown.expression, nodes.Filter) else ""
    if spot.kind == "code":
        return None if outermost == "tojson" else "it is put into code; in a script write | tojson"
    if spot.kind == "tag":
        return "it stands for a part of a tag"
    if spot.kind == "unquoted":
        return "the attribute has no quotes"
    if spot.kind != "attribute" or spot.attribute is None:
        return None
    if outermost in ("tojson", "xmlattr", "urlize") or _root(shown.expression) in made:
        return "it is HTML, and stands in an attribute"
    return _misplaced_in(spot.attribute.name, spot.before, shown)


def _misplaced_in(attribute: str, before: str, shown: Shown) -> str | None:
    outermost = shown.expression.name if isinstance(shown.expression, nodes.Filter) else ""
    if attribute in ("srcdoc", "style") and outermost not in _NUMBERS:
        return f"the attribute '{attribute}' is read as more than text"
    if attribute not in URLS or _STARTS.match(before.lstrip()):
        return None
    if not before.strip() and _is_address(shown):
        return None
    return f"the attribute '{attribute}' may then hold javascript: or another's address"


def _is_address(shown: Shown) -> bool:
    """Whether an expression is an address of the app, or one whose beginning was looked at."""
    expression = shown.expression
    if isinstance(expression, nodes.Call) and _root(expression) == "url_for":
        return True
    return any(_looks_at(condition, expression) for condition in shown.conditions)


def _looks_at(condition: nodes.Expr, expression: nodes.Expr) -> bool:
    if isinstance(condition, nodes.And):
        return _looks_at(condition.left, expression) or _looks_at(condition.right, expression)
    match condition:
        case nodes.Call(node=nodes.Getattr(node=looked_at, attr="startswith"), args=[start]):
            given = start.items if isinstance(start, nodes.Tuple) else [start]
            texts = [each.value if isinstance(each, nodes.Const) else "" for each in given]
            return looked_at == expression and all(_SCHEMES.match(str(text)) for text in texts)
    return False


def _root(expression: nodes.Node) -> str:
    """The first name of a call or a chain of attributes."""
    while isinstance(expression, nodes.Call | nodes.Getattr | nodes.Getitem | nodes.Filter):
        inner = expression.node
        if inner is None:
            break
        expression = inner
    return expression.name if isinstance(expression, nodes.Name) else ""


def _is_constant(expression: nodes.Expr) -> bool:
    """Whether only texts that are written down in the page can be shown."""
    if isinstance(expression, nodes.CondExpr):
        ends = (expression.expr1, expression.expr2)
        return all(end is None or _is_constant(end) for end in ends)
    return isinstance(expression, nodes.Const)
