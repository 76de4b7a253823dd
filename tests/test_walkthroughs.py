"""The page of walkthroughs says what the committed apps answer."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from specs import ROOT

PAGE = (ROOT / "docs/walkthroughs.md").read_text("utf-8")
APPS = re.findall(r"^## (\w+)$", PAGE, re.MULTILINE)
KEPT = re.compile(r"(\w+)=\$\(curl (.*) \| jq -r \.token\)")
ASKS = """
import json, sys
from {app} import create_app

client = create_app().test_client()
kept = {{}}
for name, method, path, data, headers in json.load(sys.stdin):
    for variable, value in kept.items():
        headers = {{key: text.replace(variable, value) for key, text in headers.items()}}
    answer = client.open(path, method=method, data=data, headers=headers)
    if name:
        kept["$" + name] = answer.json["token"]
    print(json.dumps("" if name else answer.text.strip()))
"""


def told(app: str) -> list[tuple[str, str]]:
    """Each command of an app's section, and what stands below it."""
    section = PAGE.partition(f"## {app}\n")[2].partition("\n## ")[0]
    lines = section.partition("```console\n")[2].partition("```")[0].splitlines()
    found: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), ""))
        else:
            found[-1] = (found[-1][0], line)
    return found


def request(command: str) -> tuple[str, str, str, str | None, dict[str, str]]:
    """What curl would send, and the variable that keeps the token of the answer."""
    method, path, data, headers = "GET", "", None, {}
    kept = KEPT.fullmatch(command)
    words = iter(shlex.split(kept[2] if kept else command.removeprefix("curl ")))
    for word in words:
        match word:
            case "-X":
                method = next(words)
            case "-d":
                data = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case _:
                path = word.removeprefix("localhost:5000")
    return kept[1] if kept else "", method, path, data, headers


@pytest.mark.parametrize("app", APPS)
def test_the_app_answers_as_the_page_says(app: str, tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "generated" / app, tmp_path / app)
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": "k" * 32, "HOME": str(tmp_path)}

    def run(*arguments: str, text: str = "") -> str:
        result = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env=environment,
            input=text,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    run("-m", "flask", "--app", "wsgi", "db", "upgrade")
    steps = told(app)
    assert len(steps) > 9
    asked = json.dumps([request(command) for command, _ in steps])
    answers = run("-c", ASKS.format(app=app), text=asked).splitlines()
    for (command, expected), answer in zip(steps, answers, strict=True):
        found = json.loads(answer)
        assert (json.loads(found) if found else "") == (
            json.loads(expected) if expected else ""
        ), command
