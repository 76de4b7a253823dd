"""Rows about what an endpoint does, takes and answers when all is well."""

from __future__ import annotations

from dataclasses import replace

from codegen.interpret.facts import Fact, OperationFact, RequestFact, SuccessFact
from codegen.interpret.patterns.row import Place, Reading, Row

_HERE: tuple[Place, ...] = ("endpoints",)

_CREATES = (
    "(register|registers|create|creates|add|adds|save|saves|store|stores|insert|inserts|make|makes"
    "|sign up|signs up|record|records|schedule|schedules|submit|submits|book|books|place|places|open|opens|post|posts"
    "|write|writes|enter|enters|publish|publishes|file|files|start|starts)"
)
_MAKES = _CREATES.replace("|add|adds", "")
_SIGNS_UP = (
    "(register|registers|sign up|signs up|can register|can sign up|may register|may sign up)"
)
_PEOPLE = "(people|somebody|someone|a person|persons|visitors|a visitor|clients|a client|one|you)"
_FROM = "(with|from|by|given|using|taking|out of) [a|an|the] [json] [body|object] [with|of|,]"
_创建 = "(注册|创建|新建|添加|新增|增加|登记|提交|录入|发布)"
_字段 = "(字段|参数) [有|为|是|包括|包含]"


def _creates(reading: Reading) -> tuple[Fact, ...]:
    endpoint, said = _endpoint(reading), reading.said
    operation = OperationFact(endpoint, reading.entity, said, parent=reading.parent)
    if reading.fields:
        return operation, RequestFact(endpoint, reading.fields, said)
    return (operation,)


def _takes(reading: Reading) -> tuple[Fact, ...]:
    return (RequestFact(_endpoint(reading), reading.fields, reading.said),)


def _succeeds(reading: Reading) -> tuple[Fact, ...]:
    return (SuccessFact(_endpoint(reading), reading.answer, reading.said),)


def _creates_and_succeeds(reading: Reading) -> tuple[Fact, ...]:
    answer = replace(reading.answer, fields=None)
    return *_creates(reading), SuccessFact(_endpoint(reading), answer, reading.said)


def _endpoint(reading: Reading) -> str:
    if reading.endpoint is None:
        raise ValueError("a row of endpoints was read outside an endpoint")
    return reading.endpoint


