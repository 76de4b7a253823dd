"""Whose a row is, and what a user may do, no request says.

``Task(owner=body.owner)`` makes rows in other people's names, ``user.role = body.role`` makes whoever likes an administrator: CWE-269
https://cwe.mitre.org/data/definitions/269.html, OWASP API3 https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.client import from_client
from codegen.checks.flow import Setting, method, settings
from codegen.contract import Contract
from codegen.syntax import Source


class OwnersAndRolesAreNotGiven(Rule):
    """Owners are filled in from the log-in; roles are given by endpoints that are for a role, or on the command line.

    A value of the path is not looked at.
    """

    name = "owners-and-roles-are-not-given"
    message = "the request says what only the app may"
    mend = "Take the owner from require_user(), and leave the role to an endpoint that is for a role: Task(owner=current_user.id)."
    urls = (
        "https://cwe.mitre.org/data/definitions/269.html",
        "https://cwe.mitre.org/data/definitions/915.html",
        "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what columns of owners and roles are given."""
        fields = dict(_fields(app.contract)) if app.contract else {}
        if app.contract is None or not any(fields.values()):
            return
        for setting in settings(source):
            names = _names_at(source, app, setting, fields)
            is_given = setting.name in names and from_client(source, app, setting.value)
            if is_given and not _is_for_role(source, app.contract, setting.place):
                yield Hit(source, setting.place, f"it gives '{setting.name}'")

    VALID = (
        Example(
            with_accounts=True,
            path="routes/users.py",
            code='''
@users.patch("/users/<int:id>")
def update_user(id: int) -> ResponseReturnValue:
    """Changes a user."""
    if require_user().role != "admin":
        abort(403)
    user = db.session.get(User, id)
    body = read_json(UpdateUserRequest)
    if user is None:
        abort(404)
    user.role = body.role
    db.session.commit()
    return UpdateUserResponse.model_validate(user).model_dump(mode="json"), 200
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            code='''
@tasks.post("/tasks")
def create_task() -> ResponseReturnValue:
    """Creates a task."""
    owner = require_user().id
    body = read_json(CreateTaskRequest)
    task = Task(owner=owner, title=body.title, done=body.done)
    db.session.add(task)
    db.session.commit()
    return {"role": body.title, "owner": owner}, 201
''',
        ),
        Example(
            with_accounts=True,
            path="schemas.py",
            code="""

def named(text: str) -> str:
    role = request.args.get("role", "")
    return {"owner": text}.get(role, text)
""",
        ),
    )
    INVALID = (
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(9,),
            code='''
from flask import request

@tasks.post("/tasks")
def create_task() -> ResponseReturnValue:
    """Creates a task."""
    current_user = require_user()
    body = read_json(CreateTaskRequest)
    task = Task(owner=request.json.get("owner", current_user.id), title=body.title, done=False)
    db.session.add(task)
    db.session.commit()
    return CreateTaskResponse.model_validate(task).model_dump(mode="json"), 201
''',
        ),
        Example(
            with_accounts=True,
            path="routes/users.py",
            lines=(6,),
            code='''
@users.post("/users")
def create_user() -> ResponseReturnValue:
    """Creates a user."""
    body = read_json(CreateUserRequest)
    user = User(username=body.username, password_hash="", role=body.role)
    db.session.add(user)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409)
    return CreateUserResponse.model_validate(user).model_dump(mode="json"), 201
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(10,),
            code='''
from sqlalchemy import update

@tasks.patch("/tasks/<int:id>")
def update_task(id: int) -> ResponseReturnValue:
    """Changes a task."""
    current_user = require_user()
    body = read_json(UpdateTaskRequest)
    mine = update(Task).where(Task.id == id, Task.owner == current_user.id)
    db.session.execute(mine.values(owner=body.owner or current_user.id))
    db.session.commit()
    return "", 204
''',
        ),
        Example(
            with_accounts=True,
            path="routes/tasks.py",
            lines=(9,),
            code='''
@tasks.patch("/tasks/<int:id>")
def update_task(id: int) -> ResponseReturnValue:
    """Changes a task."""
    current_user = require_user()
    wanted = select(Task).where(Task.id == id, Task.owner == current_user.id)
    task = db.session.scalars(wanted).one()
    body = read_json(UpdateTaskRequest)
    task.owner = body.owner
    db.session.commit()
    return "", 204
''',
        ),
    )


def _fields(contract: Contract) -> Iterator[tuple[str, frozenset[str]]]:
    """The fields of each entity that no request gives."""
    users = contract.accounts.entity if contract.accounts else ""
    for entity in contract.entities:
        roles = {field.name for field in contract.roles} if entity.name == users else set()
        yield entity.name, frozenset({entity.owner, *roles} - {""})


def _names_at(
    source: Source, app: App, setting: Setting, fields: dict[str, frozenset[str]]
) -> frozenset[str]:
    """The names that are such fields where a value is given: of the model that is made, or of any whose rows are changed."""
    every = frozenset[str]().union(*fields.values())
    if isinstance(setting.place, cst.Attribute | cst.Call):
        return every
    calls = (above for above in source.ancestors(setting.place) if isinstance(above, cst.Call))
    call = next(calls, None)
    if call is None or not isinstance(setting.place, cst.Arg | cst.DictElement):
        return frozenset()
    for name, own in fields.items():
        if app.called(source, call) == f"{app.package}.models.{name}":
            return own
    return every if method(call) in ("update", "values") else frozenset()


def _is_for_role(source: Source, contract: Contract, place: cst.CSTNode) -> bool:
    """Whether this stands in the view of an endpoint that is for a role, or in a function that belongs to it."""
    functions = [n.name.value for n in source.ancestors(place) if isinstance(n, cst.FunctionDef)]
    views = [each.name for each in contract.endpoints if each.takes_role]
    return any(name == view or name.startswith(f"_{view}_") for name in functions for view in views)
