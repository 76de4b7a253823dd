"""Two data sections -> the Alembic revision that leads from one to the other without losing a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from codegen.contract import Entity, EntityField
from codegen.errors import Rejected
from codegen.render import Renderer
from codegen.tables import (
    IDENTIFIER_LIMIT_BYTES,
    INTEGER_RANGE,
    AlterColumn,
    Column,
    Step,
    column,
    columns,
    primary_key_name,
    reverse,
    steps_between,
    unique_name,
    words,
)
from codegen.types import Problem, digest_of

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
) -> Revision | None:
    """The revision that leads from one data section to the next.

    Args:
        before: the entities of the last revision; None where there is none.
        after: the entities of the spec.
        parent: the id of the last revision; None where there is none.
        renderer: renders the revision's text, which is valid Python but not formatted.

    Returns None where no table changes, as when only a text's minimum does.

    Raises Rejected, naming all of them, where changes could lose or break rows.
    """
    problems = (*_refusals(before or (), after), *_long_names(after))
    if problems:
        raise Rejected(*problems)
    steps = tuple(steps_between(before or (), after))
    if not steps:
        return None
    revision_id = _revision_id(after, parent)
    return Revision(
        id=revision_id,
        parent=parent,
        path=f"migrations/versions/{revision_id}_{_slug(steps)}.py",
        text=renderer.render(
            "data/revision.py.j2",
            revision_id=revision_id,
            parent=parent,
            summaries=[_sentence(words(step)) for step in steps],
            upgrade=_direction(steps, before or ()),
            downgrade=_direction(tuple(reverse(step) for step in reversed(steps)), after),
            primary_key_name=primary_key_name,
            unique_name=unique_name,
        ),
    )


def _revision_id(after: tuple[Entity, ...], parent: str | None) -> str:
    data = [entity.uncited().model_dump(mode="json") for entity in after]
    return digest_of(json.dumps([parent, data], sort_keys=True, ensure_ascii=False))[:12]


def _slug(steps: tuple[Step, ...]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", words(steps[0]).lower()).strip("_")
    tail = AND_MORE if len(steps) > 1 else ""
    return slug[: SLUG_LENGTH - len(tail)].rstrip("_") + tail


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


# --- What the template is given --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Check:
    """Rows that a step would break: ``condition`` is an expression over the variable ``column``."""

    table: str
    column: str
    condition: str
    fault: str


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
    tables: tuple[TableSteps, ...]


def _direction(steps: tuple[Step, ...], start: tuple[Entity, ...]) -> Direction:
    unreflected = {entity.plural: _unreflected(entity) for entity in start}
    tables = groupby(steps, key=lambda step: step.table)
    return Direction(
        checks=tuple(_checks(steps)),
        tables=tuple(
            TableSteps(table, tuple(each), unreflected.get(table, ())) for table, each in tables
        ),
    )


def _unreflected(entity: Entity) -> tuple[Column, ...]:
    """Columns whose default batch mode would spoil: it takes a ``:word`` in it for a parameter."""
    return tuple(
        each
        for each in columns(entity)
        if isinstance(each.server_default, str) and ":" in each.server_default
    )


# --- Which rows a step cannot take -----------------------------------------------------------------


def _checks(steps: Iterable[Step]) -> Iterator[Check]:
    for step in steps:
        if isinstance(step, AlterColumn):
            for condition, fault in _misfits(step.before, step.after):
                yield Check(step.table, step.after.name, condition, fault)


def _misfits(before: Column, after: Column) -> Iterator[tuple[str, str]]:
    if (after.type.length or 0) < (before.type.length or 0):
        length = after.type.length
        yield f"sa.func.length(column) > {length}", f"more than {length} characters"
    if (before.type.name, after.type.name) == ("BigInteger", "Integer"):
        lowest, highest = INTEGER_RANGE
        yield f"~column.between({lowest}, {highest})", "a number beyond 32 bits"
    if before.nullable and not after.nullable:
        yield "column.is_(None)", "no value"
    if after.unique and not before.unique:
        repeated = "sa.select(column).group_by(column).having(sa.func.count() > 1)"
        yield f"column.in_({repeated})", "the same value as another row"


# --- What is refused -------------------------------------------------------------------------------


def _refusals(before: tuple[Entity, ...], after: tuple[Entity, ...]) -> Iterator[Problem]:
    kept = {entity.plural: entity for entity in after}
    for entity in before:
        if entity.plural in kept:
            yield from _table_refusals(entity, kept[entity.plural])
        else:
            yield _not_yet(
                f"drops the entity '{entity.name}' with its table '{entity.plural}'",
                "Put the entity back; a renamed one counts as dropped.",
            )


def _table_refusals(before: Entity, after: Entity) -> Iterator[Problem]:
    kept = {field.name: field for field in after.fields}
    for field in before.fields:
        name = f"{before.name}.{field.name}"
        if field.name in kept:
            yield from _field_refusals(name, field, kept[field.name])
        else:
            yield _not_yet(
                f"drops the field '{name}'", "Put the field back; a renamed one counts as dropped."
            )
    known = {field.name for field in before.fields}
    for field in after.fields:
        if field.name not in known:
            yield from _new_field_refusals(f"{after.name}.{field.name}", field)


def _field_refusals(name: str, before: EntityField, after: EntityField) -> Iterator[Problem]:
    if before.type.kind != after.type.kind:
        change = f"makes the field '{name}' {after.type.kind} that was {before.type.kind}"
        yield _not_yet(change, "Give the field its type back.")
    elif column(before).nullable and not column(after).nullable:
        change = f"makes the field '{name}' required or defaulted, which rows may lack"
        yield _not_yet(change, "Make the field optional again, without a default.")


def _new_field_refusals(name: str, field: EntityField) -> Iterator[Problem]:
    new = column(field)
    if not new.nullable and new.server_default is None:
        change = f"adds the required field '{name}', which rows have no value for"
        yield _not_yet(change, "Make the field optional, or give it a default.")
    if new.unique and new.server_default is not None:
        change = f"adds the unique field '{name}' with a default, which rows would share"
        yield _not_yet(change, "Make the field optional instead, without a default.")


def _not_yet(change: str, mend: str) -> Problem:
    return Problem(f"the spec {change}; codegen does not write that migration yet", mend)


def _long_names(entities: Iterable[Entity]) -> Iterator[Problem]:
    for entity in entities:
        for name in _identifiers(entity):
            if len(name.encode()) > IDENTIFIER_LIMIT_BYTES:
                yield Problem(
                    f"the entity '{entity.name}' needs the database name '{name}', which is longer"
                    f" than the {IDENTIFIER_LIMIT_BYTES} bytes that PostgreSQL allows",
                    "Shorten the name of the entity or of the field.",
                )


def _identifiers(entity: Entity) -> Iterator[str]:
    yield primary_key_name(entity.plural)
    for each in columns(entity):
        yield unique_name(entity.plural, each.name) if each.unique else each.name
