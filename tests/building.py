"""Builds in this process: a project of one spec, a scripted model, the real sandbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from codegen.config import Settings
from codegen.pipeline import Proposal, propose
from codegen.providers.base import Request
from codegen.providers.call_file import read_calls
from codegen.providers.recorded import Connection, Mode, RecordedProvider
from codegen.reporters.base import Event
from codegen.sandbox.forked import ForkedSandbox
from providers.scripted import ScriptedProvider

E = TypeVar("E", bound=Event)


@dataclass
class Building:
    """A project of one spec, ``specs/<app>.md``, built in this process by a scripted model."""

    settings: Settings
    sandbox: ForkedSandbox
    app: str = "jars"
    events: list[Event] = field(default_factory=list)
    provider: ScriptedProvider | None = None

    def build(
        self, model: Callable[[Request], str] | None = None, mode: Mode = "usual"
    ) -> Proposal | None:
        """What a build proposes. The cache is that of the project."""
        self.provider = ScriptedProvider(model) if model else None

        def connect(app_dir: Path) -> Connection:
            kept = {} if mode == "fresh" else read_calls(app_dir)
            recorded = RecordedProvider(self.provider, kept, self.settings.cache, mode)
            return Connection(recorded, model is not None, mode == "fresh")

        self.events = []
        stages = propose(
            self.settings.root / f"specs/{self.app}.md", self.settings, self.sandbox, connect
        )
        while True:
            try:
                self.events.append(next(stages))
            except StopIteration as end:
                proposal: Proposal | None = end.value
                return proposal

    def write(self, text: str) -> None:
        path = self.settings.root / f"specs/{self.app}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def asked(self) -> list[str]:
        requests = self.provider.requests if self.provider else []
        return sorted(f"{request.purpose} {request.about}" for request in requests)

    def tree(self) -> dict[str, str]:
        root = self.settings.out_dir / self.app
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}
