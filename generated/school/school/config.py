"""The settings. wsgi.py reads .env into the environment first."""

import os
import secrets
from typing import Any

from flask.helpers import get_debug_flag

MAX_CONTENT_LENGTH = 1048576
SHORTEST_SECRET_KEY = 32


def from_environment() -> dict[str, Any]:
    """The settings of this machine."""
    return {
        "SECRET_KEY": secret_key(),
        "SQLALCHEMY_DATABASE_URI": os.environ.get(
            "DATABASE_URL", "sqlite:///school.db"
        ),
    }


def secret_key() -> str:
    """The key that signs. Raises RuntimeError where it is missing or short, but for debug mode."""
    key = os.environ.get("SECRET_KEY", "")
    if len(key) >= SHORTEST_SECRET_KEY:
        return key
    if get_debug_flag():
        return secrets.token_hex(SHORTEST_SECRET_KEY)
    raise RuntimeError(
        f"SECRET_KEY needs {SHORTEST_SECRET_KEY} characters or more: README.md says how to make one"
    )
