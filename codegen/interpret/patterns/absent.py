"""Rows about rows that are not there, or that others still name."""

from __future__ import annotations

from codegen.interpret.facts import CaseFact, Fact, State
from codegen.interpret.patterns.cases import CASES, case, chinese, english, suggestions
from codegen.interpret.patterns.row import Reading, Row


def _absent(reading: Reading) -> tuple[Fact, ...]:
    """The row that the path names; or that which a link leads to, where that is the entity's."""
    states: tuple[State, ...] = ("not_found", "no_such_row", "no_such_parent")
    return (
        CaseFact(
            reading.endpoint, states, None, reading.answer, reading.said, entity=reading.entity
        ),
    )


ABSENT_ROWS: tuple[Row, ...] = (
    Row(
        name="not found",
        means="There is no row with the id that stands in the path; or none with the id that a link has, where the"
        " sentence names the entity that it leads to.",
        places=CASES,
        english=english(
            "{entity} (does not|doesn't|do not) exist|{entity} (is|was) not found|{entity} <is> unknown"
            "|there is no such {entity}|no such {entity} exists",
            "[an] (unknown|nonexistent|non-existent) {entity}|[a|an] {entity} that (does not|doesn't) exist",
        ),
        chinese=chinese(
            "{entity} (不存在|未找到|找不到)|(没有|不存在) [这个|该|此] {entity}",
            "(不存在|未知) 的 {entity}",
        ),
        facts=_absent,
        suggestions=suggestions("the {entity} does not exist", "{entity}不存在", 404),
        examples=(
            'If the user does not exist, answer 404 with "No such user"',
            "An unknown user is 404",
            "如果用户不存在，返回 404 和“没有这个用户”",
        ),
    ),
    Row(
        name="link to nothing",
        means="A field that is a link has an id that no row has.",
        places=CASES,
        english=english(
            "{subject} (leads|lead|links|link) (nowhere|to nothing)",
            "[a] (dangling|broken) {subject}",
        ),
        chinese=chinese(
            "{subject} (指向|关联) (不存在的记录|不存在)",
            "(无效关联|悬空) 的 {subject}",
        ),
        facts=lambda reading: case(reading, "no_such_row"),
        suggestions=suggestions("`{field}` leads nowhere", "`{field}`指向不存在的记录", 422),
        examples=(
            'If the `author` leads nowhere, answer 422 with "No such author"',
            "如果`author`指向不存在的记录，返回 422",
        ),
    ),
    Row(
        name="still referenced",
        means="Rows of another entity link to the row that is to be deleted.",
        places=CASES,
        english=(
            *english(
                "{entity} <is> still (referenced|referred to|linked|linked to|used|in use|needed)"
                "|{entity} (still has|has [any|some]) {other}|{other} still (use|uses|need|needs|refer to|refers to) {entity}"
                "|there are [still] {other} (on|of|for|in|at|to) {entity}|it <is> still (referenced|used|in use|needed)",
                "[a] still (referenced|used) {entity}",
            ),
            "{entity} that (is|are) still (referenced|used|in use|needed) (cannot|can't|must not|may not) be (deleted|removed)",
            "{entity} that {other} (use|uses|need|needs|refer to|refers to|link to|links to) (cannot|can't|must not|may not) be (deleted|removed)",
        ),
        chinese=chinese(
            "{entity} (仍有关联|还有关联|仍被引用|还被引用)|{entity} (仍有|还有|仍然有) {other} [在|正在] [使用|引用|关联]"
            "|{entity} (仍|还|仍然) 被 {other} (使用|引用|关联)",
            "仍有关联 的 {entity}",
        ),
        facts=lambda reading: case(reading, "still_referenced"),
        suggestions=suggestions("the {entity} is still referenced", "{entity}仍有关联", 409),
        examples=(
            'If the user is still referenced, answer 409 with "Somebody still needs this user"',
            'If the group still has users, answer 409 with "This group has members"',
            "Groups that users need cannot be deleted",
            "如果群组仍有用户，返回 409",
            "如果用户仍有关联，返回 409",
        ),
    ),
)
