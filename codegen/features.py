"""What a Contract needs of the emitted app's fixed modules: the flags of their templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator

from werkzeug.exceptions import default_exceptions

from codegen.contract import (
    FORMATS,
    BytesBody,
    Case,
    Contract,
    DateTimeType,
    Duplicate,
    Endpoint,
    FilePart,
    JsonBody,
    MultipartBody,
    OutOfRange,
    ProblemBody,
    ReferenceType,
    SecretType,
    TakenTogether,
)
from codegen.defaults import BODY_LIMIT_BYTES, FILES_AT_ONCE

FIRST_ERROR_STATUS = 400
FRAME_BYTES = 65_536
"""What a body may have around its files: boundaries, heads, form fields."""

_HAN = re.compile("[\u3400-\u9fff]")
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")

SCHEMA_FLAGS = {
    "has_texts": "Storable",
    "has_trimmed": "Trimmed",
    "has_row_ids": "RowId",
    "has_emails": "Email",
    "has_urls": "WebUrl",
    "has_patterns": "matching",
    "has_json": "StorableJson",
    "has_json_lists": "StorableItem",
    "has_changes": "UNCHANGED",
    "has_money": "Money",
    "has_dates": "IsoDate",
    "has_moments_in_json": "Moment",
    "has_numbers_in_query": "FromText",
    "has_refusals": "Refusals",
    "has_views_apart": "refusals_by_view",
}
"""What stands in ``schemas.py`` only where a definition there names it."""


def features(contract: Contract, schemas: Iterable[str]) -> dict[str, object]:
    """The flags and numbers that the skeletons ask for.

    Args:
        schemas: the definitions in the emitted ``schemas.py``.
    """
    texts = tuple(schemas)
    used = {name for text in texts for name in _names(text)}
    kinds = {type(field.type) for entity in contract.entities for field in entity.fields}
    requests = [endpoint.request for endpoint in contract.endpoints]
    cases = [case for endpoint in contract.endpoints for case in endpoint.cases]
    parameters = [each for endpoint in contract.endpoints for each in endpoint.parameters]
    places = {each.place for each in parameters}
    return {
        **{flag: name in used for flag, name in SCHEMA_FLAGS.items()},
        "has_aliases": any("alias=" in text for text in texts),
        "body_limit_bytes": body_limit_bytes(contract),
        "has_secrets": SecretType in kinds,
        "has_moments": DateTimeType in kinds,
        **_of_connections(contract, kinds),
        "has_races": any(isinstance(case.when, Duplicate | TakenTogether) for case in cases),
        "has_custom": any(endpoint.is_custom for endpoint in contract.endpoints),
        "has_query": "query" in places,
        "has_numbers_in_paths": any(p.place == "path" and p.is_number for p in parameters),
        "formats": FORMATS,
        "stranger": _stranger(contract),
        "tells_strangers": bool(_stranger(contract)) and not contract.guard,
        "guard_module": _guard_module(contract),
        "open_endpoints": tuple(
            f"{contract.resource(each)}.{each.name}" for each in contract.open_endpoints
        ),
        "credentials_header": contract.credentials_header,
        "unnamed_statuses": _unnamed_statuses(cases),
        "has_entities": bool(contract.entities),
        "has_accounts": contract.accounts is not None,
        "has_ids_alone_in_paths": contract.has_ids_alone_in_paths,
        "ids_are_rows": _are_ids(contract),
        "words_beside_numbers": tuple(map(re.escape, contract.words_beside_numbers)),
        "has_ends": any(isinstance(c.when, OutOfRange) and c.when.end for c in cases),
        "number_converter": "RowNumber" if contract.has_ids_alone_in_paths else "StorableInteger",
        "has_texts_in_paths": any(p.place == "path" and not p.is_number for p in parameters),
        "has_bodies": any(isinstance(body, JsonBody) for body in requests),
        "has_pages": contract.has_pages,
        "is_site": contract.is_site,
        "home": next(filter(None, (_home(contract, each) for each in contract.endpoints)), ""),
        "answers_any_path": any(map(_answers_any_path, contract.endpoints)),
        "passes_over_strays": contract.passes_over_strays,
        "language": language(contract.title),
        "has_lists": any(isinstance(body, JsonBody) and body.many for body in requests),
    }


def _of_connections(contract: Contract, kinds: Collection[type]) -> dict[str, object]:
    """What a connection to SQLite is prepared for."""
    flags = {
        "has_references": ReferenceType in kinds,
        "locks_rows": any(map(_locks_rows, contract.endpoints)),
        "searches": any(each.listing and each.listing.searched for each in contract.endpoints),
    }
    return {**flags, "prepares": bool(contract.entities) and any(flags.values())}


def _are_ids(contract: Contract) -> bool:
    """Whether all numbers in paths are ids of rows, which a column of 32 bits holds."""
    numbers = [each for endpoint in contract.endpoints for each in endpoint.path_numbers]
    return bool(numbers) and all(isinstance(each.type, ReferenceType) for each in numbers)


def _stranger(contract: Contract) -> tuple[int, str | None] | None:
    """What an unknown path answers to who sends no credentials, where that is no 404: status and detail."""
    case = contract.strangers
    if case is None or not isinstance(case.body, ProblemBody):
        return None
    return case.status, case.body.detail


def _guard_module(contract: Contract) -> str:
    """The module whose function is the guard; empty where there is none."""
    return next(
        (m.name for m in contract.modules if contract.guard in {f.name for f in m.functions}), ""
    )


def _unnamed_statuses(cases: Iterable[Case]) -> tuple[int, ...]:
    """The statuses of errors that werkzeug, and so Flask's ``abort``, has no exception for, as 402."""
    found = {case.status for case in cases if case.status >= FIRST_ERROR_STATUS}
    return tuple(sorted(found - default_exceptions.keys()))