ENDPOINT_ROWS: tuple[Row, ...] = (
    Row(
        name="create",
        means="The endpoint makes a row of the entity, from these fields or from all that it has.",
        places=_HERE,
        english=(
            f"[this] [endpoint] {_CREATES} {{entity}}",
            f"[this] [endpoint] {_CREATES} {{entity}} {_FROM} {{fields}}",
            f"[this] [endpoint] {_CREATES} {{entity}} (of|for|on|at|under|within|below) {{parent}}",
            f"[this] [endpoint] {_CREATES} {{entity}} (of|for|on|at|under|within|below) {{parent}} {_FROM} {{fields}}",
            f"[this] [endpoint] {_MAKES} {{entity}} (in|to|into|from) {{parent}}",
            f"[this] [endpoint] {_MAKES} {{entity}} (in|to|into|from) {{parent}} {_FROM} {{fields}}",
            f"{{entity}} {_SIGNS_UP}",
            f"{{entity}} {_SIGNS_UP} {_FROM} {{fields}}",
            f"{_PEOPLE} {_SIGNS_UP} {_FROM} {{fields}}",
            "{entity} is (registered|created|added)",
            f"{{entity}} is (registered|created|added) {_FROM} {{fields}}",
        ),
        chinese=(
            f"{_创建} {{entity}}",
            f"{_创建} {{parent}} 的 {{entity}}",
            f"(为|给|在) {{parent}} [中|里|下] {_创建} {{entity}}",
            f"{_创建} {{parent}} 的 {{entity}} , {_字段} {{fields}}",
            f"(为|给|在) {{parent}} [中|里|下] {_创建} {{entity}} , {_字段} {{fields}}",
            f"{{entity}} (用|通过|凭) {{fields}} {_创建}",
            f"{_创建} {{entity}} , {_字段} {{fields}}",
            f"(用|通过|根据|凭|以) {{fields}} [来] {_创建} {{entity}}",
        ),
        facts=_creates,
        suggestions=("Registers a {entity} with {fields}", "创建{entity}，字段为{fields}"),
        examples=(
            "Registers a user",
            "Register a new user with `username` and `password`",
            "Creates a User from `username` and `password`",
            "Creates a user of the group",
            "Adds a user under the group",
            "新建群组的用户",
            "People register with a username and a password",
            "注册一个用户",
            "新建一个用户，字段为用户名和密码",
        ),
    ),
    Row(
        name="request",
        means="The fields that the endpoint's JSON body has.",
        places=_HERE,
        english=(
            "[<who>|this endpoint] (take|takes|accept|accepts|expect|expects) [a] [json] [body|object]"
            " [with|of|,] {fields}",
            "the [request] (body|request) (has|have|contains|contain|consists of) {fields}",
        ),
        chinese=(f"(接受|接收|需要) [{_字段}] {{fields}}", "<体> (包含|包括|含有|有|为) {fields}"),
        facts=_takes,
        suggestions=("Takes {fields}", "接受{fields}"),
        examples=(
            "Takes `username` and `password`",
            "The body has a username and a password",
            "接受用户名和密码",
        ),
    ),
    Row(
        name="create and answer",
        means="The endpoint makes a row of the entity; this is its answer when no other case holds.",
        places=_HERE,
        english=(
            f"[<else>] {_CREATES} {{entity}} (and|,|and then) <says> <answer>",
            f"{_CREATES} {{entity}} {_FROM} {{fields}} (and|,|, and|and then) <says> <answer>",
            "[<else>] {entity} is (registered|created|added) (and|,) <says> <answer>",
        ),
        chinese=(f"[否则] {_创建} {{entity}} (并|,|然后|并且|,并) <返回> <答>",),
        facts=_creates_and_succeeds,
        suggestions=(
            'Otherwise create the {entity} and answer {status:201}[ with "{message}"]',
            "否则创建{entity}并返回 {status:201}[ 和“{message}”]",
        ),
        examples=(
            'Otherwise create the user and answer 201 with "User created successfully"',
            "否则创建用户，返回 201 和“注册成功”",
        ),
    ),
    Row(
        name="success",
        means="The answer when no other case holds.",
        places=_HERE,
        english=(
            "<else> [<says>] <answer>",
            "[on success|if all is well|if everything is fine|in all other cases] <says> <answer>",
            "(on success|success|success is|if all is well) <answer>",
            "(<says> <answer>) (on success|if all is well|otherwise|in all other cases)",
        ),
        chinese=(
            "(否则|不然|其他情况下|其它情况下) [<返回>] <答>",
            "(成功|成功时|成功后|成功则|注册成功时|创建成功时|注册成功后|创建成功后) [<返回>] <答>",
            "<返回> <答>",
        ),
        facts=_succeeds,
        suggestions=(
            'Otherwise answer {status:201}[ with "{message}"]',
            "否则返回 {status:201}[ 和“{message}”]",
        ),
        examples=(
            'Otherwise answer 201 with "User created successfully"',
            'Else 201 "User created successfully"',
            "On success: 201 Created",
            'Answers 201 with "User created successfully"',
            'Otherwise return "OK"',
            "否则返回 201 和“注册成功”",
            "成功时返回 201",
        ),
    ),
    Row(
        name="success with fields",
        means="The answer when no other case holds, and the fields that it has.",
        places=_HERE,
        english=(
            "[<else>|on success] <says> <code> (with|and) {fields} [(and|,) <with> {message}]",
            "[<else>|on success] <says> <code> (with|and) <with> {message} (and|,) {fields}",
        ),
        chinese=(
            "[否则|成功时|成功后] <返回> <码> (和|与|以及|,) {fields} [(和|以及|,) <消息> {message}]",
            "[否则|成功时|成功后] <返回> <码> (和|与|以及|,) <消息> {message} (和|以及|,) {fields}",
        ),
        facts=_succeeds,
        suggestions=(
            "Otherwise answer {status:201} with {fields}",
            "否则返回 {status:201} 和{fields}",
        ),
        examples=(
            "Otherwise answer 201 with the `id` and the `username`",
            'Answers 201 with "Welcome" and the id',
            "否则返回 201 和 `id`、用户名",
        ),
    ),
    Row(
        name="response",
        means="The fields that the answer has when no other case holds: these and no others.",
        places=_HERE,
        english=(
            "the (response|answer|reply) [body] (has|contains|includes|is|consists of|carries) [only|just] [of]"
            " {fields} [of (each|the|every|a|one) {other}] [and [the] message {message}]",
            "[<else>|on success] [<who>] (return|returns|answer with|answers with) [only|just] {fields}",
            "[<else>|on success] [<who>] (return|returns|shows|show) [only|just] {fields} of (each|every) {other}",
            "[<else>|on success] the (response|answer|reply) (has|contains|includes|is) [only|just] {fields}",
        ),
        chinese=(
            "(响应|应答|回应|返回结果|响应体) [中] [只] (包含|包括|含有|有|为|是) {fields}",
            "[否则|成功时|成功后] [只] <返回> {fields}",
        ),
        facts=_succeeds,
        suggestions=("The response has {fields}", "响应包含{fields}"),
        examples=(
            "The response has `id` and `username`",
            "Returns the id and the username",
            "The response has the id and the username of each user",
            "返回 `id` 和 `username`",
            "响应包含 `id` 和用户名",
        ),
    ),
)
