"""A provider that answers from a function: no network, and every request is remembered."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread

from codegen.errors import CodegenError
from codegen.providers.base import Answer, Message, OnProgress, Request, Usage

MODEL = "scripted-1"
BASE_URL = "http://localhost:1/v1"


class ScriptedProvider:
    """Answers what ``answers`` makes of a request; a text becomes a complete answer of 10 and 5 tokens.

    ``answers`` may raise. ``requests`` are all that were asked, in the order of asking.
    """

    def __init__(self, answers: Callable[[Request], Answer | str]) -> None:
        self._answers = answers
        self._lock = Lock()
        self.requests: list[Request] = []
        self.is_closed = False

    @property
    def count(self) -> int:
        """How many requests were asked."""
        return len(self.requests)

    def ask(self, request: Request, on_progress: OnProgress) -> Answer:
        """The function's answer."""
        with self._lock:
            self.requests.append(request)
        answer = self._answers(request)
        if isinstance(answer, str):
            answer = Answer(answer, "complete", Usage(10, 5), MODEL, BASE_URL)
        on_progress(request, len(answer.text))
        return answer

    def close(self) -> None:
        """Is remembered."""
        self.is_closed = True


def request_for(text: str, about: str = "endpoint-post-games") -> Request:
    """A request for code with this one message."""
    return Request("code", about, (Message("user", text),))


def unheard(request: Request, characters: int) -> None:
    """Progress that nobody listens to."""


def in_background(call: Callable[[], Answer]) -> Future[Answer]:
    """Makes a call in a thread that does not keep a failing test from ending."""
    future: Future[Answer] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except CodegenError as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future
