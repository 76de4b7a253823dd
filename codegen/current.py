"""Whether a build has anything to do. Nothing heavy is imported here: it is the fast path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from codegen.config import Settings
from codegen.stamp import Inputs, Stamp, file_digest, is_current, tool_digest
from codegen.tree import FILE_LIMIT_BYTES

FRONT_MATTER = re.compile(r"\A\ufeff?---\r?\n(.*?)^---", re.DOTALL | re.MULTILINE)
APP = re.compile(r"^app:\s*['\"]?(\w+)", re.MULTILINE)


def current_inputs(settings: Settings, sources: Sequence[str]) -> Inputs:
    """What a build of these sources is made from. Raises OSError where one cannot be read.

    Args:
        sources: paths, relative to the project's root where they lie below it.
    """
    paths = [settings.root / source for source in sources]
    names = [source_name(settings, path) for path in paths]
    digests = (file_digest(path) for path in paths)
    return Inputs(tuple(zip(names, digests, strict=True)), settings.digest, tool_digest())


def current_stamp(settings: Settings, spec: Path) -> Stamp | None:
    """The stamp of the last build of a spec, if nothing that it was made from has changed since."""
    try:
        if not _is_small_file(spec):
            return None
        inputs = current_inputs(settings, (str(spec.resolve()),))
        return is_current(settings.cache, settings.out_dir / probable_app(spec), inputs)
    except (OSError, UnicodeDecodeError):
        return None


def _is_small_file(path: Path) -> bool:
    """Whether a path can be read without waiting, and without end: a pipe and a device cannot."""
    return path.is_file() and path.stat().st_size <= FILE_LIMIT_BYTES


def source_name(settings: Settings, spec: Path) -> str:
    """A spec's path as the record of inputs has it: relative to the root where it lies below it."""
    path, root = spec.resolve(), settings.root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def probable_app(spec: Path) -> str:
    """The app's name as the spec most likely gives it; a wrong guess only costs a full build.

    Raises OSError and UnicodeDecodeError where the spec cannot be read.
    """
    text = spec.read_text("utf-8") if _is_small_file(spec) else ""
    front_matter = FRONT_MATTER.match(text)
    named = APP.search(front_matter[1]) if front_matter else None
    return named[1] if named else re.sub(r"[-. ]", "_", spec.stem.lower())
