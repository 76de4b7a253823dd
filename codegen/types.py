"""Values that every floor shares. This module imports nothing of codegen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NewType, TypeAlias

Digest = NewType("Digest", str)
"""A SHA-256 in hexadecimal."""

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None


def digest_of(text: str) -> Digest:
    """The SHA-256 of a text's UTF-8 bytes; lone surrogates are digested as they are."""
    return Digest(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a text: a path as the user would type it, a line and a column, both from 1."""

    path: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the user has to mend: where, why, and how.

    ``cause`` and ``mend`` are whole sentences; ``cause`` has no full stop of its own.
    """

    cause: str
    mend: str
    location: Location | None = None

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        return f"{place}{self.cause}. {self.mend}".rstrip()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has to say of one place in a Candidate."""

    rule: str
    location: Location
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.location}: {self.rule}: {self.message}. {self.mend}"


@dataclass(frozen=True, slots=True, order=True)
class File:
    """One text file of an app: ``path`` is relative to the app's folder, with forward slashes."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """The tree as it would lie on disk, not proven yet. ``files`` are sorted by path."""

    app: str
    files: tuple[File, ...]
    digest: Digest = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", tuple(sorted(self.files)))
        object.__setattr__(self, "digest", _tree_digest(self.files))

    def text(self, path: str) -> str:
        """The text at ``path``. Raises KeyError where the Candidate has no such file."""
        for file in self.files:
            if file.path == path:
                return file.text
        raise KeyError(path)

    def python_files(self, folder: str) -> tuple[File, ...]:
        """The Python files below ``folder``, sorted by path."""
        prefix = f"{folder}/"
        return tuple(f for f in self.files if f.path.startswith(prefix) and f.path.endswith(".py"))


def _tree_digest(files: Iterable[File]) -> Digest:
    return digest_of("\0".join(f"{f.path}\0{digest_of(f.text)}" for f in files))


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the rules found in the Candidate with this digest; no finding means it passed."""

    digest: Digest
    findings: tuple[Finding, ...]


Verdict = Literal["passed", "failed", "skipped", "not run"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one emitted test ended.

    ``endpoint`` is the endpoint (``"POST /register"``) of the last request sent before a failure;
    ``detail`` says what was expected and what came.
    """

    node_id: str
    verdict: Verdict
    detail: str = ""
    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Unfailing:
    """A test that did not fail at the endpoint it covers when that answered 501."""

    node_id: str
    endpoint: str
