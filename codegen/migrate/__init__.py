"""Two data sections -> the Alembic revision that leads from one to the other without losing a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from codegen.contract import Entity, InitialRow
from codegen.errors import Rejected
from codegen.migrate.refused import closed_circles, long_names, refused_changes
from codegen.migrate.rows import new_rows, row_words
from codegen.render import Renderer
from codegen.tables import (
    INTEGER_RANGE,
    Column,
    columns,
    foreign_key_name,
    index_name,
    primary_key_name,
    unique_name,
)
from codegen.tables.steps import (
    AddColumn,
    AddUnique,
    AlterColumn,
    CreateTable,
    DropTable,
    Step,
    reverse,
    steps_between,
    words,
)
from codegen.types import digest_of

SLUG_LENGTH = 40
AND_MORE = "_and_more"


@dataclass(frozen=True, slots=True)
class Revision:
    """One Alembic revision; ``path`` is relative to the app's folder."""

    id: str
    parent: str | None
    path: str
    text: str


# --- The revision ----------------------------------------------------------------------------------


def revise(
    before: tuple[Entity, ...] | None,
    after: tuple[Entity, ...],
    parent: str | None,
    renderer: Renderer,
    known_rows: tuple[InitialRow, ...] = (),
    rows: tuple[InitialRow, ...] = (),
) -> Revision | None:
    """The revision that leads from one data section to the next.

    Args:
        before: the entities of the last revision; None where there is none.
        after: the entities of the spec.
        parent: the id of the last revision; None where there is none.
        renderer: renders the revision's text, which is valid Python but not formatted.
        known_rows: the rows that the revisions so far insert, which are the first of ``rows``.
        rows: those that are there from the start.

    Returns None where no table changes, as when only a text's minimum does, and no row is new.

    Raises Rejected, naming all of them, where changes could lose or break rows.
    """
    problems = (*refused_changes(before or (), after), *long_names(after))
    if problems:
        raise Rejected(*problems)
    steps = steps_between(before or (), after)
    circles = tuple(closed_circles(steps))
    if circles:
        raise Rejected(*circles)
    created = [step.table for step in steps if isinstance(step, CreateTable)]
    inserted = new_rows(known_rows, rows, after, created)
    summaries = [*map(words, steps), *row_words(inserted)]
    if not summaries:
        return None
    revision_id = _revision_id(after, parent, rows)
    return Revision(
        id=revision_id,
        parent=parent,
        path=f"migrations/versions/{revision_id}_{_slug(summaries)}.py",
        text=renderer.render(
            "data/revision.py.j2",
            revision_id=revision_id,
            parent=parent,
            summaries=[*map(_sentence, summaries)],
            upgrade=_direction(steps, before or ()),
            downgrade=_direction(tuple(reverse(step) for step in reversed(steps)), after),
            primary_key_name=primary_key_name,
            unique_name=unique_name,
            foreign_key_name=foreign_key_name,
            index_name=index_name,
            inserted=inserted,
        ),
    )


def _revision_id(
    after: tuple[Entity, ...], parent: str | None, rows: tuple[InitialRow, ...]
) -> str:
    data: list[object] = [parent, [_identity(entity) for entity in after]]
    if rows:
        data.append([row.uncited().model_dump(mode="json") for row in rows])
    return digest_of(json.dumps(data, sort_keys=True, ensure_ascii=False))[:12]


def _identity(entity: Entity) -> dict[str, object]:
    """What a revision's id knows of an entity; what it never changes with stays, so that old ids do."""
    fields: list[object] = [
        {
            "name": field.name,
            "type": field.type.model_dump(mode="json"),
            "required": field.required,
            "unique": field.unique,
            "default": field.default,
            "citations": [],
        }
        for field in entity.fields
    ]
    known: dict[str, object] = {"name": entity.name, "plural": entity.plural, "citations": []}
    group = {"unique_together": entity.unique_together} if entity.unique_together else {}
    return known | {"fields": fields} | group


