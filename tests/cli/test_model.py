"""The whole way as a user goes it: the command, the real openai client, a server on loopback, the record."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import wire_answers as wire
from jars.answers import DETAIL, JAR, OUTLINE, SCENARIOS, SPEC, scenario
from jars.code import VIEWS
from jars.model import agrees_with_scenarios
from projects import TIMEOUT_S, Project

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
        self.script: Callable[[str], str] = scripted
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
        text = server.script("\n".join(message["content"] for message in body["messages"]))
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


# --- What only a person can decide

DISAGREEING = scenario(
    "The first gets all that is left over",
    "S6",
    JAR
    + '\nPOST /jars/{{jar}}/coins\n{"cents": 11}\nHTTP 201\n\nPOST /jars/{{jar}}/split\n{"people": 4}\n'
    'HTTP 200\n{"shares": [5, 2, 2, 2]}',
)


def place(words: str) -> str:
    """Where a statement that starts with these words stands in the spec."""
    before = SPEC[: SPEC.index(words)]
    return f"specs/jars.md:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


QUOTE = "go one each to the first"
SPLIT_AT = place("A jar's total")


def ambiguous(prompt: str) -> str:
    """The script with one more scenario, which reads a sentence otherwise, and a judge who sees both."""
    if "# Task: who is right?" in prompt:
        verdict = {
            "name": "the_first_gets_all_that_is_left_over",
            "verdict": "statement_ambiguous",
            "statement": "S6",
            "quote": QUOTE,
            "because": "One each, or all?",
            "sentence": "The first person gets all of them.",
            "otherwise": "Each gets one at most.",
            "other": None,
        }
        return json.dumps({"verdicts": [verdict]})
    if "# Task: write test scenarios" in prompt:
        return SCENARIOS + DISAGREEING
    return scripted(prompt)


def at_a_terminal(
    project: Project, answers: dict[str, str], *arguments: str, **environment: str
) -> tuple[int, str]:
    """Runs the command on a pseudo-terminal, and types each answer when its question has come."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "codegen", *arguments],
        cwd=project.folder,
        env={**project.environment, "TERM": "dumb", "COLUMNS": "200", **environment},
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    shown, waiting = "", dict(answers)
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            data = os.read(master, 65_536)
        except OSError:  # Linux reports the end of a terminal as EIO
            break
        if not data:
            break
        shown += data.decode("utf-8", "replace")
        for question in [question for question in waiting if question in shown]:
            os.write(master, f"{waiting.pop(question)}\n".encode())
    else:
        process.kill()
    os.close(master)
    return process.wait(), shown.replace("\r\n", "\n")


def test_a_person_at_a_terminal_is_asked_once_and_the_choice_is_remembered(
    prose: Project, server: Server
) -> None:
    server.script = ambiguous
    answers = {"Which holds?": "code", "[y/N]": "y"}
    code, shown = at_a_terminal(prose, answers, "build", "specs/jars.md", **settings(server))
    assert code == 0, shown
    assert shown.count("Which holds?") == 1
    question, _, ending = shown.partition("Which holds?")
    for words in ("[5, 2, 2, 2]", "3, 3, 3, 2", "The first person gets all", "One each, or all?"):
        assert words in question
    assert f'settled by you  {SPLIT_AT}: "{QUOTE}": the code\'s reading was kept' in ending
    assert "Add to the spec: Each gets one at most." in ending
    before = prose.tree("generated/jars")
    code, shown = at_a_terminal(prose, {}, "build", "specs/jars.md", "--offline")
    assert code == 0, shown
    assert "Which holds?" not in shown
    assert prose.tree("generated/jars") == before
    assert prose.run("check", "specs/jars.md", "--offline").returncode == 0


def test_a_person_at_a_terminal_may_stop_to_write_the_sentence(
    prose: Project, server: Server
) -> None:
    server.script = ambiguous
    answers = {"Which holds?": "stop"}
    code, shown = at_a_terminal(prose, answers, "build", "specs/jars.md", **settings(server))
    assert code == 1
    assert "can be read in two ways" in shown
    assert "Add to the spec: The first person gets all of them. Or: Each gets one at most." in shown
    assert "Traceback" not in shown
    assert not (prose.folder / "generated").exists()


def test_nobody_is_asked_where_the_answer_was_given_beforehand(
    prose: Project, server: Server
) -> None:
    server.script = ambiguous
    code, shown = at_a_terminal(prose, {}, "build", "specs/jars.md", "--yes", **settings(server))
    assert code == 0, shown
    assert "Which holds?" not in shown
    assert f'can be read in two ways  {SPLIT_AT}: "{QUOTE}": the code\'s reading' in shown


# --- What is kept unproven


def stubborn(prompt: str) -> str:
    """The script with a view that stays wrong."""
    if "# Task: who is right?" in prompt:
        names = re.findall(r"^## (\w+)$", prompt.partition("# The disagreements")[2], re.MULTILINE)
        return agrees_with_scenarios(tuple(names))
    return scripted(prompt).replace(">= JAR_SIZE", "> JAR_SIZE")


def test_check_lists_what_was_kept_unproven_and_whose_mark_is_gone(
    prose: Project, server: Server
) -> None:
    server.script = stubborn
    build = ("build", "specs/jars.md", "--yes", "--keep-unproven")
    built = prose.run(*build, **settings(server))
    assert built.returncode == 0, built.stdout + built.stderr
    checked = prose.run("check", "specs/jars.md", **settings(server))
    assert checked.returncode == 1
    views = prose.folder / "generated/jars/jars/routes/jars.py"
    lines = views.read_text("utf-8").splitlines()
    [at] = [number for number, line in enumerate(lines, 1) if "UNPROVEN" in line]
    says = f"{place('A coin of')}: A coin of 1 to 200 cents is put into a jar"
    assert f"  kept unproven  jars/routes/jars.py:{at} put_coin: {says}" in checked.stdout
    assert "test_a_fourth_coin_is_refused_and_not_kept" in checked.stdout
    asked = prose.run("check", "specs/jars.md", "--json", **settings(server))
    [app] = json.loads(asked.stdout)["apps"]
    assert app["ending"] == "not proven"
    [marked] = app["marked"]
    assert (marked["place"], marked["name"]) == (f"jars/routes/jars.py:{at}", "put_coin")
    assert marked["statement"].startswith(says)
    assert not marked["taken_out"]
    views.write_text("\n".join([*lines[: at - 1], *lines[at:]]) + "\n", "utf-8")
    again = prose.run("check", "specs/jars.md", **settings(server))
    assert again.returncode == 1
    taken_out = f"its mark was taken out by hand  jars/routes/jars.py:{at} put_coin: {says}"
    assert taken_out in again.stdout
    kept = prose.run("check", "specs/jars.md", "--keep-unproven", **settings(server))
    assert kept.returncode == 1
    assert taken_out in kept.stdout
