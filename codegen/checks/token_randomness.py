"""What nobody may guess comes from the system's own randomness.

``random`` goes on from a state that a few of its numbers tell: CWE-338 https://cwe.mitre.org/data/definitions/338.html,
https://docs.python.org/3/library/secrets.html. The app's ``chance`` is one too, so that tests can seed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import made_of, settings
from codegen.syntax import Source

_UNGUESSABLE = re.compile(
    r"(.*_)?(api_key|csrf|nonce|otp|passphrase|password|reset_code|salt|secret|secret_key|session_id|token)(_hash)?",
    re.IGNORECASE,
)
_PREDICTABLE = re.compile(r"random\.(?!SystemRandom)\w+(\..+)?|uuid\.uuid1")


class SecretsComeFromSecrets(Rule):
    """Tokens, keys and passwords are made by the secrets module."""

    name = "secrets-come-from-secrets"
    message = "this can be guessed from others that were made before"
    mend = "Make it with secrets.token_urlsafe(), secrets.token_hex() or secrets.choice()."
    urls = (
        "https://cwe.mitre.org/data/definitions/338.html",
        "https://docs.python.org/3/library/secrets.html",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at what is given the name of a secret."""
        chance = f"{app.package}.clock.chance"
        for setting in settings(source):
            if not _UNGUESSABLE.fullmatch(setting.name):
                continue
            names = (
                app.name_of(source, node) or ""
                for node in made_of(source, setting.value)
                if _is_name(node)
            )
            if any(_PREDICTABLE.fullmatch(n) or n.startswith(chance) for n in names):
                yield Hit(source, setting.place, f"'{setting.name}' is made by chance")

    VALID = (
        Example(code="""
import secrets
import string


def codes() -> tuple[str, str]:
    token = secrets.token_urlsafe(32)
    password = "".join(secrets.choice(string.ascii_letters) for _ in range(20))
    return token, password
"""),
        Example(code="""
from random import SystemRandom


def made() -> str:
    token = "".join(SystemRandom().choices("abc", k=30))
    return token
"""),
        Example(code="""
import random


def dice(seed: int) -> list[int]:
    rolls = random.Random(seed)
    tokens_on_board = [rolls.randint(1, 6)]
    return tokens_on_board
"""),
    )
    INVALID = (
        Example(
            lines=(6,),
            code="""
import random

def made(seed: int) -> str:
    source = random.Random(seed)
    token = "".join(source.choices("abcdef", k=32))
    return token
""",
        ),
        Example(
            lines=(5,),
            code="""
import uuid

def start() -> str:
    session_id = str(uuid.uuid1())
    return session_id
""",
        ),
        Example(
            lines=(5,),
            code="""
from random import Random

def reset(seed: int) -> dict[str, str]:
    return {"reset_code": str(Random(seed).randrange(10**6))}
""",
        ),
    )


def _is_name(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name | cst.Attribute)
