"""Rows about fields: as parts of a bullet below an entity, and as sentences."""

from __future__ import annotations

from codegen.interpret.facts import (
    Bounds,
    DefaultValue,
    Fact,
    FieldFact,
    FieldName,
    Hashed,
    Hidden,
    Kind,
    Owns,
    Presence,
    Trait,
    TypeName,
    Unique,
)
from codegen.interpret.names import snake_case
from codegen.interpret.patterns.row import Place, Reading, Row

_PART: tuple[Place, ...] = ("field",)
_SENTENCE: tuple[Place, ...] = ("data", "endpoints", "rules")


def _each(reading: Reading, *traits: Trait) -> tuple[Fact, ...]:
    return tuple(
        FieldFact(field, trait, reading.said, reading.endpoint)
        for field in reading.fields
        for trait in traits
    )


def _bounded(reading: Reading) -> tuple[Fact, ...]:
    return _each(reading, reading.bounds)


def _of_kind(name: TypeName, reading: Reading) -> tuple[Fact, ...]:
    bounds = reading.bounds
    return _each(reading, Kind(name), *([bounds] if bounds != Bounds() else []))


PARTS: tuple[Row, ...] = (
    Row(
        name="text",
        means="The field is text.",
        places=_PART,
        english=(
            "{field} [a] (text|string)",
            "{field} [a] (text|string) (of|with|) <length>",
        ),
        chinese=("{field} (文本|字符串|文字)", "{field} <长> 的 (文本|字符串)"),
        facts=lambda reading: _of_kind("text", reading),
        suggestions=("`{field}`: text", "`{field}`：文本"),
        examples=("`username`: text", "`username`: text of 1 to 80 characters", "`username`：文本"),
    ),
    Row(
        name="secret",
        means="The field is a text that is stored hashed and never returned.",
        places=_PART,
        english=(
            "{field} [a] (secret|password)",
            "{field} [a] (secret|password) (of|with|) <length>",
        ),
        chinese=("{field} (机密|密码|口令|保密)",),
        facts=lambda reading: _of_kind("secret", reading),
        suggestions=("`{field}`: secret", "`{field}`：机密"),
        examples=("`password`: secret", "`password`：机密"),
    ),
    Row(
        name="whole number",
        means="The field is a whole number.",
        places=_PART,
        english=(
            "{field} [a|an] (whole number|integer|int)",
            "{field} [a|an] (whole number|integer|int) (of|) <bounds>",
        ),
        chinese=("{field} (整数)", "{field} <界> 的 整数"),
        facts=lambda reading: _of_kind("integer", reading),
        suggestions=("`{field}`: whole number", "`{field}`：整数"),
        examples=("`age`: whole number", "`age`: integer from 0 to 150", "`age`：整数"),
    ),
    Row(
        name="yes or no",
        means="The field is yes or no: true or false in JSON.",
        places=_PART,
        english=("{field} [a] (yes/no|yes or no|boolean|bool|true/false|true or false)",),
        chinese=("{field} (是否|布尔|布尔值|是/否|是或否)",),
        facts=lambda reading: _of_kind("boolean", reading),
        suggestions=("`{field}`: yes/no", "`{field}`：是否"),
        examples=("`active`: yes/no", "`active`：是否"),
    ),
    Row(
        name="number",
        means="The field is a number that may have a fraction; limits are included.",
        places=_PART,
        english=(
            "{field} [a] (number|decimal|decimal number|float)",
            "{field} [a] (number|decimal|decimal number|float) (of|) <bounds>",
        ),
        chinese=("{field} (数字|小数)", "{field} <界> 的 (数字|小数)"),
        facts=lambda reading: _of_kind("number", reading),
        suggestions=("`{field}`: number", "`{field}`：数字"),
        examples=("`weight`: number", "`weight`: number from 0.5 to 80", "`weight`：数字"),
    ),
    Row(
        name="money",
        means='The field is an amount of money: "12.34" in JSON, a whole number of cents in the database.',
        places=_PART,
        english=(
            "{field} [a|an] (money|price|amount|amount of money)",
            "{field} [a|an] (money|price|amount|amount of money) (of|) <bounds>",
        ),
        chinese=("{field} (金额|价格|钱)", "{field} <界> 的 (金额|价格)"),
        facts=lambda reading: _of_kind("money", reading),
        suggestions=("`{field}`: money", "`{field}`：金额"),
        examples=(
            "`price`: money",
            "`price`: money from 0.01 to 500.00",
            "`price`: an amount of more than 0",
            "`price`：金额",
        ),
    ),
    Row(
        name="date",
        means='The field is a day: "2026-03-01" in JSON.',
        places=_PART,
        english=("{field} [a] (date|day|calendar date)",),
        chinese=("{field} (日期|天)",),
        facts=lambda reading: _of_kind("date", reading),
        suggestions=("`{field}`: date", "`{field}`：日期"),
        examples=("`due`: date", "`due`：日期"),
    ),
    Row(
        name="date and time",
        means='The field is a moment: "2026-03-01T09:00:00Z" in JSON, with any zone in a request, in UTC in an answer.',
        places=_PART,
        english=("{field} [a] (date-time|datetime|date and time|moment|timestamp|point in time)",),
        chinese=("{field} (时间|日期时间|时刻|日期和时间)",),
        facts=lambda reading: _of_kind("datetime", reading),
        suggestions=("`{field}`: date-time", "`{field}`：时间"),
        examples=("`starts`: date-time", "`starts`: moment", "`starts`：时间"),
    ),
    Row(
        name="e-mail address",
        means="The field is an e-mail address, as browsers take one.",
        places=_PART,
        english=("{field} [an|a] (e-mail|email|mail) [address]",),
        chinese=("{field} (邮箱|电子邮箱|邮箱地址|电子邮件)",),
        facts=lambda reading: _of_kind("email", reading),
        suggestions=("`{field}`: e-mail address", "`{field}`：邮箱"),
        examples=("`contact`: e-mail address", "`contact`: an email", "`contact`：邮箱"),
    ),
    Row(
        name="URL",
        means="The field is the address of a web page: it begins with http:// or https://.",
        places=_PART,
        english=("{field} [a] (url|web address|web link)",),
        chinese=("{field} (网址|网页地址|链接地址)",),
        facts=lambda reading: _of_kind("url", reading),
        suggestions=("`{field}`: URL", "`{field}`：网址"),
        examples=("`site`: URL", "`site`: a web address", "`site`：网址"),
    ),
    Row(
        name="one of a list",
        means="The field is one of these words; put each into quotation marks.",
        places=_PART,
        english=("{field} [is] [one of|either|choice of|a choice of] [the] [words] {choices}",),
        chinese=("{field} [是|为] {choices} [之一|中的一个|其中之一]",),
        facts=lambda reading: _each(reading, Kind("choice", values=reading.choices)),
        suggestions=(
            '`{field}`: one of "{message}", "another"',
            "`{field}`：“{message}”、“另一个”之一",
        ),
        examples=(
            '`state`: one of "open", "done", "late"',
            '`state`: "open" or "done"',
            "`state`：“待办”、“完成”之一",
        ),
    ),
    Row(
        name="link to another entity",
        means="The field is the id of a row of another entity, which has to be there.",
        places=_PART,
        english=(
            "{field} [a|the] (link|reference|refers|points|belongs|id) (to|of) {entity}",
            "{field} links to (a|an|one|the) {entity}",
        ),
        chinese=("{field} (关联|链接到|引用|指向|属于) {entity}", "{field} {entity} 的 (编号|id)"),
        facts=lambda reading: _each(reading, Kind("reference", entity=reading.entity)),
        suggestions=("`{field}`: link to {entity}", "`{field}`：关联{entity}"),
        examples=(
            "`author`: link to a user",
            "`author`: reference to `User`",
            "`author`：关联用户",
        ),
    ),
    Row(
        name="owner",
        means="The field is a link to the user who makes the row: the app fills it in, no request does.",
        places=_PART,
        english=(
            "{field} [a|the] [link to] [the] {entity} (who|that) (creates|created|adds|added|makes|made|writes|wrote|owns|posts|posted|places|placed|books|booked|orders|ordered|records|recorded|opens|opened|submits|submitted|enters|entered|takes|took|keeps|logs|logged) it",
        ),
        chinese=(
            "{field} (创建|添加|发布|写|下|提交|登记|录入) (它|该记录|此记录|这条记录) 的 {entity}",
        ),
        facts=lambda reading: _each(reading, Kind("reference", entity=reading.entity), Owns()),
        suggestions=("`{field}`: the {entity} who creates it", "`{field}`：创建它的{entity}"),
        examples=("`author`: the user who creates it", "`author`：创建它的用户"),
    ),
    Row(
        name="limits of a field",
        means="The lengths or numbers that the field may have, both ends included.",
        places=_PART,
        english=("{field} <bounds> [<characters>]",),
        chinese=("{field} <长>", "{field} [范围] [为|是] <界> [之间]"),
        facts=_bounded,
        suggestions=(
            "`{field}`: {min:1} to {max:80} characters",
            "`{field}`：{min:1} 到 {max:80} 个字符",
        ),
        examples=(
            "`username`: 1 to 80 characters",
            "`password`: at least 8 characters",
            "`age`: from -5 to 150",
            "`username`：1到80个字符",
            "`password`：至少8个字符",
        ),
    ),
    Row(
        name="unique field",
        means="No two rows have the same value in the field.",
        places=_PART,
        english=("{field} unique",),
        chinese=("{field} 唯一",),
        facts=lambda reading: _each(reading, Unique()),
        suggestions=("`{field}`: unique", "`{field}`：唯一"),
        examples=("`username`: unique", "`username`：唯一"),
    ),
    Row(
        name="required field",
        means="A request has to give the field.",
        places=_PART,
        english=("{field} (required|mandatory)",),
        chinese=("{field} (必填|必需|必须填写)",),
        facts=lambda reading: _each(reading, Presence(required=True)),
        suggestions=("`{field}`: required", "`{field}`：必填"),
        examples=("`username`: required", "`username`：必填"),
    ),
    Row(
        name="optional field",
        means="A request may leave the field out; it may be null then.",
        places=_PART,
        english=("{field} optional",),
        chinese=("{field} (可选|选填|可不填)",),
        facts=lambda reading: _each(reading, Presence(required=False)),
        suggestions=("`{field}`: optional", "`{field}`：可选"),
        examples=("`age`: optional", "`age`：可选"),
    ),
    Row(
        name="default of a field",
        means="What a request that leaves the field out gets.",
        places=_PART,
        english=(
            "{field} (default|defaults to|default is|by default) {value}",
            "{field} {value} by default",
        ),
        chinese=("{field} (默认|默认值|缺省) [为|是] {value}",),
        facts=lambda reading: _each(reading, DefaultValue(reading.value)),
        suggestions=("`{field}`: default {value:0}", "`{field}`：默认 {value:0}"),
        examples=("`age`: default 18", '`username`: default "ann"', "`active`：默认 是"),
    ),
    Row(
        name="hashed field",
        means="The field is a secret, stored as a hash.",
        places=_PART,
        english=("{field} [stored] (hashed|as a hash)",),
        chinese=("{field} (哈希存储|以哈希形式存储|以哈希存储)",),
        facts=lambda reading: _each(reading, Hashed()),
        suggestions=("`{field}`: stored hashed", "`{field}`：以哈希形式存储"),
        examples=("`password`: stored hashed", "`password`：以哈希形式存储"),
    ),
    Row(
        name="hidden field",
        means="The field is in no response.",
        places=_PART,
        english=("{field} never (returned|shown)",),
        chinese=("{field} (从不|绝不|永不|不) 返回",),
        facts=lambda reading: _each(reading, Hidden()),
        suggestions=("`{field}`: never returned", "`{field}`：从不返回"),
        examples=("`password`: never returned", "`password`：从不返回"),
    ),
)
"""Parts of a field's bullet. The part is read behind the field's own name."""

