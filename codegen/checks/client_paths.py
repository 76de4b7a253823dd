"""Which file is opened, the app decides.

``../`` in a name leads out of the folder that was meant: CWE-22 https://cwe.mitre.org/data/definitions/22.html. Flask's
own way to a client's file name is https://flask.palletsprojects.com/en/stable/patterns/fileuploads/.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.client import from_client
from codegen.checks.flow import argument, method, origins
from codegen.syntax import Source

_OPENS = frozenset(
    {
        *("builtins.open", "flask.send_file", "flask.send_from_directory", "io.open", "os.listdir"),
        *("os.makedirs", "os.mkdir", "os.open", "os.remove", "os.removedirs", "os.rename"),
        *("os.replace", "os.rmdir", "os.scandir", "os.unlink", "os.walk", "pathlib.Path"),
        *("shutil.copy", "shutil.copyfile", "shutil.copytree", "shutil.move", "shutil.rmtree"),
    }
)
_OF_PATHS = frozenset(
    {
        *("mkdir", "open", "read_bytes", "read_text", "rename", "replace", "rmdir", "touch"),
        *("unlink", "write_bytes", "write_text"),
    }
)
"""https://docs.python.org/3/library/pathlib.html#reading-and-writing-files"""


class NoClientPaths(Rule):
    """No file by a name that the client chose."""

    name = "no-client-paths"
    message = "the client decides which file is meant"
    mend = "Name files by the row's id or by what secrets.token_hex() makes; keep the client's name in the row alone."
    urls = (
        "https://cwe.mitre.org/data/definitions/22.html",
        "https://flask.palletsprojects.com/en/stable/patterns/fileuploads/",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what opens, sends, makes or removes files."""
        for call in source.nodes(cst.Call):
            name = app.called(source, call)
            if method(call) in _OF_PATHS and _is_joined(source, app, call):
                yield Hit(source, call, f"'{method(call)}' takes it")
                continue
            path = argument(call, 0, "file", "path", "path_or_file", "directory", "dst")
            if path is None or not from_client(source, app, path):
                continue
            if name in _OPENS or (method(call) == "save" and _is_upload(source, call)):
                yield Hit(source, call, f"'{(name or 'save').removeprefix('builtins.')}' takes it")

    VALID = (
        Example(code="""
import secrets
from pathlib import Path

from flask import current_app
from register.bodies import read_file


def keep() -> tuple[str, str]:
    photo = read_file("photo")
    key = secrets.token_hex()
    (Path(current_app.instance_path) / key).write_bytes(photo.content)
    return key, photo.name
"""),
        Example(code="""
from io import BytesIO

from flask import send_file
from register.bodies import read_bytes


def echo() -> object:
    return send_file(BytesIO(read_bytes()), "text/plain", download_name="echo.txt")
"""),
        Example(code="""
from pathlib import Path

from flask import current_app, send_from_directory


def photo(user: User) -> object:
    folder = Path(current_app.instance_path) / "photos"
    return send_from_directory(folder, f"{user.id}.png")
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
from flask import request

def page() -> str:
    with open("pages/" + request.args["page"], encoding="utf-8") as file:
        return file.read()
""",
        ),
        Example(
            lines=(7,),
            code="""
from pathlib import Path

from flask import current_app, request

def photo(body: RegisterRequest) -> bytes:
    return Path(f"{current_app.instance_path}/{body.username}").read_bytes()
""",
        ),
        Example(
            lines=(7,),
            code="""
from pathlib import Path
from register.bodies import read_file

def keep(folder: Path) -> None:
    photo = read_file("photo")
    (folder / "photos" / photo.name).write_bytes(photo.content)
""",
        ),
        Example(
            lines=(6,),
            code="""
import os
from flask import request

def forget() -> None:
    os.remove(os.path.join("photos", str(request.args.get("photo"))))
""",
        ),
        Example(
            lines=(5,),
            code="""
from flask import request, send_file as send

def photo() -> object:
    return send(request.args.get("path", "none.png"))
""",
        ),
    )


def _is_upload(source: Source, call: cst.Call) -> bool:
    """Whether ``save`` is that of a file in the request: one argument, and no session's or form's."""
    return isinstance(call.func, cst.Attribute) and len(call.args) in (1, 2)


def _is_joined(source: Source, app: App, call: cst.Call) -> bool:
    """Whether a method is that of a path with a part of the client's: ``(folder / name).unlink()``."""
    assert isinstance(call.func, cst.Attribute)
    return any(
        isinstance(node, cst.BinaryOperation)
        and isinstance(node.operator, cst.Divide)
        and from_client(source, app, node)
        for node in origins(source, call.func.value)
    )
