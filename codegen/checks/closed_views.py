"""An endpoint that is not for anyone finds out first who asks.

A view that forgets it is open, and one that reads the body or the rows before it tells a stranger what it found there: CWE-862
https://cwe.mitre.org/data/definitions/862.html, CWE-306 https://cwe.mitre.org/data/definitions/306.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from codegen.checks.app import App
from codegen.checks.asker import ever_asks, require_user
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.queries import session_method
from codegen.checks.views import View, calls_in, reached, views
from codegen.contract import Anyone
from codegen.syntax import Source

_BODY = frozenset({"data", "files", "form", "get_data", "get_json", "json", "stream", "values"})
_READERS = frozenset({"read_body", "read_json", "read_object", "read_objects"})
_SOMETIMES = (cst.BooleanOperation, cst.GeneratorExp, cst.IfExp, cst.Lambda, cst.ListComp)


class ClosedViewsAskWhoItIs(Rule):
    """The view of an endpoint that is not for anyone calls require_user() before it reads the body or asks the database; one for a role looks at it.

    A function of the app that calls it counts, as a decorator does. Said of apps in which users log in; where a guard stands before all views, or keys stand for users, the
    rule is silent.
    """

    name = "closed-views-ask-who-it-is"
    message = "anyone may get here"
    mend = "Begin the view with current_user = require_user(), of the app's auth.py; for a role, abort(403) where the user's field does not say so."
    urls = (
        "https://cwe.mitre.org/data/definitions/862.html",
        "https://cwe.mitre.org/data/definitions/306.html",
        "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what each such view does, in order, until it knows who asks."""
        if app.contract is None or app.contract.accounts is None:
            return
        for view in views(source, app):
            endpoint = view.endpoint
            if endpoint is None or isinstance(endpoint.who, Anyone):
                continue
            if not app.contract.is_guarded(endpoint):
                yield from _unasked(view, app)
            for field in dict.fromkeys(role.field for role in endpoint.roles if role.field):
                yield from _without_role(view, app, field)

    VALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
from tasks.models import User


def _asker() -> User:
    with db.session.no_autoflush:
        return require_user(401, "Log in first")


@tasks.post("/tasks")
def create_task() -> ResponseReturnValue:
    """Creates a task."""
    user = _asker()
    task = Task(owner=user.id, title=read_json(CreateTaskRequest).title, done=False)
    db.session.add(task)
    db.session.commit()
    return "", 201
''',
        ),
        Example(
            with_accounts=True,
            path="routes/users.py",
            code='''
def _require_admin() -> None:
    if require_user().role != "admin":
        abort(403)


@users.patch("/users/<int:id>")
def update_user(id: int) -> ResponseReturnValue:
    """Changes a user."""
    _require_admin()
    user = db.session.get(User, id)
    if user is None:
        abort(404)
    return UpdateUserResponse.model_validate(user).model_dump(mode="json"), 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
from collections.abc import Callable
from functools import wraps


