"""Emitted models and the migrations that make their tables, on real databases."""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import flask_migrate  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy.exc import IntegrityError, StatementError

from codegen.contract import (
    BooleanType,
    ChoiceType,
    Contract,
    DateTimeType,
    DateType,
    Entity,
    EntityField,
    FieldType,
    IntegerType,
    JsonType,
    MoneyType,
    NumberType,
    ReferenceType,
    SecretType,
    TextType,
)
from codegen.features import features
from codegen.migrate import revise
from codegen.python import format_python
from codegen.render import Renderer
from codegen.splice import compose
from codegen.tables import Column, ColumnType, columns
from codegen.tables.model import model_context
from codegen.tables.steps import AddColumn, CreateTable, steps_between
from emitted import taking

pytest_plugins = ("fixtures_postgres",)

RENDERER = Renderer()
APP = "lending"


def field(name: str, kind: FieldType, **more: Any) -> EntityField:
    return EntityField(name=name, type=kind, **more)


def to(entity: str) -> ReferenceType:
    return ReferenceType(entity=entity)


NAME = field("name", TextType(min_length=1, max_length=80))
MEMBER = Entity(name="Member", plural="people", fields=(NAME,))
LOAN = Entity(
    name="Loan",
    plural="loans",
    fields=(
        field("member_id", to("Member")),
        field("renewed_from_id", to("Loan"), required=False, unique=True),
        field("date", DateType(), default="2026-03-01"),
        field("day", DateType(), required=False),
        field("at", DateTimeType(), default="2026-03-01T09:00:00+01:00"),
        field("returned_at", DateTimeType(), required=False),
        field("fee", MoneyType(minimum=0, maximum=500), default="1.50"),
        field("total", MoneyType(minimum=-(2**40), maximum=2**40)),
        field("weight", NumberType(), default="1.5"),
        field("ratio", NumberType(), required=False),
        field("state", ChoiceType(values=("out", "it's back")), default="it's back"),
        field("notes", JsonType(), default="a: b"),
        field("extra", JsonType(), required=False),
        field("copy_number", IntegerType(minimum=0, maximum=9)),
        field("code", SecretType(min_length=4, max_length=9)),
        field("open", BooleanType(), default=True),
    ),
    unique_together=(("member_id", "copy_number"), ("code", "total")),
)
ENTITIES = (LOAN, MEMBER)
"""A table stands before the one that it refers to."""
LOAN_ROW: dict[str, Any] = {
    "member_id": 1,
    "total": -(2**40),
    "copy_number": 1,
    "code_hash": "$argon2",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'app.db'}"
    # A session far from UTC: no moment may depend on where the server thinks it is.
    far = {"options": "-c timezone=Pacific/Auckland"}
    found = sa.make_url(request.getfixturevalue("postgres_url")).update_query_dict(far)
    return found.render_as_string(hide_password=False)


def contract(*entities: Entity, custom: bool = False) -> Contract:
    endpoints = (taking(),) if custom else ()
    return Contract(app=APP, title="Lending", entities=entities, endpoints=endpoints)


def models(of: Contract) -> str:
    rendered = [
        RENDERER.render("data/model.py.j2", description="x", **model_context(of, each))
        for each in of.entities
    ]
    flags = features(of, ())
    skeleton = RENDERER.render("app/package/models.py.j2", app=APP, **flags)
    return format_python(compose(skeleton, rendered, APP))


def extensions(of: Contract) -> str:
    skeleton = RENDERER.render("app/package/extensions.py.j2", app=APP, **features(of, ()))
    return format_python(compose(skeleton, [], APP))


