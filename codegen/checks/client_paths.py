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
from codegen.checks.flow import argument, method
from codegen.syntax import Source

_OPENS = frozenset(
    {
        *("builtins.open", "flask.send_file", "flask.send_from_directory", "io.open", "os.listdir"),
        *("os.makedirs", "os.mkdir", "os.open", "os.remove", "os.removedirs", "os.rename"),
        *("os.replace", "os.rmdir", "os.scandir", "os.unlink", "os.walk", "pathlib.Path"),
        *("shutil.copy", "shutil.copyfile", "shutil.copytree", "shutil.move", "shutil.rmtree"),
    }
)


class NoClientPaths(Rule):
    """No file by a name that the client chose."""

    name = "no-client-paths"
    message = "the client decides which file is meant"
    mend = "Name files by the row's id, or pass the name through werkzeug.utils.secure_filename() or safe_join()."
    urls = (
        "https://cwe.mitre.org/data/definitions/22.html",
        "https://flask.palletsprojects.com/en/stable/patterns/fileuploads/",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what opens, sends, makes or removes files."""
        for call in source.nodes(cst.Call):
            name = app.called(source, call)
            path = argument(call, 0, "file", "path", "path_or_file", "directory", "dst")
            if path is None or not from_client(source, app, path):
                continue
            if name in _OPENS or (method(call) == "save" and _is_upload(source, call)):
                yield Hit(source, call, f"'{(name or 'save').removeprefix('builtins.')}' takes it")

    VALID = (
        Example(code="""
from pathlib import Path

from flask import current_app, request
from werkzeug.utils import secure_filename


def keep() -> None:
    file = request.files["photo"]
    file.save(Path(current_app.instance_path) / secure_filename(file.filename or ""))
"""),
        Example(code="""
from io import BytesIO

from flask import request, send_file


def echo() -> object:
    return send_file(BytesIO(request.get_data()), "text/plain", download_name="echo.txt")
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
            lines=(6,),
            code="""
from flask import request

def keep() -> None:
    file = request.files["photo"]
    file.save("photos/" + file.filename)
""",
        ),
        Example(
            lines=(6,),
            code="""
import os
from flask import request

def forget() -> None:
    os.remove(os.path.join("photos", str(request.form.get("photo"))))
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
