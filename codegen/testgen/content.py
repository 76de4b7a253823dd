"""Bytes that are what a media type says, as far as their beginning shows: for files and raw bodies that are sent."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.contract import FilePart

BEGINNINGS = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "image/webp": b"RIFF\0\0\0\0WEBP",
    "application/pdf": b"%PDF-1.7\n",
    "application/zip": b"PK\x05\x06",
}
"""https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern"""
TEXTS = ("text/plain", "text/csv")
SAMPLE = b"sample"
NOTHING_KNOWN = b"\xfe\x00\xfe\x00"
"""Neither the beginning of a known type, nor UTF-8."""
ANY = "application/octet-stream"


def media_type_of(media_types: Sequence[str]) -> str:
    """One of these media types or patterns (``image/*``); bytes where there are none."""
    first = next(iter(media_types), ANY)
    kind, _, subtype = first.partition("/")
    if "*" not in subtype:
        return first
    known = [each for each in (*BEGINNINGS, *TEXTS) if each.startswith(f"{kind}/")]
    return known[0] if known else f"{kind}/x-sample"


def called(file: FilePart) -> str:
    """What a file is called that is sent as this one."""
    return f"sample{next(iter(file.extensions), '')}"


def is_told_by_content(media_type: str) -> bool:
    """Whether an app notices that content is falsely declared to be of this type."""
    return media_type in BEGINNINGS or media_type in TEXTS


def content_of(media_type: str | None, size: int | None = None) -> bytes:
    """Content of a media type (None: of no known one), filled up or cut to ``size`` bytes where that is given."""
    if media_type is None:
        return NOTHING_KNOWN
    content = BEGINNINGS.get(media_type, SAMPLE)
    filler = b"\0" if media_type in BEGINNINGS else b"e"
    return content if size is None else content[:size].ljust(size, filler)
