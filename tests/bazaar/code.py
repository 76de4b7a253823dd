"""Scripted code of a model: the careful views of the bazaar, and some that are wrong in one thing each."""

from __future__ import annotations

PRICE = """\
from decimal import ROUND_HALF_UP, Decimal

from flask import abort
from flask.typing import ResponseReturnValue

from bazaar.schemas import PriceView, ShowPriceQuery, read_query
from bazaar.services import ServiceFailed, rates


@prices.get("/price")
def show_price() -> ResponseReturnValue:
    \"\"\"Shows an amount in another currency.\"\"\"
    query = read_query(ShowPriceQuery)
    try:
        known = rates.latest().rates
    except ServiceFailed:
        abort(503, "No rates")
    rate = known.get(query.currency)
    if rate is None:
        abort(422, "No such currency")
    cents = (query.cents * rate).quantize(Decimal(1), ROUND_HALF_UP)
    return PriceView(cents=int(cents)).model_dump(mode="json"), 200
"""

ORDER = """\
from flask.typing import ResponseReturnValue

from bazaar.extensions import db
from bazaar.models import Order
from bazaar.schemas import OrderRequest, OrderView, read_json
from bazaar.services import ServiceFailed, notices


@orders.post("/orders")
def make_order() -> ResponseReturnValue:
    \"\"\"Makes an order, and has the notice service told.\"\"\"
    body = read_json(OrderRequest)
    order = Order(item=body.item)
    db.session.add(order)
    db.session.commit()
    answer = OrderView(id=order.id).model_dump(mode="json")
    try:
        notices.notify(id=order.id, item=order.item)
    except ServiceFailed:
        return answer, 201
    return answer, 201
"""

VIEWS = {"endpoint-get-show-price": PRICE, "endpoint-post-make-order": ORDER}
"""The careful views, by slice."""

WRONG: dict[str, tuple[str, str, str]] = {
    "the answer is ignored": (
        "endpoint-get-show-price",
        "    rate = known.get(query.currency)\n",
        '    rate = Decimal("1.1") if query.currency in known else None\n',
    ),
    "a failure is not handled": (
        "endpoint-get-show-price",
        '    try:\n        known = rates.latest().rates\n    except ServiceFailed:\n        abort(503, "No rates")\n',
        "    known = rates.latest().rates\n",
    ),
    "the service is not asked": (
        "endpoint-get-show-price",
        "        known = rates.latest().rates\n",
        '        known = {"USD": Decimal("1.1")}\n',
    ),
    "the service is asked before the request is read": (
        "endpoint-get-show-price",
        "    query = read_query(ShowPriceQuery)\n",
        "    rates.latest()\n    query = read_query(ShowPriceQuery)\n",
    ),
    "nothing is sent": (
        "endpoint-post-make-order",
        "        notices.notify(id=order.id, item=order.item)\n",
        "        db.session.rollback()\n",
    ),
    "it is sent twice": (
        "endpoint-post-make-order",
        "        notices.notify(id=order.id, item=order.item)\n",
        "        notices.notify(id=order.id, item=order.item)\n" * 2,
    ),
    "another item is sent": (
        "endpoint-post-make-order",
        "item=order.item)\n    except",
        'item="an order")\n    except',
    ),
    "a failure undoes the order": (
        "endpoint-post-make-order",
        "    except ServiceFailed:\n        return answer, 201\n",
        "    except ServiceFailed:\n        db.session.delete(order)\n        db.session.commit()\n        raise\n",
    ),
}
"""Wrong implementations: the slice, what stands there, what stands there wrongly."""


def wrong(what: str) -> dict[str, str]:
    """The careful views but for one."""
    name, right, instead = WRONG[what]
    assert VIEWS[name].count(right) == 1, what
    return VIEWS | {name: VIEWS[name].replace(right, instead)}
