"""The app serves exactly the contract's endpoints, each once.

An endpoint that the contract doesn't know was proven by no test; one whose path is computed cannot be counted.
How prefixes join is https://flask.palletsprojects.com/en/stable/api/#flask.Flask.register_blueprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import libcst as cst

from codegen.checks.app import App
from codegen.checks.base import Example, Hit, Rule
from codegen.checks.flow import argument, literal, method, origins
from codegen.checks.views import SHORTCUTS, route_methods
from codegen.syntax import Source, dotted

_BLUEPRINTS = frozenset({"flask.Blueprint", "flask.blueprints.Blueprint"})
_APPS = frozenset({"flask.Flask", "flask.app.Flask"})
_MOUNTS_LIMIT = 100
_PLACEHOLDER = re.compile(r"<[^>]*>|\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class _Route:
    """One declaration of a route. ``owner`` is the blueprint's dotted name; ``path`` and ``methods`` are None where they are no literals."""

    source: Source
    call: cst.Call
    owner: str
    path: str | None
    methods: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _Mount:
    """One registration of a blueprint; ``parent`` is the blueprint it is registered on, if it is one."""

    blueprint: str
    parent: str | None
    prefix: str | None


class _Site:
    """All routes of an app, and where its blueprints are mounted."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.unreadable: list[Hit] = []
        self.blueprints: dict[str, str | None] = {}
        self.apps: set[str] = set()
        self._find_owners()
        self.mounts = tuple(self._find_mounts())
        self.routes = tuple(self._find_routes())

    def _calls(self) -> Iterator[tuple[Source, cst.Call]]:
        for source in self.app.sources:
            for call in source.nodes(cst.Call):
                yield source, call

    def _find_owners(self) -> None:
        for source, call in self._calls():
            made = self.app.called(source, call)
            target = _assigned_name(source, call)
            if made in _BLUEPRINTS and target:
                self.blueprints[f"{source.name}.{target}"] = self._prefix(source, call)
            elif made in _APPS and target:
                self.apps.add(f"{source.name}.{target}")

    def _prefix(self, source: Source, call: cst.Call) -> str | None:
        """The literal ``url_prefix`` of a call; None where it gives none."""
        value = argument(call, -1, "url_prefix")
        if value is None or (isinstance(value, cst.Name) and value.value == "None"):
            return None
        prefix = literal(value)
        if not isinstance(prefix, str):
            self.unreadable.append(Hit(source, value, "this url_prefix is no literal"))
            return None
        return prefix

    def _find_mounts(self) -> Iterator[_Mount]:
        for source, call in self._calls():
            if method(call) != "register_blueprint" or not isinstance(call.func, cst.Attribute):
                continue
            parent = self.app.name_of(source, call.func.value)
            prefix = self._prefix(source, call)
            registered = argument(call, 0, "blueprint")
            names = self._registered(source, registered) if registered else []
            if not names:
                self.unreadable.append(Hit(source, call, "which blueprint is registered?"))
            for name in names:
                yield _Mount(name, parent if parent in self.blueprints else None, prefix)

    def _registered(self, source: Source, value: cst.CSTNode) -> list[str]:
        """The blueprints that an argument names: itself, or each of the tuple that a loop goes through."""
        names = list[str]()
        for origin in (value, *origins(source, value)):
            elements = self._elements(source, origin)
            found = (self.app.name_of(where, node) for where, node in elements)
            names.extend(name for name in found if name in self.blueprints and name not in names)
        return names

    def _elements(self, source: Source, value: cst.CSTNode) -> Iterator[tuple[Source, cst.CSTNode]]:
        if isinstance(value, cst.Tuple | cst.List):
            yield from ((source, element.value) for element in value.elements)
            return
        yield source, value
        name = self.app.name_of(source, value) or ""
        for other in self.app.sources:
            if name.startswith(f"{other.name}."):
                for bound in other.constants(name[len(other.name) + 1 :]):
                    if isinstance(bound, cst.Tuple | cst.List):
                        yield from self._elements(other, bound)

    def _find_routes(self) -> Iterator[_Route]:
        for source, call in self._calls():
            owner, _, name = (self.app.called(source, call) or "").rpartition(".")
            known = owner in self.blueprints or owner in self.apps
            name = name or method(call) or ""
            decorates = isinstance(source.parent(call), cst.Decorator) and method(call)
            if name in ("route", "add_url_rule") or (name in SHORTCUTS and (decorates or known)):
                yield _Route(source, call, owner, _path(call), route_methods(call, name))
            elif _adds_to_url_map(call):
                yield _Route(source, call, owner, None, None)

    def paths(self, route: _Route) -> tuple[str, ...]:
        """Where a readable route is served: once a mount of its blueprint."""
        path = route.path or ""
        if route.owner not in self.blueprints:
            return (path,)
        prefixes = islice(self._prefixes(route.owner), _MOUNTS_LIMIT)
        return tuple(_joined(prefix, path) for prefix in prefixes)

    def _prefixes(self, blueprint: str, below: frozenset[str] = frozenset()) -> Iterator[str]:
        if blueprint in below:
            return
        for mount in self.mounts:
            if mount.blueprint == blueprint:
                own = self.blueprints[blueprint] if mount.prefix is None else mount.prefix
                inner = below | {blueprint}
                above = self._prefixes(mount.parent, inner) if mount.parent else ("",)
                yield from (_joined(prefix, own or "") if own else prefix for prefix in above)


def _adds_to_url_map(call: cst.Call) -> bool:
    return (dotted(call.func) or "").endswith("url_map.add")


def _assigned_name(source: Source, call: cst.Call) -> str | None:
    """The module's name that the result of a call is bound to."""
    above = source.parent(call)
    if isinstance(above, cst.AnnAssign) and isinstance(above.target, cst.Name):
        return above.target.value
    if isinstance(above, cst.Assign) and isinstance(above.targets[0].target, cst.Name):
        return above.targets[0].target.value
    return None


