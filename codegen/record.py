"""What codegen remembers of an app, ``<app>/.codegen/``: the lock and the base, committed with it.

Nothing is imported here but the standard library: ``codegen.stamp`` needs it for the instant build.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from codegen.disk import disk_fault
from codegen.errors import Rejected
from codegen.tree import RECORD_FOLDER, folder_files, with_newlines
from codegen.types import Digest, File, JsonValue, Location, Problem
from codegen.wheels import PackageLock, Wheel

RECORD_VERSION = 1
PACKAGES = "packages.json"
_SLICE_NAME = re.compile(r"(?!(app|packages)\Z)[a-z0-9][a-z0-9_-]{0,99}")
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
    ``_``, and not ``app`` or ``packages``; ``items`` are the slice's contract items, dumped.
    """

    name: str
    meaning: Digest
    items: JsonValue
    definitions: tuple[LockedDefinition, ...]


@dataclass(frozen=True, slots=True)
class LockedAnswer:
    """What a model answered and a build accepted, with the digest of what it was asked about.

    ``name`` is a file name as a slice's; ``value`` is the answer with statements under their ids.
    """

    name: str
    meaning: Digest
    value: JsonValue


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
    ``answers`` are what a model said of the spec's meaning, and the Scenarios it wrote; ``packages`` are
    the wheels of an app that has some from the index. Revisions keep
    their order; all else is sorted, so that moving text about in a spec changes nothing.
    """

    app: str
    statements: tuple[LockedStatement, ...]
    pairs: tuple[tuple[str, str, str], ...]
    slices: tuple[LockedSlice, ...]
    revisions: tuple[LockedRevision, ...]
    data: JsonValue
    base: tuple[File, ...]
    answers: tuple[LockedAnswer, ...] = ()
    packages: PackageLock | None = None

    def __post_init__(self) -> None:
        """Sorts what has no order of its own."""
        object.__setattr__(self, "statements", tuple(sorted(self.statements)))
        object.__setattr__(self, "pairs", tuple(sorted(self.pairs)))
        object.__setattr__(self, "slices", tuple(sorted(self.slices, key=lambda s: s.name)))
        object.__setattr__(self, "base", tuple(sorted(self.base)))
        object.__setattr__(self, "answers", tuple(sorted(self.answers, key=lambda a: a.name)))


def record_files(record: Record) -> tuple[File, ...]:
    """The record as files below ``.codegen/``, sorted by path.

    Raises ValueError where a slice's name is no file name or two slices share one.
    """
    for names in ([s.name for s in record.slices], [a.name for a in record.answers]):
        if len(set(names)) < len(names) or not all(map(_SLICE_NAME.fullmatch, names)):
            raise ValueError(
                f"slices and answers need different names that are file names: {names}"
            )
    files = [
        File("lock/app.json", _dump(_app_json(record))),
        *(File(f"lock/{item.name}.json", _dump(_slice_json(item))) for item in record.slices),
        *([File(f"lock/{PACKAGES}", _dump(record.packages.as_json()))] if record.packages else []),
        *(File(f"answers/{item.name}.json", _dump(_answer_json(item))) for item in record.answers),
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


def _answer_json(item: LockedAnswer) -> JsonValue:
    return {"name": item.name, "meaning": item.meaning, "value": item.value}


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
        said = {p: _Json(folder / "answers" / p, c) for p, c in folder_files(folder / "answers")}
        base = [_base_file(folder / "base", p, c) for p, c in folder_files(folder / "base")]
    except OSError as error:
        raise disk_fault(error, folder) from error
    if "app.json" not in lock:
        raise _rejected(folder / "lock" / "app.json", "the record's first file is missing")
    app = _read_app(lock.pop("app.json"))
    packages = _read_packages(lock.pop(PACKAGES)) if PACKAGES in lock else None
    slices = tuple(_read_slice(source) for name, source in lock.items() if name.endswith(".json"))
    answers = tuple(_read_answer(source) for name, source in said.items() if name.endswith(".json"))
    return Record(base=tuple(base), slices=slices, answers=answers, packages=packages, **app)


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
_ANSWER: _Shape = {"name": str, "meaning": str, "value": object}
_PACKAGES: _Shape = {
    "requirements": [str],
    "wheels": [{"name": str, "version": str, "sha256": str, "modules": [str]}],
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
    name = _name_of(source, value)
    definitions = tuple(
        LockedDefinition(part["module"], "\n".join(part["lines"])) for part in value["definitions"]
    )
    return LockedSlice(name, Digest(value["meaning"]), value["items"], definitions)


def _name_of(source: _Json, value: dict[str, Any]) -> str:
    name = str(value["name"])
    if source.path.name != f"{name}.json" or not _SLICE_NAME.fullmatch(name):
        raise _rejected(source.path, f"the file and what it names, '{name}', have different names")
    return name


def _read_packages(source: _Json) -> PackageLock:
    value = source.value()
    source.check(value, _PACKAGES, PACKAGES)
    wheels = tuple(Wheel(**{**each, "modules": tuple(each["modules"])}) for each in value["wheels"])
    for wheel in wheels:
        if member := wheel.malformed():
            raise _rejected(source.path, f"'{wheel.name}' has no {member} that pip could be given")
    return PackageLock(tuple(value["requirements"]), wheels)


def _read_answer(source: _Json) -> LockedAnswer:
    value = source.value()
    source.check(value, _ANSWER, source.path.name)
    return LockedAnswer(_name_of(source, value), Digest(value["meaning"]), value["value"])
