from __future__ import annotations

from collections.abc import Callable

import pytest

from bazaar.answers import NOTICES, RATES
from codegen.contract import Contract
from codegen.interpret.wire import WireService
from codegen.interpret.wire_parts import Reading
from codegen.interpret.wire_services import read_service
from codegen.scenario import Exchange, JsonRequest, ServiceCalled, ServiceStub, TextRequest
from codegen.scenario.agreement import service_problems
from codegen.scenario.reader import read_http_block
from codegen.scenario.text import called_text, request_text, stub_text
from codegen.types import Location

Problems = Callable[[str], list[str]]
AT = Location("shop.md", 10, 3)
REQUEST = 'POST /x\nHTTP 201\n[Captures]\nid: jsonpath "$.id"\n'


def read(text: str) -> tuple[Exchange, ...]:
    return read_http_block(text, AT).exchanges


STUBS = [
    (
        'rates GET /latest?base=EUR -> 200 {"rates": {"USD": 1.1}}',
        ServiceStub(
            "rates",
            "GET",
            "/latest?base=EUR",
            "answer",
            200,
            JsonRequest({"rates": {"USD": 1.1}}),
            AT,
        ),
    ),
    ("a_b POST /n -> 204", ServiceStub("a_b", "POST", "/n", "answer", 204, None, AT)),
    (
        "rates GET / -> 500 `# no`",
        ServiceStub("rates", "GET", "/", "answer", 500, TextRequest("# no"), AT),
    ),
    ("rates GET /x -> timeout", ServiceStub("rates", "GET", "/x", "timeout", location=AT)),
    ("rates GET /x -> refused", ServiceStub("rates", "GET", "/x", "refused", location=AT)),
]


@pytest.mark.parametrize("text, stub", STUBS)
def test_how_a_service_answers(text: str, stub: ServiceStub) -> None:
    [exchange] = read(f"# service: {text}\n{REQUEST}")
    assert exchange.services == (stub,)
    assert stub_text(stub) == f"# service: {text}"
    assert read(f"#service :  {text}  # so it is\n{REQUEST}")[0].services == (stub,)


CALLED = [
    (
        'notices POST /n?x=1 {"id": [7, null]}',
        ServiceCalled("notices", "POST", "/n?x=1", JsonRequest({"id": [7, None]})),
    ),
    ("notices GET /n", ServiceCalled("notices", "GET", "/n")),
    ("notices none", ServiceCalled("notices")),
]


@pytest.mark.parametrize("text, called", CALLED)
def test_what_a_service_was_sent(text: str, called: ServiceCalled) -> None:
    [exchange] = read(f"{REQUEST}# service-called: {text}\n")
    [found] = exchange.called
    assert (found.service, found.method, found.path) == (
        called.service,
        called.method,
        called.path,
    )
    assert found.body == called.body
    assert found.location == Location("shop.md", 14, 3)
    assert called_text(called) == f"# service-called: {text}"


def test_they_belong_to_the_exchanges_between_which_they_stand() -> None:
    first, second = read(
        "# service: a GET /1 -> 200\n# service: b GET /2 -> timeout\n"
        f"{REQUEST}# service-called: a GET /1\n\n# service-called: b none\n"
        "# service: a GET /{{id}} -> 200\n# now: 2026-03-01T09:00:00Z\n"
        'GET /y\nHTTP 200\n# service-called: a GET /{{id}} {"x": "{{id}}"}\n'
    )
    assert [stub.path for stub in first.services] == ["/1", "/2"]
    assert [called.service for called in first.called] == ["a", "b"]
    assert [stub.path for stub in second.services] == ["/{{id}}"]
    assert [called.path for called in second.called] == ["/{{id}}"]
    assert request_text(second).startswith("# service: a GET /{{id}} -> 200\n# now:")


