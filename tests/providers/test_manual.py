from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.cost import PERSON
from codegen.errors import DiskFault, NotAnswered, Rejected
from codegen.providers.base import Answer, AnswerSchema, Message, Request
from codegen.providers.manual import ManualProvider
from codegen.providers.recorded import Mode, RecordedProvider
from providers.scripted import in_background, request_for, unheard

ROOT = Path(__file__).parents[2]
POLL_S = 0.01
HELLO = request_for("hello")
STEM = f"endpoint-post-games-{HELLO.digest[:8]}"


class Person:
    """Answers each prompt as soon as it is told of it; without ``answers`` it only listens."""

    def __init__(self, answer: Callable[[str], bytes | None] = lambda prompt: None) -> None:
        self.answer = answer
        self.heard: list[str] = []

    def __call__(self, line: str) -> None:
        self.heard.append(line)
        if not line.startswith("Waiting"):
            return
        prompt, answer = re.findall(r"\S+\.md", line)
        content = self.answer(Path(prompt).read_text("utf-8"))
        if content is not None:
            Path(answer).write_bytes(content)


def manual(cache: Path, person: Person | None = None, wait: bool = True) -> ManualProvider:
    return ManualProvider(cache, person or Person(), POLL_S, wait)


def answer_file(cache: Path) -> Path:
    return cache / "manual" / f"{STEM}.answer.md"


def prompt_file(cache: Path) -> Path:
    return cache / "manual" / f"{STEM}.prompt.md"


def write_answer(cache: Path, content: bytes) -> None:
    answer_file(cache).parent.mkdir(parents=True, exist_ok=True)
    answer_file(cache).write_bytes(content)


def files(cache: Path) -> list[str]:
    return sorted(path.name for path in (cache / "manual").iterdir())


# --- Asking ----------------------------------------------------------------------------------------


def test_a_person_is_told_of_the_prompt_and_answers(tmp_path: Path) -> None:
    person = Person(lambda prompt: b"\xef\xbb\xbfHello\r\nyourself\n")
    answer = manual(tmp_path, person).ask(HELLO, unheard)
    assert replace(answer, usage=answer.usage) == Answer(
        "Hello\nyourself\n", "complete", answer.usage, PERSON, "", "person"
    )
    assert answer.usage.is_estimate
    assert answer.usage.output_tokens == 4
    assert person.heard == [
        f"Waiting for an answer to {prompt_file(tmp_path)}: write it to {answer_file(tmp_path)}",
        f"Took {answer_file(tmp_path)}",
    ]
    assert (tmp_path / ".gitignore").read_text() == "*\n"


def test_the_prompt_can_be_read_and_says_how_to_answer(tmp_path: Path) -> None:
    request = Request(
        "interpret",
        "endpoint-post-games",
        (
            Message("system", "Read exactly.\n"),
            Message("user", "注册 \ud800"),
            Message("assistant", "{"),
        ),
        AnswerSchema("contract", '{"type": "object"}'),
    )
    with pytest.raises(NotAnswered):
        manual(tmp_path, wait=False).ask(request, unheard)
    (path,) = (tmp_path / "manual").iterdir()
    assert path.read_text("utf-8") == (
        "# endpoint-post-games (interpret)\n\n"
        "Give this whole page to a model, and write its answer into"
        f" `endpoint-post-games-{request.digest[:8]}.answer.md` beside this file:"
        " the answer alone, as UTF-8 text.\n\n"
        "# System\n\nRead exactly.\n\n"
        "# User\n\n注册 \\ud800\n\n"
        "# Assistant\n\n{\n\n"
        "# Form of the answer\n\n"
        "One JSON document, `contract`, without a fence or a word around it."
        " It has to fit this JSON Schema:\n\n"
        '```json\n{"type": "object"}\n```\n'
    )


@pytest.mark.parametrize(
    "about, stem",
    [
        ("../../etc/passwd", "etc-passwd"),
        ("GET /Games/{id}", "get-games-id"),
        ("注册", "call"),
        ("a\0b\n", "a-b"),
        ("x" * 300, "x" * 80),
        ("", "call"),
    ],
)
def test_a_name_is_one_that_every_disk_takes(tmp_path: Path, about: str, stem: str) -> None:
    with pytest.raises(NotAnswered):
        manual(tmp_path / "cache", wait=False).ask(replace(HELLO, about=about), unheard)
    assert files(tmp_path / "cache") == [f"{stem}-{HELLO.digest[:8]}.prompt.md"]
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_an_answer_is_awaited_until_it_is_no_longer_empty_and_no_longer_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = iter([b"", b" \n", b"one", b"one two", b"one two", b"never seen"])
    provider = manual(tmp_path)

    def next_state(_: float | None = None) -> bool:
        write_answer(tmp_path, next(states))
        return False

    monkeypatch.setattr(provider._closed, "wait", next_state)
    assert provider.ask(HELLO, unheard).text == "one two"


