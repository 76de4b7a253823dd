"""A signed token says when it ends and whom it is for, and is read by the algorithms that the app chose.

A decoder that takes the token's own word for its algorithm takes unsigned ones: RFC 8725, section 3.1
https://www.rfc-editor.org/rfc/rfc8725.html#section-3.1. One that never expires is a password that nobody can change.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import argument, literal, origins
from codegen.syntax import Source

_DECODE = frozenset({"jwt.decode", "jwt.decode_complete", "jose.jwt.decode"})
_ENCODE = frozenset({"jwt.encode", "jose.jwt.encode"})
_CLAIMS = ("exp", "sub")


class TokensNameTheirAlgorithms(Rule):
    """jwt.decode() names its algorithms and looks at the signature; jwt.encode() sets exp and sub."""

    name = "tokens-name-their-algorithms"
    message = "a token is taken or made that proves too little"
    mend = 'Decode with algorithms=["HS256"], and encode {"sub": ..., "exp": ...}.'
    urls = (
        "https://www.rfc-editor.org/rfc/rfc8725.html#section-3.1",
        "https://pyjwt.readthedocs.io/en/stable/usage.html",
        "https://cwe.mitre.org/data/definitions/347.html",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at calls of PyJWT and of python-jose."""
        for call in source.nodes(cst.Call):
            name = app.called(source, call)
            if name in _DECODE:
                yield from _decoded(source, call)
            elif name in _ENCODE:
                yield from _encoded(source, call)

    VALID = (
        Example(
            code="""
import datetime as dt

import jwt

from register.clock import clock


def make(user: User, key: str) -> str:
    claims = {"sub": str(user.id), "exp": clock.now() + dt.timedelta(hours=1)}
    return jwt.encode(claims, key, algorithm="HS256")


def read(token: str, key: str) -> object:
    return jwt.decode(token, key, algorithms=["HS256"], options={"require": ["exp", "sub"]})
""",
        ),
        Example(code="""
import jwt


def claims_of(claims: dict[str, object], key: str) -> str:
    return jwt.encode({**claims, "aud": "shop"}, key, algorithm="HS256")
"""),
        Example(code="""
import json


def decode(text: str) -> object:
    return json.loads(text)


def read(text: str) -> object:
    return decode(text)
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
import jwt

def read(token: str, key: str) -> object:
    return jwt.decode(token, key)
""",
        ),
        Example(
            lines=(5,),
            code="""
import jwt

def read(token: str) -> object:
    return jwt.decode(token, algorithms=["HS256"], options={"verify_signature": False})
""",
        ),
        Example(
            lines=(5,),
            code="""
import jwt

def read(token: str, key: str) -> object:
    return jwt.decode(token, key, algorithms=["HS256", "none"])
""",
        ),
        Example(
            lines=(6,),
            code="""
import jwt

def make(user: User, key: str) -> str:
    claims = {"sub": str(user.id)}
    return jwt.encode(claims, key, algorithm="HS256")
""",
        ),
    )


def _decoded(source: Source, call: cst.Call) -> Iterator[Hit]:
    algorithms = argument(call, 2, "algorithms")
    options = argument(call, 3, "options")
    if algorithms is None:
        yield Hit(source, call, "'decode' names no algorithms")
    elif "none" in {literal(node) for node in _inner(source, algorithms)}:
        yield Hit(source, call, "'decode' takes unsigned tokens")
    elif options and _is_unsigned(source, options):
        yield Hit(source, call, "'decode' does not look at the signature")


def _encoded(source: Source, call: cst.Call) -> Iterator[Hit]:
    claims = argument(call, 0, "payload", "claims")
    found = (
        [node for node in origins(source, claims) if isinstance(node, cst.Dict)] if claims else []
    )
    for claim in _CLAIMS if found else ():
        if not any(claim in _keys(each) for each in found):
            yield Hit(source, call, f"'encode' sets no {claim!r}")


def _inner(source: Source, value: cst.BaseExpression) -> Iterator[cst.CSTNode]:
    for node in origins(source, value):
        if isinstance(node, cst.List | cst.Tuple | cst.Set):
            yield from (element.value for element in node.elements)


def _is_unsigned(source: Source, options: cst.BaseExpression) -> bool:
    return any(
        isinstance(element, cst.DictElement)
        and literal(element.key) == "verify_signature"
        and isinstance(element.value, cst.Name)
        and element.value.value == "False"
        for node in origins(source, options)
        if isinstance(node, cst.Dict)
        for element in node.elements
    )


def _keys(claims: cst.Dict) -> set[str | bytes | None]:
    """The names of the claims; one that is put in as a whole may have any, so nothing is missed then."""
    if any(isinstance(element, cst.StarredDictElement) for element in claims.elements):
        return {*_CLAIMS}
    return {literal(e.key) for e in claims.elements if isinstance(e, cst.DictElement)}
