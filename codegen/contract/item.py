"""What every item of a Contract is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NewType

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

StatementId = NewType("StatementId", str)
"""Owner and digest of a statement's text, as ``entity:user/3f2a9c01`` or ``POST /register/81d2aa07``."""


class Item(BaseModel):
    """What everything in a Contract is: frozen, and of no other fields than those declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_serializer(mode="wrap")
    def _without_defaults(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A type that learns a new field must not change the digest of what does without it."""
        fields = type(self).model_fields
        return {
            name: value
            for name, value in dump(self).items()
            if name == "kind"
            or fields[name].is_required()
            or getattr(self, name) != fields[name].default
        }


class Citation(Item):
    """The words of a statement that an item stands on; ``quote`` is verbatim."""

    statement: StatementId
    quote: str


Citations = tuple[Citation, ...]


def cited(value: object) -> Iterator[StatementId]:
    """The statements that an item cites, or anything that it is made of; also those of a tuple of items."""
    if isinstance(value, Citation):
        yield value.statement
    elif isinstance(value, tuple):
        for inner in value:
            yield from cited(inner)
    elif isinstance(value, Item):
        for name in type(value).model_fields:
            yield from cited(getattr(value, name))
