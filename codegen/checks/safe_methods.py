"""A GET changes nothing.

Browsers, crawlers and previews of links send GETs that nobody meant, other sites can make a user's browser send them with its cookies, and caches answer them:
https://www.rfc-editor.org/rfc/rfc9110.html#name-safe-methods, CWE-352 https://cwe.mitre.org/data/definitions/352.html.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.queries import WRITES, begun_in, chain_begins, session_method
from codegen.checks.views import View, calls_in, reached, views
from codegen.syntax import Source

_CHANGES = frozenset({"delete", "insert", "update"})


class GetsDoNotWrite(Rule):
    """A view that answers GET alone writes nothing to the database, and calls nothing of the app that commits.

    What a called function adds or changes without a commit is gone when the request ends, so only its commit counts. Where there is a contract, a custom
    endpoint may write: its spec says so, as where visits are counted. What methods of the app's classes do is not followed.
    """

    name = "gets-do-not-write"
    message = "a GET changes what is kept"
    mend = "Write in an endpoint for POST, PUT, PATCH or DELETE, and only read in this one."
    urls = (
        "https://www.rfc-editor.org/rfc/rfc9110.html#name-safe-methods",
        "https://cwe.mitre.org/data/definitions/352.html",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at the first write of each view that only reads."""
        for view in views(source, app):
            is_meant = view.endpoint is not None and view.endpoint.is_custom
            if view.only_reads and not is_meant:
                yield from _first_write(view, app)

    VALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
@tasks.get("/tasks/<int:id>")
def read_task(id: int) -> ResponseReturnValue:
    """Shows a task."""
    current_user = require_user()
    wanted = select(Task).where(Task.id == id, Task.owner == current_user.id)
    task = db.session.scalar(wanted)
    if task is None:
        abort(404)
    db.session.expunge(task)
    task.title = task.title.strip()
    return ReadTaskResponse.model_validate(task).model_dump(mode="json"), 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
def _count(user: int) -> None:
    db.session.execute(select(Task).where(Task.owner == user))
    db.session.rollback()


@tasks.delete("/tasks/<int:id>")
def delete_task(id: int) -> ResponseReturnValue:
    """Deletes a task."""
    current_user = require_user()
    _count(current_user.id)
    db.session.execute(delete(Task).where(Task.id == id, Task.owner == current_user.id))
    db.session.commit()
    return "", 204
''',
        ),
        Example(code="""
from flask import session


def keep(user: User) -> None:
    session["seen"] = user.id
    db.session.add(user)
"""),
    )
    INVALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(10,),
            code='''
@tasks.get("/tasks/<int:id>")
def read_task(id: int) -> ResponseReturnValue:
    """Shows a task."""
    current_user = require_user()
    wanted = select(Task).where(Task.id == id, Task.owner == current_user.id)
    task = db.session.scalar(wanted)
    if task is None:
        abort(404)
    db.session.delete(task)
    db.session.commit()
    return "", 204
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(15,),
            code='''
def _finish(task: Task) -> None:
    task.done = True
    db.session.commit()


@tasks.get("/tasks/<int:id>")
def read_task(id: int) -> ResponseReturnValue:
    """Shows a task."""
    current_user = require_user()
    wanted = select(Task).where(Task.id == id, Task.owner == current_user.id)
    task = db.session.scalar(wanted)
    if task is None:
        abort(404)
    _finish(task)
    return ReadTaskResponse.model_validate(task).model_dump(mode="json"), 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(9,),
            code='''
from sqlalchemy import update

@tasks.get("/tasks/<int:id>")
def read_task(id: int) -> ResponseReturnValue:
    """Shows a task."""
    mine = Task.owner == require_user().id
    wanted = update(Task).where(Task.id == id, mine).values(done=True)
    db.session.execute(wanted)
    return "", 204
''',
        ),
    )


def _first_write(view: View, app: App) -> Iterator[Hit]:
    for call in calls_in(view.source, view.function):
        what = _writes(view.source, app, call) or _commits_within(view.source, app, call)
        if what:
            yield Hit(view.source, call, what)
            return


def _writes(source: Source, app: App, call: cst.Call) -> str | None:
    """What a call writes by itself."""
    name = session_method(source, app, call)
    if name in WRITES | {"commit", "delete"}:
        return f"'{name}()'"
    if name in ("execute", "scalar", "scalars"):
        made = (begun for arg in call.args for begun in begun_in(source, app, arg.value))
        kinds = sorted({kind for _, kind in made} & _CHANGES)
        return f"it runs an {kinds[0]}()" if kinds else None
    changes = isinstance(call.func, cst.Attribute) and call.func.attr.value in ("delete", "update")
    return "the query changes rows" if changes and chain_begins(source, app, call.func) else None


def _commits_within(source: Source, app: App, call: cst.Call) -> str | None:
    """The function of the app that is called and commits, or calls what does."""
    called = app.function(app.called(source, call))
    if called is None:
        return None
    for where, function in reached(called[0], app, called[1]):
        if any(
            session_method(where, app, inner) == "commit" for inner in calls_in(where, function)
        ):
            begun, ended = called[1].name.value, function.name.value
            return f"'{begun}()' commits" + (f", in '{ended}()'" if ended != begun else "")
    return None
