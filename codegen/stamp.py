"""The stamp: this machine's memory that exactly this tree was proven from exactly these inputs.

It lies in ``.codegen-cache/stamps/`` and makes the build with nothing to do instant, so nothing is
imported on this path but the standard library.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from codegen.disk import app_key, disk_fault, open_cache, write_durably
from codegen.errors import DiskFault
from codegen.record import record_contents
from codegen.tree import folder_files, read_tree, with_newlines
from codegen.types import Digest, File, JsonValue, digest_of


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
    """The digest of a file's bytes. Raises OSError where it is no file, as a pipe, or cannot be read."""
    if not path.is_file():
        raise FileNotFoundError(path)
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
        write_durably(path, json.dumps(value, indent=2, sort_keys=True))
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
