"""Rows about the other outcomes of an endpoint: a state of the request, and its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from codegen.interpret.facts import Bounds, CaseFact, Fact, FieldFact, State
from codegen.interpret.patterns.row import Place, Reading, Row

CASES: tuple[Place, ...] = ("endpoints", "rules")

_GETS = (
    "[is|are|gets|get|means|leads to|results in|causes|is answered with|are answered with"
    "|is refused with|are refused with|is rejected with|are rejected with|is answered|are answered]"
)


def english(clauses: str, nouns: str) -> tuple[str, ...]:
    """The English patterns of a case: ``clauses`` follow "if"; ``nouns`` stand alone."""
    return (
        f"[<else>] <if> ({clauses}) [<says>] <answer>",
        f"({nouns}) ([<says>]|{_GETS}) <answer>",
        f"[<says>] <answer> (<if> ({clauses})|(for|on|to|in case of) ({nouns}))",
    )


def chinese(clauses: str, nouns: str) -> tuple[str, ...]:
    """The Chinese patterns of a case."""
    return (
        f"[否则] [<如果>] ({clauses}) <时> [<返回>] <答>",
        f"({nouns}) [时|的请求] [<返回>|是|为] <答>",
    )


def case(reading: Reading, *states: State) -> tuple[CaseFact]:
    """What a sentence says of these states of the fields that it names, or of any."""
    fields = reading.fields or None
    answer = replace(reading.answer, fields=None)
    return (CaseFact(reading.endpoint, states, fields, answer, reading.said),)


def _case_and_bounds(reading: Reading, state: State) -> tuple[Fact, ...]:
    """``shorter than 8 characters`` is a case and a limit in one."""
    bounds = Bounds(reading.bounds.minimum, reading.bounds.maximum, in_characters=True)
    limits = tuple(
        FieldFact(field, bounds, reading.said, reading.endpoint) for field in reading.fields
    )
    return (*case(reading, state), *limits)


def _case_at_end(reading: Reading, end: Literal["minimum", "maximum"]) -> tuple[Fact, ...]:
    """``less than 18`` is a case and a limit in one, of a number or a text as the field's type says."""
    state: State = "too_short" if end == "minimum" else "too_long"
    (found,) = case(reading, state, "out_of_range")
    bounds = Bounds(reading.bounds.minimum, reading.bounds.maximum)
    limits = (FieldFact(f, bounds, reading.said, reading.endpoint) for f in reading.fields)
    return (replace(found, end=end), *limits)


def suggestions(in_english: str, in_chinese: str, status: int) -> tuple[str, str]:
    """How a case is proposed, with the status that it usually has."""
    code = f"{{status:{status}}}"
    return (
        f'If {in_english}, answer {code}[ with "{{message}}"]',
        f"如果{in_chinese}，返回 {code}[ 和“{{message}}”]",
    )


_INVALID: tuple[State, ...] = (
    "null",
    "wrong_type",
    "too_short",
    "too_long",
    "out_of_range",
    "pattern",
    "unstorable",
)


def _case_of_negative(reading: Reading) -> tuple[Fact, ...]:
    """``negative`` is a case and a limit in one."""
    (found,) = case(reading, "out_of_range")
    limits = (
        FieldFact(field, Bounds(0), reading.said, reading.endpoint) for field in reading.fields
    )
    return (replace(found, end="minimum"), *limits)


