"""The contract of a rule, and what runs the rules.

A rule is one file in this package: a class with a name, a message, a mend, its sources, and examples. The
examples are its tests and its part of docs/rules.md. ``load_rules`` finds it there.
"""

from __future__ import annotations

import importlib
import pkgutil
import posixpath
from abc import ABC
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import ClassVar, TypeAlias, TypeVar, cast

import libcst as cst

import codegen.checks
from codegen.checks.app import App
from codegen.contract import Contract
from codegen.page import FOLDER, Page, read_page
from codegen.syntax import Source, compile_problem, parse
from codegen.types import Candidate, CheckReport, File, Finding, Location, Problem

R = TypeVar("R", Source, Page)
COMPILES = "compiles"
"""The rule that a Finding names where a file is no Python, or no template."""


@dataclass(frozen=True, slots=True)
class Example:
    """Code that a rule accepts, or finds something in: a module's, or a page's.

    ``path`` is where it belongs, relative to the app's package: ``../wsgi.py`` lies beside it. The code is appended
    to that file of an app, or ``replaces`` it. ``lines`` are those of the code, from 1, where an INVALID
    example is found out; ``fixed`` is what the rule's fix makes of it. A page is a file of its own.
    ``beside`` are further files, by path and text. ``with_accounts`` where the app is one whose users log in and own tasks;
    its package is ``tasks``. A function of the file that the code defines too is replaced.
    """

    code: str
    path: str = "routes/users.py"
    lines: tuple[int, ...] = ()
    fixed: str | None = None
    replaces: bool = False
    beside: tuple[tuple[str, str], ...] = ()
    with_accounts: bool = False

    def path_in(self, package: str) -> str:
        """The path relative to the folder of an app with this package."""
        return posixpath.normpath(posixpath.join(package, self.path))


