"""What an app keeps and what it is told: field types, entities, shapes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from codegen.contract.item import Citations, Item


class TextType(Item):
    """Text of ``min_length`` to ``max_length`` characters (Unicode code points), both included.

    ``trimmed`` where blanks at both ends are dropped before it is measured and kept; ``format`` where it is no other text than
    an e-mail address or the URL of a web page; ``pattern`` where it matches one of ``codegen.pattern`` as a whole.
    """

    kind: Literal["text"] = "text"
    min_length: int
    max_length: int
    trimmed: bool = False
    format: Literal["email", "url"] | None = None
    pattern: str | None = None


class SecretType(Item):
    """A text that is stored as a hash and never returned; lengths are those of the text."""

    kind: Literal["secret"] = "secret"
    min_length: int
    max_length: int


class IntegerType(Item):
    """A whole number from ``minimum`` to ``maximum``, both included."""

    kind: Literal["integer"] = "integer"
    minimum: int
    maximum: int


class BooleanType(Item):
    """Yes or no."""

    kind: Literal["boolean"] = "boolean"


class NumberType(Item):
    """A number with a fraction, from ``minimum`` to ``maximum`` where these are given."""

    kind: Literal["number"] = "number"
    minimum: float | None = None
    maximum: float | None = None


class MoneyType(Item):
    """An amount of a currency: minor units inside, a decimal string (``"12.34"``) outside.

    ``minimum`` and ``maximum`` are minor units, both included.
    """

    kind: Literal["money"] = "money"
    minimum: int
    maximum: int


class DateType(Item):
    """A day, as RFC 3339 writes it (``2026-03-01``)."""

    kind: Literal["date"] = "date"


class DateTimeType(Item):
    """A moment in UTC, as RFC 3339 writes it (``2026-03-01T09:00:00Z``)."""

    kind: Literal["datetime"] = "datetime"


class ChoiceType(Item):
    """One of a few texts."""

    kind: Literal["choice"] = "choice"
    values: tuple[str, ...]


class JsonType(Item):
    """Any JSON value."""

    kind: Literal["json"] = "json"


class ReferenceType(Item):
    """The id of a row of an entity; ``cascades`` where what refers to that row is deleted with it."""

    kind: Literal["reference"] = "reference"
    entity: str
    cascades: bool = False


class ShapeType(Item):
    """An object of a Shape."""

    kind: Literal["shape"] = "shape"
    shape: str


FieldType = Annotated[
    TextType
    | SecretType
    | IntegerType
    | BooleanType
    | NumberType
    | MoneyType
    | DateType
    | DateTimeType
    | ChoiceType
    | JsonType
    | ReferenceType,
    Field(discriminator="kind"),
]
"""What one column keeps."""

MemberType = Annotated[
    TextType
    | SecretType
    | IntegerType
    | BooleanType
    | NumberType
    | MoneyType
    | DateType
    | DateTimeType
    | ChoiceType
    | JsonType
    | ReferenceType
    | ShapeType,
    Field(discriminator="kind"),
]
"""What a member of a body is."""


class EntityField(Item):
    """One field of an entity. ``default`` is what a request that leaves it out gets; ``indexed`` where lists are asked for by it."""

    name: str
    type: FieldType
    required: bool = True
    unique: bool = False
    default: str | int | bool | None = None
    indexed: bool = False
    citations: Citations = ()

    def leads_to(self, entity: str) -> bool:
        """Whether it is a link to rows of that entity."""
        return isinstance(self.type, ReferenceType) and self.type.entity == entity


class Entity(Item):
    """Something the app keeps rows of. ``name`` is a class name (``User``), ``plural`` a table name.

    ``unique_together`` are fields whose values, taken together, are those of one row at most. ``owner`` is the link to the user who
    made the row, which no request gives.
    """

    name: str
    plural: str
    fields: tuple[EntityField, ...]
    unique_together: tuple[tuple[str, ...], ...] = ()
    owner: str = ""
    citations: Citations = ()

    def field(self, name: str) -> EntityField:
        """The field of that name. Raises KeyError where the entity has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def uncited(self) -> Entity:
        """The entity without citations: what its table depends on."""
        fields = tuple(field.model_copy(update={"citations": ()}) for field in self.fields)
        return self.model_copy(update={"citations": (), "fields": fields})


class Member(Item):
    """One member of a Shape: a value, or ``many`` of them in a list.

    ``nullable`` where the member may be null; ``required`` where it has to be there. A list has
    ``min_items`` to ``max_items``, both included.
    """

    name: str
    type: MemberType
    many: bool = False
    required: bool = True
    nullable: bool = False
    min_items: int = 0
    max_items: int | None = None
    default: str | int | bool | None = None
    citations: Citations = ()


class Shape(Item):
    """A JSON object of a request or a response, by name (``MoveRequest``)."""

    name: str
    members: tuple[Member, ...]
    citations: Citations = ()
