"""Whatever speaks OpenAI's chat completions: OpenAI itself, vLLM, llama.cpp, Ollama, LM Studio, LiteLLM.

Chat completions rather than responses, because every compatible server has them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

from codegen.errors import LimitReached, ProviderFault
from codegen.providers.backoff import LONGEST_WAIT_S, shown_wait, wait_before
from codegen.providers.base import Answer, OnProgress, Request
from codegen.providers.chat_request import Way
from codegen.providers.meter import Meter
from codegen.providers.server import OPENAI_URL, Server
from codegen.providers.stumbles import Stumble
from codegen.types import Problem

NO_KEY = "none"
"""Sent where there is no key: local servers take any, and the client refuses to send none."""

CLOSED = Problem("the build was stopped before its calls were answered", "Build again.")


class Chat(Protocol):
    """Makes one attempt at a call: ``codegen.providers.chat_completions``, whose client takes long to import."""

    def ask(self, request: Request, way: Way, on_progress: OnProgress) -> Answer:
        """The answer. Raises Stumble."""
        ...

    def close(self) -> None:
        """Gives back connections, and ends the attempts that are under way."""
        ...


class OpenAIProvider:
    """Asks one model of one server. What it learns of the server, it remembers until it is thrown away."""

    def __init__(
        self,
        model: str,
        base_url: str | None,
        api_key: str,
        chat: Callable[[Server], Chat],
        meter: Meter,
        *,
        timeout_s: float = 600.0,
        connect_timeout_s: float = 10.0,
        attempts: int = 5,
        at_once: int = 4,
        temperature: float | None = None,
        answer_limit_characters: int = 400_000,
        sleep: Callable[[float], object] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Nothing is imported, opened or checked before the first call.

        Args:
            model: the model's name, as the server knows it.
            base_url: of the server, most often ending in /v1; None for OpenAI's own.
            api_key: may be empty where the server is not OpenAI's own.
            chat: makes what speaks to a server, when the first call is asked.
            meter: counts each attempt, and says when to stop.
            timeout_s: the longest silence between two pieces of an answer, before the first one too.
            connect_timeout_s: the longest time to connect.
            attempts: how often one call is tried, 1 or more.
            at_once: how many calls are open at the same time, 1 or more.
            temperature: None leaves it to the server; some models take none.
            answer_limit_characters: where reading an answer stops, with the ending "cut".
            sleep: waits so many seconds; ``close`` ends the one that is used where None is given.
            now: the time of day, for servers that say until when to wait.
        """
        self._server = Server(
            base_url=(base_url or OPENAI_URL).strip(),
            model=model,
            key=api_key.strip() or NO_KEY,
            timeout_s=timeout_s,
            connect_timeout_s=connect_timeout_s,
            answer_limit_characters=answer_limit_characters,
            temperature=temperature,
        )
        self._open_chat = chat
        self._meter = meter
        self._attempts = attempts
        self._places = threading.BoundedSemaphore(at_once)
        self._closed = threading.Event()
        self._sleep = sleep or self._closed.wait
        self._now = now
        self._lock = threading.Lock()
        self._way = Way()
        self._chat: Chat | None = None

    def ask(self, request: Request, on_progress: OnProgress) -> Answer:
        """The answer to a request, tried again where what went wrong may pass.

        ``on_progress`` starts over with each attempt; what it raises closes the connection and passes on.
        Raises ProviderFault where the server cannot be asked, or was asked as often as is allowed, and
        LimitReached before an attempt that could pass a limit.
        """
        latest: Stumble | None = None
        with self._places:
            for attempt in range(1, self._attempts + 1):
                try:
                    return self._answer(request, on_progress)
                except LimitReached as limit:
                    raise _after(latest, limit) from latest
                except Stumble as stumble:
                    latest = stumble
                    if attempt == self._attempts or not stumble.is_passing:
                        raise self._fault(stumble, attempt) from stumble.__cause__ or stumble
                    wait_s = wait_before(attempt + 1, stumble.retry_after, self._now())
                    if wait_s > LONGEST_WAIT_S:
                        raise self._fault(stumble, attempt, wait_s) from stumble
                self._sleep(wait_s)
        raise ValueError(f"attempts must be 1 or more, not {self._attempts}")

    def close(self) -> None:
        """Gives back connections. Calls that wait, for a server or to be tried again, end with a ProviderFault."""
        self._closed.set()
        with self._lock:
            if self._chat:
                self._chat.close()

    def _fault(self, stumble: Stumble, attempts: int, wait_s: float = 0.0) -> ProviderFault:
        problem = stumble.problem
        tried = f"; tried {attempts} times" if attempts > 1 else ""
        wait = f"; it asks to wait {shown_wait(wait_s)}" if wait_s else ""
        return ProviderFault(Problem(f"{problem.cause}{tried}{wait}", problem.mend))

    def _answer(self, request: Request, on_progress: OnProgress) -> Answer:
        """The answer, asked for with as little as the server takes.

        A way is remembered once it was answered: a refusal alone does not prove what was refused.
        """
        chat, way, has_schema = self._opened(), self._way, request.schema is not None
        while True:
            try:
                answer = self._attempt(chat, request, way, on_progress)
            except Stumble as stumble:
                refused = stumble.refused
                less = way.without(refused, has_schema=has_schema) if refused else None
                if less is None:
                    raise
                way = less
                continue
            with self._lock:
                self._way = self._way.after(way, has_schema=has_schema)
            return answer

    def _attempt(self, chat: Chat, request: Request, way: Way, on_progress: OnProgress) -> Answer:
        with self._meter.attempt(request) as attempt:
            try:
                answer = chat.ask(request, way, on_progress)
            except Stumble as stumble:
                attempt.failed(stumble.usage)
                raise
            attempt.answered(answer)
        return answer

    def _opened(self) -> Chat:
        with self._lock:
            if self._closed.is_set():
                raise ProviderFault(CLOSED)
            if self._chat is None:
                self._check()
                self._chat = self._open_chat(self._server)
            return self._chat

    def _check(self) -> None:
        """Refuses what would fail in the HTTP library with a message that holds a secret or says nothing."""
        key, base_url = self._server.key, self._server.base_url
        if "@" in base_url:
            cause = "OPENAI_BASE_URL holds a user name or a password"
            raise ProviderFault(Problem(cause, "Take them out, and put the key in OPENAI_API_KEY."))
        if not _is_address(base_url):
            cause = f"OPENAI_BASE_URL is no address of a server: '{base_url.partition('?')[0]}'"
            raise ProviderFault(Problem(cause, "Write it as http://127.0.0.1:8000/v1."))
        if not (key.isascii() and key.isprintable()) or " " in key:
            cause = "OPENAI_API_KEY holds a character that no key has"
            raise ProviderFault(Problem(cause, "Copy the key again, without quotes and line ends."))
        if key == NO_KEY and base_url == OPENAI_URL:
            mend = "Set it, or set OPENAI_BASE_URL to a server that needs no key."
            raise ProviderFault(Problem("OPENAI_API_KEY is not set", mend))


def _after(stumble: Stumble | None, limit: LimitReached) -> LimitReached:
    """A limit that stops what was tried before, with what had gone wrong."""
    if stumble is None:
        return limit
    problems = (
        Problem(f"{it.cause}; before that, {stumble.problem.cause}", it.mend, it.location)
        for it in limit.problems
    )
    return LimitReached(*problems)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
