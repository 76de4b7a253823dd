"""Declared fields and what sentences say of them -> the Contract's entities and invariants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from codegen.contract import (
    Citation,
    Entity,
    EntityField,
    Invariant,
    NeverReturned,
    SecretType,
    StoredHashed,
)
from codegen.interpret.data import Data
from codegen.interpret.facts import (
    Bounds,
    FieldDeclared,
    FieldFact,
    FieldName,
    Hashed,
    Hidden,
    Kind,
    Owns,
    Said,
    Trait,
)
from codegen.interpret.field_types import FieldSaid, Stated, is_secret
from codegen.interpret.fields import FieldBuilder
from codegen.interpret.names import plural_of, snake_case
from codegen.interpret.nesting import joined
from codegen.interpret.notes import Notes
from codegen.scenario.suggestion import mend_for
from codegen.types import Location


def unknown_field(entity: str, name: str, data: Data, location: Location, notes: Notes) -> None:
    """Notes that an entity has no field of that name."""
    known = [declared.name for declared in data.fields if declared.entity == entity]
    mend = mend_for(name, known, f"Declare it below {entity!r}, or name one that is there.")
    notes.problem(f"the entity {entity!r} has no field {name!r}", mend, location)


def check_names(
    entity: Entity, fields: Sequence[FieldName], said: Said, data: Data, notes: Notes
) -> None:
    """Notes what a request or an answer names that is no field of the entity."""
    known = {"id", *(field.name for field in entity.fields)}
    for name in fields:
        if name.field not in known and data.field_of(entity.name, name.field):
            cause = f"{name.field!r} is a list of links, which endpoints of its own add to and list"
            notes.problem(cause, "Leave it out.", said.location)
        elif name.field not in known:
            unknown_field(entity.name, name.field, data, said.location, notes)
        elif name.entity not in (None, entity.name):
            cause = f"{name.field!r} of {name.entity!r} is no field of {entity.name!r}"
            mend = "Name a field of the entity that the endpoint creates."
            notes.problem(cause, mend, said.location)


def traits_by_field(
    data: Data,
    facts: Sequence[FieldFact],
    implied: Iterable[FieldFact],
    entity_of: Mapping[str, str],
    notes: Notes,
) -> dict[tuple[str, str], Stated]:
    """What is said of each field, by entity and name.

    ``implied`` facts count where nothing else says the same. ``entity_of`` has the entity of each
    endpoint. A sentence that names no entity speaks of its endpoint's; under Rules of every entity
    that has the field.
    """
    traits: dict[tuple[str, str], Stated] = {(d.entity, d.name): () for d in data.fields}
    for fact in facts:
        if fact.field.field == "id" and not any(name == "id" for _, name in traits):
            cause = "the id is the app's own, and nothing can be demanded of it"
            notes.problem(cause, "Leave it out.", fact.said.location)
            continue
        for key in _meant(fact, traits, entity_of):
            if key in traits:
                traits[key] = (*traits[key], (fact.trait, fact.said))
            else:
                unknown_field(*key, data, fact.said.location, notes)
        if _is_shared(fact, entity_of) and not _is_told(fact, facts, traits, entity_of):
            cause = f"the sentence holds for every endpoint of {entity_of[fact.endpoint or '']!r}"
            notes.problem(cause, 'Move it under "## Rules".', fact.said.location)
    for fact in implied:
        for key in _meant(fact, traits, entity_of):
            if key in traits and fact.trait not in [trait for trait, _ in traits[key]]:
                traits[key] = (*traits[key], (fact.trait, fact.said))
    return traits


def _meant(
    fact: FieldFact, declared: Iterable[tuple[str, str]], entity_of: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    name = fact.field.field
    if fact.field.entity:
        return ((fact.field.entity, name),)
    if fact.endpoint:
        return ((entity_of[fact.endpoint], name),) if fact.endpoint in entity_of else ()
    return tuple((entity, field) for entity, field in declared if field == name)


def _is_shared(fact: FieldFact, entity_of: Mapping[str, str]) -> bool:
    entity = entity_of.get(fact.endpoint or "")
    users = [key for key, used in entity_of.items() if used == entity]
    return entity is not None and len(users) > 1


def _is_told(
    fact: FieldFact,
    facts: Iterable[FieldFact],
    declared: Iterable[tuple[str, str]],
    entity_of: Mapping[str, str],
) -> bool:
    """Whether a limit is one that the field has anyway: a case of one endpoint may name it again."""
    if not isinstance(fact.trait, Bounds):
        return False
    fields = set(_meant(fact, declared, entity_of))
    known = [
        each.trait
        for each in facts
        if each.endpoint is None
        and isinstance(each.trait, Bounds)
        and fields & set(_meant(each, declared, entity_of))
    ]
    low, high = fact.trait.minimum, fact.trait.maximum
    return (low is None or any(low == bounds.minimum for bounds in known)) and (
        high is None or any(high == bounds.maximum for bounds in known)
    )


def build_entities(
    data: Data, traits: Mapping[tuple[str, str], Stated], notes: Notes
) -> tuple[Entity, ...]:
    """The entities in the order of the spec; what is wrong with them is noted."""
    entities = tuple(_entity(name, data, traits, notes) for name in data.entities)
    _check_tables(entities, data, notes)
    return entities


def _entity(
    name: str, data: Data, traits: Mapping[tuple[str, str], Stated], notes: Notes
) -> Entity:
    declared = data.entities[name]
    declares = [d for d in data.fields if d.entity == name]
    fields = [d for d in declares if not joined(traits[(name, d.name)])]
    if not fields and name not in data.refused:
        mend = 'Add bullets such as "- `name`: text, 1 to 80 characters".'
        notes.problem(f"the entity {name!r} has no fields", mend, declared.location)
    _check_hash_columns(name, fields, traits, notes)
    owners = [(d.name, said) for d in fields for t, said in traits[(name, d.name)] if t == Owns()]
    return Entity(
        name=name,
        plural=plural_of(snake_case(name)),
        fields=tuple(
            FieldBuilder(FieldSaid(d, traits[(name, d.name)], notes)).build() for d in fields
        ),
        citations=(declared.said.citation,) if declared.said else (),
        owner=notes.settle(f"the owner of {name!r}", owners) or "",
    )


def _check_tables(entities: tuple[Entity, ...], data: Data, notes: Notes) -> None:
    seen = dict[str, str]()
    for entity in entities:
        other = seen.setdefault(entity.plural, entity.name)
        if other != entity.name:
            cause = f"the entities {other!r} and {entity.name!r} share the table {entity.plural!r}"
            notes.problem(cause, "Rename one.", data.entities[entity.name].location)


def _check_hash_columns(
    entity: str,
    fields: list[FieldDeclared],
    traits: Mapping[tuple[str, str], Stated],
    notes: Notes,
) -> None:
    secrets = {f"{d.name}_hash": d for d in fields if is_secret(d, traits[(entity, d.name)])}
    for declared in fields:
        if declared.name in secrets:
            secret = secrets[declared.name].name
            cause = f"the field {declared.name!r} is where the secret {secret!r} is kept"
            notes.problem(cause, "Rename it.", declared.said.location)


def build_invariants(
    entities: tuple[Entity, ...], traits: Mapping[tuple[str, str], Stated]
) -> tuple[Invariant, ...]:
    """Each secret is stored hashed and never returned."""
    return tuple(
        invariant
        for entity in entities
        for field in entity.fields
        if isinstance(field.type, SecretType)
        for invariant in _secrecy(entity.name, field, traits[(entity.name, field.name)])
    )


def _secrecy(entity: str, field: EntityField, stated: Stated) -> Iterator[Invariant]:
    def cited(trait: type[Trait]) -> tuple[Citation, ...]:
        said = [said for found, said in stated if isinstance(found, (trait, Kind))]
        return tuple(dict.fromkeys(one.citation for one in said)) or field.citations[:1]

    yield StoredHashed(entity=entity, field=field.name, citations=cited(Hashed))
    yield NeverReturned(entity=entity, field=field.name, citations=cited(Hidden))
