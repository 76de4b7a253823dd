"""Names that a spec gives to entities and fields, and the names that are made of them."""

# ruff: noqa: SIM905 - a hundred names read better as text
from __future__ import annotations

import re
from collections.abc import Collection

from codegen.contract import Operation

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NAME_LIMIT_CHARACTERS = 40
"""Of one name. PostgreSQL cuts names at 63 bytes, and constraints are named after table and column."""

KEYWORDS = frozenset("""
    False None True and as assert async await break class continue def del elif else except
    finally for from global if import in is lambda nonlocal not or pass raise return
    try while with yield
    """.split())
"""Python's keywords; ``type``, ``match`` and ``case``, which are so in places only, may be names."""

_PYDANTIC = frozenset("""
    copy dict json schema validate construct parse_obj parse_raw parse_file from_orm
    schema_json update_forward_refs
    """.split())
_SQLALCHEMY = frozenset(("metadata", "query", "query_class", "registry", "self"))

_IN_CLASSES = frozenset("""
    Annotated Any AnySchema BigInteger ClassVar ConfigDict Field Float ForeignKey FromText Integer
    IsoDate JSON Literal Mapped Moment Money Refusals Schema Storable StorableItem StorableJson Trimmed Email WebUrl EMAIL WEB_URL RowId NO_ROW LARGEST_ID String Text
    UniqueConstraint UtcDateTime bool db dt false float int mapped_column refusals
    refusals_by_view relationship str true
    """.split())
"""What the bodies of emitted classes use: a field of that name would hide it from the next line."""

_CLASSES = frozenset("""
    AfterValidator Annotated Any AnySchema Date DateTime Float ForeignKey IsoDate JSON Moment Money
    TypeDecorator UtcDateTime ArithmeticError AssertionError AttributeError BadRequest Base
    BaseException BaseExceptionGroup BaseModel BigInteger BlockingIOError Blueprint Boolean
    BrokenPipeError BufferError BytesWarning Callable CheckConstraint ChildProcessError ClassVar Config
    ConfigDict ConnectionAbortedError ConnectionError ConnectionRefusedError
    ConnectionResetError Counter DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError
    Exception ExceptionGroup Field FileExistsError FileNotFoundError Flask FlaskClient FloatingPointError
    FutureWarning GeneratorExit HTTPException IOError ImportError ImportWarning
    IndentationError IndexError Integer IntegrityError InterruptedError InvalidFields
    IsADirectoryError Iterator KeyError KeyboardInterrupt Literal LookupError Mapped Mapping MemoryError MetaData Migrate Model
    ModuleNotFoundError MultiDict NameError NotADirectoryError NotImplemented NotImplementedError
    OSError OverflowError PasswordHash Path PendingDeprecationWarning PermissionError ProcessLookupError
    PythonFinalizationError RecursionError ReferenceError Refusals Request
    RequestEntityTooLarge ResourceWarning Response ResponseReturnValue RuntimeError
    RuntimeWarning SQLAlchemy Schema Session StopAsyncIteration StopIteration Storable String
    SyntaxError SyntaxWarning SystemError SystemExit TabError Text TimeoutError TypeError
    TypeVar UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError
    UnicodeTranslateError UnicodeWarning UniqueConstraint UnprocessableEntity
    UnsupportedMediaType UserWarning ValidationError ValueError Warning ZeroDivisionError
    """.split())
"""What an emitted module imports or Python has built in: an entity's class would hide it."""

_PLURALS = frozenset("""
    abort app body clock config constants create_app db errors extensions flask migrate migrations models
    password_hash read_json request routes schemas secrets select settings tests wsgi
    """.split())
"""What a table's name, which is its blueprint's and its module's too, would hide or overwrite."""

_BUILTINS = frozenset("""
    abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod
    compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter
    float format frozenset getattr globals hasattr hash help hex id input int isinstance
    issubclass iter len license list locals map max memoryview min next object oct open ord pow
    print property quit range repr reversed round set setattr slice sorted staticmethod str sum
    super tuple type vars zip
    """.split())

_VIEWS = _BUILTINS | frozenset("""
    abort app body current_app db find_file json jsonify make_response password_hash read_bytes read_cookies
    read_file read_files read_form read_headers read_json read_list read_query read_text request
    response routes select session url_for
    """.split())
"""What a view's name would hide in its module."""


