"""The contract's items, each in words and with the definitions in which it lives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from codegen.contract import (
    AlreadyThere,
    Answer,
    Case,
    Contract,
    Duplicate,
    Endpoint,
    Entity,
    EntityField,
    FormBody,
    Hook,
    HtmlBody,
    Invariant,
    Item,
    JsonBody,
    MultipartBody,
    NoSuchParent,
    NoSuchRow,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    NotOwner,
    NotThere,
    Parameter,
    Rule,
    RuleBroken,
    ServiceFailed,
    StatementId,
    StillReferenced,
    TakenTogether,
    WrongCredentials,
)
from codegen.fields import schema_name
from codegen.schemas.annotations import attribute
from codegen.tables import column
from codegen.trace.words import (
    answer_words,
    case_words,
    constant_words,
    field_words,
    member_words,
    operation_words,
    parameter_words,
    service_words,
    setting_words,
)

Definition: TypeAlias = tuple[str, str]
"""A file of the app, and a name that it defines: ``User``, ``User.name``; no name for the file as a whole."""

_ANSWERED_BY_VIEWS = (
    AlreadyThere,
    Duplicate,
    NoSuchParent,
    NoSuchRow,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    NotOwner,
    NotThere,
    RuleBroken,
    ServiceFailed,
    StillReferenced,
    TakenTogether,
    WrongCredentials,
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A contract item in words, and the definitions in which it lives."""

    words: str
    definitions: tuple[Definition, ...]


def cited_items(contract: Contract) -> dict[StatementId, list[Cited]]:
    """The items that cite each statement."""
    found: dict[StatementId, list[Cited]] = {}
    for item, cited in _Items(contract).all():
        for citation in getattr(item, "citations", ()):
            found.setdefault(citation.statement, []).append(cited)
    return found


