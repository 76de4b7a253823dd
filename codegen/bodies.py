"""Contract -> what the emitted ``bodies.py`` has to know, and how a view is told to read its request.

JSON is read by the emitted ``schemas.py``; this is about forms, files and raw bodies, and about headers and cookies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codegen.contract import (
    BooleanType,
    BytesBody,
    Contract,
    CsvBody,
    Endpoint,
    FilePart,
    FormBody,
    IntegerType,
    JsonType,
    Member,
    MultipartBody,
    NumberType,
    ReferenceType,
    TextBody,
)
from codegen.defaults import BODY_LIMIT_BYTES, FILES_AT_ONCE
from codegen.features import body_limit_bytes, features, files_bytes
from codegen.fields import PLACES, parameters_in, schema_name, skips_empty
from codegen.schemas import Refusal, refusals_of

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
STRAY_PARTS = 1_000
"""Parts that a form may have beyond those that it needs: as many as Flask lets a form have.
https://flask.palletsprojects.com/en/stable/config/#MAX_FORM_PARTS"""
LONGEST_LIST = 1_000
READS: Mapping[type, str] = {
    BooleanType: "boolean",
    IntegerType: "number",
    ReferenceType: "number",
    NumberType: "number",
    JsonType: "json_value",
}
"""The emitted functions that read what does not stay a text."""


@dataclass(frozen=True, slots=True)
class TakenField:
    """A form's field, and the arguments of its emitted ``FormField``."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class TakenBody:
    """What a view takes that is no JSON; ``view`` is the name that Flask gives it."""

    view: str
    media_types: tuple[str, ...]
    max_bytes: int
    fields: tuple[TakenField, ...]
    files: tuple[FilePart, ...]
    refusals: tuple[Refusal, ...]


def taken_body(contract: Contract, endpoint: Endpoint) -> TakenBody | None:
    """What an endpoint takes, or None where that is JSON or nothing."""
    limits = _limits(endpoint)
    if limits is None:
        return None
    media_types, most = limits
    files = _files(endpoint)
    return TakenBody(
        view=f"{contract.resource(endpoint)}.{endpoint.name}",
        media_types=media_types,
        max_bytes=most,
        fields=tuple(TakenField(m.name, _arguments(m)) for m in form_members(contract, endpoint)),
        files=files,
        refusals=refusals_of(endpoint, [file.name for file in files], whole=True),
    )


def _limits(endpoint: Endpoint) -> tuple[tuple[str, ...], int] | None:
    """The media types of a body that is no JSON, none for any, and how many bytes it may have."""
    match endpoint.request:
        case FormBody():
            return (FORM, MULTIPART), BODY_LIMIT_BYTES
        case MultipartBody(files=files):
            return (MULTIPART,), max(BODY_LIMIT_BYTES, files_bytes(files))
        case TextBody():
            return ("text/plain",), BODY_LIMIT_BYTES
        case CsvBody():
            return ("text/csv",), BODY_LIMIT_BYTES
        case BytesBody(media_types=types, max_bytes=most):
            return types, BODY_LIMIT_BYTES if most is None else most
        case _:
            return None


def form_members(contract: Contract, endpoint: Endpoint) -> tuple[Member, ...]:
    """The fields of an endpoint's form."""
    body = endpoint.request
    named = body.shape if isinstance(body, FormBody | MultipartBody) else None
    return contract.shape(named).members if named else ()


def body_features(contract: Contract, schemas: Iterable[str]) -> dict[str, object]:
    """The flags and numbers of ``features``, and those that readers of other bodies need.

    Args:
        schemas: the definitions in the emitted ``schemas.py``.
    """
    texts = tuple(schemas)
    flags = features(contract, texts)
    bodies = tuple(filter(None, (taken_body(contract, each) for each in contract.endpoints)))
    refusing = any(body.refusals for body in bodies)
    larger = body_limit_bytes(contract) > BODY_LIMIT_BYTES
    return {
        **flags,
        "has_refusals": flags["has_refusals"] or refusing,
        "has_body_refusals": refusing,
        "bodies": bodies,
        "json_limit_bytes": BODY_LIMIT_BYTES if larger else None,
        "has_headers": _has_class(contract, texts, "header"),
        "has_cookies": _has_class(contract, texts, "cookie"),
        **_of_forms(contract, bodies),
        **_of_files([file for body in bodies for file in body.files]),
        **_of_raw_bodies(contract),
        "has_storage": any(f.kept for b in bodies for f in b.files) and bool(contract.entities),
    }


def _of_forms(contract: Contract, bodies: Iterable[TakenBody]) -> dict[str, object]:
    arguments = [each.arguments for body in bodies for each in body.fields]
    parts = _form_parts(contract)
    return {
        "has_forms": parts is not None,
        "has_form_shapes": bool(arguments),
        "has_form_pages": any(each.shows_form_again for each in contract.endpoints),
        "has_numbers_in_forms": any("read=number" in each for each in arguments),
        "has_booleans_in_forms": any("read=boolean" in each for each in arguments),
        "has_json_in_forms": any("read=json_value" in each for each in arguments),
        "form_parts": parts,
        "form_memory_bytes": BODY_LIMIT_BYTES,
    }


def _of_files(files: Sequence[FilePart]) -> dict[str, object]:
    return {
        "files_at_once": FILES_AT_ONCE,
        "has_files": bool(files),
        "has_required_files": any(file.required and not file.many for file in files),
        "has_optional_files": any(not file.required and not file.many for file in files),
        "has_extensions": any(file.extensions for file in files),
        "has_many_files": any(file.many for file in files),
    }


