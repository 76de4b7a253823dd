"""What a page leads to: nothing is loaded from others, and a form reaches what reads it.

Foreign scripts run as the app's own (CWE-829, https://cwe.mitre.org/data/definitions/829.html), and foreign images tell who looked. Forms:
https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codegen.checks.app import App
from codegen.checks.base import Example, PageHit, Rule
from codegen.page import Page, Tag, is_fixed

_LOADING = {
    **dict.fromkeys(
        ("audio", "embed", "iframe", "img", "input", "script", "source", "track"), "src"
    ),
    **{"link": "href", "object": "data", "video": "src"},
}
_FOREIGN = re.compile(r"\s*([a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_IN_STYLES = re.compile(r"(@import\s+|url\(\s*)['\"]?([a-z]+:)?//[^\s'\")]*", re.IGNORECASE)
_FILE_TYPE = "multipart/form-data"


class NoForeignResources(Rule):
    """No script, style, image or frame of another server."""

    name = "no-foreign-resources"
    message = "the page loads what another server sends"
    mend = "Do without it, or write it into the page."
    urls = ("https://cwe.mitre.org/data/definitions/829.html",)

    def check_page(self, page: Page, app: App) -> Iterator[PageHit]:
        """Looks at the addresses that a browser fetches by itself."""
        for tag in page.tags:
            address = tag.value(_LOADING.get(tag.name, "")) or ""
            if _FOREIGN.match(address) or _FOREIGN.match(tag.value("poster") or ""):
                yield PageHit(page, tag.start, f"a <{tag.name}> of another's address")
        for match in _IN_STYLES.finditer(page.text):
            yield PageHit(page, match.start(), f"'{match[0].strip()}'")

    VALID = (
        Example(
            path="templates/a.html",
            code='<a href="https://example.org/">elsewhere</a> <img src="/photos/{{ id }}" alt="">\n',
        ),
        Example(
            path="templates/a.html",
            code="<style>p { background: url('/paper.png') }</style><p>https://example.org</p>\n",
        ),
        Example(path="templates/a.html", code='<img src="data:image/png;base64,AAAA" alt="">\n'),
    )
    INVALID = (
        Example(
            path="templates/a.html",
            lines=(1,),
            code='<script src="https://cdn.example.org/x.js"></script>\n',
        ),
        Example(
            path="templates/a.html",
            lines=(1, 2),
            code="""<link rel="stylesheet" href="//cdn.example.org/x.css">
<img alt="" SRC='http://example.org/seen.gif?page={{ id }}'>
""",
        ),
        Example(
            path="templates/a.html",
            lines=(2,),
            code='<style>\n@import "https://fonts.example.org/x";\n</style>\n',
        ),
    )


class FormsReachTheApp(Rule):
    """Each form has a method that browsers send, an address that reads it, and what its fields need."""

    name = "forms-reach-the-app"
    message = "the form does not arrive as it should"
    mend = (
        "Browsers send forms by get and post alone; a form with a file is post and multipart/form-data; it goes to an address of"
        " the app that answers that method."
    )
    urls = (
        "https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-attributes",
    )

    def check_page(self, page: Page, app: App) -> Iterator[PageHit]:
        """Looks at each form, and at the fields up to the next one."""
        forms = [tag for tag in page.tags if tag.name == "form"]
        for number, form in enumerate(forms):
            until = forms[number + 1].start if number + 1 < len(forms) else len(page.text)
            fields = [tag for tag in page.tags if form.start < tag.start < until]
            if detail := _wrong(form, fields, app):
                yield PageHit(page, form.start, detail)

    VALID = (
        Example(
            path="templates/a.html",
            code='<form method="post" action="/register"><input name="username"></form>\n',
        ),
        Example(
            path="templates/a.html",
            code='<form method="POST" enctype="multipart/form-data"><input type="file" name="photo"></form>\n',
        ),
        Example(
            path="templates/a.html",
            code='<form action="{{ url_for(\'users.register\') }}" method="post"></form><form><input name="q"></form>\n',
        ),
    )
    INVALID = (
        Example(
            path="templates/a.html",
            lines=(1,),
            code='<form method="delete" action="/register"><button>x</button></form>\n',
        ),
        Example(
            path="templates/a.html",
            lines=(2,),
            code='<p>x</p>\n<form method="post"><input type="file" name="photo"></form>\n',
        ),
        Example(
            path="templates/a.html",
            lines=(1, 2),
            code="""<form method="post" action="https://example.org/register"></form>
<form method="post" action="/registre"></form>
""",
        ),
    )


def _wrong(form: Tag, fields: list[Tag], app: App) -> str | None:
    """What keeps a form from arriving, or None."""
    method = (form.value("method") or "get").lower()
    if is_fixed(method) and method not in ("get", "post", "dialog"):
        return f"browsers do not send a form by '{method}'"
    sends_file = any((field.value("type") or "").lower() == "file" for field in fields)
    if sends_file and (method != "post" or form.value("enctype") != _FILE_TYPE):
        return f'its file is not sent without method="post" enctype="{_FILE_TYPE}"'
    action = form.value("action") or ""
    if _FOREIGN.match(action):
        return f"it sends what is typed to '{action}'"
    if action.startswith("/") and not _is_answered(method.upper(), action, app):
        return f"nothing answers '{method.upper()} {action}'"
    return None


def _is_answered(method: str, action: str, app: App) -> bool:
    """Whether the contract has an endpoint for it; where there is no contract nobody can tell."""
    path = re.split(r"[?#]", action)[0]
    if app.contract is None:
        return True
    return any(
        endpoint.method == method and _fits(path.split("/"), endpoint.path.split("/"))
        for endpoint in app.contract.endpoints
    )


def _fits(steps: list[str], template: list[str]) -> bool:
    if len(steps) != len(template):
        return False
    pairs = zip(steps, template, strict=True)
    return all(
        step == wanted or wanted.startswith("{") or not is_fixed(step) for step, wanted in pairs
    )
