from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import black
import flask_migrate  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from codegen.contract import (
    BooleanType,
    ChoiceType,
    Citation,
    Entity,
    EntityField,
    IntegerType,
    ReferenceType,
    SecretType,
    StatementId,
    TextType,
)
from codegen.errors import Rejected
from codegen.migrate import Revision, revise
from codegen.render import Renderer
from codegen.tables import Column, ColumnType, columns

pytest_plugins = ("fixtures_postgres",)

RENDERER = Renderer()
NAMING_CONVENTION = {
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
Entities = tuple[Entity, ...]
Row = tuple[object, ...]


def text(name: str, longest: int = 80, shortest: int = 1, **more: Any) -> EntityField:
    return EntityField(name=name, type=TextType(min_length=shortest, max_length=longest), **more)


def secret(name: str, shortest: int = 8) -> EntityField:
    return EntityField(name=name, type=SecretType(min_length=shortest, max_length=255))


def integer(name: str, highest: int = 100, **more: Any) -> EntityField:
    return EntityField(name=name, type=IntegerType(minimum=0, maximum=highest), **more)


def boolean(name: str, **more: Any) -> EntityField:
    return EntityField(name=name, type=BooleanType(), **more)


def users(*fields: EntityField) -> Entity:
    return Entity(name="User", plural="users", fields=fields)


def orders(*fields: EntityField) -> Entity:
    """Names that SQL reserves."""
    return Entity(name="Order", plural="order", fields=fields)


NAME = text("name", unique=True)
BEFORE = (
    users(
        NAME,
        secret("password"),
        text("bio", required=False),
        integer("age", highest=2**31 - 1),
        text("role", default='it\'s 50% \\ :x "y"'),
        boolean("active", default=True),
        text("group"),
    ),
)
ROWS: tuple[Row, ...] = (
    (1, "ann", "$argon2id$v=19$x", None, 0, "admin ", True, "g"),
    (7, "Ян 😀 e\u0301 ", "$argon2id$v=19$y", "", 2**31 - 1, "", False, " 'g' "),
    (9, "O'Neil :a %s \\", "$argon2id$v=19$z", "x" * 80, 5, "it's", True, "line\r\nline\t"),
)


def changed(*fields: EntityField) -> Entities:
    """BEFORE with fields replaced by name, or added after the others."""
    new = {field.name: field for field in fields}
    old = {field.name: field for field in BEFORE[0].fields}
    return (users(*(old | new).values()),)


# --- A real app with a real database ----------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'app.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'app.db'}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    migrations = tmp_path / "migrations"
    (migrations / "versions").mkdir(parents=True)
    for name in ("env.py", "alembic.ini"):
        rendered = RENDERER.render(f"app/migrations/{name}.j2")
        (migrations / name).write_text(rendered, encoding="utf-8")
    return migrations


@contextmanager
def app(url: str, folder: Path, entities: Entities) -> Iterator[SQLAlchemy]:
    db = SQLAlchemy(metadata=sa.MetaData(naming_convention=NAMING_CONVENTION))
    flask = Flask("mini")
    flask.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(flask)
    flask_migrate.Migrate(flask, db, directory=str(folder))
    for entity in entities:
        made = (model_column(column) for column in columns(entity))
        sa.Table(entity.plural, db.metadata, sa.Column("id", sa.Integer, primary_key=True), *made)
    with flask.app_context():
        try:
            yield db
        finally:
            db.engine.dispose()


def model_column(column: Column) -> sa.Column[Any]:
    types: dict[str, Callable[[], sa.types.TypeEngine[Any]]] = {
        "String": lambda: sa.String(column.type.length),
        "Integer": sa.Integer,
        "BigInteger": sa.BigInteger,
        "Boolean": sa.Boolean,
    }
    default: Any = column.server_default
    if isinstance(default, bool):
        default = sa.true() if default else sa.false()
    elif isinstance(default, int):
        default = sa.text(str(default))
    return sa.Column(
        column.name,
        types[column.type.name](),
        nullable=column.nullable,
        unique=column.unique,
        index=column.indexed or None,
        server_default=default,
    )


def write(folder: Path, revision: Revision | None) -> Revision:
    assert revision is not None
    formatted = black.format_str(revision.text, mode=black.Mode())
    (folder.parent / revision.path).write_text(formatted, encoding="utf-8")
    return revision


def insert(url: str, folder: Path, entities: Entities, rows: tuple[Row, ...] = ROWS) -> None:
    with app(url, folder, entities) as db, db.engine.begin() as connection:
        table = db.metadata.tables[entities[0].plural]
        connection.execute(
            table.insert(), [dict(zip(table.c.keys(), row, strict=True)) for row in rows]
        )


def rows_of(url: str, folder: Path, entities: Entities) -> tuple[Row, ...]:
    with app(url, folder, entities) as db, db.engine.connect() as connection:
        table = db.metadata.tables[entities[0].plural]
        return tuple(tuple(row) for row in connection.execute(sa.select(table).order_by("id")))


def default_differs(
    context: MigrationContext, _found: object, model: sa.Column[Any], default: str | None, *_: Any
) -> bool:
    """Compares defaults as they are written: Alembic's own comparison trips over quotes."""
    if model.name == "id":
        return False
    compiler = context.dialect.ddl_compiler(context.dialect, sa.schema.CreateTable(model.table))
    written = compiler.get_column_default_string(model)
    return plain(default, model) != plain(written and written.replace("%%", "%"), model)


def plain(default: str | None, model: sa.Column[Any]) -> str | None:
    """Without what databases add: a cast, and brackets or quotes around a number."""
    if default is None:
        return None
    value = re.sub("::(character varying|bigint|integer)$", "", default)
    return value.strip("()'") if isinstance(model.type, sa.Integer) else value


def differences(url: str, folder: Path, entities: Entities) -> list[Any]:
    """What models and database disagree on, names of constraints included."""
    options = {"compare_type": True, "compare_server_default": default_differs}
    with app(url, folder, entities) as db, db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        found = list(compare_metadata(context, db.metadata))
        inspector = sa.inspect(connection)
        for entity in entities:
            # SQLite keeps no name for a key that counts on.
            key = inspector.get_pk_constraint(entity.plural)["name"]
            found += [] if key in (f"pk_{entity.plural}", None) else [key]
            uniques = {each["name"] for each in inspector.get_unique_constraints(entity.plural)}
            named = {f"uq_{entity.plural}_{c.name}" for c in columns(entity) if c.unique}
            found += sorted(uniques ^ named, key=str)
        return found


def upgrade(url: str, folder: Path, entities: Entities) -> None:
    with app(url, folder, entities):
        flask_migrate.upgrade(str(folder))


def downgrade(url: str, folder: Path, entities: Entities) -> None:
    with app(url, folder, entities):
        flask_migrate.downgrade(str(folder))


def from_before(url: str, folder: Path, before: Entities = BEFORE) -> Revision:
    first = write(folder, revise(None, before, None, RENDERER))
    upgrade(url, folder, before)
    return first


# --- Changes that are written -----------------------------------------------------------------------

CHANGES: dict[str, tuple[Entities, tuple[Row, ...]]] = {
    "add_users_nick": (changed(text("nick", 40, required=False)), ((None,),) * 3),
    "add_users_email": (changed(text("email", required=False, unique=True)), ((None,),) * 3),
    "add_users_plan": (
        changed(text("plan", default="free 100%:x 'q' \\")),
        (("free 100%:x 'q' \\",),) * 3,
    ),
    "add_users_score": (changed(integer("score", highest=2**40, default=2**33)), ((2**33,),) * 3),
    "add_users_admin": (changed(boolean("admin", default=False)), ((False,),) * 3),
    "change_users_bio_to_unique": (changed(text("bio", required=False, unique=True)), ((),) * 3),
    "change_users_bio_to_indexed": (changed(text("bio", required=False, indexed=True)), ((),) * 3),
    "add_users_town": (changed(text("town", 40, required=False, indexed=True)), ((None,),) * 3),
    "change_users_name_to_repeatable_and_inde": (changed(text("name", indexed=True)), ((),) * 3),
    "change_users_name_to_repeatable": (changed(text("name")), ((),) * 3),
    "change_users_name_to_string_120": (changed(text("name", 120, unique=True)), ((),) * 3),
    "change_users_name_to_string_20": (changed(text("name", 20, unique=True)), ((),) * 3),
    "change_users_age_to_biginteger": (changed(integer("age", highest=2**40)), ((),) * 3),
    "change_users_group_to_optional": (changed(text("group", required=False)), ((),) * 3),
    "change_users_role_to_another_default": (changed(text("role", default="user")), ((),) * 3),
    "change_users_role_to_no_default": (changed(text("role")), ((),) * 3),
    "change_users_active_to_another_default": (
        changed(boolean("active", default=False)),
        ((),) * 3,
    ),
    "change_users_active_to_optional_and_no_d": (
        changed(boolean("active", required=False)),
        ((),) * 3,
    ),
    "change_users_age_to_biginteger_and_more": (
        changed(
            integer("age", highest=2**40, default=18),
            text("group", 100, unique=True),
            text("nick", required=False, unique=True),
            boolean("admin", default=True),
        ),
        ((None, True),) * 3,
    ),
}


@pytest.mark.parametrize("slug", CHANGES)
def test_a_change_keeps_every_row_up_and_down_and_up_again(
    slug: str, url: str, folder: Path
) -> None:
    after, added = CHANGES[slug]
    first = from_before(url, folder)
    insert(url, folder, BEFORE)

    second = write(folder, revise(BEFORE, after, first.id, RENDERER))
    assert second.path == f"migrations/versions/{second.id}_{slug}.py"
    assert differences(url, folder, after) != []
    upgrade(url, folder, after)
    expected = tuple(row + more for row, more in zip(ROWS, added, strict=True))
    assert rows_of(url, folder, after) == expected
    assert differences(url, folder, after) == []

    downgrade(url, folder, BEFORE)
    assert rows_of(url, folder, BEFORE) == ROWS
    assert differences(url, folder, BEFORE) == []

    upgrade(url, folder, after)
    assert rows_of(url, folder, after) == expected


def test_the_first_revision_makes_every_table_and_takes_them_back(url: str, folder: Path) -> None:
    entities = (*BEFORE, orders(text("select", unique=True), integer("order", default=1)))
    first = from_before(url, folder, entities)
    assert first.path == f"migrations/versions/{first.id}_create_users_and_more.py"
    assert (first.parent, differences(url, folder, entities)) == (None, [])
    downgrade(url, folder, ())
    assert differences(url, folder, ()) == []


def test_a_new_table_leaves_the_others_alone(url: str, folder: Path) -> None:
    first = from_before(url, folder)
    insert(url, folder, BEFORE)
    after = (*BEFORE, Entity(name="Tag", plural="tags", fields=(text("name", unique=True),)))
    second = write(folder, revise(BEFORE, after, first.id, RENDERER))
    assert (second.parent, second.path) == (
        first.id,
        f"migrations/versions/{second.id}_create_tags.py",
    )
    upgrade(url, folder, after)
    assert differences(url, folder, after) == []
    assert rows_of(url, folder, BEFORE) == ROWS


def test_names_that_sql_reserves_are_altered_too(url: str, folder: Path) -> None:
    before = (orders(text("select", unique=True), text("group"), integer("user", default=1)),)
    after = (orders(text("select", 9), text("group", unique=True), integer("user", 2**40)),)
    first = from_before(url, folder, before)
    rows: tuple[Row, ...] = ((1, "a", "b", 3), (2, "c", "d", 4))
    insert(url, folder, before, rows)
    write(folder, revise(before, after, first.id, RENDERER))
    upgrade(url, folder, after)
    assert (rows_of(url, folder, after), differences(url, folder, after)) == (rows, [])
    downgrade(url, folder, before)
    assert (rows_of(url, folder, before), differences(url, folder, before)) == (rows, [])


def test_a_chain_of_revisions_leads_to_the_models_at_once(url: str, folder: Path) -> None:
    steps = [
        BEFORE,
        changed(text("nick", required=False)),
        changed(text("nick", 9, required=False)),
    ]
    before, parent = None, None
    for entities in steps:
        parent = write(folder, revise(before, entities, parent, RENDERER)).id
        before = entities
    upgrade(url, folder, steps[-1])
    assert differences(url, folder, steps[-1]) == []


# --- Changes by which rows lose or get values --------------------------------------------------------


def without(*names: str) -> Entities:
    """BEFORE without some of its fields."""
    return (users(*(field for field in BEFORE[0].fields if field.name not in names)),)


def test_a_field_that_goes_takes_its_values_along(url: str, folder: Path) -> None:
    after = without("bio", "role")
    first = from_before(url, folder)
    insert(url, folder, BEFORE)
    second = write(folder, revise(BEFORE, after, first.id, RENDERER))
    assert second.path.endswith("_drop_users_bio_and_more.py")
    upgrade(url, folder, after)
    kept = tuple((*row[:3], row[4], *row[6:]) for row in ROWS)
    assert (rows_of(url, folder, after), differences(url, folder, after)) == (kept, [])
    downgrade(url, folder, BEFORE)
    default = BEFORE[0].fields[4].default
    back = tuple((*row[:3], None, row[4], default, *row[6:]) for row in ROWS)
    moved = tuple(tuple(row) for row in rows_of(url, folder, BEFORE))
    assert (sorted(moved), differences(url, folder, BEFORE)) == (sorted(back), [])


def test_a_needed_field_does_not_come_back_to_rows_that_have_nothing_for_it(
    url: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    after = without("name")
    first = from_before(url, folder)
    write(folder, revise(BEFORE, after, first.id, RENDERER))
    upgrade(url, folder, after)
    insert(url, folder, after, tuple((row[0], *row[2:]) for row in ROWS))
    with pytest.raises(SystemExit):
        downgrade(url, folder, after)
    assert "users.id has no name to be given: 3 of its rows" in caplog.text
    assert differences(url, folder, after) == []
    with app(url, folder, after) as db, db.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM users"))
    downgrade(url, folder, BEFORE)
    assert differences(url, folder, BEFORE) == []


def test_an_entity_that_goes_takes_its_rows_along(url: str, folder: Path) -> None:
    tags = Entity(name="Tag", plural="tags", fields=(text("name"),))
    linked = EntityField(name="tag", type=ReferenceType(entity="Tag"), required=False)
    before = (*changed(linked), tags)
    first = write(folder, revise(None, before, None, RENDERER))
    second = write(folder, revise(before, BEFORE, first.id, RENDERER))
    assert second.path.endswith("_drop_users_tag_and_more.py")
    upgrade(url, folder, ())
    assert differences(url, folder, BEFORE) == []
    insert(url, folder, BEFORE)
    downgrade(url, folder, ())
    assert len(rows_of(url, folder, BEFORE)) == len(ROWS)
    upgrade(url, folder, ())
    assert (rows_of(url, folder, BEFORE), differences(url, folder, BEFORE)) == (ROWS, [])


@pytest.mark.parametrize(
    ("field", "position", "value"),
    [
        (text("bio", default="it's 50% :x"), 3, "it's 50% :x"),
        (integer("level", default=3), 8, 3),
        (boolean("admin", default=True), 8, True),
    ],
)
def test_rows_without_a_value_get_the_default_before_each_has_to_have_one(
    field: EntityField, position: int, value: object, url: str, folder: Path
) -> None:
    before = changed(field.model_copy(update={"required": False, "default": None}))
    after = changed(field)
    first = from_before(url, folder, before)
    rows = tuple((*row[:position], None, *row[position + 1 :]) for row in ROWS)
    insert(url, folder, before, rows)
    write(folder, revise(before, after, first.id, RENDERER))
    upgrade(url, folder, after)
    filled = tuple((*row[:position], value, *row[position + 1 :]) for row in rows)
    assert (rows_of(url, folder, after), differences(url, folder, after)) == (filled, [])
    downgrade(url, folder, before)
    assert differences(url, folder, before) == []


def together(*groups: tuple[str, ...]) -> Entities:
    """BEFORE, of whose fields some are unique together."""
    return (BEFORE[0].model_copy(update={"unique_together": groups}),)


def test_fields_become_unique_together_where_rows_allow_it(
    url: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    after = together(("bio", "group"))
    first = from_before(url, folder)
    twins: tuple[Row, ...] = tuple(
        (n, f"twin {n}", "h", bio, 1, "r", True, "g")
        for n, bio in ((20, "b"), (21, "b"), (22, None))
    )
    insert(url, folder, BEFORE, (*ROWS, *twins))
    second = write(folder, revise(BEFORE, after, first.id, RENDERER))
    assert second.path.endswith("_make_users_bio_and_users_group_unique_to.py")
    with pytest.raises(SystemExit):
        upgrade(url, folder, after)
    assert "users has the same bio and group as another row: 2 of its rows" in caplog.text
    with app(url, folder, BEFORE) as db, db.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM users WHERE id = 21"))
    upgrade(url, folder, after)
    again = ((23, "late", "h", "b", 1, "r", True, "g"),)
    with pytest.raises(sa.exc.IntegrityError):
        insert(url, folder, after, again)
    write(folder, revise(after, BEFORE, second.id, RENDERER))
    upgrade(url, folder, BEFORE)
    insert(url, folder, BEFORE, again)
    with pytest.raises(SystemExit):
        downgrade(url, folder, BEFORE)


# --- Rows that a change cannot take -----------------------------------------------------------------

MISFITS = {
    "longer": (changed(text("bio", 79, required=False)), "users.bio has more than 79 characters"),
    "repeated": (
        changed(text("role", default="x", unique=True)),
        "users.role has the same value as another row",
    ),
}


@pytest.mark.parametrize("misfit", MISFITS)
def test_rows_that_do_not_fit_stop_the_upgrade_before_anything_changes(
    misfit: str, url: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    after, fault = MISFITS[misfit]
    rows = (*ROWS, (10, "bob", "h", None, 1, "admin ", True, "g"))
    count = 1 if misfit == "longer" else 2
    first = from_before(url, folder)
    insert(url, folder, BEFORE, rows)
    write(folder, revise(BEFORE, after, first.id, RENDERER))

    with pytest.raises(SystemExit):
        upgrade(url, folder, after)
    assert f"{fault}: {count} of its rows" in caplog.text
    assert (rows_of(url, folder, BEFORE), differences(url, folder, BEFORE)) == (rows, [])

    with app(url, folder, BEFORE) as db, db.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM users WHERE id > 8"))
    upgrade(url, folder, after)
    assert (rows_of(url, folder, after), differences(url, folder, after)) == (ROWS[:2], [])


@pytest.mark.parametrize(
    "after, row, fault",
    [
        (
            changed(text("group", required=False)),
            (10, "bob", "h", None, 1, "r", True, None),
            "users.group has no value: 1 of its rows",
        ),
        (
            changed(integer("age", highest=2**40)),
            (10, "bob", "h", None, 2**31, "r", True, "g"),
            "users.age has a number beyond 32 bits: 1 of its rows",
        ),
        (
            changed(text("name", 120, unique=True)),
            (10, "b" * 81, "h", None, 1, "r", True, "g"),
            "users.name has more than 80 characters: 1 of its rows",
        ),
        (
            changed(text("name")),
            (10, "ann", "h", None, 1, "r", True, "g"),
            "users.name has the same value as another row: 2 of its rows",
        ),
    ],
)
def test_rows_that_do_not_fit_stop_the_downgrade_too(
    after: Entities,
    row: Row,
    fault: str,
    url: str,
    folder: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = from_before(url, folder)
    write(folder, revise(BEFORE, after, first.id, RENDERER))
    upgrade(url, folder, after)
    rows = (*ROWS, row)
    insert(url, folder, after, rows)
    with pytest.raises(SystemExit):
        downgrade(url, folder, after)
    assert fault in caplog.text
    assert (rows_of(url, folder, after), differences(url, folder, after)) == (rows, [])


def test_a_revision_that_looks_at_rows_is_not_printed_as_sql(
    sqlite: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = write(folder, revise(None, BEFORE, None, RENDERER))
    after = changed(text("name", 20, unique=True))
    second = write(folder, revise(BEFORE, after, first.id, RENDERER))
    with app(sqlite, folder, after), pytest.raises(SystemExit):
        flask_migrate.upgrade(str(folder), f"{first.id}:{second.id}", sql=True)
    assert "it cannot be printed as SQL" in caplog.text


# --- Nothing to write -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        changed(secret("password", shortest=12)),
        changed(text("name", shortest=3, unique=True)),
        changed(integer("age", highest=130)),
        (users(*reversed(BEFORE[0].fields)),),
        (BEFORE[0].model_copy(update={"name": "Member"}),),
        changed(
            NAME.model_copy(
                update={"citations": (Citation(statement=StatementId("s"), quote="q"),)}
            )
        ),
    ],
    ids=["same", "secret", "minimum", "range", "order", "class name", "citation"],
)
def test_no_revision_where_no_table_changes(after: Entities) -> None:
    assert revise(BEFORE, after, "a" * 12, RENDERER) is None


def test_no_revision_where_there_are_no_tables() -> None:
    assert revise(None, (), None, RENDERER) is None


# --- What is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "after, cause",
    [
        (
            changed(integer("name", unique=True)),
            "makes the field 'User.name' integer that was text",
        ),
        (changed(text("password", 255)), "makes the field 'User.password' text that was secret"),
        (changed(text("nick")), "adds the required field 'User.nick'"),
        (changed(secret("pin")), "adds the required field 'User.pin'"),
        (
            changed(text("nick", default="x", unique=True)),
            "adds the unique field 'User.nick' with a default",
        ),
    ],
)
def test_a_change_that_could_lose_rows_is_refused_by_name(after: Entities, cause: str) -> None:
    with pytest.raises(Rejected) as caught:
        revise(BEFORE, after, "a" * 12, RENDERER)
    (problem,) = caught.value.problems
    assert problem.cause.startswith(f"the spec {cause}")
    assert problem.cause.endswith("; codegen does not write that migration yet")
    assert problem.mend


SHELF, BOOK = (
    Entity(name=name, plural=f"{name.lower()}s", fields=(text("name"),))
    for name in ("Shelf", "Book")
)


def choice(*values: str) -> EntityField:
    return EntityField(name="state", type=ChoiceType(values=values))


def reference(name: str, entity: str, **more: Any) -> EntityField:
    return EntityField(name=name, type=ReferenceType(entity=entity), **more)


@pytest.mark.parametrize(
    "before, after, cause",
    [
        (
            users(choice("open", "shut", "lost")),
            users(choice("open", "torn")),
            "takes 'shut', 'lost' from the choices of 'User.state', which rows may have",
        ),
        (
            users(reference("of", "Shelf", required=False)),
            users(reference("of", "Book", required=False)),
            "makes the field 'User.of' refer to 'Book'",
        ),
        (
            users(integer("of")),
            users(reference("of", "Book")),
            "makes the field 'User.of' reference that was integer",
        ),
        (users(), users(reference("of", "Book")), "adds the required field 'User.of'"),
        (
            users(),
            users(reference("of", "Book", default=1)),
            "adds the reference 'User.of' with a default",
        ),
    ],
)
def test_a_change_of_references_and_choices_that_could_break_rows_is_refused(
    before: Entity, after: Entity, cause: str
) -> None:
    with pytest.raises(Rejected) as caught:
        revise((before, SHELF, BOOK), (after, SHELF, BOOK), "a" * 12, RENDERER)
    (problem,) = caught.value.problems
    assert problem.cause.startswith(f"the spec {cause}")
    assert problem.cause.endswith("; codegen does not write that migration yet")


def test_a_circle_of_tables_that_a_constraint_closes_is_refused() -> None:
    entities = tuple(
        Entity(
            name=name,
            plural=f"{name.lower()}s",
            fields=(text("name"), reference("other", other)),
            unique_together=(("name", "other"),),
        )
        for name, other in (("Shelf", "Book"), ("Book", "Shelf"))
    )
    with pytest.raises(Rejected, match=r"refer to each other through 'shelfs'.*name, other"):
        revise(None, entities, None, RENDERER)


@pytest.mark.parametrize(
    "entity, name",
    [
        (users(reference("a" * 50, "Book")), f"fk_users_{'a' * 50}_books"),
        (users(reference("a" * 55, "User")), f"ix_users_{'a' * 55}"),
        (
            users(text("a" * 30), text("b" * 30)).model_copy(
                update={"unique_together": (("a" * 30, "b" * 30),)}
            ),
            f"uq_users_{'a' * 30}_{'b' * 30}",
        ),
    ],
)
def test_a_constraint_name_that_postgresql_would_cut_is_refused(entity: Entity, name: str) -> None:
    with pytest.raises(Rejected, match=f"'{name}'.*63 bytes"):
        revise(None, (entity, BOOK), None, RENDERER)


@pytest.mark.parametrize(
    ("after", "cause"),
    [
        (
            (users(text("handle", required=False), *BEFORE[0].fields[1:]),),
            "the spec drops the field 'User.name' and adds 'User.handle', which may be the same",
        ),
        (
            (BEFORE[0].model_copy(update={"name": "Member", "plural": "people"}),),
            "the spec drops the entity 'User' and adds 'Member', which may be the same",
        ),
    ],
)
def test_what_may_be_renamed_is_not_dropped(after: Entities, cause: str) -> None:
    with pytest.raises(Rejected) as caught:
        revise(BEFORE, after, "a" * 12, RENDERER)
    (problem,) = caught.value.problems
    assert problem.cause.startswith(cause)


def test_a_field_of_another_type_is_not_the_same_one() -> None:
    after = (users(*BEFORE[0].fields[1:], integer("height", required=False)),)
    found = revise(BEFORE, after, "a" * 12, RENDERER)
    assert found is not None
    assert found.path.endswith("_add_users_height_and_more.py")


def test_every_refused_change_is_listed() -> None:
    renamed = users(text("handle"), *BEFORE[0].fields[1:])
    with pytest.raises(Rejected) as caught:
        revise((*BEFORE, orders(text("a"))), (renamed, SHELF), "a" * 12, RENDERER)
    assert [re.split("[;,]", problem.cause)[0] for problem in caught.value.problems] == [
        "the spec adds the required field 'User.handle'",
        "the spec drops the field 'User.name' and adds 'User.handle'",
        "the spec drops the entity 'Order' and adds 'Shelf'",
    ]


def test_a_name_that_postgresql_would_cut_is_refused() -> None:
    longest = users(text("a" * 54, unique=True), text("b" * 63))
    assert revise(None, (longest,), None, RENDERER) is not None
    with pytest.raises(Rejected, match=f"'uq_users_{'a' * 55}'.*63 bytes"):
        revise(None, (users(text("a" * 55, unique=True)),), None, RENDERER)
    with pytest.raises(Rejected, match="63 bytes"):
        revise(None, (users(text("b" * 64)),), None, RENDERER)


# --- Ids, names and text ----------------------------------------------------------------------------


def test_the_id_depends_on_the_parent_and_on_the_data_alone() -> None:
    cited = (Citation(statement=StatementId("s"), quote="q"),)
    other_words = changed(NAME.model_copy(update={"citations": cited}))[0]
    one = revise(None, BEFORE, None, RENDERER)
    assert one is not None
    assert one == revise(None, BEFORE, None, RENDERER)
    assert one == revise(
        None, (other_words.model_copy(update={"citations": cited}),), None, RENDERER
    )
    others = (
        revise(None, BEFORE, "a" * 12, RENDERER),
        revise(None, changed(text("name", 81, unique=True)), None, RENDERER),
    )
    assert len({one.id, *(other.id for other in others if other)}) == 3
    assert all(len(one.id) == 12 and set(one.id) <= set("0123456789abcdef") for _ in one.id)


def test_an_id_is_what_it_was_when_items_were_kept_with_their_defaults() -> None:
    fields = (NAME, secret("password"), boolean("active", default=True))
    revision = revise(None, (users(*fields),), None, RENDERER)
    assert revision is not None
    assert revision.id == "f8586d1de38e"
    grouped = users(*fields).model_copy(update={"unique_together": (("name", "active"),)})
    other = revise(None, (grouped,), None, RENDERER)
    assert other is not None
    assert other.id != revision.id


def test_a_slug_has_forty_characters_at_most() -> None:
    after = changed(text("n" * 60, required=False), text("m" * 60, required=False))
    revision = revise(BEFORE, after, "a" * 12, RENDERER)
    assert revision is not None
    slug = Path(revision.path).stem.removeprefix(f"{revision.id}_")
    assert (len(slug), slug.endswith("_and_more")) == (40, True)


def test_the_docstring_says_every_change(sqlite: str, folder: Path) -> None:
    after = changed(text("nick", required=False), text("name", 120))
    revision = revise(BEFORE, after, "a" * 12, RENDERER)
    assert revision is not None
    assert revision.text.startswith(
        '"""Change users.name to String(120) and repeatable.\n\nAdd users.nick.\n"""\n'
    )


@pytest.mark.parametrize("slug", CHANGES)
def test_the_text_passes_ruff_and_is_stable_under_black(slug: str, tmp_path: Path) -> None:
    revision = revise(BEFORE, CHANGES[slug][0], "a" * 12, RENDERER)
    assert revision is not None
    formatted = black.format_str(revision.text, mode=black.Mode())
    assert black.format_str(formatted, mode=black.Mode()) == formatted
    path = tmp_path / "revision.py"
    path.write_text(formatted, encoding="utf-8")
    rules = ["--isolated", "--line-length=88", "--select=E,F,W,I,B,C4,D1,N,PT,RET,RUF,S,SIM,UP"]
    ignored = "--ignore=D103,E501"
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *rules, ignored, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "All checks passed!\n")


# --- Columns ----------------------------------------------------------------------------------------


def test_the_columns_of_an_entity() -> None:
    assert columns(BEFORE[0])[:6] == (
        Column("name", ColumnType("String", 80), False, True, None),
        Column("password_hash", ColumnType("String", 255), False, False, None),
        Column("bio", ColumnType("String", 80), True, False, None),
        Column("age", ColumnType("Integer"), False, False, None),
        Column("role", ColumnType("String", 80), False, False, 'it\'s 50% \\ :x "y"'),
        Column("active", ColumnType("Boolean"), False, False, True),
    )


@pytest.mark.parametrize(
    "lowest, highest, name",
    [
        (-(2**31), 2**31 - 1, "Integer"),
        (-(2**31) - 1, 0, "BigInteger"),
        (0, 2**31, "BigInteger"),
    ],
)
def test_an_integer_is_as_wide_as_its_range(lowest: int, highest: int, name: str) -> None:
    field = EntityField(name="n", type=IntegerType(minimum=lowest, maximum=highest))
    (column,) = columns(users(field))
    assert str(column.type) == f"{name}()"


def test_a_default_of_false_or_zero_or_nothing_counts_as_one() -> None:
    fields = (boolean("a", default=False), integer("b", default=0), text("c", default=""))
    made = columns(users(*(field.model_copy(update={"required": False}) for field in fields)))
    assert [(column.nullable, column.server_default) for column in made] == [
        (False, False),
        (False, 0),
        (False, ""),
    ]


def test_an_id_is_given_once_even_where_its_row_is_gone(url: str, folder: Path) -> None:
    """Who comes back to the page of a row that was deleted must not find somebody else's."""

    def next_id(entities: Entities) -> int:
        with app(url, folder, entities) as db, db.engine.begin() as connection:
            table = db.metadata.tables["users"]
            row = dict(zip(list(table.c.keys())[1:], ROWS[0][1:], strict=False))
            made = connection.execute(table.insert().values({**row, "name": "new"}))
            key = (made.inserted_primary_key or (0,))[0]
            connection.execute(table.delete().where(table.c.id == key))
            return int(key)

    first = from_before(url, folder)
    assert (next_id(BEFORE), next_id(BEFORE)) == (1, 2)
    after, _ = CHANGES["add_users_nick"]
    write(folder, revise(BEFORE, after, first.id, RENDERER))
    upgrade(url, folder, after)
    found = next_id(after)
    assert found > 2
    assert next_id(after) == found + 1
