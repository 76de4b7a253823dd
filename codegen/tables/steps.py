"""Steps from one version of the tables to the next, each with its reverse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias, assert_never

from codegen.contract import Entity
from codegen.tables import Column, columns, together


@dataclass(frozen=True, slots=True)
class CreateTable:
    """A new table; ``together`` are the columns whose values, taken together, are unique."""

    kind: ClassVar[str] = "create_table"
    table: str
    columns: tuple[Column, ...]
    together: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DropTable:
    """Takes a table away with its rows."""

    kind: ClassVar[str] = "drop_table"
    table: str
    columns: tuple[Column, ...]
    together: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A new column with its constraints and its index."""

    kind: ClassVar[str] = "add_column"
    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class DropColumn:
    """Takes a column away with its values."""

    kind: ClassVar[str] = "drop_column"
    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class AlterColumn:
    """Another type, nullability, default or uniqueness."""

    kind: ClassVar[str] = "alter_column"
    table: str
    before: Column
    after: Column


@dataclass(frozen=True, slots=True)
class AddUnique:
    """Has the values of some columns, taken together, be those of one row at most."""

    kind: ClassVar[str] = "add_unique"
    table: str
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DropUnique:
    """Lets rows share the values of these columns."""

    kind: ClassVar[str] = "drop_unique"
    table: str
    together: tuple[str, ...]


Step: TypeAlias = (
    CreateTable | DropTable | AddColumn | DropColumn | AlterColumn | AddUnique | DropUnique
)


def reverse(step: Step) -> Step:
    """The step that takes a step back."""
    match step:
        case CreateTable(table, created, together):
            return DropTable(table, created, together)
        case DropTable(table, dropped, together):
            return CreateTable(table, dropped, together)
        case AddColumn(table, new):
            return DropColumn(table, new)
        case DropColumn(table, old):
            return AddColumn(table, old)
        case AlterColumn(table, before, after):
            return AlterColumn(table, after, before)
        case AddUnique(table, together):
            return DropUnique(table, together)
        case DropUnique(table, together):
            return AddUnique(table, together)
        case _:
            assert_never(step)


def words(step: Step) -> str:
    """The step in a few words, as ``add users.nickname``."""
    match step:
        case CreateTable(table):
            return f"create {table}"
        case DropTable(table):
            return f"drop {table}"
        case AddColumn(table, new):
            return f"add {table}.{new.name}"
        case DropColumn(table, old):
            return f"drop {table}.{old.name}"
        case AlterColumn(table, before, after):
            return f"change {table}.{after.name} to {' and '.join(_changed(before, after))}"
        case AddUnique(table, together):
            return f"make {_listed(table, together)} unique together"
        case DropUnique(table, together):
            return f"make {_listed(table, together)} repeatable together"
        case _:
            assert_never(step)


def _listed(table: str, names: Sequence[str]) -> str:
    return " and ".join(f"{table}.{name}" for name in names)


def _changed(before: Column, after: Column) -> Iterator[str]:
    if before.type != after.type:
        yield str(after.type).removesuffix("()")
    if before.nullable != after.nullable:
        yield "optional" if after.nullable else "required"
    if before.server_default != after.server_default:
        yield "no default" if after.server_default is None else "another default"
    if before.unique != after.unique:
        yield "unique" if after.unique else "repeatable"
    if before.is_asked_for != after.is_asked_for:
        yield "indexed" if after.is_asked_for else "not indexed"


def steps_between(before: tuple[Entity, ...], after: tuple[Entity, ...]) -> tuple[Step, ...]:
    """What leads from the tables of ``before`` to those of ``after``.

    New tables come first, each after those that it refers to; tables that go are the last, the other way round.
    """
    known = {entity.plural: entity for entity in before}
    kept = {entity.plural for entity in after}
    new = [_creation(entity, after) for entity in after if entity.plural not in known]
    gone = [_creation(entity, before) for entity in before if entity.plural not in kept]
    changes = [
        step
        for entity in after
        if entity.plural in known
        for step in _table_steps(known[entity.plural], entity, before, after)
    ]
    return (*_in_order(new), *changes, *map(reverse, reversed([*_in_order(gone)])))


def _table_steps(
    before: Entity, after: Entity, known: tuple[Entity, ...], entities: tuple[Entity, ...]
) -> Iterator[Step]:
    """Constraints over several columns go before the columns do, and come when these are there."""
    table, old, new = after.plural, together(before), together(after)
    yield from (DropUnique(table, group) for group in old if group not in new)
    yield from _column_steps(table, columns(before, known), columns(after, entities))
    yield from (AddUnique(table, group) for group in new if group not in old)


def _creation(entity: Entity, entities: tuple[Entity, ...]) -> CreateTable:
    return CreateTable(entity.plural, columns(entity, entities), together(entity))


def _column_steps(
    table: str, before: tuple[Column, ...], after: tuple[Column, ...]
) -> Iterator[Step]:
    known = {each.name: each for each in before}
    for each in after:
        if each.name not in known:
            yield AddColumn(table, each)
        elif known[each.name] != each:
            yield AlterColumn(table, known[each.name], each)
    names = {each.name for each in after}
    yield from (DropColumn(table, each) for each in before if each.name not in names)


# --- Tables that refer to each other ----------------------------------------------------------------


def _in_order(new: Sequence[CreateTable]) -> Iterator[Step]:
    """Each table after those that it refers to; a column that closes a circle is added when all are there."""
    waiting, late = list(new), list[AddColumn]()
    while waiting:
        step = min(waiting, key=lambda each: _hindrance(each, waiting))
        waiting.remove(step)
        early = tuple(each for each in step.columns if not _points_to(each, waiting))
        late += [AddColumn(step.table, each) for each in step.columns if each not in early]
        yield CreateTable(step.table, early, step.together)
    yield from late


def _hindrance(step: CreateTable, waiting: Sequence[CreateTable]) -> int:
    """0 where a table can be made whole; 1 where some columns must follow; 2 where its constraints need those."""
    others = [each for each in waiting if each is not step]
    late = [each.name for each in step.columns if _points_to(each, others)]
    grouped = {name for group in step.together for name in group}
    return (1 + bool(grouped & set(late))) if late else 0


def _points_to(column: Column, tables: Sequence[CreateTable]) -> bool:
    return any(column.references == each.table for each in tables)
