"""What a person reads: progress, the diff, the table, in colour on a terminal and plain elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.table import Table
from rich.text import Text

from codegen.reporters.assumptions import digest
from codegen.reporters.base import (
    Asked,
    Ended,
    Estimated,
    Event,
    Failure,
    Judged,
    MeaningChanged,
    ModelEvent,
    NotAdmitted,
    NotProven,
    Paid,
    Proof,
    Proposed,
    Question,
    Repaired,
    Row,
    Settled,
    StageEnded,
    StageStarted,
    Stopped,
)
from codegen.reporters.diff import diff_lines

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
STYLES = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}
VERDICT_STYLES = {"tested": "green", "untested": "yellow", "failing": "red"}
ENDINGS = {
    "written": "written",
    "declined": "declined; nothing was written",
    "dry run": "nothing was written: this was a dry run",
    "nobody": "nothing was written: there was nobody to ask. Pass --yes to write",
    "up to date": "up to date: a build changes nothing",
    "current": "nothing to do: this tree was checked and tested from these inputs before",
    "out of date": "out of date: a build would change what is shown above",
    "unproven": "not proven: what is shown above was kept all the same",
}


class TextReporter:
    """Writes events to standard output as they come."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, markup=False, soft_wrap=True)
        self._has_open_line = False

    def __enter__(self) -> TextReporter:
        return self

    def __exit__(self, *exception: object) -> None:
        return

    def on(self, event: Event) -> None:
        """Prints one event."""
        if self._has_open_line:
            # What is shorter than how far the calls are would leave its end to be seen.
            self._console.control(Control((ControlType.ERASE_IN_LINE, 0)))
            self._has_open_line = False
        match event:
            case (
                Asked()
                | Estimated()
                | MeaningChanged()
                | NotAdmitted()
                | Judged()
                | Question()
                | Repaired()
                | Paid()
            ):
                self._on_model(event)
            case StageStarted():
                return
            case StageEnded(app=app, stage=stage, summary=summary):
                self._line(f"{app}  {stage:<9}  {summary}")
            case Proposed(proof=proof):
                self._diff(event)
                self._evidence(proof)
            case NotProven():
                self._not_proven(event)
            case Ended():
                self._ended(event)
            case Stopped(problems=problems):
                for problem in problems:
                    self._line(str(problem), "red")
            case _:
                assert_never(event)

    def _on_model(self, event: ModelEvent) -> None:
        match event:
            case Asked():
                self._asked(event)
            case MeaningChanged(deltas=deltas):
                for delta in deltas:
                    self._line("\n  ".join((f"{delta.kind}  {delta.what}", *delta.details)))
            case NotAdmitted(app=app, scenarios=scenarios):
                for name, reason in scenarios:
                    self._line(f"{app}  scenario not admitted: {name}: {reason}", "yellow")
            case Judged():
                self._judged(event)
            case Question():
                self._question(event)
            case Repaired(app=app, round=number, slices=slices, broke=broke):
                taken_back = f"; taken back, since it broke {', '.join(broke)}" if broke else ""
                self._line(f"{app}  repair {number}   {', '.join(slices) or 'nothing'}{taken_back}")
            case Estimated() | Paid():
                self._cost(event)
            case _:
                assert_never(event)

    def _line(self, text: str = "", style: str = "") -> None:
        self._console.print(Text(_harmless(text), style=style))

    def _asked(self, event: Asked) -> None:
        """How far the calls are, on a terminal alone: elsewhere it would only fill a log."""
        if self._console.is_terminal:
            done = f"{event.done} of {event.calls} calls, {event.characters:,} characters"
            self._console.print(Text(f"{event.app}  {event.stage:<9}  {done}"), end="\r")
            self._has_open_line = True

    def _cost(self, event: Estimated | Paid) -> None:
        if isinstance(event, Estimated):
            self._line(
                f"{event.app}  {event.stage:<9}  will ask: {event.summary}, if answers are short"
            )
        else:
            self._line("\n  ".join((f"model: {event.summary}", *event.purposes)))

    def _judged(self, event: Judged) -> None:
        self._line(f"{event.app}  {event.verdict}: {event.scenario}", "yellow")
        self._line(f'  {event.line}: "{event.quote}": {event.because}')
        if event.sentence:
            self._line(f"  To settle it, add to the spec: {event.sentence}")
        if event.otherwise:
            self._line(f"  To settle it as the code reads it: {event.otherwise}")

    def _question(self, event: Question) -> None:
        """What a person needs to choose; the question itself is asked by whoever is there to hear it."""
        what = f"is in conflict with {event.other}" if event.other else "can be read in two ways"
        self._line(f"{event.app}  {event.line}: {event.statement}", "bold")
        self._line(f"  {what}: {event.because}")
        for lead, text in (
            ("at this request", event.exchange),
            ("the test expects", event.expected),
            ("the code answers", event.came),
        ):
            self._line("\n    ".join((f"  {lead}:", *text.splitlines())))

    def _diff(self, event: Proposed) -> None:
        for line in diff_lines(event.change_set):
            start = next((start for start in STYLES if line.startswith(start)), "")
            self._line(line, STYLES.get(start, ""))

    def _not_proven(self, event: NotProven) -> None:
        self._line(f"{event.app}: refused", "bold red")
        for finding in event.findings:
            self._line(f"  {finding}", "red")
        for failure in event.failures:
            self._failure(failure)
        for line in _reasons(event):
            self._line(f"  {line}", "red")
        for each in event.marked:
            lead = "its mark was taken out by hand" if each.taken_out else "kept unproven"
            self._line(f"  {lead}  {each.place} {each.name}: {each.statement}", "yellow")
        self._by_hand(event.hand_edited, event.hand_added)

    def _failure(self, failure: Failure) -> None:
        self._line(f"  {failure.outcome.verdict}: {failure.outcome.node_id}", "red")
        for statement in failure.statements:
            self._line(f"    {statement}")
        for line in failure.outcome.detail.splitlines():
            self._line(f"      {line}")

    def _evidence(self, proof: Proof) -> None:
        """What a person has to know before saying yes."""
        self._table(proof)
        for line in digest(proof.assumptions):
            self._line(f"assumed  {line}")
        for each in proof.settled:
            self._settled(each)
        for line in proof.background:
            self._line(f"asks for nothing  {line}")
        self._by_hand(proof.hand_edited, proof.hand_added)

    def _settled(self, each: Settled) -> None:
        lead = "settled by you" if each.by_person else "can be read in two ways"
        taken = f'{each.line}: "{each.quote}": the {each.reading}\'s reading was kept'
        self._line(f"{lead}  {taken}", "yellow")
        if each.sentence:
            self._line(f"  Add to the spec: {each.sentence}")

    def _by_hand(self, edited: tuple[str, ...], added: tuple[str, ...]) -> None:
        for path in edited:
            self._line(f"edited by hand, kept  {path}", "yellow")
        for path in added:
            self._line(f"added by hand, kept  {path}", "yellow")

    def _ended(self, event: Ended) -> None:
        detail = f" ({event.detail})" if event.detail else ""
        self._line(f"{event.app}: {ENDINGS[event.ending]}{detail}", "bold")
        if event.ending in ("written", "up to date") and event.next_command:
            self._line(f"next: {event.next_command}")

    def _table(self, proof: Proof) -> None:
        if not self._console.is_terminal:
            for row in proof.rows:
                self._line("  ".join(_cells(row)))
            return
        table = Table("statement", "says", "lives in", "tests", "verdict")
        for row in proof.rows:
            line, text, places, tests, verdict = (Text(cell) for cell in _cells(row))
            verdict.stylize(VERDICT_STYLES[row.verdict])
            table.add_row(line, text, Text("\n".join(row.places)) or places, tests, verdict)
        self._console.print(table, soft_wrap=False)


def _reasons(event: NotProven) -> Iterator[str]:
    """What speaks against a Candidate besides findings and failures."""
    yield from event.conflicts
    for item in event.unfailing:
        cause = f"{item.node_id} did not fail although {item.endpoint} answered 501"
        yield f"{cause}: it asserts nothing of that endpoint"
    yield from (f"{node_id} is gone: an emitted test did not run" for node_id in event.missing)
    yield from (f"no test holds this statement: {line}" for line in event.untested)
    yield from (f"no test shows {line}" for line in event.unshown)
    if event.stopped:
        yield event.stopped


def _harmless(text: str) -> str:
    """The text with control characters spelt out: generated code does not write to a terminal."""
    return CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    return row.line, row.text, ", ".join(row.places) or "-", str(row.tests), row.verdict