@contextmanager
def emitted(url: str, folder: Path, *entities: Entity, custom: bool = False) -> Iterator[Any]:
    """The emitted models in an app of their own, on a database that is empty yet."""
    of = contract(*entities, custom=custom)
    root = folder / "emitted"
    package = root / APP
    package.mkdir(parents=True, exist_ok=True)
    for name, text in (("__init__", ""), ("extensions", extensions(of)), ("models", models(of))):
        (package / f"{name}.py").write_text(text, "utf-8")
    versions = root / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    for name in ("env.py", "alembic.ini"):
        text = RENDERER.render(f"app/migrations/{name}.j2", **features(of, ()))
        (versions.parent / name).write_text(text, "utf-8")
    sys.path.insert(0, str(root))
    try:
        importlib.invalidate_caches()
        module = importlib.import_module(f"{APP}.models")
        extension = sys.modules[f"{APP}.extensions"]
        with app_on(extension.db, url).app_context():
            try:
                yield module
            finally:
                extension.db.session.remove()
                extension.db.engine.dispose()
    finally:
        sys.path.remove(str(root))
        for name in (APP, f"{APP}.models", f"{APP}.extensions"):
            sys.modules.pop(name, None)


def app_on(db: Any, url: str) -> Flask:
    """An app on that database, made as the emitted ``create_app`` makes it."""
    app = Flask(APP)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    flask_migrate.Migrate(app, db)
    if prepare := getattr(sys.modules[f"{APP}.extensions"], "prepare", None):
        with app.app_context():
            prepare(db.engine)
    return app


def migrate(
    module: Any,
    folder: Path,
    before: tuple[Entity, ...] | None,
    after: tuple[Entity, ...],
    parent: str | None = None,
) -> str:
    revision = revise(before, after, parent, RENDERER)
    assert revision is not None
    (folder / "emitted" / revision.path).write_text(format_python(revision.text), "utf-8")
    run(module, folder, flask_migrate.upgrade)
    return revision.id


def downgrade(module: Any, folder: Path) -> None:
    run(module, folder, flask_migrate.downgrade)


def run(module: Any, folder: Path, command: Any) -> None:
    """Runs a command as ``flask db`` does: in an app, and with an engine, of its own."""
    url = module.db.engine.url.render_as_string(hide_password=False)
    with app_on(module.db, url).app_context():
        command(str(folder / "emitted" / "migrations"))
        module.db.engine.dispose()


def differences(module: Any) -> list[Any]:
    """What models and database disagree on, names of constraints and indexes included."""
    metadata = module.db.metadata
    with module.db.engine.connect() as connection:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = list(compare_metadata(MigrationContext.configure(connection), metadata))
        inspector = sa.inspect(connection)
        for name, table in metadata.tables.items():
            there = {
                *(each["name"] for each in inspector.get_foreign_keys(name)),
                *(each["name"] for each in inspector.get_unique_constraints(name)),
                *(
                    e["name"]
                    for e in inspector.get_indexes(name)
                    if "duplicates_constraint" not in e
                ),
            }
            kinds = (sa.ForeignKeyConstraint, sa.UniqueConstraint)
            wanted = {
                *(str(each.name) for each in table.constraints if isinstance(each, kinds)),
                *(str(each.name) for each in table.indexes),
            }
            found += sorted(there ^ wanted, key=str)
    return found


# --- Models and migrations agree ----------------------------------------------------------------------


def test_the_models_are_those_of_the_migration_and_go_away_again(url: str, tmp_path: Path) -> None:
    with emitted(url, tmp_path, *ENTITIES) as module:
        migrate(module, tmp_path, None, ENTITIES)
        assert differences(module) == []
        inspector = sa.inspect(module.db.engine)
        names = {each["name"] for each in inspector.get_unique_constraints("loans")}
        assert names == {
            *("uq_loans_member_id_copy_number", "uq_loans_code_hash_total"),
            "uq_loans_renewed_from_id",
        }
        assert {each["name"] for each in inspector.get_foreign_keys("loans")} == {
            *("fk_loans_member_id_people", "fk_loans_renewed_from_id_loans")
        }
        downgrade(module, tmp_path)
        assert sa.inspect(module.db.engine).get_table_names() == ["alembic_version"]


