"""A model's answer -> Scenarios of rank three, or all that is wrong with it in plain words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from codegen.contract import Contract, Endpoint, StatementId
from codegen.errors import SpecRejected
from codegen.features import FIRST_ERROR_STATUS
from codegen.scenario import Exchange, Scenario
from codegen.scenario.agreement import (
    endpoint_of,
    given_problems,
    service_problems,
    setting_problems,
    status_problems,
)
from codegen.scenario.reader import HttpExample, read_http_block
from codegen.scenario.request import is_captured
from codegen.scenario.suggestion import mend_for
from codegen.testgen.names import ascii_words, free
from codegen.types import Location, Problem

SCENARIO_FORMAT = """\
Write Markdown. Each scenario is a heading, a line with the labels of the statements it tests, and one fenced block:

## A borrowed book cannot be borrowed again
Covers: S3, S7

```http
# given: Book {"id": 7, "title": "Momo", "price": "12.34", "added": "2026-02-01"}
# now: 2026-03-01T09:00:00Z
POST /books/7/loans
X-Member: ann
{"days": 14}
HTTP 201
[Captures]
loan: jsonpath "$.id"
[Asserts]
jsonpath "$.due" == "2026-03-15"

# now: 2026-03-20T09:00:00Z
GET /loans/{{loan}}
HTTP 200
[Asserts]
jsonpath "$.late_days" == 5
jsonpath "$.items" count == 1
jsonpath "$.items[?(@.book=='7')].title" == "Momo"

POST /books/7/loans
{"days": 14}
HTTP 409
[Asserts]
jsonpath "$.detail" contains "borrowed"
```

- The block is in Hurl's format: requests in order, each with its headers, its sections, its body, then "HTTP" and the one
  status that must come, then [Captures] and [Asserts]. A JSON body after "HTTP 200" is the whole body that must come.
- Paths start with "/" and stand alone, with values filled in: /books/7, never /books/{id}. Only the endpoints, statuses,
  entities and fields of the contract exist.
- Every scenario starts with a database that holds the contract's `rows`, with the ids 1, 2 ... in each entity in their
  order, and is empty where the contract has none. "# given: Entity {...}" lines above the first request put rows there, one
  JSON object on one line, each with its "id" where something refers to it: use them for what no endpoint makes. Money is
  a string "12.34", a day "2026-03-01", a time "2026-03-01T09:00:00Z", a reference the id of the row.
- "# now: 2026-03-01T09:00:00Z" above a request sets the clock from there on; where time matters, set it first.
- "# setting: SHOP_PIN=9876" above a request has a setting of the contract be that from there on; until then it is what the contract says it is in tests.
- "# service: rates GET /latest?base=EUR -> 200 {"rates": {"USD": 1.1}}" above a request has another service of the contract answer that call so,
  from there on; "-> timeout" and "-> refused" are failures, "-> 200 `<html>`" an answer of no use. A test fails at a call that no such line is for.
- "# service-called: notices POST /notify {"id": "{{id}}"}" below an exchange, behind all else of it, says that the app sent that call
  meanwhile, and to that service no other: one line a call, the body left out where any will do; "# service-called: notices none" says that it was not called.
- "# together: 20, others 409" above a request sends it 20 times at once: one is answered as written, the others 409; with "# together: 20"
  alone all are answered as written. Such a request captures nothing.
- Request sections, above the body: [Query], [Form], [Cookies], [BasicAuth] and [Multipart], with lines "name: value"; [BasicAuth]
  has one line "user: password". A file of [Multipart] is one line: photo: bytes,"a.png","image/png",hex:89504e47
  (or base64:..., or text:"..."). Cookies that the app sets are kept for the requests after it.
- Other bodies: `one line of text` in backticks, or bytes as hex,89504e47; or base64,iVBORw==; with a Content-Type header.
- [Captures] lines are "name: query"; later requests write {{name}}, in JSON within quotes: "{{name}}".
- Queries: jsonpath "$.a.b[0]['c d'][*].e", with one filter [?(@.name=='x')] at most; header "Name"; cookie "name"; body (its text);
  bytes; status; regex /code: ([A-Z0-9]+)/ (the group in the body), also behind a query: header "Location" regex /teams.([a-z]+)/.
  What was captured whole may be a request's path, as after a form is sent: page: header "Location", then GET {{page}}. Of HTML assert what "body contains" (where somebody typed <b>, "&lt;b&gt;" is shown); there is no xpath.
