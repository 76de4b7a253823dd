"""The debugger and the development server stay out of the code.

CWE-489 https://cwe.mitre.org/data/definitions/489.html; Flask's debugger runs code for whoever reaches it:
https://flask.palletsprojects.com/en/stable/debugging/. ``flask run --debug`` needs none of this.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Fix, Hit, Rule
from codegen.checks.flow import Setting, last_name, literal, method, origins, settings, uses
from codegen.syntax import Source

_SWITCHES = frozenset({"DEBUG", "FLASK_DEBUG", "USE_DEBUGGER", "USE_EVALEX"})
_TRUE_TEXTS = frozenset({"1", "true", "on", "yes"})
_APP_NAMES = frozenset({"app", "application", "flask_app", "current_app"})
_APP_MAKERS = frozenset({"Flask", "create_app"})
_TOOLS = ("builtins.breakpoint", "sys.breakpointhook", "werkzeug.debug.", "werkzeug.serving.run_")


class NoDebug(Rule):
    """No debug switch, no app.run(), no breakpoint()."""

    name = "no-debug"
    message = "the app brings its own debugger or development server"
    mend = "Leave it out: 'flask run --debug' is for developing, gunicorn for serving."
    urls = (
        "https://cwe.mitre.org/data/definitions/489.html",
        "https://flask.palletsprojects.com/en/stable/debugging/",
        "https://flask.palletsprojects.com/en/stable/deploying/",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at debug switches, at what runs an app, and at Werkzeug's and Python's debuggers."""
        runs = {call for call in source.nodes(cst.Call) if _runs_app(source, call)}
        yield from (Hit(source, call, "it runs the development server") for call in runs)
        for setting in settings(source):
            call = source.parent(setting.place)
            if call not in runs and _is_on(source, setting):
                yield _switched(source, setting, call)
        for reference, name in uses(source, app, lambda name: name.startswith(_TOOLS)):
            yield Hit(source, reference, f"'{name}'")

    VALID = (
        Example(
            path="config.py",
            code="""
DEBUG = False


def verbose(debug: bool = False) -> bool:
    return debug or os.environ.get("VERBOSE") == "1"
""",
        ),
        Example(code="""
import contextvars


def run() -> str:
    context = contextvars.copy_context()
    return context.run(str)
"""),
        Example(
            path="__init__.py",
            code="""
def describe(app: Flask) -> bool:
    debug = True
    return app.debug is debug and app.config["DEBUG"] == debug
""",
        ),
    )
    INVALID = (
        Example(path="../wsgi.py", lines=(2,), code='if __name__ == "__main__":\n    app.run()\n'),
        Example(
            path="../wsgi.py",
            lines=(3,),
            code="""
if __name__ == "__main__":
    create_app().run(debug=True, port=8000)
""",
        ),
        Example(
            path="__init__.py",
            lines=(3,),
            code="""
def configure(app: Flask) -> None:
    app.config.from_mapping(DEBUG=True)
""",
            fixed="""
def configure(app: Flask) -> None:
    app.config.from_mapping()
""",
        ),
        Example(
            path="__init__.py",
            lines=(3,),
            code="""
def configure(app: Flask, name: str) -> None:
    app.config.update(NAME=name, DEBUG=1)
""",
            fixed="""
def configure(app: Flask, name: str) -> None:
    app.config.update(NAME=name)
""",
        ),
        Example(
            path="__init__.py",
            lines=(4, 5, 6),
            code="""
def configure(app: Flask) -> None:
    on = True
    app.debug = True
    app.config["DEBUG"] = on
    setattr(app, "debug", not False)
""",
        ),
        Example(
            path="../wsgi.py",
            lines=(4,),
            code="""
from werkzeug.serving import run_simple as serve

serve("localhost", 8000, app)
""",
        ),
        Example(lines=(2,), code="def pause() -> None:\n    breakpoint()\n"),
        Example(path="config.py", lines=(1,), code='os.environ["FLASK_DEBUG"] = "1"\n'),
    )


def _runs_app(source: Source, call: cst.Call) -> bool:
    if method(call) != "run" or not isinstance(call.func, cst.Attribute):
        return False
    for origin in origins(source, call.func.value):
        if isinstance(origin, cst.Name) and origin.value in _APP_NAMES:
            return True
        if isinstance(origin, cst.Call) and last_name(source, origin) in _APP_MAKERS:
            return True
    return False


def _is_on(source: Source, setting: Setting) -> bool:
    if setting.name.upper() not in _SWITCHES:
        return False
    if isinstance(setting.place, cst.Name) and setting.name != setting.name.upper():
        return False  # a local variable
    return any(_is_true(origin) for origin in origins(source, setting.value))


def _is_true(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Name):
        return node.value == "True"
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        return isinstance(node.expression, cst.Name) and node.expression.value == "False"
    if isinstance(node, cst.Integer):
        return node.evaluated_value != 0
    return str(literal(node)).lower() in _TRUE_TEXTS


def _switched(source: Source, setting: Setting, above: cst.CSTNode | None) -> Hit:
    detail = f"'{setting.name}' is on"
    if isinstance(setting.place, cst.Arg) and isinstance(above, cst.Call):
        return Hit(source, above, detail, Fix(_without_switches))
    return Hit(source, setting.place, detail)


def _without_switches(node: cst.CSTNode) -> cst.CSTNode:
    """The call without the keywords that switch debugging on."""
    assert isinstance(node, cst.Call)
    kept = [
        arg for arg in node.args if not (arg.keyword and arg.keyword.value.upper() in _SWITCHES)
    ]
    if kept:
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return node.with_changes(args=kept)
