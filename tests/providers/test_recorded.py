from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.errors import DiskFault, NotAnswered, ProviderFault, Rejected
from codegen.providers.base import Answer, Message, Request, Usage
from codegen.providers.call_file import cached_path, call_files, read_calls
from codegen.providers.recorded import Mode, RecordedProvider
from codegen.types import Digest, Problem
from providers.scripted import BASE_URL, MODEL, ScriptedProvider, request_for, unheard

ROOT = Path(__file__).parents[2]
HELLO = request_for("hello")


def untouched(request: Request) -> str:
    raise AssertionError(f"nobody may be asked, but {request.about} was")


def shouting(request: Request) -> str:
    return request.messages[-1].text.upper()


def ask(provider: RecordedProvider, request: Request = HELLO) -> Answer:
    return provider.ask(request, unheard)


def recorded(text: str = "kept") -> dict[Digest, Answer]:
    return {HELLO.digest: Answer(text, "complete", Usage(1, 2), MODEL, BASE_URL, "record")}


def fill(cache: Path, text: str) -> None:
    """Puts an answer to ``HELLO`` into the cache."""
    ask(RecordedProvider(ScriptedProvider(lambda _: text), {}, cache))


# --- Looking up ------------------------------------------------------------------------------------


def test_the_record_comes_before_the_cache_and_that_before_asking(tmp_path: Path) -> None:
    inner = ScriptedProvider(shouting)
    asked = ask(RecordedProvider(inner, {}, tmp_path))
    assert (asked.text, asked.origin) == ("HELLO", "model")
    cached = ask(RecordedProvider(ScriptedProvider(untouched), {}, tmp_path))
    assert cached == replace(asked, origin="cache")
    kept = ask(RecordedProvider(ScriptedProvider(untouched), recorded(), tmp_path))
    assert (kept.text, kept.origin) == ("kept", "record")
    assert inner.count == 1


def test_an_answer_of_the_record_has_its_origin_whatever_the_record_says(tmp_path: Path) -> None:
    kept = {digest: replace(answer, origin="model") for digest, answer in recorded().items()}
    assert ask(RecordedProvider(None, kept, tmp_path)).origin == "record"


def test_only_the_words_and_the_schema_find_an_answer(tmp_path: Path) -> None:
    fill(tmp_path, "first")
    provider = RecordedProvider(ScriptedProvider(shouting), {}, tmp_path)
    assert ask(provider, replace(HELLO, about="other", purpose="repair")).text == "first"
    assert ask(provider, request_for("hello!")).text == "HELLO!"


def test_the_answer_is_in_the_cache_before_it_is_returned(tmp_path: Path) -> None:
    ask(RecordedProvider(ScriptedProvider(shouting), {}, tmp_path / "cache"))
    assert cached_path(tmp_path / "cache", HELLO.digest).is_file()
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"


def test_equal_requests_of_a_run_are_asked_once_and_cost_once(tmp_path: Path) -> None:
    inner = ScriptedProvider(shouting)
    provider = RecordedProvider(inner, {}, tmp_path)
    assert [ask(provider).origin for _ in range(3)] == ["model", "cache", "cache"]
    assert inner.count == 1
    kept = RecordedProvider(None, recorded(), tmp_path)
    assert [ask(kept).origin for _ in range(2)] == ["record", "record"]


def test_threads_with_equal_requests_wait_for_one_call(tmp_path: Path) -> None:
    arrived = threading.Barrier(8)
    asked = threading.Event()

    def slow(request: Request) -> str:
        asked.wait(0.2)  # long enough for the others to come and find nothing in the cache
        return request.messages[-1].text

    inner = ScriptedProvider(slow)
    provider = RecordedProvider(inner, {}, tmp_path)

    def one(number: int) -> str:
        arrived.wait()
        return ask(provider, request_for(f"hello {number % 2}")).text

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))
    assert answers == [f"hello {number % 2}" for number in range(8)]
    assert inner.count == 2
    assert len(provider.used()) == 2


