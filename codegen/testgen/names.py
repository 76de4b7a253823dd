"""The names of tests: words of a title, each name once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

NAME_LENGTH = 80


def words(title: str) -> str:
    """A title as part of a Python name, empty where it cannot be; letters of any script may stand in one."""
    found = re.sub(r"\W+", "_", title.lower()).strip("_")
    return found if f"test_{found}".isidentifier() else ""


def ascii_words(title: str) -> str:
    """A title as part of a Python name of ASCII letters, empty where too little of it is left."""
    if not title.isascii() and sum(map(str.isascii, title)) * 2 < len(title):
        return ""
    found = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    if len(found) > NAME_LENGTH:
        found = found[:NAME_LENGTH].rpartition("_")[0] or found[:NAME_LENGTH]
    return found if re.search("[a-z]", found) else ""


def free(name: str, taken: Collection[str]) -> str:
    """The name, or the first of ``name_2``, ``name_3`` ... that is not taken."""
    return next(each for each in _numbered(name) if each not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1