def snake_case(name: str) -> str:
    """``LineItem`` as ``line_item``."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return parted.lower()


def plural_of(word: str) -> str:
    """The plural as a table is called: ``-y`` after a consonant -> ``-ies``, a hiss -> ``-es``, else ``-s``.

    There are no exceptions: ``persons``, ``childs``. The rule is said in docs/defaults.md.
    """
    if re.search(r"[^aeiou_]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(s|x|z|ch|sh)$", word) else f"{word}s"


def class_name(words: str) -> str | None:
    """``line item`` or ``line_item`` as ``LineItem``; None where it is no ASCII identifier."""
    parts = re.split(r"[\s_]+", words.strip())
    joined = "".join(part[:1].upper() + part[1:] for part in parts)
    return joined if IDENTIFIER.fullmatch(joined) and not joined.startswith("_") else None


def why_no_entity(name: str) -> str | None:
    """What is wrong with an entity's name, or None."""
    if name in KEYWORDS or name in _CLASSES:
        return "is a name that Python or the emitted app has already"
    if name.startswith("Test"):
        return "starts with Test, as only classes of tests do"
    snake = snake_case(name)
    if len(name) > NAME_LIMIT_CHARACTERS:
        return f"has more than {NAME_LIMIT_CHARACTERS} characters"
    return why_no_table(plural_of(snake))


def why_no_table(name: str) -> str | None:
    """What is wrong with the name of a table, which a blueprint and a module have too, or None."""
    if name in KEYWORDS:
        return f"makes the table {name!r}, a keyword of Python"
    if name in _PLURALS:
        return f"makes the table {name!r}, a name that the emitted app has already"
    if name.startswith("sqlite_"):
        return "makes a table that SQLite keeps to itself"
    return None


def why_no_view(name: str) -> str | None:
    """What is wrong with a view's name, or None."""
    if name in KEYWORDS or name in _VIEWS:
        return "has a name that its module needs for something else"
    if len(name) > NAME_LIMIT_CHARACTERS:
        return f"has more than {NAME_LIMIT_CHARACTERS} characters"
    return None


def why_no_field(name: str) -> str | None:
    """What is wrong with a field's name, or None."""
    if name.lower() == "id":
        return "is reserved: every entity has an id of its own"
    if name in KEYWORDS:
        return "is a keyword of Python"
    if name.startswith("_") or name.endswith("__"):
        return "starts or ends with underscores"
    if name in _SQLALCHEMY:
        return "is a name that SQLAlchemy keeps to itself"
    if name in _PYDANTIC or name.startswith("model_"):
        return "is a name that pydantic keeps to itself"
    if name in _IN_CLASSES:
        return "is a name that the emitted classes use themselves"
    if len(name) > NAME_LIMIT_CHARACTERS:
        return f"has more than {NAME_LIMIT_CHARACTERS} characters"
    return None


_NAMED: dict[Operation, str] = {
    "list": "list_{many}",
    "delete_all": "delete_{many}",
    "count": "count_{many}",
    "show_user": "show_current_{one}",
    "log_in": "log_in",
    "log_out": "log_out",
    "change_secret": "change_secret_of_{one}",
}
"""What views are called that are about several rows, or about whoever asks."""


def view_name(
    path: str,
    entity: str,
    taken: Collection[str],
    operation: Operation = "create",
    marked: str = "",
) -> str:
    """The view's name. That of a create is the path's last segment, or ``create_user`` where that is the entity or not free.

    ``marked`` is what a row is marked as; ``taken`` are names that other views and the blueprints have. A name is not free either where it differs
    from those in underscores only: schemas and tests are called after the view.
    """
    snake = snake_case(entity)
    last = re.sub(r"[-.~]", "_", path.rstrip("/").rpartition("/")[2]).lower()
    fixed = _NAMED.get(operation, f"{operation}_{{one}}").format(one=snake, many=plural_of(snake))
    fixed = f"{fixed}_{marked}" if marked else fixed
    usable = (
        operation == "create"
        and IDENTIFIER.fullmatch(last)
        and not last.startswith("_")
        and last not in KEYWORDS
    )
    bare = {each.replace("_", "") for each in taken}
    hides = last in _VIEWS or last in (snake, plural_of(snake))
    if usable and not hides and last.replace("_", "") not in bare:
        return last
    name, number = fixed, 1
    while name.replace("_", "") in bare:
        number += 1
        name = f"{fixed}_{number}"
    return name