def test_a_row_comes_back_as_it_was_kept(url: str, tmp_path: Path) -> None:
    here = timezone(timedelta(hours=-7))
    kept = {
        "date": date(1999, 12, 31),
        "day": date(2026, 3, 1),
        "at": datetime(2026, 2, 28, 23, 30, 0, 123_456, here),
        "returned_at": datetime(2026, 3, 1, tzinfo=UTC),
        "fee": 275,
        "weight": 0.1,
        "ratio": -1e300,
        "state": "out",
        "notes": {"a": [1, None, "é", 1.5]},
        "extra": [],
        "open": False,
    }
    with emitted(url, tmp_path, *ENTITIES) as module:
        migrate(module, tmp_path, None, ENTITIES)
        session = module.db.session
        session.add(module.Member(name="Ann"))
        session.commit()
        session.add(module.Loan(**LOAN_ROW, **kept))
        session.commit()
        session.expire_all()
        loan = session.scalar(sa.select(module.Loan))
        found = {name: getattr(loan, name) for name in (*kept, *LOAN_ROW)}
        assert found == kept | LOAN_ROW
        assert (loan.at.tzinfo, loan.returned_at.tzinfo, loan.renewed_from_id) == (UTC, UTC, None)
        # Moments compare by what they are, whatever zone they are written in.
        same = sa.select(module.Loan).where(module.Loan.at == kept["at"])
        later = sa.select(module.Loan).where(module.Loan.at > datetime(2026, 3, 1, 6, tzinfo=UTC))
        latest = sa.select(sa.func.max(module.Loan.at))
        assert session.scalars(same).all() == session.scalars(later).all() == [loan]
        assert session.scalar(latest) == kept["at"]


def test_a_row_that_leaves_fields_out_gets_their_defaults(url: str, tmp_path: Path) -> None:
    with emitted(url, tmp_path, *ENTITIES) as module:
        migrate(module, tmp_path, None, ENTITIES)
        session = module.db.session
        session.add(module.Member(name="Ann"))
        session.commit()
        session.add(module.Loan(**LOAN_ROW))
        session.commit()
        loan = session.get(module.Loan, 1)
        assert (loan.date, loan.day) == (date(2026, 3, 1), None)
        assert (loan.at, loan.at.tzinfo) == (datetime(2026, 3, 1, 8, tzinfo=UTC), UTC)
        assert (loan.fee, loan.weight, type(loan.weight), loan.ratio) == (150, 1.5, float, None)
        assert (loan.state, loan.notes, loan.extra, loan.open) == ("it's back", "a: b", None, True)
        nulls = "SELECT count(*) FROM loans WHERE extra IS NULL AND returned_at IS NULL"
        assert session.scalar(sa.text(nulls)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"member_id": 2},
        {"renewed_from_id": 9},
        {"member_id": None},
        {"copy_number": 2, "code_hash": "$argon2"},
        {"total": 1},
    ],
)
def test_a_database_refuses_what_breaks_a_constraint(
    wrong: dict[str, Any], url: str, tmp_path: Path
) -> None:
    with emitted(url, tmp_path, *ENTITIES) as module:
        migrate(module, tmp_path, None, ENTITIES)
        session = module.db.session
        session.add(module.Member(name="Ann"))
        session.commit()
        session.add(module.Loan(**LOAN_ROW))
        session.commit()
        session.add(module.Loan(**{**LOAN_ROW, "renewed_from_id": 1, **wrong}))
        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()
        with pytest.raises(IntegrityError):
            session.execute(sa.text("DELETE FROM people"))
        session.rollback()
        fitting = {"renewed_from_id": 1, "copy_number": 2, "total": 2}
        session.add(module.Loan(**(LOAN_ROW | fitting)))
        session.commit()


def test_a_moment_without_a_zone_is_not_kept(url: str, tmp_path: Path) -> None:
    with emitted(url, tmp_path, *ENTITIES) as module:
        migrate(module, tmp_path, None, ENTITIES)
        module.db.session.add(module.Loan(**LOAN_ROW, at=datetime(2026, 3, 1)))
        with pytest.raises(StatementError, match="a moment needs a zone"):
            module.db.session.commit()


# --- Tables that refer to each other ------------------------------------------------------------------

