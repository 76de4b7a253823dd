"""What schemathesis finds in emitted apps: all of its checks and phases, against their openapi.json.

Run in an environment that codegen is installed in with its extra ``test``: ``python benchmarks/fuzzing/run.py generated > OUTPUT.md``, or
with the name of one app behind it. The apps are copied, and their databases are SQLite. Exits with 1 where anything was found.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from random import Random
from typing import Any

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.meta import TestPhase
from schemathesis.transport.wsgi import WSGI_TRANSPORT

Case = schemathesis.Case[Any]
Statuses = defaultdict[str, Counter[int]]
KEY = "k" * 32
ANN = {"username": "ann", "password": "ann's password"}
LOG_INS = 8  # the tokens of a scenario of steps: after a log-out it goes on with the next
IDS = range(1, 5)  # the rows that each case finds; larger ids are of rows that steps added
ROWS: dict[str, list[tuple[str, Any]]] = {
    "todo": [("/todos", {"title": f"Todo {n}"}) for n in IDS[2:]],
    "notes": [("/notes", {"title": f"Note {n}"}) for n in IDS],
    "notes_zh": [("/notes", {"title": f"Note {n}"}) for n in IDS],
    "school": [
        *(("/teachers", {"name": f"T{n}", "email": f"t{n}@example.com"}) for n in IDS),
        *(("/students", {"name": f"S{n}", "number": f"00000{n}"}) for n in IDS),
        *((f"/teachers/{max(n - 1, 1)}/classes", {"title": f"C{n}"}) for n in IDS),
        *((f"/classes/{n}/students/{m}", None) for n in IDS for m in IDS if m <= n),
    ],
}
"""What is posted, or put where there is no body, to make the rows."""
SETTINGS = {"seed": 1, "continue-on-failure": True, "suppress-health-check": ["all"]} | {
    "generation": {"max-examples": 60, "database": "none"},
    "checks": {"enabled": True, "max_response_time": 10},
}
# What schemathesis 4.32.5 hands to Werkzeug's client, which refuses it, in checks' own requests.
OF_SOCKETS = {"max_redirects", "verify", "cert", "proxies"}


class Rows:
    """The rows and the tokens that each case finds, and each scenario of steps at its start."""

    def __init__(self, app: Flask, database: Path, made: list[tuple[str, Any]]) -> None:
        self.found = sqlite3.connect(database, check_same_thread=False)
        self.kept = sqlite3.connect(":memory:", check_same_thread=False)
        self.tokens: list[str] = []
        self.ended = 0
        client = app.test_client()
        if client.post("/register", json=ANN).status_code == 201:
            answers = [client.post("/login", json=ANN).json or {} for _ in range(LOG_INS)]
            self.tokens = [answer["token"] for answer in answers]
        headers = {"Authorization": f"Bearer {self.tokens[0]}"} if self.tokens else {}
        for path, body in made:
            answer = (client.post if body else client.put)(path, json=body, headers=headers)
            assert answer.status_code in (201, 204), (path, answer.text)
        self.found.backup(self.kept)

    def restore(self) -> None:
        """Puts them back, log-ins included."""
        self.kept.backup(self.found)
        self.ended = 0


def add_hooks(schema: schemathesis.BaseSchema, rows: Rows) -> None:
    """Has cases find the rows, name them, and carry a token of a log-in that has not ended."""
    chance = Random(1)
    restore_before_scenarios(schema, rows)

    @schemathesis.hook
    def map_case(_: Any, case: Case) -> Case:
        for place in (ParameterLocation.PATH, ParameterLocation.QUERY, ParameterLocation.BODY):
            values = case.get_container(place)
            if isinstance(values, dict) and case.meta and not case.meta.is_negative_at(place):
                name_rows(values, case, chance)
        return case

    @schemathesis.hook
    def before_call(_: Any, case: Case, kwargs: dict[str, Any]) -> None:
        if case.meta is None or case.meta.phase.name != TestPhase.STATEFUL:
            rows.restore()

    @schemathesis.hook
    def after_call(_: Any, case: Case, response: schemathesis.Response) -> None:
        rows.ended += case.path == "/logout" and response.status_code == 204

    @schemathesis.auth(refresh_interval=None)
    class Token:
        def get(self, case: Case, _: Any) -> str | None:
            return rows.tokens[min(rows.ended, LOG_INS - 1)] if rows.tokens else None

        def set(self, case: Case, data: str, _: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"


def restore_before_scenarios(schema: schemathesis.BaseSchema, rows: Rows) -> None:
    """Has a scenario of steps find the rows at its start."""
    build = schema.build_state_machine

    def build_restoring(**options: Any) -> type:
        class Restoring(build(**options)):  # type: ignore[misc]
            def __init__(self) -> None:
                rows.restore()
                super().__init__()

        return Restoring

    schema.build_state_machine = build_restoring  # type: ignore[method-assign]


def name_rows(values: dict[str, Any], case: Case, chance: Random) -> None:
    """Exchanges valid values for those of rows and accounts that exist, seven times of eight."""
    is_step = case.meta is not None and case.meta.phase.name == TestPhase.STATEFUL
    for name, value in values.items():
        if chance.random() < 1 / 8 or (is_step and value in range(IDS.stop, 99)):
            continue
        if name in ("id", "teacher") or name.endswith("_id"):
            values[name] = chance.choice(IDS)
        elif case.path == "/login" or name == "current_password":
            values[name] = ANN.get(name, ANN["password"])


def note(recorder: ScenarioRecorder, statuses: Statuses, failures: dict[str, str]) -> None:
    """Counts the requests by operation and status, and keeps what failed, with one example."""
    for key, sent in recorder.interactions.items():
        operation, request = recorder.cases[key].value.operation, sent.request
        response = sent.response
        is_declared = operation.method.upper() == request.method
        label = operation.label if is_declared else f"undeclared {request.method}"
        statuses[label][response.status_code if response is not None else 0] += 1
        example = f"{request.method} {request.uri}\n{request.headers}\n{request.body!r}"
        if response is not None:
            example += f"\n-> {response.status_code}\n{response.headers}\n{response.content!r}"
        for check in recorder.checks.get(key, ()):
            if check.failure_info:
                why = check.failure_info.failure
                kind = f"[{check.name}] {why.operation}: {why.title}\n{why.message}"
                failures.setdefault(kind, example)


def run(folder: Path, name: str) -> bool:
    """Tests the app that is there. Whether nothing was found."""
    url = f"sqlite:///{folder / 'test.db'}"
    environment = os.environ | {"SECRET_KEY": KEY, "DATABASE_URL": url}
    upgrade = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    subprocess.run(upgrade, cwd=folder, env=environment, check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    settings = {"SECRET_KEY": KEY, "SQLALCHEMY_DATABASE_URI": url}
    raw = json.loads((folder / "openapi.json").read_text())
    schema = schemathesis.openapi.from_dict(raw, config=SchemathesisConfig.from_dict(SETTINGS))
    schema.app = app = importlib.import_module(name).create_app(settings)
    add_hooks(schema, Rows(app, folder / "test.db", ROWS[name]))
    declared = [f"{m.upper()} {path}" for path, item in raw["paths"].items() for m in item]
    statuses: Statuses = defaultdict(Counter, {label: Counter() for label in declared})
    failures: dict[str, str] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            note(event.recorder, statuses, failures)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            failures[repr(event)] = ""
    cases = sum(map(Counter.total, statuses.values()))
    print(f"\n## {name}: {cases} cases, {len(failures)} findings\n")
    print("| operation | cases | answers |\n| --- | --- | --- |")
    for label, found in statuses.items():
        answers = " ".join(f"{status}:{found[status]}" for status in sorted(found))
        print(f"| `{label}` | {found.total()} | {answers} |")
    idle = [label for label in declared if not any(k // 100 == 2 for k in statuses[label])]
    print(*(f"\nWithout 2xx: `{label}`" for label in idle), sep="\n")
    print(*(f"\n{kind}\n{example}" for kind, example in failures.items()), sep="\n")
    return not failures and not idle


def main(source: str, name: str = "") -> int:
    """Tests an app, or each in a process of its own: hooks of schemathesis add up."""
    if not name:
        return max(subprocess.call([sys.executable, __file__, source, each]) for each in ROWS)
    send = WSGI_TRANSPORT.send
    WSGI_TRANSPORT.send = lambda case, **options: send(  # type: ignore[method-assign]
        case, **{key: value for key, value in options.items() if key not in OF_SOCKETS}
    )
    with tempfile.TemporaryDirectory() as folder:
        return 0 if run(shutil.copytree(Path(source) / name, Path(folder) / name), name) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
