"""The table of defaults: what is chosen where a spec is silent and a client could notice.

Its page is docs/defaults.md, written by ``python -m codegen.defaults``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

CREATED_STATUS = 201
DUPLICATE_STATUS = 409
INVALID_STATUS = 422
NOT_FOUND_STATUS = 404
STILL_REFERENCED_STATUS = 409
NOT_LOGGED_IN_STATUS = 401
FORBIDDEN_STATUS = 403
MALFORMED_STATUS = 400
CONTENT_TYPE_STATUS = 415
TOO_LARGE_STATUS = 413
SERVICE_FAILED_STATUS = 503

TEXT_MIN_LENGTH = 1
TEXT_MAX_LENGTH = 255
TEXT_MAX_FACTOR = 2
UNLIMITED_LENGTH = 2**31 - 1
"""Characters of a text that only the app itself writes."""
INTEGER_MINIMUM = -(2**63)
INTEGER_MAXIMUM = 2**63 - 1
MONEY_LIMIT = 10**15
"""Minor units, above and below zero: what a double still tells apart, so that no client's parser rounds an amount."""
BODY_LIMIT_BYTES = 1_048_576
SERVICE_TIMEOUT_S = 5
FILES_AT_ONCE = 10
PAGE_SIZE = 50
PAGE_LIMIT = 100
"""Rows of a page where the request says nothing, and the most that it may ask for."""
LOG_IN_MINUTES = 12 * 60
LAST_PAGE = 1_000_000

SECRET_NAMES = ("password", "passphrase", "passcode")
SECRET_ALIASES = ("密码", "口令")

Topic: TypeAlias = Literal[
    "type",
    "minimum length",
    "maximum length",
    "range",
    "required",
    "comparison",
    "who may call",
    "who may call with accounts",
    "log-in lifetime",
    "not logged in",
    "not the owner",
    "not allowed",
    "wrong credentials",
    "request fields",
    "success status",
    "success body",
    "other success status",
    "other success body",
    "row not found",
    "link to nothing",
    "still referenced",
    "already there",
    "not there",
    "joined rows",
    "pages",
    "order of a list",
    "invalid field status",
    "unknown fields",
    "null",
    "malformed body",
    "content type",
    "body limit",
    "form content type",
    "empty form field",
    "boolean form field",
    "repeated form field",
    "file type",
    "file size",
    "file missing",
    "files at once",
    "duplicate status",
    "error body",
    "error messages",
    "ids",
    "unstorable text",
    "large numbers",
    "order of answers",
    "probes",
    "service time-out",
    "service failure",
]


@dataclass(frozen=True, slots=True)
class Default:
    """One row: the question a spec may leave open, what is chosen, and why.

    ``chosen`` may hold ``{value}``, which an Assumption fills. ``source`` is a URL, or empty.
    """

    topic: Topic
    question: str
    chosen: str
    why: str
    source: str = ""


_RFC_9110 = "https://www.rfc-editor.org/rfc/rfc9110.html"

