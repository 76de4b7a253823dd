"""What sentences say of endpoints -> the Contract's endpoints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, get_args

from codegen.contract import (
    NATURES,
    Accounts,
    Citation,
    EmptyBody,
    Endpoint,
    Entity,
    EntityField,
    JsonBody,
    Method,
    Operation,
    RowValue,
    WhoMay,
    Within,
    is_for_owners,
    takes_role,
)
from codegen.interpret.accounts import entity_of_users
from codegen.interpret.cases import CaseBuilder, Target, conditions_of
from codegen.interpret.data import Data
from codegen.interpret.entities import check_names
from codegen.interpret.facts import (
    Fact,
    FieldName,
    ListingFact,
    OperationFact,
    RequestFact,
    Said,
    SuccessFact,
)
from codegen.interpret.names import snake_case, view_name
from codegen.interpret.nesting import Nesting
from codegen.interpret.notes import Notes
from codegen.interpret.operations import OperationBuilder, operation_of
from codegen.interpret.standard import as_field, referrers
from codegen.interpret.success import SuccessBuilder
from codegen.interpret.who import WhoBuilder
from codegen.spec import Heading

_F = TypeVar("_F", OperationFact, RequestFact, SuccessFact, ListingFact)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that sentences state, in the order of the spec."""

    all: tuple[Fact, ...]

    def below(self, kind: type[_F], endpoint: str) -> tuple[_F, ...]:
        """The facts of one kind that an endpoint's own sentences state."""
        return tuple(f for f in self.all if isinstance(f, kind) and f.endpoint == endpoint)


def entity_of_endpoints(
    headings: Iterable[Heading], facts: Facts, data: Data, unplaced: set[str], notes: Notes
) -> dict[str, str]:
    """The entity that each endpoint creates; what has none is noted.

    ``unplaced`` are endpoints with sentences that could not be placed: their operation may be there.
    """
    found = dict[str, str]()
    for heading in headings:
        operations = facts.below(OperationFact, heading.name)
        if not operations and heading.name not in unplaced:
            notes.problem(
                f"the endpoint {heading.name!r} never says what it does",
                'Add a sentence such as "Registers a user".',
                heading.location,
            )
        stated = [(op.entity, op.said) for op in operations if op.entity]
        entity = notes.settle(f"what {heading.name!r} is about", stated)
        if operations and NATURES[operations[0].operation].of_user:
            entity = _of_users(operations[0], entity, facts, data, notes)
        entity = entity or (_by_fields(heading.name, facts, data, notes) if operations else None)
        if entity:
            found[heading.name] = entity
    return found


def _of_users(
    done: OperationFact, named: str | None, facts: Facts, data: Data, notes: Notes
) -> str | None:
    """The entity of whoever logs in; that is another's than the one that is named, or of none, is noted."""
    users = entity_of_users(facts.all, data)
    if named and users and named != users:
        cause = f"{done.endpoint!r} is about {named!r}, but {users!r} logs in"
        notes.problem(cause, f"Name {users!r}.", done.said.location)
    return users or named


def _by_fields(endpoint: str, facts: Facts, data: Data, notes: Notes) -> str | None:
    """The only entity that has all the fields which the request has."""
    requests = facts.below(RequestFact, endpoint)
    names = [name.field for request in requests for name in request.fields]
    fitting = [e for e in data.entities if all(data.field_of(e, name) for name in names)]
    if len(fitting) == 1:
        return fitting[0]
    said = facts.below(OperationFact, endpoint)[0].said
    which = " or ".join(map(repr, fitting)) if fitting else "none that is declared"
    cause = f"the endpoint {endpoint!r} leaves open what it creates: {which}"
    notes.problem(cause, 'Name it, as in "Registers a user".', said.location)
    return None


@dataclass(frozen=True, slots=True)
class Planned:
    """An endpoint of which is known what it does, to rows of which entity, and within which other row."""

    heading: Heading
    entity: Entity
    name: str
    operation: Operation
    within: Within | None