def _of_raw_bodies(contract: Contract) -> dict[str, object]:
    requests = [endpoint.request for endpoint in contract.endpoints]
    has_bytes = any(isinstance(body, BytesBody) for body in requests)
    has_texts = any(isinstance(body, TextBody | CsvBody) for body in requests)
    return {
        "has_raw_bytes": has_bytes,
        "has_raw_texts": has_texts,
        "has_raw": has_bytes or has_texts,
    }


def readers(contract: Contract, endpoint: Endpoint) -> tuple[str, ...]:
    """How this endpoint's view reads its request, in words for its author: only what it needs."""
    return tuple(_readers(contract, endpoint))


def _readers(contract: Contract, endpoint: Endpoint) -> Iterator[str]:
    if contract.has_ids_alone_in_paths and endpoint.path_numbers:
        yield (
            "A number in the path is 0 where the path holds nothing that can be one (a word, a sign, too many digits): it is the number of"
            " nothing, so look it up as any other, behind what refuses who may not ask."
        )
    for place in ("header", "cookie"):
        if any(each.place == place for each in endpoint.parameters):
            called = f"read_{place}s({schema_name(endpoint, PLACES[place])})"
            yield f"Read its {place}s with `{called}` (from the schemas module), which refuses what is invalid."
    if taken_body(contract, endpoint) is None:
        return
    match endpoint.request:
        case FormBody(shape=shape) | MultipartBody(shape=shape) if shape:
            yield f"Read its form fields with `form = read_form({shape})`, typed and validated."
    match endpoint.request:
        case MultipartBody(files=files):
            yield from map(_file_reader, files)
        case BytesBody():
            yield "Read its body with `content = read_bytes()`, which is `bytes`."
        case TextBody() | CsvBody():
            yield "Read its body with `text = read_text()`, which is a `str`."
    yield from _advice(contract, endpoint)


def _advice(contract: Contract, endpoint: Endpoint) -> Iterator[str]:
    """What authors of views have to know of all readers."""
    if isinstance(endpoint.request, FormBody | MultipartBody):
        yield "Read fields before files, and all of them before any check of your own of what was sent."
    if endpoint.shows_form_again:
        yield (
            "Where the contract answers a refused form with a page, have the readers inside `try:`, with `except HTTPException as refused:`"
            " (from werkzeug.exceptions) that returns the page with `typed()`, a `dict[str, str]` of the texts as they were typed, and"
            " `errors_of(refused)`, a `dict[str, str]` of messages by field, under the contract's status. Both come from the same module."
        )
    yield (
        f"These come from `{contract.app}.bodies`. They refuse by themselves what is missing, too large, of another content"
        " type or not what it is declared to be: do not check that again, and do not use `request.form`, `request.files`,"
        " `request.get_data()` or `request.stream`."
    )
    if isinstance(endpoint.request, MultipartBody) and endpoint.request.files:
        yield (
            "An `Upload` has `name` (what the sender calls it: words to show, never a path or a part of one), `media_type`,"
            " `content` (bytes) and `sha256`."
        )


def storage(contract: Contract) -> tuple[str, ...]:
    """How views handle files that are kept, in words for their authors; nothing where none is."""
    if not any(file.kept for endpoint in contract.endpoints for file in _files(endpoint)):
        return ()
    return (
        f"Files that are kept lie on the disk, in `{contract.app}.storage`: `keep(upload: Upload) -> str` writes one and gives the key for its"
        " row (before the commit: a rollback deletes it), `content_of(key: str) -> bytes` reads it, `forget(key: str) -> None`"
        " deletes it with its row (before the commit), `send(key: str, name: str, media_type: str, inline: bool = False) -> Response`"
        " answers with it, as an attachment unless the spec has it shown. Never open, name or send a file otherwise.",
    )


def _file_reader(file: FilePart) -> str:
    if file.many:
        return f'Read its files with `read_files("{file.name}")`, a `list[Upload]`.'
    if file.required:
        return f'Read its file with `read_file("{file.name}")`, an `Upload`.'
    return f'Read its file with `find_file("{file.name}")`, an `Upload` or None.'


def _form_parts(contract: Contract) -> int | None:
    """How many parts the largest form has, and a few unknown ones; None where there is no form."""
    counts = [
        sum(_times(member) for member in form_members(contract, endpoint))
        + sum(FILES_AT_ONCE if file.many else 1 for file in _files(endpoint))
        for endpoint in contract.endpoints
        if isinstance(endpoint.request, FormBody | MultipartBody)
    ]
    return max(counts) + STRAY_PARTS if counts else None


def _times(member: Member) -> int:
    return (member.max_items or LONGEST_LIST) if member.many else 1


def _files(endpoint: Endpoint) -> tuple[FilePart, ...]:
    return endpoint.request.files if isinstance(endpoint.request, MultipartBody) else ()


def _arguments(member: Member) -> str:
    read = READS.get(type(member.type))
    found = [
        *([f"read={read}"] if read else []),
        *(["many=True"] if member.many else []),
        *(["skips_empty=True"] if skips_empty(member) else []),
    ]
    return ", ".join(found)


def _has_class(contract: Contract, texts: Iterable[str], place: str) -> bool:
    """Whether a class of headers or of cookies is among the definitions."""
    defined = {name for text in texts for name in re.findall(r"^class (\w+)", text, re.MULTILINE)}
    wanted = {
        schema_name(each, PLACES[place])
        for each in contract.endpoints
        if parameters_in(each, place)
    }
    return bool(defined & wanted)
