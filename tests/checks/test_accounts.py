"""What the templates emit for apps in which users log in has no finding, whoever may call and however strangers are answered."""

from __future__ import annotations

import pytest

from codegen.checks.base import check
from planting import TASKS, emitted

MORE = """
### GET /me

- Shows the logged-in user.

### PUT /me/password

- Changes the password of the logged-in user.

### POST /logout

- Logs out.

### PUT /tasks/{id}/whole

- Replaces a task.

### POST /tasks/{id}/done

- Marks a task as `done`.

### GET /tasks/count

- Counts the tasks.

### DELETE /tasks

- Deletes the tasks that are `done`.

### GET /users

- Lists the users.
- Only admins may call it.

### DELETE /users/{id}

- Deletes a user.
- Only admins may call it.
"""
OWN_USERS = TASKS.replace(
    "- Changes a user.\n- Only admins may call it.",
    "- Changes a user.\n- Only the owner may call it.",
)
TOLD = TASKS.replace(
    "- Shows a task.\n",
    '- Shows a task.\n- If the task belongs to somebody else, answer 403 with "Not yours".\n',
).replace(
    "- Deletes a task.\n",
    '- Deletes a task.\n- If the task belongs to somebody else, answer 403 with "Not yours".\n',
)
FLAGS = TASKS.replace(
    '`role`: one of "member" or "admin", default "member"', "`admin`: yes/no, default no"
)


@pytest.mark.parametrize("markdown", [TASKS, TASKS + MORE, OWN_USERS + MORE, TOLD, FLAGS])
def test_what_is_emitted_is_clean(markdown: str) -> None:
    host = emitted(markdown, "tasks")
    assert host.contract.accounts
    assert check(host.with_files({}), host.contract).findings == ()


def test_who_changes_their_own_row_gives_themselves_no_role() -> None:
    contract = emitted(OWN_USERS + MORE, "tasks").contract
    fields = [field.name for field in contract.inputs(contract.endpoint("PATCH /users/{id}"))]
    assert [role.name for role in contract.roles] == ["role"]
    assert fields == ["username", "password"]
