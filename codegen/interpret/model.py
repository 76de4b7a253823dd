"""Spec -> Contract with a model: an outline first, then each resource in full, side by side.

What a spec says does not change by itself, so the answers are kept with the digest of what was asked about, and are
asked for again only where that is another.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError

from codegen.answers import json_document
from codegen.asking import Job, Progress, Unfit, ask_all
from codegen.contract import Contract, StatementId, cited
from codegen.interpret.assemble_model import assemble
from codegen.interpret.certain import Certain
from codegen.interpret.certain_endpoints import endpoint_contradictions
from codegen.interpret.certain_fields import field_contradictions
from codegen.interpret.change import CITES, STATEMENT_KEYS, changed, relabelled
from codegen.interpret.literals import holds, lost
from codegen.interpret.wire import (
    WireOutline,
    WireOutlineChange,
    WireResourceDetail,
    answer_schema,
)
from codegen.interpret.wire_detail import Detail, read_detail
from codegen.interpret.wire_field import Wire, cited_words, left_out
from codegen.interpret.wire_outline import Outline, Resource, read_outline
from codegen.interpret.wire_packages import PackageSource, why_no_package
from codegen.interpret.wire_parts import Reading
from codegen.packages.store import PackageStore
from codegen.prompts import Earlier, Labels, Prompts, item_json, labelled
from codegen.providers.base import Provider
from codegen.record import LockedAnswer
from codegen.spec import Spec
from codegen.types import Digest, JsonValue, digest_of
from codegen.wheels import PackageLock

W = TypeVar("W", bound=Wire)
OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A Contract, and the answers that it was made of, for the record."""

    contract: Contract
    answers: tuple[LockedAnswer, ...]
    packages: PackageLock | None = None


