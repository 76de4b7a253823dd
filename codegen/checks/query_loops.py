"""A list takes as many queries for a thousand rows as for one.

A query for each row of another is the most common reason why a page is slow: https://docs.sqlalchemy.org/en/20/glossary.html#term-N-plus-one-problem,
CWE-1050 https://cwe.mitre.org/data/definitions/1050.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import last_name, origins
from codegen.checks.queries import asks, chain_begins
from codegen.checks.views import calls_in, views
from codegen.syntax import Source

_PASSED_ON = frozenset(
    {
        "all",
        "enumerate",
        "items",
        "list",
        "mappings",
        "reversed",
        "set",
        "sorted",
        "tuple",
        "unique",
        "zip",
    }
)
_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.GeneratorExp, cst.DictComp)


class NoQueriesInLoops(Rule):
    """A view that answers GET asks nothing of the database for each row of a query.

    Only queries that stand in the loop are seen: not those of functions that it calls, nor the lazy loads of relationships (``book.author.name``), which
    ``selectinload()`` or ``raiseload("*")`` keep away.
    """

    name = "no-queries-in-loops"
    message = "each row costs a query of its own"
    mend = "Ask once before the loop: with a join, or .where(Model.id.in_(ids)) and a dictionary."
    urls = (
        "https://docs.sqlalchemy.org/en/20/glossary.html#term-N-plus-one-problem",
        "https://cwe.mitre.org/data/definitions/1050.html",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at the queries in loops and comprehensions over rows."""
        for view in views(source, app):
            if "GET" not in view.methods:
                continue
            for call in calls_in(source, view.function):
                if asks(source, app, call) and _is_repeated(source, app, call):
                    yield Hit(source, call, "it runs again for each row")

    VALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    current_user = require_user()
    mine = select(Task).where(Task.owner == current_user.id)
    rows = db.session.scalars(mine.limit(20)).all()
    other = select(Task.title).where(Task.id.in_([row.id for row in rows]))
    return {"items": [title for title in db.session.scalars(other).all()]}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
def _totals(user: int) -> dict[str, int]:
    totals = {}
    for name, done in (("open", False), ("done", True)):
        wanted = select(func.count(Task.id)).where(Task.owner == user, Task.done == done)
        totals[name] = db.session.scalar(wanted)
    return totals


@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    current_user = require_user()
    return {"items": [], "total": _totals(current_user.id)}, 200
''',
        ),
        Example(code="""
def forget_all(users: list[int]) -> None:
    for user in users:
        db.session.delete(db.session.get(User, user))
"""),
    )
    INVALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(10,),
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    current_user = require_user()
    mine = select(Task).where(Task.owner == current_user.id)
    items = []
    for row in db.session.scalars(mine.limit(20)):
        same = select(func.count()).where(Task.title == row.title, Task.owner == current_user.id)
        items.append({"id": row.id, "same": db.session.scalar(same)})
    return {"items": items}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(10,),
            code='''
from tasks.models import User

@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    current_user = require_user()
    mine = select(Task).where(Task.owner == current_user.id)
    rows = db.session.scalars(mine.limit(20)).all()
    names = [db.session.get(User, row.owner).username for row in rows]
    return {"items": names}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(11,),
            code='''
from tasks.models import User

@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    current_user = require_user()
    rows = Task.query.filter(Task.owner == current_user.id).limit(20)
    names = {}
    for number, row in enumerate(rows.all()):
        names[number] = User.query.filter_by(id=row.owner).first().username
    return {"items": names}, 200
''',
        ),
    )


def _is_repeated(source: Source, app: App, call: cst.Call) -> bool:
    """Whether a loop stands around a call, in which it runs once a row of another query."""
    below: cst.CSTNode = call
    for above in source.ancestors(call):
        if isinstance(above, cst.FunctionDef):
            return False
        loop: cst.For | cst.CompFor | None = None
        if isinstance(above, cst.For) and below is above.body:
            loop = above
        elif isinstance(above, _COMPREHENSIONS) and below is not above.for_in:
            loop = above.for_in
        elif isinstance(above, cst.CompFor) and below is not above.iter:
            loop = above
        if loop and _are_rows(source, app, loop.iter):
            return True
        below = above
    return False


def _are_rows(source: Source, app: App, value: cst.CSTNode) -> bool:
    """Whether what a loop goes through are the rows of a query."""
    nodes = origins(source, value, lambda node: _passed_on(source, node))
    return any(
        (isinstance(node, cst.Call) and asks(source, app, node)) or chain_begins(source, app, node)
        for node in nodes
    )


def _passed_on(source: Source, node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    if not isinstance(node, cst.Call) or last_name(source, node) not in _PASSED_ON:
        return ()
    own = [node.func.value] if isinstance(node.func, cst.Attribute) else []
    return [*own, *(arg.value for arg in node.args)]