SENTENCES: tuple[Row, ...] = (
    Row(
        name="secret rule",
        means="The field is a secret: stored as a hash, and in no response.",
        places=_SENTENCE,
        english=(
            "{fields} <must be> [only] [ever] (stored|kept|saved) [only] (hashed|as a hash|as hashes)"
            " [and|,] [<is>|must] (never|not) [be] [ever] (returned|shown|sent back|in a response"
            "|in any response|part of a response|part of any response)",
        ),
        chinese=(
            "{fields} [必须|须|应|应当] (以哈希形式|以哈希|用哈希|经哈希|哈希后|哈希) (存储|保存) [,|且|并且|而且]"
            " (从不|绝不|永不|不得|不会|不) [在响应中|被] (返回|出现|显示)",
        ),
        facts=lambda reading: _each(reading, Hashed(), Hidden()),
        suggestions=(
            "`{field}` is stored hashed and never returned",
            "`{field}`以哈希形式存储，从不返回",
        ),
        examples=(
            "Passwords are stored hashed and never returned",
            "`password` is stored hashed, never returned",
            "密码以哈希形式存储，从不返回",
        ),
    ),
    Row(
        name="hashed rule",
        means="The field is a secret, stored as a hash.",
        places=_SENTENCE,
        english=(
            "{fields} <must be> [only] (stored|kept|saved) [only] (hashed|as a hash|as hashes)",
        ),
        chinese=(
            "{fields} [必须|须|应|应当] (以哈希形式|以哈希|用哈希|经哈希|哈希后|哈希) (存储|保存)",
        ),
        facts=lambda reading: _each(reading, Hashed()),
        suggestions=("`{field}` is stored hashed", "`{field}`以哈希形式存储"),
        examples=("The password is stored hashed", "密码以哈希形式存储"),
    ),
    Row(
        name="hidden rule",
        means="The field is in no response.",
        places=_SENTENCE,
        english=(
            "{fields} (<is>|must) never [be] (returned|shown|sent back|in a response"
            "|in any response|part of a response|part of any response)",
            "{fields} must not be (returned|shown|sent back|in a response|in any response)",
            "never return {fields}",
            "(nobody|no one) (sees|may see|can see|ever sees) {fields}",
            "no (response|answer) (has|contains|includes|shows|returns) {field}",
            "the (response|answer) (has|contains|includes|shows|returns) no {field}",
        ),
        chinese=("{fields} (从不|绝不|永不|不得|不能|不会) [在响应中|被] (返回|出现|显示)",),
        facts=lambda reading: _each(reading, Hidden()),
        suggestions=("`{field}` is never returned", "`{field}`从不返回"),
        examples=("Passwords are never returned", "密码从不返回"),
    ),
    Row(
        name="unique rule",
        means="No two rows have the same value in the field.",
        places=_SENTENCE,
        english=(
            "{fields} <must be> unique",
            "no two {entity} [may|can] (have|share|use) [the same|a] {field}",
            "two {entity} (cannot|can't|must not|may not|must never) (have|share|use) [the same|a] {field}",
        ),
        chinese=(
            "{fields} (必须|须|应|应当|是|为) [是] 唯一 [的]",
            "{fields} 唯一",
            "{fields} (不能|不得|不可|不允许) 重复",
        ),
        facts=lambda reading: _each(reading, Unique()),
        suggestions=("`{field}` is unique", "`{field}`必须唯一"),
        examples=(
            "Usernames are unique",
            "The user's `username` must be unique",
            "No two users may have the same username",
            "用户名必须唯一",
            "用户名不能重复",
        ),
    ),
    Row(
        name="length rule",
        means="How many characters the field may have, both ends included.",
        places=_SENTENCE,
        english=(
            "{fields} (<has>|<must be>) [a length of] <length>",
            "{fields} <never past> <characters>",
        ),
        chinese=("{fields} [必须|须|应|应当] [有] <长>",),
        facts=_bounded,
        suggestions=(
            "`{field}` has {min:1} to {max:80} characters",
            "`{field}`有 {min:1} 到 {max:80} 个字符",
        ),
        examples=(
            "A username has 1 to 80 characters",
            "Passwords have at least 8 characters",
            "The password must be at least 8 characters long",
            "A username has fewer than 81 characters",
            "A username must not be longer than 80 characters",
            "用户名有 1 到 80 个字符",
            "密码至少 8 个字符",
            "用户名少于 81 个字符",
        ),
    ),
    Row(
        name="belongs to",
        means="The field that is called after the other entity links to a row of it.",
        places=("data", "rules"),
        english=("{one} (belongs to|is part of) (exactly one|one|) {parent}",),
        chinese=("{one} 属于 (一个|某个|) {parent}",),
        facts=lambda reading: (
            FieldFact(
                FieldName(snake_case(reading.parent or ""), reading.entity),
                Kind("reference", entity=reading.parent),
                reading.said,
            ),
        ),
        suggestions=("A {entity} belongs to a {parent}", "{entity}属于{parent}"),
        examples=("A user belongs to a group", "用户属于一个群组"),
    ),
    Row(
        name="not negative rule",
        means="The field's number is 0 or more; a positive one is 1 or more.",
        places=_SENTENCE,
        english=(
            "{fields} (must not|may not|cannot|can't|must never|may never|should not|is never|are never) [be] negative",
        ),
        chinese=("{fields} (不能|不得|不可|不允许) (为负|为负数|是负数|小于零)",),
        facts=lambda reading: _each(reading, Bounds(0)),
        suggestions=("`{field}` must not be negative", "`{field}`不能为负数"),
        examples=("The age must not be negative", "年龄不能为负数"),
    ),
    Row(
        name="not empty rule",
        means="The field's text has a character at least.",
        places=_SENTENCE,
        english=(
            "{fields} (must not|may not|cannot|can't|must never|may never|should not) be (empty|blank)",
        ),
        chinese=("{fields} (不能|不得|不可|不允许) (为|是) 空", "{fields} 不为空"),
        facts=lambda reading: _each(reading, Bounds(1, in_characters=True)),
        suggestions=("`{field}` must not be empty", "`{field}`不能为空"),
        examples=("The username must not be empty", "用户名不能为空"),
    ),
    Row(
        name="range rule",
        means="Which numbers the field may be, both ends included.",
        places=_SENTENCE,
        english=("{fields} <must be> <bounds>", "{fields} <never past>"),
        chinese=(
            "{fields} [必须|须|应|应当] [为|是|在] <界>",
            "{fields} (不能|不得|不可|不应) (超过|多于|大于|高于) {max}",
            "{fields} (不能|不得|不可|不应) (少于|小于|低于) {min}",
        ),
        facts=_bounded,
        suggestions=("`{field}` is from {min:0} to {max:150}", "`{field}`为 {min:0} 到 {max:150}"),
        examples=(
            "The age is from 0 to 150",
            "`age` must be at least 18",
            "The age must be less than 150",
            "The age cannot be more than 150",
            "年龄为 0 到 150",
            "年龄必须大于 17",
        ),
    ),
    Row(
        name="required rule",
        means="A request has to give the field.",
        places=_SENTENCE,
        english=("{fields} (<must be>) (required|mandatory|given)",),
        chinese=("{fields} (必填|是必填的|是必填项|为必填项|必须填写|必须提供)",),
        facts=lambda reading: _each(reading, Presence(required=True)),
        suggestions=("`{field}` is required", "`{field}`必填"),
        examples=("The username and the password are required", "用户名和密码必填"),
    ),
    Row(
        name="optional rule",
        means="A request may leave the field out; it may be null then.",
        places=_SENTENCE,
        english=("{fields} <is> optional", "{fields} may be (left out|omitted)"),
        chinese=("{fields} (可选|是可选的|为可选项|选填|可以不填|可以省略)",),
        facts=lambda reading: _each(reading, Presence(required=False)),
        suggestions=("`{field}` is optional", "`{field}`可选"),
        examples=("The age is optional", "年龄可选"),
    ),
    Row(
        name="default rule",
        means="What a request that leaves the field out gets.",
        places=_SENTENCE,
        english=(
            "{field} defaults to {value}",
            "the default [value] (of|for) {field} is {value}",
            "{field} is {value} by default",
        ),
        chinese=("{field} [的] (默认|默认值|缺省值) [为|是] {value}",),
        facts=lambda reading: _each(reading, DefaultValue(reading.value)),
        suggestions=("`{field}` defaults to {value:0}", "`{field}`默认为 {value:0}"),
        examples=("The age defaults to 18", "年龄默认为 18"),
    ),
)

FIELD_ROWS = (*PARTS, *SENTENCES)
