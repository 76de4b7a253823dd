"""When a case holds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from codegen.contract.item import Item, StatementId


class Missing(Item):
    """The request leaves out a required field."""

    kind: Literal["missing"] = "missing"
    field: str


class Null(Item):
    """A field is null that may not be."""

    kind: Literal["null"] = "null"
    field: str


class WrongType(Item):
    """A field's value is of another JSON type."""

    kind: Literal["wrong_type"] = "wrong_type"
    field: str


class TooShort(Item):
    """A text has fewer characters than its field's minimum."""

    kind: Literal["too_short"] = "too_short"
    field: str


class TooLong(Item):
    """A text has more characters than its field's maximum."""

    kind: Literal["too_long"] = "too_long"
    field: str


class OutOfRange(Item):
    """A number lies outside its field's range; at one ``end`` of it, where the two are answered apart."""

    kind: Literal["out_of_range"] = "out_of_range"
    field: str
    end: Literal["", "minimum", "maximum"] = ""

    @property
    def reason(self) -> str:
        """What the emitted app calls it."""
        return {"": "out_of_range", "minimum": "too_small", "maximum": "too_great"}[self.end]


class Pattern(Item):
    """A text does not match its field's pattern."""

    kind: Literal["pattern"] = "pattern"
    field: str


class Unstorable(Item):
    """A text holds what no database keeps faithfully: NUL or a lone surrogate."""

    kind: Literal["unstorable"] = "unstorable"
    field: str


class UnknownField(Item):
    """The request has a field that the endpoint does not know."""

    kind: Literal["unknown_field"] = "unknown_field"


class Duplicate(Item):
    """Another row has the same value in a unique field."""

    kind: Literal["duplicate"] = "duplicate"
    field: str


class TakenTogether(Item):
    """Another row has the same values in all of some fields, which are unique together."""

    kind: Literal["taken_together"] = "taken_together"
    fields: tuple[str, ...]


class NoSuchRow(Item):
    """A field names a row of another entity that does not exist."""

    kind: Literal["no_such_row"] = "no_such_row"
    field: str


class StillReferenced(Item):
    """Rows of another entity name the row that would be deleted."""

    kind: Literal["still_referenced"] = "still_referenced"


class NotFound(Item):
    """The row that the path names does not exist."""

    kind: Literal["not_found"] = "not_found"


class NoSuchParent(Item):
    """The row that the path names first, to which the others belong, does not exist; ``parameter`` is its id."""

    kind: Literal["no_such_parent"] = "no_such_parent"
    parameter: str


class AlreadyThere(Item):
    """The row that is to be added is one of them already."""

    kind: Literal["already_there"] = "already_there"


class NotThere(Item):
    """The row that is to be removed is none of them."""

    kind: Literal["not_there"] = "not_there"


class NotLoggedIn(Item):
    """The request carries no valid credentials."""

    kind: Literal["not_logged_in"] = "not_logged_in"


class NotOwner(Item):
    """The row belongs to somebody else."""

    kind: Literal["not_owner"] = "not_owner"


class NotAllowed(Item):
    """Whoever is logged in has not the role that it takes."""

    kind: Literal["not_allowed"] = "not_allowed"


class WrongCredentials(Item):
    """The credentials given do not fit."""

    kind: Literal["wrong_credentials"] = "wrong_credentials"


class MalformedBody(Item):
    """The body cannot be parsed."""

    kind: Literal["malformed_body"] = "malformed_body"


class NotAnObject(Item):
    """The body is JSON, but no object."""

    kind: Literal["not_an_object"] = "not_an_object"


class WrongContentType(Item):
    """The body is declared to be something the endpoint does not read."""

    kind: Literal["wrong_content_type"] = "wrong_content_type"


class TooLarge(Item):
    """The body has more bytes than the app reads."""

    kind: Literal["too_large"] = "too_large"


class RuleBroken(Item):
    """A rule of the spec is broken; its words are the statement's, never this item's."""

    kind: Literal["rule"] = "rule"
    statement: StatementId


class ServiceFailed(Item):
    """Another service that the app calls gives no usable answer, or none in time."""

    kind: Literal["service_failed"] = "service_failed"
    service: str


Condition = Annotated[
    Missing
    | Null
    | WrongType
    | TooShort
    | TooLong
    | OutOfRange
    | Pattern
    | Unstorable
    | UnknownField
    | Duplicate
    | TakenTogether
    | NoSuchRow
    | StillReferenced
    | NotFound
    | NoSuchParent
    | AlreadyThere
    | NotThere
    | NotLoggedIn
    | NotOwner
    | NotAllowed
    | WrongCredentials
    | MalformedBody
    | NotAnObject
    | WrongContentType
    | TooLarge
    | RuleBroken
    | ServiceFailed,
    Field(discriminator="kind"),
]
