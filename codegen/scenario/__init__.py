"""The one kind of example: a named sequence of HTTP exchanges with what must hold of each.

The types are here; ``codegen.scenario.reader`` makes them from a spec's ```` ```http ```` blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from codegen.contract import StatementId
from codegen.types import JsonValue as JsonValue
from codegen.types import Location


@dataclass(frozen=True, slots=True)
class Where:
    """``[?(@.name=='x')]``: the elements whose member ``field`` is ``value``."""

    field: str
    value: JsonValue


PathStep: TypeAlias = str | int | Where
"""A member's name, an element's index, ``"*"`` for every element, or which elements."""


@dataclass(frozen=True, slots=True)
class JsonRequest:
    """A body sent as ``application/json``."""

    value: JsonValue


@dataclass(frozen=True, slots=True)
class FormRequest:
    """A body sent as ``application/x-www-form-urlencoded``."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TextRequest:
    """A body sent as it stands; its media type is a header of the exchange."""

    text: str


@dataclass(frozen=True, slots=True)
class BytesRequest:
    """Bytes sent as they stand; their media type is a header of the exchange."""

    content: bytes


@dataclass(frozen=True, slots=True)
class MultipartFile:
    """One file of a multipart body. ``filename`` and ``media_type`` are what the client says of it."""

    name: str
    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class MultipartRequest:
    """A body sent as ``multipart/form-data``: form fields, and files behind them."""

    pairs: tuple[tuple[str, str], ...]
    files: tuple[MultipartFile, ...]


RequestBody: TypeAlias = JsonRequest | FormRequest | TextRequest | BytesRequest | MultipartRequest


@dataclass(frozen=True, slots=True)
class JsonPath:
    """``jsonpath "$.items[0].id"``: ``steps`` are ``("items", 0, "id")``."""

    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class HeaderValue:
    """``header "Content-Type"``; names compare without regard to case."""

    name: str


@dataclass(frozen=True, slots=True)
class BodyText:
    """``body``: the response's text."""


@dataclass(frozen=True, slots=True)
class BodyBytes:
    """``bytes``: the response's bytes. What they are compared with is written in hexadecimal."""


@dataclass(frozen=True, slots=True)
class CookieValue:
    """``cookie "session"``: the cookie of that name that the client keeps after the response."""

    name: str


@dataclass(frozen=True, slots=True)
class StatusCode:
    """``status``: the response's status."""


Whole: TypeAlias = JsonPath | HeaderValue | BodyText | BodyBytes | CookieValue | StatusCode


@dataclass(frozen=True, slots=True)
class Found:
    """``header "Location" regex "/teams/(.+)"``: the pattern's first group in the text of another query, or all of it."""

    of: Whole
    pattern: str


Query: TypeAlias = Whole | Found
Comparison: TypeAlias = Literal["==", "!=", "<", ">", "<=", ">="]
Predicate: TypeAlias = Literal[
    "==",
    "!=",
    "<",
    ">",
    "<=",
    ">=",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "exists",
    "count",
    "isString",
    "isInteger",
    "isFloat",
    "isNumber",
    "isBoolean",
    "isList",
    "isCollection",
    "isObject",
    "isDate",
    "isIsoDate",
    "isEmpty",
]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line of ``[Asserts]``. ``value`` is None for a predicate that takes none.

    ``sign`` is how a ``count`` compares.
    """

    query: Query
    predicate: Predicate
    value: JsonValue = None
    negated: bool = False
    sign: Comparison = "=="
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """A value of the response that later exchanges name as ``{{name}}``."""

    name: str
    query: Query


@dataclass(frozen=True, slots=True)
class Together:
    """``# together: 20``: the request is sent ``count`` times at once.

    The exchange's expectations hold of every response; with ``others_status``
    (``# together: 20, others 409``) of exactly one, and the others have that status.
    """

    count: int
    others_status: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceStub:
    """``# service: rates GET /latest -> 200 {...}``: from here on another service answers that call so.

    ``path`` is behind the base URL; one without a query stands for any. A ``status`` and a ``body`` belong to
    the outcome ``answer`` alone.
    """

    service: str
    method: str
    path: str
    outcome: Literal["answer", "timeout", "refused"]
    status: int | None = None
    body: JsonRequest | TextRequest | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class ServiceCalled:
    """``# service-called: notices POST /notify {...}``: what the exchange above had the app send.

    A service that an exchange names so was called in these ways and in no other. One without a ``method`` was
    not called at all; one without a ``body`` with any.
    """

    service: str
    method: str = ""
    path: str = ""
    body: JsonRequest | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what must hold of its response.

    ``now`` is the time that the clock is set to before it, and that then holds. ``basic_auth`` is a name
    and a password; ``cookies`` are added to those that the client keeps. ``services`` are how other services
    answer from here on, ``called`` is what they were sent meanwhile. ``settings`` are what the app's settings
    are from here on. ``asked_by`` is the id of the user whose token it carries.
    """

    method: str
    path: str
    status: int
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: RequestBody | None = None
    expectations: tuple[Expectation, ...] = ()
    captures: tuple[Capture, ...] = ()
    together: Together | None = None
    now: str | None = None
    basic_auth: tuple[str, str] | None = None
    cookies: tuple[tuple[str, str], ...] = ()
    services: tuple[ServiceStub, ...] = ()
    called: tuple[ServiceCalled, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    asked_by: int | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """``# given: User {"username": "ann"}``: a row that lies in the database from the start."""

    entity: str
    values: tuple[tuple[str, JsonValue], ...]
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class StoredHash:
    """After the last exchange the entity's only row keeps ``secret`` as a hash that verifies it."""

    entity: str
    field: str
    secret: str


@dataclass(frozen=True, slots=True)
class StoredValues:
    """After the last exchange the entity's only row, or its newest one, has these values."""

    entity: str
    values: tuple[tuple[str, JsonValue], ...]
    is_newest: bool = False


Stored: TypeAlias = StoredHash | StoredValues
Origin: TypeAlias = Literal["spec", "contract", "model"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named sequence of exchanges.

    ``name`` is words that make a test's name; scenarios of one name differ in ``variant`` alone and
    are rendered as one parametrized test. ``quote`` is the sentence that the test's docstring shows.
    ``endpoints`` are the keys (``POST /register``) of the endpoints that it covers.
    """

    name: str
    origin: Origin
    exchanges: tuple[Exchange, ...]
    endpoints: tuple[str, ...]
    quote: str
    covers: tuple[StatementId, ...] = ()
    variant: str | None = None
    given: tuple[Given, ...] = ()
    stored: tuple[Stored, ...] = ()
    location: Location | None = None