- Predicates: ==, !=, <, <=, >, >=, contains, startsWith, endsWith, matches /regex/, exists, isEmpty, count == 2, isString, isInteger,
  isFloat, isNumber, isBoolean, isList, isObject, isDate, isIsoDate; "not" goes before the predicate. Values are "strings",
  numbers, true, false, null or {{name}}; after == and != also a JSON list or object on one line.
- Comments are lines that start with "# ". Write no URL, no [Options], no variables of your own, no loops, and nothing random.
"""
"""How a model is told to write scenarios. ``read_scenarios`` reads what it says."""

_TITLE = re.compile(r"##[ \t]+(.+?)[ \t#]*")
_COVERS = re.compile(r"[\s*_>-]*covers[\s*_]*:[\s*_]*(.*)", re.IGNORECASE)
_LABEL = re.compile(r"[A-Za-z]+[0-9]+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([\w+-]*).*")
_UNCLOSED = "(unclosed)"
_FORM = 'Write "## A title", "Covers: S3" and a ```http block.'


class NotScenarios(Exception):
    """A model's answer that cannot be used; ``problems`` are sentences, each with a scenario's title."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class _Draft:
    """One scenario as it stands in the answer, not read yet."""

    title: str
    covers: list[str] = field(default_factory=list)
    blocks: list[tuple[str, str]] = field(default_factory=list)


def read_scenarios(
    text: str,
    contract: Contract,
    labels: Mapping[str, StatementId],
    texts: Mapping[StatementId, str],
    resource: str,
    taken: Collection[str] = (),
) -> tuple[Scenario, ...]:
    """The Scenarios of a model's answer, in its order.

    Args:
        labels: what the model calls the statements (``S3``).
        texts: the statements' texts by id.
        resource: the resource whose endpoints the model was asked about.
        taken: names of Scenarios that there are already.

    Raises NotScenarios with everything that is wrong.
    """
    drafts = list(_drafts(text))
    if not drafts:
        raise NotScenarios((f"The answer holds no scenario. {_FORM}",))
    reader = _Reader(contract, labels, texts, resource, set(taken))
    found = [scenario for draft in drafts if (scenario := reader.read(draft))]
    if reader.problems:
        raise NotScenarios(tuple(dict.fromkeys(reader.problems)))
    return tuple(found)


def _drafts(text: str) -> Iterator[_Draft]:
    """The scenarios as they stand; what stands before the first title is talk."""
    draft: _Draft | None = None
    for line, block in _lines(text):
        title = _TITLE.fullmatch(line.strip()) if block is None else None
        if title:
            if draft:
                yield draft
            draft = _Draft(title[1].strip(" *_`"))
        elif draft and block is not None:
            draft.blocks.append((line, block))
        elif draft and (covers := _COVERS.fullmatch(line)):
            draft.covers += filter(None, re.split(r"[ \t]*[,，;][ \t]*", covers[1].strip(" *_.")))
    if draft:
        yield draft


def _lines(text: str) -> Iterator[tuple[str, str | None]]:
    """The answer's lines, each with None; a fenced block is one, by its language, with its text."""
    fence, block = None, list[str]()
    for line in text.splitlines():
        mark = _FENCE.fullmatch(line)
        if fence is None and mark:
            fence = mark
        elif fence is None:
            yield line, None
        elif mark and mark[1].startswith(fence[1]) and not mark[2]:
            yield fence[2].lower(), "\n".join(block)
            fence, block = None, []
        else:
            block.append(line)
    if fence is not None:
        yield _UNCLOSED, ""


