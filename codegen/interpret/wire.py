"""What a model answers when it is asked what a spec means: flat types that strict structured output takes.

Cites are strings, the label of a statement and words of it. Every member is required of an answer, null stands for absent, and JSON values travel as text. A member that was added
after records were committed has a default, by which these are still read. The docstrings go to the model with the schema.
https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
"""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import Field

from codegen.interpret.wire_field import Wire, WireCite, WireField
from codegen.interpret.wire_rows import WireOfRows, WireRow
from codegen.providers.base import AnswerSchema


class WireEntity(Wire):
    """A table: name as a Python class (Loan), plural as its table (loans).

    Every entity has an integer key "id" by itself: do not list it. unique_together: groups of fields whose values
    together may occur once.
    """

    name: str
    plural: str
    fields: list[WireField]
    unique_together: list[list[str]]
    cites: list[WireCite]


class WireConstant(Wire):
    """A number or text that the spec fixes and that code needs by name: LOAN_DAYS, value "14", unit "days".

    value: a whole number or a JSON string, as text. An amount of money is a whole number of cents.
    """

    name: str
    value: str
    unit: str
    cites: list[WireCite]


class WireFunction(Wire):
    """A function several places need: its complete def line ("def fine_cents(days_late: int) -> int:") and what it does."""

    name: str
    signature: str
    does: str
    cites: list[WireCite]


class WireModule(Wire):
    """A module of logic that belongs to no single endpoint: a short snake_case name and its public functions.

    uses: names of entities, of functions of other modules, and of services that it needs.
    """

    name: str
    purpose: str
    uses: list[str]
    functions: list[WireFunction]


class WirePackage(Wire):
    """A package by its name on the index, the modules of it that are imported, and the statement that names it."""

    name: str
    imports: list[str]
    cites: list[WireCite]


class WireServiceValue(Wire):
    """A value that a call to a service sends or gets. holds: "one" such value, a "list" of them, or "by_name": an object of them.

    {"USD": 1.1} is a number by_name. Anything deeper is "json". required: false where it may be left out, or null.
    """

    name: str
    type: Literal["text", "integer", "number", "boolean", "date", "datetime", "json"]
    holds: Literal["one", "list", "by_name"]
    required: bool


class WireServiceCall(Wire):
    """A request to a service: name in snake_case ("latest"), path behind the base URL with its query ("/latest?base={base}").

    parameters: what stands in braces in the path. sends: the members of the JSON object that is sent, answers: of the one that comes
    back (many: a list of such objects); empty where nothing is sent, or what comes is not read. example: an answer that the spec shows.
    """

    name: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    parameters: list[WireServiceValue]
    sends: list[WireServiceValue]
    answers: list[WireServiceValue]
    many: bool
    example: str | None
    cites: list[WireCite]


class WireService(Wire):
    """Another HTTP service that the app calls: a snake_case name ("rates"); its base URL is then the setting RATES_URL.

    timeout_s: seconds to wait for an answer, null where the spec does not say. key_header: the header in which it expects
    a key (the setting RATES_KEY), or null.
    """

    name: str
    purpose: str
    timeout_s: float | None
    key_header: str | None
    calls: list[WireServiceCall]
    cites: list[WireCite]


class WireSetting(Wire):
    """An environment variable (SHOP_PIN) by which whoever runs the app tells it a text; what it is when unset, null where it has to be set.

    example: a value that the spec allows, which tests have: as long as a key has to be, as many digits as a PIN has.
    shortest: how many characters it has to have where it is needed; with fewer the app does not start. 1 where the spec names none.
    """

    name: str
    default: str | None
    does: str
    cites: list[WireCite]
    example: str | None = None
    shortest: int = 1


