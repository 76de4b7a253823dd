"""What a download is called is written as a header takes it.

A header holds Latin-1: a name such as 花.pdf that is put into it as it stands ends the answer in the middle, and one with a line's end makes
headers of its own. RFC 6266, section 4.3 has a form for all names, which Flask's send_file() writes:
https://www.rfc-editor.org/rfc/rfc6266.html#section-4.3, https://flask.palletsprojects.com/en/stable/api/#flask.send_file.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import argument, keywords, last_name, literal, method, origins, settings
from codegen.syntax import Source

_HEADER = "content-disposition"
_ENCODES = frozenset({"int", "len", "quote", "secure_filename", "token_hex", "uuid4"})
"""What gives back ASCII alone."""
_SETS = frozenset({"add", "add_header", "set"})


class DownloadsAreNamedBySendFile(Rule):
    """The name of a download that is not fixed is given to send_file()."""

    name = "downloads-are-named-by-send-file"
    message = "not every name can stand in a header like this"
    mend = "Answer send_file(BytesIO(content), media_type, as_attachment=True, download_name=name)."
    urls = (
        "https://www.rfc-editor.org/rfc/rfc6266.html#section-4.3",
        "https://flask.palletsprojects.com/en/stable/api/#flask.send_file",
        "https://cwe.mitre.org/data/definitions/113.html",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what the header Content-Disposition is set to."""
        for setting in settings(source):
            if setting.name.lower() == _HEADER and not _is_fixed(source, setting.value):
                yield Hit(source, setting.place, "a name is put into 'Content-Disposition'")
        for call in source.nodes(cst.Call):
            if method(call) in _SETS and _is_header(argument(call, 0)):
                given = [argument(call, 1), *(arg.value for _, arg in keywords(call))]
                if any(value and not _is_fixed(source, value) for value in given):
                    yield Hit(source, call, "a name is put into 'Content-Disposition'")

    VALID = (
        Example(code="""
from io import BytesIO

from flask import Response, send_file


def download(content: bytes, name: str) -> Response:
    return send_file(BytesIO(content), "application/pdf", as_attachment=True, download_name=name)
"""),
        Example(code="""
def export(text: str) -> tuple[str, int, dict[str, str]]:
    name = "users.csv"
    return text, 200, {"Content-Disposition": f'attachment; filename="{name}"'}
"""),
        Example(code="""
from flask import Response


def inline(response: Response, kind: str) -> None:
    response.headers["Content-Disposition"] = "inline"
    response.headers.set("Content-Type", kind)
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from flask import Response

def named(response: Response, name: str) -> None:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import Response

def named(response: Response, name: str) -> None:
    response.headers.set("Content-Disposition", "attachment", filename=name)
""",
        ),
        Example(
            lines=(3,),
            code="""
def export(text: str, user: User) -> tuple[str, int, dict[str, str]]:
    return text, 200, {"content-disposition": "attachment; filename=" + user.username}
""",
        ),
    )


def _is_header(name: cst.BaseExpression | None) -> bool:
    return str(literal(name)).lower() == _HEADER


def _is_fixed(source: Source, value: cst.CSTNode) -> bool:
    """Whether a text is made of literals alone."""
    match value:
        case cst.FormattedString():
            inner = (
                p.expression for p in value.parts if isinstance(p, cst.FormattedStringExpression)
            )
            return all(_is_fixed(source, each) for each in inner)
        case cst.BinaryOperation():
            return _is_fixed(source, value.left) and _is_fixed(source, value.right)
        case cst.Call():
            return last_name(source, value) in _ENCODES
        case cst.Name():
            found = [node for node in origins(source, value) if not isinstance(node, cst.Name)]
            return bool(found) and all(_is_fixed(source, node) for node in found)
        case _:
            return literal(value) is not None
