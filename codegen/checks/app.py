"""The app as the rules see it: its parsed modules, and what a name in one means across all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from codegen.contract import Contract, SecretType
from codegen.page import FOLDER, Page
from codegen.syntax import Source, top_level

_HOPS_LIMIT = 20
_MODEL_BASES = ("sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta")


class App:
    """The parsed modules and pages of an app. ``unread`` are the paths of those that could not be parsed."""

    def __init__(
        self,
        package: str,
        sources: Iterable[Source],
        contract: Contract | None = None,
        unread: tuple[str, ...] = (),
        pages: Iterable[Page] = (),
    ) -> None:
        """Takes the modules and templates of ``package``; ``contract`` is None where nothing is known of the spec."""
        self.package = package
        self.sources = tuple(sources)
        self.contract = contract
        self.unread = unread
        self.pages = tuple(pages)
        self._modules = {source.name: source for source in self.sources}
        self._definitions = {
            f"{source.name}.{name}": (source, node)
            for source in self.sources
            for name, node in top_level(source.tree).items()
        }

    def has_page(self, name: str) -> bool:
        """Whether there is a template of this name, readable or not; the name is as Flask is given it."""
        path = f"{self.package}/{FOLDER}{name}"
        return path in self.unread or any(page.path == path for page in self.pages)

    def name_of(self, source: Source, node: cst.CSTNode) -> str | None:
        """The dotted name that a name stands for where it was defined, re-exports of the app followed."""
        name = source.qualified_name(node)
        return self._defined(name) if name else None

    def called(self, source: Source, call: cst.Call) -> str | None:
        """The dotted name of what is called."""
        return self.name_of(source, call.func)

    def _defined(self, name: str) -> str:
        for _ in range(_HOPS_LIMIT):
            onward = self._imported(name)
            if onward is None or onward == name:
                return name
            name = onward
        return name

    def _imported(self, name: str) -> str | None:
        """One step from a module of the app that merely imports the name to where it comes from."""
        module = name
        while "." in module:
            module, _, _ = module.rpartition(".")
            source = self._modules.get(module)
            if source:
                first, dot, rest = name[len(module) + 1 :].partition(".")
                target = source.imports.get((source.tree, first))
                return f"{target}{dot}{rest}" if target else None
        return None

    def function(self, name: str | None) -> tuple[Source, cst.FunctionDef] | None:
        """The function of the app's top level with this dotted name, and its module."""
        source, node = self._definitions.get(name or "", (None, None))
        return (source, node) if source and isinstance(node, cst.FunctionDef) else None

    def defines(self, name: str) -> bool:
        """Whether a dotted name is that of a function or class of the app's own, at the top level of a module."""
        return name in self._definitions

    def lineage(self, name: str) -> Iterator[str]:
        """The dotted names of a class and of all its bases, as far as they are known."""
        waiting, seen = [name], set[str]()
        while waiting:
            current = waiting.pop(0)
            if current in seen:
                continue
            seen.add(current)
            yield current
            source, node = self._definitions.get(current, (None, None))
            if source and isinstance(node, cst.ClassDef):
                bases = (self.name_of(source, base.value) for base in node.bases)
                waiting.extend(base for base in bases if base)

    def is_model(self, name: str | None) -> bool:
        """Whether a dotted name is a class that SQLAlchemy maps: by its bases or by the contract."""
        if name is None:
            return False
        entities = {entity.name for entity in self.contract.entities} if self.contract else set()
        if name.startswith(f"{self.package}.models.") and name.rpartition(".")[2] in entities:
            return True
        return any(base.endswith(".Model") or base in _MODEL_BASES for base in self.lineage(name))

    def is_schema(self, name: str) -> bool:
        """Whether a dotted name is a pydantic model."""
        return "pydantic.BaseModel" in self.lineage(name)

    def is_http_error(self, name: str) -> bool:
        """Whether a dotted name is an exception whose text Flask sends to the client."""
        return any(base.startswith("werkzeug.exceptions.") for base in self.lineage(name))

    def secrets(self) -> frozenset[str]:
        """The names of the contract's secret fields, and of the columns that keep their hashes."""
        plain = self.plain_secrets()
        return plain | {f"{name}_hash" for name in plain}

    def plain_secrets(self) -> frozenset[str]:
        """The names of the contract's secret fields."""
        entities = self.contract.entities if self.contract else ()
        return frozenset(
            field.name
            for entity in entities
            for field in entity.fields
            if isinstance(field.type, SecretType)
        )
