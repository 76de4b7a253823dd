"""Accounts: whose rows the users are, and how they log in."""

from __future__ import annotations

from codegen.contract.data import Entity, EntityField, SecretType, TextType
from codegen.contract.item import Citations, Item
from codegen.contract.operations import Operation
from codegen.defaults import UNLIMITED_LENGTH

_ANY = {"min_length": 0, "max_length": UNLIMITED_LENGTH}
"""Of what is only compared: one that is too short or too long is as wrong as any other."""


class Accounts(Item):
    """Each row of ``entity`` is somebody who may log in.

    ``name`` is the field that says who it is, ``secret`` the one that only they know. A log-in ends after ``lifetime_minutes``; it is a
    row of ``log_in``, whose ids the tokens carry.
    """

    entity: str
    name: str
    secret: str
    log_in: str
    lifetime_minutes: int
    citations: Citations = ()

    def credentials(self, entity: Entity, operation: Operation) -> tuple[EntityField, ...]:
        """What a log-in, or a change of the secret, takes. ``entity`` is whose rows the users are."""
        secret = entity.field(self.secret)
        known = secret.model_copy(update={"type": SecretType(**_ANY), "required": True})
        if operation == "log_in":
            name = entity.field(self.name)
            called = {"type": TextType(**_ANY), "required": True, "unique": False}
            return name.model_copy(update={**called, "default": None}), known
        current = known.model_copy(update={"name": f"current_{secret.name}"})
        return current, secret.model_copy(update={"name": f"new_{secret.name}", "required": True})
