"""Rows that are there from the start."""

from __future__ import annotations

import json

from codegen.contract.item import Citations, Item
from codegen.types import JsonValue


class RowValue(Item):
    """A field's value in a row, as JSON text: ``"Books"`` in its quotation marks, ``3``, ``null``."""

    name: str
    json_text: str

    @property
    def value(self) -> JsonValue:
        """The value."""
        found: JsonValue = json.loads(self.json_text)
        return found


class InitialRow(Item):
    """A row of an entity that a new database has. A reference's value is the number of the row that it leads to,
    counted from 1 among those of its entity.
    """

    entity: str
    values: tuple[RowValue, ...]
    citations: Citations = ()

    @property
    def fields(self) -> dict[str, JsonValue]:
        """The values by field."""
        return {each.name: each.value for each in self.values}

    def uncited(self) -> InitialRow:
        """The row without citations: what a database has of it."""
        return self.model_copy(update={"citations": ()})
