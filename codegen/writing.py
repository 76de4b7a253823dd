"""Has a model write the definitions that no template has: what its author is told, and how the answer is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from codegen.answers import python_module, templates
from codegen.asking import Job, Unfit
from codegen.bodies import readers, storage
from codegen.compose import compose
from codegen.contract import (
    Contract,
    Endpoint,
    LogicModule,
    SecretType,
    StatementId,
    cited,
)
from codegen.generate import Draft, definitions_in, taken
from codegen.ownership import OWNERSHIP_RULES, NotASlice
from codegen.ownership.pages import LAYOUT, page_rules, read_slice
from codegen.page import FOLDER
from codegen.prompts import (
    CodeTask,
    Prompts,
    ShownFile,
    ShownFunction,
    endpoint_json,
    item_json,
)
from codegen.providers.base import Request
from codegen.record import LockedDefinition, LockedSlice
from codegen.render import Renderer
from codegen.requirements import normalised
from codegen.wheels import PackageLock

SHOWN_FILES = ("models.py", "constants.py", "auth.py", f"{FOLDER}{LAYOUT}")
"""What authors see of the emitted app, beside the schemas and the functions that others write; the layout only those of pages."""

SCHEMAS_HEAD = """\
# read_json(TheShape) and read_query(TheQuery) are functions of this module. Built in Python, a Money member takes whole
# cents, an IsoDate a date, a Moment an aware datetime; a field with an alias is built and read by its own name, and called
# by the alias in JSON alone.

"""


SERVICES_HEAD = """\
# Each call raises ServiceFailed where no usable answer comes in time. It is an HTTP error: 503 for a view that does not handle it. Its
# `reason` is "timeout", "unreachable" or "answer"; its `status` is what the service answered with, where that is no success, else None.
# What JSON holds deeper than its types say has to be looked at; an answer of no use is `raise ServiceFailed("its name", "answer")`.
# A call takes time: look up what it needs, `db.session.rollback()`, and only then call; or call after the commit. Never between writing and commit.

