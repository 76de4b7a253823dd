"""The only place that builds what is said to a model. The words stand in ``templates/prompts/``.

Requests carry no line numbers, dates or paths of this machine: the same meaning is asked in the same words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from codegen import defaults
from codegen.contract import (
    BytesBody,
    Contract,
    Endpoint,
    Item,
    MultipartBody,
    Setting,
    StatementId,
)
from codegen.providers.base import AnswerSchema, Message, Purpose, Request
from codegen.render import Renderer
from codegen.spec import Spec, Statement
from codegen.types import JsonValue

CODE_RULES = (
    "Complete, typed, formatted code as a careful Flask engineer writes it, with a one-line docstring a function; no placeholders.",
    "A view reads its JSON body with `body = read_json(TheShape)` (from the schemas module), which answers every request that breaks"
    " the shape; a body that is a list with `read_list(TheShape)`, its query with `read_query(TheQuery)`.",
    'Refuse with `abort(status, "message")` from flask, which answers problem details; the message is the contract\'s `detail` where it has one,'
    " with what stands there in braces filled in.",
    'Answer JSON by building the response\'s shape and returning `TheShape(...).model_dump(mode="json"), status`. Money is whole cents'
    " in Python, both in models and when a shape is built.",
    "Use `db.session` and `select(...)`; never SQL text. Commit once, at the end of a successful write. Everything that a refusal needs"
    " is checked before anything is written.",
    "Two requests may come at the same time: where a rule limits how many there may be, or who is first, lock the row it hangs on"
    " (`db.session.get(Model, id, with_for_update=True)`) before you look.",
    "A view that adds rows of a model with `unique=True` or a `UniqueConstraint`, or sets such a column, has each of its `commit()` and"
    " `flush()` inside `try:`, with `except IntegrityError:` that calls `db.session.rollback()` and then `abort(...)` with the status of that case (409"
    " where there is none); `IntegrityError` is from sqlalchemy.exc.",
    "`schema(**body)`, `setattr` loops and `model_dump()` into a row are refused: name each column.",
    "What a helper has to say to a client it raises as `abort(status, words)` or as an exception class of the app's own; the text of any other"
    " exception (`str(error)`) never reaches a client.",
    "Look rows up with `db.session.get(Model, id)`; a row that is not there is the contract's not_found case.",
    "What only some know (a PIN, a key, a token) is compared with `hmac.compare_digest(a.encode(), b.encode())`, made by `secrets`, and never logged.",
    "A download is answered with `send_file(BytesIO(content), media_type, as_attachment=True, download_name=name)`, which writes any name into its header.",
)
"""What the checks hold against code, in words."""

LINE_CHARACTERS = 120
OF_FILES = (
    f"A file or a raw body that is too large is {defaults.TOO_LARGE_STATUS}, one of another media type"
    f" {defaults.CONTENT_TYPE_STATUS}, a missing file {defaults.INVALID_STATUS}. Content has to be what it is declared to be: send a PNG as"
    " hex:89504e470d0a1a0a, a JPEG as hex:ffd8ffe0, a GIF as hex:474946383961, a PDF as hex:255044462d, each with further bytes where you like,"
    " and texts as UTF-8. Of a file's name the last part of a path is kept; of one longer than 255 characters the middle is left out, and it is not refused."
)
"""What is answered about files, and how a Scenario sends such that are taken."""

LEAST_SCENARIOS, SCENARIOS_A_STATEMENT = 4, 2


@dataclass(frozen=True, slots=True)
class Labels:
    """The statements of a spec under the short names that a conversation calls them by."""

    by_label: Mapping[str, Statement]

    @property
    def ids(self) -> dict[str, StatementId]:
        """The ids by label."""
        return {label: statement.id for label, statement in self.by_label.items()}

    @property
    def texts(self) -> dict[str, str]:
        """The texts by label."""
        return {label: statement.text for label, statement in self.by_label.items()}

    def of(self, ids: Iterable[StatementId]) -> tuple[str, ...]:
        """The labels of statements, in the spec's order."""
        wanted = set(ids)
        return tuple(label for label, each in self.by_label.items() if each.id in wanted)


def labelled(spec: Spec) -> Labels:
    """The labels S1, S2 ... of what a model has to place; the titles of examples are placed by these."""
    titles = {block.title.id for block in spec.http_blocks if block.title}
    placed = [s for s in spec.statements if s.section != "examples" and s.id not in titles]
    return Labels({f"S{number}": statement for number, statement in enumerate(placed, 1)})


@dataclass(frozen=True, slots=True)
class Earlier:
    """The accepted answer of an earlier build, with this build's labels, and what has changed since."""

    answer: JsonValue
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of the app that code may import from."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownFunction:
    """A function that others write: where it lives, its ``def`` line, what it does."""

    module: str
    signature: str
    does: str


