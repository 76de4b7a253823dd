"""Scripted answers about the meaning of the jars, and the scenarios of a model."""

from __future__ import annotations

import wire_answers as wire

SPEC = """\
---
app: jars
---
# Jars

Everybody likes jars. Anybody makes a jar by giving it a name; a name that another jar has is refused with 409 and "Jar exists". A coin of
1 to 200 cents is put into a jar, and a jar holds at most 3 coins: one more is refused with 409 and "Jar is full". A jar shows its `coins` in
the order in which they were put in, and their `total`. The coin that was put in last is the one that is taken out; from an empty jar nothing can
be taken, which is 409 and "Jar is empty". A jar's total can be split among 1 to 10 people, and the cents that are left over go one each to the first. A
jar that does not exist is answered with 404.
"""

JAR_ID = {"place": "path", "value": wire.member("jar_id", "integer")}
NOT_FOUND = wire.case("not_found", 404, cites=[wire.cite("S7", "404")])


def _refused(label: str, quote: str, message: str) -> wire.Wire:
    return wire.case("rule", 409, rule=label, message=message, cites=[wire.cite(label, quote)])


OUTLINE = wire.outline(
    title="Jars",
    entities=[
        wire.entity(
            "Jar",
            "jars",
            wire.member("name", "text", "unique", cites=[wire.cite("S2", "giving it a name")]),
            cites=[wire.cite("S2", "makes a jar")],
        ),
        wire.entity(
            "Coin",
            "coins",
            wire.member("jar_id", "reference", of=["Jar"]),
            wire.member("cents", "integer", limits="1..200"),
        ),
    ],
    constants=[
        {"name": "JAR_SIZE", "value": "3", "unit": "coins", "cites": [wire.cite("S3", "3 coins")]}
    ],
    resources=[
        {
            "name": "jars",
            "endpoints": [
                wire.head("POST /jars", "make_jar", "S2"),
                wire.head("GET /jars/{jar_id}", "show_jar", "S4", "S7"),
                wire.head("POST /jars/{jar_id}/coins", "put_coin", "S3", "S7"),
                wire.head("DELETE /jars/{jar_id}/coins", "take_coin", "S5", "S7"),
                wire.head("POST /jars/{jar_id}/split", "split_jar", "S6", "S7"),
            ],
        }
    ],
    background=[{"statement": "S1", "reason": "It says why."}],
)


def _shape(name: str, *members: wire.Wire) -> wire.Wire:
    return {"name": name, "members": [*members], "cites": []}


DETAIL = wire.detail(
    shapes=[
        _shape("JarRequest", wire.member("name")),
        _shape(
            "JarView",
            wire.member("id", "integer"),
            wire.member("name"),
            wire.member("coins", "integer", items="..", cites=[wire.cite("S4", "`coins`")]),
            wire.member("total", "integer", cites=[wire.cite("S4", "`total`")]),
        ),
        _shape(
            "CoinRequest",
            wire.member(
                "cents",
                "integer",
                limits="1..200",
                cites=[wire.cite("S3", "1 to 200 cents")],
            ),
        ),
        _shape("CoinView", wire.member("cents", "integer")),
        _shape(
            "SplitRequest",
            wire.member(
                "people",
                "integer",
                limits="1..10",
                cites=[wire.cite("S6", "1 to 10 people")],
            ),
        ),
        _shape("SplitView", wire.member("shares", "integer", items="..")),
    ],
    endpoints=[
        wire.endpoint(
            "POST /jars",
            uses=["Jar"],
            request=wire.body(shape="JarRequest"),
            success=wire.success(201, wire.body(shape="JarView")),
            cases=[
                wire.case(
                    "duplicate",
                    409,
                    field="name",
                    message="Jar exists",
                    cites=[wire.cite("S2", 'refused with 409 and "Jar exists"')],
                )
            ],
        ),
        wire.endpoint(
            "GET /jars/{jar_id}",
            uses=["Jar", "Coin"],
            parameters=[JAR_ID],
            success=wire.success(200, wire.body(shape="JarView"), wire.cite("S4", "A jar shows")),
            cases=[NOT_FOUND],
        ),
        wire.endpoint(
            "POST /jars/{jar_id}/coins",
            uses=["Jar", "Coin"],
            parameters=[JAR_ID],
            request=wire.body(shape="CoinRequest"),
            success=wire.success(201, wire.body(shape="CoinView")),
            cases=[NOT_FOUND, _refused("S3", 'with 409 and "Jar is full"', "Jar is full")],
        ),
        wire.endpoint(
            "DELETE /jars/{jar_id}/coins",
            uses=["Jar", "Coin"],
            parameters=[JAR_ID],
            success=wire.success(200, wire.body(shape="CoinView")),
            cases=[NOT_FOUND, _refused("S5", '409 and "Jar is empty"', "Jar is empty")],
        ),
        wire.endpoint(
            "POST /jars/{jar_id}/split",
            uses=["Jar", "Coin"],
            parameters=[JAR_ID],
            request=wire.body(shape="SplitRequest"),
            success=wire.success(
                200, wire.body(shape="SplitView"), wire.cite("S6", "can be split")
            ),
            cases=[NOT_FOUND],
        ),
    ],
    rules=[
        {
            "endpoints": ["DELETE /jars/{jar_id}/coins"],
            "cites": [wire.cite("S5", "the one that is taken out")],
        },
        {
            "endpoints": ["POST /jars/{jar_id}/split"],
            "cites": [wire.cite("S6", "go one each to the first")],
        },
    ],
)