"""


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote of one slice: the definitions of a module, and the slice's templates."""

    slice: str
    definitions: tuple[LockedDefinition, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """A slice to be written again: what it is now, and what is wrong."""

    slice: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """Makes the jobs that have slices written.

    ``texts`` are the statements by id; ``accepted`` are the slices of the accepted build: whoever writes one anew sees
    what stood there, so that a changed sentence changes the code that it speaks of and nothing else. ``packages`` are
    the app's wheels.
    """

    contract: Contract
    texts: Mapping[StatementId, str]
    drafts: Sequence[Draft]
    prompts: Prompts
    renderer: Renderer
    accepted: Sequence[LockedSlice] = ()
    packages: PackageLock | None = None

    def jobs(self, drafts: Iterable[Draft]) -> list[Job[Written]]:
        """A job for each draft that a model has to complete."""
        shown = self._shown(())
        jobs = []
        for draft in drafts:
            module, pages = self._earlier(draft)
            task = replace(self._task(draft, shown), earlier=module, earlier_pages=pages)
            jobs.append(self._job(draft, self.prompts.code(task)))
        return jobs

    def repairs(
        self, repairs: Sequence[Repair], written: Mapping[str, tuple[LockedDefinition, ...]]
    ) -> list[Job[Written]]:
        """A job for each slice at fault; its author sees the other ones at fault as they are."""
        drafts = {draft.slice.name: draft for draft in self.drafts}
        jobs = []
        for repair in repairs:
            others = [d for r in repairs if r.slice != repair.slice for d in written[r.slice]]
            task = self._task(drafts[repair.slice], self._shown(others))
            module, *rest = written[repair.slice]
            pages = [ShownFile(each.module, each.text) for each in rest]
            request = self.prompts.repair(task, module.text, pages, repair.problems)
            jobs.append(self._job(drafts[repair.slice], request))
        return jobs

    def _job(self, draft: Draft, request: Request) -> Job[Written]:
        wanted = draft.wanted
        assert wanted is not None
        app = self.contract.app
        others = taken(self.drafts, draft)

        def read(text: str) -> Written:
            module, pages = python_module(text), templates(text) if wanted.page else ()
            try:
                definitions = read_slice(module, pages, wanted, others, app)
            except NotASlice as error:
                raise Unfit(*error.problems) from error
            return Written(draft.slice.name, definitions)

        return Job(request, read)

    # --- What an author is told

    def _earlier(self, draft: Draft) -> tuple[str, tuple[ShownFile, ...]]:
        """What the accepted build has of a slice in the module that is wanted, and its templates, whoever wrote them."""
        wanted = draft.wanted
        assert wanted is not None
        own = [each for each in self.accepted if each.name == draft.slice.name]
        every = (d for each in own for d in each.definitions)
        pages = tuple(ShownFile(d.module, d.text) for d in every if wanted.owns_page(d.module))
        return "\n\n".join(definitions_in(own, wanted.module)), pages

    def _shown(self, others: Sequence[LockedDefinition]) -> tuple[ShownFile, ...]:
        slices: list[LockedSlice] = [draft.slice for draft in self.drafts]
        files = {f.path: f.text for f in compose(self.contract, slices, (), self.renderer)}
        app = self.contract.app
        paths = [f"{app}/{name}" for name in SHOWN_FILES if f"{app}/{name}" in files]
        shown = [ShownFile(path, files[path]) for path in paths]
        shown.append(ShownFile(f"{app}/schemas.py", _classes(slices, "schemas.py", SCHEMAS_HEAD)))
        if self.contract.services:
            clients = _classes(slices, "services.py", SERVICES_HEAD)
            shown.append(ShownFile(f"{app}/services.py", clients))
        return (*shown, *(ShownFile(f"{app}/{other.module}", other.text) for other in others))

    def _task(self, draft: Draft, shown: tuple[ShownFile, ...]) -> CodeTask:
        assert draft.wanted is not None
        item = self._item(draft)
        wanted = draft.wanted
        hidden = {f"{self.contract.app}/{wanted.module}"}
        hidden |= set() if wanted.page else {f"{self.contract.app}/{FOLDER}{LAYOUT}"}
        return CodeTask(
            slice=draft.slice.name,
            app=self.contract.app,
            what=_what(item),
            module=wanted.module,
            heads=wanted.heads,
            statements=tuple(self._statements(item)),
            items=(
                endpoint_json(item, dict(self.texts))
                if isinstance(item, Endpoint)
                else item_json(item)
            ),
            files=tuple(file for file in shown if file.path not in hidden),
            functions=tuple(self._functions(item)),
            assumptions=tuple(self._assumptions(item)),
            packages=tuple(self._importable()),
            ownership=(*OWNERSHIP_RULES, *(page_rules(wanted) if wanted.page else ())),
            page=wanted.page,
            readers=self._readers(item),
            settings=self.contract.settings,
            guard=self._guard(item),
            has_secrets=any(
                isinstance(field.type, SecretType)
                for entity in self.contract.entities
                for field in entity.fields
            ),
        )

    def _readers(self, item: Endpoint | LogicModule) -> tuple[str, ...]:
        own = readers(self.contract, item) if isinstance(item, Endpoint) else ()
        return (*own, *storage(self.contract))

    def _item(self, draft: Draft) -> Endpoint | LogicModule:
        items = draft.slice.items
        assert isinstance(items, dict)
        if "path" in items:
            return self.contract.endpoint(f"{items['method']} {items['path']}")
        return next(m for m in self.contract.modules if m.name == items["name"])

    def _statements(self, item: Endpoint | LogicModule) -> Iterator[str]:
        """The statements that speak of an item, in the spec's order."""
        found = set(cited(item))
        if isinstance(item, Endpoint):
            rules = (rule for rule in self.contract.rules if item.key in rule.endpoints)
            found |= {s for rule in rules for s in cited(rule)}
        yield from (text for id_, text in self.texts.items() if id_ in found)

    def _assumptions(self, item: Endpoint | LogicModule) -> Iterator[str]:
        """What was assumed, but for what is said of another endpoint."""
        others = {endpoint.key for endpoint in self.contract.endpoints if endpoint is not item}
        for each in self.contract.assumptions:
            if each.about not in others:
                yield f"{each.about}: {each.topic} {each.chosen}"

    def _importable(self) -> Iterator[str]:
        """What may be imported of the app's packages, with the versions that it will meet."""
        for package in self.contract.packages:
            wheel = self.packages.wheel(normalised(package.name)) if self.packages else None
            version = f" {wheel.version}" if wheel else ""
            for name in package.imports:
                yield f"{name} (of the package {package.name}{version})"

    def _guard(self, item: Endpoint | LogicModule) -> str:
        """What its author has to know of the guard."""
        name, open_to_all = self.contract.guard, self.contract.open_endpoints
        if isinstance(item, Endpoint):
            told = f"A request reaches this view only when `{name}` has let it pass."
            return told if self.contract.is_guarded(item) else ""
        if name not in {function.name for function in item.functions}:
            return ""
        keys = ", ".join(f"`{endpoint.key}`" for endpoint in open_to_all) or "none"
        return (
            f"The app itself calls `{name}` before every request, also to paths that there are not; those to these endpoints it lets"
            f" pass unasked: {keys}. So it reads `flask.request`, and refuses with `abort`."
        )

    def _functions(self, item: Endpoint | LogicModule) -> Iterator[ShownFunction]:
        for module in self.contract.modules:
            if module is not item:
                for each in module.functions:
                    yield ShownFunction(module.name, each.signature, each.does)


def _classes(slices: Sequence[LockedSlice], module: str, head: str) -> str:
    """The classes of a module alone: what they are made with is the same in every app, and told in its head."""
    texts = [f"{text.strip()}\n" for text in definitions_in(slices, module)]
    lines = "\n\n".join(texts).splitlines(keepends=True)
    return head + "".join(line for line in lines if not line.startswith(("from ", "import ")))


def _what(item: Endpoint | LogicModule) -> str:
    if isinstance(item, Endpoint):
        return f"the view `{item.name}` ({item.key}): {item.summary}"
    return f"the module `{item.name}`: {item.purpose}"
