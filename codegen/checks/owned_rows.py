"""A row that belongs to somebody is fetched by whose it is.

``db.session.get(Task, id)`` finds everybody's tasks, and ids are counted up by whoever likes: CWE-639 https://cwe.mitre.org/data/definitions/639.html, OWASP API1
https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from codegen.checks.app import App
from codegen.checks.asker import is_of_asker
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import argument, keywords, made_of, method
from codegen.checks.queries import models_of, session_method, statement
from codegen.checks.views import View, reached, views
from codegen.contract import Contract
from codegen.syntax import Source

_NARROWS = frozenset({"filter", "filter_by", "having", "join", "where"})
_KINDS = frozenset({"delete", "select", "update"})


class OwnedRowsAreFetchedByOwner(Rule):
    """In a view for owners, statements about their rows compare the owner's column with who asks; or the row's owner is compared once it is there.

    A row that hangs on one that was fetched so is fetched so too. A custom endpoint is held to this for all entities that it uses and that have an owner.
    """

    name = "owned-rows-are-fetched-by-owner"
    message = "rows of other users are found too"
    mend = "Narrow the statement, .where(Task.owner == current_user.id), or abort where task.owner is somebody else."
    urls = (
        "https://cwe.mitre.org/data/definitions/639.html",
        "https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Insecure_Direct_Object_Reference_Prevention_Cheat_Sheet.html",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at the statements of views for owners, and of the functions of their module that they call."""
        if app.contract is None or app.contract.accounts is None:
            return
        found = dict[cst.CSTNode, Hit]()
        for view in views(source, app):
            if view.endpoint and view.endpoint.is_for_owners:
                for model, column in _owned(view, app.contract):
                    fetching = _Fetching(view, app, f"{app.package}.models.{model}", column)
                    found.update((hit.node, hit) for hit in fetching.hits())
        yield from found.values()

    VALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
@tasks.get("/tasks/<int:id>")
def read_task(id: int) -> ResponseReturnValue:
    """Shows a task."""
    current_user = require_user()
    task = db.session.get(Task, id)
    if task is None or task.owner != current_user.id:
        abort(404)
    return ReadTaskResponse.model_validate(task).model_dump(mode="json"), 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
def _mine(user: int, id: int) -> Task | None:
    return Task.query.filter_by(id=id, owner=user).one_or_none()


@tasks.delete("/tasks/<int:id>")
def delete_task(id: int) -> ResponseReturnValue:
    """Deletes a task."""
    task = _mine(require_user().id, id)
    if task is None:
        abort(404)
    db.session.execute(delete(Task).where(Task.id == task.id))
    db.session.commit()
    return "", 204
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    conditions = [Task.owner == require_user().id]
    query = read_query(ListTasksQuery)
    total = db.session.scalar(select(func.count()).select_from(Task).where(*conditions))
    rows = db.session.scalars(select(Task).where(*conditions).limit(query.size))
    return {"items": [row.title for row in rows], "total": total}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
@tasks.put("/tasks/<int:id>")
def replace_task(id: int) -> ResponseReturnValue:
    """Replaces a task."""
    current_user = require_user()
    wanted = select(Task).where(Task.id == id)
    if current_user.role != "admin":
        wanted = wanted.where(Task.owner == current_user.id)
    task = db.session.scalar(wanted)
    if task is None:
        abort(404)
    return ReplaceTaskResponse.model_validate(task).model_dump(mode="json"), 200
''',
        ),
    )
    INVALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(8,),
            code='''
@tasks.put("/tasks/<int:id>")
def replace_task(id: int) -> ResponseReturnValue:
    """Replaces a task."""
    current_user = require_user()
    if current_user.role != "admin" and id < 1:
        abort(404)
    task = db.session.get(Task, id)
    if task is None:
        abort(404)
    return ReplaceTaskResponse.model_validate(task).model_dump(mode="json"), 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(6,),
            code='''
@tasks.get("/tasks/<int:id>")
def read_task(id: int) -> ResponseReturnValue:
    """Shows a task."""
    require_user()
    task = db.session.get(Task, id)
    if task is None:
        abort(404)
    return ReadTaskResponse.model_validate(task).model_dump(mode="json"), 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(9,),
            code='''
@tasks.delete("/tasks/<int:id>")
def delete_task(id: int) -> ResponseReturnValue:
    """Deletes a task."""
    current_user = require_user()
    mine = select(Task.id).where(Task.owner == current_user.id)
    if db.session.scalar(mine) is None:
        abort(404)
    db.session.execute(delete(Task).where(Task.id == id))
    db.session.commit()
    return "", 204
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(8,),
            code='''
@tasks.get("/tasks")
def list_tasks() -> ResponseReturnValue:
    """Lists the tasks."""
    current_user = require_user()
    query = read_query(ListTasksQuery)
    wanted = select(Task).where(Task.owner == current_user.id).limit(query.size)
    total = db.session.scalar(select(func.count()).select_from(Task))
    rows = db.session.scalars(wanted)
    return {"items": [row.title for row in rows], "total": total}, 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(3,),
            code='''
def _task(id: int) -> Task | None:
    return db.session.scalar(select(Task).where(Task.id == id, Task.owner > 0))


@tasks.get("/tasks/<int:id>")
def read_task(id: int) -> ResponseReturnValue:
    """Shows a task."""
    current_user = require_user()
    wanted = select(Task).where(Task.id == id, Task.owner == current_user.id)
    task = db.session.scalar(wanted) or _task(id)
    return ReadTaskResponse.model_validate(task).model_dump(mode="json"), 200
