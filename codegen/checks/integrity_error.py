"""A write to a unique column answers for the race that it can lose.

Two requests can both find a name free; the database refuses the second one at the commit. Unhandled that is a 500, and the session
stays unusable: https://docs.sqlalchemy.org/en/20/faq/sessions.html#this-session-s-transaction-has-been-rolled-back-due-to-a-previous-exception-during-flush-or-similar.
CWE-362 https://cwe.mitre.org/data/definitions/362.html.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import Setting, argument, last_name, made_of, method, settings
from codegen.checks.queries import is_model
from codegen.contract import Entity
from codegen.syntax import Source, parameters

_ERRORS = frozenset({"IntegrityError", "DatabaseError", "DBAPIError", "SQLAlchemyError"})
_INSERTS = frozenset({"insert", "bulk_insert_mappings"})
_EXECUTES = frozenset({"execute", "scalar", "scalars"})
_BLOCKS = frozenset({"begin", "begin_nested"})


class UniqueWritesHandleConflicts(Rule):
    """Committing a unique value is tried, rolled back and answered."""

    name = "unique-writes-handle-conflicts"
    message = "a race for a unique column ends as a 500"
    mend = "Commit inside 'try:', and on IntegrityError roll back and raise a Conflict."
    urls = (
        "https://docs.sqlalchemy.org/en/20/core/exceptions.html#sqlalchemy.exc.IntegrityError",
        "https://docs.sqlalchemy.org/en/20/faq/sessions.html",
        "https://cwe.mitre.org/data/definitions/362.html",
    )
    needs_contract = True

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at each function that writes a unique column and commits."""
        entities = app.contract.entities if app.contract else ()
        unique = tuple(e for e in entities if _unique_columns(e))
        writers = {source.function(node) for node in _writes(source, app, unique)}
        for place, rolls_back_itself in _commits(source, app, unique):
            function = source.function(place)
            if function in writers and not _is_handled(source, place, rolls_back_itself):
                where = function.name.value if function else source.name
                yield Hit(source, place, f"'{where}' commits without an answer to it")

    VALID = (
        Example(code="""
def rename(user: User, username: str) -> None:
    user.username = username
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Conflict("Username already exists") from error
"""),
        Example(code="""
from sqlalchemy.exc import SQLAlchemyError


def make(username: str) -> None:
    try:
        with db.session.begin():
            db.session.add(User(username=username, password_hash=""))
    except (SQLAlchemyError, KeyError):
        raise Conflict("Username already exists") from None
"""),
        Example(code="""
def rehash(user: User, password: str) -> None:
    user.password_hash = hasher.hash(password)
    db.session.commit()


def forget(user: User) -> None:
    db.session.delete(user)
    db.session.commit()
"""),
        Example(code="""
def borrow(user: User, username: str) -> None:
    other = db.session.scalar(select(User).where(User.username == username))
    loan = Loan(lender_id=user.id, borrower_id=other.id)
    db.session.add(loan)
    db.session.commit()
"""),
        Example(code="""
def make_without_a_name() -> None:
    user = User(password_hash="", username=None)
    db.session.add(user)
    db.session.commit()
"""),
        Example(code="""
from sqlalchemy.exc import IntegrityError


def make_unless_there(username: str) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(User(username=username, password_hash=""))
            db.session.flush()
    except IntegrityError:
        return
"""),
    )
    INVALID = (
        Example(
            lines=(5, 8),
            code="""
from sqlalchemy.exc import IntegrityError

def make_unless_there(username: str) -> None:
    with db.session.begin_nested():
        try:
            db.session.add(User(username=username, password_hash=""))
            db.session.flush()
        except IntegrityError:
            return
""",
        ),
        Example(
            lines=(4,),
            code="""
def make(username: str) -> None:
    db.session.add(User(username=username, password_hash=""))
    db.session.commit()
""",
        ),
        Example(
            lines=(5,),
            code="""
def rename(user: User, username: str) -> None:
    session = db.session
    setattr(user, "username", username)
    session.commit()
""",
        ),
        Example(
            lines=(5,),
            code="""
def rename(user: User, username: str) -> None:
    user.username = username
    try:
        db.session.flush()
    except ValueError:
        db.session.rollback()
""",
        ),
        Example(
            lines=(5,),
            code="""
def rename(user: User, username: str) -> None:
    user.username = username
    try:
        db.session.commit()
    except IntegrityError:
        raise Conflict("Username already exists") from None
""",
        ),
        Example(
            lines=(8,),
            code="""
def make(username: str) -> None:
    user = User(username=username, password_hash="")
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.commit()
        db.session.rollback()
""",
        ),
        Example(
            lines=(3,),
            code="""
def make(username: str) -> None:
    with db.session.begin():
        db.session.add(User(username=username, password_hash=""))
""",
        ),
        Example(
            lines=(5,),
            code="""
from sqlalchemy import insert

def make(username: str) -> None:
    db.session.execute(insert(User).values(username=username, password_hash=""))
""",
        ),
        Example(
            lines=(5,),
            code="""
def make(**values: str) -> None:
    user = User(**values)
    db.session.add(user)
    db.session.commit()
""",
        ),
        Example(
            lines=(4,),
            code="""
def keep(user: User) -> None:
    db.session.add(user)
    db.session.commit()
""",
        ),
    )


