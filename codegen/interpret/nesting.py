"""Fields that link to several rows -> entities of pairs; paths that name two rows -> of which row the rows of an endpoint are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from codegen.contract import (
    NATURES,
    PATH_PARAMETER,
    Entity,
    EntityField,
    Operation,
    ReferenceType,
    Within,
)
from codegen.interpret.data import Data
from codegen.interpret.facts import Fact, FieldDeclared, Kind, OperationFact
from codegen.interpret.field_types import Stated
from codegen.interpret.names import plural_of, snake_case
from codegen.interpret.notes import Notes
from codegen.spec import Heading

Pairs = Mapping[tuple[str, str], Entity]
"""The entity of pairs that join rows of two entities, by their names; each pair stands there in both orders."""


def joined(stated: Stated) -> str | None:
    """The entity to any number of whose rows a field links; None where it is a field like others."""
    kinds = (trait for trait, _ in stated if isinstance(trait, Kind))
    return next((kind.entity for kind in kinds if kind.name == "references"), None)


def build_pairs(data: Data, traits: Mapping[tuple[str, str], Stated], notes: Notes) -> Pairs:
    """The entities of pairs; what is wrong with them is noted."""
    found: dict[tuple[str, str], Entity] = {}
    for declared in data.fields:
        stated = traits[(declared.entity, declared.name)]
        other = joined(stated)
        if other is None:
            continue
        if (why := _why_not(declared, other, stated, found, data)) is not None:
            notes.problem(*why, declared.said.location)
            continue
        pair = _pair(declared, other)
        found[declared.entity, other] = found[other, declared.entity] = pair
        notes.assume("joined rows", pair.name, declared.said.statement)
    return found


def _why_not(
    declared: FieldDeclared, other: str, stated: Stated, found: Pairs, data: Data
) -> tuple[str, str] | None:
    """Why two entities cannot be joined so, and what mends it."""
    if other == declared.entity:
        cause = f"{declared.name!r} joins rows of {other!r} among themselves, which isn't built yet"
        return cause, "Leave it out of the spec."
    if any(not isinstance(trait, Kind) for trait, _ in stated):
        cause = f"{declared.name!r} is a list of links, of which nothing else can be said"
        return cause, "Leave out the rest."
    if (declared.entity, other) in found:
        return f"{declared.entity!r} and {other!r} are joined already", "Keep one of the two."
    if f"{declared.entity}{other}" in data.entities:
        cause = f"the entity {declared.entity + other!r} has the name of the app's own pairs"
        return cause, "Choose another."
    return None


def _pair(declared: FieldDeclared, other: str) -> Entity:
    names = [snake_case(each) for each in (declared.entity, other)]
    fields = tuple(
        EntityField(
            name=f"{name}_id",
            type=ReferenceType(entity=entity, cascades=True),
            indexed=name == names[1],
        )
        for name, entity in zip(names, (declared.entity, other), strict=True)
    )
    return Entity(
        name=f"{declared.entity}{other}",
        plural=f"{names[0]}_{plural_of(names[1])}",
        fields=fields,
        unique_together=(tuple(field.name for field in fields),),
        citations=(declared.said.citation,),
    )


_OF_OWN_ROWS: Mapping[Operation, tuple[Operation, str]] = {
    "add": ("create", "POST"),
    "remove": ("delete", "DELETE"),
}
"""What adding and removing are, and by which method, where rows belong to one row alone."""


def as_meant(fact: Fact, pairs: Pairs, entities: Mapping[str, Entity]) -> Fact:
    """What a sentence says: a line is added to an order by making one, where no pairs join the two and the line links to the order."""
    if not isinstance(fact, OperationFact) or fact.operation not in _OF_OWN_ROWS:
        return fact
    operation, method = _OF_OWN_ROWS[fact.operation]
    child = entities.get(fact.entity or "")
    links = child and any(field.leads_to(fact.parent or "") for field in child.fields)
    is_nested = fact.endpoint.endswith("}") is (operation == "delete")
    if (fact.parent, fact.entity) in pairs or not links or not is_nested:
        return fact
    return replace(fact, operation=operation) if fact.endpoint.startswith(method) else fact


@dataclass(frozen=True, slots=True)
class Nesting:
    """Finds of which row the rows of an endpoint are."""

    entities: Mapping[str, Entity]
    pairs: Pairs
    data: Data
    notes: Notes

    def within(
        self, heading: Heading, done: OperationFact, operation: Operation, entity: Entity
    ) -> Within | None:
        """That row, where the path names it; what is said otherwise is noted."""
        names = PATH_PARAMETER.findall(heading.name)
        nature = NATURES[operation]
        joins = operation in ("add", "remove")
        is_nested = nature.of_one or not heading.name.endswith("}")
        if not is_nested or len(names) != (2 if nature.of_one else 1):
            self._refuse_missing(heading, done, joins)
            return None
        parent = self._parent(heading, done, names[0])
        return self._link(heading, parent, entity, names[0], joins) if parent else None

    def _refuse_missing(self, heading: Heading, done: OperationFact, joins: bool) -> None:
        if not joins and done.parent is None:
            return
        parent, child = (snake_case(each or "group") for each in (done.parent, done.entity))
        method, _, _ = heading.name.partition(" ")
        path = f"/{plural_of(parent)}/{{{parent}_id}}/{plural_of(child)}"
        path += "/{id}" if NATURES[done.operation].of_one else ""
        cause = f"the path of {heading.name!r} does not name the row of {done.parent!r}"
        self.notes.problem(cause, f"Write '{method} {path}'.", heading.location)

    def _parent(self, heading: Heading, done: OperationFact, parameter: str) -> str | None:
        """The entity whose row the path names first."""
        before = heading.name.partition(f"/{{{parameter}}}")[0].rpartition("/")[2]
        word = before.replace("-", " ").replace("_", " ")
        named = self.data.words.mention(word).entity or self.data.words.mention(before).entity
        if named and done.parent and named != done.parent:
            cause = f"the path of {heading.name!r} names a row of {named!r}, and the sentence one of {done.parent!r}"
            self.notes.problem(cause, "Name one of the two.", done.said.location)
        found = done.parent or named
        if found is None:
            cause = f"the path of {heading.name!r} does not tell whose id {parameter!r} is"
            mend = "Put the plural name of an entity before it, as in '/groups/{group_id}/users'."
            self.notes.problem(cause, mend, heading.location)
        return found

    def _link(
        self, heading: Heading, parent: str, entity: Entity, parameter: str, joins: bool
    ) -> Within | None:
        links = [field.name for field in entity.fields if field.leads_to(parent)]
        pair = self.pairs.get((parent, entity.name))
        if pair and (joins or not links):
            by, to = _ends(pair, parent)
            return Within(parameter=parameter, entity=parent, by=by, pairs=pair.name, to=to)
        if len(links) == 1 and not pair and not joins:
            return Within(parameter=parameter, entity=parent, by=links[0])
        self._refuse_link(heading, parent, entity, joins, is_open=bool(links))
        return None

    def _refuse_link(
        self, heading: Heading, parent: str, entity: Entity, joins: bool, *, is_open: bool
    ) -> None:
        field = plural_of(snake_case(entity.name))
        several = f'Give {parent!r} a field for them: "- `{field}`: links to {field}".'
        if joins:
            cause, mend = f"{parent!r} is not joined to any number of {entity.name!r}", several
        elif is_open:
            cause = f"{entity.name!r} is linked to {parent!r} in more than one way"
            mend = f"Use a path that names no {parent!r}, and filter the list."
        else:
            one = snake_case(parent)
            cause = f"rows of {entity.name!r} have no link to {parent!r}"
            mend = f'Give them one: "- `{one}`: link to a {one}".'
        self.notes.problem(f"{cause}, which {heading.name!r} needs", mend, heading.location)


def _ends(pair: Entity, parent: str) -> tuple[str, str]:
    """The pair's link to the row of ``parent``, and its other one."""
    first, second = pair.fields
    return (first.name, second.name) if first.leads_to(parent) else (second.name, first.name)
