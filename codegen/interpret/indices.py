"""Which fields have an index: those by which lists are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.contract import BooleanType, Endpoint, Entity


def indexed(entity: Entity, endpoints: Sequence[Endpoint]) -> Entity:
    """The entity, of whose fields those have an index by which its lists are asked for. Yes and no are too few values for one."""
    listings = [each.listing for each in endpoints if each.listing and each.entity == entity.name]
    names = {name for each in listings for name in (*each.filters, *each.sorts, *each.order[:1])}
    within = {
        e.within.by
        for e in endpoints
        if e.within and not e.within.pairs and e.entity == entity.name
    }
    asked = {entity.owner, *within, *(name.removeprefix("-") for name in names)}
    fields = tuple(
        (
            field.model_copy(update={"indexed": True})
            if field.name in asked and not isinstance(field.type, BooleanType)
            else field
        )
        for field in entity.fields
    )
    return entity.model_copy(update={"fields": fields})
