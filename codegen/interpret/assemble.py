"""Facts and the table of defaults -> the Contract."""

from __future__ import annotations

from codegen.contract import Accounts, Contract, Endpoint, Entity, ReferenceType
from codegen.interpret.accounts import AccountsBuilder, log_in_entity
from codegen.interpret.cases import CaseBuilder
from codegen.interpret.data import Data
from codegen.interpret.endpoints import EndpointBuilder, Facts, entity_of_endpoints
from codegen.interpret.entities import (
    build_entities,
    build_invariants,
    traits_by_field,
    unknown_field,
)
from codegen.interpret.facts import CaseFact, FieldFact, RowFact, TogetherFact, Unique, WhoFact
from codegen.interpret.indices import indexed
from codegen.interpret.initial import InitialRows
from codegen.interpret.nesting import Nesting, as_meant, build_pairs
from codegen.interpret.notes import Notes
from codegen.interpret.together import Groups
from codegen.interpret.who import WhoBuilder
from codegen.openapi import schema_name
from codegen.spec import Spec


def assemble(spec: Spec, data: Data, facts: Facts, unplaced: set[str], notes: Notes) -> Contract:
    """Puts the Contract together. What is wrong is in ``notes``; the Contract is worth nothing then."""
    headings = [heading for heading in spec.headings if heading.section == "endpoints"]
    entity_of = entity_of_endpoints(headings, facts, data, unplaced, notes)
    cases = tuple(fact for fact in facts.all if isinstance(fact, CaseFact))
    rows = tuple(fact for fact in facts.all if isinstance(fact, RowFact))
    about_fields = tuple(fact for fact in facts.all if isinstance(fact, FieldFact))
    traits = traits_by_field(data, about_fields, _implied(cases), entity_of, notes)
    entities = build_entities(data, traits, notes)
    said_together = tuple(fact for fact in facts.all if isinstance(fact, TogetherFact))
    entities = Groups(data, entity_of, notes).given_to(entities, said_together, cases)
    by_name = {entity.name: entity for entity in entities}
    nesting = Nesting(by_name, build_pairs(data, traits, notes), data, notes)
    _check_case_fields(cases, entity_of, data, notes)
    case_builder = CaseBuilder(cases, notes)
    accounts = AccountsBuilder(facts.all, data, by_name, notes).build()
    _check_owners(entities, accounts, data, notes)
    said_of_who = tuple(fact for fact in facts.all if isinstance(fact, WhoFact))
    who = WhoBuilder(said_of_who, accounts, by_name, data, notes)
    meant = Facts(tuple(as_meant(fact, nesting.pairs, by_name) for fact in facts.all))
    builder = EndpointBuilder(
        spec.prefix, meant, data, by_name, accounts, case_builder, who, nesting, notes
    )
    endpoints = builder.build(headings, entity_of)
    _check_schemas(entities, endpoints, data, notes)
    if len(endpoints) == len(headings):
        case_builder.refuse_unused()
        who.refuse_unused()
    entities = (*entities, *dict.fromkeys(nesting.pairs.values()))
    if accounts:
        entities = (*entities, log_in_entity(accounts))
    for topic in ("body limit", "error body", "ids", "unstorable text", "large numbers", "null"):
        notes.assume(topic, spec.app)
    contract = Contract(
        app=spec.app,
        title=spec.title,
        entities=tuple(indexed(entity, endpoints) for entity in entities),
        endpoints=endpoints,
        invariants=build_invariants(entities, traits),
        rows=InitialRows(by_name, data, notes).build(rows),
        accounts=accounts,
    )
    if contract.probes:
        notes.assume("probes", spec.app)
    return contract.model_copy(update={"assumptions": notes.sorted_assumptions()})


def _check_owners(
    entities: tuple[Entity, ...], accounts: Accounts | None, data: Data, notes: Notes
) -> None:
    """Who owns rows has to log in."""
    for entity in entities:
        kind = entity.field(entity.owner).type if entity.owner else None
        users = accounts.entity if accounts else None
        if isinstance(kind, ReferenceType) and kind.entity != users:
            cause = f"rows of {entity.name!r} are made by {kind.entity!r}, who never logs in"
            mend = 'Add "### POST /login", and below it "- Logs in a user".'
            notes.problem(cause, mend, data.entities[entity.name].location)


def _implied(cases: tuple[CaseFact, ...]) -> tuple[FieldFact, ...]:
    """An answer to a taken value says that the field is unique."""
    return tuple(
        FieldFact(name, Unique(), case.said, case.endpoint)
        for case in cases
        if "duplicate" in case.states
        for name in case.fields or ()
    )


def _check_schemas(
    entities: tuple[Entity, ...], endpoints: tuple[Endpoint, ...], data: Data, notes: Notes
) -> None:
    """An entity's class and an endpoint's schemas stand in one module."""
    schemas = {
        name: endpoint.key
        for endpoint in endpoints
        for name in (schema_name(endpoint, "Request"), schema_name(endpoint, "Response"))
    }
    for entity in entities:
        if entity.name in schemas:
            cause = (
                f"the entity name {entity.name!r} is that of a schema of {schemas[entity.name]!r}"
            )
            notes.problem(cause, "Choose another.", data.entities[entity.name].location)


def _check_case_fields(
    cases: tuple[CaseFact, ...], entity_of: dict[str, str], data: Data, notes: Notes
) -> None:
    for case in cases:
        entity = entity_of.get(case.endpoint or "")
        for name in case.fields or ():
            about = name.entity or entity
            if about and not data.field_of(about, name.field):
                unknown_field(about, name.field, data, case.said.location, notes)
