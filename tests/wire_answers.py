"""Scripted answers of a model that interprets: parts of wire JSON, complete, with what a test changes."""

from __future__ import annotations

import json
from typing import Any

Wire = dict[str, Any]


def cite(statement: str, quote: str) -> str:
    """A citation."""
    return f"{statement}: {quote}"


def member(name: str, type_: str = "text", *flags: str, **changes: Any) -> Wire:
    """A field, member or parameter's value; required, without limits."""
    return {
        "name": name,
        "type": type_,
        "of": [],
        "limits": None,
        "items": None,
        "flags": [*flags],
        "default": None,
        "cites": [],
        **changes,
    }


def older_member(name: str, type_: str = "text", **changes: Any) -> Wire:
    """The same as records of older builds hold it."""
    return {
        "name": name,
        "type": type_,
        "of": None,
        "choices": [],
        "minimum": None,
        "maximum": None,
        "many": False,
        "min_items": None,
        "max_items": None,
        "required": True,
        "nullable": False,
        "unique": False,
        "default": None,
        "cites": [],
        **changes,
    }


def entity(name: str, plural: str, *fields: Wire, **changes: Any) -> Wire:
    """A table."""
    return {
        "name": name,
        "plural": plural,
        "fields": [*fields],
        "unique_together": [],
        "cites": [],
        **changes,
    }


def head(key: str, name: str, *statements: str) -> Wire:
    """An endpoint of an outline."""
    method, path = key.split()
    return {
        "method": method,
        "path": path,
        "name": name,
        "summary": f"{name}.",
        "statements": [*statements],
    }


def outline(**changes: Any) -> Wire:
    """An outline of nothing."""
    parts = (
        "entities",
        "constants",
        "modules",
        "packages",
        "resources",
        "assumptions",
        "background",
        "rows",
        "services",
        "settings",
    )
    return {"title": "An app", **{part: [] for part in parts}, "guard": None, **changes}


def body(kind: str = "json", **changes: Any) -> Wire:
    """What a request or response carries."""
    empty: Wire = {
        "shape": None,
        "many": False,
        "fields": [],
        "message": None,
        "texts": [],
        "files": [],
    }
    return {"kind": kind, **empty, "max_bytes": None, **changes}


def case(when: str, status: int, **changes: Any) -> Wire:
    """Another outcome, answered with problem details."""
    return {
        "when": when,
        "field": None,
        "rule": None,
        "status": status,
        "message": None,
        "body": None,
        "cites": [],
        **changes,
    }


def endpoint(key: str, **changes: Any) -> Wire:
    """A custom endpoint that takes nothing and answers 204."""
    method, path = key.split()
    return {
        "method": method,
        "path": path,
        "operation": "custom",
        "entity": None,
        "uses": [],
        "who": "anyone",
        "role": None,
        "parameters": [],
        "request": body("empty"),
        "success": {"status": 204, "body": body("empty"), "cites": []},
        "cases": [],
        "hooks": [],
        "cites": [],
        "of_rows": None,
        **changes,
    }


def of_rows(**changes: Any) -> Wire:
    """Which rows a standard operation is about: all of them, in pages of the usual size."""
    nothing: Wire = {"within": None, "where": [], "sets": [], "filters": [], "sorts": []}
    pages = {"order": None, "page_size": None, "page_limit": None}
    return {**nothing, "searched": [], **pages, **changes}


def success(status: int, of: Wire, *cites: str) -> Wire:
    """How an endpoint answers when all is well."""
    return {"status": status, "body": of, "cites": [*cites]}


def detail(**changes: Any) -> Wire:
    """The detail of a resource without endpoints."""
    return {"shapes": [], "endpoints": [], "rules": [], "assumptions": [], **changes}


def text(wire: Wire) -> str:
    """The answer as a model gives it."""
    return json.dumps(wire)
