"""Scripted answers about the meaning of the bazaar, and the scenarios of a model."""

from __future__ import annotations

import wire_answers as wire

SPEC = """\
---
app: bazaar
---
# Bazaar

An amount of `cents` of euros is shown in another `currency` at `GET /price`, with the rates of the exchange service, which answers
`GET /latest?base=EUR` with `{"rates": {"USD": 1.1}}`. Half a cent is rounded up. A currency that it has no rate for is refused with 422 and
"No such currency". When the exchange service does not answer within 3 seconds, or answers nonsense, answer 503 and "No rates". Whoever makes an
order with POST /orders gets its `id`, and the notice service is told of it with `POST /notify`, which sends the `id` and the `item`.
An order is kept even where the notice service fails.

A price in dollars:

```http
# service: rates GET /latest?base=EUR -> 200 {"rates": {"USD": 1.1, "GBP": 0.85}}
GET /price?cents=250&currency=USD
HTTP 200
{"cents": 275}
```
"""

ONE = {"holds": "one", "required": True}


def value(name: str, kind: str, **changes: object) -> wire.Wire:
    """A value of a service's call."""
    return {"name": name, "type": kind, **ONE, **changes}


def call(name: str, key: str, *cites: str, **changes: object) -> wire.Wire:
    """A call of a service that sends nothing and reads nothing."""
    method, path = key.split()
    parts: wire.Wire = {"parameters": [], "sends": [], "answers": [], "many": False}
    return {
        "name": name,
        "method": method,
        "path": path,
        **parts,
        "example": None,
        "cites": [*cites],
        **changes,
    }


def service(name: str, *calls: wire.Wire, **changes: object) -> wire.Wire:
    """A service without a key, for which the spec says no time-out."""
    return {
        "name": name,
        "purpose": f"The service of {name}.",
        "timeout_s": None,
        "key_header": None,
        "calls": [*calls],
        "cites": [],
        **changes,
    }


RATES = service(
    "rates",
    call(
        "latest",
        "GET /latest?base=EUR",
        wire.cite("S1", 'answers `GET /latest?base=EUR` with `{"rates": {"USD": 1.1}}`'),
        answers=[value("rates", "number", holds="by_name")],
        example='{"rates": {"USD": 1.1}}',
    ),
    timeout_s=3,
    cites=[wire.cite("S4", "does not answer within 3 seconds")],
)
NOTICES = service(
    "notices",
    call(
        "notify",
        "POST /notify",
        wire.cite("S5", "`POST /notify`, which sends the `id` and the `item`"),
        sends=[value("id", "integer"), value("item", "text")],
    ),
    key_header="X-Api-Key",
)
OUTLINE = wire.outline(
    title="Bazaar",
    entities=[wire.entity("Order", "orders", wire.member("item"))],
    services=[RATES, NOTICES],
    resources=[
        {
            "name": "prices",
            "endpoints": [wire.head("GET /price", "show_price", "S1", "S2", "S3", "S4")],
        },
        {"name": "orders", "endpoints": [wire.head("POST /orders", "make_order", "S5", "S6")]},
    ],
)


def _query(name: str, kind: str, **changes: object) -> wire.Wire:
    cites = [wire.cite("S1", f"`{name}`")]
    return {"place": "query", "value": wire.member(name, kind, cites=cites, **changes)}


