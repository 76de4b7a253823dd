"""Rows about what an endpoint does with rows that are there: list, read, change, delete, count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from codegen.contract import Operation
from codegen.interpret.facts import Fact, ListingFact, OperationFact, RequestFact
from codegen.interpret.patterns.row import Place, Reading, Row

_HERE: tuple[Place, ...] = ("endpoints",)

_THIS = "[this] [endpoint|it]"
_SHOWS = "(show|shows|return|returns|get|gets|give|gives|fetch|fetches|read|reads|answers with|finds|find)"
_CHANGES = "(update|updates|change|changes|edit|edits|modify|modifies)"
_DELETES = "(delete|deletes|remove|removes)"
_BY_ID = "[(by|with|of) (its|the|this|that|the given) id]"
_ROWS = "(it|they|the list|the {entity}|{entity}|the items|the rows|the result|the results)"
_看 = "(查看|获取|返回|显示|读取|查询)"
_改 = "(更新|修改|编辑|更改)"
_删 = "(删除|移除)"


def endpoint_of(reading: Reading) -> str:
    """The endpoint below which the sentence stands."""
    if reading.endpoint is None:
        raise ValueError("a row of endpoints was read outside an endpoint")
    return reading.endpoint


def _does(operation: Operation) -> Callable[[Reading], tuple[Fact, ...]]:
    def facts(reading: Reading) -> tuple[Fact, ...]:
        endpoint = endpoint_of(reading)
        done = OperationFact(
            endpoint,
            reading.entity,
            reading.said,
            operation,
            reading.where,
            is_own=reading.is_own,
            parent=reading.parent,
        )
        takes = RequestFact(endpoint, reading.fields, reading.said)
        listed = ListingFact(endpoint, reading.said, order=reading.order)
        return (
            done,
            *([takes] if reading.fields else []),
            *([listed] if reading.order else []),
        )

    return facts


def _marks(reading: Reading) -> tuple[Fact, ...]:
    endpoint, sets = endpoint_of(reading), reading.where
    return (OperationFact(endpoint, reading.entity, reading.said, "mark", sets=sets),)


def _listing(reading: Reading) -> ListingFact:
    return ListingFact(endpoint_of(reading), reading.said)


def _pages(reading: Reading) -> tuple[Fact, ...]:
    bounds = reading.bounds
    size = int(bounds.minimum) if bounds.minimum is not None else None
    limit = int(bounds.maximum) if bounds.maximum is not None else None
    return (replace(_listing(reading), page_size=size, page_limit=limit),)


OPERATION_ROWS: tuple[Row, ...] = (
    Row(
        name="list",
        means="The endpoint answers the rows of the entity, or those that have a value, in pages.",
        places=_HERE,
        english=(
            f"{_THIS} (list|lists) [all] [{{own}}] {{entity}} [<where>] [<sorted>]",
            f"{_THIS} (list|lists) [all] {{entity}} of the {{current}} {{other}} [<where>] [<sorted>]",
            f"{_THIS} (list|lists|{_SHOWS[1:-1]}) [all|every] {{entity}} <of parent> [<where>] [<sorted>]",
            f"{_THIS} (list|lists|{_SHOWS[1:-1]}) [all|every] {{parent}}('s|') {{entity}} [<where>] [<sorted>]",
            f"{_THIS} {_SHOWS} (all|every) [the|of the] {{entity}} [<where>] [<sorted>]",
            f"{_THIS} {_SHOWS} [the|a] list of [all] [{{own}}] {{entity}} [<where>] [<sorted>]",
            f"{_THIS} {_SHOWS} [all] [of] {{own}} {{entity}} [<where>] [<sorted>]",
        ),
        chinese=(
            "列出 [某个|指定的] {parent} 的 {entity} [[先] 按 {order} (排序|排列)]",
            f"(列出|{_看} (所有|全部)) [所有|全部] [已|已经] [{{flag}} 的] {{entity}} [列表] [[先] 按 {{order}} (排序|排列)]",
            f"(列出|{_看} [所有|全部]) [所有|全部] {{own}} [的] [所有|全部] {{entity}} [[先] 按 {{order}} (排序|排列)]",
            "列出 {current} {other} 的 [所有|全部] {entity} [[先] 按 {order} (排序|排列)]",
            f"(列出|{_看}) [某个|指定的] {{parent}} 的 (所有|全部) {{entity}} [[先] 按 {{order}} (排序|排列)]",
            f"(列出|{_看} (所有|全部)) [所有|全部] (未|没有|尚未) {{unflag}} 的 {{entity}} [[先] 按 {{order}} (排序|排列)]",
            f"按 {{order}} (排序|排列|顺序) (列出|{_看}) [所有|全部] {{entity}}",
            f"(列出|{_看}) [所有|全部] <的值> {{entity}} [按 {{order}} (排序|排列)]",
        ),
        facts=_does("list"),
        suggestions=("Lists all {entity}", "列出所有{entity}"),
        examples=(
            "Lists the users",
            "Shows all users sorted by `username`",
            "Lists the users that are active, sorted by age descending",
            "Lists the users that are late",
            "Lists the users that are not late",
            'Lists the users whose `state` is not "admin"',
            "列出`state`不是“admin”的用户",
            "Returns all users whose age is 18",
            "Lists their own users",
            "Shows their own users",
            "列出自己的用户",
            "列出所有用户",
            "列出所有用户，按用户名排序",
            "Lists the users of a group",
            "Lists a group's users, sorted by `username`",
            "列出群组的用户",
            "Lists all users, sorted by `username` and then by age descending",
            "Lists the users, newest first",
            "列出所有用户，按年龄从高到低排序",
        ),
    ),
    Row(
        name="delete all",
        means="The endpoint deletes every row of the entity, or those that have a value, and answers how many those were.",
        places=_HERE,
        english=(
            f"{_THIS} {_DELETES} (all|every) [the|of the] [{{own}}] {{entity}} [<where>]",
            f"{_THIS} {_DELETES} all {{entity}} of the {{current}} {{other}} [<where>]",
            f"{_THIS} {_DELETES} [{{own}}] {{entity}} <where>",
            f"{_THIS} {_DELETES} (all|every) [the|of the] {{entity}} <of parent> [<where>]",
        ),
        chinese=(
            f"{_删} (所有|全部) {{entity}}",
            f"{_删} [某个|指定的] {{parent}} 的 (所有|全部) {{entity}}",
            f"{_删} [所有|全部] {{own}} [的] (所有|全部) {{entity}}",
            f"{_删} [所有|全部] {{own}} [的] [所有|全部] [已|已经] {{flag}} 的 [所有|全部] {{entity}}",
            f"{_删} [所有|全部] [已|已经] {{flag}} 的 [所有|全部] {{entity}}",
            f"{_删} [所有|全部] (未|没有|尚未) {{unflag}} 的 {{entity}}",
            f"{_删} [所有|全部] <的值> [所有|全部] {{entity}}",
        ),
        facts=_does("delete_all"),
        suggestions=("Deletes all {entity} that are `{field}`", "删除所有{field}的{entity}"),
        examples=(
            "Deletes all users",
            "Deletes all users that are active",
            "Removes the users that are not active",
            "Deletes all users that are not done",
            "删除所有`state`不为“admin”的用户",
            "Deletes all users whose age is 18",
            "Deletes their own users that are active",
            "Deletes all users of a group",
            "删除所有用户",
            "删除自己的所有用户",
        ),
    ),
    Row(
        name="count",
        means='The endpoint answers how many rows there are, or how many have a value: {"count": 3}.',
        places=_HERE,
        english=(
            f"{_THIS} (count|counts) [all] [{{own}}] {{entity}} [<where>]",
            f"{_THIS} (count|counts) [all] {{entity}} of the {{current}} {{other}} [<where>]",
            f"{_THIS} (count|counts|{_SHOWS[1:-1]} the number of) [all] {{entity}} <of parent> [<where>]",
            f"{_THIS} ({_SHOWS}|says|tells) (the number of|how many) [all] [{{own}}] {{entity}} [there are] [<where>] [there are]",
        ),
        chinese=(
            "(统计|计算) {parent} 的 {entity} [的] (数量|总数|个数|数目)",
            "(统计|计算|返回|获取) [所有|全部] [已|已经] [{flag} 的] {entity} [的] (数量|总数|个数|数目)",
            "(统计|计算) [所有|全部] {entity}",
            "(统计|计算|返回|获取) [所有|全部] <的值> {entity} [的] [数量|总数|个数|数目]",
            "(统计|计算|返回|获取) {own} [的] [所有|全部] {entity} [的] (数量|总数|个数|数目)",
        ),
        facts=_does("count"),
        suggestions=("Counts the {entity}", "统计{entity}的数量"),
        examples=(
            "Counts the users",
            "Counts the users that are not active",
            "Returns the number of users",
            "Counts their own users",
            "Counts the users of a group",
            "统计用户的数量",
            "统计自己的用户的数量",
        ),
    ),
    Row(
        name="read",
        means="The endpoint answers the row whose id stands in its path.",
        places=_HERE,
        english=(f"{_THIS} {_SHOWS} {{one}} {_BY_ID}",),
        chinese=(f"{_看} [一个|单个|指定的|某个] {{one}} [的 (详情|信息)]",),
        facts=_does("read"),
        suggestions=("Shows the {entity}", "查看{entity}"),
        examples=("Shows the user", "Returns one user", "查看一个用户"),
    ),
    Row(
        name="replace",
        means="The endpoint gives the row whose id stands in its path new values: of all fields that are required.",
        places=_HERE,
        english=(
            f"{_THIS} (replace|replaces) {{one}} {_BY_ID}",
            f"{_THIS} (replace|replaces) {{one}} (with|from|by) {{fields}}",
        ),
        chinese=("(替换|整体更新|整体替换) {one}", "(替换|整体更新) {one} , 字段为 {fields}"),
        facts=_does("replace"),
        suggestions=("Replaces the {entity}", "替换{entity}"),
        examples=("Replaces the user", "替换用户"),
    ),
    Row(
        name="update",
        means="The endpoint changes the fields that the request gives of the row whose id stands in its path.",
        places=_HERE,
        english=(
            f"{_THIS} {_CHANGES} {{one}} {_BY_ID}",
            f"{_THIS} {_CHANGES} {{one}} (with|from|by|taking) {{fields}}",
            f"{_THIS} {_CHANGES} ({{fields}}|{{either}}) of {{one}}",
            f"{_THIS} {_CHANGES} {{one}} 's ({{fields}}|{{either}})",
        ),
        chinese=(f"{_改} {{one}}", f"{_改} {{one}} 的 ({{fields}}|{{either}})"),
        facts=_does("update"),
        suggestions=("Changes the {entity}", "修改{entity}"),
        examples=(
            "Changes the user",
            "Updates a user with `username` and `age`",
            "Changes the `age` of a user",
            "Changes the username or the age of a user",
            "修改用户",
            "修改用户的年龄",
        ),
    ),
    Row(
        name="delete",
        means="The endpoint deletes the row whose id stands in its path.",
        places=_HERE,
        english=(f"{_THIS} {_DELETES} {{one}} {_BY_ID}",),
        chinese=(f"{_删} [一个|单个|指定的|某个] {{one}}",),
        facts=_does("delete"),
        suggestions=("Deletes the {entity}", "删除{entity}"),
        examples=("Deletes the user", "Removes a user", "删除一个用户"),
    ),
    Row(
        name="mark",
        means="The endpoint gives one field of the row whose id stands in its path a fixed value.",
        places=_HERE,
        english=(
            f"{_THIS} (mark|marks|flag|flags|set|sets) {{one}} [as] {{flag}}",
            f"{_THIS} (mark|marks|flag|flags|set|sets) {{one}} [as] not {{unflag}}",
            f"{_THIS} (mark|marks|flag|flags) {{one}} as {{state}}",
            f"{_THIS} (set|sets) {{wherefield}} [of {{one}}] to {{value}}",
        ),
        chinese=(
            "[把|将] {one} (标记为|设为|置为|标为) {flag}",
            "[把|将] {one} (标记为|设为|置为|标为) {state}",
            "标记 {one} (为|为已) {flag}",
            "[把|将] {one} (标记为|设为|标为) (未|没有|非|不|不是) {unflag}",
            "(把|将) {one} 的 {wherefield} (设为|改为|置为) {value}",
        ),
        facts=_marks,
        suggestions=("Marks the {entity} as `{field}`", "把{entity}标记为{field}"),
        examples=(
            "Marks the user as active",
            "Marks a user as not active",
            'Marks the user as "late"',
            "Sets the age of the user to 18",
            "把用户标记为`active`",
            "把用户标记为“late”",
            "把用户的年龄设为 18",
        ),
    ),
    Row(
        name="sorted",
        means="How a list is sorted where the request says nothing; rows that are alike come by id. Newest first is by id alone: in the order in which rows were made.",
        places=_HERE,
        english=(f"{_ROWS} <is> <sorted>", "<sorted>"),
        chinese=("[结果|列表] [先] 按 {order} (排序|排列)",),
        facts=lambda reading: (replace(_listing(reading), order=reading.order),),
        suggestions=("The list is sorted by `{field}`", "按`{field}`排序"),
        examples=(
            "The list is sorted by `username`",
            "They are sorted by age descending",
            "Newest first",
            "按用户名排序",
        ),
    ),
    Row(
        name="can be sorted",
        means="The request may say what a list is sorted by: `?sort=age`, or `?sort=-age` for the largest first.",
        places=_HERE,
        english=(
            f"{_ROWS} (can|may) be (sorted|ordered) by ({{either}}|{{fields}})",
            "(can|may) be sorted by ({either}|{fields})",
        ),
        chinese=("[结果|列表] (可以|可|能) 按 ({either}|{fields}) 排序",),
        facts=lambda reading: (replace(_listing(reading), sorts=reading.fields),),
        suggestions=("The list can be sorted by `{field}`", "列表可以按`{field}`排序"),
        examples=("The list can be sorted by `username` or `age`", "列表可以按用户名或年龄排序"),
    ),
    Row(
        name="can be filtered",
        means="The request may ask for the rows that have a value alone: `?age=18`.",
        places=_HERE,
        english=(
            f"{_ROWS} (can|may) be filtered by ({{either}}|{{fields}})",
            "[(can|may) be] filtered by ({either}|{fields})",
        ),
        chinese=("[结果|列表] (可以|可|能) 按 ({either}|{fields}) (筛选|过滤)",),
        facts=lambda reading: (replace(_listing(reading), filters=reading.fields),),
        suggestions=("The list can be filtered by `{field}`", "列表可以按`{field}`筛选"),
        examples=(
            "The list can be filtered by `active`",
            "The list can be filtered by `age` and `active`",
            "列表可以按年龄筛选",
        ),
    ),
    Row(
        name="can be searched",
        means="The request may ask for the rows that have words in a text field alone, whatever the case: `?q=ann`.",
        places=_HERE,
        english=(
            f"{_ROWS} (can|may) be searched (by|in|for) ({{either}}|{{fields}})",
            "[(can|may) be] searched (by|in) ({either}|{fields})",
        ),
        chinese=("[结果|列表] (可以|可|能) (按|在) ({either}|{fields}) [中] 搜索",),
        facts=lambda reading: (replace(_listing(reading), searched=reading.fields),),
        suggestions=("The list can be searched by `{field}`", "列表可以按`{field}`搜索"),
        examples=("The list can be searched by `username`", "列表可以按用户名搜索"),
    ),
    Row(
        name="pages",
        means="How many rows a page has where the request says nothing, and how many it may ask for: `?page=2&size=50`.",
        places=_HERE,
        english=(
            f"[{_ROWS}] [comes|come|is|are] [in] pages of {{min}} [rows|items|{{entity}}]",
            f"[{_ROWS}] [comes|come|is|are] [in] pages of {{min}} [rows|items|{{entity}}] (and|,|but) (at most|up to|no more than) {{max}} [rows|items|{{entity}}]",
            f"[{_ROWS}] [comes|come|is|are] [in] pages of (at most|up to|no more than) {{max}} [rows|items|{{entity}}]",
            "[a] page has {min} [rows|items|{entity}]",
            "{min} [rows|items|{entity}] (per|a|on a|on each) page [(and|,|but) (at most|up to) {max}]",
            "(at most|up to) {max} [rows|items|{entity}] (per|a|on a|on each) page",
            "[a] page has at most {max} [rows|items|{entity}]",
            "[a] page has {min} [rows|items|{entity}] (and|,) at most {max}",
        ),
        chinese=(
            "每页 {min} (条|个|行|项)",
            "每页 (最多|至多) {max} (条|个|行|项)",
            "每页 {min} (条|个|行|项) , (最多|至多) {max} (条|个|行|项)",
        ),
        facts=_pages,
        suggestions=("Pages of {min:20}", "每页 {min:20} 条"),
        examples=(
            "Pages of 20",
            "Pages of 20, at most 50",
            "20 users per page, at most 50",
            "A page has at most 50 rows",
            "A page has 20 rows, at most 50",
            "每页 20 条",
            "每页 20 条，最多 50 条",
        ),
    ),
)
