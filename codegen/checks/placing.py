"""Where a value stands in a page, and whether Jinja's escaping holds it there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import nodes

from codegen.page import Page, Part, Shown, Spot

URLS = frozenset(
    [
        "action",
        "cite",
        "data",
        "formaction",
        "href",
        "longdesc",
        "ping",
        "poster",
        "src",
        "srcset",
        "usemap",
        "xlink:href",
    ]
)
"""Attributes whose value is an address."""

_MORE_THAN_TEXT = frozenset({"srcdoc", "style"})
_NUMBERS = frozenset({"float", "int", "length", "round"})
_MAKING_HTML = frozenset({"tojson", "urlize", "xmlattr"})
_STARTS = re.compile(r"(https?|mailto|tel):|/(?!/)|[#?]|[\w.-]+[/?#]", re.IGNORECASE)
_SCHEMES = re.compile(r"https?://|/(?!/)|mailto:", re.IGNORECASE)


# --- Ways around escaping ----------------------------------------------------------------------------


def ways_around(page: Page) -> Iterator[tuple[int, str]]:
    """What lets text through as it is, or leads out of the page, with its line."""
    for used in page.tree.find_all(nodes.Filter):
        passed = [arg.value for arg in used.args if isinstance(arg, nodes.Const)]
        if used.name == "safe" or (used.name == "map" and "safe" in passed):
            yield used.lineno, "the filter 'safe' lets it through as it is"
        elif used.name in ("attr", "xmlattr"):
            yield used.lineno, f"the filter '{used.name}' takes names from data"
    for modified in page.tree.find_all(nodes.EvalContextModifier):
        if not all(_is_true(option.value) for option in modified.options):
            yield modified.lineno, "escaping is switched off"
    for block in page.tree.find_all(nodes.AssignBlock):
        yield block.lineno, "what {% set %} makes of a block counts as HTML wherever it is shown"
    yield from _ways_out(page)


def _is_true(value: nodes.Expr) -> bool:
    return isinstance(value, nodes.Const) and value.value is True


def _ways_out(page: Page) -> Iterator[tuple[int, str]]:
    for read in page.tree.find_all(nodes.Getattr):
        if read.attr.startswith("__"):
            yield read.lineno, f"'{read.attr}' leads to Python's inside"
    for name in page.tree.find_all(nodes.Name):
        if name.name in ("Markup", "config"):
            yield name.lineno, f"'{name.name}' has nothing to do in a page"


# --- HTML --------------------------------------------------------------------------------------------


def html_names(page: Page) -> frozenset[str]:
    """The names that stand for HTML: macros, blocks, and what was made of these."""
    tree = page.tree
    known = {"caller", "self", "super", *(macro.name for macro in tree.find_all(nodes.Macro))}
    known |= {node.target for node in tree.find_all(nodes.Import)}
    for imported in tree.find_all(nodes.FromImport):
        known |= {name if isinstance(name, str) else name[1] for name in imported.names}
    for assigned in tree.find_all(nodes.Assign):
        if _is_html(assigned.node, frozenset(known)):
            known |= {name.name for name in assigned.target.find_all(nodes.Name)} | _name(assigned)
    return frozenset(known)


def _name(assigned: nodes.Assign) -> set[str]:
    return {assigned.target.name} if isinstance(assigned.target, nodes.Name) else set()


def _is_html(expression: nodes.Node, html: frozenset[str]) -> bool:
    """Whether an expression is, or is made of, what counts as HTML."""
    within = [expression, *expression.find_all((nodes.Name, nodes.Filter, nodes.Call))]
    for node in within:
        if isinstance(node, nodes.Name) and node.name in html:
            return True
        if isinstance(node, nodes.Filter) and node.name in _MAKING_HTML:
            return True
        if isinstance(node, nodes.Call) and node.node == nodes.Name("loop", "load"):
            return True
    return False


# --- Places ------------------------------------------------------------------------------------------


def misplaced(shown: Shown, html: frozenset[str]) -> str | None:
    """Why a value may not stand where it does, or None. ``html`` are the names that stand for HTML."""
    spot = shown.spot
    outermost = shown.expression.name if isinstance(shown.expression, nodes.Filter) else ""
    if spot.kind == "code" and outermost == "tojson":
        return None
    if spot.kind == "attribute" and _is_html(shown.expression, html):
        return "it is HTML, and stands in an attribute"
    attribute = spot.attribute.name if spot.attribute else ""
    if spot.kind == "attribute" and attribute in _MORE_THAN_TEXT and outermost in _NUMBERS:
        return None
    is_address = attribute in URLS and not spot.before.strip() and _is_address(shown)
    return None if is_address else _unheld(spot)


def misplaced_part(part: Part) -> str | None:
    """Why a block or what is included may not stand where it does, or None: its values are looked at elsewhere."""
    return _unheld(part.spot) if part.word in ("block", "include") else None


def _unheld(spot: Spot) -> str | None:
    """Why escaping does not hold text in a place, or None."""
    if spot.kind == "code":
        return "it is put into code; in a script write | tojson"
    if spot.kind == "tag":
        return "it stands for a part of a tag"
    if spot.kind == "unquoted":
        return "the attribute has no quotes"
    if spot.kind != "attribute" or spot.attribute is None:
        return None
    name = spot.attribute.name
    if name in _MORE_THAN_TEXT:
        return f"the attribute '{name}' is read as more than text"
    if name in URLS and not _STARTS.match(spot.before.lstrip()):
        return f"the attribute '{name}' may then hold javascript: or another's address"
    return None


def _is_address(shown: Shown) -> bool:
    """Whether an expression is an address of the app, or one whose beginning was looked at."""
    match shown.expression:
        case nodes.Call(node=nodes.Name(name="url_for")):
            return True
    return any(_looks_at(condition, shown.expression) for condition in shown.conditions)


def _looks_at(condition: nodes.Node, expression: nodes.Expr) -> bool:
    if isinstance(condition, nodes.And):
        return _looks_at(condition.left, expression) or _looks_at(condition.right, expression)
    match condition:
        case nodes.Call(node=nodes.Getattr(node=looked_at, attr="startswith"), args=[start]):
            given = start.items if isinstance(start, nodes.Tuple) else [start]
            texts = [each.value if isinstance(each, nodes.Const) else "" for each in given]
            return looked_at == expression and all(_SCHEMES.match(str(text)) for text in texts)
    return False


def is_written_down(expression: nodes.Expr) -> bool:
    """Whether only texts that stand in the page can be shown."""
    if isinstance(expression, nodes.CondExpr):
        ends = (expression.expr1, expression.expr2)
        return all(end is None or is_written_down(end) for end in ends)
    return isinstance(expression, nodes.Const)
