"""What no form, file or raw body that is sent to an app can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from codegen.interpret.wire import WireBody, WireFile, WireShape

MEDIA_TYPE = re.compile(r"[a-z]+/(\*|[a-z0-9][a-z0-9!#$&^_.+-]*)")
"""https://www.rfc-editor.org/rfc/rfc6838#section-4.2, and any subtype as ``*``."""

EXTENSION = re.compile(r"(\.[a-z0-9_+-]{1,20})+")


def sent_problems(wire: WireBody, shapes: Iterable[WireShape], has_rows: bool) -> Iterator[str]:
    """What is wrong with a request's body, each as what follows its name in a sentence.

    Args:
        has_rows: whether the app has an entity, a row of which could keep a file.
    """
    if wire.kind in ("form", "multipart"):
        yield from _form_problems(wire, shapes)
    for file in wire.files:
        yield from _file_problems(file, has_rows)
    if wire.kind == "bytes":
        yield from _media_type_problems(wire.texts)


def _form_problems(wire: WireBody, shapes: Iterable[WireShape]) -> Iterator[str]:
    if wire.kind == "form" and wire.shape is None:
        yield "is a form and needs a shape that lists its fields."
    if wire.kind == "multipart" and wire.shape is None and not wire.files:
        yield "has neither fields nor files."
    members = [member for each in shapes if each.name == wire.shape for member in each.members]
    for member in members:
        if member.type == "object":
            yield f"has the field {member.name!r}, which is an object: a form has plain values only."
    names = [*(file.name for file in wire.files), *(member.name for member in members)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"has {name!r} twice: fields and files of one form have names of their own."


def _file_problems(file: WireFile, has_rows: bool) -> Iterator[str]:
    if file.kept and not has_rows:
        yield f"has the file {file.name!r} kept, but there is no entity that could keep its key."
    if file.max_bytes < 1:
        yield f"has the file {file.name!r} of at most no bytes."
    for extension in file.extensions:
        if not EXTENSION.fullmatch(extension):
            yield f'has the extension {extension!r}: write it such as ".srt", in small letters.'
    yield from _media_type_problems(file.media_types)


def _media_type_problems(media_types: Iterable[str]) -> Iterator[str]:
    for media_type in media_types:
        if not MEDIA_TYPE.fullmatch(media_type):
            yield f'has the media type {media_type!r}: write it such as "image/png", in small letters.'