def test_threads_with_other_requests_ask_side_by_side(tmp_path: Path) -> None:
    together = threading.Barrier(4, timeout=20)

    def meeting(request: Request) -> str:
        together.wait()  # breaks, and so fails, where calls are made one by one
        return "met"

    provider = RecordedProvider(ScriptedProvider(meeting), {}, tmp_path / "cache")
    with ThreadPoolExecutor(4) as pool:
        requests = [request_for(str(number)) for number in range(4)]
        answers = list(pool.map(lambda request: ask(provider, request).text, requests))
    assert answers == ["met"] * 4


def test_a_fault_is_not_remembered(tmp_path: Path) -> None:
    def failing_once(request: Request) -> str:
        if inner.count == 1:
            raise ProviderFault(Problem("the server is down", "Wait."))
        return "up"

    inner = ScriptedProvider(failing_once)
    provider = RecordedProvider(inner, {}, tmp_path)
    with pytest.raises(ProviderFault):
        ask(provider)
    assert provider.used() == ()
    assert ask(provider).text == "up"


# --- Modes -----------------------------------------------------------------------------------------


def test_offline_answers_what_is_kept_and_touches_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, "cached")

    def no_socket(*args: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "__init__", no_socket)
    inner = ScriptedProvider(untouched)
    assert ask(RecordedProvider(inner, {}, tmp_path, "offline")).text == "cached"
    provider = RecordedProvider(inner, recorded(), tmp_path, "offline")
    assert ask(provider).text == "kept"
    with pytest.raises(NotAnswered):
        ask(provider, request_for("new"))
    assert inner.count == 0


def test_offline_names_what_was_asked_and_both_ways_on(tmp_path: Path) -> None:
    provider = RecordedProvider(None, {}, tmp_path / "cache", "offline")
    with pytest.raises(NotAnswered) as caught:
        ask(provider)
    assert str(caught.value) == (
        "no answer is kept for 'endpoint-post-games' (code), and --offline asks nobody. "
        "Run without --offline, or first configure a model: see docs/models.md."
    )
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("mode", ["usual", "fresh"])
def test_without_a_model_the_page_about_models_is_named(tmp_path: Path, mode: Mode) -> None:
    with pytest.raises(NotAnswered) as caught:
        ask(RecordedProvider(None, {}, tmp_path, mode))
    assert "'endpoint-post-games' (code)" in str(caught.value)
    assert "docs/models.md" in str(caught.value)
    assert "--offline" not in str(caught.value)
    assert (ROOT / "docs/models.md").is_file()


def test_fresh_takes_nothing_from_before_and_asks_once(tmp_path: Path) -> None:
    fill(tmp_path, "old")
    inner = ScriptedProvider(lambda _: "new")
    provider = RecordedProvider(inner, recorded(), tmp_path, "fresh")
    assert [(it.text, it.origin) for it in (ask(provider), ask(provider))] == [
        ("new", "model"),
        ("new", "cache"),
    ]
    assert inner.count == 1
    assert ask(RecordedProvider(None, {}, tmp_path)).text == "new"


# --- What was used ---------------------------------------------------------------------------------


def test_what_was_used_is_the_same_whatever_the_order_of_asking(tmp_path: Path) -> None:
    requests = [request_for(str(number)) for number in range(6)]
    requests.append(replace(requests[0], about="a-first"))
    used = []
    for order in (requests, requests[::-1]):
        provider = RecordedProvider(ScriptedProvider(shouting), {}, tmp_path)
        for request in order:
            ask(provider, request)
        used.append(call_files(provider.used()))
        digests = [request.digest for request, _ in provider.used()]
        assert digests == sorted({request.digest for request in requests})
    assert used[0] == used[1]
    assert '"about": "a-first"' in "".join(file.text for file in used[0])


