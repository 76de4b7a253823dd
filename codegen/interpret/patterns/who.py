"""Rows about who may call an endpoint: anyone, who is logged in, the owner of a row, a role."""

from __future__ import annotations

import re

from codegen.contract import Operation
from codegen.interpret.facts import Fact, Who, WhoFact
from codegen.interpret.grammar import VERBS
from codegen.interpret.patterns.cases import CASES, case, chinese, english, suggestions
from codegen.interpret.patterns.row import Reading, Row

_CALL = "(register|call it|use it|use this|use the app|call this endpoint|use this endpoint|call this|do this|do so|see this|do that)"
_MAY = "(may|can|is allowed to|are allowed to)"
_CURRENT = "(logged-in|logged in|signed-in|signed in|authenticated)"
_OWNERS = ("owner", "owners", "拥有者", "所有者", "创建者", "本人")
_OPERATIONS: dict[str, tuple[Operation, ...]] = {
    "see": ("read", "list", "count"),
    "change": ("update", "replace", "mark"),
    "delete": ("delete", "delete_all"),
    "create": ("create",),
}


def _operations(reading: Reading) -> tuple[Operation, ...]:
    """What the verbs in ``{verbs}`` do."""
    said = (reading.text("verbs") or "").lower()
    return tuple(
        operation
        for done, operations in _OPERATIONS.items()
        if re.search(VERBS[done], said)
        for operation in operations
    )


def _who(reading: Reading, who: Who, of: tuple[WhoFact, ...] = ()) -> tuple[Fact, ...]:
    has = reading.where if who == "role" else None
    entity = reading.entity if reading.text("verbs") else None
    operations = _operations(reading)
    role = reading.role if who == "role" else ""
    return (WhoFact(reading.endpoint, who, reading.said, entity, operations, has, role, of),)


def _any_of(reading: Reading) -> tuple[Fact, ...]:
    if reading.where:
        owner = WhoFact(reading.endpoint, "owner", reading.said)
        has = WhoFact(reading.endpoint, "role", reading.said, has=reading.where)
        return _who(reading, "any_of", (owner, has))
    return _who(reading, "any_of", tuple(_called(reading, role) for role in reading.roles))


def _called(reading: Reading, role: str) -> WhoFact:
    if role.lower() in _OWNERS:
        return WhoFact(reading.endpoint, "owner", reading.said)
    return WhoFact(reading.endpoint, "role" if role else "logged_in", reading.said, role=role)


def _of_role(reading: Reading) -> tuple[Fact, ...]:
    if reading.role.lower() in _OWNERS:
        return _who(reading, "owner")
    return _who(reading, "role" if reading.where or reading.role else "logged_in")


