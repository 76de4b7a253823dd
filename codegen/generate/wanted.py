"""What only a model can write: names of one module, with the heads that they must have."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codegen.contract import Contract, Endpoint, Hook, LogicModule, Parameter
from codegen.fields import schema_name
from codegen.record import LockedSlice

ROUTES = "routes/"
"""Below it lie the modules that several slices share; any other module of a model is one slice's own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Definitions that only a model can write: a slice's own set of top-level names in one module, and its templates.

    ``module`` is as in a LockedDefinition (``routes/games.py``, ``rules.py``). ``names`` is what it must
    define at least; ``heads`` are the decorator and ``def`` lines as they must stand, in the same order. ``page`` is the
    template that must be there (``templates/games/show_game.html``), empty where none is wanted.
    """

    module: str
    names: tuple[str, ...]
    heads: tuple[str, ...]
    page: str = ""

    def owns_page(self, path: str) -> bool:
        """Whether a path is that of the page, or of a further one: the page's name and one more word."""
        if not self.page or path == self.page:
            return path == self.page != ""
        further = rf"{re.escape(self.page.removesuffix('.html'))}_[a-z0-9]+\.html"
        return re.fullmatch(further, path) is not None

    def owns(self, module: str) -> bool:
        """Whether what is wanted lies in a module, or is a template, of this path."""
        return module == self.module or self.owns_page(module)


@dataclass(frozen=True, slots=True)
class Draft:
    """A slice with what templates write of it, and what is wanted from a model: None for nothing."""

    slice: LockedSlice
    wanted: Wanted | None


def wanted_of_module(module: LogicModule) -> Wanted:
    """A logic module: all of its functions."""
    names = tuple(function.name for function in module.functions)
    heads = tuple(head(function.signature) for function in module.functions)
    return Wanted(f"{module.name}.py", names, heads)


def wanted_of_endpoint(contract: Contract, endpoint: Endpoint, by_model: bool) -> Wanted | None:
    """The view, where a model writes it, and the functions of the endpoint's hooks."""
    heads = {endpoint.name: view_head(contract, endpoint)} if by_model else {}
    for hook in endpoint.hooks:
        heads.setdefault(hook.function, _hook_head(contract, endpoint, hook))
    if not heads:
        return None
    module = f"{ROUTES}{contract.resource(endpoint)}.py"
    page = contract.page(endpoint) if by_model else ""
    return Wanted(module, tuple(heads), tuple(heads.values()), page)


def head(signature: str) -> str:
    """A signature as a whole ``def`` line: ``f(x: int) -> str`` is ``def f(x: int) -> str:``."""
    line = signature.strip().rstrip(":").rstrip()
    return f"{line}:" if line.startswith("def ") else f"def {line}:"


def view_head(contract: Contract, endpoint: Endpoint) -> str:
    """The decorator and the ``def`` line of a view."""
    path, arguments = endpoint.path, []
    for parameter in endpoint.parameters:
        if parameter.place == "path":
            name, number = argument(parameter), parameter.is_number
            converter = f"<int:{name}>" if number else f"<{name}>"
            path = path.replace(f"{{{parameter.name}}}", converter)
            arguments.append(f"{name}: {'int' if number else 'str'}")
    decorator = f"@{contract.resource(endpoint)}.{endpoint.method.lower()}({json.dumps(path, ensure_ascii=False)})"
    return f"{decorator}\ndef {endpoint.name}({', '.join(arguments)}) -> ResponseReturnValue:"


def functions_named(contract: Contract, uses: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Module and head of each function that ``uses`` names."""
    used = set(uses)
    for module in contract.modules:
        for function in module.functions:
            if function.name in used:
                yield module.name, head(function.signature)


def row_name(entity: str) -> str:
    """What a row of an entity is called in a standard view: ``line_item`` for ``LineItem``."""
    name = file_name(entity).replace("-", "_")
    return f"{name}_row" if name in _NAMES_IN_VIEWS or keyword.iskeyword(name) else name


def file_name(words: str) -> str:
    """Words as a file name: ``POST /register`` is ``post-register``, ``LineItem`` ``line-item``."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", words)
    return re.sub(r"[^a-z0-9]+", "-", apart.lower()).strip("-")


_NAMES_IN_VIEWS = frozenset(
    {"abort", "body", "current_user", "db", "password_hash", "read_json", "require_user", "select"}
)


def argument(parameter: Parameter) -> str:
    """A parameter's name as the Python name of a view's argument; Flask takes it from the path by that name."""
    name = re.sub(r"\W", "_", parameter.name)
    return f"{name}_" if keyword.iskeyword(name) else name


def _hook_head(contract: Contract, endpoint: Endpoint, hook: Hook) -> str:
    entity = contract.entity(endpoint.entity)
    row = f"{row_name(entity.name)}: {entity.name}"
    match hook.point:
        case "before_validation":
            arguments, returns = "", "None"
        case "before_write":
            arguments, returns = f"{row}, body: {schema_name(endpoint, 'Request')}", "None"
        case "after_write":
            arguments, returns = row, "None"
        case "response":
            arguments, returns = row, "dict[str, object]"
    return f"def {hook.function}({arguments}) -> {returns}:"
