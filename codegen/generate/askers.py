"""What the template of an operation is told of who asks."""

from __future__ import annotations

from collections.abc import Iterator
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
        return (
            bool(self.owner) or has_use or bool(self.endpoint.roles) or self.endpoint.is_for_owners
        )

    @property
    def unknown(self) -> str:
        """The arguments of ``require_user``: how it refuses who is not logged in."""
        told = arguments(self.endpoint.case(NotLoggedIn()))
        return "" if told == "401" else told

    @property
    def lacks_role(self) -> str:
        """The condition under which who asks has not the role that it takes; empty where it takes none."""
        return self.has_no_role if self.endpoint.takes_role else ""

    @property
    def has_no_role(self) -> str:
        """The condition under which who asks has none of the roles whose users may."""
        return " and ".join(self._roles(holds=False))

    @property
    def has_role(self) -> str:
        """The condition under which who asks has one of the roles whose users may."""
        return " or ".join(self._roles(holds=True))

    def _roles(self, *, holds: bool) -> Iterator[str]:
        """What is compared of who asks, by the fields that say what users may do."""
        users = self.contract.entity(self.accounts.entity)
        for name in dict.fromkeys(role.field for role in self.endpoint.roles):
            column = f"current_user.{name}"
            values = [role.name for role in self.endpoint.roles if role.field == name]
            if isinstance(users.field(name).type, BooleanType):
                yield column if holds else f"not {column}"
            elif len(values) == 1:
                yield f"{column} {'==' if holds else '!='} {literal(values[0])}"
            else:
                listed = ", ".join(map(literal, values))
                yield f"{column} {'in' if holds else 'not in'} ({listed})"

    @property
    def not_allowed(self) -> str:
        """The arguments of ``abort`` where somebody has not that role."""
        return arguments(self.endpoint.case(NotAllowed()))

    @property
    def owner(self) -> str:
        """The column that says whose a row is, where it narrows what the endpoint is about or is filled in; else empty."""
        if self.endpoint.operation == "create":
            return self.contract.entity(self.endpoint.entity).owner
        is_narrowed = self.endpoint.is_for_owners
        return self.contract.owner_column(self.endpoint.entity) if is_narrowed else ""

    @property
    def fills(self) -> bool:
        """Whether the row that is made belongs to who asks."""
        return self.endpoint.operation == "create" and bool(self.owner)

    @property
    def is_owner(self) -> str:
        """The condition that a row is of who asks, or that they may do it to rows of all; empty where those are meant."""
        return ("allowed" if self.endpoint.roles else self._owns) if self._owns else ""

    @property
    def allowed(self) -> str:
        """What a statement asks of rows: nothing of who has a role, that they are theirs of the owner; empty where no role counts."""
        is_either = self._owns and self.endpoint.roles
        return f"true() if {self.has_role} else {self._owns}" if is_either else ""

    @property
    def _owns(self) -> str:
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
