"""Changes of the tables that are not written: they could lose or break rows, or no database takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.contract import ChoiceType, Entity, EntityField, ReferenceType
from codegen.tables import (
    IDENTIFIER_LIMIT_BYTES,
    column,
    columns,
    foreign_key_name,
    index_name,
    primary_key_name,
    together,
    unique_name,
)
from codegen.tables.steps import CreateTable, Step
from codegen.types import Problem


def refused_changes(before: tuple[Entity, ...], after: tuple[Entity, ...]) -> Iterator[Problem]:
    """The changes between two data sections that could lose or break rows by mistake."""
    kept = {entity.plural: entity for entity in after}
    known = {entity.plural for entity in before}
    for entity in before:
        if entity.plural in kept:
            yield from _table_refusals(entity, kept[entity.plural])
    gone = [entity.name for entity in before if entity.plural not in kept]
    new = [entity.name for entity in after if entity.plural not in known]
    if gone and new:
        yield _renamed("entity", gone[0], new[0])


def _table_refusals(before: Entity, after: Entity) -> Iterator[Problem]:
    kept = {field.name: field for field in after.fields}
    known = {field.name for field in before.fields}
    for field in before.fields:
        if field.name in kept:
            yield from _field_refusals(f"{before.name}.{field.name}", field, kept[field.name])
    for field in after.fields:
        if field.name not in known:
            yield from _new_field_refusals(f"{after.name}.{field.name}", field)
    gone = [field for field in before.fields if field.name not in kept]
    new = [field for field in after.fields if field.name not in known]
    alike = [(old, each) for old in gone for each in new if old.type.kind == each.type.kind]
    for old, each in alike[:1]:
        yield _renamed("field", f"{before.name}.{old.name}", f"{after.name}.{each.name}")


def _renamed(what: str, old: str, new: str) -> Problem:
    """What is gone and what is new may be the same under another name, whose rows nobody wants to lose."""
    return Problem(
        f"the spec drops the {what} '{old}' and adds '{new}', which may be the same under another name:"
        " what rows hold would be lost",
        f"If they are two, drop '{old}' in a build of its own; if they are one, keep the old name.",
    )


def _field_refusals(name: str, before: EntityField, after: EntityField) -> Iterator[Problem]:
    if before.type.kind != after.type.kind:
        change = f"makes the field '{name}' {after.type.kind} that was {before.type.kind}"
        yield _not_yet(change, "Give the field its type back.")
    elif isinstance(after.type, ReferenceType) and before.type != after.type:
        change = f"makes the field '{name}' refer to '{after.type.entity}'"
        yield _not_yet(change, "Give the field its entity back.")
    elif lost := _lost_choices(before, after):
        change = (
            f"takes {', '.join(map(repr, lost))} from the choices of '{name}', which rows may have"
        )
        yield _not_yet(change, "Put the choice back.")


def _lost_choices(before: EntityField, after: EntityField) -> list[str]:
    if isinstance(before.type, ChoiceType) and isinstance(after.type, ChoiceType):
        return [value for value in before.type.values if value not in after.type.values]
    return []


def _new_field_refusals(name: str, field: EntityField) -> Iterator[Problem]:
    new = column(field)
    if not new.nullable and new.server_default is None:
        change = f"adds the required field '{name}', which rows have no value for"
        yield _not_yet(change, "Make the field optional, or give it a default.")
    if new.unique and new.server_default is not None:
        change = f"adds the unique field '{name}' with a default, which rows would share"
        yield _not_yet(change, "Make the field optional instead, without a default.")
    if isinstance(field.type, ReferenceType) and new.server_default is not None:
        change = f"adds the reference '{name}' with a default, a row that may not be there"
        yield _not_yet(change, "Make the field optional instead, without a default.")


def closed_circles(steps: Iterable[Step]) -> Iterator[Problem]:
    """The constraints of new tables that would need a column which is added later."""
    for step in steps:
        if isinstance(step, CreateTable):
            made = {each.name for each in step.columns}
            for group in step.together:
                if not set(group) <= made:
                    yield _not_yet(
                        f"has tables that refer to each other through '{step.table}', whose fields"
                        f" {', '.join(group)} are unique together",
                        "Take the reference, or the uniqueness, out of the spec.",
                    )


def _not_yet(change: str, mend: str) -> Problem:
    return Problem(f"the spec {change}; codegen does not write that migration yet", mend)


def long_names(entities: tuple[Entity, ...]) -> Iterator[Problem]:
    """The names that a database would cut."""
    for entity in entities:
        for name in _identifiers(entity, entities):
            if len(name.encode()) > IDENTIFIER_LIMIT_BYTES:
                yield Problem(
                    f"the entity '{entity.name}' needs the database name '{name}', which is longer"
                    f" than the {IDENTIFIER_LIMIT_BYTES} bytes that PostgreSQL allows",
                    "Shorten the name of the entity or of the field.",
                )


def _identifiers(entity: Entity, entities: tuple[Entity, ...]) -> Iterator[str]:
    table = entity.plural
    yield primary_key_name(table)
    for each in columns(entity, entities):
        yield unique_name(table, each.name) if each.unique else each.name
        if each.references is not None:
            yield foreign_key_name(table, each.name, each.references)
        if each.indexed:
            yield index_name(table, each.name)
    yield from (unique_name(table, *group) for group in together(entity))
