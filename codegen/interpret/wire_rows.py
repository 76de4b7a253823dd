"""What a model answers of rows that are there from the start."""

from __future__ import annotations

from codegen.interpret.wire_field import Wire, WireCite


class WireValue(Wire):
    """A field's value in a row: a JSON value as text ("\\"Books\\"", "3", "true")."""

    name: str
    value: str


class WireRow(Wire):
    """A row of an entity that is there from the start.

    A reference's value is the number of a row of that entity, counted from 1, which is listed before this one. A field
    with a default may be left out. A secret cannot be given.
    """

    entity: str
    values: list[WireValue]
    cites: list[WireCite]