def _unique_columns(entity: Entity) -> set[str]:
    """The columns whose values another row may have already, alone or together."""
    alone = {field.name for field in entity.fields if field.unique}
    return alone.union(*entity.unique_together)


def _writes(source: Source, app: App, unique: tuple[Entity, ...]) -> Iterator[cst.CSTNode]:
    """Every place where a row with unique columns is made, added, or given a unique value."""
    columns = {name for entity in unique for name in _unique_columns(entity)}
    for setting in settings(source):
        sets = setting.name in columns and _sets_column(source, setting.place)
        if sets and not _is_of_other(source, app, setting, unique):
            yield setting.place
    for call in source.nodes(cst.Call):
        makes = _is_entity(source, app, call.func, unique)
        if makes and not _gives_unique(source, app, call, unique):
            continue  # null is the same as no other null
        if makes or _inserts(source, app, call, unique) or _adds(source, app, call, unique):
            yield call


def _is_of_other(source: Source, app: App, setting: Setting, unique: tuple[Entity, ...]) -> bool:
    """Whether the row that is changed is one of an entity whose column of that name is not unique."""
    if not isinstance(setting.place, cst.Attribute):
        return False
    nodes = [n for n in made_of(source, setting.place.value) if isinstance(n, cst.Name)]
    is_one = any(is_model(source, app, node) for node in nodes)
    known = tuple(e for e in unique if setting.name in _unique_columns(e))
    return is_one and not any(_is_entity(source, app, node, known) for node in nodes)


def _sets_column(source: Source, place: cst.CSTNode) -> bool:
    """Whether what names a column sets it: an attribute, ``setattr``, or what update() and values() take."""
    if isinstance(place, cst.Attribute | cst.Call):
        return True
    calls = (above for above in source.ancestors(place) if isinstance(above, cst.Call))
    call = next(calls, None)
    return call is not None and method(call) in ("update", "values")


def _is_entity(source: Source, app: App, node: cst.CSTNode, unique: tuple[Entity, ...]) -> bool:
    name = app.name_of(source, node) or ""
    return any(name == f"{app.package}.models.{entity.name}" for entity in unique)


def _gives_unique(source: Source, app: App, call: cst.Call, unique: tuple[Entity, ...]) -> bool:
    """Whether a row is made with a value in a unique column: by name, or by a default."""
    entity = next(e for e in unique if _is_entity(source, app, call.func, (e,)))
    if any(f.default is not None for f in entity.fields if f.name in _unique_columns(entity)):
        return True
    given = {arg.keyword.value: arg.value for arg in call.args if arg.keyword}
    if len(given) < len(call.args):
        return True
    values = (value for name, value in given.items() if name in _unique_columns(entity))
    return any(not (isinstance(v, cst.Name) and v.value == "None") for v in values)


