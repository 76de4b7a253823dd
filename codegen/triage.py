"""Where a Scenario and the code disagree: a fresh call, which knows neither author, says who is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import ValidationError

from codegen.answers import json_document
from codegen.asking import Unfit
from codegen.contract import StatementId
from codegen.interpret.wire_field import Wire
from codegen.prompts import Labels

VerdictWord: TypeAlias = Literal[
    "code_wrong",
    "scenario_wrong",
    "contract_wrong",
    "statement_ambiguous",
    "statements_in_conflict",
]


class WireVerdict(Wire):
    """One verdict: the test's name, who is wrong, the statement that decides, its words verbatim, and why.

    ``sentence`` would settle it as the test has it, ``otherwise`` as the application has it; ``other`` is the statement
    that the first is in conflict with.
    """

    name: str
    verdict: VerdictWord
    statement: str
    quote: str
    because: str
    sentence: str | None
    otherwise: str | None = None
    other: str | None = None


class WireVerdicts(Wire):
    """A verdict for each disagreement."""

    verdicts: list[WireVerdict]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who is wrong, by which words of which statement.

    ``sentence`` is what a person could add to settle it as the test has it, ``otherwise`` as the code has it.
    """

    scenario: str
    word: VerdictWord
    statement: StatementId
    quote: str
    because: str
    sentence: str = ""
    otherwise: str = ""
    other: StatementId | None = None


def verdict_reader(
    labels: Labels, names: Mapping[str, str]
) -> Callable[[str], tuple[Verdict, ...]]:
    """What reads the answer: a verdict for each name of ``names`` (as asked -> Scenario); raises Unfit."""

    def read(text: str) -> tuple[Verdict, ...]:
        try:
            wire = WireVerdicts.model_validate_json(json_document(text))
        except ValidationError as error:
            raise Unfit(
                *(f"{'.'.join(map(str, e['loc']))}: {e['msg']}." for e in error.errors())
            ) from error
        given = {each.name: each for each in wire.verdicts}
        problems = [f"There is no verdict on {name!r}." for name in names if name not in given]
        problems += [
            f"{name!r} is none of the disagreements." for name in given if name not in names
        ]
        for each in given.values():
            problems += _problems(each, labels)
        if problems:
            raise Unfit(*problems)
        return tuple(_verdict(given[name], scenario, labels) for name, scenario in names.items())

    return read


def _problems(wire: WireVerdict, labels: Labels) -> list[str]:
    text = labels.texts.get(wire.statement)
    if text is None:
        return [
            f"The verdict on {wire.name!r} names the statement {wire.statement!r}, which does not exist."
        ]
    if " ".join(wire.quote.split()) not in text or not wire.quote.strip():
        return [
            f"The verdict on {wire.name!r} quotes {wire.quote!r}: copy a part of {text!r} exactly."
        ]
    if wire.verdict == "statement_ambiguous" and not (wire.sentence and wire.otherwise):
        return [
            f"The verdict on {wire.name!r} needs the sentence that would settle it as the test has it, and in"
            " `otherwise` the one that would settle it as the application has it."
        ]
    if wire.verdict == "statements_in_conflict" and (
        wire.other not in labels.texts or wire.other == wire.statement
    ):
        return [f"The verdict on {wire.name!r} needs the label of the other statement in `other`."]
    return []


def _verdict(wire: WireVerdict, scenario: str, labels: Labels) -> Verdict:
    return Verdict(
        scenario=scenario,
        word=wire.verdict,
        statement=labels.ids[wire.statement],
        quote=" ".join(wire.quote.split()),
        because=wire.because,
        sentence=wire.sentence or "",
        otherwise=wire.otherwise or "",
        other=labels.ids.get(wire.other or ""),
    )
