"""Builds and checks specs for the commands: one sandbox, one reporter, an exit code for each spec."""

from __future__ import annotations

from pathlib import Path

from codegen import pipeline
from codegen.cli.asking import Asker
from codegen.cli.project import refuse_sharing, shown_app
from codegen.config import Settings
from codegen.errors import CodegenError
from codegen.pipeline import Proposal, propose
from codegen.providers.recorded import Mode
from codegen.reporters.base import (
    Consent,
    Ended,
    Ending,
    Paid,
    Question,
    Reply,
    Reporter,
    Stopped,
)
from codegen.review.terminal import ask, choose
from codegen.sandbox.base import Limits
from codegen.sandbox.forked import ForkedSandbox


class Builder:
    """Takes specs through the pipeline. Leaving it ends the sandbox and closes connections."""

    def __init__(self, settings: Settings, reporter: Reporter, mode: Mode = "usual") -> None:
        self._asker = Asker(settings, mode)
        self._settings = settings
        self._reporter = reporter
        limits = Limits(wall_clock_s=settings.test_timeout_s)
        self._sandbox = ForkedSandbox(limits, settings.weak_sandbox)

    def __enter__(self) -> Builder:
        self._sandbox.start()
        return self

    def __exit__(self, *exception: object) -> None:
        if paid := self._asker.paid():
            self._reporter.on(Paid(paid[0], paid[1:]))
        self._asker.close()
        self._sandbox.close()

    def build(self, spec: Path, consent: Consent) -> int:
        """Proves a spec's app and, with consent, writes it. Returns the exit code."""
        try:
            proposal = self._proposal(spec, consent)
            return 1 if proposal is None else self._settle(proposal, consent)
        except CodegenError as error:
            return self._stopped(spec, error)

    def check(self, spec: Path) -> int:
        """Proves a spec's app; the exit code says whether a build would change anything."""
        try:
            proposal = self._proposal(spec, "nobody")
            if proposal is None:
                return 1
            if proposal.stamp is None:
                self._end(proposal, "unproven")
                return 1
            self._end(proposal, "up to date" if proposal.is_empty else "out of date")
            return 0 if proposal.is_empty else 1
        except CodegenError as error:
            return self._stopped(spec, error)

    def _proposal(self, spec: Path, consent: Consent) -> Proposal | None:
        refuse_sharing(self._settings, spec)
        stages = propose(spec, self._settings, self._sandbox, self._asker.connect)
        reply: Reply | None = None
        while True:
            try:
                event = stages.send(reply)
            except StopIteration as end:
                proposal: Proposal | None = end.value
                return proposal
            self._reporter.on(event)
            reply = choose(event) if consent == "ask" and isinstance(event, Question) else None

    def _settle(self, proposal: Proposal, consent: Consent) -> int:
        if proposal.is_empty:
            pipeline.remember(proposal, self._settings)
            self._end(proposal, "up to date")
            return 0
        if consent in ("dry run", "nobody"):
            self._end(proposal, consent)
            return 1
        if consent == "ask" and not ask(proposal.change_set):
            self._end(proposal, "declined")
            return 1
        pipeline.accept(proposal, self._settings)
        self._end(proposal, "written")
        return 0

    def _end(self, proposal: Proposal, ending: Ending) -> None:
        shown = shown_app(self._settings, proposal.change_set.app_dir)
        self._reporter.on(Ended(proposal.change_set.app, ending, f"codegen run {shown}"))

    def _stopped(self, spec: Path, error: CodegenError) -> int:
        self._reporter.on(Stopped(str(spec), error.problems))
        return error.exit_code
