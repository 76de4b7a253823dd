"""docs/sentences.md, made from the table. ``python -m codegen.interpret.page`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from codegen.interpret.patterns import TABLE
from codegen.interpret.patterns.row import Row
from codegen.interpret.unbuilt import KNOWN
from codegen.interpret.words import SENTENCE_LIMIT_CHARACTERS

_INTRODUCTION = f"""\
# Sentences that are read without a model

<!-- Written by `python -m codegen.interpret.page`. Change codegen/interpret/patterns. -->

Every bullet, table row and sentence below Data, Endpoints and Rules has to be one of these sentences,
or several of them with `;` or `, otherwise` between them. What stands here are examples: case, articles,
plurals, backticks, commas and colons are free, `full_name` may be called "full name", and another name that
a declaration gives in parentheses serves as well. `username` (用户名), `password` (密码), `age` (年龄), `active`, `weight`,
`price`, `due`, `starts`, `contact`, `site`, `state`, `author` and `members` are the fields of the entity `User` (用户) here; there is an entity `Group` (群组) too.

A sentence is read whole. With one word more than a pattern knows ("not", "unless", "usually") it is refused,
and so is one of more than {SENTENCE_LIMIT_CHARACTERS:,} characters; nothing is passed over. The refusal proposes the nearest
sentence of this page, but never one that says the opposite: a sentence with "not" or "no" gets none without.

Words in quotation marks (`"..."`, `'...'`, `“...”`, `「...」`) are taken as they stand: Markdown means nothing inside.
A word that may be a name as well as a word of these sentences (a field called `value` or `a`) is read as the only one of
the two that makes sense; where both do, the sentence is refused until the name is in backticks.

## Entities

- A heading below Data is an entity: `### User`, or `### User (用户)` with its other names.
- A bullet below it is a field: its name, a colon, its parts with commas between them. ``- `username` (用户名):
  text, 1 to 80 characters, unique``. A table row is read as such a bullet.
- `A user has a username (1 to 80 characters, unique) and a password (secret).`, `用户有用户名（唯一）和密码` say
  the same in a sentence.
"""
_GROUPS = (
    ("Parts of a field", "field"),
    ("Rules about fields", "data"),
    ("Endpoints", "endpoints"),
)


def page() -> str:
    """The page's text."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    told = set[str]()
    for title, place in _GROUPS:
        rows = [row for row in TABLE if place in row.places and row.name not in told]
        told.update(row.name for row in rows)
        yield f"## {title}\n"
        for row in rows:
            yield from _row_lines(row)
    yield f"## Not built yet\n\n{', '.join(KNOWN)}: a sentence that asks for one of these is refused by its line.\n"


def _row_lines(row: Row) -> Iterator[str]:
    yield f"### {row.name[0].upper()}{row.name[1:]}\n"
    yield (
        f"{row.means}\n" if row.places != ("endpoints", "rules") else f"{row.means} Also a rule.\n"
    )
    yield "\n".join(f"    {example}" for example in row.examples) + "\n"


if __name__ == "__main__":
    Path("docs/sentences.md").write_text(page(), encoding="utf-8")
