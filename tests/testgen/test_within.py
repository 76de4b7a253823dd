"""Rows below the path of another row: which of them an answer shows."""

from __future__ import annotations

from pathlib import Path

from codegen.testgen.derive import derive
from specs import understood

SPEC = """\
# Hours

## Data

### Lawyer

- `username`: text, unique
- `password`: secret
- `partner`: yes/no, default no

### Matter

- `title`: text

### Entry

- `lawyer`: the lawyer who makes it
- `matter`: link to a matter
- `minutes`: whole number

## Endpoints

### POST /login
- Logs in a lawyer.
### GET /matters/{matter_id}/entries
- Lists the entries of the matter.
- Only lawyers that are partner may call it.
"""


def test_a_role_is_shown_the_rows_of_all_below_the_row_that_is_named(tmp_path: Path) -> None:
    contract = understood(SPEC, tmp_path, "hours.md").contract
    (shown,) = (
        each
        for each in derive(contract, {})
        if each.name == "list_entries_of_matter_lists_the_rows"
    )
    rows = [dict(each.values) for each in shown.given if each.entity == "Entry"]
    here = shown.exchanges[0].path.split("/")[2]
    below = [row for row in rows if str(row["matter"]) == here]
    total = next(
        each.value for each in shown.exchanges[0].expectations if "total" in str(each.query)
    )
    assert len(below) == total
    assert len({row["lawyer"] for row in below}) == 2
    assert len(below) < len(rows)
