"""The provider against a real server on loopback, whose every failure is scripted."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from codegen.cost import shown
from codegen.errors import LimitReached, ProviderFault
from codegen.prices import OwnPrice
from codegen.providers.base import Answer, AnswerSchema, Message, Provider, Request, Usage
from codegen.providers.chat_completions import ChatCompletions
from codegen.providers.chat_request import Way
from codegen.providers.meter import Meter, SpendLimits
from codegen.providers.openai import OpenAIProvider
from codegen.providers.server import OPENAI_URL, Server
from codegen.providers.stumbles import Stumble
from providers.loopback import (
    DONE,
    PATIENCE_S,
    Handler,
    Loopback,
    Reply,
    answered,
    closed_port,
    endless,
    event,
    page,
    piece,
    refused,
    reset_after,
    serving,
    silent_after,
    streamed,
    together,
    usage,
)

KEY = "sk-test-0123456789abcdef"
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LIMITS = ("max_calls", "max_tokens", "max_cost_usd")
PRICE = OwnPrice(Decimal(1000), Decimal(2000))
"""A tenth of a cent for a token in, two tenths for one out."""
SCHEMA = AnswerSchema("reading", '{"additionalProperties": false, "type": "object"}')
PLAIN = Request(
    "code", "endpoint-post-games", (Message("system", "Be short."), Message("user", "Write it."))
)
DATA = Request(
    "interpret", "entities", (Message("user", "Read it."), Message("assistant", "?")), SCHEMA
)
HTML = "<!DOCTYPE html><html><body>Welcome to nginx!</body></html>"

NO_FORMAT = refused(400, "response_format of this type is not supported")
NO_STREAM_OPTIONS = refused(400, "Unknown parameter: 'stream_options'.", param="stream_options")

Serve = Callable[..., Loopback]


class Asking:
    """A provider, and what it slept and told."""

    def __init__(self, base_url: str | None, **settings: Any) -> None:
        self.waits: list[float] = []
        self.told: list[tuple[Request, int]] = []
        given: dict[str, Any] = {
            "attempts": 3,
            "timeout_s": 10.0,
            "connect_timeout_s": 5.0,
            "api_key": KEY,
        } | settings
        given = {"sleep": self.waits.append, "now": lambda: NOW} | given
        limits = SpendLimits(**{name: given.pop(name) for name in LIMITS if name in given})
        self.meter = Meter(limits, "model-x", base_url or OPENAI_URL, {"model-x": PRICE})
        key = given.pop("api_key")
        self.provider = OpenAIProvider(
            "model-x", base_url, key, ChatCompletions, self.meter, **given
        )

    def ask(self, request: Request = PLAIN) -> Answer:
        return self.provider.ask(request, lambda asked, count: self.told.append((asked, count)))

    def fault(self, request: Request = PLAIN) -> str:
        """The one line that the user sees."""
        with pytest.raises(ProviderFault) as caught:
            self.ask(request)
        assert len(caught.value.problems) == 1
        line = str(caught.value)
        assert "\n" not in line
        return line


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda *replies, **kinds: stack.enter_context(serving(*replies, **kinds))


@pytest.fixture
def asking(serve: Serve) -> Iterator[Callable[..., Asking]]:
    with ExitStack() as stack:

        def make(server: Loopback | str | None, **settings: Any) -> Asking:
            url = server.url if isinstance(server, Loopback) else server
            made = Asking(url, **settings)
            stack.callback(made.provider.close)
            return made

        yield make


Make = Callable[..., Asking]


def test_an_answer_arrives_in_pieces(serve: Serve, asking: Make) -> None:
    server = serve(
        streamed(
            piece("Grüße, "), piece("Welt\u2028"), piece(finish="stop"), usage(90, 7, 64), DONE
        )
    )
    asked = asking(server)
    provider: Provider = asked.provider
    told: list[int] = []
    answer = provider.ask(PLAIN, lambda _, count: told.append(count))
    assert answer == Answer(
        "Grüße, Welt\u2028", "complete", Usage(90, 7, 64), "model-x", server.url
    )
    assert told[:2] == [7, 12]
    assert told == sorted(told)
    [seen] = server.seen
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.body == {
        "model": "model-x",
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [
            {"role": "system", "content": "Be short."},
            {"role": "user", "content": "Write it."},
        ],
    }


def test_progress_is_told_with_its_request(serve: Serve, asking: Make) -> None:
    asked = asking(serve(answered("hello")))
    asked.ask(DATA)
    assert (DATA, 5) in asked.told
    assert {request for request, _ in asked.told} == {DATA}


def test_a_temperature_is_sent_where_one_is_set(serve: Serve, asking: Make) -> None:
    server = serve(answered("hello"))
    asking(server, temperature=0.0).ask()
    assert server.bodies[0]["temperature"] == 0.0


def test_a_schema_is_strict(serve: Serve, asking: Make) -> None:
    server = serve(answered("{}"))
    asking(server).ask(DATA)
    strict = {"name": "reading", "schema": json.loads(SCHEMA.text), "strict": True}
    assert server.bodies[0]["response_format"] == {"type": "json_schema", "json_schema": strict}


@pytest.mark.parametrize("status", (400, 404, 422, 500, 501))
def test_without_strict_schemas_json_mode_then_plain_text(
    serve: Serve, asking: Make, status: int
) -> None:
    no_format = refused(status, "'response_format.type' is not supported here")
    server = serve(no_format, no_format, answered("{}"))
    asked = asking(server)
    assert asked.ask(DATA).text == "{}"
    assert asked.waits == []
    forms = [body.get("response_format", {}).get("type") for body in server.bodies]
    assert forms == ["json_schema", "json_object", None]
    for body in server.bodies[1:]:
        assert SCHEMA.text in body["messages"][0]["content"]
        assert body["messages"][0]["content"].startswith("Read it.\n")
        assert body["messages"][1] == {"role": "assistant", "content": "?"}
        assert body["stream_options"] == {"include_usage": True}
    asked.ask(DATA)
    assert len(server.bodies) == 4, "what the server takes is remembered"
    assert "response_format" not in server.bodies[3]


@pytest.mark.parametrize(
    "body",
    (
        {"error": {"message": "This model does not support response format `json_schema`"}},
        {"error": "'response_format.type' must be 'json_schema' or 'text'"},
        {"detail": [{"loc": ["body", "response_format", "type"], "msg": "Input should be 'text'"}]},
        {"object": "error", "message": "Structured outputs are off", "code": 400, "param": None},
    ),
)
def test_refusals_of_the_form_as_servers_word_them(
    serve: Serve, asking: Make, body: object
) -> None:
    server = serve(page(400, body), answered("{}"))
    asking(server).ask(DATA)
    assert server.bodies[1]["response_format"] == {"type": "json_object"}
    assert "stream_options" in server.bodies[1]


def test_the_schema_is_told_even_where_no_message_is_the_users(serve: Serve, asking: Make) -> None:
    server = serve(NO_FORMAT, answered("{}"))
    asking(server).ask(Request("code", "x", (Message("system", "Be short."),), SCHEMA))
    assert server.bodies[1]["messages"][-1]["role"] == "user"
    assert SCHEMA.text in server.bodies[1]["messages"][-1]["content"]


def test_what_one_call_learned_does_not_change_calls_without_a_schema(
    serve: Serve, asking: Make
) -> None:
    server = serve(NO_FORMAT, answered("{}"))
    asked = asking(server)
    asked.ask(DATA)
    asked.ask(PLAIN)
    assert "JSON" not in str(server.bodies[2])


def test_without_stream_options(serve: Serve, asking: Make) -> None:
    server = serve(NO_STREAM_OPTIONS, answered("x" * 40))
    asked = asking(server)
    usage_ = asked.ask(DATA).usage
    assert usage_ == Usage(-(-DATA.characters // 4), 10, is_estimate=True)
    assert "stream_options" not in server.bodies[1]
    assert server.bodies[1]["response_format"]["type"] == "json_schema"
    asked.ask(DATA)
    assert len(server.bodies) == 3


def test_a_refusal_that_names_nothing_is_tried_with_less(serve: Serve, asking: Make) -> None:
    vague = refused(400, "Bad Request")
    server = serve(vague, vague, answered("{}"))
    asked = asking(server)
    assert asked.ask(DATA).text == "{}"
    assert server.bodies[2]["response_format"] == {"type": "json_object"}


def test_what_no_way_mends_is_not_remembered(serve: Serve, asking: Make) -> None:
    vague = refused(400, "Bad Request")
    server = serve(vague, vague, vague, vague, answered("{}"))
    asked = asking(server)
    assert "refused the call (400): Bad Request" in asked.fault(DATA)
    asked.ask(DATA)
    assert server.bodies[4]["response_format"]["type"] == "json_schema"
    assert "stream_options" in server.bodies[4]


@pytest.mark.parametrize(
    "message, members, mend",
    (
        ("This model's maximum context length is 8192 tokens.", {}, "split the spec"),
        ("prompt is too long: response_format and messages", {}, "split the spec"),
        ("Unsupported value: 'temperature'.", {"param": "temperature"}, "--model"),
        ("Unknown parameter: 'flavour'.", {}, "--model"),
        ("Invalid value.", {"param": "seed"}, "--model"),
    ),
)
def test_another_400_is_told(
    serve: Serve, asking: Make, message: str, members: dict[str, str], mend: str
) -> None:
    server = serve(refused(400, message, **members))
    line = asking(server).fault(DATA)
    assert message.rstrip(".") in line
    assert "(400)" in line
    assert mend in line
    assert len(server.bodies) == 1


def test_a_long_complaint_is_shortened(serve: Serve, asking: Make) -> None:
    line = asking(serve(refused(400, "unknown parameter\n" + "x" * 5000))).fault()
    assert "unknown parameter xxx" in line
    assert len(line) < 500


def test_401(serve: Serve, asking: Make) -> None:
    server = serve(refused(401, f"Incorrect API key provided: {KEY}."))
    line = asking(server).fault()
    assert line.startswith(
        f"the key was refused by {server.url} (401): Incorrect API key provided: ***. Set "
    )
    assert "OPENAI_API_KEY" in line
    assert len(server.bodies) == 1


def test_403(serve: Serve, asking: Make) -> None:
    server = serve(refused(403, "Your project has no access."))
    line = asking(server).fault()
    assert "'model-x' (403): Your project has no access" in line
    assert "--model" in line
    assert len(server.bodies) == 1


def test_404_lists_near_models(serve: Serve, asking: Make) -> None:
    names = ("model-y", "model-z", "modex-x", "model-xx", "whisper")
    listed = page(200, {"data": [{"id": name} for name in names]})
    line = asking(serve(refused(404, "no such model"), models=listed)).fault()
    assert "has no model 'model-x' (404)" in line
    assert "'model-xx'" in line
    assert "whisper" not in line
    assert line.count("'") == 2 + 2 * 3


@pytest.mark.parametrize(
    "status, said",
    (
        (400, "/chat/completions: Invalid model name passed in model=model-x. Call `/v1/models`."),
        (400, "The model `model-x` does not exist"),
        (404, "model 'model-x' not found"),
    ),
)
def test_a_model_that_is_not_there_as_servers_word_it(
    serve: Serve, asking: Make, status: int, said: str
) -> None:
    server = serve(refused(status, said), models=page(200, {"data": [{"id": "model-xx"}]}))
    line = asking(server).fault()
    assert line == f"{server.url} has no model 'model-x' ({status}). It has 'model-xx'."
    assert len(server.bodies) == 1


def test_404_where_no_name_is_near(serve: Serve, asking: Make) -> None:
    listed = page(200, {"data": [{"id": name} for name in ("llama", "qwen", "phi", "gemma")]})
    line = asking(serve(refused(404, "no such model"), models=listed)).fault()
    assert line.endswith("It has 'llama', 'qwen', 'phi'.")


@pytest.mark.parametrize(
    "listed", (page(200, HTML, "text/html"), page(500, {}), page(200, {"data": [1, None]}))
)
def test_404_without_a_list_of_models(serve: Serve, asking: Make, listed: Reply) -> None:
    line = asking(serve(refused(404, "Not Found"), models=listed)).fault()
    assert "no model 'model-x' (404): Not Found" in line
    assert "OPENAI_BASE_URL" in line
    assert "/v1" in line


def test_429_once(serve: Serve, asking: Make) -> None:
    server = serve(refused(429, "slow down"), answered("hello"))
    asked = asking(server)
    assert asked.ask().text == "hello"
    [wait_s] = asked.waits
    assert 0.5 <= wait_s <= 1.0
    assert server.bodies[0] == server.bodies[1]


@pytest.mark.parametrize(
    "header, wait_s",
    (
        ("7", 7.0),
        ("0", 0.0),
        ("Sun, 01 Mar 2026 09:00:20 GMT", 20.0),
        ("Sun, 01 Mar 2026 08:00:00 GMT", 0.0),
        ("120", 120.0),
        ("Sun, 01 Mar 2026 09:02:00 GMT", 120.0),
        ("-5", 0.0),
    ),
)
def test_retry_after_holds(serve: Serve, asking: Make, header: str, wait_s: float) -> None:
    too_many = page(429, {"error": {"message": "slow down"}}, Retry_After=header)
    asked = asking(serve(too_many, answered("hello")))
    asked.ask()
    assert asked.waits == [wait_s]


@pytest.mark.parametrize(
    "header, told",
    (
        ("121", "3 min"),
        ("7200", "2 h"),
        ("86400", "24 h"),
        ("1e300", "more than a year"),
        ("Sun, 01 Mar 2026 10:00:00 GMT", "60 min"),
        ("Mon, 02 Mar 2026 09:00:00 GMT", "24 h"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "more than a year"),
    ),
)
def test_a_retry_after_of_hours_is_told_and_not_waited_for(
    serve: Serve, asking: Make, header: str, told: str
) -> None:
    server = serve(page(429, {"error": {"message": "slow down"}}, Retry_After=header))
    asked = asking(server)
    line = asked.fault()
    assert line.startswith(f"{server.url} gets too many calls (429): slow down; it asks to wait ")
    assert line.partition(". ")[0].endswith(told)
    assert asked.waits == []
    assert len(server.bodies) == 1


def test_a_proxy_that_passes_on_what_its_server_asked_for(serve: Serve, asking: Make) -> None:
    passed_on = page(429, {}, **{"llm_provider-retry-after": "7"})
    asked = asking(serve(passed_on, answered("hello")))
    asked.ask()
    assert asked.waits == [7.0]


@pytest.mark.parametrize("header", ("soon", "inf", "nan", "Sun, 99 Foo"))
def test_a_retry_after_that_says_nothing(serve: Serve, asking: Make, header: str) -> None:
    too_many = page(503, {}, Retry_After=header)
    asked = asking(serve(too_many, answered("hello")))
    asked.ask()
    assert 0.5 <= asked.waits[0] <= 1.0


@pytest.mark.parametrize("status", (429, 500, 502, 503, 504))
def test_a_status_for_ever(serve: Serve, asking: Make, status: int) -> None:
    server = serve(refused(status, "overloaded"))
    asked = asking(server, attempts=4)
    line = asked.fault()
    assert f"({status}): overloaded; tried 4 times. " in line
    assert len(server.bodies) == 4
    first, second, third = asked.waits
    assert 0.5 <= first <= 1.0 <= second <= 2.0 <= third <= 4.0


@pytest.mark.parametrize("status", (500, 502, 503, 504))
def test_a_status_once(serve: Serve, asking: Make, status: int) -> None:
    asked = asking(serve(page(status, HTML, "text/html"), answered("hello")))
    assert asked.ask().text == "hello"
    assert len(asked.waits) == 1


def test_a_gateways_page_is_not_quoted(serve: Serve, asking: Make) -> None:
    line = asking(serve(page(502, HTML, "text/html"))).fault()
    assert "failed (502): a page of HTML" in line
    assert "<" not in line


@pytest.mark.parametrize("status, code", ((429, "insufficient_quota"), (402, None)))
def test_quota(serve: Serve, asking: Make, status: int, code: str | None) -> None:
    server = serve(refused(status, "You exceeded your current quota.", code=code))
    line = asking(server).fault()
    assert "the quota is used up" in line
    assert len(server.bodies) == 1


def test_nobody_listens(asking: Make) -> None:
    asked = asking(f"http://127.0.0.1:{closed_port()}/v1")
    line = asked.fault()
    assert "cannot be reached: [Errno 111] Connection refused; tried 3 times" in line
    assert "OPENAI_BASE_URL" in line
    assert len(asked.waits) == 2


def test_reset_in_mid_stream_once(serve: Serve, asking: Make) -> None:
    server = serve(reset_after(piece("hel")), answered("hello"))
    server.may_reset.clear()
    answer = asking(server).provider.ask(PLAIN, lambda *_: server.may_reset.set())
    assert answer.text == "hello"
    assert len(server.bodies) == 2


def test_reset_in_mid_stream_for_ever(serve: Serve, asking: Make) -> None:
    server = serve(reset_after(piece("hel")))
    assert "cut the connection in mid-answer; tried 3 times" in asking(server).fault()
    assert len(server.bodies) == 3


def test_a_stream_without_an_end_is_a_cut_connection(serve: Serve, asking: Make) -> None:
    server = serve(streamed(piece("hel")), streamed(), answered("hello"))
    assert asking(server).ask().text == "hello"
    assert len(server.bodies) == 3


@pytest.mark.parametrize(
    "last", (streamed(piece("hello"), DONE), streamed(piece("hello", finish="stop")))
)
def test_one_sign_of_the_end_is_enough(serve: Serve, asking: Make, last: Reply) -> None:
    server = serve(last)
    assert asking(server).ask().ending == "complete"
    assert len(server.bodies) == 1


def test_a_reset_after_the_last_piece_costs_no_second_call(serve: Serve, asking: Make) -> None:
    server = serve(reset_after(piece("hello", finish="stop")))
    server.may_reset.clear()
    answer = asking(server).provider.ask(PLAIN, lambda *_: server.may_reset.set())
    assert (answer.text, answer.usage.is_estimate) == ("hello", True)
    assert len(server.bodies) == 1


def test_silence_before_the_first_piece(serve: Serve, asking: Make) -> None:
    server = serve(silent_after())
    line = asking(server, timeout_s=0.2).fault()
    assert f"{server.url} sent no word for 0.2 s. " in line
    assert "request_timeout_s" in line
    assert len(server.bodies) == 1, "a slow model would be as slow again"


def test_silence_in_mid_stream(serve: Serve, asking: Make) -> None:
    server = serve(silent_after(piece("hel")), answered("hello"))
    assert asking(server, timeout_s=0.2).ask().text == "hello"
    assert len(server.bodies) == 2


def test_comments_are_words(serve: Serve, asking: Make) -> None:
    asked = asking(
        serve(streamed(": waiting\n\n", piece("hello"), ": still\n\n", piece(finish="stop"), DONE))
    )
    assert asked.ask().text == "hello"


@pytest.mark.parametrize("kind", ("text/html", "application/octet-stream", ""))
def test_200_with_html(serve: Serve, asking: Make, kind: str) -> None:
    server = serve(page(200, HTML, kind))
    assert asking(server).fault() == (
        f"{server.url} answered a page of HTML, not a chat completion. "
        "Check OPENAI_BASE_URL; it most often ends in /v1."
    )
    assert len(server.bodies) == 1


@pytest.mark.parametrize("body", ({"status": "ok"}, [], "hello", {"choices": None}))
def test_200_with_anything_else(serve: Serve, asking: Make, body: object) -> None:
    line = asking(serve(page(200, json.dumps(body)))).fault()
    assert "what is no chat completion" in line
    assert "OPENAI_BASE_URL" in line


def test_an_empty_answer_is_an_answer(serve: Serve, asking: Make) -> None:
    server = serve(streamed(piece(finish="stop"), DONE))
    answer = asking(server).ask()
    assert (answer.text, answer.ending) == ("", "complete")
    assert len(server.bodies) == 1


@pytest.mark.parametrize("broken", ('{"choices": [', "[1]", "[" * 100_000))
def test_invalid_json_in_the_stream(serve: Serve, asking: Make, broken: str) -> None:
    server = serve(streamed(piece("hel"), event(broken)))
    line = asking(server).fault()
    assert "sent a piece that is no JSON object" in line
    assert "tried 3 times" in line
    assert len(line) < 600


def test_invalid_json_in_the_stream_once(serve: Serve, asking: Make) -> None:
    server = serve(
        streamed(piece("hel"), event("{")), page(200, "{", "application/json"), answered("hello")
    )
    assert asking(server).ask().text == "hello"


def test_a_schema_that_is_refused_in_the_stream_is_asked_for_with_less(
    serve: Serve, asking: Make
) -> None:
    # As vLLM 0.32 words it, after a 200.
    said = {"message": "Grammar error: Invalid type: nonsense", "code": 400}
    server = serve(streamed(event({"error": said}), DONE), answered("{}"))
    asked = asking(server)
    assert asked.ask(DATA).text == "{}"
    assert [body.get("response_format", {}).get("type") for body in server.bodies] == [
        "json_schema",
        "json_object",
    ]
    assert asked.meter.spent().failed == 0


def test_an_error_in_the_stream(serve: Serve, asking: Make) -> None:
    failed = event({"error": {"message": "engine died", "code": 500}})
    asked = asking(
        serve(streamed(piece("hel"), failed), page(200, {"error": "busy"}), answered("hello"))
    )
    assert asked.ask().text == "hello"
    assert len(asked.waits) == 2


@pytest.mark.parametrize("code", (400, "insufficient_quota"))
def test_an_error_in_the_stream_that_stays(serve: Serve, asking: Make, code: object) -> None:
    server = serve(streamed(event({"error": {"message": "no more for you", "code": code}})))
    assert "no more for you" in asking(server).fault()
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    "reason, ending",
    (("stop", "complete"), ("length", "cut"), ("content_filter", "filtered"), ("eos", "complete")),
)
def test_endings(serve: Serve, asking: Make, reason: str, ending: str) -> None:
    answer = asking(serve(streamed(piece("hel"), piece(finish=reason), DONE))).ask()
    assert (answer.text, answer.ending) == ("hel", ending)


def test_a_refusal(serve: Serve, asking: Make) -> None:
    no = (piece(refusal="I am sorry, "), piece(refusal="no."), piece(finish="stop"), DONE)
    answer = asking(serve(streamed(*no))).ask(DATA)
    assert (answer.text, answer.ending) == ("I am sorry, no.", "refused")


def test_a_megabyte_of_repetition(serve: Serve, asking: Make) -> None:
    server = serve(endless(piece("again and " * 100)))
    asked = asking(server, answer_limit_characters=50_000)
    answer = asked.ask()
    assert answer.ending == "cut"
    assert answer.text == ("again and " * 5_000)
    assert answer.usage.is_estimate
    assert server.was_left.wait(PATIENCE_S), "the rest is not paid for"
    assert asked.told[-1][1] < 60_000


def test_a_megabyte_in_one_piece(serve: Serve, asking: Make) -> None:
    answer = asking(serve(answered("x" * 1_000_000))).ask()
    assert (len(answer.text), answer.ending) == (400_000, "cut")


@pytest.mark.parametrize(
    "body, said",
    (
        (endless("x" * 10_000, "application/json"), "no JSON object: 'xxx"),
        (endless("data: " + "x" * 10_000), "no chat completion: 'Server-sent event exceeded"),
        (endless("<p>" * 1_000, "text/html"), "a page of HTML"),
    ),
)
def test_no_reply_is_read_without_end(serve: Serve, asking: Make, body: Reply, said: str) -> None:
    server = serve(body)
    assert said in asking(server, answer_limit_characters=1_000, attempts=1).fault()
    assert server.was_left.wait(PATIENCE_S)


def test_endless_thoughts_are_cut_too(serve: Serve, asking: Make) -> None:
    thought = piece(reasoning_content="hmm " * 300)
    answer = asking(serve(streamed(*[thought] * 10)), answer_limit_characters=5_000).ask()
    assert (answer.text, answer.ending) == ("", "cut")
    assert answer.usage.output_tokens > 1_000


def test_ctrl_c_closes_the_connection(serve: Serve, asking: Make) -> None:
    server = serve(silent_after(piece("hel")))

    def interrupt(request: Request, characters: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asking(server, at_once=1).provider.ask(PLAIN, interrupt)
    assert server.was_left.wait(PATIENCE_S)
    assert len(server.bodies) == 1


def test_a_place_is_given_back_after_ctrl_c(serve: Serve, asking: Make) -> None:
    def interrupt(request: Request, characters: int) -> None:
        raise KeyboardInterrupt

    asked = asking(serve(answered("hello")), at_once=1)
    with pytest.raises(KeyboardInterrupt):
        asked.provider.ask(PLAIN, interrupt)
    assert asked.ask().text == "hello"


def test_what_on_progress_raises_passes_through(serve: Serve, asking: Make) -> None:
    def fail(request: Request, characters: int) -> None:
        raise RuntimeError("a reporter's own fault")

    server = serve(answered("hello"))
    with pytest.raises(RuntimeError, match="a reporter's own fault"):
        asking(server).provider.ask(PLAIN, fail)
    assert len(server.bodies) == 1


def test_no_attempt_at_all_is_a_mistake_of_the_caller(asking: Make) -> None:
    with pytest.raises(ValueError, match="attempts must be 1 or more, not 0"):
        asking("http://127.0.0.1:9/v1", attempts=0).ask()


def test_a_server_that_does_not_stream(serve: Serve, asking: Make) -> None:
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": "hello"},
        "finish_reason": "stop",
    }
    counts = {"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": None}
    server = serve(page(200, {"object": "chat.completion", "choices": [choice], "usage": counts}))
    asked = asking(server)
    assert asked.ask() == Answer("hello", "complete", Usage(9, 2), "model-x", server.url)
    assert asked.told == [(PLAIN, 5)]


def test_content_in_parts(serve: Serve, asking: Make) -> None:
    parts = piece(content=[{"type": "text", "text": "hel"}, {"type": "text", "text": "lo"}, 3])
    assert asking(serve(streamed(parts, piece(finish="stop"), DONE))).ask().text == "hello"


@pytest.mark.parametrize(
    "told", ({}, None, {"prompt_tokens": 1}, {"prompt_tokens": -1, "completion_tokens": 2})
)
def test_tokens_that_were_not_counted_are_reckoned(
    serve: Serve, asking: Make, told: object
) -> None:
    counts = event({"choices": [], "usage": told})
    answer = asking(serve(streamed(piece("x" * 400), piece(finish="stop"), counts, DONE))).ask()
    assert answer.usage == Usage(-(-PLAIN.characters // 4), 100, is_estimate=True)


def test_tokens_may_be_counted_before_the_last_piece(serve: Serve, asking: Make) -> None:
    last = event({"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": None})
    answer = asking(serve(streamed(piece("hello"), usage(9, 2, 0), last, DONE))).ask()
    assert answer.usage == Usage(9, 2)


def test_never_more_calls_at_once_than_allowed(serve: Serve, asking: Make) -> None:
    server = serve(together(3))
    asked = asking(server, at_once=3)
    with ThreadPoolExecutor(9) as pool:
        answers = list(pool.map(lambda _: asked.ask().text, range(9)))
    assert answers == ["hello"] * 9
    assert server.most_at_once == 3


@pytest.mark.parametrize(
    "reply",
    (
        *(
            refused(status, f"your key is {KEY}, Bearer {KEY}")
            for status in (400, 401, 403, 404, 422, 429, 500)
        ),
        refused(400, "x" * 190 + KEY),
        page(500, f"key={KEY}", "text/plain"),
        page(200, f"key={KEY}", "text/plain"),
        streamed(event(f"{{{KEY}")),
        streamed(event({"error": {"message": KEY}})),
    ),
)
def test_the_key_is_in_no_message(serve: Serve, asking: Make, reply: Reply) -> None:
    asked = asking(serve(reply), attempts=1)
    with pytest.raises(ProviderFault) as caught:
        asked.ask(DATA)
    assert caught.value.__cause__ is not None, "what happened is chained"
    error: BaseException | None = caught.value
    while error is not None:
        assert KEY[:12] not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__
    assert KEY not in repr(asked.provider)


def test_what_looks_like_a_key_is_not_quoted_either(serve: Serve, asking: Make) -> None:
    line = asking(serve(refused(403, "sk-proj-abc***xyz may not; Bearer eyJ0.x-y"))).fault()
    assert "*** may not; ***" in line
    assert "xyz" not in line
    assert "eyJ0" not in line


@pytest.mark.parametrize("key", (f"{KEY}\nX-Evil: 1", f"{KEY}…", f"{KEY} {KEY}"))
def test_a_key_that_no_header_can_hold(asking: Make, key: str) -> None:
    line = asking("http://127.0.0.1:9/v1", api_key=key).fault()
    assert "OPENAI_API_KEY holds a character that no key has" in line
    assert KEY not in line


def test_blanks_round_the_key_are_left_out(serve: Serve, asking: Make) -> None:
    server = serve(answered("hello"))
    asking(server, api_key=f" {KEY}\n").ask()
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_local_server_needs_no_key(serve: Serve, asking: Make) -> None:
    assert asking(serve(answered("hello")), api_key="").ask().text == "hello"


def test_openai_itself_needs_a_key(asking: Make) -> None:
    assert asking(None, api_key="").fault().startswith("OPENAI_API_KEY is not set. ")


@pytest.mark.parametrize(
    "url", ("127.0.0.1:8000/v1", "ftp://host/v1", "http://", "http://[", "http://h:x/v1")
)
def test_what_is_no_address(asking: Make, url: str) -> None:
    assert f"OPENAI_BASE_URL is no address of a server: '{url}'" in asking(url).fault()


def test_an_address_with_a_password(asking: Make) -> None:
    line = asking("https://ann:hunter22@127.0.0.1/v1").fault()
    assert "holds a user name or a password" in line
    assert "hunter22" not in line


def test_the_addresss_query_is_never_told(serve: Serve, asking: Make) -> None:
    server = serve(answered("hello"), refused(401, "no"))
    asked = asking(f"{server.url}/?api-key=hunter22")
    assert asked.ask().base_url == server.url
    assert "hunter22" not in asked.fault()


def test_the_variables_of_the_client_do_not_redirect_calls(
    monkeypatch: pytest.MonkeyPatch, asking: Make
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    asked = asking(None, api_key="")
    assert "OPENAI_API_KEY is not set" in asked.fault()


def test_nothing_is_asked_once_it_is_closed(serve: Serve, asking: Make) -> None:
    server = serve(answered("hello"))
    asked = asking(server)
    asked.ask()
    asked.provider.close()
    assert "the build was stopped" in asked.fault()
    assert len(server.bodies) == 1


def test_closing_ends_a_wait(serve: Serve, asking: Make) -> None:
    server = serve(page(429, {}, Retry_After="60"))
    asked = asking(server, sleep=None)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(asked.fault)
        while not server.bodies:
            threading.Event().wait(0.01)
        asked.provider.close()
        assert "the build was stopped" in future.result(PATIENCE_S)


@pytest.mark.parametrize("reply", (silent_after(), silent_after(piece("hel"))))
def test_closing_ends_a_silence(serve: Serve, asking: Make, reply: Reply) -> None:
    server = serve(reply)
    asked = asking(server, timeout_s=600.0)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(asked.fault)
        while not server.bodies:
            threading.Event().wait(0.01)
        asked.provider.close()
        assert "the build was stopped" in future.result(PATIENCE_S)


def test_a_client_closed_by_another_thread_is_no_crash(serve: Serve) -> None:
    chat = ChatCompletions(
        Server(serve(answered("hello")).url, "model-x", KEY, 10.0, 5.0, 400_000, None)
    )
    chat.close()
    with pytest.raises(Stumble):
        chat.ask(PLAIN, Way(), lambda *_: None)


# --- What attempts take


def taken(server: Loopback, asking: Make) -> str:
    """What three attempts at a call come to, in words."""
    asked = asking(server)
    asked.fault()
    return shown(asked.meter.spent())


HALF = (piece("x" * 400), piece("y" * 400))
SENT = 5
"""About the tokens of PLAIN."""


def test_a_status_of_the_server_s_own_counts_what_was_sent(serve: Serve, asking: Make) -> None:
    server = serve(page(500, {}))
    assert taken(server, asking) == (
        f"3 calls (3 failed), about {3 * SENT} tokens in, about 0 out, $0.0150"
    )


def test_a_stream_that_breaks_counts_what_had_arrived(serve: Serve, asking: Make) -> None:
    server = serve(streamed(*HALF), reset_after(*HALF), answered("hello"))
    asked = asking(server)
    assert asked.ask().text == "hello"
    assert shown(asked.meter.spent()) == (
        f"3 calls (2 failed), about {3 * SENT} tokens in, about 402 out, $0.8190"
    )


def test_what_the_server_counted_of_a_broken_stream_holds(serve: Serve, asking: Make) -> None:
    counted = event({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3}})
    server = serve(streamed(*HALF, counted))
    assert taken(server, asking) == "3 calls (3 failed), 27 tokens in, 9 out, $0.0450"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
def test_a_call_that_was_refused_unread_counts_nothing(
    serve: Serve, asking: Make, status: int
) -> None:
    assert taken(serve(page(status, {})), asking).startswith("0 calls")


def test_a_server_that_is_not_there_takes_nothing(asking: Make) -> None:
    asked = asking(f"http://127.0.0.1:{closed_port()}/v1")
    asked.fault()
    assert asked.meter.spent().calls == 0


def test_silence_counts_what_was_sent(serve: Serve, asking: Make) -> None:
    asked = asking(serve(silent_after()), timeout_s=0.2)
    asked.fault()
    assert shown(asked.meter.spent()).startswith(f"1 call (1 failed), about {SENT} tokens in")


@pytest.mark.parametrize(
    "limit, sent",
    [
        ({"max_calls": 2}, 2),
        ({"max_tokens": 3 * SENT}, 3),
        ({"max_tokens": 3 * SENT - 1}, 2),
        ({"max_cost_usd": Decimal("0.01")}, 2),
    ],
)
def test_an_endless_500_stops_at_a_limit(
    serve: Serve, asking: Make, limit: dict[str, Any], sent: int
) -> None:
    server = serve(page(500, {"error": {"message": "on fire"}}))
    asked = asking(server, attempts=100, **limit)
    with pytest.raises(LimitReached) as caught:
        asked.ask()
    assert len(server.bodies) == sent
    (flag,) = limit
    assert f"would pass --{flag.removesuffix('_usd').replace('_', '-')}" in str(caught.value)
    assert f"{sent} calls ({sent} failed), about" in str(caught.value)
    assert "before that, " in str(caught.value)
    assert "failed (500): on fire" in str(caught.value)


def test_a_stream_that_breaks_at_half_for_ever_stops_at_a_limit(serve: Serve, asking: Make) -> None:
    server = serve(reset_after(*HALF))
    asked = asking(server, attempts=100, max_tokens=500)
    with pytest.raises(LimitReached, match="3 calls"):
        asked.ask()
    assert len(server.bodies) == 3  # the third is sent at 410 tokens, and ends at 615
    assert asked.meter.spent().tokens == 3 * (SENT + 200)


def test_a_call_that_runs_while_another_meets_a_limit_ends_and_is_kept(
    serve: Serve, asking: Make
) -> None:
    first_is_there, may_end = threading.Event(), threading.Event()

    def slow(handler: Handler) -> None:
        first_is_there.set()
        may_end.wait(PATIENCE_S)
        answered("hello")(handler)

    asked = asking(serve(slow, page(500, {})), max_calls=2)
    with ThreadPoolExecutor(2) as pool:
        running = pool.submit(asked.ask)
        assert first_is_there.wait(PATIENCE_S)
        other = pool.submit(asked.ask)
        while not asked.meter.spent().failed:
            threading.Event().wait(0.01)
        may_end.set()
        assert running.result(PATIENCE_S).text == "hello"
        with pytest.raises(LimitReached):
            other.result(PATIENCE_S)


def test_a_provider_that_was_never_asked_can_be_closed() -> None:
    meter = Meter(SpendLimits(), "model-x", OPENAI_URL, {})
    OpenAIProvider("model-x", None, KEY, ChatCompletions, meter).close()


def test_importing_it_does_not_import_openai() -> None:
    code = "import sys, codegen.providers.openai; print('openai' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_what_a_test_sends_and_no_request_can_is_sent_escaped(serve: Serve, asking: Make) -> None:
    server = serve(answered("hello"))
    message = Message("user", 'it sent {"name": "\ud800"} 注册')
    asking(server).ask(Request("triage", "triage-users", (message,)))
    assert server.bodies[0]["messages"][-1]["content"] == 'it sent {"name": "\\ud800"} 注册'