DATA = replace(HELLO, schema=AnswerSchema("reading", '{"type": "object"}'))


@pytest.mark.parametrize(
    "request_, content, told",
    [
        (HELLO, b"\xff\xfea", "1:1: the answer is not UTF-8"),
        (HELLO, b"Here:\n```python\nx = ", "2:1: the fence that begins here is not closed"),
        (HELLO, b"~~~\n```\n", "1:1: the fence that begins here is not closed"),
        (DATA, b'{"a": [1,', "1:10: the answer is no JSON document: Expecting value"),
        (
            DATA,
            b'```json\n{\n  "a" 1\n}\n```\n',
            "3:7: the answer is no JSON document: Expecting ':'",
        ),
        (DATA, b"I cannot do that.", "1:1: the answer is no JSON document: Expecting value"),
    ],
)
def test_an_answer_that_is_not_whole_is_mended_in_its_file(
    tmp_path: Path, request_: Request, content: bytes, told: str
) -> None:
    person = Person()
    stem = f"endpoint-post-games-{request_.digest[:8]}"
    answer = tmp_path / "manual" / f"{stem}.answer.md"
    answer.parent.mkdir()
    answer.write_bytes(content)
    with pytest.raises(Rejected) as caught:
        manual(tmp_path, wait=False).ask(request_, unheard)
    asked = in_background(lambda: manual(tmp_path, person).ask(request_, unheard))
    while not person.heard:
        threading.Event().wait(POLL_S)
    threading.Event().wait(5 * POLL_S)
    assert person.heard == [str(caught.value)]
    assert person.heard[0].startswith(f"{answer}:{told}")
    assert person.heard[0].endswith(". Mend it there and save: it is read as soon as it is whole.")
    answer.write_bytes(b'{"a": 1}')
    assert asked.result(20).text == '{"a": 1}'
    assert person.heard[1:] == [f"Took {answer}"]


@pytest.mark.parametrize("text", ['{"a": 1}', '```json\n{"a": 1}\n```', 'So:\n{"a":\n1}\nDone.'])
def test_json_may_stand_in_a_fence_or_among_words(tmp_path: Path, text: str) -> None:
    person = Person(lambda prompt: text.encode())
    assert manual(tmp_path, person).ask(DATA, unheard).text == text
    assert person.heard[1].startswith("Took ")


def test_what_is_asked_again_says_why_and_is_named_so(tmp_path: Path) -> None:
    person = Person(lambda prompt: b"better")
    again = replace(
        HELLO,
        messages=(*HELLO.messages, Message("assistant", "bad"), Message("user", "That cannot...")),
        problems=("S1 is placed nowhere.", "the app has no endpoint"),
    )
    assert manual(tmp_path, person).ask(again, unheard).text == "better"
    assert person.heard[:2] == [
        "The answer about 'endpoint-post-games' cannot be used: S1 is placed nowhere.",
        "The answer about 'endpoint-post-games' cannot be used: the app has no endpoint",
    ]
    stem = f"endpoint-post-games-again-{again.digest[:8]}"
    assert files(tmp_path) == [f"{stem}.answer.md", f"{stem}.prompt.md"]


def test_paths_are_told_as_they_are_typed_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    person = Person(lambda prompt: b"hi")
    manual(tmp_path / ".codegen-cache", person).ask(HELLO, unheard)
    stem = f".codegen-cache/manual/{STEM}"
    assert person.heard == [
        f"Waiting for an answer to {stem}.prompt.md: write it to {stem}.answer.md",
        f"Took {stem}.answer.md",
    ]


def test_several_threads_wait_for_an_answer_each(tmp_path: Path) -> None:
    person = Person(lambda prompt: prompt.splitlines()[-1].encode())
    provider = manual(tmp_path / "cache", person)
    with ThreadPoolExecutor(4) as pool:
        requests = [request_for(f"hello {number}") for number in range(4)]
        answers = list(pool.map(lambda request: provider.ask(request, unheard).text, requests))
    assert answers == [f"hello {number}" for number in range(4)]
    assert len(person.heard) == 8


def test_a_disk_that_refuses_is_a_fault(tmp_path: Path) -> None:
    answer_file(tmp_path).mkdir(parents=True)
    with pytest.raises(DiskFault):
        manual(tmp_path).ask(HELLO, unheard)


# --- Without waiting -------------------------------------------------------------------------------


def test_without_waiting_the_answer_s_file_is_named_and_taken_by_the_next_run(
    tmp_path: Path,
) -> None:
    person = Person()
    with pytest.raises(NotAnswered) as caught:
        manual(tmp_path, person, wait=False).ask(HELLO, unheard)
    assert str(caught.value) == (
        f"'{prompt_file(tmp_path)}' waits for an answer. "
        f"Write the answer to '{answer_file(tmp_path)}', then run the same command again."
    )
    assert person.heard == []
    write_answer(tmp_path, b"done")
    assert manual(tmp_path, wait=False).ask(HELLO, unheard).text == "done"


