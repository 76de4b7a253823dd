"""What holds besides the outcomes of single endpoints, and what was assumed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from codegen.contract.item import Citations, Item, StatementId


class StoredHashed(Item):
    """A secret is kept as a hash alone."""

    kind: Literal["stored_hashed"] = "stored_hashed"
    entity: str
    field: str
    citations: Citations = ()


class NeverReturned(Item):
    """A secret is in no response."""

    kind: Literal["never_returned"] = "never_returned"
    entity: str
    field: str
    citations: Citations = ()


Invariant = Annotated[StoredHashed | NeverReturned, Field(discriminator="kind")]


class Rule(Item):
    """A behaviour of these endpoints (``POST /register``) that a statement asks for.

    It has no words of its own: a statement's are the only ones.
    """

    endpoints: tuple[str, ...]
    citations: Citations


class Constant(Item):
    """A number or a text that the spec fixes, by name (``LOAN_DAYS``); ``unit`` as the spec has it."""

    name: str
    value: int | str
    unit: str = ""
    citations: Citations = ()


class Function(Item):
    """A function that several views or other functions call: its ``def`` line, and what it does."""

    name: str
    signature: str
    does: str
    citations: Citations = ()


class LogicModule(Item):
    """A module of the app that holds what is no view's own (``chess/rules.py``).

    ``uses`` are the entities, the functions of other modules, and the services that it needs.
    """

    name: str
    purpose: str
    functions: tuple[Function, ...]
    uses: tuple[str, ...] = ()


class Package(Item):
    """A package from the index that the spec or the settings name, and the modules it gives."""

    name: str
    imports: tuple[str, ...]
    citations: Citations = ()


class Background(Item):
    """A sentence that asks for nothing, and why it does not."""

    statement: StatementId
    reason: str


class Assumption(Item):
    """A choice the spec left open: what it is about, and what was taken."""

    topic: str
    about: str
    chosen: str
    statement: StatementId | None = None
