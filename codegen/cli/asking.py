"""Whom the commands of one run ask: the options, and the provider behind them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from codegen.config import Settings
from codegen.errors import UsageError
from codegen.types import Problem

if TYPE_CHECKING:
    from codegen.providers.base import Provider, Request
    from codegen.providers.meter import Meter
    from codegen.providers.openai import Chat
    from codegen.providers.recorded import Connection, Mode
    from codegen.providers.server import Server

ERASED_LINE = "\r\x1b[K"
_Command = TypeVar("_Command", bound=Callable[..., Any])

OPTIONS = (
    click.option("--model", metavar="NAME", help="The model that reads what the grammar can't."),
    click.option("--offline", is_flag=True, help="Ask nobody: take every answer from the record."),
    click.option("--fresh", is_flag=True, help="Ask again, whatever was answered before."),
    click.option(
        "--max-cost", "max_cost_usd", type=float, metavar="USD", help="Stop before it costs more."
    ),
    click.option("--max-tokens", type=int, metavar="N", help="Stop before it takes more tokens."),
    click.option("--max-calls", type=int, metavar="N", help="Stop before there are more calls."),
    click.option("--strict", is_flag=True, default=None, help="Refuse what the spec leaves open."),
    click.option(
        "--keep-unproven",
        is_flag=True,
        default=None,
        help="Write what could not be proven too, marked in the code.",
    ),
)


def asking_options(command: _Command) -> _Command:
    """``--model``, ``--offline``, ``--fresh`` and the limits."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def mode_of(offline: bool, fresh: bool) -> Mode:
    """How answers are looked up. Raises UsageError for both flags at once."""
    if offline and fresh:
        raise UsageError(
            Problem("--offline and --fresh contradict each other", "Give one of them.")
        )
    return "offline" if offline else "fresh" if fresh else "usual"


class Asker:
    """Makes the providers of a run: one that really asks, and for each app one that remembers before it."""

    def __init__(self, settings: Settings, mode: Mode) -> None:
        self._settings = settings
        self._mode = mode
        self._meter = None if mode == "offline" else self._metered()
        self._inner = self._asked(self._meter) if self._meter else None

    def close(self) -> None:
        """Gives back connections."""
        if self._inner:
            self._inner.close()

    def connect(self, app_dir: Path) -> Connection:
        """What answers the calls of the app in a folder."""
        from codegen.providers.call_file import read_calls
        from codegen.providers.recorded import Connection, RecordedProvider
        from codegen.tree import RECORD_FOLDER

        kept = {} if self._mode == "fresh" else read_calls(app_dir)
        provider = RecordedProvider(self._inner, kept, self._settings.cache, self._mode)
        # An app that was built without a model has sentences to be mended, not answers to be missed.
        is_of_sentences = not kept and (app_dir / RECORD_FOLDER).is_dir()
        is_open = self._inner is not None or (self._mode == "offline" and not is_of_sentences)
        is_fresh, is_offline = self._mode == "fresh", self._mode == "offline"
        return Connection(provider, is_open, is_fresh, self._estimate, is_offline)

    def paid(self) -> tuple[str, ...]:
        """What was spent, in words: in all, then for each purpose; nothing where nobody was asked."""
        from codegen.cost import shown

        spent = self._meter.spent() if self._meter else None
        if not spent or not spent.calls:
            return ()
        return (shown(spent), *(f"{purpose}: {shown(part)}" for purpose, part in spent.purposes))

    def _estimate(self, requests: Sequence[Request]) -> str:
        from codegen.cost import shown

        return shown(self._meter.estimate(requests)) if self._meter and requests else ""

    def _metered(self) -> Meter | None:
        """What counts the calls; None where nobody is there to be asked."""
        settings = self._settings
        if settings.provider == "openai" and not settings.model:
            return None
        from codegen.cost import PERSON, refuse_unknown_price
        from codegen.providers.meter import Meter, SpendLimits

        is_person = settings.provider == "manual"
        name, url = (PERSON, "") if is_person else (settings.model, _server_url())
        own = dict(settings.prices)
        limit = Decimal(str(settings.max_cost_usd)) if settings.max_cost_usd else None
        refuse_unknown_price(limit, name, url, own)
        limits = SpendLimits(limit, settings.max_tokens or None, settings.max_calls or None)
        return Meter(limits, name, url, own)

    def _asked(self, meter: Meter) -> Provider:
        settings = self._settings
        if settings.provider == "manual":
            from codegen.providers.manual import ManualProvider
            from codegen.providers.metered import MeteredProvider

            return MeteredProvider(ManualProvider(settings.cache, _say), meter)
        from codegen.providers.openai import OpenAIProvider

        return OpenAIProvider(
            settings.model,
            _server_url(),
            os.environ.get("OPENAI_API_KEY", ""),
            _chat,
            meter,
            timeout_s=settings.request_timeout_s,
            attempts=settings.request_attempts,
            at_once=settings.calls_at_once,
        )


def _say(line: str) -> None:
    # On a terminal, how far the calls are stands in a line that has not ended.
    click.echo(f"{ERASED_LINE}{line}" if sys.stderr.isatty() else line, err=True)


def _server_url() -> str:
    from codegen.providers.server import OPENAI_URL

    return os.environ.get("OPENAI_BASE_URL") or OPENAI_URL


def _chat(server: Server) -> Chat:
    # openai takes half a second to import: only what asks a model pays for it.
    from codegen.providers.chat_completions import ChatCompletions

    return ChatCompletions(server)
