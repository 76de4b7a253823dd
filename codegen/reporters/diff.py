"""A ChangeSet as a unified diff, as git prints one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from codegen.changeset import Change, ChangeSet

NOTHING = "/dev/null"


def diff_lines(change_set: ChangeSet) -> Iterator[str]:
    """The diff's lines, without line ends; paths start with the app's name."""
    for change in change_set.changes:
        yield from _file_lines(change_set.app, change)


def _file_lines(app: str, change: Change) -> Iterator[str]:
    old = NOTHING if change.before is None else f"a/{app}/{change.path}"
    new = NOTHING if change.after is None else f"b/{app}/{change.path}"
    before = (change.before or "").splitlines()
    after = (change.after or "").splitlines()
    yield from difflib.unified_diff(before, after, old, new, lineterm="")
    if before == after:
        yield from (f"--- {old}", f"+++ {new}")
        if before:
            yield "\\ only line ends differ"