def _path(call: cst.Call) -> str | None:
    path = literal(argument(call, 0, "rule"))
    return path if isinstance(path, str) else None


def _joined(prefix: str, path: str) -> str:
    """As Flask joins a blueprint's prefix and a rule."""
    if not prefix:
        return path
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}" if path else prefix


def _same(method: str, path: str) -> str:
    return f"{method} {_PLACEHOLDER.sub('{}', path)}"


class ContractEndpoints(Rule):
    """Each endpoint of the contract, and no other but the probes."""

    name = "contract-endpoints"
    message = "the routes are not those of the contract"
    mend = "Serve each endpoint of the spec once, with its path as a plain text, and nothing else."
    urls = (
        "https://flask.palletsprojects.com/en/stable/api/#url-route-registrations",
        "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
    )
    needs_contract = True

    def check(self, app: App) -> Iterator[Hit]:
        """Counts routes over the whole app; an app with unparsed modules cannot be counted."""
        if app.contract is None or app.unread:
            return
        site = _Site(app)
        missing = {_same(e.method, e.path): e.key for e in app.contract.endpoints}
        probes = {_same("GET", path) for path in app.contract.probes}
        wanted, seen = frozenset(missing) | probes, set[str]()
        for route in sorted(site.routes, key=lambda route: route.source.path):
            if route.path is None or route.methods is None:
                site.unreadable.append(
                    Hit(route.source, route.call, "this route's path or methods are no literals")
                )
                continue
            for path in site.paths(route):
                for verb in route.methods:
                    key = _same(verb, path)
                    if key not in wanted:
                        yield Hit(route.source, route.call, f"'{verb} {path}' is not in the spec")
                    elif key in seen:
                        yield Hit(route.source, route.call, f"'{verb} {path}' is served twice")
                    seen.add(key)
                    missing.pop(key, None)
        yield from site.unreadable
        if not site.unreadable:
            yield from (_missing(site, endpoint) for endpoint in missing.values())

    VALID = (
        Example(
            path="routes/users.py",
            replaces=True,
            code="""from flask import Blueprint

users = Blueprint("users", __name__)


def register() -> tuple[dict[str, str], int]:
    return {"message": "User created successfully"}, 201


users.add_url_rule("/register", view_func=register, methods=["POST"])
""",
        ),
        Example(
            path="routes/users.py",
            replaces=True,
            code="""from flask import Blueprint

users = Blueprint("users", __name__, url_prefix="/register")


@users.route("", methods=("POST", "OPTIONS"))
def register() -> tuple[dict[str, str], int]:
    return {"message": "User created successfully"}, 201
""",
        ),
        Example(code="""
def setting(values: dict[str, str]) -> str | None:
    return values.get("/not/a/route")
"""),
    )
    INVALID = (
        Example(
            lines=(2,),
            code="""
@users.get("/users")
def every_user() -> list[str]:
    return []
""",
        ),
        Example(
            lines=(2,),
            code="""
@users.route("/register", methods=["POST"])
def register_again() -> dict[str, str]:
    return {}
""",
        ),
        Example(
            lines=(4,),
            code="""
DOOR = "/back"

@users.post(DOOR)
def back_door() -> dict[str, str]:
    return {}
""",
        ),
        Example(
            lines=(6,),
            code="""
def hidden() -> dict[str, str]:
    return {}

pages = users
pages.add_url_rule("/hidden", view_func=hidden)
""",
        ),
        Example(
            lines=(4,),
            code="""
serve = users.delete

@serve("/register")
def forget() -> dict[str, str]:
    return {}
""",
        ),
        Example(
            lines=(2, 3),
            code="""
@users.get("/one")
@users.get("/two/<int:number>")
def two_doors(number: int = 0) -> dict[str, str]:
    return {}
""",
        ),
        Example(
            path="__init__.py",
            lines=(3,),
            code="""
def add_metrics(app: Flask) -> None:
    @app.get("/metrics")
    def metrics() -> dict[str, str]:
        return {}
""",
        ),
        Example(
            path="__init__.py",
            lines=(3,),
            code="""
def add_health(app: Flask) -> None:
    @app.post("/health")
    def fall_ill() -> dict[str, str]:
        return {}
""",
        ),
        Example(
            path="routes/users.py",
            replaces=True,
            lines=(1,),
            code="""from flask import Blueprint

users = Blueprint("users", __name__)
""",
        ),
        Example(
            path="routes/users.py",
            replaces=True,
            lines=(1, 6),
            code="""from flask import Blueprint

users = Blueprint("users", __name__, url_prefix="/v1")


@users.post("/register")
def register() -> tuple[dict[str, str], int]:
    return {"message": "User created successfully"}, 201
""",
        ),
    )


def _missing(site: _Site, endpoint: str) -> Hit:
    """Where an endpoint that nothing serves is missed: in the first module with a blueprint, or the package."""
    sources = {source.name: source for source in site.app.sources}
    probes = f"{site.app.package}.probes"
    homes = (name.rpartition(".")[0] for name in sorted(site.blueprints))
    name = next((home for home in homes if home != probes), site.app.package)
    source = sources.get(name) or site.app.sources[0]
    mounted = {mount.blueprint for mount in site.mounts}
    idle = ", ".join(name for name in sorted(site.blueprints) if name not in mounted)
    why = f" (registered nowhere: {idle})" if idle else ""
    return Hit(source, source.tree, f"nothing serves '{endpoint}'{why}")
