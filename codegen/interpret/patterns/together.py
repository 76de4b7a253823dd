"""Rows about fields whose values, taken together, are those of one row at most."""

from __future__ import annotations

from dataclasses import replace

from codegen.interpret.facts import Fact, FieldName, TogetherFact
from codegen.interpret.names import snake_case
from codegen.interpret.patterns.cases import CASES, case, chinese, english, suggestions
from codegen.interpret.patterns.row import Reading, Row

_SAME = "(the|this|that|the same|the given|both the same|the same two)"


def _taken_within(reading: Reading) -> tuple[Fact, ...]:
    """``If the group already has a user with the same name``: the link is called after the group."""
    link = FieldName(snake_case(reading.parent or ""), reading.entity)
    named = (replace(name, entity=reading.entity) for name in reading.fields)
    (found,) = case(reading, "taken_together")
    return (replace(found, fields=(link, *named)),)


def _together(reading: Reading) -> tuple[Fact, ...]:
    entity = reading.entity or reading.parent
    return (TogetherFact(reading.fields, reading.said, entity, reading.endpoint),)


TOGETHER_ROWS: tuple[Row, ...] = (
    Row(
        name="unique together",
        means="No two rows of an entity have the same values in all of these fields; in some of them they may. A field that is null is like no other.",
        places=("data", "endpoints", "rules"),
        english=(
            "{group} <must be> unique together",
            "{group} (together|in combination|taken together) <must be> unique",
            "[the] (combination|pair) of {group} <must be> unique",
            "{field} <must be> unique (within|per|for each|in each|within each|within the same|for the same) {field}",
            "no two {entity} [may|can|must] (have|share|use) [both] [the] same {group}",
            "two {entity} (cannot|can't|must not|may not|must never) (have|share|use) [both] [the] same {group}",
            "no two {entity} (of|in|on|for) (a|an|one|the same|any) {field} [may|can|must] (have|share|use|wear) [the] same {field}",
            "[there (is|may be|can be)] [at most|only|no more than] one {entity} (per|for each|for the same) {group}",
        ),
        chinese=(
            "{group} (合起来|一起|组合起来|组合|共同|联合|同时) (必须|须|应|应当|是|为|要|) [是] 唯一 [的]",
            "{group} 的 组合 (必须|须|应|应当|是|为|要|) [是] 唯一 [的]",
            "{group} 的 组合 (不能|不得|不可|不允许) 重复",
            "{group} (不能|不得|不可|不允许) (同时|都) (重复|相同)",
            "(同一|同一个|每个|每一个) {field} (内|中|下|里|的) {field} (不能重复|不得重复|唯一|必须唯一)",
            "(同一|同一个) {field} [、|,] (同一|同一个) {field} [[、|,] (同一|同一个) {field}] (只能|最多|至多|最多只能) 有 一 (个|节|条|次|名) {entity}",
        ),
        facts=_together,
        suggestions=("{group} are unique together", "{group}合起来唯一"),
        examples=(
            "The username and the age are unique together",
            "The combination of `username` and `age` must be unique",
            "No two users may have the same username and age",
            "The username must be unique per `age`",
            "There is at most one user for each username and age",
            "用户名和年龄合起来唯一",
            "用户名和年龄的组合不能重复",
            "同一用户名、同一年龄只能有一个用户",
        ),
    ),
    Row(
        name="taken together",
        means="Another row has the same values in all of these fields.",
        places=CASES,
        english=english(
            f"another {{entity}} [already] (has|with) {_SAME} {{group}} [already] [exists]"
            f"|{{entity}} with {_SAME} {{group}} [already] exists"
            f"|there is [already] (a|an|another) {{entity}} with {_SAME} {{group}} [already]"
            f"|{{parent}} (already has|has) (a|an|another) {{entity}} with {_SAME} ({{field}}|{{group}})"
            f"|another {{entity}} (of|in|on) {{parent}} [already] (has|with) {_SAME} ({{field}}|{{group}})"
            "|{group} [already] (exist|exists) together|{group} <is> [already] (taken|in use|used) together"
            "|[the] (combination|pair) of {group} (is [already] (taken|in use|used)|already exists)",
            "[an|a|the] [already] (existing|taken|used|duplicate) (combination|pair) of {group}",
        ),
        chinese=chinese(
            "{group} 的 组合 (已存在|已经存在|重复|已被占用|已被使用)|{group} (同时|都) (已存在|重复|相同)"
            "|(已有|已经有|存在) 相同 {group} 的 {entity}|(已有|已经有|存在) {group} (都|) 相同的 {entity}",
            "重复的 {group} [的] 组合",
        ),
        facts=lambda reading: (
            _taken_within(reading) if reading.parent else case(reading, "taken_together")
        ),
        suggestions=suggestions(
            "another {entity} has the same {group}", "{group}的组合已存在", 409
        ),
        examples=(
            'If another user has the same username and age, answer 409 with "Known already"',
            'If the username and the age are taken together, answer 409 with "Known already"',
            "If there is already a user with the same username and age, answer 409",
            "If the group already has a user with the same age, answer 409",
            "如果用户名和年龄的组合已存在，返回 409 和“已有这个人”",
        ),
    ),
)