def needs_user(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    @wraps(view)
    def asked(**values: int) -> ResponseReturnValue:
        require_user()
        return view(**values)

    return asked


@tasks.post("/tasks")
@needs_user
def create_task() -> ResponseReturnValue:
    """Creates a task."""
    return {"title": read_json(CreateTaskRequest).title}, 201
''',
        ),
    )
    INVALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(3,),
            code='''
@tasks.put("/tasks/<int:id>")
def replace_task(id: int) -> ResponseReturnValue:
    """Replaces a task."""
    current_user = require_user()
    task = db.session.scalar(select(Task).where(Task.id == id, Task.owner == current_user.id))
    if task is None:
        abort(404)
    return ReplaceTaskResponse.model_validate(task).model_dump(mode="json"), 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(3,),
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    return {"items": [], "total": 0}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(5,),
            code='''
@tasks.post("/tasks")
def create_task() -> ResponseReturnValue:
    """Creates a task."""
    body = read_json(CreateTaskRequest)
    current_user = require_user()
    task = Task(owner=current_user.id, title=body.title, done=body.done)
    db.session.add(task)
    db.session.commit()
    return CreateTaskResponse.model_validate(task).model_dump(mode="json"), 201
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(3,),
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    query = read_query(ListTasksQuery)
    if query.page > 1:
        require_user()
    return {"items": [], "total": 0}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/users.py",
            lines=(3,),
            code='''
@users.patch("/users/<int:id>")
def update_user(id: int) -> ResponseReturnValue:
    """Changes a user."""
    require_user()
    user = db.session.get(User, id, with_for_update=True)
    if user is None:
        abort(404)
    return UpdateUserResponse.model_validate(user).model_dump(mode="json"), 200
''',
        ),
    )


def _unasked(view: View, app: App) -> Iterator[Hit]:
    """Where a view reads before it knows who asks; the view itself where it never does."""
    source = view.source
    decorators = (app.function(app.name_of(source, d.decorator)) for d in view.function.decorators)
    if any(made and ever_asks(made[0], app, made[1]) for made in decorators):
        return
    early = list[Hit]()
    for statement in _statements(view.function.body):
        if _asks(source, app, view.function, statement):
            yield from early
            return
        early.extend(_reads(source, app, statement))
    yield Hit(source, view.function, f"'{view.function.name.value}' never asks who it is")


def _statements(block: cst.BaseSuite) -> Iterator[cst.CSTNode]:
    """The statements that run whenever the block does, in their order."""
    for statement in block.body:
        if isinstance(statement, cst.With | cst.Try):
            yield from _statements(statement.body)
        else:
            yield statement


def _asks(source: Source, app: App, function: cst.FunctionDef, statement: cst.CSTNode) -> bool:
    """Whether a statement calls require_user(), or a function that always does."""
    return any(
        _always_asks(source, app, call)
        for call in _calls(source, function, statement)
        if not isinstance(statement, cst.For | cst.While)
    )


def _calls(source: Source, function: cst.FunctionDef, statement: cst.CSTNode) -> Iterator[cst.Call]:
    """The calls of a statement that are made whenever it runs: those in the condition of an ``if``, not those below it."""
    for call in calls_in(source, function):
        between = list[cst.CSTNode]()
        for above in (call, *source.ancestors(call)):
            if above is statement:
                break
            between.append(above)
        else:
            continue
        if not any(isinstance(node, (*_SOMETIMES, cst.BaseSuite, cst.Else)) for node in between):
            yield call


def _always_asks(source: Source, app: App, call: cst.Call, depth: int = 5) -> bool:
    name = app.called(source, call)
    if name == require_user(app):
        return True
    where, function = app.function(name) or (source, None)
    if function is None or not depth:
        return False
    return any(
        _always_asks(where, app, inner, depth - 1)
        for statement in _statements(function.body)
        for inner in _calls(where, function, statement)
    )


def _reads(source: Source, app: App, statement: cst.CSTNode) -> Iterator[Hit]:
    """Where a statement reads the body or asks the database, by itself or by functions of the app."""
    for call in source.nodes(cst.Call):
        if statement not in (call, *source.ancestors(call)):
            continue
        called = app.function(app.called(source, call))
        if _is_read(source, app, call):
            yield Hit(source, call, "this comes before require_user()")
        elif called and any(_is_read(*read) for read in _reads_within(*called, app)):
            yield Hit(source, call, f"'{called[1].name.value}()' reads before require_user()")
    for node in source.nodes(cst.Attribute):
        base, _, last = (source.qualified_name(node) or "").rpartition(".")
        is_body = base == "flask.request" and last in _BODY
        if is_body and statement in source.ancestors(node):
            yield Hit(source, node, "this comes before require_user()")


def _reads_within(
    source: Source, function: cst.FunctionDef, app: App
) -> Iterator[tuple[Source, App, cst.Call]]:
    for where, current in reached(source, app, function):
        yield from ((where, app, call) for call in calls_in(where, current))


def _is_read(source: Source, app: App, call: cst.Call) -> bool:
    name = app.called(source, call) or ""
    reads = name.rpartition(".")[2] in _READERS and name.startswith(f"{app.package}.schemas.")
    is_body = reads or name.startswith(f"{app.package}.bodies.read_")
    return is_body or session_method(source, app, call) is not None


def _without_role(view: View, app: App, field: str) -> Iterator[Hit]:
    """The view where neither it nor what it calls looks at the field that says what the user may do."""
    functions = list(reached(view.source, app, view.function))
    decorators = (
        app.function(app.name_of(view.source, d.decorator)) for d in view.function.decorators
    )
    functions.extend(found for found in decorators if found)
    if not any(_looks_at(where, function, field) for where, function in functions):
        yield Hit(view.source, view.function, f"nothing looks at the user's '{field}'")


def _looks_at(source: Source, function: cst.FunctionDef, field: str) -> bool:
    """Whether a condition in a function is about an attribute of that name."""
    for node in source.nodes(cst.Attribute):
        if node.attr.value == field and function in source.ancestors(node):
            path: Sequence[cst.CSTNode] = (node, *source.ancestors(node))
            if any(isinstance(n, cst.Comparison | cst.UnaryOperation) for n in path):
                return True
            if any(isinstance(n, cst.If | cst.IfExp) and n.test in path for n in path):
                return True
    return False
