"""What codegen remembers of an app.

- The tree: which files of an app's folder take part in a build.
- The record, ``<app>/.codegen/``: the lock and the base, committed with the app.
- The stamp, ``.codegen-cache/stamps/``: this machine's memory that exactly this tree was proven from
  exactly these inputs. It makes the build with nothing to do instant, so nothing is
  imported on this path but the standard library.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from codegen.errors import DiskFault, Rejected
from codegen.journal import (
    FILE_LIMIT_BYTES,
    RECORD_FOLDER,
    app_key,
    disk_fault,
    is_safe_path,
    open_cache,
    takes_part,
    write_durably,
)
from codegen.types import Digest, File, Location, Problem, digest_of

JsonValue: TypeAlias = bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"] | None

RECORD_VERSION = 1

# --- The tree --------------------------------------------------------------------------------------


def read_tree(app_dir: Path) -> tuple[File, ...]:
    """The files of an app's folder that take part in a build, sorted by path; none without a folder.

    These are UTF-8 texts of at most 1 MiB, as they are on disk, without databases, secrets, caches
    and what else ``takes_part`` refuses. Symbolic links inside the folder are never followed.
    Raises DiskFault where something cannot be read.
    """
    if not app_dir.exists():
        return ()
    try:
        return tuple(sorted(_text_files(app_dir, "")))
    except OSError as error:
        raise disk_fault(error, app_dir) from error


def _text_files(folder: Path, prefix: str) -> Iterator[File]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if not (is_safe_path(path) and takes_part(path)):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not Path(entry.path, "pyvenv.cfg").exists():
                    yield from _text_files(Path(entry.path), f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                text = _text_of(Path(entry.path))
                if text is not None:
                    yield File(path, text)


def _text_of(path: Path) -> str | None:
    try:
        if path.lstat().st_size > FILE_LIMIT_BYTES:
            return None
        text = path.read_bytes().decode("utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return None if "\0" in text else text


def with_newlines(text: str) -> str:
    r"""The text with ``\n`` for each ``\r\n``: git may have converted what lies on disk."""
    return text.replace("\r\n", "\n")


def folder_files(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Relative path and content of each file below a folder, sorted; ``.pyc`` and links left out.

    Raises OSError where something cannot be read.
    """
    return tuple(sorted(_contents(folder, "")))


