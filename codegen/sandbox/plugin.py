"""The pytest plug-in of a run: says which tests there are, which one runs, and how each ended."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final, Protocol

import pytest
from _pytest.config import ConftestImportFailure

from codegen.sandbox import failures
from codegen.sandbox.base import Limits
from codegen.sandbox.endpoints import Endpoints
from codegen.sandbox.folder import PrivateFolder
from codegen.types import Verdict

_PHASES: Final = ("setup", "call", "teardown")


class Say(Protocol):
    """Tells the supervisor something: a word, then what it is about."""

    def __call__(self, word: str, *rest: str | int) -> None:
        """Raises OSError where nobody listens any more."""
        ...


class Reporter:
    """Reports through ``say``; what pytest itself prints is for people alone."""

    def __init__(
        self, say: Say, endpoints: Endpoints, folder: PrivateFolder, limits: Limits
    ) -> None:
        """``folder`` and ``limits`` are those of the run."""
        self._say = say
        self._endpoints = endpoints
        self._folder = folder
        self._limits = limits
        self._verdicts: dict[str, Verdict] = {}
        self._details: list[str] = []

    def detail_of(self, error: BaseException) -> str:
        """What the error says, what the app raised before, and the wall that either hit."""
        behind = self._endpoints.error
        detail = self._folder.without(failures.describe(error, self._folder.app))
        if behind is not None and behind is not error:
            raised = failures.describe(behind, self._folder.app)
            detail += f"\nIn the last request the app raised:\n{self._folder.without(raised)}"
        refused = failures.refusal(error, self._folder.root, self._limits)
        refused = refused or failures.refusal(behind, self._folder.root, self._limits)
        return failures.shortened(detail, refused)

    # --- collection

    @pytest.hookimpl(wrapper=True)
    def pytest_load_initial_conftests(self) -> Generator[None, Any, Any]:
        """A conftest.py that cannot be imported stops pytest before it collects anything."""
        try:
            return (yield)
        except ConftestImportFailure as failure:
            self._say("collection", self.detail_of(failure.cause))
            raise

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Deselected tests count too: they end as not run."""
        self._say("collected", item.nodeid)

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]
    ) -> None:
        """Reports what kept a module from being collected."""
        if isinstance(node, pytest.Collector) and call.excinfo is not None:
            error = call.excinfo.value
            self._say("collection", self.detail_of(error.__cause__ or error))

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Reports what broke pytest itself, a hook of a conftest.py for one."""
        self._say("collection", self.detail_of(excinfo.value))

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self) -> tuple[str, str, str]:
        """Prints nothing of its own for a test."""
        return "", "", ""

    # --- tests

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Says when a test starts and how it ended, an interrupt included."""
        self._verdicts.clear()
        self._details.clear()
        self._endpoints.error = None
        self._say("started", item.nodeid)
        try:
            return (yield)
        except BaseException as error:
            self._verdicts["call"] = "failed"
            self._details.append(self.detail_of(error))
            raise
        finally:
            verdict = self._verdict()
            detail = "\n".join(self._details) if verdict in ("failed", "skipped") else ""
            self._say("ended", item.nodeid, verdict, failures.shortened(detail))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Takes the verdict from what was raised, whatever other hooks made of the report."""
        report = yield
        skipped = call.excinfo is not None and call.excinfo.errisinstance(pytest.skip.Exception)
        if skipped or report.skipped or hasattr(report, "wasxfail"):
            self._verdicts[call.when] = "skipped"
            self._details.append(str(call.excinfo.value) if call.excinfo else "expected to fail")
        elif call.excinfo is not None:
            self._verdicts[call.when] = "failed"
            self._details.append(self.detail_of(call.excinfo.value))
        elif report.failed:
            self._verdicts[call.when] = "failed"
            self._details.append(self._folder.without(str(report.longrepr)))
        else:
            self._verdicts[call.when] = "passed"
        return report

    def _verdict(self) -> Verdict:
        found = self._verdicts.values()
        if "failed" in found:
            return "failed"
        if "skipped" in found:
            return "skipped"
        return "passed" if all(phase in self._verdicts for phase in _PHASES) else "not run"