def _locks_rows(endpoint: Endpoint) -> bool:
    """Whether its view looks at rows before it writes."""
    return endpoint.is_custom or (endpoint.nature.of_one and endpoint.nature.writes)


def _home(contract: Contract, endpoint: Endpoint) -> str:
    """What Flask calls the page at ``/``, to which pages of errors lead back; empty for any other endpoint."""
    is_home = endpoint.method == "GET" and endpoint.path == "/" and endpoint.shows_html
    return f"{contract.resource(endpoint)}.{endpoint.name}" if is_home else ""


def _answers_any_path(endpoint: Endpoint) -> bool:
    """Whether a GET of a path that nobody thought of is this endpoint's: ``GET /{page}``."""
    texts = [
        each.name for each in endpoint.parameters if each.place == "path" and not each.is_number
    ]
    return endpoint.method == "GET" and endpoint.path in {f"/{{{name}}}" for name in texts}


def language(title: str) -> str:
    """The language tag that a title's letters tell (RFC 5646): Chinese has a script of its own; English where nothing tells."""
    return "zh" if _HAN.search(title) and not _KANA_OR_HANGUL.search(title) else "en"


def body_limit_bytes(contract: Contract) -> int:
    """The largest body that the app has to read, in bytes; 1 MiB where nothing larger is sent to it.

    A part that may be sent many times counts as often as it may be.
    """
    return max((BODY_LIMIT_BYTES, *map(_body_bytes, contract.endpoints)))


def files_bytes(files: Iterable[FilePart]) -> int:
    """The largest body that has these files, in bytes."""
    return sum(f.max_bytes * (FILES_AT_ONCE if f.many else 1) for f in files) + FRAME_BYTES


def _body_bytes(endpoint: Endpoint) -> int:
    match endpoint.request:
        case MultipartBody(files=files):
            return files_bytes(files)
        case BytesBody(max_bytes=int(most)):
            return most + FRAME_BYTES
        case _:
            return 0


def _names(text: str) -> Iterator[str]:
    """The names that a module reads or binds."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            yield node.id
