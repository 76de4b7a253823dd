"""Whether an exchange can happen at all: the endpoint it reaches, its status, the rows that are given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codegen.contract import (
    Anyone,
    Contract,
    EmptyBody,
    Endpoint,
    EntityField,
    LoggedIn,
    Service,
)
from codegen.defaults import (
    CONTENT_TYPE_STATUS,
    INVALID_STATUS,
    MALFORMED_STATUS,
    NOT_FOUND_STATUS,
    TOO_LARGE_STATUS,
)
from codegen.scenario import Exchange, Given, JsonValue, ServiceCalled, ServiceStub
from codegen.scenario.suggestion import mend_for
from codegen.scenario.values import fits
from codegen.types import Problem

NO_CREDENTIALS_STATUS = 401
FORBIDDEN_STATUS = 403
_PARAMETER = re.compile(r"\\\{\w+\\\}")


def endpoint_of(contract: Contract, exchange: Exchange) -> Endpoint | None:
    """The endpoint that an exchange's request reaches, or None where there is none.

    Of several that fit, the one with the fewest parameters: ``/games/new`` before ``/games/{id}``.
    """
    path = exchange.path.partition("?")[0]
    fitting = [
        endpoint
        for endpoint in contract.endpoints
        if exchange.method == endpoint.method and re.fullmatch(_pattern(endpoint), path)
    ]
    return min(fitting, key=lambda endpoint: endpoint.path.count("{"), default=None)


def _pattern(endpoint: Endpoint) -> str:
    return _PARAMETER.sub("[^/]+", re.escape(endpoint.path))


def possible_statuses(endpoint: Endpoint) -> frozenset[int]:
    """The statuses that an endpoint can answer with: its own, and of a custom one the defaults'.

    Which conditions a standard operation has is known, and each has its case.
    """
    own = {endpoint.success.status, *(case.status for case in endpoint.cases)}
    if not endpoint.is_custom:
        return frozenset(own)
    places = {parameter.place for parameter in endpoint.parameters}
    if not isinstance(endpoint.request, EmptyBody):
        own |= {MALFORMED_STATUS, TOO_LARGE_STATUS, CONTENT_TYPE_STATUS, INVALID_STATUS}
    if places - {"path"}:
        own.add(INVALID_STATUS)
    if "{" in endpoint.path:
        own.add(NOT_FOUND_STATUS)
    if not isinstance(endpoint.who, Anyone):
        own.add(NO_CREDENTIALS_STATUS)
        if not isinstance(endpoint.who, LoggedIn):
            own.add(FORBIDDEN_STATUS)
    return frozenset(own)


def status_problems(endpoint: Endpoint, exchange: Exchange) -> Iterator[Problem]:
    """The statuses that an example expects and that the endpoint never answers."""
    statuses = possible_statuses(endpoint)
    expected = {exchange.status}
    if exchange.together and exchange.together.others_status:
        expected.add(exchange.together.others_status)
    for status in sorted(expected - statuses):
        listed = ", ".join(map(str, sorted(statuses)))
        cause = f"the example expects {status}, which {endpoint.key!r} never answers"
        yield Problem(cause, f"Its statuses are {listed}.", exchange.location)


def service_problems(contract: Contract, exchange: Exchange) -> Iterator[Problem]:
    """What is wrong with what is said of other services: their names, and the calls that they offer."""
    every: tuple[ServiceStub | ServiceCalled, ...] = (*exchange.services, *exchange.called)
    for said in every:
        names = [service.name for service in contract.services]
        if said.service not in names:
            known = f"The services are {', '.join(names)}." if names else "Remove the comment."
            mend = mend_for(said.service, names, known)
            cause = f"the example speaks of the unknown service {said.service!r}"
            yield Problem(cause, mend, said.location)
        elif said.method:
            yield from _call_problems(contract.service(said.service), said)


def setting_problems(contract: Contract, exchange: Exchange) -> Iterator[Problem]:
    """The settings of an exchange that the app does not have."""
    names = [setting.name for setting in contract.settings]
    for name, _ in exchange.settings:
        if name not in names:
            known = f"The settings are {', '.join(names)}." if names else "Remove the comment."
            yield Problem(f"the app has no setting {name!r}", known, exchange.location)


def _call_problems(service: Service, said: ServiceStub | ServiceCalled) -> Iterator[Problem]:
    if any(call.fits(said.method, said.path) for call in service.calls):
        return
    keys = [call.key for call in service.calls]
    asked, bare = said.path.partition("?")[0], [key.partition("?")[0] for key in keys]
    known = f"Its calls are {', '.join(keys)}."
    exact = f"{said.method} {asked}" in bare
    mend = known if exact else mend_for(f"{said.method} {asked}", bare, known)
    cause = (
        f"the example speaks of '{said.method} {said.path}', which {service.name!r} does not offer"
    )
    yield Problem(cause, mend, said.location)


def given_problems(contract: Contract, given: Given) -> Iterator[Problem]:
    """What is wrong with a row that is given: its entity, its fields, their values."""
    names = [entity.name for entity in contract.entities]
    if given.entity not in names:
        mend = mend_for(given.entity, names, "Declare it below Data.")
        cause = f"the example is given a row of the unknown entity {given.entity!r}"
        yield Problem(cause, mend, given.location)
        return
    yield from _taken(contract, given)
    fields = {field.name: field for field in contract.entity(given.entity).fields}
    for name, value in given.values:
        if name == "id":
            continue
        if name not in fields:
            mend = mend_for(name, fields, "Declare it below the entity.")
            cause = f"the example is given the unknown field {name!r} of {given.entity!r}"
            yield Problem(cause, mend, given.location)
        elif not _is_good(fields[name], value):
            cause = f"the example is given a {name!r} that {given.entity!r} does not allow"
            yield Problem(cause, "Choose a value within its limits.", given.location)
    for name in fields.keys() - dict(given.values).keys():
        if fields[name].required and fields[name].default is None:
            cause = f"the example is given a {given.entity!r} without its {name!r}"
            yield Problem(cause, "Add it.", given.location)


def _taken(contract: Contract, given: Given) -> Iterator[Problem]:
    """What a row that is there from the start has already: its id, its unique values."""
    rows = contract.rows_of(given.entity)
    values = dict(given.values)
    number = values.get("id")
    if isinstance(number, int) and 1 <= number <= len(rows):
        cause = f"the example is given a {given.entity!r} with the id {number}, which a row from the start has"
        yield Problem(cause, f"Choose an id above {len(rows)}.", given.location)
    for field in contract.entity(given.entity).fields:
        taken = [row.fields.get(field.name) for row in rows]
        if field.unique and values.get(field.name) is not None and values[field.name] in taken:
            cause = f"the example is given a {given.entity!r} with a {field.name!r} that a row from the start has"
            yield Problem(cause, "Use that row, or choose another value.", given.location)


def _is_good(field: EntityField, value: JsonValue) -> bool:
    if value is None:
        return not field.required and field.default is None
    return fits(field.type, value)
