"""What sentences say, one fact at a time, before the Contract is put together.

Every fact knows the words it stands on (``said``), so that a contradiction can name both of its lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from codegen.contract import Citation, Operation, StatementId
from codegen.types import Location


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a statement that a fact stands on; ``quote`` is verbatim."""

    statement: StatementId
    quote: str
    location: Location

    @property
    def citation(self) -> Citation:
        """The same as a contract item cites it."""
        return Citation(statement=self.statement, quote=self.quote)

    def seen_from(self, other: Location) -> str:
        """Where this was said, for a message that is shown at ``other``: ``line 9 ("...")``."""
        here = self.location
        place = f"line {here.line}" if here.path == other.path else f"{here.path}:{here.line}"
        return f'{place} ("{shortened(self.quote)}")'


def shortened(text: str, limit: int = 100) -> str:
    """The text, or its beginning and an ellipsis where it has more than ``limit`` characters."""
    return text if len(text) <= limit else f"{text[: limit - 3].rstrip()}..."


# --- Data ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntityDeclared:
    """A heading or a sentence makes an entity; ``said`` is None for a heading."""

    name: str
    aliases: tuple[str, ...]
    location: Location
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class FieldDeclared:
    """A bullet or a sentence gives an entity a field."""

    entity: str
    name: str
    aliases: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field as a sentence names it; ``entity`` is None where the sentence leaves it open."""

    field: str
    entity: str | None = None


TypeName: TypeAlias = Literal[
    "text",
    "secret",
    "integer",
    "boolean",
    "number",
    "money",
    "date",
    "datetime",
    "choice",
    "reference",
    "references",
    "email",
    "url",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """The field is of this type: one of ``values``, or a link to a row of ``entity``."""

    name: TypeName
    values: tuple[str, ...] = ()
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Both included. In characters, or bare: then of characters or of a number, as the type says.

    ``above`` and ``below`` are what a sentence calls the limits whose own value is outside, where it does; whole numbers
    have the same said with ``minimum`` and ``maximum``.
    """

    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    in_characters: bool = False
    above: int | Decimal | None = None
    below: int | Decimal | None = None


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows have the same value."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A request has to give the field, or need not."""

    required: bool


@dataclass(frozen=True, slots=True)
class DefaultValue:
    """What a request that leaves the field out gets."""

    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Hashed:
    """The field is stored as a hash."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """The field is in no response."""


@dataclass(frozen=True, slots=True)
class Owns:
    """The field links to the user who makes the row."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The field is a text that matches a pattern as a whole."""

    pattern: str


Trait: TypeAlias = (
    Kind | Bounds | Unique | Presence | DefaultValue | Hashed | Hidden | Owns | Matches
)


@dataclass(frozen=True, slots=True)
class FieldFact:
    """A field has a trait. ``endpoint`` is the one below which it was said, if any."""

    field: FieldName
    trait: Trait
    said: Said
    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class TogetherFact:
    """No two rows of an entity have the same values in all of these fields; ``entity`` is None where the fields tell which."""

    fields: tuple[FieldName, ...]
    said: Said
    entity: str | None = None
    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """A field and the value that it has, or gets; ``is_not`` where it has any other."""

    field: FieldName
    value: str | int | bool
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class RowFact:
    """A row of the entity is there from the start."""

    entity: str
    values: tuple[Assigned, ...]
    said: Said


# --- Endpoints -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OperationFact:
    """What the endpoint does to an entity; ``entity`` is None where its fields tell which.

    ``where`` is what the rows have that it is about, ``sets`` what a row gets. ``is_own`` where the rows are those of whoever asks;
    ``parent`` is the entity of whose row they are said to be.
    """

    endpoint: str
    entity: str | None
    said: Said
    operation: Operation = "create"
    where: Assigned | None = None
    sets: Assigned | None = None
    is_own: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Ordered:
    """A field that a list is sorted by."""

    field: FieldName
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListingFact:
    """How the endpoint's list can be asked for, one thing at a time."""

    endpoint: str
    said: Said
    order: tuple[Ordered, ...] = ()
    filters: tuple[FieldName, ...] = ()
    sorts: tuple[FieldName, ...] = ()
    searched: tuple[FieldName, ...] = ()
    page_size: int | None = None
    page_limit: int | None = None


@dataclass(frozen=True, slots=True)
class RequestFact:
    """The endpoint's request has these fields."""

    endpoint: str
    fields: tuple[FieldName, ...]
    said: Said


State: TypeAlias = Literal[
    "missing",
    "null",
    "wrong_type",
    "too_short",
    "too_long",
    "out_of_range",
    "pattern",
    "unstorable",
    "duplicate",
    "taken_together",
    "no_such_row",
    "not_found",
    "no_such_parent",
    "already_there",
    "not_there",
    "still_referenced",
    "not_logged_in",
    "not_owner",
    "not_allowed",
    "wrong_credentials",
    "empty",
    "unknown_field",
    "malformed_body",
    "not_an_object",
    "wrong_content_type",
    "too_large",
]
"""The kinds of ``codegen.contract.Condition`` that standard operations have, and ``empty``: too short at 0."""


@dataclass(frozen=True, slots=True)
class AnswerFact:
    """What an answer is said to have; None where the sentence leaves it open."""

    status: int | None = None
    message: str | None = None
    fields: tuple[FieldName, ...] | None = None


@dataclass(frozen=True, slots=True)
class CaseFact:
    """In these states the answer is this.

    ``endpoint`` is None for all of them; ``fields`` is None for any field and where the state is the
    whole body's. ``entity`` is whose row is not there, where the state is that.
    """

    endpoint: str | None
    states: tuple[State, ...]
    fields: tuple[FieldName, ...] | None
    answer: AnswerFact
    said: Said
    end: Literal["minimum", "maximum"] | None = None
    """The end of a range that the sentence speaks of ("greater than 150"), where it is one alone."""
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class SuccessFact:
    """When no case holds, the answer is this."""

    endpoint: str
    answer: AnswerFact
    said: Said


Who: TypeAlias = Literal["anyone", "logged_in", "owner", "role", "any_of"]


@dataclass(frozen=True, slots=True)
class WhoFact:
    """Who may call; ``endpoint`` is None for all of them, or for those that do one of ``operations`` to rows of ``entity``.

    ``has`` is what the row of a user has to have whose role it takes; ``role`` is what the sentence calls such users.
    ``of`` are those of whom anyone may, where the sentence names several.
    """

    endpoint: str | None
    who: Who
    said: Said
    entity: str | None = None
    operations: tuple[Operation, ...] = ()
    has: Assigned | None = None
    role: str = ""
    of: tuple[WhoFact, ...] = ()


@dataclass(frozen=True, slots=True)
class LifetimeFact:
    """A log-in ends by itself after so many minutes."""

    minutes: int
    said: Said


Fact: TypeAlias = (
    FieldFact
    | TogetherFact
    | RowFact
    | OperationFact
    | ListingFact
    | RequestFact
    | CaseFact
    | SuccessFact
    | WhoFact
    | LifetimeFact
)