@dataclass(frozen=True, slots=True)
class CodeTask:
    """What one slice has to do, and all that its author may know.

    ``earlier`` and ``earlier_pages`` are what the accepted build has of it; ``page`` is the template that it shows, if any.
    """

    slice: str
    app: str
    what: str
    module: str
    heads: tuple[str, ...]
    statements: tuple[str, ...]
    items: JsonValue
    files: tuple[ShownFile, ...]
    functions: tuple[ShownFunction, ...]
    packages: tuple[str, ...]
    ownership: tuple[str, ...]
    assumptions: tuple[str, ...] = ()
    has_secrets: bool = False
    settings: tuple[Setting, ...] = ()
    guard: str = ""
    earlier: str = ""
    page: str = ""
    earlier_pages: tuple[ShownFile, ...] = ()
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A Scenario that the code fails: as text, with the exchange at which it does."""

    name: str
    covers: tuple[str, ...]
    text: str
    exchange: str
    expected: str
    came: str


def ask_again(problems: Sequence[str]) -> Message:
    """What follows an answer that does not fit."""
    listed = "\n".join(f"- {problem}" for problem in problems)
    text = f"That cannot be used:\n\n{listed}\n\nAnswer again, completely and in the same form, with this mended."
    return Message("user", text)


@dataclass(frozen=True, slots=True)
class Prompts:
    """Builds the requests of a build, in the words of its templates."""

    renderer: Renderer

    def outline(
        self,
        spec: Spec,
        labels: Labels,
        schema: AnswerSchema,
        earlier: Earlier | None,
        packages: Sequence[str] = (),
    ) -> Request:
        """Asks for the outline of an app, or for what of it changes; ``packages`` are allowed besides."""
        text = self._render(
            "outline",
            **_spec(spec, labels),
            prefix=spec.prefix,
            packages=packages,
            defaults=[
                f"{row.question}: {row.chosen}" for row in defaults.TABLE if "{" not in row.chosen
            ],
            earlier=_json(earlier.answer) if earlier else None,
            changes=earlier.changes if earlier else (),
        )
        return self._request("interpret", "outline", text, schema)

    def detail(
        self,
        spec: Spec,
        labels: Labels,
        schema: AnswerSchema,
        *,
        resource: str,
        outline: JsonValue,
        heads: Sequence[Mapping[str, object]],
        own: Sequence[str],
        earlier: Earlier | None,
    ) -> Request:
        """Asks for the endpoints of one resource in full; ``own`` are the labels that it has to cite."""
        text = self._render(
            "detail",
            **_spec(spec, labels),
            resource=resource,
            outline=_json(outline),
            heads=heads,
            labels=own,
            earlier=_json(earlier.answer) if earlier else None,
            changes=earlier.changes if earlier else (),
        )
        return self._request("interpret", f"resource-{resource}", text, schema)

    def code(self, task: CodeTask) -> Request:
        """Asks for the module that holds one slice's definitions, and for its templates."""
        text = self._render(
            "code",
            **{
                name: getattr(task, name)
                for name in CodeTask.__dataclass_fields__
                if name != "items"
            },
            items=_json(task.items),
            rules=CODE_RULES,
        )
        return self._request("code", task.slice, text)

    def repair(
        self, task: CodeTask, text: str, pages: Sequence[ShownFile], problems: Sequence[str]
    ) -> Request:
        """Asks for a slice again, given what it and its templates are now and what is wrong with it."""
        asked = self.code(task).messages
        wrong = self._render("repair", problems=problems, page=task.page)
        shown = [f"```python\n{text}```", *(f"```jinja {p.path}\n{p.text}```" for p in pages)]
        messages = (*asked, Message("assistant", "\n\n".join(shown)), Message("user", wrong))
        return Request("repair", task.slice, messages)

    def scenarios(
        self,
        spec: Spec,
        labels: Labels,
        contract: Contract,
        *,
        resource: str,
        own: Sequence[str],
        format_text: str,
        missing: Sequence[str] = (),
        stale: Sequence[str] = (),
    ) -> Request:
        """Asks for the Scenarios of one resource.

        Args:
            missing: what the admitted ones do not show yet.
            stale: those of the earlier spec that have to be brought up to date.
        """
        wanted = max(LEAST_SCENARIOS, len(own)) if own else 0
        text = self._render(
            "scenarios",
            **_spec(spec, labels),
            resource=resource,
            contract=_json(contract_json(contract, labels)),
            defaults=default_answers(contract),
            labels=own,
            least=wanted + len(stale),
            most=wanted * SCENARIOS_A_STATEMENT + len(stale),
            format=format_text,
            missing=missing,
            stale=stale,
            services=bool(contract.services),
            settings=bool(contract.settings),
            guard=bool(contract.guard),
        )
        return self._request("scenarios", f"scenarios-{resource}", text)

    def triage(
        self,
        spec: Spec,
        labels: Labels,
        contract: Contract,
        schema: AnswerSchema,
        disagreements: Sequence[Disagreement],
        *,
        resource: str,
    ) -> Request:
        """Asks who is right where Scenarios and code disagree."""
        text = self._render(
            "triage",
            **_spec(spec, labels),
            contract=_json(contract_json(contract, labels)),
            defaults=default_answers(contract),
            disagreements=disagreements,
        )
        return self._request("triage", f"triage-{resource}", text, schema)

    def _render(self, name: str, **context: object) -> str:
        return self.renderer.render(f"prompts/{name}.md.j2", **context)

    def _request(
        self, purpose: Purpose, about: str, text: str, schema: AnswerSchema | None = None
    ) -> Request:
        system = Message("system", self._render("system"))
        return Request(purpose, about, (system, Message("user", text)), schema)


