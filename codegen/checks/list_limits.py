"""A list has an end, whatever the table has.

A table grows, and one request that reads all of it holds a worker and its memory: CWE-770 https://cwe.mitre.org/data/definitions/770.html, OWASP API4
https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import handed_out, last_name, made_of, method
from codegen.checks.queries import chain_begins, models_of, session_method, statement
from codegen.checks.views import View, calls_in, reached, views
from codegen.syntax import Source

_LIMITS = frozenset({"fetch", "fetchmany", "limit", "paginate", "slice", "yield_per"})
_NARROWS = frozenset({"filter", "filter_by", "from_statement", "having", "where", "with_parent"})
_ONE = frozenset({"first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none"})


class ListsHaveALimit(Rule):
    """A view that lists rows answers a page of them.

    Where there is a contract, only the views of standard lists are looked at, whose rows come in pages: a custom endpoint's spec may want all rows. Without one, a
    view is found out that answers GET with a whole table, read without any condition; a list narrowed by ``where()`` or ``filter()`` is taken to be short, and so is
    a table to which no view adds rows, by itself or by functions that it calls.
    """

    name = "lists-have-a-limit"
    message = "the answer grows with the table"
    mend = (
        "Read a page: wanted.limit(size).offset((page - 1) * size), with an upper bound for size."
    )
    urls = (
        "https://cwe.mitre.org/data/definitions/770.html",
        "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at the rows that views return."""
        for view in views(source, app):
            if "GET" not in view.methods or not _is_meant(view, app):
                continue
            bounds = _LIMITS if view.endpoint else _LIMITS | _NARROWS
            for call in _returned(view):
                if _is_whole(source, app, call, bounds | _ONE):
                    yield Hit(source, call, "every row is read")

    VALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    wanted = select(Task).where(Task.owner == require_user().id).order_by(Task.id)
    rows = db.session.scalars(wanted.limit(100)).all()
    return {"items": [row.title for row in rows]}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    wanted = select(Task).where(Task.owner == require_user().id)
    page = db.paginate(wanted, max_per_page=100)
    return {"items": [row.title for row in page.items], "total": page.total}, 200
''',
        ),
        Example(code="""
def names() -> list[str]:
    return [user.username for user in db.session.scalars(select(User)).all()]
"""),
    )
    INVALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(6,),
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    wanted = select(Task).where(Task.owner == require_user().id).order_by(Task.id)
    rows = db.session.scalars(wanted)
    return {"items": [row.title for row in rows]}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(7,),
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    current_user = require_user()
    items = []
    for row in Task.query.filter_by(owner=current_user.id).order_by(Task.title).all():
        items.append({"id": row.id, "title": row.title})
    return {"items": items, "total": len(items)}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(6,),
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    mine = Task.owner == require_user().id
    found = db.session.execute(select(Task).where(mine)).scalars().all()
    return {"items": [row.title for row in found]}, 200
''',
        ),
    )


def _is_meant(view: View, app: App) -> bool:
    if app.contract is None:
        return True
    return view.endpoint is not None and view.endpoint.listing is not None


def _returned(view: View) -> Iterator[cst.Call]:
    """The calls that what a view returns is made of."""
    found = dict[cst.Call, None]()
    for value in handed_out(view.source):
        if view.holds(value):
            nodes = made_of(view.source, value)
            found.update((node, None) for node in nodes if isinstance(node, cst.Call))
    yield from (call for call in found if view.holds(call))


def _is_whole(source: Source, app: App, call: cst.Call, bounds: frozenset[str]) -> bool:
    """Whether a call reads all rows of a statement, or of a query."""
    name = session_method(source, app, call)
    if name in ("execute", "scalars"):
        read: list[cst.CSTNode] = [arg.value for arg in call.args]
    elif method(call) == "all" and chain_begins(source, app, call):
        read = [call.func]
    else:
        return False
    nodes = [node for value in read for node in made_of(source, value)]
    names = {method(node) for node in (*nodes, *_upon(source, call)) if isinstance(node, cst.Call)}
    if names & bounds:
        return False
    begun = [node for node in nodes if statement(source, app, node) == "select"]
    models = {model for node in begun for model in models_of(source, app, node)}
    return any(app.contract or _grows(app, model) for model in models)


def _grows(app: App, model: str) -> bool:
    """Whether requests make rows of a model, as far as its name is known where they do."""
    every = (view for source in app.sources for view in views(source, app))
    seen = set[cst.FunctionDef]()
    for view in every:
        for source, function in reached(view.source, app, view.function):
            calls = calls_in(source, function) if function not in seen else ()
            seen.add(function)
            if any(_makes(source, app, call, model) for call in calls):
                return True
    return False


def _makes(source: Source, app: App, call: cst.Call, model: str) -> bool:
    inserts = last_name(source, call) == "insert" and call.args
    return app.name_of(source, call.args[0].value if inserts else call.func) == model


def _upon(source: Source, call: cst.Call) -> Iterator[cst.CSTNode]:
    """The calls that are made on the result of a call, in the same expression."""
    above = source.parent(call)
    while isinstance(above, cst.Attribute | cst.Call):
        yield above
        above = source.parent(above)