''',
        ),
    )


def _owned(view: View, contract: Contract) -> Iterator[tuple[str, str]]:
    """The entities whose rows the view may have of who asks alone, each with the column that says whose they are."""
    assert view.endpoint is not None
    assert contract.accounts is not None
    names = view.endpoint.uses if view.endpoint.is_custom else (view.endpoint.entity,)
    for entity in contract.entities:
        if entity.name in names and entity.owner:
            yield entity.name, entity.owner
        elif entity.name in names and entity.name == contract.accounts.entity:
            yield entity.name, "id"


@dataclass(frozen=True, slots=True)
class _Fetching:
    """How a view, with the functions of its module that it calls, fetches the rows of one model."""

    view: View
    app: App
    model: str
    column: str

    @property
    def source(self) -> Source:
        """The view's module."""
        return self.view.source

    def hits(self) -> Iterator[Hit]:
        """The statements that rows of other users are reached by."""
        functions = [
            function
            for where, function in reached(self.source, self.app, self.view.function)
            if where is self.source
        ]
        safe = {node for each in functions for node in self._compared_rows(each)}
        for function in reversed(functions):
            begun = list(self._begun(function))
            safe |= self._narrowed(function, safe)
            open_ = [node for node in begun if node not in safe and function not in safe]
            if begun and not open_:
                safe.add(function)
            yield from (
                Hit(self.source, node, f"nothing asks whose '{self._shown}' it is")
                for node in open_
            )

    @property
    def _shown(self) -> str:
        return self.model.rpartition(".")[2]

    def _within(self, function: cst.FunctionDef, node: cst.CSTNode) -> bool:
        return function in self.source.ancestors(node)

    def _begun(self, function: cst.FunctionDef) -> Iterator[cst.CSTNode]:
        """Where a statement about the model begins, or its row is got by id."""
        for call in self.source.nodes(cst.Call):
            if self._within(function, call) and self._is_of_model(call):
                yield call
        for node in self.source.nodes(cst.Attribute):
            begins = self._within(function, node) and statement(self.source, self.app, node)
            if begins and self.model in models_of(self.source, self.app, node):
                yield node

    def _is_of_model(self, call: cst.Call) -> bool:
        if method(call) == "select_from" or session_method(self.source, self.app, call) == "get":
            return self._names_model(argument(call, 0, "entity"))
        begins = statement(self.source, self.app, call) in _KINDS
        return begins and self.model in models_of(self.source, self.app, call)

    def _names_model(self, node: cst.CSTNode | None) -> bool:
        return node is not None and self.app.name_of(self.source, node) == self.model

    def _narrowed(self, function: cst.FunctionDef, safe: set[cst.CSTNode]) -> set[cst.CSTNode]:
        """What takes part in a statement that is narrowed to rows of who asks, or by rows that a ``safe`` function gives."""
        found = set[cst.CSTNode]()
        for call in self.source.nodes(cst.Call):
            if method(call) in _NARROWS and self._within(function, call):
                nodes = set(made_of(self.source, call))
                called = (made[1] for node in nodes if (made := self._called(node)))
                if any(each in safe for each in called) or any(
                    self._is_scope(function, node) for node in nodes
                ):
                    found |= nodes
        return found

    def _is_scope(self, function: cst.FunctionDef, node: cst.CSTNode) -> bool:
        """Whether this is the condition ``Task.owner == current_user.id``, or ``owner=`` of a filter_by()."""
        if isinstance(node, cst.Comparison):
            return any(
                isinstance(column, cst.Attribute)
                and column.attr.value == self.column
                and self._names_model(column.value)
                and self._is_asker(function, other)
                for column, other in _sides(node)
            )
        if isinstance(node, cst.Call) and method(node) == "filter_by":
            given = dict(keywords(node))
            return self.column in given and self._is_asker(function, given[self.column].value)
        return False

    def _compared_rows(self, function: cst.FunctionDef) -> Iterator[cst.CSTNode]:
        """What rows are made of whose owner is compared with who asks, and the functions that gave such rows."""
        for comparison in self.source.nodes(cst.Comparison):
            if not self._within(function, comparison):
                continue
            for column, other in _sides(comparison):
                is_column = isinstance(column, cst.Attribute) and column.attr.value == self.column
                if is_column and not self._names_model(column.value) and self._is_asker(function, other):  # type: ignore[attr-defined]
                    for node in made_of(self.source, column.value):  # type: ignore[attr-defined]
                        yield node
                        called = self._called(node)
                        if called:
                            yield called[1]

    def _called(self, node: cst.CSTNode) -> tuple[Source, cst.FunctionDef] | None:
        is_call = isinstance(node, cst.Call)
        return self.app.function(self.app.called(self.source, node)) if is_call else None  # type: ignore[arg-type]

    def _is_asker(self, function: cst.FunctionDef, value: cst.CSTNode) -> bool:
        return is_of_asker(self.source, self.app, value, function is not self.view.function)


def _sides(comparison: cst.Comparison) -> tuple[tuple[cst.CSTNode, cst.CSTNode], ...]:
    """Both sides of a comparison by ``==`` or ``!=``, each with the other."""
    target = comparison.comparisons[0]
    if not isinstance(target.operator, cst.Equal | cst.NotEqual | cst.Is | cst.IsNot):
        return ()
    return (comparison.left, target.comparator), (target.comparator, comparison.left)