def _slug(summaries: Sequence[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", summaries[0].lower()).strip("_")
    tail = AND_MORE if len(summaries) > 1 else ""
    return slug[: SLUG_LENGTH - len(tail)].rstrip("_") + tail


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


# --- What the template is given --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Check:
    """Rows that a step would break: ``condition`` is an expression over ``column``, or the ``columns`` where they are several."""

    table: str
    columns: tuple[str, ...]
    condition: str
    fault: str


@dataclass(frozen=True, slots=True)
class Fill:
    """Rows without a value, which get the column's default before each has to have one."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class TableSteps:
    """What is done to one table, and its columns that SQLAlchemy would not reflect faithfully."""

    table: str
    steps: tuple[Step, ...]
    unreflected: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Direction:
    """What one function of the revision does; the checks come first."""

    checks: tuple[Check, ...]
    fills: tuple[Fill, ...]
    tables: tuple[TableSteps, ...]


def _direction(steps: tuple[Step, ...], start: tuple[Entity, ...]) -> Direction:
    unreflected = {entity.plural: _unreflected(columns(entity, start)) for entity in start}
    created = (step for step in steps if isinstance(step, CreateTable))
    unreflected |= {step.table: _unreflected(step.columns) for step in created}
    tables = groupby(steps, key=lambda step: (step.table, _is_whole(step)))
    return Direction(
        checks=tuple(_checks(steps)),
        fills=tuple(_fills(steps)),
        tables=tuple(
            TableSteps(table, tuple(each), unreflected.get(table, ()))
            for (table, _), each in tables
        ),
    )


def _is_whole(step: Step) -> bool:
    """Whether a step makes or takes back a whole table."""
    return isinstance(step, CreateTable | DropTable)


def _unreflected(made: Iterable[Column]) -> tuple[Column, ...]:
    """Columns whose default batch mode would spoil: it takes a ``:word`` in it for a parameter."""
    return tuple(
        each for each in made if isinstance(each.server_default, str) and ":" in each.server_default
    )


# --- Which rows a step cannot take, and which it fills ----------------------------------------------


def _checks(steps: Sequence[Step]) -> Iterator[Check]:
    created = {step.table for step in steps if isinstance(step, CreateTable)}
    for step in steps:
        match step:
            case AlterColumn(table, before, after):
                for condition, fault in _misfits(before, after):
                    yield Check(table, (after.name,), condition, fault)
            case AddColumn(table, column) if table not in created and _is_needed(column):
                yield Check(table, ("id",), "column.is_not(None)", f"no {column.name} to be given")
            case AddUnique(table, names):
                repeated = "sa.select(*columns).group_by(*columns).having(sa.func.count() > 1)"
                same = f"the same {' and '.join(names)} as another row"
                yield Check(table, names, f"columns.in_({repeated})", same)


def _is_needed(column: Column) -> bool:
    """Whether a row has to be given a value, as nothing stands for it."""
    return not column.nullable and column.server_default is None


def _fills(steps: Iterable[Step]) -> Iterator[Fill]:
    for step in steps:
        if isinstance(step, AlterColumn) and _fits_all(step.before, step.after):
            yield Fill(step.table, step.after)


def _fits_all(before: Column, after: Column) -> bool:
    """Whether rows that have no value are given the default."""
    return before.nullable and not after.nullable and after.server_default is not None


def _misfits(before: Column, after: Column) -> Iterator[tuple[str, str]]:
    if (after.type.length or 0) < (before.type.length or 0):
        length = after.type.length
        yield f"sa.func.length(column) > {length}", f"more than {length} characters"
    if (before.type.name, after.type.name) == ("BigInteger", "Integer"):
        lowest, highest = INTEGER_RANGE
        yield f"~column.between({lowest}, {highest})", "a number beyond 32 bits"
    if before.nullable and not after.nullable and not _fits_all(before, after):
        yield "column.is_(None)", "no value"
    if after.unique and not before.unique:
        repeated = "sa.select(column).group_by(column).having(sa.func.count() > 1)"
        yield f"column.in_({repeated})", "the same value as another row"