CASE_ROWS: tuple[Row, ...] = (
    Row(
        name="duplicate",
        means="Another row has the same value in a unique field.",
        places=CASES,
        english=english(
            "{either} [already] (exists|exist) [already]|{either} <is> already known|{either} <is> [already] (taken|in use|used|registered)"
            "|{either} (has|have) already been (taken|used|registered)|{either} <is> [a] duplicate"
            "|{either} <is> not unique"
            "|{entity} with (the|this|that|the same|the given) {either} already exists"
            "|another {entity} [already] has (the|this|that|the same|the given) {either}",
            "[an|a|the] [already] (existing|taken|used|duplicate|duplicated|registered) {either}"
            "|[an|a|the] {either} that <is> already (in use|taken|used|there|registered)",
        ),
        chinese=chinese(
            "{either} (已存在|已经存在|已被占用|已经被占用|已被使用|已经被使用|已被注册|已经被注册|重复|已有人使用)",
            "(重复|已存在|已被占用|已被使用) 的 {either}",
        ),
        facts=lambda reading: case(reading, "duplicate"),
        suggestions=suggestions("`{field}` already exists", "`{field}`已存在", 409),
        examples=(
            'If the username already exists, answer 409 with "Username already exists"',
            'An existing username is 409 with "Username already exists"',
            'A taken username: 409 "Username already exists"',
            "When the username is already taken, respond with status 409 and the message"
            ' "Username already exists"',
            'Answer 409 with "Username already exists" if the username already exists',
            "如果用户名已存在，返回 409 和“用户名已存在”",
            "用户名重复时返回 409",
            "如果用户名已有人使用，返回 409",
        ),
    ),
    Row(
        name="missing",
        means="The request leaves out a required field.",
        places=CASES,
        english=english(
            "([a|any|the|one] required (field|fields)|{subject}) <is>"
            " (missing|left out|omitted|absent|not given|not provided|not present)"
            "|the [request] (body|request) (lacks|leaves out|omits) {subject}",
            "[an|a|the|any] (missing|omitted|absent) ({subject}|required (field|fields)|(field|fields))",
        ),
        chinese=chinese(
            "(缺少|缺失|未提供|没有提供|未填写|没有填写) [必填] {subject}|{subject} (缺失|未提供|未填写)",
            "缺失的 {subject}",
        ),
        facts=lambda reading: case(reading, "missing"),
        suggestions=suggestions("`{field}` is missing", "缺少`{field}`", 422),
        examples=(
            "A missing field is 422",
            'If the username or the password is missing, answer 422 with "Who are you?"',
            "如果缺少字段，返回 422",
            "缺少用户名时返回 422 和“请填写用户名”",
        ),
    ),
    Row(
        name="null",
        means="A field is null that may not be.",
        places=CASES,
        english=english("{subject} <is> null", "[a] null {subject}"),
        chinese=chinese("{subject} (为|是) (null|空值)", "(空值|null) [的] {subject}"),
        facts=lambda reading: case(reading, "null"),
        suggestions=suggestions("`{field}` is null", "`{field}`为 null", 422),
        examples=(
            "A null field is 422",
            "If the username is null, answer 422",
            "如果用户名为 null，返回 422",
        ),
    ),
    Row(
        name="empty",
        means="A text has no characters at all; its field has to have a minimum of 1.",
        places=CASES,
        english=english("{subject} <is> empty", "[an] empty {subject}"),
        chinese=chinese("{subject} (为空|是空的|为空字符串)", "空的 {subject}"),
        facts=lambda reading: case(reading, "empty"),
        suggestions=suggestions("`{field}` is empty", "`{field}`为空", 422),
        examples=("An empty username is 422", "如果用户名为空，返回 422"),
    ),
    Row(
        name="missing or empty",
        means="The request leaves out a required field, or its text has no characters.",
        places=CASES,
        english=english(
            "{subject} <is> (missing or empty|empty or missing)",
            "[a|an] (missing or empty|empty or missing) {subject}",
        ),
        chinese=chinese(
            "{subject} (缺失或为空|为空或缺失)", "(缺失或为空|为空或缺失) 的 {subject}"
        ),
        facts=lambda reading: case(reading, "missing", "empty"),
        suggestions=suggestions("`{field}` is missing or empty", "`{field}`缺失或为空", 422),
        examples=(
            "If the username is missing or empty, answer 422",
            "如果用户名缺失或为空，返回 422",
        ),
    ),
    Row(
        name="too short",
        means="A text has fewer characters than its field's minimum.",
        places=CASES,
        english=english("{subject} <is> too short", "[a] too short {subject}"),
        chinese=chinese("{subject} (太短|过短)", "(太短|过短) 的 {subject}"),
        facts=lambda reading: case(reading, "too_short"),
        suggestions=suggestions("`{field}` is too short", "`{field}`太短", 422),
        examples=(
            "A too short password is 422",
            "If the password is too short, answer 422",
            "密码太短时返回 422",
        ),
    ),
    Row(
        name="shorter than",
        means="The field's minimum, and the answer to a text that has fewer characters.",
        places=CASES,
        english=english(
            "{either} (<is>|has|have) <below> {min} <characters>",
            "{either} [of|with] <below> {min} <characters>",
        ),
        chinese=chinese(
            "{either} [长度] (短于|少于|小于|不足|不到) {min} {characters}",
            "(短于|少于|小于|不足) {min} {characters} 的 {either}",
        ),
        facts=lambda reading: _case_and_bounds(reading, "too_short"),
        suggestions=suggestions(
            "`{field}` is shorter than {min:8} characters", "`{field}`少于 {min:8} 个字符", 422
        ),
        examples=(
            "If the password is shorter than 8 characters, answer 422",
            "密码少于 8 个字符时返回 422",
        ),
    ),
    Row(
        name="too long",
        means="A text has more characters than its field's maximum.",
        places=CASES,
        english=english("{subject} <is> too long", "[a] too long {subject}"),
        chinese=chinese("{subject} (太长|过长)", "(太长|过长) 的 {subject}"),
        facts=lambda reading: case(reading, "too_long"),
        suggestions=suggestions("`{field}` is too long", "`{field}`太长", 422),
        examples=(
            "A too long username is 422",
            "If a field is too long, answer 422",
            "用户名太长时返回 422",
        ),
    ),
    Row(
        name="longer than",
        means="The field's maximum, and the answer to a text that has more characters.",
        places=CASES,
        english=english(
            "{either} (<is>|has|have) <above> {max} <characters>"
            "|{either} (exceeds|exceed) {max} <characters>",
            "{either} [of|with] <above> {max} <characters>",
        ),
        chinese=chinese(
            "{either} [长度] (长于|多于|大于|超过) {max} {characters}",
            "(长于|多于|大于|超过) {max} {characters} 的 {either}",
        ),
        facts=lambda reading: _case_and_bounds(reading, "too_long"),
        suggestions=suggestions(
            "`{field}` is longer than {max:80} characters", "`{field}`超过 {max:80} 个字符", 422
        ),
        examples=(
            "If the username is longer than 80 characters, answer 422",
            "用户名超过 80 个字符时返回 422",
        ),
    ),
    Row(
        name="less than",
        means="The field's minimum, and the answer to a smaller number or a shorter text. The other end of"
        " a number's range keeps its own answer.",
        places=CASES,
        english=english(
            "{either} (<is>|has|have) <below> {min}", "{either} [of|with] <below> {min}"
        ),
        chinese=chinese(
            "{either} (小于|低于|少于|不足|不到) {min}", "(小于|低于|少于|不足) {min} 的 {either}"
        ),
        facts=lambda reading: _case_at_end(reading, "minimum"),
        suggestions=suggestions("`{field}` is less than {min:18}", "`{field}`小于 {min:18}", 422),
        examples=("If the age is less than 18, answer 422", "年龄小于 18 时返回 422"),
    ),
    Row(
        name="more than",
        means="The field's maximum, and the answer to a larger number or a longer text. The other end of"
        " a number's range keeps its own answer.",
        places=CASES,
        english=english(
            "{either} (<is>|has|have) <above> {max}|{either} (exceeds|exceed) {max}",
            "{either} [of|with] <above> {max}",
        ),
        chinese=chinese(
            "{either} (大于|高于|多于|超过) {max}", "(大于|高于|多于|超过) {max} 的 {either}"
        ),
        facts=lambda reading: _case_at_end(reading, "maximum"),
        suggestions=suggestions(
            "`{field}` is greater than {max:150}", "`{field}`大于 {max:150}", 422
        ),
        examples=("If the age is greater than 150, answer 422", "年龄大于 150 时返回 422"),
    ),
    Row(
        name="negative",
        means="The field's minimum is 0, and the answer to a smaller number.",
        places=CASES,
        english=english(
            "{either} <is> (negative|below zero|less than zero|less than nothing)",
            "[a] negative {either}",
        ),
        chinese=chinese("{either} (为负|是负数|为负数|小于零)", "负的 {either}"),
        facts=_case_of_negative,
        suggestions=suggestions("`{field}` is negative", "`{field}`为负数", 422),
        examples=(
            'If the age is negative, answer 422 with "Nobody is that young"',
            "如果年龄为负数，返回 422",
        ),
    ),
    Row(
        name="wrong length",
        means="A text has fewer or more characters than its field has.",
        places=CASES,
        english=english(
            "{either} <is> (too short or too long|too long or too short|of the wrong length)"
            "|{either} (is not|are not|isn't|has not|does not have|doesn't have) [exactly] {exactly} {characters} [long]",
            "[a|an] {either} of the wrong length",
        ),
        chinese=chinese("{either} (长度不对|长度不正确|长度错误)", "长度不对 的 {either}"),
        facts=lambda reading: case(reading, "too_short", "too_long"),
        suggestions=suggestions("`{field}` is too short or too long", "`{field}`长度不对", 422),
        examples=(
            "If the username is too short or too long, answer 422",
            "用户名长度不对时返回 422",
        ),
    ),
    Row(
        name="out of range",
        means="A number lies outside its field's range.",
        places=CASES,
        english=english(
            "{subject} <is> (out of range|outside its range)", "[an] out-of-range {subject}"
        ),
        chinese=chinese("{subject} 超出范围", "超出范围的 {subject}"),
        facts=lambda reading: case(reading, "out_of_range"),
        suggestions=suggestions("`{field}` is out of range", "`{field}`超出范围", 422),
        examples=("If the age is out of range, answer 422", "年龄超出范围时返回 422"),
    ),
    Row(
        name="wrong type",
        means="A field's value is of another JSON type.",
        places=CASES,
        english=english(
            "{subject} (<is> of|has|have) (the|a) wrong type", "{subject} of (the|a) wrong type"
        ),
        chinese=chinese("{subject} [的] 类型 (错误|不对|不正确)", "类型 (错误|不对) 的 {subject}"),
        facts=lambda reading: case(reading, "wrong_type"),
        suggestions=suggestions("`{field}` has the wrong type", "`{field}`类型错误", 422),
        examples=("A field of the wrong type is 422", "用户名类型错误时返回 422"),
    ),
    Row(
        name="invalid",
        means="A field that is there breaks any of its limits: its type, its form (what is no e-mail address, day, amount or word of a list, or does not match), its length, its range, or null.",
        places=CASES,
        english=english(
            "{subject} <is> (invalid|not valid)"
            "|{subject} <is> not [a|an] (valid|correct) [url|address|e-mail|email|e-mail address|email address|web address|date|day|number|amount|value|one]",
            "[an] invalid {subject}",
        ),
        chinese=chinese(
            "{subject} (无效|不合法|非法)",
            "(无效|不合法|非法) 的 {subject}",
        ),
        facts=lambda reading: case(reading, *_INVALID),
        suggestions=suggestions("`{field}` is invalid", "`{field}`无效", 422),
        examples=(
            "An invalid field is 422",
            "If the username is invalid, answer 422",
            "If the contact is not a valid e-mail address, answer 422",
            "如果用户名无效，返回 422",
        ),
    ),
    Row(
        name="missing or invalid",
        means="A required field is left out, or a field breaks any of its limits.",
        places=CASES,
        english=english(
            "{subject} <is> (missing or invalid|invalid or missing)",
            "[a|an] (missing or invalid|invalid or missing) {subject}",
        ),
        chinese=chinese(
            "{subject} (缺失或无效|无效或缺失)", "(缺失或无效|无效或缺失) 的 {subject}"
        ),
        facts=lambda reading: case(reading, "missing", *_INVALID),
        suggestions=suggestions("`{field}` is missing or invalid", "`{field}`缺失或无效", 422),
        examples=("Missing or invalid fields are 422", "如果字段缺失或无效，返回 422"),
    ),
    Row(
        name="unknown field",
        means="The request has a field that the endpoint does not know.",
        places=CASES,
        english=english(
            "(a|any) field is unknown|the [request] (body|request) has (an unknown field|unknown fields)",
            "[an|any] (unknown|unexpected|extra) (field|fields)",
        ),
        chinese=chinese("(有|存在|包含|出现) (未知|多余) [的] 字段", "(未知|多余) [的] 字段"),
        facts=lambda reading: case(reading, "unknown_field"),
        suggestions=suggestions("the body has an unknown field", "有未知字段", 422),
        examples=(
            "An unknown field is 422",
            "Unknown fields are refused with 422",
            "未知字段返回 422",
        ),
    ),
    Row(
        name="malformed body",
        means="The body cannot be parsed as JSON.",
        places=CASES,
        english=english(
            "(the|a) [json|request] body is (malformed|not valid json|invalid json|not json|no json|broken)"
            "|(the|a) body (cannot be parsed|can't be parsed|isn't json|isn't valid json)"
            "|the json is (malformed|invalid|not valid|broken)",
            "[a|any] malformed (json|<body>|json body)|[any] invalid json"
            "|(a body|bodies) that (is|are) (not|no) [valid] json",
        ),
        chinese=chinese(
            "<体> 不是 (有效|合法) 的 json|<体> 不是 json|<体> 格式 (错误|不正确)|<体> 无法解析"
            "|json 格式 (错误|不正确)|无法解析 (<体>|json)",
            "(格式错误|无效|不合法) 的 (json|<体>)",
        ),
        facts=lambda reading: case(reading, "malformed_body"),
        suggestions=suggestions("the body is malformed", "请求体格式错误", 400),
        examples=(
            "Malformed JSON is 400",
            'If the body is not valid JSON, answer 400 with "Send JSON"',
            "JSON 格式错误时返回 400",
        ),
    ),
    Row(
        name="not an object",
        means="The body is JSON, but no object.",
        places=CASES,
        english=english(
            "(the|a) [json] body is (not an object|no object|not a json object|no json object)",
            "(a [json] body|json|bodies) that (is|are) (not an object|no object|not a json object)",
        ),
        chinese=chinese("<体> 不是 [json] 对象", "不是 [json] 对象的 <体>"),
        facts=lambda reading: case(reading, "not_an_object"),
        suggestions=suggestions("the body is not an object", "请求体不是对象", 422),
        examples=("If the body is not an object, answer 422", "请求体不是对象时返回 422"),
    ),
    Row(
        name="wrong content type",
        means="The body is declared to be something other than JSON.",
        places=CASES,
        english=english(
            "the content type is (wrong|not json|not application/json|unsupported)",
            "[a|an|any] (wrong|other|another|unsupported) content type|[an] unsupported media type"
            "|(a|any) content type other than (json|application/json)",
        ),
        chinese=chinese(
            "(内容类型|content-type) (错误|不是 json|不是 application/json|不受支持)",
            "(错误|其他|不支持) 的 (内容类型|媒体类型)",
        ),
        facts=lambda reading: case(reading, "wrong_content_type"),
        suggestions=suggestions("the content type is wrong", "内容类型错误", 415),
        examples=("A wrong content type is 415", "内容类型错误时返回 415"),
    ),
    Row(
        name="too large",
        means="The body has more bytes than the app reads.",
        places=CASES,
        english=english("the [request] body is too (large|big)", "[a] too (large|big) <body>"),
        chinese=chinese("<体> (太大|过大)", "(太大|过大) 的 <体>"),
        facts=lambda reading: case(reading, "too_large"),
        suggestions=suggestions("the body is too large", "请求体过大", 413),
        examples=(
            "A too large body is 413",
            "If the body is too large, answer 413",
            "请求体过大时返回 413",
        ),
    ),
)
