"""A whole build against a server that fails for ever: it ends soon, in one line, and says what was spent."""

from __future__ import annotations

from pathlib import Path

import pytest

from jars.answers import SPEC
from projects import Project
from providers.loopback import (
    Reply,
    answered,
    page,
    piece,
    reset_after,
    serving,
    streamed,
    usage,
)

AT_ONCE_AGAIN = {"Retry_After": "0"}
HALF = (piece('{"title": '), usage(1000, 5, 0))
"""Its tokens are counted, as some servers do with each piece."""


def ended(tmp_path: Path, reply: Reply, *flags: str) -> tuple[int, int, str, str]:
    """The exit code, how many calls came, the line that the build ended with, and what was spent."""
    project = Project(tmp_path)
    project.write("specs/jars.md", SPEC)
    with serving(reply) as server:
        result = project.run(
            "build", "specs/jars.md", "--yes", "--model", "m1", *flags, OPENAI_BASE_URL=server.url
        )
        calls = len(server.bodies)
    assert result.stderr == ""
    assert not (project.folder / "generated").exists()
    read, line, *spent = result.stdout.splitlines()
    assert read == "jars  read       7 statements"
    return result.returncode, calls, line.replace(server.url, "URL"), "".join(spent[:1])


@pytest.mark.parametrize("flag", ["--max-calls=1", "--max-tokens=5500", "--max-cost=0.0055"])
def test_an_answer_that_never_fits_is_asked_again_within_the_limits(
    tmp_path: Path, flag: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.codegen.prices."m1"]\ninput = 1.0\noutput = 1.0\n'
    )
    poor = streamed(piece("{}"), piece(finish="stop"), usage(1400, 1, 0))
    code, calls, line, spent = ended(tmp_path, poor, flag)
    assert (code, calls) == (1, 1)
    assert f"would pass {flag.partition('=')[0]}" in line
    assert spent.startswith("model: 1 call, 1,400 tokens in, 1 out, $0.0014")


def test_a_server_that_is_on_fire_stops_at_a_limit(tmp_path: Path) -> None:
    on_fire = page(500, {"error": {"message": "on fire"}}, **AT_ONCE_AGAIN)
    code, calls, line, spent = ended(tmp_path, on_fire, "--max-calls", "3")
    assert (code, calls) == (1, 3)
    assert line.startswith("asking for 'outline' (interpret) would pass --max-calls 3: so far")
    assert "; before that, URL failed (500): on fire. Raise --max-calls" in line
    assert spent.startswith("model: 3 calls (3 failed), about ")


def test_a_stream_that_breaks_at_half_stops_at_a_limit(tmp_path: Path) -> None:
    code, calls, line, spent = ended(tmp_path, reset_after(*HALF), "--max-calls", "2")
    assert (code, calls) == (1, 2)
    assert "before that, URL cut the connection in mid-answer" in line
    assert spent == "model: 2 calls (2 failed), 2,000 tokens in, 10 out, unknown price"


def test_too_many_calls_for_ever(tmp_path: Path) -> None:
    busy = page(429, {"error": {"message": "slow down."}}, **AT_ONCE_AGAIN)
    code, calls, line, spent = ended(tmp_path, busy)
    assert (code, calls, spent) == (3, 5, "")
    assert line == (
        "URL gets too many calls (429): slow down; tried 5 times. Build again later, or lower"
        " calls_at_once: answers that have arrived are kept."
    )


@pytest.mark.parametrize(
    "header, told", [("7200", "2 h"), ("Fri, 31 Dec 9999 23:59:59 GMT", "more than a year")]
)
def test_hours_are_not_waited_for(tmp_path: Path, header: str, told: str) -> None:
    busy = page(429, {"error": {"message": "slow down"}}, Retry_After=header)
    code, calls, line, spent = ended(tmp_path, busy)
    assert (code, calls, spent) == (3, 1, "")
    assert line.startswith(
        f"URL gets too many calls (429): slow down; it asks to wait {told}. Build again later"
    )


def test_an_answer_that_never_fits_ends_by_itself(tmp_path: Path) -> None:
    code, _, line, _ = ended(tmp_path, answered("I would rather not."))
    assert code == 1
    assert "though it was asked 3 times" in line