@pytest.mark.parametrize(
    "text, cause",
    [
        (f"# service: rates -> 200\n{REQUEST}", "'service' cannot be read"),
        (f"# service: rates GET latest -> 200\n{REQUEST}", "'service' cannot be read"),
        (f"# service: rates GET /x -> slow\n{REQUEST}", "'-> timeout' or '-> refused'"),
        (f"# service: rates GET /x -> 2000\n{REQUEST}", "'service' cannot be read"),
        (f"# service: rates GET /x -> 100\n{REQUEST}", "100 is no HTTP status. Write 200"),
        (f"# service: rates GET /x -> 200 hello\n{REQUEST}", "'hello' is no body"),
        (f'# service: rates GET /x -> 200 {{"a": 1\n{REQUEST}', "JSON cannot be read"),
        (f"# service: rates GET /x -> 200 [1,\n2]\n{REQUEST}", "Write the body on one line"),
        (f"# service: rates GET /x -> timeout 5\n{REQUEST}", "'5' follows 'timeout'"),
        (f"# service: rates GET /{{{{id}}}} -> 200\n{REQUEST}", "no earlier request captures"),
        (f"# servise: rates GET /x -> 200\n{REQUEST}", "Did you mean '# service:'?"),
        (f"# service-caled: rates none\n{REQUEST}", "Did you mean '# service-called:'?"),
        ("# service: rates GET /x -> 200\n", "no request follows"),
        (f"{REQUEST}\n# service: rates GET /x -> 200", "the request that needs that answer"),
        ("POST /x\n# service: rates GET /x -> 200\nHTTP 201", "stands inside a request"),
        (f"# service-called: rates none\n{REQUEST}", "stands above every request"),
        (
            f"{REQUEST}# service: r GET /x -> 200\n# service-called: r none\n{REQUEST}",
            "stands behind one of the next request",
        ),
        (f"{REQUEST}# service-called: rates\n", "'service-called' cannot be read"),
        (f"{REQUEST}# service-called: rates none {{}}\n", "'{}' follows 'none'"),
        (f"{REQUEST}# service-called: rates POST /x `text`\n", "Write JSON."),
        (f'{REQUEST}# service-called: rates POST /x "{{{{idd}}}}"\n', "Did you mean {{id}}?"),
    ],
)
def test_mistakes(problems: Problems, text: str, cause: str) -> None:
    found = problems(text)
    assert any(cause in each for each in found), found


@pytest.fixture(scope="module")
def contract() -> Contract:
    reading = Reading({}, {})
    services = []
    for wire in (RATES, NOTICES):
        calls = [{**call, "cites": []} for call in wire["calls"]]
        told = WireService.model_validate({**wire, "cites": [], "calls": calls})
        services.append(read_service(told, reading))
    assert not reading.problems
    return Contract(app="bazaar", title="", entities=(), endpoints=(), services=tuple(services))


@pytest.mark.parametrize(
    "above, below, cause",
    [
        ("rates GET /latest?base=EUR -> 200", "notices POST /notify", None),
        ("rates GET /latest -> refused", "notices none", None),
        (
            "rate GET /latest -> 200",
            "notices none",
            "unknown service 'rate'. Did you mean 'rates'?",
        ),
        ("rates GET /last -> 200", "notices none", "Did you mean 'GET /latest'?"),
        (
            "rates POST /latest -> 200",
            "notices none",
            "'POST /latest', which 'rates' does not offer",
        ),
        ("rates GET /latest?to=USD -> 200", "notices none", "does not offer"),
        ("rates GET /latest -> 200", "notice none", "Did you mean 'notices'?"),
        ("rates GET /latest -> 200", "notices POST /x", "Its calls are POST /notify."),
    ],
)
def test_only_what_the_contract_has_can_be_spoken_of(
    contract: Contract, above: str, below: str, cause: str | None
) -> None:
    [exchange] = read(f"# service: {above}\n{REQUEST}# service-called: {below}")
    found = [str(problem) for problem in service_problems(contract, exchange)]
    assert bool(found) == bool(cause), found
    assert cause is None or cause in found[0]


def test_a_contract_without_services_has_the_comment_removed() -> None:
    bare = Contract(app="bazaar", title="", entities=(), endpoints=())
    [exchange] = read(f"# service: rates GET /latest -> 200\n{REQUEST}")
    [problem] = service_problems(bare, exchange)
    assert problem.mend == "Remove the comment."