@dataclass(frozen=True, slots=True)
class ModelInterpreter:
    """Interprets one spec.

    Args:
        locked: the answers of the accepted build, by name.
        corrections: what was found wrong with the answers of these names, which are asked for again.
        store: where the app's packages come from; without one it can have none.
        certain: what the grammar reads, which answers may not contradict.
        before: the statements of the accepted build by id, in the words that they had.
    """

    spec: Spec
    prompts: Prompts
    provider: Provider
    at_once: int
    locked: Mapping[str, LockedAnswer]
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    store: PackageStore | None = None
    certain: Certain = field(default_factory=Certain)
    before: Mapping[str, str] = field(default_factory=dict)

    def interpret(self) -> Generator[Progress, None, Interpretation]:
        """The Contract. Raises AnswerRejected, and what the provider and the store raise."""
        labels = labelled(self.spec)
        kept_outline = yield from self._outline(labels)
        reading = self._reading()
        outline = self._read(kept_outline.value, reading)
        packages = self._packages.lock(outline.packages)
        kept_details = yield from self._details(labels, outline)
        details = [
            read_detail(WireResourceDetail.model_validate(kept.value), outline, resource, reading)
            for resource, kept in zip(outline.resources, kept_details, strict=True)
        ]
        contract = assemble(self.spec, outline, details, reading.assumptions)
        return Interpretation(contract, (kept_outline, *kept_details), packages)

    # --- The outline

    def _outline(self, labels: Labels) -> Generator[Progress, None, LockedAnswer]:
        meaning = _spec_meaning(self.spec)
        known = self.locked.get(OUTLINE)
        refused = self._refused_packages(known, labels) if known else ()
        if known and known.meaning == meaning and not refused:
            return known
        earlier = self._earlier(known, WireOutline, labels, refused)
        wire = WireOutlineChange if earlier else WireOutline
        request = self.prompts.outline(
            self.spec, labels, answer_schema(wire), earlier, self._packages.listed
        )

        def read(text: str) -> LockedAnswer:
            answered = _parsed(text, wire)
            if isinstance(answered, WireOutlineChange) and earlier:
                answered = changed(WireOutline.model_validate(earlier.answer), answered)
            value = relabelled(answered.model_dump(mode="json"), labels.ids)
            self._check_outline(value, labels)
            return LockedAnswer(OUTLINE, meaning, value)

        [kept] = yield from ask_all(self.provider, [Job(request, read)], self.at_once)
        return kept

    @property
    def _packages(self) -> PackageSource:
        return PackageSource(self.spec, self.store)

    def _read(self, value: JsonValue, reading: Reading) -> Outline:
        return read_outline(WireOutline.model_validate(value), reading, self._packages.allowed)

    def _refused_packages(self, known: LockedAnswer, labels: Labels) -> tuple[str, ...]:
        """What of an earlier outline's packages does not hold any more, as when the settings no longer list one."""
        wire = WireOutline.model_validate(known.value)
        names = {str(id_): label for label, id_ in labels.ids.items()}
        texts = self._reading().texts
        return tuple(
            _in_labels(f"The package {package.name!r} {why}", names)
            for package in wire.packages
            if (why := why_no_package(package, texts, self._packages.allowed))
        )

    def _check_outline(self, value: JsonValue, labels: Labels) -> None:
        reading = self._reading()
        outline = self._read(value, reading)
        items = (outline.entities, outline.constants, outline.modules, outline.packages)
        placed = set(cited((*items, outline.services, outline.settings, outline.rows)))
        heads = [head for resource in outline.resources for head in resource.heads]
        placed |= {statement for head in heads for statement in head.statements}
        background = {each.statement for each in outline.background}
        for label, statement in labels.by_label.items():
            if statement.id not in placed | background:
                reading.problem(f"{label} is placed nowhere: {statement.text!r}.")
            if statement.id in background - placed and statement.section != "background":
                reading.problem(f"{label} is no background: it stands in a section of demands.")
        declared = [h.name for h in self.spec.headings if h.section == "endpoints"]
        keys = {head.key for head in heads}
        for name in declared:
            method, _, path = name.partition(" ")
            if f"{method} {self.spec.prefix}{path}" not in keys:
                reading.problem(
                    f"the declared endpoint {method} {self.spec.prefix}{path} is missing."
                )
        reading.contradictions += field_contradictions(self.certain, outline.entities)
        _raise(reading, labels)
        # Only what is sound so far is worth asking the index about.
        for problem in self._packages.problems(outline.packages):
            reading.problem(problem)
        _raise(reading, labels)

    # --- The resources

    def _details(
        self, labels: Labels, outline: Outline
    ) -> Generator[Progress, None, tuple[LockedAnswer, ...]]:
        kept: dict[str, LockedAnswer] = {}
        jobs: list[Job[LockedAnswer]] = []
        for resource in outline.resources:
            name, meaning = part_name(resource.name), self._resource_meaning(resource)
            known = self.locked.get(name)
            holds = known and known.meaning == meaning and name not in self.corrections
            if known and holds and self._still_holds(known, outline, resource):
                kept[name] = known
            else:
                jobs.append(self._detail_job(labels, outline, resource, known))
        answered = yield from ask_all(self.provider, jobs, self.at_once)
        kept |= {answer.name: answer for answer in answered}
        return tuple(kept[part_name(resource.name)] for resource in outline.resources)

    def _still_holds(self, known: LockedAnswer, outline: Outline, resource: Resource) -> bool:
        reading = self._reading()
        try:
            wire = WireResourceDetail.model_validate(known.value)
        except ValidationError:
            return False
        read_detail(wire, outline, resource, reading)
        return not reading.problems

    def _detail_job(
        self, labels: Labels, outline: Outline, resource: Resource, known: LockedAnswer | None
    ) -> Job[LockedAnswer]:
        own = [statement for head in resource.heads for statement in head.statements]
        heads = [
            {"key": h.key, "name": h.name, "summary": h.summary, "labels": labels.of(h.statements)}
            for h in resource.heads
        ]
        request = self.prompts.detail(
            self.spec,
            labels,
            answer_schema(WireResourceDetail),
            resource=resource.name,
            outline=_shown_outline(outline, labels),
            heads=heads,
            own=labels.of(own),
            earlier=self._earlier(known, WireResourceDetail, labels, own=own),
        )

        def read(text: str) -> LockedAnswer:
            wire = _parsed(text, WireResourceDetail)
            value = relabelled(wire.model_dump(mode="json"), labels.ids)
            reading = self._reading()
            detail = read_detail(
                WireResourceDetail.model_validate(value), outline, resource, reading
            )
            self._check_nothing_lost(outline, detail, own, labels, reading)
            against = endpoint_contradictions(self.certain, detail.endpoints, detail.shapes)
            reading.contradictions += against
            _raise(reading, labels)
            return LockedAnswer(part_name(resource.name), self._resource_meaning(resource), value)

        return Job(request, read)

    def _check_nothing_lost(
        self,
        outline: Outline,
        detail: Detail,
        own: list[StatementId],
        labels: Labels,
        reading: Reading,
    ) -> None:
        """Each statement of the resource is cited, and its literals stand in typed members."""
        contract = assemble(self.spec, outline, [detail], ())
        held = set(cited(contract))
        names = {id_: label for label, id_ in labels.ids.items()}
        of_resource = [s for s in self.spec.statements if s.id in set(own)]
        for statement in of_resource:
            if statement.id not in held:
                reading.problem(f"{names[statement.id]} is cited by nothing: {statement.text!r}.")
        elsewhere = [head for other in outline.resources for head in other.heads]
        for each in lost(contract, of_resource):
            label = names[each.statement]
            is_held = any(
                each.statement in head.statements and holds(head.key, each.kind, each.literal)
                for head in elsewhere
            )
            if each.statement in held and not is_held:
                reading.problem(
                    f"{label} says {each.literal!r}, which stands in no typed member of an item that cites"
                    f" {label}: put it there, or cite {label} with a rule if it is behaviour."
                )

    def _resource_meaning(self, resource: Resource) -> Digest:
        texts = {statement.id: statement.text for statement in self.spec.statements}
        heads = [
            [head.key, head.name, sorted(texts[s] for s in head.statements if s in texts)]
            for head in resource.heads
        ]
        return digest_of(json.dumps([self.spec.app, resource.name, heads]))

    # --- What was there before

    def _earlier(
        self,
        known: LockedAnswer | None,
        wire: type[Wire],
        labels: Labels,
        refused: tuple[str, ...] = (),
        own: Collection[StatementId] | None = None,
    ) -> Earlier | None:
        """The earlier answer with this build's labels, and which of its statements (all, or its ``own``) are gone or new."""
        if known is None:
            return None
        value: JsonValue = wire.model_validate(known.value).model_dump(mode="json")
        names = {str(id_): label for label, id_ in labels.ids.items()}
        mentioned = set(_statements(value))
        gone = sorted(mentioned - names.keys())
        asked = labels.ids.values() if own is None else own
        new = [label for label in labels.of(asked) if labels.ids[label] not in mentioned]
        renamed = {id_: f"gone-{number}" for number, id_ in enumerate(gone, 1)}
        changes = [f"{name} is a statement that is gone." for name in renamed.values()]
        changes += [
            f"{label} is new, or was mentioned nowhere: {labels.texts[label]!r}" for label in new
        ]
        changes += [
            f"{names[id_]} has other words than then: {labels.texts[names[id_]]!r}{was}"
            for id_, was in self._reworded(value, names)
        ]
        changes += (*self.corrections.get(known.name, ()), *refused)
        return Earlier(relabelled(value, names | renamed), tuple(changes))

    def _reworded(self, value: JsonValue, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Statements that an answer mentions under other words than they have now, and what these were if that is known."""
        texts = {str(s.id): s.text for s in self.spec.statements}
        unheld = {id_ for id_, quote in _quotes(value) if quote not in texts.get(id_, quote)}
        for id_ in dict.fromkeys(_statements(value)):
            old = self.before.get(id_)
            if id_ in names and (id_ in unheld or old not in (None, texts[id_])):
                yield id_, f"; it was {old!r}" if old else ""

    def _reading(self) -> Reading:
        """Statements under their ids, as kept answers call them."""
        texts = {str(s.id): s.text for s in self.spec.statements}
        return Reading(texts, {id_: StatementId(id_) for id_ in texts})


def _parsed(text: str, wire: type[W]) -> W:
    try:
        answered = wire.model_validate_json(json_document(text))
    except ValidationError as error:
        listed = error.errors(include_url=False, include_input=False, include_context=False)
        problems = (
            f"{'.'.join(map(str, e['loc'])) or 'the answer'}: {e['msg']}." for e in listed[:20]
        )
        raise Unfit(*problems) from error
    if unsaid := list(left_out(answered)):
        raise Unfit(*(f"{name}: Field required." for name in unsaid[:20]))
    return answered


def _raise(reading: Reading, labels: Labels) -> None:
    """Raises Unfit with the problems in the labels that the answer's author knows."""
    names = {str(id_): label for label, id_ in labels.ids.items()}
    told = {
        _in_labels(each.told(text), names): each.problem(text)
        for each in reading.contradictions
        if (text := reading.texts[each.said.statement])
    }
    problems = [_in_labels(problem, names) for problem in dict.fromkeys(reading.problems)]
    if problems or told:
        raise Unfit(*problems, *told, told=told)


def _in_labels(problem: str, names: Mapping[str, str]) -> str:
    for id_, label in names.items():
        problem = problem.replace(id_, label)
    return problem


def part_name(resource: str) -> str:
    """The name of the answer that describes a resource."""
    return f"resource-{resource.replace('_', '-')}"


def _spec_meaning(spec: Spec) -> Digest:
    """What an outline is asked about: all that is said, wherever in the spec it stands."""
    said = sorted([statement.owner, statement.text] for statement in spec.statements)
    headings = [heading.name for heading in spec.headings]
    examples = [block.text for block in spec.http_blocks]
    return digest_of(json.dumps([spec.app, spec.title, spec.prefix, said, headings, examples]))


def _shown_outline(outline: Outline, labels: Labels) -> JsonValue:
    """The outline as the authors of its parts read it."""
    services = [item_json(service) for service in outline.services]
    return {
        "entities": [item_json(entity) for entity in outline.entities],
        "constants": {each.name: each.value for each in outline.constants},
        "modules": [item_json(module) for module in outline.modules],
        **({"services": services} if services else {}),
        **(
            {"settings": [item_json(each) for each in outline.settings]} if outline.settings else {}
        ),
        **({"rows": [item_json(row) for row in outline.rows]} if outline.rows else {}),
        "resources": {
            r.name: [f"{h.key}: {h.summary}" for h in r.heads] for r in outline.resources
        },
        **({"guard": outline.guard} if outline.guard else {}),
        "decided": [f"{each.about}: {each.topic} {each.chosen}" for each in outline.assumptions],
    }


def _statements(value: JsonValue, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _statements(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _statements(inner, key)
    elif isinstance(value, str) and key in STATEMENT_KEYS:
        yield value
    elif isinstance(value, str) and key == CITES:
        yield cited_words(value)[0]


def _quotes(value: JsonValue, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _quotes(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _quotes(inner, key)
    elif isinstance(value, str) and key == CITES:
        yield cited_words(value)


def assigned_statements(answers: Iterable[LockedAnswer]) -> dict[str, frozenset[StatementId]]:
    """The statements that kept answers say to speak of each resource."""
    outlines = (WireOutline.model_validate(a.value) for a in answers if a.name == OUTLINE)
    return {
        resource.name: frozenset(
            StatementId(statement) for head in resource.endpoints for statement in head.statements
        )
        for outline in outlines
        for resource in outline.resources
    }
