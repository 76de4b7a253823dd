"""What arrives of a chat completion, whole or in pieces, as an Answer."""

from __future__ import annotations

from codegen.providers.base import Answer, Ending, Request, Usage
from codegen.providers.reckoned import reckoned
from codegen.types import JsonValue

ENDINGS: dict[str, Ending] = {"length": "cut", "content_filter": "filtered"}
"""By ``finish_reason``; whatever else a server calls it, the answer is complete."""

UNSEEN = ("reasoning_content", "reasoning")
"""Where servers put what a model thinks aloud: no part of the answer, but it is paid for."""


class Gathered:
    """What has arrived of one answer. Unknown members are passed over: servers add their own."""

    def __init__(self, limit_characters: int) -> None:
        self._limit_characters = limit_characters
        self._text: list[str] = []
        self._refusal: list[str] = []
        self._unseen: list[str] = []
        self._unseen_characters = 0
        self._finish: str | None = None
        self._usage: Usage | None = None
        self.characters = 0
        self.has_begun = False
        self.is_done = False

    @property
    def is_over(self) -> bool:
        """Whether more has arrived than any answer may have."""
        return self.characters + self._unseen_characters > self._limit_characters

    @property
    def has_ended(self) -> bool:
        """Whether the server said that this is all."""
        return self.is_done or self._finish is not None

    def add(self, piece: dict[str, JsonValue]) -> None:
        """Takes a chunk, or a whole chat completion.

        Source: https://platform.openai.com/docs/api-reference/chat-streaming
        """
        self.has_begun = True
        self._usage = _usage(piece.get("usage")) or self._usage
        choices = piece.get("choices")
        if isinstance(choices, list) and choices:
            choice = members(choices[0])
            self._add_message(members(choice.get("delta") or choice.get("message")))
            finish = choice.get("finish_reason")
            self._finish = finish if isinstance(finish, str) else self._finish

    def _add_message(self, message: dict[str, JsonValue]) -> None:
        text, refusal = _text(message.get("content")), _text(message.get("refusal"))
        self._text.append(text)
        self._refusal.append(refusal)
        self.characters += len(text) + len(refusal)
        # Some servers send the same thoughts under both names.
        unseen = max((_text(message.get(name)) for name in UNSEEN), key=len)
        self._unseen.append(unseen)
        self._unseen_characters += len(unseen)

    def answer(self, request: Request, model: str, base_url: str) -> Answer:
        """The Answer to a request; tokens that the server did not count are reckoned."""
        refusal = "".join(self._refusal)
        text = (refusal or "".join(self._text))[: self._limit_characters]
        return Answer(text, self._ending(refusal), self.usage(request), model, base_url)

    def usage(self, request: Request) -> Usage:
        """The tokens that the server counted; else those of the request and of what has arrived, reckoned."""
        return self._usage or reckoned(request, *self._text, *self._refusal, *self._unseen)

    def _ending(self, refusal: str) -> Ending:
        if self.is_over:
            return "cut"
        return "refused" if refusal else ENDINGS.get(self._finish or "", "complete")


def members(value: JsonValue) -> dict[str, JsonValue]:
    """An object's members; none where the value is no object."""
    return value if isinstance(value, dict) else {}


def _text(value: JsonValue) -> str:
    """A text, which some servers send as a list of parts."""
    if isinstance(value, list):
        return "".join(_text(members(part).get("text")) for part in value)
    return value if isinstance(value, str) else ""


def _usage(value: JsonValue) -> Usage | None:
    counts = members(value)
    sent, written = _count(counts.get("prompt_tokens")), _count(counts.get("completion_tokens"))
    if sent is None or written is None:
        return None
    cached = _count(members(counts.get("prompt_tokens_details")).get("cached_tokens"))
    return Usage(sent, written, cached or 0)


def _count(value: JsonValue) -> int | None:
    return value if type(value) is int and value >= 0 else None
