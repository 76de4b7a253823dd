"""The question on a terminal, after the diff was shown."""

from __future__ import annotations

import click

from codegen.changeset import ChangeSet


def ask(change_set: ChangeSet) -> bool:
    """Whether the person says yes. Raises click.Abort at Ctrl-C and at the end of input."""
    count = len(change_set.changes)
    what = (
        f"{count} file{'' if count == 1 else 's'} to '{change_set.app_dir}'"
        if count
        else "the record"
    )
    return click.confirm(f"Write {what}?", default=False)
