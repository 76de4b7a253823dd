"""What a program reads: one JSON document at the end."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any, assert_never

from codegen.reporters.base import (
    Asked,
    Ended,
    Estimated,
    Event,
    Judged,
    MeaningChanged,
    ModelEvent,
    NotAdmitted,
    NotProven,
    Paid,
    Proposed,
    Question,
    Repaired,
    StageEnded,
    StageStarted,
    Stopped,
)
from codegen.reporters.diff import diff_lines


class JsonReporter:
    """Collects events, and writes ``{"apps": [...], "stopped": [...]}`` to standard output."""

    def __init__(self) -> None:
        self._apps: dict[str, dict[str, Any]] = {}
        self._stopped: list[dict[str, Any]] = []
        self._paid: dict[str, Any] = {}

    def __enter__(self) -> JsonReporter:
        return self

    def __exit__(self, *exception: object) -> None:
        document: dict[str, Any] = {"apps": list(self._apps.values()), "stopped": self._stopped}
        document |= {"paid": self._paid} if self._paid else {}
        sys.stdout.write(json.dumps(document, indent=2) + "\n")

    def on(self, event: Event) -> None:
        """Takes one event."""
        match event:
            case StageStarted(app=app):
                self._app(app)
            case StageEnded(app=app, stage=stage, summary=summary):
                self._app(app).setdefault("stages", []).append({"stage": stage, "summary": summary})
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
            case Proposed(proof=proof, change_set=changes):
                listed = [{"path": c.path, "kind": c.kind} for c in changes.changes]
                self._app(proof.app).update(
                    asdict(proof) | {"changes": listed, "diff": "\n".join(diff_lines(changes))}
                )
            case NotProven(app=app):
                self._app(app).update(asdict(event) | {"ending": "not proven"})
            case Ended(app=app):
                self._app(app).update(asdict(event))
            case Stopped(spec=spec, problems=problems):
                shown = [asdict(problem) for problem in problems]
                self._stopped.append({"spec": spec, "problems": shown})
            case _:
                assert_never(event)

    def _on_model(self, event: ModelEvent) -> None:
        match event:
            case Asked():
                return
            case MeaningChanged(app=app, deltas=deltas):
                self._app(app)["meaning"] = [asdict(delta) for delta in deltas]
            case NotAdmitted(app=app, scenarios=scenarios):
                listed = [{"name": name, "reason": reason} for name, reason in scenarios]
                self._app(app).setdefault("not_admitted", []).extend(listed)
            case Judged(app=app):
                self._app(app).setdefault("verdicts", []).append(asdict(event))
            case Question(app=app):
                self._app(app).setdefault("questions", []).append(asdict(event))
            case Repaired(app=app):
                self._app(app).setdefault("repairs", []).append(asdict(event))
            case Estimated(app=app):
                self._app(app).setdefault("estimates", []).append(event.summary)
            case Paid(summary=summary, purposes=purposes):
                self._paid = {"total": summary, "purposes": [*purposes]}
            case _:
                assert_never(event)

    def _app(self, app: str) -> dict[str, Any]:
        return self._apps.setdefault(app, {"app": app})