PRICES = wire.detail(
    shapes=[{"name": "PriceView", "members": [wire.member("cents", "integer")], "cites": []}],
    endpoints=[
        wire.endpoint(
            "GET /price",
            uses=["rates"],
            parameters=[_query("cents", "integer", limits="0.."), _query("currency", "text")],
            success=wire.success(
                200, wire.body(shape="PriceView"), wire.cite("S1", "is shown in another")
            ),
            cases=[
                wire.case(
                    "rule",
                    422,
                    rule="S3",
                    message="No such currency",
                    cites=[wire.cite("S3", 'refused with 422 and "No such currency"')],
                ),
                wire.case(
                    "service_failed",
                    503,
                    field="rates",
                    message="No rates",
                    cites=[wire.cite("S4", 'answer 503 and "No rates"')],
                ),
            ],
            cites=[wire.cite("S1", "`GET /price`")],
        )
    ],
    rules=[{"endpoints": ["GET /price"], "cites": [wire.cite("S2", "Half a cent is rounded up")]}],
)
ORDERS = wire.detail(
    shapes=[
        {"name": "OrderRequest", "members": [wire.member("item")], "cites": []},
        {
            "name": "OrderView",
            "members": [wire.member("id", "integer", cites=[wire.cite("S5", "its `id`")])],
            "cites": [],
        },
    ],
    endpoints=[
        wire.endpoint(
            "POST /orders",
            uses=["Order", "notices"],
            request=wire.body(shape="OrderRequest"),
            success=wire.success(
                201, wire.body(shape="OrderView"), wire.cite("S5", "POST /orders gets its `id`")
            ),
        )
    ],
    rules=[
        {
            "endpoints": ["POST /orders"],
            "cites": [
                wire.cite("S5", "is told of it"),
                wire.cite("S6", "is kept even where the notice service fails"),
            ],
        }
    ],
)


def scenario(title: str, covers: str, http: str) -> str:
    """One scenario as a model writes it."""
    return f"## {title}\nCovers: {covers}\n\n```http\n{http.strip()}\n```\n\n"


def rates(outcome: str) -> str:
    """How the exchange service answers."""
    return f"# service: rates GET /latest -> {outcome}\n"


def price(cents: int, status: int, currency: str = "USD") -> str:
    """A request for a price."""
    return f"GET /price?cents={cents}&currency={currency}\nHTTP {status}\n"


NO_RATES = '[Asserts]\njsonpath "$.detail" == "No rates"\n\n'
ORDER = 'POST /orders\n{"item": "rug"}\nHTTP 201\n[Captures]\nid: jsonpath "$.id"\n'

PRICE_SCENARIOS = "".join(
    (
        scenario(
            "A price follows the rate and is rounded up at half a cent",
            "S1, S2",
            rates('200 {"rates": {"USD": 1.1}}')
            + price(5, 200)
            + '{"cents": 6}\n\n'
            + rates('200 {"rates": {"USD": "2"}}')
            + price(5, 200)
            + '{"cents": 10}',
        ),
        scenario(
            "A currency without a rate",
            "S3",
            rates('200 {"rates": {"USD": 1.1}}')
            + price(5, 422, "XYZ")
            + '[Asserts]\njsonpath "$.detail" == "No such currency"',
        ),
        scenario(
            "Rates that do not come or are of no use",
            "S4",
            "".join(
                rates(outcome) + price(5, 503) + NO_RATES
                for outcome in ("timeout", "refused", "500", "200 `<html>`", '200 {"rates": 7}')
            ),
        ),
    )
)
ORDER_SCENARIOS = "".join(
    (
        scenario(
            "The notice service is told of an order once",
            "S5",
            "# service: notices POST /notify -> 204\n"
            + ORDER
            + '# service-called: notices POST /notify {"id": "{{id}}", "item": "rug"}',
        ),
        scenario(
            "An order that nobody hears of is kept",
            "S6",
            "# service: notices POST /notify -> timeout\n"
            + ORDER
            + "# service-called: notices POST /notify\n\n"
            "# service: notices POST /notify -> 204\n"
            'POST /orders\n{"item": "lamp"}\nHTTP 201\n[Asserts]\njsonpath "$.id" > {{id}}\n'
            "# service-called: notices POST /notify\n",
        ),
        scenario(
            "Nobody is told of an order that is refused",
            "S5",
            'POST /orders\n{"item": 7}\nHTTP 422\n# service-called: notices none\n',
        ),
    )
)
