"""Who may call an endpoint."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from codegen.contract.item import Item


class Anyone(Item):
    """No credentials are needed."""

    kind: Literal["anyone"] = "anyone"


class LoggedIn(Item):
    """Any user with valid credentials."""

    kind: Literal["logged_in"] = "logged_in"


class Owner(Item):
    """The user whose row it is."""

    kind: Literal["owner"] = "owner"


class Role(Item):
    """A user with this role; ``field`` is where the user's row says so: it is ``name``, or yes."""

    kind: Literal["role"] = "role"
    name: str
    field: str = ""


class AnyOf(Item):
    """Whoever is one of several: who has a role may do it to rows of all, the owner to their own."""

    kind: Literal["any_of"] = "any_of"
    of: tuple[Annotated[Owner | Role, Field(discriminator="kind")], ...]


WhoMay = Annotated[Anyone | LoggedIn | Owner | Role | AnyOf, Field(discriminator="kind")]


def roles_of(who: WhoMay) -> tuple[Role, ...]:
    """The roles whose users may."""
    every = who.of if isinstance(who, AnyOf) else (who,)
    return tuple(each for each in every if isinstance(each, Role))


def is_for_owners(who: WhoMay) -> bool:
    """Whether the owner of a row may, where others may not."""
    return isinstance(who, Owner) or (isinstance(who, AnyOf) and Owner() in who.of)


def takes_role(who: WhoMay) -> bool:
    """Whether only users who have a role may, so that no other user gets any further."""
    return bool(roles_of(who)) and not is_for_owners(who)
