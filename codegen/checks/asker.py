"""Who asks, as an app in which users log in finds it out: by require_user() of its auth.py."""

from __future__ import annotations

import libcst as cst

from codegen.checks.app import App
from codegen.checks.flow import made_of
from codegen.checks.views import calls_in, reached
from codegen.syntax import Source


def require_user(app: App) -> str:
    """The dotted name of the function that gives who asks, and refuses who is nobody."""
    return f"{app.package}.auth.require_user"


def ever_asks(source: Source, app: App, function: cst.FunctionDef) -> bool:
    """Whether a function, or one of the app's that it calls, asks who it is."""
    return any(
        app.called(where, call) == require_user(app)
        for where, each in reached(source, app, function)
        for call in calls_in(where, each)
    )


def is_of_asker(source: Source, app: App, value: cst.CSTNode, passed: bool) -> bool:
    """Whether a value is of who asks; ``passed`` where a parameter may be, as in a function that is no view."""
    for node in made_of(source, value):
        name = app.name_of(source, node) or ""
        if name == require_user(app) or name.startswith("flask.g."):
            return True
        called = app.function(app.called(source, node)) if isinstance(node, cst.Call) else None
        if called and ever_asks(called[0], app, called[1]):
            return True
        bound = source.values(node) if passed and isinstance(node, cst.Name) else ()
        if any(isinstance(each, cst.Param) for each in bound):
            return True
    return False