TABLE: tuple[Default, ...] = (
    Default(
        "type",
        "A field without a type",
        "{value}",
        f"A field called {', '.join(SECRET_NAMES)} (or {', '.join(SECRET_ALIASES)}) is a secret: nobody means"
        " to keep or return one as it was typed. Every other field is text. Where a spec has one field of such"
        f" an English name, {' and '.join(SECRET_ALIASES)} mean it in sentences too.",
    ),
    Default(
        "minimum length",
        "A text or secret without a minimum length",
        f"at least {TEXT_MIN_LENGTH} character",
        "An empty text is most often a form that was not filled in.",
    ),
    Default(
        "maximum length",
        "A text or secret without a maximum length",
        "at most {value} characters",
        f"{TEXT_MAX_LENGTH} characters, since a text without a limit is a way to fill a disk; where the stated"
        f" minimum is larger, {TEXT_MAX_FACTOR} times the minimum.",
    ),
    Default(
        "range",
        "A whole number without a minimum or a maximum",
        f"from {INTEGER_MINIMUM} to {INTEGER_MAXIMUM} where nothing else is said",
        "64 bits are what every database keeps.",
        "https://www.postgresql.org/docs/current/datatype-numeric.html",
    ),
    Default(
        "required",
        "A field that is called neither required nor optional and has no default",
        "required",
        "A field is there to be given. A field with a default is optional.",
    ),
    Default(
        "comparison",
        "When two texts of a unique field are the same",
        "compared as they are: case counts, and nothing is trimmed",
        "Any folding would be a guess at what the two texts mean.",
    ),
    Default(
        "who may call",
        "Who may call an endpoint",
        "anyone",
        "A spec that lets nobody log in has nobody to tell apart.",
    ),
    Default(
        "who may call with accounts",
        "Who may call an endpoint of an app in which users log in",
        "{value}",
        "Registering and logging in are for anyone, rows with an owner, and what is below their paths, for the owner alone, everything else for whoever is logged in: what"
        " is closed by mistake is noticed at once, what is open by mistake is not.",
    ),
    Default(
        "log-in lifetime",
        "How long a log-in lasts in which nobody logs out",
        f"{LOG_IN_MINUTES // 60} hours",
        "A working day: a token that is lost is worth nothing on the next one.",
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#session-expiration",
    ),
    Default(
        "not logged in",
        "The status where an endpoint needs a log-in and the request carries no token that is good",
        str(NOT_LOGGED_IN_STATUS),
        "Unauthorized, with `WWW-Authenticate: Bearer`.",
        "https://www.rfc-editor.org/rfc/rfc6750.html#section-3",
    ),
    Default(
        "not the owner",
        "The status where a row is somebody else's and the spec has an answer of its own for that",
        str(FORBIDDEN_STATUS),
        "Forbidden. Without such an answer another's row is answered as one that is not there: who may not see it is not told that it is.",
        f"{_RFC_9110}#name-403-forbidden",
    ),
    Default(
        "not allowed",
        "The status where somebody has not the role that it takes",
        str(FORBIDDEN_STATUS),
        "Forbidden: who it is is known, and logging in again does not help.",
        f"{_RFC_9110}#name-403-forbidden",
    ),
    Default(
        "wrong credentials",
        "The status of a name that nobody has, and of a wrong secret",
        str(NOT_LOGGED_IN_STATUS),
        "Unauthorized, the same for both: who guesses is not told which of the two was wrong.",
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html#authentication-responses",
    ),
    Default(
        "request fields",
        "The fields of a create that names none",
        "all the entity's fields",
        "A row is made of them.",
    ),
    Default(
        "success status",
        "The status of a create",
        str(CREATED_STATUS),
        "Created.",
        f"{_RFC_9110}#name-201-created",
    ),
    Default(
        "success body",
        "The body of a create that names neither a message nor fields",
        "the id and every field that is no secret",
        "A client needs the id, and has sent the rest.",
    ),
    Default(
        "other success status",
        "The status where a row is read, changed or counted, or rows are listed or deleted",
        "{value}",
        "200 OK; 204 No Content where nothing is answered, as by the deletion of a row.",
        f"{_RFC_9110}#name-204-no-content",
    ),
    Default(
        "other success body",
        "The body where such a spec names neither a message nor fields",
        "{value}",
        'A row is its id and every field that is no secret; a list is `{"items": [...], "total": 3}`, of which `total` counts the rows'
        ' of all pages; a count is `{"count": 3}`, and so is how many rows were deleted.',
    ),
    Default(
        "row not found",
        "The status where no row has the id that stands in the path",
        str(NOT_FOUND_STATUS),
        "Not found.",
        f"{_RFC_9110}#name-404-not-found",
    ),
    Default(
        "link to nothing",
        "The status where a field is a link, and no row has its id",
        str(INVALID_STATUS),
        "The field is not valid.",
        f"{_RFC_9110}#name-422-unprocessable-content",
    ),
    Default(
        "still referenced",
        "What is done where a row is to be deleted that others link to",
        f"nothing, and {STILL_REFERENCED_STATUS} with what may still refer to it",
        "A deletion that takes others with it has to be asked for.",
        f"{_RFC_9110}#name-409-conflict",
    ),
    Default(
        "already there",
        "What is done where a row is to be added to another that it was added to before",
        "nothing, and the answer is that of adding it",
        "A request that is sent twice has the effect of one.",
        f"{_RFC_9110}#name-idempotent-methods",
    ),
    Default(
        "not there",
        "The status where a row is to be removed from another that it was not added to",
        str(NOT_FOUND_STATUS),
        "There is nothing to remove.",
        f"{_RFC_9110}#name-404-not-found",
    ),
    Default(
        "joined rows",
        "What becomes of the pairs of a row that is deleted",
        "they are deleted with it",
        "A pair says only that two rows belong together; the other row stays.",
        "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
    ),
    Default(
        "pages",
        "How many rows a page of a list has",
        "{value}",
        f"`?page=1&size={PAGE_SIZE}` where the request says nothing, and at most {PAGE_LIMIT}: no request may ask for a whole table.",
    ),
    Default(
        "order of a list",
        "How a list is sorted",
        "by id: as the rows were made",
        "A list without an order changes from page to page.",
    ),
    Default(
        "invalid field status",
        "The status where a field is missing, null, of the wrong type, too short, too long, out of range or"
        " cannot be stored, and where the body is no object",
        str(INVALID_STATUS),
        "Unprocessable content: the body was understood, its content was not acceptable.",
        f"{_RFC_9110}#name-422-unprocessable-content",
    ),
    Default(
        "unknown fields",
        "A field that the endpoint does not know",
        f"refused with {INVALID_STATUS}",
        "A misspelt optional field would be lost in silence. In a form it is passed over: a page may name its buttons.",
    ),
    Default(
        "null",
        "A field that is null",
        "accepted where the field is optional and has no default, else refused",
        "Null is how JSON leaves a field out by name.",
    ),
    Default(
        "malformed body",
        "The status of a body that is no JSON",
        str(MALFORMED_STATUS),
        "Bad request.",
        f"{_RFC_9110}#name-400-bad-request",
    ),
    Default(
        "content type",
        "The status of a body that is not declared to be JSON",
        str(CONTENT_TYPE_STATUS),
        "Unsupported media type.",
        f"{_RFC_9110}#name-415-unsupported-media-type",
    ),
    Default(
        "body limit",
        "How large a body may be",
        f"{BODY_LIMIT_BYTES} bytes; a larger one is {TOO_LARGE_STATUS}",
        "1 MiB holds any form; more is an upload.",
        f"{_RFC_9110}#name-413-content-too-large",
    ),
    Default(
        "form content type",
        "How a form may be sent",
        f"URL-encoded or as multipart; with files as multipart alone; else {CONTENT_TYPE_STATUS}. A form that cannot be"
        f" parsed is {MALFORMED_STATUS}",
        "Browsers send both.",
        "https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#attr-fs-enctype",
    ),
    Default(
        "empty form field",
        "A form field that is there and empty",
        "as good as none, where it is optional and an empty text is none of its values",
        "A browser sends every field of a form, those that were not filled in as empty texts.",
        "https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set",
    ),
    Default(
        "boolean form field",
        "How a form says yes or no",
        "true or false, on or off, yes or no, 1 or 0",
        "A browser sends a checked box as the value that its page gives it, on where it gives none, and one that is not checked not at all.",
        "https://html.spec.whatwg.org/multipage/input.html#checkbox-state-(type=checkbox)",
    ),
    Default(
        "repeated form field",
        "A form field that is no list and is sent several times",
        "the last one counts",
        "It is what a query does.",
    ),
    Default(
        "file type",
        "A file, or a raw body, of another media type than the stated ones, or whose content is not what it is declared"
        " to be (PNG, JPEG, GIF, WebP, PDF and ZIP by their first bytes, plain text and CSV as UTF-8)",
        f"refused with {CONTENT_TYPE_STATUS}; where no types are stated, any file is taken",
        "What a client declares is a claim.",
        "https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern",
    ),
    Default(
        "file size",
        "A file, or a raw body, with more bytes than it may have",
        f"refused with {TOO_LARGE_STATUS}",
        "Content too large.",
        f"{_RFC_9110}#name-413-content-too-large",
    ),
    Default(
        "file missing",
        "A required file that is not sent, or several where one is wanted",
        f"refused with {INVALID_STATUS}, as a field is",
        "A file is a field of its form.",
    ),
    Default(
        "files at once",
        "How many files of one name may be sent where many may",
        f"{FILES_AT_ONCE}",
        "A body needs a limit.",
    ),
    Default(
        "duplicate status",
        "The status where a unique field's value is taken",
        str(DUPLICATE_STATUS),
        "Conflict: the request is right, the state of the app is against it.",
        f"{_RFC_9110}#name-409-conflict",
    ),
    Default(
        "error body",
        "The body of an error",
        "problem details; a stated message is the detail",
        "The standard for errors of HTTP APIs.",
        "https://www.rfc-editor.org/rfc/rfc9457.html",
    ),
    Default(
        "error messages",
        "The words of an error without a stated message",
        "chosen by the app; no client should read them",
        "The status and the field say it already.",
    ),
    Default(
        "ids",
        "How rows are told apart",
        "whole numbers from 1, given by the database",
        "They are short and need no second index.",
    ),
    Default(
        "unstorable text",
        "A text with NUL or a lone surrogate",
        f"refused with {INVALID_STATUS}",
        "PostgreSQL refuses NUL, and UTF-8 has no lone surrogates.",
        "https://www.postgresql.org/docs/current/datatype-character.html",
    ),
    Default(
        "large numbers",
        "A whole number beyond 64 bits",
        f"refused with {INVALID_STATUS}",
        "No database keeps it.",
    ),
    Default(
        "order of answers",
        "Which answer wins where several conditions hold at once",
        "the body's size, then its content type, malformed JSON, no object; then the fields, in the entity's"
        " order, a stated answer before the default one; then the unique fields, in that order",
        "What is wrong with the whole is told before what is wrong with a part, and what the spec says before"
        " what it leaves open.",
    ),
    Default(
        "probes",
        "How whoever runs the app learns whether it is up",
        "GET /health and GET /ready, by anyone",
        "What starts, restarts and balances apps asks for both; the second is 503 until the database answers and has been migrated. Where an"
        " endpoint of the spec has such a path, or might be meant by it, there are none.",
        "https://kubernetes.io/docs/concepts/workloads/pods/probes/",
    ),
    Default(
        "service time-out",
        "How long an answer of another service is waited for",
        f"{SERVICE_TIMEOUT_S} seconds",
        "A worker that waits serves nobody else.",
        "https://sre.google/sre-book/addressing-cascading-failures/",
    ),
    Default(
        "service failure",
        "The status where another service cannot be reached, is too slow, or answers with an error or with"
        " what cannot be read",
        str(SERVICE_FAILED_STATUS),
        "Service unavailable: the request is right and may be sent again later. 502 and 504 are what a gateway"
        " says that passes a request on; this app's answer is its own.",
        f"{_RFC_9110}#name-503-service-unavailable",
    ),
)

