"""A Markdown file's text, or why it cannot be had."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path

from codegen.errors import DiskFault, SpecRejected
from codegen.scenario.suggestion import mend_for
from codegen.types import Location, Problem

SIZE_LIMIT_BYTES = 1024**2
LINE_COUNT_LIMIT = 20_000
LINE_LIMIT_CHARACTERS = 20_000
MARKDOWN_SUFFIXES = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Source:
    """One Markdown file: its path as it is shown, where it lies, and its lines without line ends."""

    path: str
    file: Path
    lines: tuple[str, ...]

    def at(self, line: int, column: int = 1) -> Location:
        """The place at a line and a column, both from 1."""
        return Location(self.path, line, column)


def read_source(file: Path, shown: str) -> Source:
    """Reads a Markdown file.

    Raises SpecRejected where it is missing, a folder, too large, empty or no UTF-8 text, and DiskFault
    where the disk refuses to give it.
    """
    data = _read_bytes(file, shown)
    if len(data) > SIZE_LIMIT_BYTES:
        size = f"more than {SIZE_LIMIT_BYTES:,} bytes"
        raise _rejected(shown, f"the spec has {size}", "Split it into several specs.")
    text = _decode(data, shown)
    if not text.strip():
        raise _rejected(shown, "the spec is empty", 'Start with "## Endpoints".')
    lines = tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    _refuse_long(lines, shown)
    return Source(shown, file, lines)


def _read_bytes(file: Path, shown: str) -> bytes:
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise _folder(file, shown)
        if not stat.S_ISREG(mode):
            raise _rejected(shown, "this is no regular file", "Name a Markdown file.")
        with file.open("rb") as stream:
            return stream.read(SIZE_LIMIT_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: NUL in the path
        raise _missing(file, shown) from None
    except OSError as error:
        cause = f"the file cannot be read: {error.strerror}"
        raise DiskFault(Problem(cause, "Check its permissions.", Location(shown, 1))) from error


def markdown_names(folder: Path) -> tuple[str, ...]:
    """The names of a folder's Markdown files, sorted; none where it cannot be listed."""
    try:
        return tuple(sorted(p.name for p in folder.iterdir() if p.suffix in MARKDOWN_SUFFIXES))
    except (OSError, ValueError):
        return ()


def _folder(file: Path, shown: str) -> SpecRejected:
    names = markdown_names(file)
    listed = ", ".join(f"{shown.rstrip('/')}/{name}" for name in names[:20])
    mend = f"Name one of its specs: {listed}." if names else "It holds no Markdown file."
    return _rejected(shown, "this is a folder, not a spec", mend)


def _missing(file: Path, shown: str) -> SpecRejected:
    mend = mend_for(file.name, markdown_names(file.parent), "Check the path.", cutoff=0.6)
    return _rejected(shown, "there is no such file", mend)


def _decode(data: bytes, shown: str) -> str:
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        place = Location(shown, before.count(b"\n") + 1, column)
        cause = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8 text"
        raise SpecRejected(Problem(cause, "Save the file as UTF-8.", place)) from None
    if (nul := text.find("\0")) >= 0:
        before_nul = text[:nul]
        column = nul - before_nul.rfind("\n")
        place = Location(shown, before_nul.count("\n") + 1, column)
        cause = "the file holds a NUL character, so it is no text"
        raise SpecRejected(Problem(cause, "Name a Markdown file.", place))
    return text


def _refuse_long(lines: tuple[str, ...], shown: str) -> None:
    if len(lines) > LINE_COUNT_LIMIT:
        cause = f"the spec has {len(lines):,} lines; {LINE_COUNT_LIMIT:,} are read at most"
        raise _rejected(shown, cause, "Split it into several specs.", LINE_COUNT_LIMIT + 1)
    for number, line in enumerate(lines, start=1):
        if len(line) > LINE_LIMIT_CHARACTERS:
            cause = f"the line has more than {LINE_LIMIT_CHARACTERS:,} characters"
            raise _rejected(shown, cause, "Break it into several lines.", number)


def _rejected(shown: str, cause: str, mend: str, line: int = 1) -> SpecRejected:
    return SpecRejected(Problem(cause, mend, Location(shown, line)))
