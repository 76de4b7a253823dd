"""The contract of a provider: what it is asked, what it answers, and how it fails.

A provider answers one call. It knows nothing of specs: whether an answer can be used is found out by
``codegen.asking``, which asks again. What cannot be answered at all is a ProviderFault.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from codegen.scenario.text import writable
from codegen.types import Digest, digest_of

Role: TypeAlias = Literal["system", "user", "assistant"]
Purpose: TypeAlias = Literal["interpret", "code", "scenarios", "triage", "repair"]
"""What a call is for; costs are told by it."""

Ending: TypeAlias = Literal["complete", "cut", "refused", "filtered"]
"""How an answer ended: as its author wanted, at the length limit, with a refusal, by a content filter."""

Origin: TypeAlias = Literal["model", "record", "cache", "person"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role
    text: str

    def __post_init__(self) -> None:
        """A failed test may speak of what no request can carry."""
        object.__setattr__(self, "text", writable(self.text))


@dataclass(frozen=True, slots=True)
class AnswerSchema:
    """The strict JSON Schema that an answer has to fit; ``text`` is the schema as JSON with sorted keys."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call. ``about`` is what it asks about (``endpoint-post-games``): words of a file name.

    ``problems`` are what was wrong with the answer before, where it is asked again; the messages say so too.
    """

    purpose: Purpose
    about: str
    messages: tuple[Message, ...]
    schema: AnswerSchema | None = None
    problems: tuple[str, ...] = field(default=(), compare=False)

    @property
    def digest(self) -> Digest:
        """What an answer is found again by: the words and the schema alone."""
        messages = [[message.role, message.text] for message in self.messages]
        return digest_of(json.dumps([messages, self.schema.text if self.schema else None]))

    @property
    def characters(self) -> int:
        """How long all that is sent is."""
        schema = len(self.schema.text) if self.schema else 0
        return schema + sum(len(message.text) for message in self.messages)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call. ``cached_tokens`` are those of the input that the server had at hand.

    ``is_estimate`` where the server told nothing, and they were reckoned from the characters.
    """

    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``model`` and ``base_url`` say who wrote it; a person has no ``base_url``."""

    text: str
    ending: Ending
    usage: Usage
    model: str
    base_url: str
    origin: Origin = "model"


OnProgress: TypeAlias = Callable[[Request, int], None]
"""Told how many characters of a request's answer have arrived."""


class Provider(Protocol):
    """Answers calls; several threads may ask at once."""

    def ask(self, request: Request, on_progress: OnProgress) -> Answer:
        """The answer. Raises ProviderFault, NotAnswered or LimitReached."""
        ...

    def close(self) -> None:
        """Gives back connections."""
        ...
