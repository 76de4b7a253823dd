"""A Request as the body of a chat completion, in the ways that servers differ in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from codegen.providers.base import AnswerSchema, Message, Request
from codegen.providers.stumbles import Refused

Form: TypeAlias = Literal["strict", "json", "plain"]
FORMS: tuple[Form, ...] = ("strict", "json", "plain")
"""How a schema is asked for, from the one that holds it best to the one that every server has."""

IN_WORDS = "Answer with one JSON document, and nothing else, that fits this JSON Schema:"


@dataclass(frozen=True, slots=True)
class Way:
    """What a server is asked with: the form of a schema, and whether tokens are to be counted."""

    form: Form = "strict"
    counts: bool = True

    def without(self, refused: Refused, *, has_schema: bool) -> Way | None:
        """The next way that leaves out what was refused; None where there is nothing left to leave out."""
        if self.counts and refused != "format":
            return replace(self, counts=False)
        if has_schema and refused != "count" and self.form != FORMS[-1]:
            return replace(self, form=FORMS[FORMS.index(self.form) + 1])
        return None

    def after(self, way: Way, *, has_schema: bool) -> Way:
        """What is known of a server, once it has answered what was asked in ``way``."""
        form = max(self.form, way.form, key=FORMS.index) if has_schema else self.form
        return Way(form, self.counts and way.counts)


def body_of(request: Request, way: Way, model: str, temperature: float | None) -> dict[str, object]:
    """The arguments of ``client.chat.completions.create``.

    Source: https://platform.openai.com/docs/api-reference/chat/create
    """
    body: dict[str, object] = {"model": model, "stream": True, "messages": _messages(request, way)}
    if way.counts:
        body["stream_options"] = {"include_usage": True}
    if request.schema and way.form != "plain":
        body["response_format"] = _response_format(request.schema, way.form)
    if temperature is not None:
        body["temperature"] = temperature
    return body


def _response_format(schema: AnswerSchema, form: Form) -> dict[str, object]:
    if form == "json":
        return {"type": "json_object"}
    strict = {"name": schema.name, "schema": json.loads(schema.text), "strict": True}
    return {"type": "json_schema", "json_schema": strict}


def _messages(request: Request, way: Way) -> list[dict[str, str]]:
    messages = request.messages
    if request.schema and way.form != "strict":
        messages = _told(messages, f"{IN_WORDS}\n{request.schema.text}")
    return [{"role": message.role, "content": message.text} for message in messages]


def _told(messages: tuple[Message, ...], text: str) -> tuple[Message, ...]:
    """The messages with a text at the end of the user's last one."""
    asked = [number for number, message in enumerate(messages) if message.role == "user"]
    if not asked:
        return (*messages, Message("user", text))
    last = asked[-1]
    told = Message("user", f"{messages[last].text}\n\n{text}")
    return (*messages[:last], told, *messages[last + 1 :])
