"""What the openai client and its HTTP library raise, as Stumbles: one clear line each, without a key."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping

import httpx2
import openai

from codegen.providers.server import Server
from codegen.providers.stumbles import Refused, Stumble
from codegen.types import JsonValue, Problem

PASSING = (429, 500, 502, 503, 504)
SAYS_WHY_IT_REFUSES = (400, 404, 422, 500, 501)
MAY_REFUSE = (400, 422, 501)
TOO_LONG = re.compile(r"context.?(length|size|window)|too (long|large|many)|maximum")
OF_COUNT = re.compile(r"stream_options|include_usage")
OF_FORMAT = re.compile(
    r"response.?format|json.?(schema|object|mode)|structured.?output|guided|grammar"
)
OF_MODEL = re.compile(r"(invalid|unknown) model|model\b.*\b(not found|does not exist)")
OF_OTHERS = re.compile(r"parameter|temperature|model|messages")
QUOTA = "insufficient_quota"
NEAR = 3
UNSENT = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.WriteError,
    httpx2.WriteTimeout,
    RuntimeError,
)
"""What is raised before a whole call was sent; a RuntimeError is that the client was closed."""

CHECK_URL = "Check OPENAI_BASE_URL; it most often ends in /v1."
LATER = "Build again later: answers that have arrived are kept."
PAY = "Add credit to the account, or use another key or model."
OTHER_MODEL = "Change what it names, or set another model with --model."

KnownModels = Callable[[], tuple[str, ...]]


def of_exception(error: Exception, server: Server, known: KnownModels, has_begun: bool) -> Stumble:
    """The Stumble for whatever a call raised.

    Args:
        error: of openai or httpx2; a key that it repeats is struck out of it, since it will be chained.
        server: who was asked.
        known: asks for the models that the server has; none where it does not say.
        has_begun: whether any piece of the answer had arrived.
    """
    if isinstance(error, openai.APIError):
        error.message = server.without_key(error.message)
        error.args = (error.message,)
    if isinstance(error, openai.APIStatusError):
        stumble = _of_status(error, server, known)
        stumble.was_read = error.status_code >= 500
        return stumble
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
    stumble = _of_connection(cause or error, server, has_begun)
    stumble.was_read = not isinstance(cause, UNSENT)
    return stumble


def of_error_event(error: JsonValue, server: Server) -> Stumble:
    """The Stumble for an ``error`` that came where an answer, or a piece of one, was expected."""
    code = error.get("code") if isinstance(error, dict) else None
    said = server.quoted(_message(error))
    if code == QUOTA:
        return Stumble(Problem(f"{server.address} says that the quota is used up: {said}", PAY))
    is_ours = isinstance(code, int) and 400 <= code < 500 and code not in PASSING
    problem = Problem(
        f"{server.address} broke the answer off: {said}", OTHER_MODEL if is_ours else LATER
    )
    # vLLM compiles a schema only when it streams already: its refusal comes as a piece.
    refused: Refused | None = "format" if is_ours and OF_FORMAT.search(said.lower()) else None
    stumble = Stumble(problem, is_passing=not is_ours, refused=refused)
    stumble.was_read = not is_ours
    return stumble


def of_cut(server: Server) -> Stumble:
    """The Stumble for an answer whose end never came."""
    return Stumble(
        Problem(f"{server.address} cut the connection in mid-answer", LATER), is_passing=True
    )


def of_broken_json(server: Server, text: str) -> Stumble:
    """The Stumble for a piece of an answer that cannot be read."""
    cause = f"{server.address} sent a piece that is no JSON object: {server.quoted(text)!r}"
    mend = "Build again; if it stays so, the server or a proxy before it is at fault."
    return Stumble(Problem(cause, mend), is_passing=True)


def of_other_page(server: Server, text: str) -> Stumble:
    """The Stumble for a reply, told to be a success, that is no chat completion."""
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        what = "a page of HTML, not a chat completion"
    else:
        what = f"what is no chat completion: {server.quoted(text)!r}"
    return Stumble(Problem(f"{server.address} answered {what}", CHECK_URL))


def _of_connection(error: BaseException, server: Server, has_begun: bool) -> Stumble:
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        reason = server.quoted(str(error)) or f"no answer in {server.connect_timeout_s:g} s"
        mend = "Start the server, or check OPENAI_BASE_URL and the network."
        return Stumble(
            Problem(f"{server.address} cannot be reached: {reason}", mend), is_passing=True
        )
    if isinstance(error, httpx2.TimeoutException):
        mend = "Allow longer silences with request_timeout_s, or use a faster model."
        cause = f"{server.address} sent no word for {server.timeout_s:g} s"
        # A model too slow to begin would be as slow again, and some servers go on with the first call.
        return Stumble(Problem(cause, mend), is_passing=has_begun)
    if isinstance(error, httpx2.SSEError):
        return of_other_page(server, str(error))
    return of_cut(server)


def _of_status(error: openai.APIStatusError, server: Server, known: KnownModels) -> Stumble:
    status, said = error.status_code, _said(error, server)
    if status == 401:
        mend = "Set OPENAI_API_KEY to a key that this server knows."
        return Stumble(Problem(f"the key was refused by {server.address} (401): {said}", mend))
    if status == 403:
        cause = f"{server.address} does not let this key use '{server.model}' (403): {said}"
        return Stumble(Problem(cause, "Ask for access, or set another model with --model."))
    if status == 402 or QUOTA in (error.code, error.type):
        cause = f"{server.address} says that the quota is used up ({status}): {said}"
        return Stumble(Problem(cause, PAY))
    if status in PASSING:
        return Stumble(
            _passing(status, said, server),
            is_passing=True,
            retry_after=_retry_after(error.response.headers),
            refused=_refused(error),
        )
    if (status == 404 and not _refused(error)) or (status == 400 and OF_MODEL.search(said.lower())):
        return Stumble(_unknown(status, server, known(), said))
    return Stumble(_refusal(status, said, server), refused=_refused(error))


def _retry_after(headers: Mapping[str, str]) -> str | None:
    """What the server asks for; LiteLLM passes on what its own server asked for under another name."""
    return headers.get("retry-after") or headers.get("llm_provider-retry-after")


def _passing(status: int, said: str, server: Server) -> Problem:
    if status == 429:
        mend = "Build again later, or lower calls_at_once: answers that have arrived are kept."
        return Problem(f"{server.address} gets too many calls (429): {said}", mend)
    return Problem(f"{server.address} failed ({status}): {said}", LATER)


def _refusal(status: int, said: str, server: Server) -> Problem:
    mend = OTHER_MODEL
    if TOO_LONG.search(said.lower()):
        mend = "Set a model that reads more at once with --model, or split the spec."
    return Problem(f"{server.address} refused the call ({status}): {said}", mend)


def _unknown(status: int, server: Server, models: tuple[str, ...], said: str) -> Problem:
    """What it means that a model is not there: another path, where the server lists no models; else another model."""
    if not models:
        cause = f"{server.address} knows no chat completions, or no model '{server.model}' ({status}): {said}"
        return Problem(cause, f"{CHECK_URL} Then check the model's name.")
    near = difflib.get_close_matches(server.model, models, NEAR) or models[:NEAR]
    names = ", ".join(f"'{server.quoted(name)}'" for name in near)
    return Problem(f"{server.address} has no model '{server.model}' ({status})", f"It has {names}.")


def _refused(error: openai.APIStatusError) -> Refused | None:
    """What a refusal speaks of. "something" where it names nothing: then leaving out is worth a try."""
    text = error.response.text.lower()
    if error.status_code not in SAYS_WHY_IT_REFUSES or TOO_LONG.search(
        _message(error.body).lower()
    ):
        return None
    if OF_COUNT.search(text):
        return "count"
    if OF_FORMAT.search(text):
        return "format"
    names_another = error.param or OF_OTHERS.search(text)
    return "something" if error.status_code in MAY_REFUSE and not names_another else None


def _said(error: openai.APIStatusError, server: Server) -> str:
    text = _message(error.body)
    return (
        "a page of HTML"
        if text.lstrip().startswith("<")
        else server.quoted(text) or "no reason given"
    )


def _message(error: object) -> str:
    """The words of an error, which servers put in ``message``, in ``detail``, or nowhere."""
    if isinstance(error, dict):
        error = error.get("message") or error.get("detail") or error
    return error if isinstance(error, str) else json.dumps(error) if error else ""
