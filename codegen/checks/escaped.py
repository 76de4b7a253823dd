"""Texts that may stand in HTML: escaped values, and what the code says itself."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from codegen.checks.branches import precedes
from codegen.checks.flow import last_name, literal
from codegen.syntax import Source

_ESCAPED = frozenset({"escape", "html_params", "url_for"})
_TRANSLATES = frozenset({"_", "gettext", "lazy_gettext"})


def fills_escaped(source: Source, joined: cst.BinaryOperation) -> bool:
    """Whether a text is filled with ``%``, and with nothing but escaped values."""
    given = joined.right
    values = [e.value for e in given.elements] if isinstance(given, cst.Tuple) else [given]
    return isinstance(joined.operator, cst.Modulo) and are_escaped(source, values)


def are_escaped(source: Source, values: Sequence[cst.CSTNode]) -> bool:
    """Whether all values were escaped for HTML, there or before under their name, or are addresses of the app's own."""
    return bool(values) and all(_is_escaped(source, value) for value in values)


def _is_escaped(source: Source, value: cst.CSTNode) -> bool:
    if isinstance(value, cst.Call):
        return last_name(source, value) in _ESCAPED
    bound = (
        [v for v in source.values(value) if not isinstance(v, cst.Param)]
        if isinstance(value, cst.Name)
        else []
    )
    lines = (
        next((a for a in source.ancestors(v) if isinstance(a, cst.SimpleStatementLine)), v)
        for v in bound
    )
    before = all(precedes(source, line, value) for line in lines)
    return (
        bool(bound)
        and before
        and all(isinstance(v, cst.Call) and last_name(source, v) in _ESCAPED for v in bound)
    )


def is_constant(source: Source, value: cst.CSTNode) -> bool:
    """Whether a text is that of the code, translated or not, with no value in it."""
    bound = source.values(value) if isinstance(value, cst.Name) else ()
    for each in bound or (value,):
        translated = isinstance(each, cst.Call) and last_name(source, each) in _TRANSLATES
        given = [arg.value for arg in each.args] if translated else [each]  # type: ignore[attr-defined]
        if len(given) != 1 or literal(given[0]) is None:
            return False
    return True
