"""Scripted answers about an app of standard operations alone."""

from __future__ import annotations

import wire_answers as wire

SPEC = """\
---
app: jars
---
# Jars

Anybody makes a jar with a name, and looks at it. Coins of 1 to 200 cents are put into a jar. The coins of a jar are listed, the largest first.
A jar can be renamed. A jar is thrown away only when it is empty: 409 "It has coins" otherwise. A coin is marked as rare. Somebody can ask how many rare
coins there are.
"""
COINS = "/jars/{jar_id}/coins"
RARE = [{"name": "rare", "value": "true"}]
OUTLINE = wire.outline(
    title="Jars",
    entities=[
        wire.entity("Jar", "jars", wire.member("name"), cites=[wire.cite("S1", "a jar")]),
        wire.entity(
            "Coin",
            "coins",
            wire.member("jar", "reference", of=["Jar"]),
            wire.member(
                "cents", "integer", limits="1..200", cites=[wire.cite("S2", "1 to 200 cents")]
            ),
            wire.member("rare", "boolean", default="false"),
        ),
    ],
    resources=[
        {
            "name": "jars",
            "endpoints": [
                wire.head("POST /jars", "make_jar", "S1"),
                wire.head("GET /jars/{id}", "show_jar", "S1"),
                wire.head("PATCH /jars/{id}", "rename_jar", "S4"),
                wire.head("DELETE /jars/{id}", "throw_jar", "S5"),
                wire.head(f"POST {COINS}", "put_coin", "S2"),
                wire.head(f"GET {COINS}", "list_coins", "S3"),
                wire.head("PUT /coins/{id}/rare", "mark_coin", "S6"),
                wire.head("GET /rare-coins", "count_rare_coins", "S7"),
            ],
        }
    ],
)


def _jar(key: str, operation: str, success: wire.Wire, cite: str, **said: object) -> wire.Wire:
    cites = [wire.cite(*cite.split(": "))]
    made = {"operation": operation, "entity": "Jar", "success": success, "cites": cites}
    return wire.endpoint(key, **{**made, **said})


def _coin(key: str, operation: str, success: wire.Wire, cite: str, **said: object) -> wire.Wire:
    return _jar(key, operation, success, cite, entity="Coin", **said)


JAR = wire.body(fields=["id", "name"])
COIN = wire.body(fields=["id", "cents", "rare"])
NAME = wire.body(fields=["name"])
DETAIL = wire.detail(
    endpoints=[
        _jar("POST /jars", "create", wire.success(201, JAR), "S1: makes a jar", request=NAME),
        _jar("GET /jars/{id}", "read", wire.success(200, JAR), "S1: looks at it"),
        _jar("PATCH /jars/{id}", "update", wire.success(200, JAR), "S4: renamed", request=NAME),
        _jar(
            "DELETE /jars/{id}",
            "delete",
            wire.success(204, wire.body("empty")),
            "S5: is thrown away",
            cases=[
                wire.case(
                    "still_referenced",
                    409,
                    message="It has coins",
                    cites=[wire.cite("S5", '409 "It has coins"')],
                )
            ],
        ),
        _coin(
            f"POST {COINS}",
            "create",
            wire.success(201, COIN),
            "S2: put into a jar",
            request=wire.body(fields=["cents"]),
            of_rows=wire.of_rows(within="jar"),
        ),
        _coin(
            f"GET {COINS}",
            "list",
            wire.success(200, COIN),
            "S3: the largest first",
            of_rows=wire.of_rows(within="jar", order="-cents", filters=["rare"], page_size=10),
        ),
        _coin(
            "PUT /coins/{id}/rare",
            "mark",
            wire.success(200, COIN),
            "S6: marked as rare",
            of_rows=wire.of_rows(sets=RARE),
        ),
        _coin(
            "GET /rare-coins",
            "count",
            wire.success(200, wire.body()),
            "S7: how many rare",
            of_rows=wire.of_rows(where=RARE),
        ),
    ]
)