def _inserts(source: Source, app: App, call: cst.Call, unique: tuple[Entity, ...]) -> bool:
    """Whether this is ``insert(User)`` or its like."""
    target = argument(call, 0, "table", "mapper") if last_name(source, call) in _INSERTS else None
    return target is not None and _is_entity(source, app, target, unique)


def _adds(source: Source, app: App, call: cst.Call, unique: tuple[Entity, ...]) -> bool:
    """Whether what is added is such a row, by how it was made or by how its parameter is annotated."""
    if last_name(source, call) not in ("add", "add_all", "merge"):
        return False
    function = source.function(call)
    declared = {p.name.value: p.annotation for p in parameters(function)} if function else {}
    for arg in call.args:
        for node in made_of(source, arg.value):
            above = next((a for a in source.ancestors(node) if isinstance(a, cst.Call)), None)
            if above and above.func is node and _is_entity(source, app, node, unique):
                return _gives_unique(source, app, above, unique)
            # What another row is made with is not what is added.
            is_added = above is None or above is call
            annotation = declared.get(node.value) if isinstance(node, cst.Name) else None
            if is_added and annotation and _is_entity(source, app, annotation.annotation, unique):
                return True
    return False


def _commits(
    source: Source, app: App, unique: tuple[Entity, ...]
) -> Iterator[tuple[cst.CSTNode, bool]]:
    """Where the database may refuse, and whether the refused transaction is rolled back there by itself."""
    for call in source.nodes(cst.Call):
        name = last_name(source, call)
        flushes = name == "flush" and _is_session(source, call)
        executes = name in _EXECUTES and _executes_write(source, app, call, unique)
        if name == "commit" or flushes or executes:
            yield call, False
        elif name in _BLOCKS and isinstance(source.parent(call), cst.WithItem):
            yield call, True


def _executes_write(source: Source, app: App, call: cst.Call, unique: tuple[Entity, ...]) -> bool:
    made = (node for arg in call.args for node in made_of(source, arg.value))
    calls = [node for node in made if isinstance(node, cst.Call)]
    values = any(method(made_call) == "values" for made_call in calls)
    updates = any(last_name(source, made_call) == "update" for made_call in calls)
    return (values and updates) or any(_inserts(source, app, c, unique) for c in calls)


def _is_session(source: Source, call: cst.Call) -> bool:
    name = source.qualified_name(call.func) or ""
    if isinstance(call.func, cst.Attribute) and isinstance(call.func.value, cst.Name):
        name = name or f"{call.func.value.value}.flush"
    return name.endswith("session.flush")


def _is_handled(source: Source, place: cst.CSTNode, rolls_back_itself: bool) -> bool:
    """Whether a ``try`` around the place, in the same function, catches the error and rolls back."""
    below = place
    for above in source.ancestors(place):
        if isinstance(above, cst.FunctionDef):
            return False
        rolls_back_itself |= isinstance(above, cst.With) and _is_block(source, above)
        tried = isinstance(above, cst.Try) and below is above.body
        handlers = above.handlers if tried and isinstance(above, cst.Try) else ()
        if any(_answers(source, handler, rolls_back_itself) for handler in handlers):
            return True
        below = above
    return False


def _is_block(source: Source, block: cst.With) -> bool:
    """Whether a ``with`` rolls back what was refused within it: a transaction, or a savepoint."""
    calls = (item.item for item in block.items if isinstance(item.item, cst.Call))
    return any(last_name(source, call) in _BLOCKS for call in calls)


def _answers(source: Source, handler: cst.ExceptHandler, rolls_back_itself: bool) -> bool:
    caught = handler.type
    types = [e.value for e in caught.elements] if isinstance(caught, cst.Tuple) else [caught]
    names = {(source.qualified_name(t) or "").rpartition(".")[2] for t in types if t}
    if not names & _ERRORS:
        return False
    inside = list(made_of(source, handler.body))
    raises_again = any(isinstance(node, cst.Raise) and node.exc is None for node in inside)
    calls = {last_name(source, node) for node in inside if isinstance(node, cst.Call)}
    return not raises_again and (rolls_back_itself or "rollback" in calls)