def _contents(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _contents(Path(entry.path), f"{prefix}{entry.name}/")
            elif entry.is_file(follow_symlinks=False) and not entry.name.endswith(".pyc"):
                yield prefix + entry.name, Path(entry.path).read_bytes()


# --- The record ------------------------------------------------------------------------------------

_SLICE_NAME = re.compile(r"(?!app\Z)[a-z0-9][a-z0-9_-]{0,99}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, order=True)
class LockedStatement:
    """A statement of the accepted build."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class LockedDefinition:
    """What a slice owns of one module (``routes/users.py``): its definitions, as source text."""

    module: str
    text: str


@dataclass(frozen=True, slots=True)
class LockedSlice:
    """The accepted result for one entity or endpoint.

    ``name`` (``endpoint-post-register``) is a file name of lower-case letters, digits, ``-`` and
    ``_``, and not ``app``; ``items`` are the slice's contract items, dumped.
    """

    name: str
    meaning: Digest
    items: JsonValue
    definitions: tuple[LockedDefinition, ...]


@dataclass(frozen=True, slots=True)
class LockedRevision:
    """A migration that was emitted, and is never rewritten."""

    id: str
    path: str


@dataclass(frozen=True, slots=True)
class Record:
    """The lock and the base of the accepted build.

    ``pairs`` are statements that kept their id under a new text: id, old text, new text. ``data`` are
    the entities of the accepted contract, dumped; ``base`` is each emitted file as it was emitted.
    Revisions keep their order; all else is sorted, so that moving text about in a spec changes nothing.
    """

    app: str
    statements: tuple[LockedStatement, ...]
    pairs: tuple[tuple[str, str, str], ...]
    slices: tuple[LockedSlice, ...]
    revisions: tuple[LockedRevision, ...]
    data: JsonValue
    base: tuple[File, ...]

    def __post_init__(self) -> None:
        """Sorts what has no order of its own."""
        object.__setattr__(self, "statements", tuple(sorted(self.statements)))
        object.__setattr__(self, "pairs", tuple(sorted(self.pairs)))
        object.__setattr__(self, "slices", tuple(sorted(self.slices, key=lambda s: s.name)))
        object.__setattr__(self, "base", tuple(sorted(self.base)))


def record_files(record: Record) -> tuple[File, ...]:
    """The record as files below ``.codegen/``, sorted by path.

    Raises ValueError where a slice's name is no file name or two slices share one.
    """
    names = [item.name for item in record.slices]
    if len(set(names)) < len(names) or not all(map(_SLICE_NAME.fullmatch, names)):
        raise ValueError(f"slices need different names that are file names: {names}")
    files = [
        File("lock/app.json", _dump(_app_json(record))),
        *(File(f"lock/{item.name}.json", _dump(_slice_json(item))) for item in record.slices),
        *(File(f"base/{file.path}.txt", file.text) for file in record.base),
    ]
    return tuple(sorted(File(f"{RECORD_FOLDER}/{file.path}", file.text) for file in files))


def _app_json(record: Record) -> JsonValue:
    return {
        "version": RECORD_VERSION,
        "app": record.app,
        "statements": [{"id": item.id, "text": item.text} for item in record.statements],
        "pairs": [{"id": id_, "old": old, "new": new} for id_, old, new in record.pairs],
        "revisions": [{"id": item.id, "path": item.path} for item in record.revisions],
        "data": record.data,
    }


def _slice_json(item: LockedSlice) -> JsonValue:
    # Lines, so that a changed line is one changed line for git to show and to merge.
    definitions: list[JsonValue] = [
        {"module": part.module, "lines": [*part.text.split("\n")]} for part in item.definitions
    ]
    return {
        "name": item.name,
        "meaning": item.meaning,
        "items": item.items,
        "definitions": definitions,
    }


def _dump(value: JsonValue) -> str:
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)
    # The one thing JSON can say and UTF-8 cannot.
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def record_contents(app_dir: Path) -> tuple[tuple[str, bytes], ...]:
    """Path (``.codegen/...``) and content of each file of a record as it is on disk, sorted.

    A ``.codegen`` that is a link is not followed. Raises OSError where something cannot be read.
    """
    folder = app_dir / RECORD_FOLDER
    files = () if folder.is_symlink() else folder_files(folder)
    return tuple((f"{RECORD_FOLDER}/{path}", content) for path, content in files)


def read_record(app_dir: Path) -> Record | None:
    """The record of the app in this folder, or None where it has none.

    Raises Rejected, with the file and where possible the line, for a record that is broken or made by
    a newer codegen, and DiskFault for one that cannot be read.
    """
    folder = app_dir / RECORD_FOLDER
    if not folder.is_dir():
        return None
    try:
        lock = {p: _Json(folder / "lock" / p, c) for p, c in folder_files(folder / "lock")}
        base = [_base_file(folder / "base", p, c) for p, c in folder_files(folder / "base")]
    except OSError as error:
        raise disk_fault(error, folder) from error
    if "app.json" not in lock:
        raise _rejected(folder / "lock" / "app.json", "the record's first file is missing")
    app = _read_app(lock.pop("app.json"))
    slices = tuple(_read_slice(source) for name, source in lock.items() if name.endswith(".json"))
    return Record(base=tuple(base), slices=slices, **app)


def _rejected(path: Path, cause: str, line: int = 1, column: int = 1) -> Rejected:
    mend = f"Restore '{RECORD_FOLDER}' from version control; codegen writes it, and nobody else should."
    return Rejected(Problem(cause, mend, Location(str(path), line, column)))


def _base_file(folder: Path, path: str, content: bytes) -> File:
    try:
        return File(path.removesuffix(".txt"), with_newlines(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise _rejected(folder / path, "the base is not UTF-8") from error


_Shape: TypeAlias = type[str] | type[object] | list["_Shape"] | dict[str, "_Shape"]
"""A text, anything at all, a list of one shape, or an object of exactly these keys."""

_APP: _Shape = {
    "version": object,
    "app": str,
    "statements": [{"id": str, "text": str}],
    "pairs": [{"id": str, "old": str, "new": str}],
    "revisions": [{"id": str, "path": str}],
    "data": object,
}
_SLICE: _Shape = {
    "name": str,
    "meaning": str,
    "items": object,
    "definitions": [{"module": str, "lines": [str]}],
}


@dataclass(frozen=True, slots=True)
class _Json:
    """A JSON file of the record; what is wrong with it is said with its line."""

    path: Path
    content: bytes

    def value(self) -> Any:
        try:
            return json.loads(self.content, object_pairs_hook=self._object)
        except json.JSONDecodeError as error:
            cause = f"the JSON is broken: {error.msg}"
            raise _rejected(self.path, cause, error.lineno, error.colno) from error
        except (UnicodeDecodeError, RecursionError) as error:
            raise _rejected(self.path, f"the JSON is broken: {error}") from error

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        for key in members if len(members) < len(pairs) else ():
            if sum(key == other for other, _ in pairs) > 1:
                raise self._wrong(key, "is there twice")
        return members

    def check(self, value: object, shape: _Shape, key: str) -> None:
        """Raises Rejected where a value, found under ``key``, has another shape."""
        if isinstance(shape, dict):
            if not isinstance(value, dict):
                raise self._wrong(key, "must be an object")
            for other in sorted(value.keys() - shape.keys()):
                raise self._wrong(other, "is unknown")
            for other in sorted(shape.keys() - value.keys()):
                raise self._wrong(key, f"has no '{other}'")
            for name, part in shape.items():
                self.check(value[name], part, name)
        elif isinstance(shape, list):
            if not isinstance(value, list):
                raise self._wrong(key, "must be a list")
            for item in value:
                self.check(item, shape[0], key)
        elif not isinstance(value, shape):
            raise self._wrong(key, "must be a text")

    def _wrong(self, key: str, what: str) -> Rejected:
        before, found, _ = self.content.partition(json.dumps(key, ensure_ascii=False).encode())
        return _rejected(self.path, f"'{key}' {what}", before.count(b"\n") + 1 if found else 1)


def _read_app(source: _Json) -> dict[str, Any]:
    app = source.value()
    if isinstance(app, dict):
        _refuse_version(source.path, app.get("version"))
    source.check(app, _APP, "app.json")
    return {
        "app": app["app"],
        "statements": tuple(LockedStatement(**item) for item in app["statements"]),
        "pairs": tuple((item["id"], item["old"], item["new"]) for item in app["pairs"]),
        "revisions": tuple(LockedRevision(**item) for item in app["revisions"]),
        "data": app["data"],
    }


def _refuse_version(path: Path, version: object) -> None:
    if type(version) is int and version > RECORD_VERSION:
        cause = f"the record was made by a newer codegen (version {version} of its format)"
        raise Rejected(Problem(cause, "Update codegen.", Location(str(path), 1)))
    if type(version) is not int or version < 1:
        raise _rejected(path, "the record has no version that codegen knows")


def _read_slice(source: _Json) -> LockedSlice:
    value = source.value()
    source.check(value, _SLICE, source.path.name)
    name = value["name"]
    if source.path.name != f"{name}.json" or not _SLICE_NAME.fullmatch(name):
        raise _rejected(source.path, f"the file and its slice '{name}' have different names")
    definitions = tuple(
        LockedDefinition(part["module"], "\n".join(part["lines"])) for part in value["definitions"]
    )
    return LockedSlice(name, Digest(value["meaning"]), value["items"], definitions)


# --- The stamp -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a build is made from.

    ``sources`` are the spec's files, each with its ``file_digest``; their paths are absolute or
    relative to the folder in which the cache lies.
    """

    sources: tuple[tuple[str, Digest], ...]
    settings: Digest
    tool: Digest


@dataclass(frozen=True, slots=True)
class Stamp:
    """That the tree of this digest was proven from these inputs; ``summary`` is what to show of it."""

    inputs: Inputs
    tree: Digest
    summary: JsonValue


def file_digest(path: Path) -> Digest:
    """The digest of a file's bytes. Raises OSError where it cannot be read."""
    return Digest(hashlib.sha256(path.read_bytes()).hexdigest())


def tree_digest(files: Iterable[File], record: Iterable[File]) -> Digest:
    """The digest of an app's files and of its record's, whatever their order and line ends."""
    every = sorted((*files, *record))
    return digest_of("\0".join(f"{f.path}\0{digest_of(with_newlines(f.text))}" for f in every))


def tool_digest() -> Digest:
    """The digest of codegen's code and templates, Python's minor version and installed packages."""
    package = Path(__file__).parent
    folders = (package, package.parent / "templates") if _is_checkout(package) else (package,)
    contents = [
        f"{path}\0{hashlib.sha256(content).hexdigest()}"
        for folder in folders
        for path, content in folder_files(folder)
    ]
    return digest_of("\n".join([*sys.version.split(".")[:2], *_installed(), *contents]))


def _is_checkout(package: Path) -> bool:
    return not (package / "templates").is_dir()


def _installed() -> list[str]:
    folders = {Path(entry) for entry in sys.path if Path(entry).is_dir()}
    names = {name for folder in folders for name in os.listdir(folder)}  # noqa: PTH208 - names do
    return sorted(name for name in names if name.endswith(".dist-info"))


def write_stamp(cache: Path, app_dir: Path, stamp: Stamp) -> None:
    """Notes that a tree was proven. Raises DiskFault.

    ``stamp.tree`` is the ``tree_digest`` of what was verified, never of what lies on disk by now:
    an edit made in between was proven by nobody.
    """
    open_cache(cache)
    path = _stamp_path(cache, app_dir)
    inputs = stamp.inputs
    value: JsonValue = {
        "sources": [[source, digest] for source, digest in inputs.sources],
        "settings": inputs.settings,
        "tool": inputs.tool,
        "tree": stamp.tree,
        "summary": stamp.summary,
    }
    try:
        write_durably(path, _dump(value))
    except OSError as error:
        raise disk_fault(error, path) from error


def _stamp_path(cache: Path, app_dir: Path) -> Path:
    return cache / "stamps" / f"{app_key(app_dir)}.json"


def is_current(cache: Path, app_dir: Path, inputs: Inputs) -> Stamp | None:
    """The stamp of the last build, if it was of these inputs and its tree is still as it was.

    ``inputs.sources`` may be the main spec alone: the stamp knows the others, and every one of them is
    read again. None for any difference, and for a stamp that is missing or broken.
    """
    try:
        stamp = _read_stamp(_stamp_path(cache, app_dir))
        known = dict(stamp.inputs.sources)
        if (stamp.inputs.settings, stamp.inputs.tool) != (inputs.settings, inputs.tool):
            return None
        if not inputs.sources or not set(inputs.sources) <= known.items():
            return None
        if any(file_digest(cache.parent / path) != digest for path, digest in known.items()):
            return None
        return stamp if _digest_on_disk(app_dir) == stamp.tree else None
    except (OSError, DiskFault, ValueError, KeyError, TypeError, RecursionError):
        return None


def _read_stamp(path: Path) -> Stamp:
    value = json.loads(path.read_bytes())
    sources = tuple((str(source), Digest(digest)) for source, digest in value["sources"])
    inputs = Inputs(sources, Digest(value["settings"]), Digest(value["tool"]))
    return Stamp(inputs, Digest(value["tree"]), value["summary"])


def _digest_on_disk(app_dir: Path) -> Digest:
    record = (
        File(path, content.decode("utf-8", "surrogateescape"))
        for path, content in record_contents(app_dir)
    )
    return tree_digest(read_tree(app_dir), record)
