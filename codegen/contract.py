"""The Contract: the typed meaning of a spec.

Every union here is closed. A member that no stage builds yet is refused, by the line of the statement
that asks for it, where the Contract is made (``codegen.interpret``).
"""

from __future__ import annotations

from typing import Annotated, Literal, NewType

from pydantic import BaseModel, ConfigDict, Field

StatementId = NewType("StatementId", str)
"""Owner and digest of a statement's text, as ``entity:user/3f2a9c01`` or ``POST /register/81d2aa07``."""


class Item(BaseModel):
    """What everything in a Contract is: frozen, and of no other fields than those declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(Item):
    """The words of a statement that an item stands on; ``quote`` is verbatim."""

    statement: StatementId
    quote: str


Citations = tuple[Citation, ...]


# --- Data ------------------------------------------------------------------------------------------


class TextType(Item):
    """Text of ``min_length`` to ``max_length`` characters (Unicode code points), both included."""

    kind: Literal["text"] = "text"
    min_length: int
    max_length: int


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


FieldType = Annotated[
    TextType | SecretType | IntegerType | BooleanType, Field(discriminator="kind")
]


class EntityField(Item):
    """One field of an entity. ``default`` is what a request that leaves it out gets."""

    name: str
    type: FieldType
    required: bool = True
    unique: bool = False
    default: str | int | bool | None = None
    citations: Citations = ()


class Entity(Item):
    """Something the app keeps rows of. ``name`` is a class name (``User``), ``plural`` a table name."""

    name: str
    plural: str
    fields: tuple[EntityField, ...]
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


# --- Conditions: when a case holds -----------------------------------------------------------------


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
    """A number lies outside its field's range."""

    kind: Literal["out_of_range"] = "out_of_range"
    field: str


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


class NotFound(Item):
    """The row that the path names does not exist."""

    kind: Literal["not_found"] = "not_found"


class NotLoggedIn(Item):
    """The request carries no valid credentials."""

    kind: Literal["not_logged_in"] = "not_logged_in"


class NotOwner(Item):
    """The row belongs to somebody else."""

    kind: Literal["not_owner"] = "not_owner"


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
    | NotFound
    | NotLoggedIn
    | NotOwner
    | WrongCredentials
    | MalformedBody
    | NotAnObject
    | WrongContentType
    | TooLarge
    | RuleBroken,
    Field(discriminator="kind"),
]


# --- Bodies ----------------------------------------------------------------------------------------


class JsonBody(Item):
    """A JSON object: the entity's ``fields`` by name, and a ``message`` of fixed words."""

    kind: Literal["json"] = "json"
    fields: tuple[str, ...] = ()
    message: str | None = None


class ProblemBody(Item):
    """RFC 9457 problem details. ``detail`` is fixed words, or None where the app chooses them."""

    kind: Literal["problem"] = "problem"
    detail: str | None = None


class EmptyBody(Item):
    """No body."""

    kind: Literal["empty"] = "empty"


class FormBody(Item):
    """URL-encoded form fields."""

    kind: Literal["form"] = "form"


class MultipartBody(Item):
    """Form fields and files."""

    kind: Literal["multipart"] = "multipart"


class TextBody(Item):
    """Plain text."""

    kind: Literal["text"] = "text"


class HtmlBody(Item):
    """An HTML page."""

    kind: Literal["html"] = "html"


class CsvBody(Item):
    """Comma-separated values."""

    kind: Literal["csv"] = "csv"


class BytesBody(Item):
    """Bytes of a media type."""

    kind: Literal["bytes"] = "bytes"


class RedirectBody(Item):
    """A redirection."""

    kind: Literal["redirect"] = "redirect"


Body = Annotated[
    JsonBody
    | ProblemBody
    | EmptyBody
    | FormBody
    | MultipartBody
    | TextBody
    | HtmlBody
    | CsvBody
    | BytesBody
    | RedirectBody,
    Field(discriminator="kind"),
]


# --- Who may ---------------------------------------------------------------------------------------


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
    """A user with this role."""

    kind: Literal["role"] = "role"
    name: str


WhoMay = Annotated[Anyone | LoggedIn | Owner | Role, Field(discriminator="kind")]


# --- Endpoints -------------------------------------------------------------------------------------

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Operation = Literal["create"]


class Answer(Item):
    """The outcome of an endpoint when no case holds."""

    status: int
    body: Body
    citations: Citations = ()


class Case(Item):
    """One other outcome of an endpoint. A case of the table of defaults has no citations."""

    when: Condition
    status: int
    body: Body
    citations: Citations = ()


class Endpoint(Item):
    """One method on one path. ``name`` is the view's name; ``path`` includes the spec's prefix."""

    method: Method
    path: str
    name: str
    operation: Operation
    entity: str
    who: WhoMay = Anyone()
    request: Body
    success: Answer
    cases: tuple[Case, ...]
    citations: Citations = ()

    @property
    def key(self) -> str:
        """Method and path, as ``POST /register``."""
        return f"{self.method} {self.path}"


# --- The whole -------------------------------------------------------------------------------------


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


class Assumption(Item):
    """A choice the spec left open: the row of the table of defaults that was taken, and for what."""

    topic: str
    about: str
    chosen: str
    statement: StatementId | None = None


class Contract(Item):
    """The typed meaning of a spec."""

    app: str
    title: str
    entities: tuple[Entity, ...]
    endpoints: tuple[Endpoint, ...]
    invariants: tuple[Invariant, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    def entity(self, name: str) -> Entity:
        """The entity of that name. Raises KeyError where there is none."""
        for entity in self.entities:
            if entity.name == name:
                return entity
        raise KeyError(name)

    def inputs(self, endpoint: Endpoint) -> tuple[EntityField, ...]:
        """The fields that the endpoint's request body has, in the spec's order."""
        if not isinstance(endpoint.request, JsonBody):
            return ()
        entity = self.entity(endpoint.entity)
        return tuple(entity.field(name) for name in endpoint.request.fields)
