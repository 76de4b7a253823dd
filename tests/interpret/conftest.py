"""Specs as people write them, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.contract import Contract
from codegen.errors import SpecRejected
from codegen.interpret.builtin import interpret
from codegen.spec import Spec, read_spec

USER = """\
## Data

### User (用户)

- `username` (用户名): text, 1 to 80 characters, unique
- `password` (密码): secret, at least 8 characters
"""
REGISTER = """\
## Endpoints

### POST /register

- Registers a user with `username` and `password`.
- If the username already exists, answer 409 with "Username already exists".
- Otherwise answer 201 with "User created successfully".
"""

Read = Callable[..., Spec]
Problems = Callable[..., list[str]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a spec from its sections."""

    def read_sections(*sections: str) -> Spec:
        path = tmp_path / "x.md"
        path.write_text("\n".join(("# Accounts\n", *sections)), encoding="utf-8")
        return read_spec(path, tmp_path)

    return read_sections


@pytest.fixture
def made(read: Read) -> Callable[..., Contract]:
    """The Contract of a spec."""
    return lambda *sections: interpret(read(*sections))


@pytest.fixture
def problems(read: Read) -> Problems:
    """The problems of a spec, as they are shown, without place."""

    def found(*sections: str) -> list[str]:
        with pytest.raises(SpecRejected) as rejected:
            interpret(read(*sections))
        return [str(problem) for problem in rejected.value.problems]

    return found


@pytest.fixture
def user() -> str:
    return USER


@pytest.fixture
def register() -> str:
    return REGISTER
