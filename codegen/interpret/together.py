"""What is said to be unique together -> the entities' groups of fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codegen.contract import Entity, SecretType
from codegen.interpret.data import Data
from codegen.interpret.entities import unknown_field
from codegen.interpret.facts import CaseFact, TogetherFact
from codegen.interpret.notes import Notes


@dataclass(frozen=True, slots=True)
class Groups:
    """Gives entities their groups; what is wrong with these is noted. ``entity_of`` has the entity of each endpoint."""

    data: Data
    entity_of: Mapping[str, str]
    notes: Notes

    def given_to(
        self, entities: Sequence[Entity], said: Iterable[TogetherFact], cases: Iterable[CaseFact]
    ) -> tuple[Entity, ...]:
        """The entities, with what is said of them; an answer to what is taken together says it too."""
        found = {entity.name: entity for entity in entities}
        for fact in (*said, *_implied(cases)):
            owners = tuple(self._owners(fact, entities))
            if not owners:
                names = " and ".join(repr(name.field) for name in fact.fields)
                cause = f"no entity has the fields {names}"
                self.notes.problem(cause, "Name fields of one entity.", fact.said.location)
            for name in owners:
                found[name] = self._with_group(found[name], fact)
        return tuple(found.values())

    def _owners(self, fact: TogetherFact, entities: Sequence[Entity]) -> Iterator[str]:
        """The entities that are meant: the one that is named, or all that have the fields."""
        named = {name.entity for name in fact.fields if name.entity} | {fact.entity} - {None}
        if not named and fact.endpoint:
            named = {self.entity_of.get(fact.endpoint)} - {None}
        for entity in entities:
            known = {field.name for field in entity.fields}
            if entity.name in named or (
                not named and known.issuperset(name.field for name in fact.fields)
            ):
                yield entity.name

    def _with_group(self, entity: Entity, fact: TogetherFact) -> Entity:
        known = {field.name: field for field in entity.fields}
        for name in fact.fields:
            if name.field not in known:
                unknown_field(entity.name, name.field, self.data, fact.said.location, self.notes)
                return entity
            if isinstance(known[name.field].type, SecretType):
                cause = f"{name.field!r} is a secret: two hashes of one text differ, so it cannot be unique"
                self.notes.problem(cause, "Leave it out.", fact.said.location)
        group = tuple(field for field in known if field in {name.field for name in fact.fields})
        if len(group) < 2:
            cause = f"{group[0]!r} alone is not unique together with anything"
            mend = f'Say "`{group[0]}` is unique", or name another field.'
            self.notes.problem(cause, mend, fact.said.location)
            return entity
        groups = dict.fromkeys((*entity.unique_together, group))
        citations = dict.fromkeys((*entity.citations, fact.said.citation))
        return entity.model_copy(
            update={"unique_together": tuple(groups), "citations": tuple(citations)}
        )


def _implied(cases: Iterable[CaseFact]) -> Iterator[TogetherFact]:
    for case in cases:
        if "taken_together" in case.states and case.fields:
            yield TogetherFact(case.fields, case.said, endpoint=case.endpoint)