MOTTO = field("motto", TextType(min_length=0, max_length=9), default="a :b")
TEAM = Entity(
    name="Team",
    plural="teams",
    fields=(NAME, field("captain_id", to("Player"), required=False), MOTTO),
)
PLAYER = Entity(name="Player", plural="players", fields=(field("team_id", to("Team")),))


@pytest.mark.parametrize("entities", [(TEAM, PLAYER), (PLAYER, TEAM)])
def test_tables_that_refer_to_each_other(
    entities: tuple[Entity, ...], url: str, tmp_path: Path
) -> None:
    with emitted(url, tmp_path, *entities) as module:
        migrate(module, tmp_path, None, entities)
        assert differences(module) == []
        session = module.db.session
        team = module.Team(name="Reds")
        session.add(team)
        session.flush()
        player = module.Player(team_id=team.id)
        session.add(player)
        session.flush()
        team.captain_id = player.id
        session.commit()
        assert team.motto == "a :b"
        session.add(module.Player(team_id=7))
        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()
        session.remove()
        downgrade(module, tmp_path)
        assert sa.inspect(module.db.engine).get_table_names() == ["alembic_version"]


def test_each_new_table_comes_after_those_that_it_refers_to() -> None:
    steps = steps_between((), ENTITIES)
    assert [step.table for step in steps] == ["people", "loans"]
    assert all(isinstance(step, CreateTable) for step in steps)


def test_a_column_that_closes_a_circle_is_added_last() -> None:
    *made, last = steps_between((), (TEAM, PLAYER))
    assert [step.table for step in made] == ["teams", "players"]
    assert isinstance(last, AddColumn)
    assert (last.table, last.column.name) == ("teams", "captain_id")


def test_a_circle_is_opened_where_no_constraint_needs_the_column() -> None:
    team = TEAM.model_copy(update={"unique_together": (("name", "captain_id"),)})
    *_, last = steps_between((), (team, PLAYER))
    assert (last.table, isinstance(last, AddColumn)) == ("players", True)


# --- A new reference on a table with rows -------------------------------------------------------------


@pytest.mark.parametrize(("unique", "custom"), [(False, False), (True, False), (False, True)])
def test_a_new_reference_leaves_rows_and_what_refers_to_them(
    unique: bool, custom: bool, url: str, tmp_path: Path
) -> None:
    book = Entity(name="Book", plural="books", fields=(NAME,))
    shelf = field("shelf_id", to("Shelf"), required=False, unique=unique)
    noted = field("note", TextType(min_length=0, max_length=9), default="a:b")
    owned = (MEMBER.model_copy(update={"fields": (NAME, field("book_id", to("Book")))}),)
    before = (book, *owned)
    after = (
        book.model_copy(update={"fields": (NAME, shelf, noted)}),
        *owned,
        Entity(name="Shelf", plural="shelves", fields=(NAME,)),
    )
    with emitted(url, tmp_path, *after, custom=custom) as module:
        first = migrate(module, tmp_path, None, before)
        with module.db.engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO books (name) VALUES ('Emma')"))
            connection.execute(sa.text("INSERT INTO people (name, book_id) VALUES ('Ann', 1)"))
        migrate(module, tmp_path, before, after, first)
        assert differences(module) == []
        session = module.db.session
        [emma] = session.scalars(sa.select(module.Book))
        assert (emma.name, emma.shelf_id, emma.note) == ("Emma", None, "a:b")
        assert session.scalar(sa.select(module.Member.book_id)) == 1
        emma.shelf_id = 4
        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()
        session.remove()
        downgrade(module, tmp_path)
        with module.db.engine.connect() as connection:
            rows = connection.execute(sa.text("SELECT books.*, book_id FROM books, people"))
            assert [tuple(row) for row in rows] == [(1, "Emma", 1)]


