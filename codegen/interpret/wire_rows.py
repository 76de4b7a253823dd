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


class WireOfRows(Wire):
    """Which rows a standard operation is about, and how its list is asked for; names are fields of its entity.

    within: the link to the row whose id stands first in the path (/jars/{jar_id}/coins), or null. where: what the rows
    have that are listed, counted or deleted; sets: what "mark" gives its row. Of a list alone: filters (?field=value), sorts (?sort=field or
    -field), searched (texts, ?q=words); order where nothing is asked, "-made" descending, null for ids; page_size and page_limit, null by default.
    """

    within: str | None
    where: list[WireValue]
    sets: list[WireValue]
    filters: list[str]
    sorts: list[str]
    searched: list[str]
    order: str | None
    page_size: int | None
    page_limit: int | None