def run(cache: Path, mode: Mode, *requests: Request) -> list[str]:
    """A build that does not wait: the answers, or what is missing as ``?``."""
    provider = RecordedProvider(manual(cache, wait=False), {}, cache, mode)
    answers = []
    try:
        for request in requests:
            answers.append(provider.ask(request, unheard).text)
    except NotAnswered:
        answers.append("?")
    finally:
        provider.close()
    return answers


@pytest.mark.parametrize("mode", ["usual", "fresh"])
def test_one_answer_after_the_other_ends_even_where_the_cache_is_passed_over(
    tmp_path: Path, mode: Mode
) -> None:
    second = request_for("second")
    other = tmp_path / "manual" / f"endpoint-post-games-{second.digest[:8]}.answer.md"
    assert run(tmp_path, mode, HELLO, second) == ["?"]
    write_answer(tmp_path, b"one")
    assert run(tmp_path, mode, HELLO, second) == ["one", "?"]
    other.write_bytes(b"two")
    assert run(tmp_path, mode, HELLO, second) == ["one", "two"]
    assert run(tmp_path, "usual", HELLO, second) == ["one", "two"]


def test_fresh_asks_again_after_a_run_that_had_all_its_answers(tmp_path: Path) -> None:
    write_answer(tmp_path, b"one")
    assert run(tmp_path, "fresh", HELLO) == ["one"]
    assert files(tmp_path) == []
    assert run(tmp_path, "fresh", HELLO) == ["?"]


# --- Nothing is lost -------------------------------------------------------------------------------


def test_the_files_go_once_the_cache_has_the_answer(tmp_path: Path) -> None:
    inner = manual(tmp_path, Person(lambda prompt: b"done\r\n"))
    provider = RecordedProvider(inner, {}, tmp_path)
    provider.ask(HELLO, unheard)
    assert files(tmp_path) == [f"{STEM}.answer.md", f"{STEM}.prompt.md"]
    provider.close()
    assert files(tmp_path) == []


@pytest.mark.parametrize("kept", [None, b"", b'{"altered": 1}'])
def test_an_answer_that_the_cache_does_not_have_stays(tmp_path: Path, kept: bytes | None) -> None:
    provider = manual(tmp_path, Person(lambda prompt: b"done"))
    provider.ask(HELLO, unheard)
    if kept is not None:
        (tmp_path / "calls").mkdir()
        (tmp_path / "calls" / f"{HELLO.digest}.json").write_bytes(kept)
    provider.close()
    assert answer_file(tmp_path).read_bytes() == b"done"


def test_an_answer_that_is_another_in_the_cache_stays(tmp_path: Path) -> None:
    usual = RecordedProvider(manual(tmp_path, Person(lambda prompt: b"old")), {}, tmp_path)
    usual.ask(HELLO, unheard)
    usual.close()
    provider = manual(tmp_path, Person(lambda prompt: b"new"))
    provider.ask(HELLO, unheard)  # with --fresh, and a disk that is full
    provider.close()
    assert answer_file(tmp_path).read_bytes() == b"new"


def test_closing_ends_every_wait(tmp_path: Path) -> None:
    waiting = threading.Event()
    provider = ManualProvider(tmp_path, lambda line: waiting.set(), 60.0)
    asked = in_background(lambda: provider.ask(HELLO, unheard))
    assert waiting.wait(20)
    provider.close()
    with pytest.raises(NotAnswered, match="waits for an answer"):
        asked.result(20)
    assert files(tmp_path) == [f"{STEM}.prompt.md"]


BUILD = """
import sys
from pathlib import Path
from codegen.providers.manual import ManualProvider
from providers.scripted import request_for, unheard

def say(line):
    print(line, flush=True)

provider = ManualProvider(Path(sys.argv[1]), say, 0.01)
try:
    provider.ask(request_for("hello"), unheard)
    print("answered", flush=True)
    sys.stdin.read()  # the answer is not in the cache yet
finally:
    provider.close()
"""


def started(cache: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, str(cache)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_build_loses_no_answer(tmp_path: Path, ending: signal.Signals) -> None:
    with started(tmp_path) as build:
        assert build.stdout is not None
        assert build.stdout.readline().startswith("Waiting for an answer")
        write_answer(tmp_path, b"hard work")
        assert build.stdout.readline().startswith("Took ")
        assert build.stdout.readline() == "answered\n"
        build.send_signal(ending)
    assert manual(tmp_path, wait=False).ask(HELLO, unheard).text == "hard work"


def test_a_wait_ends_with_ctrl_c_and_keeps_the_prompt(tmp_path: Path) -> None:
    with started(tmp_path) as build:
        assert build.stdout is not None
        assert build.stderr is not None
        build.stdout.readline()
        build.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in build.stderr.read()
    assert files(tmp_path) == [f"{STEM}.prompt.md"]
