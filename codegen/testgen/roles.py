"""The roles that an endpoint asks for -> what the row of a user has who has one of them, or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codegen.contract import BooleanType, ChoiceType, Contract, Endpoint, FieldType, Role
from codegen.scenario import JsonValue


def has_role(contract: Contract, endpoint: Endpoint) -> dict[str, JsonValue]:
    """What the row of a user has who may ask: the first role where it takes one, none where owners may ask as well."""
    roles = Roles(contract, endpoint)
    return dict(roles.only(endpoint.roles[0] if endpoint.takes_role else None))


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of an endpoint, as the rows of users say who has them."""

    contract: Contract
    endpoint: Endpoint

    def only(self, role: Role | None) -> Mapping[str, JsonValue]:
        """What a user has who has this one of the roles, or none, and none of the others."""
        fields = dict.fromkeys(each.field for each in self.endpoint.roles)
        lacking = {name: self._lacks(name) for name in fields if self._accounts}
        return {**lacking, **({role.field: self._has(role)} if role and self._accounts else {})}

    @property
    def _accounts(self) -> bool:
        return self.contract.accounts is not None

    def _kind(self, name: str) -> FieldType:
        assert self.contract.accounts is not None
        return self.contract.entity(self.contract.accounts.entity).field(name).type

    def _has(self, role: Role) -> JsonValue:
        return True if isinstance(self._kind(role.field), BooleanType) else role.name

    def _lacks(self, name: str) -> JsonValue:
        """A value by which a user has none of the roles."""
        kind = self._kind(name)
        if isinstance(kind, BooleanType):
            return False
        names = {role.name for role in self.endpoint.roles if role.field == name}
        values = kind.values if isinstance(kind, ChoiceType) else ()
        return next((value for value in values if value not in names), None)
