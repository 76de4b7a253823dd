"""Rows whose values, taken together, are unique: by which of them the rows of a Scenario are told apart."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.contract import (
    BooleanType,
    ChoiceType,
    Contract,
    Endpoint,
    Entity,
    EntityField,
    ReferenceType,
)


def told_apart(contract: Contract, endpoint: Endpoint) -> Contract:
    """The contract, in which a link is unique that alone can tell rows of the endpoint apart which are unique together.

    Fitting values of a text or a number differ from row to row; links lead to one row unless they have to differ.
    """
    same = _same(contract, endpoint)
    pairs = {each.within.pairs for each in contract.endpoints if each.within}
    entities = tuple(
        each if each.name in pairs else _with_telling_links(each, same.get(each.name, each.owner))
        for each in contract.entities
    )
    return contract.model_copy(update={"entities": entities})


def _same(contract: Contract, endpoint: Endpoint) -> dict[str, str]:
    """The link that all rows of the endpoint have in common: to what its path names, or else to who asks."""
    if endpoint.within and not endpoint.within.pairs and not endpoint.is_for_owners:
        return {endpoint.entity: endpoint.within.by}
    return {}


def _with_telling_links(entity: Entity, same: str) -> Entity:
    fields = {field.name: field for field in entity.fields}
    telling = {name for group in entity.unique_together for name in _telling(entity, group, same)}
    if not telling:
        return entity
    changed = (
        field.model_copy(update={"unique": True}) if name in telling else field
        for name, field in fields.items()
    )
    return entity.model_copy(update={"fields": tuple(changed)})


def _telling(entity: Entity, group: Sequence[str], same: str) -> list[str]:
    """The last link of a group that nothing else tells apart, but the one that all rows have in common."""
    fields = [entity.field(name) for name in group]
    links = [f.name for f in fields if isinstance(f.type, ReferenceType) and f.name != same]
    return [] if any(map(_differs, fields)) else links[-1:]


def _differs(field: EntityField) -> bool:
    """Whether fitting values of a field are others from row to row."""
    return field.unique or not isinstance(field.type, ReferenceType | BooleanType | ChoiceType)