JAR = """\
POST /jars
{"name": "tips"}
HTTP 201
[Captures]
jar: jsonpath "$.id"
"""


def _coin(cents: int, status: int = 201) -> str:
    return f'\nPOST /jars/{{{{jar}}}}/coins\n{{"cents": {cents}}}\nHTTP {status}\n'


def scenario(title: str, covers: str, http: str) -> str:
    """One scenario as a model writes it."""
    return f"## {title}\nCovers: {covers}\n\n```http\n{http.strip()}\n```\n\n"


SCENARIOS = "".join(
    (
        scenario(
            "A name can be given once",
            "S2",
            'POST /jars\n{"name": "a"}\nHTTP 201\n\nPOST /jars\n{"name": "a"}\nHTTP 409\n[Asserts]\n'
            'jsonpath "$.detail" == "Jar exists"',
        ),
        scenario(
            "A fourth coin is refused and not kept",
            "S3",
            JAR
            + _coin(1)
            + _coin(200)
            + _coin(3)
            + _coin(4, 409)
            + '[Asserts]\njsonpath "$.detail" == "Jar is full"\n\nGET /jars/{{jar}}\nHTTP 200\n[Asserts]\n'
            'jsonpath "$.coins" == [1, 200, 3]\njsonpath "$.total" == 204',
        ),
        scenario(
            "Coins are shown in the order in which they were put in",
            "S4",
            JAR
            + _coin(5)
            + _coin(2)
            + '\nGET /jars/{{jar}}\nHTTP 200\n[Asserts]\njsonpath "$.coins" == [5, 2]\n',
        ),
        scenario(
            "The last coin is taken first until the jar is empty",
            "S5",
            JAR
            + _coin(5)
            + _coin(2)
            + '\nDELETE /jars/{{jar}}/coins\nHTTP 200\n{"cents": 2}\n\nDELETE /jars/{{jar}}/coins\nHTTP 200\n'
            '{"cents": 5}\n\nDELETE /jars/{{jar}}/coins\nHTTP 409\n[Asserts]\njsonpath "$.detail" == "Jar is empty"',
        ),
        scenario(
            "The cents that are left over go to the first",
            "S6",
            JAR
            + _coin(11)
            + '\nPOST /jars/{{jar}}/split\n{"people": 4}\nHTTP 200\n{"shares": [3, 3, 3, 2]}\n\n'
            'POST /jars/{{jar}}/split\n{"people": 1}\nHTTP 200\n{"shares": [11]}\n\n'
            'POST /jars/{{jar}}/split\n{"people": 10}\nHTTP 200\n'
            '{"shares": [2, 1, 1, 1, 1, 1, 1, 1, 1, 1]}',
        ),
        scenario("A jar that does not exist", "S7", "GET /jars/77\nHTTP 404"),
    )
)
