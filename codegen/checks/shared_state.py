"""What an app remembers is in its database.

A module's variable is another one in each worker, and gone when the app restarts: see
https://flask.palletsprojects.com/en/stable/design/#thread-locals and https://docs.gunicorn.org/en/stable/design.html.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import last_name, method
from codegen.syntax import Source

_CHANGES = frozenset(
    {
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem"),
        *("remove", "setdefault", "update"),
    }
)
_MAKES = frozenset({"Counter", "OrderedDict", "defaultdict", "deque", "dict", "list", "set"})
_DISPLAYS = (cst.Dict, cst.DictComp, cst.List, cst.ListComp, cst.Set, cst.SetComp)


class NoSharedState(Rule):
    """No function changes what its module holds."""

    name = "no-shared-state"
    message = "a request changes what this module holds"
    mend = "Keep it in a table: workers share nothing else, and a restart forgets it."
    urls = (
        "https://docs.gunicorn.org/en/stable/design.html",
        "https://12factor.net/processes",
    )

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Looks at ``global``, and at changes of the module's lists, dicts and sets inside functions."""
        for statement in source.nodes(cst.Global):
            yield Hit(source, statement, "'global' lets a function set it")
        for place, changed in _changes(source):
            name = _root(changed)
            if name is not None and source.function(place) and _is_kept(source, name):
                yield Hit(source, place, f"'{name.value}' is changed")

    VALID = (
        Example(code="""
NAMES = {"a": 1}


def names() -> dict[str, int]:
    found = dict(NAMES)
    found["b"] = 2
    found.update(c=3)
    return found
"""),
        Example(code="""
NAMES: dict[str, int] = {}
NAMES["a"] = 1


def shadowed() -> list[int]:
    NAMES = [1]
    NAMES.append(2)
    return NAMES
"""),
        Example(code="""
from flask import g


def remember(user: User) -> None:
    g.user = user
    db.session.add(user)
    g.setdefault("seen", []).append(user.id)
"""),
    )
    INVALID = (
        Example(
            lines=(5,),
            code="""
GAMES: dict[int, str] = {}

def keep(number: int) -> None:
    GAMES[number] = "open"
""",
        ),
        Example(
            lines=(5,),
            code="""
seen = []

def see(name: str) -> None:
    seen.append(name)
""",
        ),
        Example(
            lines=(5,),
            code="""
count = 0

def visit() -> int:
    global count
    count += 1
    return count
""",
        ),
        Example(
            lines=(7, 8),
            code="""
from collections import defaultdict

TRIES = defaultdict(int)

def fail(name: str) -> None:
    TRIES[name] += 1
    del TRIES["nobody"]
""",
        ),
    )


def _changes(source: Source) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """The places that change a container, with what is changed."""
    for assign in source.nodes(cst.Assign):
        for target in assign.targets:
            if isinstance(target.target, cst.Subscript):
                yield assign, target.target
    for added in source.nodes(cst.AugAssign):
        if isinstance(added.target, cst.Subscript):
            yield added, added.target
    for deleted in source.nodes(cst.Del):
        if isinstance(deleted.target, cst.Subscript):
            yield deleted, deleted.target
    for call in source.nodes(cst.Call):
        if isinstance(call.func, cst.Attribute) and method(call) in _CHANGES:
            yield call, call.func.value


def _root(node: cst.CSTNode) -> cst.Name | None:
    while isinstance(node, cst.Subscript):
        node = node.value
    return node if isinstance(node, cst.Name) else None


def _is_kept(source: Source, name: cst.Name) -> bool:
    """Whether a name stands for a container that the module's top level made."""
    values = source.values(name)
    at_top = source.constants(name.value)
    own = bool(values) and len(values) == len(at_top) and all(v in at_top for v in values)
    return own and any(_is_container(source, value) for value in values)


def _is_container(source: Source, value: cst.CSTNode) -> bool:
    made = isinstance(value, cst.Call) and last_name(source, value) in _MAKES
    return made or isinstance(value, _DISPLAYS)