@dataclass(slots=True)
class _Reader:
    """Reads drafts; ``problems`` are those of all of them."""

    contract: Contract
    labels: Mapping[str, StatementId]
    texts: Mapping[StatementId, str]
    resource: str
    taken: set[str]
    problems: list[str] = field(default_factory=list)

    def read(self, draft: _Draft) -> Scenario | None:
        """The Scenario, or None where the draft has problems."""
        before = len(self.problems)
        covers = tuple(dict.fromkeys(self._covers(draft)))
        example = self._example(draft)
        if example is None:
            return None
        reached = self._reached(draft, example)
        for given in example.given:
            self._tell(draft, *given_problems(self.contract, given))
        if len(self.problems) > before:
            return None
        return self._scenario(draft, example, covers, reached)

    def _scenario(
        self,
        draft: _Draft,
        example: HttpExample,
        covers: tuple[StatementId, ...],
        reached: tuple[Endpoint, ...],
    ) -> Scenario:
        own = next(e for e in reached if self.contract.resource(e) == self.resource)
        # The first endpoint says in which module the test stands.
        endpoints = dict.fromkeys((own.key, *(endpoint.key for endpoint in reached)))
        name = free(ascii_words(draft.title) or f"{own.name}_scenario", self.taken)
        self.taken.add(name)
        return Scenario(
            name=name,
            origin="model",
            exchanges=example.exchanges,
            endpoints=tuple(endpoints),
            quote=self.texts.get(covers[0], draft.title),
            covers=covers,
            given=example.given,
        )

    def _covers(self, draft: _Draft) -> Iterator[StatementId]:
        if not draft.covers:
            self._say(draft, 'it cites no statement: add a line "Covers: S3" below its title.')
        for cited in dict.fromkeys(draft.covers):
            inside = _LABEL.findall(cited)
            found = [cited] if cited in self.labels or not inside else inside
            for label in found:
                if label in self.labels:
                    yield self.labels[label]
                else:
                    known = f"The labels are {', '.join(self.labels)}."
                    self._say(draft, f"there is no statement {label!r}. {known}")

    def _example(self, draft: _Draft) -> HttpExample | None:
        if any(language == _UNCLOSED for language, _ in draft.blocks):
            self._say(draft, "its block is never closed.")
            return None
        blocks = [text for language, text in draft.blocks if language in ("http", "hurl", "")]
        if len(blocks) != 1:
            self._say(draft, f"it has {len(blocks)} ```http blocks; write exactly one.")
            return None
        try:
            return read_http_block(blocks[0], Location("answer", 1))
        except SpecRejected as rejected:
            for problem in rejected.problems:
                self._say(draft, f"{_line(blocks[0], problem)}{problem.cause}. {problem.mend}")
            return None

    def _reached(self, draft: _Draft, example: HttpExample) -> tuple[Endpoint, ...]:
        reached: list[Endpoint] = []
        before = len(self.problems)
        for exchange in example.exchanges:
            endpoint = endpoint_of(self.contract, exchange)
            self._tell(draft, *service_problems(self.contract, exchange))
            self._tell(draft, *setting_problems(self.contract, exchange))
            if endpoint is None and not (is_captured(exchange.path) or self._is_refused(exchange)):
                self._say(draft, self._unknown(exchange))
            elif endpoint is not None:
                reached.append(endpoint)
                self._tell(draft, *status_problems(endpoint, exchange))
        known = reached or len(self.problems) == before
        if known and all(self.contract.resource(e) != self.resource for e in reached):
            self._say(draft, f"it calls no endpoint of {self.resource!r}, which it is to test.")
        return tuple(dict.fromkeys(reached))

    def _is_refused(self, exchange: Exchange) -> bool:
        """Whether the guard has to refuse a request, wherever it leads."""
        return bool(self.contract.guard) and exchange.status >= FIRST_ERROR_STATUS

    def _unknown(self, exchange: Exchange) -> str:
        key = f"{exchange.method} {exchange.path}"
        known = [endpoint.key for endpoint in self.contract.endpoints]
        mend = mend_for(key, known, f"The endpoints are {', '.join(known)}.")
        return f"it calls {key!r}, which the contract does not have. {mend}"

    def _tell(self, draft: _Draft, *problems: Problem) -> None:
        for problem in problems:
            cause = problem.cause.replace("the example", "it")
            mend = problem.mend.replace("Declare it below Data.", "Use entities of the contract.")
            mend = mend.replace("Declare it below the entity.", "Use fields of the contract.")
            self._say(draft, f"{cause}. {mend}")

    def _say(self, draft: _Draft, sentence: str) -> None:
        self.problems.append(f"Scenario {draft.title!r}: {sentence}")


def _line(block: str, problem: Problem) -> str:
    """The line that a problem is about, since a model sees no numbers."""
    if problem.location is None:
        return ""
    lines = block.splitlines()
    row = problem.location.line - 1
    return f"in the line {lines[row].strip()[:80]!r} " if row < len(lines) else ""