WHO_ROWS: tuple[Row, ...] = (
    Row(
        name="anyone",
        means="No log-in is needed.",
        places=CASES,
        english=(
            f"(anyone|anybody|everyone|everybody) (may|can|is allowed to) (sign up|log in|{_CALL[1:-1]})",
            f"(anyone|anybody|everyone|everybody) {_MAY} {{verbs}} {{entity}}",
            f"(anyone|anybody|everyone|everybody) {_MAY} (see|read|view|list) (it|them|these|the list)",
            "no (log-in|login|authentication|credentials|token|account) (is|are) (needed|required|necessary)",
            "[it is|this is|this endpoint is] (open to|for) (anyone|everyone|anybody|everybody)",
        ),
        chinese=(
            "(任何人|所有人|每个人|人人) (都|均) [可以|可|能|能够] (调用|注册|登录|使用|访问)",
            "(任何人|所有人|每个人|人人) [都|均] [可以|可|能|能够] {verbs} {entity}",
            "(无需|不需要|不用|无须) (登录|认证|身份验证|身份认证|凭证|登陆)",
        ),
        facts=lambda reading: _who(reading, "anyone"),
        suggestions=("Anyone may call it", "任何人都可以调用"),
        examples=(
            "Anyone may register",
            "No log-in is needed",
            "Anyone may read users",
            "任何人都可以调用",
            "无需登录",
        ),
    ),
    Row(
        name="logged in",
        means="Whoever calls has to be logged in; whoever that is may.",
        places=CASES,
        english=(
            "[a|the] (log-in|login|authentication|token|valid token) is (needed|required|necessary)",
            f"[only|any|every] {_CURRENT} ({{entity}}|people|clients) {_MAY} {_CALL}",
            f"[only|any|every] {_CURRENT} ({{other}}|people|clients) {_MAY} {{verbs}} {{entity}}",
            f"(any|every) {{other}} {_MAY} {{verbs}} {{entity}}",
            f"[only|any|every|all] {_CURRENT} ({{entity}}|people|person|persons|clients) {_MAY} (see|read|view|list|{_CALL[1:-1]}) [it|them|these]",
            f"(any|every) {{entity}} {_MAY} {_CALL}",
            "[the|a] ({entity}|caller|client) (must|has to|needs to|have to) be logged in",
            "for logged-in {entity} only",
        ),
        chinese=(
            "(需要|必须|须) [先] 登录",
            "(只有|仅) [已] 登录 [的] {entity} [才] (可以|可|能|能够) (调用|使用|访问|操作)",
            "(只有|仅) [已] 登录 [的] {other} [才] (可以|可|能|能够) {verbs} {entity}",
            "[已] 登录 [的] {other} [都] (可以|可|能|能够) {verbs} {entity}",
        ),
        facts=lambda reading: _who(reading, "logged_in"),
        suggestions=("A log-in is needed", "需要登录"),
        examples=(
            "A log-in is needed",
            "Only logged-in users may call it",
            "需要登录",
            "只有登录的用户才能调用",
        ),
    ),
    Row(
        name="the owner",
        means="Only the user who made a row may; a list has the rows of whoever asks. Another's row is answered as one that is not there,"
        ' unless there is an answer for "not the owner".',
        places=CASES,
        english=(
            f"only [the|its|their] (owner|owners) {_MAY} {_CALL}",
            f"only [the|its|their] (owner|owners) [of {{other}}] {_MAY} {{verbs}} (it|them)",
            f"only [the|its|their] (owner|owners) {_MAY} {{verbs}} {{entity}}",
            "only (one's|their|his or her) own {entity} (may|can) be {verbs}",
        ),
        chinese=(
            "(只有|仅) (拥有者|所有者|本人|创建者) [才] (可以|可|能|能够) (调用|使用|访问|操作)",
            "(只有|仅) (拥有者|所有者|本人|创建者) [才] (可以|可|能|能够) {verbs} {entity}",
        ),
        facts=lambda reading: _who(reading, "owner"),
        suggestions=("Only the owner may call it", "只有拥有者才能调用"),
        examples=(
            "Only the owner may call it",
            "Only the owner may read, change or delete a user",
            "只有拥有者才能查看、修改或删除用户",
        ),
    ),
    Row(
        name="a role",
        means="Only users whose own row says so may; others are answered 403. What the users of a role are called is a value of one of their"
        ' fields (`role`: one of "member" or "admin") or a field that is yes or no; called users, they are'
        " whoever is logged in. Nobody has a role from the start but by the default of that field: who runs the app gives it"
        " (`flask --app wsgi users set-role NAME admin`, as the README of the app has it).",
        places=CASES,
        english=(
            f"only {{other}} <where> {_MAY} {_CALL}",
            f"only {{other}} <where> {_MAY} {{verbs}} {{entity}}",
            f"only {{role}} {_MAY} {_CALL}",
            f"only {{role}} {_MAY} {{verbs}} {{entity}}",
            f"only {{role}} {_MAY} (see|read|view|list|change|edit|delete) (it|them|these)",
            f"only {{flag}} {{other}} {_MAY} {_CALL}",
            f"only {{flag}} {{other}} {_MAY} {{verbs}} {{entity}}",
        ),
        chinese=(
            "(只有|仅) {wherefield} (为|是) {value} 的 {other} [才] (可以|可|能|能够) (调用|使用|访问|操作)",
            "(只有|仅) {wherefield} (为|是) {value} 的 {other} [才] (可以|可|能|能够) {verbs} {entity}",
            "(只有|仅) {flag} 的 {other} [才] (可以|可|能|能够) (调用|使用|访问|操作)",
            "(只有|仅) {role} [才] (可以|可|能|能够) (调用|使用|访问|操作)",
            "(只有|仅) {role} [才] (可以|可|能|能够) {verbs} {entity}",
        ),
        facts=_of_role,
        suggestions=(
            "Only users that are `{field}` may call it",
            "只有`{field}`的用户才能调用",
        ),
        examples=(
            'Only users whose `state` is "admin" may call it',
            "Only users that are active may delete users",
            "Only admins may delete users",
            "Only an admin may call it",
            "Only users may delete users",
            "只有管理员才能删除用户",
            "只有`state`为“admin”的用户才能调用",
        ),
    ),
    Row(
        name="one of several",
        means="The owner, and whoever has a role: these may do it to rows of all, the owner to their own, and a list has the rows"
        " that whoever asks may see. To others it is as if only the owner might. Or users of several roles, where no owner is named.",
        places=CASES,
        english=(
            f"only {{roles}} {_MAY} {_CALL}",
            f"only {{roles}} {_MAY} {{verbs}} {{entity}}",
            f"only [the|its|their] (owner|owners) (or|and) {{other}} <where> {_MAY} {_CALL}",
            f"only [the|its|their] (owner|owners) (or|and) {{other}} <where> {_MAY} {{verbs}} {{entity}}",
        ),
        chinese=(
            "(只有|仅) {roles} [才] (可以|可|能|能够) (调用|使用|访问)",
            "(只有|仅) {roles} [才] (可以|可|能|能够) {verbs} {entity}",
            "(只有|仅) (拥有者|所有者|创建者|本人) (或|或者|和|以及) {wherefield} (为|是) {value} 的 {other} [才] (可以|可|能|能够) (调用|使用|访问)",
            "(只有|仅) (拥有者|所有者|创建者|本人) (或|或者|和|以及) {wherefield} (为|是) {value} 的 {other} [才] (可以|可|能|能够) {verbs} {entity}",
        ),
        facts=_any_of,
        suggestions=("Only the owner or an admin may call it", "只有拥有者或管理员才能调用"),
        examples=(
            "Only the owner or an admin may change or delete a user",
            'Only the owner or users whose `state` is "admin" may call it',
            "Only admins or the owner may call it",
            "Only editors, moderators or admins may delete users",
            "只有拥有者或管理员才能修改或删除用户",
            "只有拥有者或`state`为“admin”的用户才能调用",
        ),
    ),
    Row(
        name="not the owner",
        means="The row is somebody else's. Without such an answer it is answered as a row that is not there.",
        places=CASES,
        english=english(
            "{one} (belongs to|is of|is owned by) (somebody|someone|another|anybody) [else] [{other}]"
            "|{one} <is> (somebody|someone) else's|(the|a) (caller|client|user) <is> not the owner|[the] {other} <is> not (the|its) owner",
            "[a|an|the] {one} of (somebody|someone) else",
        ),
        chinese=chinese(
            "{one} (属于|是) (别人|他人|其他人) [的]|不是 (拥有者|所有者|创建者)",
            "(别人|他人) 的 {one}",
        ),
        facts=lambda reading: case(reading, "not_owner"),
        suggestions=suggestions("the {entity} belongs to somebody else", "{entity}属于别人", 403),
        examples=(
            'If the user belongs to somebody else, answer 403 with "Not yours"',
            "如果用户属于别人，返回 403",
        ),
    ),
    Row(
        name="not allowed",
        means="Whoever is logged in has not the role that it takes.",
        places=CASES,
        english=english(
            "(the|a) (caller|client|user) <is> not allowed|(somebody|someone|anybody|anyone) <is> not allowed|{one} <is> not allowed [to] [do (so|this|that)]"
            "|{one} may not [do (so|this|that)]|{other} <is> (not|no) (a|an) {role}|(the|a) (caller|client) <is> (not|no) (a|an) {role}",
            "[a|any] (caller|client) without the role"
            "|(whoever|anyone|anybody|everyone|everybody|somebody|someone) [who|that] <is> (not|no) (a|an) {role}"
            "|(whoever|anyone|anybody|everyone|everybody|somebody|someone) [who|that] <is> not {unflag}",
        ),
        chinese=chinese("(没有|无) 权限|{one} (没有|无) 权限", "没有权限 的 {one}"),
        facts=lambda reading: case(reading, "not_allowed"),
        suggestions=suggestions("the {entity} is not allowed", "{entity}没有权限", 403),
        examples=(
            'If the user is not allowed, answer 403 with "Not for you"',
            'If the user is not an admin, answer 403 with "Not for you"',
            "没有权限时返回 403",
        ),
    ),
)