@dataclass(frozen=True, slots=True)
class EndpointBuilder:
    """Builds the endpoints of one spec."""

    prefix: str
    facts: Facts
    data: Data
    entities: Mapping[str, Entity]
    accounts: Accounts | None
    cases: CaseBuilder
    who: WhoBuilder
    nesting: Nesting
    notes: Notes

    def build(
        self, headings: Sequence[Heading], entity_of: Mapping[str, str]
    ) -> tuple[Endpoint, ...]:
        """The endpoints whose entity is known, in the order of the spec."""
        self._check_alike(headings)
        taken = {entity.plural for entity in self.entities.values()}
        planned = []
        for heading in headings:
            if heading.name in entity_of:
                planned.append(
                    self._planned(heading, self.entities[entity_of[heading.name]], taken)
                )
        # To whom a row is shown is known before what belongs to it is looked at.
        first = sorted(planned, key=lambda each: each.within is not None)
        built = {each.heading.name: self._endpoint(each) for each in first}
        return tuple(built[each.heading.name] for each in planned)

    def _planned(self, heading: Heading, entity: Entity, taken: set[str]) -> Planned:
        path = heading.name.partition(" ")[2]
        operations = self.facts.below(OperationFact, heading.name)
        operation = operation_of(operations, self.notes, heading.name)
        within = self.nesting.within(heading, operations[0], operation, entity)
        further = _marked(operations) or _within_words(operation, within)
        name = view_name(path, entity.name, taken, operation, further)
        taken.add(name)
        return Planned(heading, entity, name, operation, within)

    def _check_alike(self, headings: Sequence[Heading]) -> None:
        seen = dict[str, Heading]()
        for heading in headings:
            first = seen.setdefault(heading.name.rstrip("/"), heading)
            if first is not heading:
                cause = f"the endpoint {heading.name!r} is like {first.name!r} at line"
                cause = f"{cause} {first.location.line}"
                self.notes.problem(cause, "Merge the two.", heading.location, grounds=())

    def _endpoint(self, planned: Planned) -> Endpoint:
        heading, entity, operation = planned.heading, planned.entity, planned.operation
        within = planned.within
        key, full = heading.name, self._full(heading.name)
        builder = OperationBuilder(heading, operation, entity, self.data, self.notes)
        builder.check_route()
        nature, done = NATURES[operation], self.facts.below(OperationFact, key)
        who, saids, whose = self.who.who(heading, full, entity, done[0], within)
        self.who.note_shown(entity, operation, who)
        if within and whose == "their parent's" and is_for_owners(who):
            within = within.model_copy(update={"is_owned": True})
        inputs = self._inputs(heading, entity, operation, who, within)
        listed = self.facts.below(ListingFact, key)
        listing = builder.listing(listed, full) if operation == "list" else None
        self._refuse_listing(operation, listed)
        query = tuple(builder.query(listing)) if listing else ()
        sets = builder.assigned([(fact.sets, fact.said) for fact in done])
        method = heading.name.partition(" ")[0]
        referring = referrers(entity, self.entities.values())
        is_owned = bool(entity.owner) or self.who.are_users(entity)
        tells_again = self.cases.tells("already_there", key)
        when = conditions_of(
            operation,
            inputs,
            [as_field(each) for each in query],
            who=who,
            is_referenced=bool(referring),
            tells_owners=is_owned and self.cases.tells("not_owner", key),
            within=within,
            tells_again=tells_again,
            together=_written(entity, operation, (*inputs, *sets)),
        )
        if operation == "add" and not tells_again:
            self.notes.assume("already there", full)
        parent = within.entity if within else ""
        target = Target(key, full, entity.name, inputs, when, referring, parent)
        stated = self.facts.below(SuccessFact, key)
        success = SuccessBuilder(key, full, entity, stated, self.data, self.notes)
        takes_body = nature.takes != "none"
        return Endpoint(
            method=method if method in get_args(Method) else nature.methods[0],
            path=full.partition(" ")[2],
            name=planned.name,
            operation=operation,
            entity=entity.name,
            who=who,
            parameters=(*builder.path_parameters(within), *query),
            request=JsonBody(fields=tuple(f.name for f in inputs)) if takes_body else EmptyBody(),
            success=success.build(nature),
            cases=self.cases.build(target),
            citations=self._citations(key, saids),
            listing=listing,
            where=builder.assigned([(fact.where, fact.said) for fact in done]),
            unlike=builder.unlike([(fact.where, fact.said) for fact in done]),
            sets=sets,
            within=within,
        )

    def _refuse_listing(self, operation: Operation, facts: Sequence[ListingFact]) -> None:
        for fact in facts if operation != "list" else ():
            cause = f"{fact.endpoint!r} answers no list"
            self.notes.problem(cause, "Leave that out.", fact.said.location)

    def _full(self, key: str) -> str:
        """The endpoint's key behind the spec's prefix: ``POST /api/register``."""
        method, _, path = key.partition(" ")
        return f"{method} {self.prefix}{path}"

    def _citations(self, key: str, of_who: Sequence[Said]) -> tuple[Citation, ...]:
        operations = [fact.said for fact in self.facts.below(OperationFact, key)]
        requests = [fact.said for fact in self.facts.below(RequestFact, key)]
        requests += [fact.said for fact in self.facts.below(ListingFact, key)]
        said = [*operations, *requests, *of_who]
        return tuple(dict.fromkeys(one.citation for one in said))

    # --- Request

    def _inputs(
        self,
        heading: Heading,
        entity: Entity,
        operation: Operation,
        who: WhoMay,
        within: Within | None,
    ) -> tuple[EntityField, ...]:
        requests, nature = self.facts.below(RequestFact, heading.name), NATURES[operation]
        if nature.takes == "own":
            return self.accounts.credentials(entity, operation) if self.accounts else ()
        if nature.takes == "none":
            for fact in requests:
                cause = f"{heading.name!r} takes no body"
                self.notes.problem(cause, "Leave that out.", fact.said.location)
            return ()
        closed = self._closed(entity, who, within)
        if operation == "create":
            self._check_roles(heading, entity, closed)
        if not requests:
            said = self.facts.below(OperationFact, heading.name)[0].said
            self.notes.assume("request fields", self._full(heading.name), said.statement)
            return tuple(f for f in entity.fields if f.name not in closed)
        stated = [(self._sorted_names(entity, r.fields, r.said), r.said) for r in requests]
        names = self.notes.settle(f"the request of {heading.name!r}", stated) or ()
        self._refuse_closed(closed, names, requests[0].said)
        if nature.takes == "all":
            self._check_complete(entity, (*names, *closed), requests[0].said)
        return tuple(field for field in entity.fields if field.name in names)

    def _sorted_names(
        self, entity: Entity, fields: Sequence[FieldName], said: Said
    ) -> tuple[str, ...]:
        check_names(entity, fields, said, self.data, self.notes)
        for name, count in Counter(field.field for field in fields).items():
            if count > 1:
                self.notes.problem(f"{name!r} is listed twice", "List it once.", said.location)
            if name == "id":
                cause = "the request has the field 'id', which the app gives itself"
                self.notes.problem(cause, "Leave it out.", said.location)
        named = {field.field for field in fields}
        return tuple(field.name for field in entity.fields if field.name in named)

    def _check_complete(self, entity: Entity, names: Sequence[str], said: Said) -> None:
        for field in entity.fields:
            if field.required and field.name not in names:
                cause = f"the request leaves out {field.name!r}, which {entity.name!r} requires"
                mend = "List it here, or make it optional or give it a default."
                self.notes.problem(cause, mend, said.location)

    def _closed(self, entity: Entity, who: WhoMay, within: Within | None) -> set[str]:
        """The fields that no request may give: who owns a row, what the path says, and what role somebody has, but where a role is asked for."""
        roles = self.who.roles if self.who.are_users(entity) else ()
        of_path = within.by if within and not within.pairs else ""
        return {entity.owner, of_path, *(() if takes_role(who) else roles)} - {""}

    def _check_roles(self, heading: Heading, entity: Entity, closed: set[str]) -> None:
        """A role that no request may give has to have a default."""
        for field in entity.fields if self.who.are_users(entity) else ():
            is_role = field.name in closed & self.who.roles
            if is_role and field.required and field.default is None:
                cause = f"{field.name!r} says what somebody may do, so that {heading.name!r} may not take it, and rows need it"
                self.notes.problem(cause, "Give it a default.", heading.location)

    def _refuse_closed(self, closed: set[str], names: Sequence[str], said: Said) -> None:
        for name in sorted(closed & set(names)):
            cause = f"the request gives {name!r}, which says whose a row is or what somebody may do"
            self.notes.problem(cause, "Leave it out: the app fills it in.", said.location)


def _written(
    entity: Entity, operation: Operation, given: Iterable[EntityField | RowValue]
) -> tuple[tuple[str, ...], ...]:
    """The fields, unique together, of which a row gets some: all where it is made."""
    names = {each.name for each in given}
    groups = entity.unique_together
    return tuple(group for group in groups if operation == "create" or names & set(group))


def _marked(operations: Sequence[OperationFact]) -> str:
    """What a row is marked as, in words that a view can be called by."""
    for fact in operations:
        if fact.sets and isinstance(fact.sets.value, bool):
            return fact.sets.field.field if fact.sets.value else f"not_{fact.sets.field.field}"
    set_fields = (fact.sets for fact in operations if fact.sets)
    return next((_word(each.field.field or str(each.value)) for each in set_fields), "")


def _word(text: str) -> str:
    """The text as a part of a view's name."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def _within_words(operation: Operation, within: Within | None) -> str:
    """Of which row the rows are, in words that a view can be called by."""
    if within is None or operation == "create":
        return ""
    preposition = {"add": "to", "remove": "from"}.get(operation, "of")
    return f"{preposition}_{snake_case(within.entity)}"
