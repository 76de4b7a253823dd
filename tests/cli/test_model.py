"""The whole way as a user goes it: the command, the real openai client, a server on loopback, the record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import wire_answers as wire
from jars.answers import DETAIL, OUTLINE, SCENARIOS, SPEC
from jars.code import VIEWS
from projects import Project

BY_VIEW = {name.split("-", 2)[2].replace("-", "_"): code for name, code in VIEWS.items()}


def scripted(prompt: str) -> str:
    """The scripted answer to a prompt, by its task."""
    if "# Task: outline" in prompt:
        return wire.text(OUTLINE)
    if "# Task: describe" in prompt:
        return wire.text(DETAIL)
    if "# Task: write test scenarios" in prompt:
        return SCENARIOS
    view = re.search(r"# Task: write the view `(\w+)`", prompt)
    assert view, prompt[:200]
    return f"```python\n{BY_VIEW[view[1]]}```"


class Server(ThreadingHTTPServer):
    """Answers chat completions from the script, and remembers what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.keys: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        return

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.asked.append(body)
        server.keys.add(self.headers["Authorization"])
        text = scripted(body["messages"][-1]["content"])
        message = {"role": "assistant", "content": text}
        answer = {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500},
        }
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def prose(tmp_path: Path) -> Project:
    project = Project(tmp_path / "prose")
    project.write("specs/jars.md", SPEC)
    return project


def settings(server: Server) -> dict[str, str]:
    return {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-of-a-test", "CODEGEN_MODEL": "m1"}


def test_prose_is_built_asked_about_once_and_built_again_offline(
    prose: Project, server: Server
) -> None:
    built = prose.run("build", "specs/jars.md", "--yes", **settings(server))
    assert built.returncode == 0, built.stdout + built.stderr
    assert "jars  generate   will ask: 6 calls, about" in built.stdout
    assert "model: 8 calls, 8,000 tokens in, 4,000 out, unknown price" in built.stdout
    assert "  interpret: 2 calls" in built.stdout
    assert "asks for nothing  specs/jars.md:6:1: Everybody likes jars: It says why." in built.stdout
    assert {body["model"] for body in server.asked} == {"m1"}
    before = prose.tree("generated/jars")
    assert not any("sk-of-a-test" in text for text in before.values())
    again = prose.run(
        "build", "specs/jars.md", "--yes", "--fresh", "--model", "m1", **settings(server)
    )
    assert again.returncode == 0, again.stdout + again.stderr
    assert len(server.asked) == 16
    for path in before:
        if not path.startswith(".codegen/"):
            (prose.folder / "generated/jars" / path).unlink()
    offline = prose.run("build", "specs/jars.md", "--yes", "--offline")
    assert offline.returncode == 0, offline.stdout + offline.stderr
    assert prose.tree("generated/jars") == before
    assert prose.run("check", "specs/jars.md").returncode == 0


def test_a_limit_stops_before_it_is_passed_and_nothing_is_paid_twice(
    prose: Project, server: Server
) -> None:
    stopped = prose.run("build", "specs/jars.md", "--yes", "--max-calls", "3", **settings(server))
    assert stopped.returncode == 1
    assert "--max-calls" in stopped.stdout
    assert len(server.asked) == 3
    assert not (prose.folder / "generated").exists()
    built = prose.run("build", "specs/jars.md", "--yes", **settings(server))
    assert built.returncode == 0, built.stdout + built.stderr
    assert len(server.asked) == 8


def test_what_a_declined_build_paid_for_is_not_asked_again(prose: Project, server: Server) -> None:
    first = prose.run("build", "specs/jars.md", "--dry-run", **settings(server))
    assert first.returncode == 1
    second = prose.run("build", "specs/jars.md", "--yes", "--offline")
    assert second.returncode == 0, second.stdout + second.stderr
    assert len(server.asked) == 8


def test_without_a_model_prose_is_refused_with_both_ways_on(prose: Project) -> None:
    refused = prose.run("build", "specs/jars.md", "--yes")
    assert refused.returncode == 1
    assert "or configure a model (docs/models.md)" in refused.stdout
    offline = prose.run("build", "specs/jars.md", "--yes", "--offline")
    assert offline.returncode == 1
    assert "--offline asks nobody" in offline.stdout


def test_offline_and_fresh_contradict_each_other(prose: Project) -> None:
    refused = prose.run("build", "specs/jars.md", "--offline", "--fresh")
    assert refused.returncode == 2
    assert "contradict" in refused.stdout + refused.stderr


def test_a_server_that_cannot_be_reached_is_a_fault_of_its_own(prose: Project) -> None:
    environment = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "CODEGEN_REQUEST_ATTEMPTS": "1"}
    result = prose.run("build", "specs/jars.md", "--model", "m1", "--yes", **environment)
    assert result.returncode == 3
    assert "127.0.0.1:9" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_explain_reads_prose_too(prose: Project, server: Server) -> None:
    result = prose.run("explain", "specs/jars.md", **settings(server))
    assert result.returncode == 0, result.stdout + result.stderr
    assert "POST /jars" in result.stdout
    assert len(server.asked) == 2
