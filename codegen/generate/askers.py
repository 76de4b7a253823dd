"""What the template of an operation is told of who asks."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.contract import (
    Accounts,
    Anyone,
    BooleanType,
    Case,
    Contract,
    Endpoint,
    NotAllowed,
    NotLoggedIn,
    NotOwner,
    Owner,
    Role,
    WrongCredentials,
)
from codegen.render import literal
from codegen.schemas import refusal


def arguments(case: Case) -> str:
    """The arguments of ``abort``."""
    _, _, status, detail = refusal(case)
    return f"{status}, {literal(detail)}" if detail is not None else str(status)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks an endpoint, as the templates of operations write it. Texts are Python."""

    contract: Contract
    endpoint: Endpoint

    @property
    def accounts(self) -> Accounts:
        """Whose rows the users are."""
        assert self.contract.accounts is not None
        return self.contract.accounts

    @property
    def is_known(self) -> bool:
        """Whether nobody gets far who is not logged in."""
        return not isinstance(self.endpoint.who, Anyone)

    @property
    def is_used(self) -> bool:
        """Whether the view has a use for who it is."""
        has_use = self.endpoint.operation in ("show_user", "change_secret")
        return bool(self.owner) or has_use or isinstance(self.endpoint.who, Role | Owner)

    @property
    def unknown(self) -> str:
        """The arguments of ``require_user``: how it refuses who is not logged in."""
        told = arguments(self.endpoint.case(NotLoggedIn()))
        return "" if told == "401" else told

    @property
    def lacks_role(self) -> str:
        """The condition under which who asks has not the role that it takes; empty where it takes none."""
        role = self.endpoint.who
        if not isinstance(role, Role):
            return ""
        kept = self.contract.entity(self.accounts.entity).field(role.field).type
        column = f"current_user.{role.field}"
        is_flag = isinstance(kept, BooleanType)
        return f"not {column}" if is_flag else f"{column} != {literal(role.name)}"

    @property
    def not_allowed(self) -> str:
        """The arguments of ``abort`` where somebody has not that role."""
        return arguments(self.endpoint.case(NotAllowed()))

    @property
    def owner(self) -> str:
        """The column that says whose a row is, where it narrows what the endpoint is about or is filled in; else empty."""
        if self.endpoint.operation == "create":
            return self.contract.entity(self.endpoint.entity).owner
        is_narrowed = isinstance(self.endpoint.who, Owner)
        return self.contract.owner_column(self.endpoint.entity) if is_narrowed else ""

    @property
    def fills(self) -> bool:
        """Whether the row that is made belongs to who asks."""
        return self.endpoint.operation == "create" and bool(self.owner)

    @property
    def is_owner(self) -> str:
        """The condition that a row is of who asks; empty where rows of all are meant."""
        column = f"{self.endpoint.entity}.{self.owner}"
        return f"{column} == current_user.id" if self.owner and not self.fills else ""

    @property
    def not_owner(self) -> str:
        """The arguments of ``abort`` where a row is somebody else's, and that is told; else empty."""
        found = [case for case in self.endpoint.cases if isinstance(case.when, NotOwner)]
        return arguments(found[0]) if found else ""

    @property
    def wrong_credentials(self) -> str:
        """The arguments of ``abort`` where name and secret do not fit."""
        return arguments(self.endpoint.case(WrongCredentials()))