@dataclass(frozen=True, slots=True)
class Fix:
    """How to mend a node: ``change`` makes the new one; ``module`` is imported where it isn't yet."""

    change: Callable[[cst.CSTNode], cst.CSTNode]
    module: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule does not hold; ``detail`` says what is there."""

    source: Source
    node: cst.CSTNode
    detail: str
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class PageHit:
    """One place of a page, by its offset, where a rule does not hold."""

    page: Page
    offset: int
    detail: str


class Rule(ABC):
    """Something that must hold of an app's code.

    ``message`` says what is wrong, ``mend`` how to right it, ``urls`` why. A rule about single modules has a
    ``check_source``, one about single pages a ``check_page``; one about the whole app has a ``check`` of its own. One that ``needs_contract`` is skipped
    where there is none.
    """

    name: ClassVar[str]
    message: ClassVar[str]
    mend: ClassVar[str]
    urls: ClassVar[tuple[str, ...]]
    needs_contract: ClassVar[bool] = False
    VALID: ClassVar[tuple[Example, ...]]
    INVALID: ClassVar[tuple[Example, ...]]

    def check(self, app: App) -> Iterator[Hit | PageHit]:
        """Where the app breaks the rule."""
        for source in app.sources:
            yield from self.check_source(source, app)
        for page in app.pages:
            yield from self.check_page(page, app)

    def check_source(self, source: Source, app: App) -> Iterator[Hit]:
        """Where one module of the app breaks the rule."""
        return iter(())

    def check_page(self, page: Page, app: App) -> Iterator[PageHit]:
        """Where one page of the app breaks the rule."""
        return iter(())

    @classmethod
    def mends(cls) -> bool:
        """Whether the rule has a fix."""
        return any(example.fixed is not None for example in cls.INVALID)


Rules: TypeAlias = Sequence[type[Rule]]
_Statement: TypeAlias = cst.SimpleStatementLine | cst.BaseCompoundStatement


@cache
def load_rules() -> tuple[type[Rule], ...]:
    """The rules of this package, sorted by name. Raises whatever a file raises that fails to load."""
    found = set[type[Rule]]()
    for info in pkgutil.iter_modules(codegen.checks.__path__):
        module = importlib.import_module(f"codegen.checks.{info.name}")
        found.update(
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Rule)
            and value.__module__ == module.__name__
            and value is not Rule
        )
    return tuple(sorted(found, key=lambda rule: rule.name))


def skipped(contract: Contract | None, rules: Rules | None = None) -> tuple[str, ...]:
    """The names of the rules that ``check`` cannot apply, because they need a contract and there is none."""
    chosen = load_rules() if rules is None else rules
    return tuple(rule.name for rule in chosen if rule.needs_contract and contract is None)


def check(
    candidate: Candidate, contract: Contract | None, rules: Rules | None = None
) -> CheckReport:
    """What the rules find in an app.

    The rules hold for the Python files of its package, for ``wsgi.py`` and for the package's templates; every Python file
    must compile, and every template must parse. A file that doesn't gives this one finding. Findings are sorted by place, then rule; their paths are relative to
    the app's folder. Without a contract the rules that ``skipped`` names are left out.
    """
    app, findings = _read(candidate, contract)
    findings.extend(_findings(app, load_rules() if rules is None else rules))
    findings.sort(key=lambda finding: (finding.location, finding.rule, finding.message))
    return CheckReport(candidate.digest, tuple(findings))


def _read(candidate: Candidate, contract: Contract | None) -> tuple[App, list[Finding]]:
    sources, pages, problems = list[Source](), list[Page](), list[Problem]()
    for file in candidate.files:
        if file.path.startswith(f"{candidate.app}/{FOLDER}"):
            _keep(read_page(file.path, file.text), pages, problems)
        if not file.path.endswith(".py"):
            continue
        held = file.path.startswith(f"{candidate.app}/") or file.path == "wsgi.py"
        _keep((parse if held else compile_problem)(file.path, file.text), sources, problems)
    unread = tuple(problem.location.path for problem in problems if problem.location)
    app = App(candidate.app, sources, contract, unread, pages)
    return app, [_unreadable(problem) for problem in problems]


def _keep(result: R | Problem | None, read: list[R], problems: list[Problem]) -> None:
    if isinstance(result, Problem):
        problems.append(result)
    elif result:
        read.append(result)


def _unreadable(problem: Problem) -> Finding:
    location = problem.location or Location("", 1)
    return Finding(COMPILES, location, problem.cause, problem.mend)


def _findings(app: App, rules: Rules) -> Iterator[Finding]:
    every = [(rule, hit) for rule in rules for hit in _hits(rule, app)]
    for rule, hit in every:
        if isinstance(hit, PageHit):
            message = f"{rule.message}: {hit.detail}"
            yield Finding(rule.name, hit.page.location(hit.offset), message, rule.mend)
    hits = [(rule, hit) for rule, hit in every if isinstance(hit, Hit)]
    hits.sort(key=lambda pair: pair[1].source.path)
    for _, group in groupby(hits, key=lambda pair: pair[1].source.path):
        of_source = list(group)
        places = of_source[0][1].source.locations(hit.node for _, hit in of_source)
        for (rule, hit), place in zip(of_source, places, strict=True):
            yield Finding(rule.name, place, f"{rule.message}: {hit.detail}", rule.mend)


def _hits(rule: type[Rule], app: App) -> Iterable[Hit | PageHit]:
    return () if rule.needs_contract and app.contract is None else rule().check(app)


def fix(file: File, contract: Contract | None, rules: Rules | None = None) -> File:
    """The file with the fixes of the rules applied; the same object where none applies.

    Made for generated text alone: a person's code is reported, never rewritten. A file that cannot be parsed is
    given back as it is.
    """
    source = parse(file.path, file.text)
    for rule in load_rules() if rules is None else rules:
        if rule.mends() and isinstance(source, Source):
            app = App(file.path.partition("/")[0], (source,), contract)
            mended = _fixed(file, source, _hits(rule, app))
            if mended is not file:
                file, source = mended, parse(mended.path, mended.text)
    return file


def _fixed(file: File, source: Source, hits: Iterable[Hit | PageHit]) -> File:
    fixes = {hit.node: hit.fix for hit in hits if isinstance(hit, Hit) and hit.fix}
    if not fixes:
        return file
    tree = source.tree.visit(_Fixer(fixes))
    assert isinstance(tree, cst.Module)
    for module in sorted({fix.module for fix in fixes.values() if fix.module}):
        if (source.tree, module) not in source.imports:
            tree = _with_import(tree, module)
    return File(file.path, tree.code)


class _Fixer(cst.CSTTransformer):
    def __init__(self, fixes: dict[cst.CSTNode, Fix]) -> None:
        super().__init__()
        self._fixes = fixes

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        updated = super().on_leave(original_node, updated_node)
        fix = self._fixes.get(original_node)
        if fix and isinstance(updated, cst.CSTNode):
            return cast("cst.CSTNodeT", fix.change(updated))
        return updated


def _with_import(tree: cst.Module, module: str) -> cst.Module:
    """The module with one more import, behind its docstring and its ``__future__``."""
    position = next(
        (i for i, statement in enumerate(tree.body) if not _comes_first(statement, i)),
        len(tree.body),
    )
    import_ = cst.parse_statement(f"import {module}")
    if position:
        import_ = _apart(import_)
    before, after = tree.body[:position], list(tree.body[position:])
    if after and not _imports(after[0]):
        after[0] = _apart(after[0])
    return tree.with_changes(body=(*before, import_, *after))


def _imports(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(
        statement.body[0], cst.Import | cst.ImportFrom
    )


def _apart(statement: _Statement) -> _Statement:
    """The statement with an empty line above it."""
    lines = statement.leading_lines or [cst.EmptyLine(indent=False)]
    return statement.with_changes(leading_lines=lines)


def _comes_first(statement: cst.CSTNode, position: int) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    first = statement.body[0]
    if isinstance(first, cst.ImportFrom):
        return isinstance(first.module, cst.Name) and first.module.value == "__future__"
    return (
        position == 0
        and isinstance(first, cst.Expr)
        and isinstance(first.value, cst.SimpleString | cst.ConcatenatedString)
    )
