"""What a person is asked on a terminal, after it was shown what it is about."""

from __future__ import annotations

from typing import cast, get_args

import click

from codegen.changeset import ChangeSet
from codegen.reporters.base import Question, Reading, Reply


def ask(change_set: ChangeSet) -> bool:
    """Whether the person says yes. Raises click.Abort at Ctrl-C and at the end of input."""
    count = len(change_set.changes)
    what = (
        f"{count} file{'' if count == 1 else 's'} to '{change_set.app_dir}'"
        if count
        else "the record"
    )
    return click.confirm(f"Write {what}?", default=False)


def choose(question: Question) -> Reply:
    """Whose reading the person keeps, or whether they stop. Raises click.Abort as ``ask`` does."""
    kept = {"test": question.as_tested, "code": question.as_coded}
    for reading in get_args(Reading):
        means = f": {kept[reading]}" if kept[reading] else ""
        click.echo(f"  {reading}  keep the {reading}'s reading{means}")
    click.echo("  stop  write the sentence yourself; nothing is written")
    words = [*get_args(Reading), "stop"]
    return cast(Reply, click.prompt("Which holds?", type=click.Choice(words)))