@dataclass(frozen=True, slots=True)
class _Items:
    contract: Contract

    def all(self) -> Iterator[tuple[Item, Cited]]:
        for entity in self.contract.entities:
            yield from self._of_entity(entity)
        if accounts := self.contract.accounts:
            words = f"log-ins of {accounts.entity}, for {accounts.lifetime_minutes} minutes"
            yield accounts, Cited(words, (self._in("auth", "LIFETIME"), self._in("auth", "log_in")))
        for endpoint in self.contract.endpoints:
            yield from self._of_endpoint(endpoint)
        for invariant in self.contract.invariants:
            yield invariant, self._invariant(invariant)
        yield from self._of_shapes()
        yield from self._of_modules()
        for rule in self.contract.rules:
            yield rule, self._rule(rule)

    def _of_entity(self, entity: Entity) -> Iterator[tuple[Item, Cited]]:
        yield entity, Cited(f"entity {entity.name}", (self._in("models", entity.name),))
        for field in entity.fields:
            words = f"field {entity.name}.{field.name}: {field_words(field)}"
            yield field, Cited(words, tuple(self._field_places(entity, field)))

    def _of_endpoint(self, endpoint: Endpoint) -> Iterator[tuple[Item, Cited]]:
        view = (self._view(endpoint),)
        yield endpoint, Cited(f"{endpoint.key}: {operation_words(endpoint)}", view)
        success = f"{endpoint.key}: success: {answer_words(endpoint.success)}"
        yield endpoint.success, Cited(success, (*view, *self._page(endpoint, endpoint.success)))
        for parameter in endpoint.parameters:
            words = f"{endpoint.key}: {parameter_words(parameter)}"
            yield parameter, Cited(words, (self._parameter_place(endpoint, parameter),))
        for case in endpoint.cases:
            words = f"{endpoint.key}: {case_words(case)}"
            places = (*self._case_places(endpoint, case), *self._page(endpoint, case))
            yield case, Cited(words, places)
        for hook in endpoint.hooks:
            words = f"{endpoint.key}: {hook.point.replace('_', ' ')}: {hook.function}"
            yield hook, Cited(words, (self._hook(endpoint, hook),))

    def _of_shapes(self) -> Iterator[tuple[Item, Cited]]:
        for shape in self.contract.shapes:
            yield shape, Cited(f"shape {shape.name}", (self._in("schemas", shape.name),))
            for member in shape.members:
                words = f"member {shape.name}.{member.name}: {member_words(member)}"
                yield member, Cited(words, (self._in("schemas", f"{shape.name}.{member.name}"),))

    def _of_modules(self) -> Iterator[tuple[Item, Cited]]:
        for constant in self.contract.constants:
            place = self._in("constants", constant.name)
            yield constant, Cited(constant_words(constant), (place,))
        for module in self.contract.modules:
            for function in module.functions:
                words = f"function {module.name}.{function.name}: {function.does}"
                yield function, Cited(words, (self._in(module.name, function.name),))
        for row in self.contract.rows:
            values = ", ".join(f"{each.name} {each.json_text}" for each in row.values)
            yield row, Cited(f"row of {row.entity}: {values}", ())
        yield from self._of_services()
        for setting in self.contract.settings:
            place = self._in("config", "from_environment")
            yield setting, Cited(setting_words(setting), (place,))
        for package in self.contract.packages:
            yield package, Cited(f"package {package.name}", ())

    def _of_services(self) -> Iterator[tuple[Item, Cited]]:
        for service in self.contract.services:
            place = self._in("services", service.name)
            yield service, Cited(service_words(service), (place,))
            for call in service.calls:
                words = f"call {service.name}.{call.name}: {call.key}"
                yield call, Cited(words, (place,))

    # --- Places

    def _in(self, module: str, name: str) -> Definition:
        return f"{self.contract.app}/{module}.py", name

    def _view(self, endpoint: Endpoint) -> Definition:
        return self._in(f"routes/{self.contract.resource(endpoint)}", endpoint.name)

    def _page(self, endpoint: Endpoint, outcome: Answer | Case) -> Iterator[Definition]:
        if isinstance(outcome.body, HtmlBody):
            yield f"{self.contract.app}/{self.contract.page(endpoint)}", ""

    def _hook(self, endpoint: Endpoint, hook: Hook) -> Definition:
        return self._in(f"routes/{self.contract.resource(endpoint)}", hook.function)

    def _field_places(self, entity: Entity, field: EntityField) -> Iterator[Definition]:
        yield self._in("models", f"{entity.name}.{column(field).name}")
        for endpoint in self.contract.endpoints:
            if endpoint.entity == entity.name and field in self.contract.inputs(endpoint):
                yield self._in("schemas", f"{schema_name(endpoint, 'Request')}.{field.name}")

    def _parameter_place(self, endpoint: Endpoint, parameter: Parameter) -> Definition:
        if parameter.place != "query":
            return self._view(endpoint)
        query = schema_name(endpoint, "Query")
        return self._in("schemas", f"{query}.{attribute(parameter.name)}")

    def _case_places(self, endpoint: Endpoint, case: Case) -> Iterator[Definition]:
        """The hooks for a rule that one is about, the schema for what it refuses, otherwise the view."""
        if isinstance(case.when, RuleBroken):
            hooks = [self._hook(endpoint, h) for h in endpoint.hooks if _cites(h, case)]
            yield from hooks or (self._view(endpoint),)
        elif isinstance(case.when, _ANSWERED_BY_VIEWS):
            yield self._view(endpoint)
        elif not endpoint.is_custom:
            yield self._in("schemas", schema_name(endpoint, "Request"))
        else:
            yield self._of_request(endpoint)

    def _of_request(self, endpoint: Endpoint) -> Definition:
        body = endpoint.request
        if isinstance(body, JsonBody | FormBody | MultipartBody) and body.shape:
            return self._in("schemas", body.shape)
        return self._view(endpoint)

    def _rule(self, rule: Rule) -> Cited:
        ends = [e for e in self.contract.endpoints if e.key in rule.endpoints]
        cited = {citation.statement for citation in rule.citations}
        places = []
        for endpoint in ends:
            hooks = [h for h in endpoint.hooks if cited & {c.statement for c in h.citations}]
            places += [self._hook(endpoint, h) for h in hooks] or [self._view(endpoint)]
        return Cited(f"rule of {', '.join(rule.endpoints)}", tuple(places))

    def _invariant(self, invariant: Invariant) -> Cited:
        entity = self.contract.entity(invariant.entity)
        field = entity.field(invariant.field)
        views = [
            self._view(endpoint)
            for endpoint in self.contract.endpoints
            if endpoint.entity == entity.name and field in self.contract.inputs(endpoint)
        ]
        stored = self._in("models", f"{entity.name}.{column(field).name}")
        words = f"{entity.name}.{field.name} {invariant.kind.replace('_', ' ')}"
        return Cited(words, (stored, *views))


def _cites(hook: Hook, case: Case) -> bool:
    assert isinstance(case.when, RuleBroken)
    return case.when.statement in {citation.statement for citation in hook.citations}