def test_new_columns_of_every_type_give_rows_their_defaults(url: str, tmp_path: Path) -> None:
    first_ones = ("member_id", "copy_number", "total", "code")
    few = tuple(f for f in LOAN.fields if f.name in first_ones)
    more = tuple(
        f for f in LOAN.fields if f not in few and (f.default is not None or not f.required)
    )
    old, new = (LOAN.model_copy(update={"fields": each}) for each in (few, (*few, *more)))
    with emitted(url, tmp_path, new, MEMBER) as module:
        first = migrate(module, tmp_path, None, (old, MEMBER))
        session = module.db.session
        session.add(module.Member(name="Ann"))
        session.commit()
        loans = sa.table("loans", *map(sa.column, LOAN_ROW))
        session.execute(loans.insert().values(LOAN_ROW))
        session.commit()
        session.remove()
        migrate(module, tmp_path, (old, MEMBER), (new, MEMBER), first)
        assert differences(module) == []
        [loan] = session.scalars(sa.select(module.Loan))
        assert (loan.date, loan.at) == (date(2026, 3, 1), datetime(2026, 3, 1, 8, tzinfo=UTC))
        assert (loan.fee, loan.weight, loan.state) == (150, 1.5, "it's back")
        assert (loan.notes, loan.open, loan.returned_at) == ("a: b", True, None)
        session.remove()
        downgrade(module, tmp_path)
        rows = session.execute(sa.select(loans)).mappings().all()
        assert [dict(row) for row in rows] == [LOAN_ROW]


def test_a_choice_more_makes_its_column_longer(url: str, tmp_path: Path) -> None:
    def ticket(*values: str) -> Entity:
        state = field("state", ChoiceType(values=values))
        return Entity(name="Ticket", plural="tickets", fields=(state,))

    before, after = ticket("open"), ticket("open", "withdrawn")
    with emitted(url, tmp_path, after) as module:
        first = migrate(module, tmp_path, None, (before,))
        migrate(module, tmp_path, (before,), (after,), first)
        assert differences(module) == []
        module.db.session.add(module.Ticket(state="withdrawn"))
        module.db.session.commit()


def test_after_a_migration_in_the_same_process_references_are_checked(tmp_path: Path) -> None:
    with emitted(f"sqlite:///{tmp_path / 'app.db'}", tmp_path, *ENTITIES) as module:
        migrate(module, tmp_path, None, ENTITIES)
        module.db.session.add(module.Loan(**LOAN_ROW))
        with pytest.raises(IntegrityError):
            module.db.session.commit()


# --- Columns and text ---------------------------------------------------------------------------------


def test_the_columns_of_every_type() -> None:
    found = {each.name: each for each in columns(LOAN, ENTITIES)}
    integer = ColumnType("Integer")
    assert found["member_id"] == Column("member_id", integer, False, False, None, "people")
    assert found["renewed_from_id"].indexed is False
    assert found["member_id"].indexed is True
    assert {name: str(each.type) for name, each in found.items()} == {
        "member_id": "Integer()",
        "renewed_from_id": "Integer()",
        "date": "Date()",
        "day": "Date()",
        "at": "DateTime(timezone=True)",
        "returned_at": "DateTime(timezone=True)",
        "fee": "Integer()",
        "total": "BigInteger()",
        "weight": "Float()",
        "ratio": "Float()",
        "state": "String(9)",
        "notes": "JSON()",
        "extra": "JSON()",
        "copy_number": "Integer()",
        "code_hash": "String(255)",
        "open": "Boolean()",
    }
    assert json.loads(str(found["notes"].server_default)) == "a: b"
    with pytest.raises(KeyError):
        columns(LOAN)


def test_only_what_the_entities_need_is_emitted() -> None:
    plain = contract(MEMBER)
    text = extensions(plain) + models(plain)
    for word in ("UtcDateTime", "PRAGMA", "event", "ForeignKey", "datetime", "UniqueConstraint"):
        assert word not in text, word
    assert "PRAGMA" in extensions(contract(TEAM, PLAYER))
    assert "UtcDateTime" not in extensions(contract(TEAM, PLAYER))
    environment = RENDERER.render("app/migrations/env.py.j2", has_references=False)
    assert "PRAGMA" not in environment
