"""Contract -> Scenarios, deterministically: each case of each endpoint, on both sides of each limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from codegen.contract import Contract, Endpoint, Operation, StatementId
from codegen.scenario import Scenario
from codegen.testgen.askers import Askers, is_asked
from codegen.testgen.changes import ChangeDeriver
from codegen.testgen.credentials import CredentialsDeriver
from codegen.testgen.custom import CustomDeriver
from codegen.testgen.fields import BodyDeriver
from codegen.testgen.lists import ListDeriver
from codegen.testgen.pairs import PairDeriver
from codegen.testgen.rows import RowsDeriver
from codegen.testgen.together import told_apart
from codegen.testgen.within import Nested, flat

_OF_SEVERAL: Mapping[Operation, str] = {
    "list": "lists_the_rows",
    "count": "counts_the_rows",
    "delete_all": "deletes_these_rows_alone",
}
"""The Scenario that tells which rows an endpoint about several is about."""


def derive(contract: Contract, texts: Mapping[StatementId, str]) -> tuple[Scenario, ...]:
    """The Scenarios of a Contract, in the contract's order; ``texts`` are the statements by id."""
    found = (_scenarios(contract, endpoint, texts) for endpoint in contract.endpoints)
    return tuple(scenario for scenarios in found for scenario in scenarios)


def _scenarios(
    contract: Contract, endpoint: Endpoint, texts: Mapping[StatementId, str]
) -> Iterator[Scenario]:
    """What can be derived: of a standard operation all, of any other what is certain without state."""
    if endpoint.is_custom:
        return CustomDeriver(contract, endpoint, texts).scenarios()
    contract = told_apart(contract, endpoint)
    derived = _as_if_for_anyone(contract, endpoint, texts)
    if is_asked(endpoint):
        of_all = tuple(_of_all(contract, endpoint, texts))
        return Askers(contract, endpoint, texts, of_all).scenarios(derived)
    return derived


def _as_if_for_anyone(
    contract: Contract, endpoint: Endpoint, texts: Mapping[StatementId, str]
) -> Iterator[Scenario]:
    derived = _of_operation(contract, flat(contract, endpoint), texts)
    return Nested(contract, endpoint, texts).scenarios(derived) if endpoint.within else derived


def _of_all(
    contract: Contract, endpoint: Endpoint, texts: Mapping[StatementId, str]
) -> Iterator[Scenario]:
    """What an endpoint about several rows does to rows of all for who has each role, where others have their own."""
    words = _OF_SEVERAL.get(endpoint.operation)
    for role in endpoint.roles if words and endpoint.is_for_owners else ():
        for_role = endpoint.model_copy(update={"who": role})
        found = _as_if_for_anyone(contract, for_role, texts)
        yield next(each for each in found if each.name == f"{endpoint.name}_{words}")


def _of_operation(
    contract: Contract, endpoint: Endpoint, texts: Mapping[StatementId, str]
) -> Iterator[Scenario]:
    nature = endpoint.nature
    if nature.of_user:
        return CredentialsDeriver(contract, endpoint, texts).scenarios()
    if endpoint.operation == "list":
        return ListDeriver(contract, endpoint, texts).scenarios()
    if endpoint.operation in ("add", "remove"):
        return PairDeriver(contract, endpoint, texts).scenarios()
    if nature.takes == "none":
        return RowsDeriver(contract, endpoint, texts).scenarios()
    if nature.of_one:
        return ChangeDeriver(contract, endpoint, texts).scenarios()
    return BodyDeriver(contract, endpoint, texts).scenarios()