NAMES = """\
## Names

A spec gives names to entities, fields and paths. The rest is made of them:

- A table is called after its entity in the plural: `-y` after a consonant becomes `-ies`, a hiss (`s x z
  ch sh`) adds `-es`, everything else `-s`. `User` -> `users`, `LineItem` -> `line_items`, `Category` ->
  `categories`, `Box` -> `boxes`. There are no exceptions: `Person` -> `persons`.
- A view is called after the last part of its path, `POST /sign-up` -> `sign_up`; where that is the entity,
  its plural or a name that is taken (`POST /any`, `POST /hash`: Python has those), `create_user`, and the next
  ones `create_user_2`, `create_user_3`. Names that differ in `_` only count as the same.
- An entity or a field whose name would break the app is refused: `Class`, `Setting` (its table is `settings`),
  `TestRun`, a field `metadata`.
"""


def default(topic: Topic) -> Default:
    """The row of that topic."""
    return next(row for row in TABLE if row.topic == topic)


def page() -> str:
    """docs/defaults.md."""
    return (
        "# Defaults\n\n<!-- Written by `python -m codegen.defaults`. Change codegen/defaults.py. -->\n\n"
        "Where a spec is silent and a client could notice, the answer comes from this table. A build lists\n"
        "those that it used as assumptions; a sentence in the spec takes the place of any of them.\n\n"
        "| topic | where a spec leaves open | what is chosen | why |\n|---|---|---|---|\n"
        + "".join(_line(row) for row in TABLE)
        + f"\n{NAMES}"
    )


def _line(row: Default) -> str:
    chosen = row.chosen.replace("{value}", "see why" if row.chosen == "{value}" else "...")
    why = f"{row.why} [Source]({row.source})" if row.source else row.why
    return f"| {row.topic} | {row.question} | {chosen} | {why} |\n"


if __name__ == "__main__":
    Path("docs/defaults.md").write_text(page(), encoding="utf-8")
