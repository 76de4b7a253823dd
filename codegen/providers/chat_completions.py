"""One attempt at a call, through the openai client. Importing this takes half a second: that is openai."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2
import openai

from codegen.providers import chat_faults
from codegen.providers.base import Answer, OnProgress, Request
from codegen.providers.chat_reply import Gathered, members
from codegen.providers.chat_request import Way, body_of
from codegen.providers.connections import Connections
from codegen.providers.server import Server
from codegen.providers.stumbles import Stumble
from codegen.types import JsonValue

BYTES_PER_CHARACTER = 12
"""The longest way that JSON writes a character: two escapes."""

REST_BYTES = 1_000_000
"""What a reply may hold besides the answer's text."""


class ChatCompletions:
    """The chat completions of one server. Several threads may ask at once."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._limit_bytes = server.answer_limit_characters * BYTES_PER_CHARACTER + REST_BYTES
        timeout = httpx2.Timeout(server.timeout_s, connect=server.connect_timeout_s, pool=None)
        self._connections = Connections()
        self._client = openai.OpenAI(
            api_key=server.key,
            base_url=server.base_url,
            max_retries=0,
            timeout=timeout,
            http_client=openai.DefaultHttpxClient(
                event_hooks={"request": [self._connections.watch]}
            ),
        )

    def close(self) -> None:
        """Gives back connections. Calls that wait for the server end with a Stumble."""
        self._connections.end()
        self._client.close()

    def ask(self, request: Request, way: Way, on_progress: OnProgress) -> Answer:
        """The answer to a request. Raises Stumble; the connection is given back in any case."""
        gathered = Gathered(self._server.answer_limit_characters)
        try:
            self._gather(request, way, gathered, on_progress)
        except Stumble as stumble:
            if stumble.was_read:
                stumble.usage = gathered.usage(request)
            raise
        return gathered.answer(request, self._server.model, self._server.address)

    def _gather(
        self, request: Request, way: Way, gathered: Gathered, on_progress: OnProgress
    ) -> None:
        body: Any = body_of(request, way, self._server.model, self._server.temperature)
        create = self._client.chat.completions.with_streaming_response.create
        try:
            with create(**body) as response:
                self._read(
                    response.http_response,
                    gathered,
                    lambda: on_progress(request, gathered.characters),
                )
        except (openai.OpenAIError, httpx2.HTTPError, RuntimeError) as error:
            # A client that was closed by another thread says so with a RuntimeError.
            if isinstance(error, RuntimeError) and not self._client.is_closed():
                raise
            # What comes after the last piece is a count of tokens: no reason to pay for the answer again.
            if not gathered.has_ended:
                has_begun = gathered.has_begun
                raise chat_faults.of_exception(
                    error, self._server, self._models, has_begun
                ) from error

    def _read(self, reply: httpx2.Response, gathered: Gathered, tell: Callable[[], None]) -> None:
        kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "text/event-stream":
            gathered.add(self._whole(reply, is_json=kind == "application/json"))
            tell()
            return
        for event in httpx2.EventSource(reply, self._limit_bytes):
            if event.data.startswith("[DONE]"):
                gathered.is_done = True
            elif event.data:
                gathered.add(self._piece(event.data))
                tell()
            if gathered.is_done or gathered.is_over:
                return
        if not gathered.has_ended:
            raise chat_faults.of_cut(self._server)

    def _whole(self, reply: httpx2.Response, *, is_json: bool) -> dict[str, JsonValue]:
        """The chat completion of a server that does not stream."""
        text = self._text(reply)
        try:
            completion = members(json.loads(text))
        except (ValueError, RecursionError) as error:
            fault = chat_faults.of_broken_json if is_json else chat_faults.of_other_page
            raise fault(self._server, text) from error
        if fault_told := completion.get("error"):
            raise chat_faults.of_error_event(fault_told, self._server)
        if not isinstance(completion.get("choices"), list):
            raise chat_faults.of_other_page(self._server, text)
        return completion

    def _text(self, reply: httpx2.Response) -> str:
        """A reply's text, read no further than any answer can be long."""
        body = bytearray()
        for piece in reply.iter_bytes():
            body += piece
            if len(body) > self._limit_bytes:
                break
        return body.decode("utf-8", "replace")

    def _piece(self, data: str) -> dict[str, JsonValue]:
        try:
            piece = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise chat_faults.of_broken_json(self._server, data) from error
        if not isinstance(piece, dict):
            raise chat_faults.of_broken_json(self._server, data)
        if piece.get("error"):
            raise chat_faults.of_error_event(piece["error"], self._server)
        return piece

    def _models(self) -> tuple[str, ...]:
        """The names of the server's models; none where it does not tell them."""
        try:
            reply = self._client.models.with_raw_response.list().http_response
            listed = members(reply.json()).get("data")
        except (openai.OpenAIError, httpx2.HTTPError, ValueError):
            return ()
        names = [members(model).get("id") for model in listed] if isinstance(listed, list) else []
        return tuple(name for name in names if isinstance(name, str))