class WireEndpointHead(Wire):
    """An endpoint: its view's name in snake_case, and the labels of every statement that speaks of it."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    name: str
    summary: str
    statements: list[str]


class WireResource(Wire):
    """A group of endpoints that live in one module, by a plural snake_case name."""

    name: str
    endpoints: list[WireEndpointHead]


class WireAssumption(Wire):
    """A choice that the spec leaves open and a client could notice: what it is about, the question, what you chose."""

    about: str
    question: str
    chosen: str
    statement: str | None


class WireBackground(Wire):
    """The label of a statement that asks for nothing, and why it does not."""

    statement: str
    reason: str


class WireOutline(Wire):
    """The whole app in outline. guard: the name of the function that every request passes first, or null."""

    title: str
    entities: list[WireEntity]
    constants: list[WireConstant]
    modules: list[WireModule]
    packages: list[WirePackage]
    resources: list[WireResource]
    assumptions: list[WireAssumption]
    background: list[WireBackground]
    rows: list[WireRow] = Field(default_factory=list)
    services: list[WireService] = Field(default_factory=list)
    settings: list[WireSetting] = Field(default_factory=list)
    guard: str | None = None


class WireRename(Wire):
    """An entity ("Loan") or a field ("Loan.due") that is now called otherwise; its rows are kept."""

    old: str
    new: str


class WireOutlineChange(WireOutline):
    """What changes of an earlier outline: items that are new or different, in full, and the names of those that go."""

    removed: list[str]
    renamed: list[WireRename]


class WireShape(Wire):
    """A JSON object that requests or responses hold, by a class name (MoveRequest, GameView)."""

    name: str
    members: list[WireField]
    cites: list[WireCite]


class WireFile(Wire):
    """A file of a multipart form; media_types ("image/png", "image/*") empty where any will do.

    The app refuses by itself a file that is missing (the case "missing" with the file's name as field), that is larger than
    max_bytes ("too_large") and whose type or content is another ("wrong_content_type"): 1 KB is 1000 bytes, 1 KiB 1024. State these
    cases only where the spec says how they are answered, and never as a "rule". extensions: the endings that its name must have (".srt"), in
    whatever case, empty where any will do; another one is "wrong_content_type" too. many: up to 10 files of that name.
    kept: the file can be had again later. Then the app keeps its content on the disk under a key, and an entity has a text field of
    32 characters for the key and, as far as the spec needs them, text fields for name (255) and media type and an integer for the size.
    """

    name: str
    media_types: list[str]
    max_bytes: int
    required: bool
    many: bool
    kept: bool = False
    extensions: list[str] = Field(default_factory=list)


class WireBody(Wire):
    """What a request or a response carries.

    json: shape names the object (many: a list of them), or fields lists fields of the endpoint's entity (for
    standard operations alone), and message is a member of fixed words. problem: an error as RFC 9457 problem
    details, message its "detail" where the spec fixes the words. text, html: texts that it shows. csv: texts are
    the columns. bytes: texts are the media types, max_bytes the limit of what is sent to the app. redirect: texts has the location
    where it is fixed. form: shape is the form's fields, of plain values and lists of them; multipart: as form, where files are sent
    too, or files alone. empty: nothing.
    """

    kind: Literal[
        "json",
        "problem",
        "empty",
        "form",
        "multipart",
        "text",
        "html",
        "csv",
        "bytes",
        "redirect",
    ]
    shape: str | None
    many: bool
    fields: list[str]
    message: str | None
    texts: list[str]
    files: list[WireFile]
    max_bytes: int | None


class WireParameter(Wire):
    """A value in the path, the query, a header or a cookie."""

    place: Literal["path", "query", "header", "cookie"]
    value: WireField


class WireOutcome(Wire):
    """How the endpoint answers when all is well."""

    status: int
    body: WireBody
    cites: list[WireCite]


class WireCase(Wire):
    """Another outcome. when: "rule" for whatever no other word fits; then rule is the label of the statement.

    "not_logged_in": no credentials, or unknown ones; "not_owner": they are good, but this row or action is not theirs, a wrong role too.
    "still_referenced": rows link to what a standard "delete" or "delete_all" would delete.
    field: the field it is about (for missing ... duplicate), dotted inside lists and objects ("shares.amount"); for "not_found" of a
    standard operation the link, or the first of two ids in the path, that leads nowhere, null for the row itself; for
    "service_failed" (it cannot be reached, is too slow, answers with an error or with nonsense) the service.
    body: null for problem details, whose "detail" is message where the spec fixes the words (else null); given only for other bodies.
    A part of a message that is another each time stands in braces: "Only {left} left" where the spec says "Only 2 left".
    """

    when: Literal[
        "missing",
        "null",
        "wrong_type",
        "too_short",
        "too_long",
        "out_of_range",
        "pattern",
        "unstorable",
        "unknown_field",
        "duplicate",
        "not_found",
        "still_referenced",
        "not_logged_in",
        "not_owner",
        "wrong_credentials",
        "malformed_body",
        "not_an_object",
        "wrong_content_type",
        "too_large",
        "service_failed",
        "rule",
    ]
    field: str | None
    rule: str | None
    status: int
    message: str | None = None
    body: WireBody | None
    cites: list[WireCite]


class WireHook(Wire):
    """For the operation "create" alone: a further rule as a function at a named point."""

    point: Literal["before_validation", "before_write", "after_write", "response"]
    function: str
    cites: list[WireCite]


class WireEndpoint(Wire):
    """An endpoint in full.

    who: "anyone" only where no credentials are needed; "logged_in" where a valid token, session or key is (its case is
    not_logged_in), "owner" and "role" where it has to be a certain one. role: the role's name where who is "role", else null.

    operation: a standard one, which a template writes: parameters are then empty, since those of path and query follow, and
    of_rows says which rows, or null. "custom": everything else; entity and of_rows are then null.
    uses: names of the entities, functions and services that a custom one needs.
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    operation: Literal[
        "create",
        "list",
        "read",
        "replace",
        "update",
        "mark",
        "delete",
        "delete_all",
        "count",
        "custom",
    ]
    entity: str | None
    uses: list[str]
    who: Literal["anyone", "logged_in", "owner", "role"]
    role: str | None
    parameters: list[WireParameter]
    request: WireBody
    success: WireOutcome
    cases: list[WireCase]
    hooks: list[WireHook]
    cites: list[WireCite]
    of_rows: WireOfRows | None = None


class WireRule(Wire):
    """A behaviour, cited, that is no outcome of a single request; endpoints as "POST /path" that take part in it."""

    endpoints: list[str]
    cites: list[WireCite]


class WireResourceDetail(Wire):
    """The endpoints of one resource in full, the shapes that they need, and the rules that hold for them."""

    shapes: list[WireShape]
    endpoints: list[WireEndpoint]
    rules: list[WireRule]
    assumptions: list[WireAssumption]


def answer_schema(wire: type[Wire]) -> AnswerSchema:
    """The strict JSON Schema of a wire type."""
    return AnswerSchema(
        wire.__name__, json.dumps(_strict(wire.model_json_schema()), sort_keys=True)
    )


def _strict(schema: Any) -> Any:
    """The schema without pydantic's titles, which only repeat the names, and with no member optional."""
    if not isinstance(schema, dict):
        return [_strict(value) for value in schema] if isinstance(schema, list) else schema
    named = {"properties", "$defs"}
    kept = {
        key: (
            {name: _strict(value) for name, value in inner.items()}
            if key in named
            else _strict(inner)
        )
        for key, inner in schema.items()
        if key not in ("title", "default")
    }
    return kept | ({"required": list(kept["properties"])} if "properties" in kept else {})
