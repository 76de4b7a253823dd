"""Packages of the index by name: how names are compared, and what the settings may ask for.

https://packaging.python.org/en/latest/specifications/name-normalization/ (PEP 503) and
https://packaging.python.org/en/latest/specifications/dependency-specifiers/ (PEP 508)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_CLAUSE = r"(?:~=|==|!=|<=|>=|<|>)\s*[0-9][A-Za-z0-9.!+*_-]*"
_WORD = re.compile(NAME)
_REQUIREMENT = re.compile(rf"\s*({NAME})\s*({_CLAUSE}(?:\s*,\s*{_CLAUSE})*)?\s*")

ANYWAY = frozenset("""
    alembic annotated-types argon2-cffi click flask flask-migrate flask-sqlalchemy gunicorn markupsafe pip pwdlib
    pyjwt pydantic pydantic-core pytest python-dotenv setuptools sqlalchemy typing-extensions werkzeug
    """.split())  # noqa: SIM905 - it reads better as text
"""What an emitted app has without being asked, and what installs it: nobody has to name these."""


@dataclass(frozen=True, slots=True, order=True)
class Requirement:
    """A package by its normalised name, and the versions that will do (``>=6,<7``); empty for any."""

    name: str
    versions: str = ""

    def __str__(self) -> str:
        return f"{self.name}{self.versions}"


def normalised(name: str) -> str:
    """The name as indexes compare it: ``Ruamel.YAML`` is ``ruamel-yaml``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_name(name: str) -> bool:
    """Whether a package can have that name."""
    return _WORD.fullmatch(name) is not None


def read_requirement(text: str) -> Requirement | None:
    """A name with or without versions; None for what is more (extras, addresses, markers) or nothing of it."""
    match = _REQUIREMENT.fullmatch(text)
    if match is None:
        return None
    return Requirement(normalised(match[1]), re.sub(r"\s", "", match[2] or ""))


def names_in(text: str) -> frozenset[str]:
    """The words of a text that could name a package, normalised."""
    return frozenset(map(normalised, _WORD.findall(text)))