def test_what_was_used_makes_a_record_that_needs_no_model(tmp_path: Path) -> None:
    first = RecordedProvider(ScriptedProvider(shouting), {}, tmp_path / "cache")
    ask(first)
    ask(first, request_for("more"))
    for file in call_files(first.used()):
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)
    again = RecordedProvider(None, read_calls(tmp_path), tmp_path / "other", "offline")
    assert [ask(again).text, ask(again, request_for("more")).text] == ["HELLO", "MORE"]
    assert call_files(again.used()) == call_files(first.used())


def test_what_was_not_asked_for_was_not_used(tmp_path: Path) -> None:
    assert RecordedProvider(None, recorded(), tmp_path).used() == ()


def test_closing_closes_the_inner_one(tmp_path: Path) -> None:
    inner = ScriptedProvider(shouting)
    RecordedProvider(inner, {}, tmp_path).close()
    RecordedProvider(None, {}, tmp_path).close()
    assert inner.is_closed


# --- A bad disk ------------------------------------------------------------------------------------


def test_an_altered_answer_of_the_cache_is_an_error_that_names_it(tmp_path: Path) -> None:
    fill(tmp_path, "cached")
    path = cached_path(tmp_path, HELLO.digest)
    path.write_text(path.read_text().replace('"cached"', '"better"'))
    with pytest.raises(Rejected, match="the answer was altered") as caught:
        ask(RecordedProvider(ScriptedProvider(untouched), {}, tmp_path))
    assert str(path) in str(caught.value)


def test_a_half_written_answer_of_the_cache_is_asked_for_again(tmp_path: Path) -> None:
    fill(tmp_path, "cached")
    path = cached_path(tmp_path, HELLO.digest)
    path.write_text(path.read_text()[:100])
    assert ask(RecordedProvider(ScriptedProvider(shouting), {}, tmp_path)).text == "HELLO"
    assert ask(RecordedProvider(None, {}, tmp_path)).text == "HELLO"


@pytest.mark.parametrize("is_link", [True, False])
def test_a_cache_that_cannot_be_made_is_noticed_before_anything_is_paid(
    tmp_path: Path, is_link: bool
) -> None:
    if is_link:
        (tmp_path / "calls").symlink_to(tmp_path / "gone" / "calls")
    else:
        (tmp_path / "calls").write_text("in the way")
    inner = ScriptedProvider(shouting)
    with pytest.raises(DiskFault):
        ask(RecordedProvider(inner, {}, tmp_path))
    assert inner.count == 0


def test_an_answer_that_cannot_be_kept_is_not_used(tmp_path: Path) -> None:
    def blocking(request: Request) -> str:
        cached_path(tmp_path, request.digest).mkdir()
        return "lost"

    provider = RecordedProvider(ScriptedProvider(blocking), {}, tmp_path)
    with pytest.raises(DiskFault):
        ask(provider)
    assert provider.used() == ()


KILLED = """
import os, signal, sys
from pathlib import Path
from codegen.providers.recorded import RecordedProvider
from providers.scripted import ScriptedProvider, request_for, unheard

provider = RecordedProvider(ScriptedProvider(lambda r: "paid for"), {}, Path(sys.argv[1]))
provider.ask(request_for("hello"), unheard)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_an_answer_that_arrived_survives_a_kill(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], env=environment)
    assert killed.returncode == -9
    answer = ask(RecordedProvider(ScriptedProvider(untouched), {}, tmp_path))
    assert (answer.text, answer.origin) == ("paid for", "cache")


def test_the_messages_of_a_call_may_be_many(tmp_path: Path) -> None:
    roles = (Message("system", "a"), Message("user", "b"), Message("assistant", "c"))
    request = replace(HELLO, messages=roles)
    ask(RecordedProvider(ScriptedProvider(shouting), {}, tmp_path), request)
    assert ask(RecordedProvider(None, {}, tmp_path), request).text == "C"