def default_answers(contract: Contract) -> str:
    """What is answered where nobody says otherwise, for authors of scenarios and their judges."""
    requests = [endpoint.request for endpoint in contract.endpoints]
    files = (
        " " + OF_FILES if any(isinstance(r, MultipartBody | BytesBody) for r in requests) else ""
    )
    return (
        "By default: a body that cannot be parsed is 400, one of another content type 415, a missing, mistyped or out-of-range"
        f" member {defaults.INVALID_STATUS}; errors are problem details (`application/problem+json`, members type, title, status, detail); money is"
        f' a string such as "12.34"; times are RFC 3339 in UTC.{files}'
    )


def contract_json(contract: Contract, labels: Labels) -> JsonValue:
    """The contract as authors read it: without citations but for the labels of rules."""
    named = {id_: label for label, id_ in labels.ids.items()}
    rows: list[JsonValue] = [
        {row.entity: {"id": number, **row.fields}}
        for entity in contract.entities
        for number, row in enumerate(contract.rows_of(entity.name), 1)
    ]
    services = [item_json(service) for service in contract.services]
    return {
        **({"services": services} if services else {}),
        **(
            {"settings": [_setting_json(each) for each in contract.settings]}
            if contract.settings
            else {}
        ),
        **({"every request passes first": contract.guard} if contract.guard else {}),
        **({"rows": rows} if rows else {}),
        "entities": [item_json(entity) for entity in contract.entities],
        "constants": {each.name: each.value for each in contract.constants},
        "shapes": [item_json(shape) for shape in contract.shapes],
        "endpoints": [endpoint_json(endpoint, named) for endpoint in contract.endpoints],
        "rules": [
            {
                "endpoints": list(rule.endpoints),
                "statements": [named.get(c.statement, "") for c in rule.citations],
            }
            for rule in contract.rules
        ],
        "assumptions": [
            f"{each.about}: {each.topic}: {each.chosen}" for each in contract.assumptions
        ],
    }


def endpoint_json(endpoint: Endpoint, named: Mapping[StatementId, str]) -> JsonValue:
    """An endpoint without citations; a case that is a rule names its statement by label or text."""
    value = item_json(endpoint)
    assert isinstance(value, dict)
    cases = value["cases"]
    assert isinstance(cases, list)
    for case in cases:
        when = case["when"] if isinstance(case, dict) else None
        if isinstance(when, dict) and "statement" in when:
            when["statement"] = named.get(StatementId(str(when["statement"])), "")
    return value


def _setting_json(setting: Setting) -> JsonValue:
    """A setting as authors of scenarios read it."""
    return {"name": setting.name, "in tests": setting.in_tests, "does": setting.does}


def item_json(item: Item) -> JsonValue:
    """An item without citations and defaults."""
    return _uncited(item.model_dump(mode="json"))


def _uncited(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {key: _uncited(inner) for key, inner in value.items() if key != "citations"}
    return [_uncited(inner) for inner in value] if isinstance(value, list) else value


def _spec(spec: Spec, labels: Labels) -> dict[str, object]:
    shown = ("background", "endpoints", "rules", "data")
    return {
        "title": spec.title,
        "statements": [
            {
                "label": label,
                "text": each.text,
                "owner": "" if each.owner == "background" else each.owner,
                "beside": each.beside,
            }
            for label, each in labels.by_label.items()
            if each.section in shown
        ],
        "headings": [heading.name for heading in spec.headings if heading.section == "endpoints"],
        "examples": [block.text.strip() for block in spec.http_blocks],
    }


def _json(value: JsonValue, indent: str = "") -> str:
    """JSON of which each part that fits stands on one line: blanks and braces on lines of their own are paid for too."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= LINE_CHARACTERS or not isinstance(value, dict | list):
        return line
    inner = f"{indent} "
    if isinstance(value, list):
        parts, (start, end) = [_json(each, inner) for each in value], "[]"
    else:
        named = ((json.dumps(name, ensure_ascii=False), each) for name, each in value.items())
        parts, (start, end) = [f"{name}: {_json(each, inner)}" for name, each in named], "{}"
    listed = f",\n{inner}".join(parts)
    return f"{start}\n{inner}{listed}\n{indent}{end}"
