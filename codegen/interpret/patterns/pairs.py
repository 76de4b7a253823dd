"""Rows about rows that pairs join to a row of another entity: adding one, removing one."""

from __future__ import annotations

from codegen.contract import Operation
from codegen.interpret.facts import Fact, FieldFact, Kind, OperationFact, RequestFact
from codegen.interpret.patterns.cases import CASES, case, chinese, english, suggestions
from codegen.interpret.patterns.operations import endpoint_of
from codegen.interpret.patterns.row import Place, Reading, Row

_HERE: tuple[Place, ...] = ("endpoints",)
_THIS = "[this] [endpoint|it]"
_ADDS = "(add|adds|enrol|enrols|enroll|enrolls|put|puts|assign|assigns|attach|attaches)"
_REMOVES = (
    "(remove|removes|take|takes|unassign|unassigns|detach|detaches|drop|drops|withdraw|withdraws)"
)
_TO, _FROM = "(to|in|into|on|onto)", "(from|out of|off)"
_加, _移 = "(加入|添加到|加到|放入)", "(移除|移出|去掉|退出|删除)"


def _does(reading: Reading, operation: Operation) -> tuple[Fact, ...]:
    parent = reading.parent
    said = reading.said
    done = OperationFact(endpoint_of(reading), reading.entity, said, operation, parent=parent)
    takes = RequestFact(endpoint_of(reading), reading.fields, said)
    return (done, takes) if reading.fields else (done,)


PAIR_ROWS: tuple[Row, ...] = (
    Row(
        name="links to several rows",
        means="The field joins a row to any number of rows of another entity, each of which may be joined to any number of rows of this one. No request or"
        " answer has the field: endpoints of its own add, remove and list them.",
        places=("field",),
        english=(
            "{field} [a|the] (links|references|list of links|many links) to [many|several] {several}",
            "{field} (many|several|list of|a list of|any number of) {several}",
        ),
        chinese=(
            "{field} (多个|若干|若干个|多名|一组) {several}",
            "{field} 关联 (多个|若干|若干个) {several}",
        ),
        facts=lambda reading: tuple(
            FieldFact(
                field, Kind("references", entity=reading.entity), reading.said, reading.endpoint
            )
            for field in reading.fields
        ),
        suggestions=("`{field}`: links to {entity}", "`{field}`：多个{entity}"),
        examples=("`members`: links to users", "`members`: many users", "`members`：多个用户"),
    ),
    Row(
        name="add",
        means="The endpoint joins the row whose id stands last in its path to the one whose id stands first: `PUT /groups/{group_id}/users/{id}`. One that"
        " is joined already stays so.",
        places=_HERE,
        english=(
            f"{_THIS} {_ADDS} {{one}} {_TO} {{parent}}",
            f"{_THIS} {_ADDS} {{one}} {_TO} {{parent}} , with {{fields}}",
            "{one} (joins|enters|signs up for|enrols in|enrolls in|registers for) {parent}",
        ),
        chinese=(f"[把|将] {{one}} {_加} {{parent}}", "{one} (报名|报名参加|参加) {parent}"),
        facts=lambda reading: _does(reading, "add"),
        suggestions=("Adds a {entity} to the {parent}", "把{entity}加入{parent}"),
        examples=(
            "Adds a user to the group",
            "Enrols the user in the group",
            "The user joins the group",
            "把用户加入群组",
        ),
    ),
    Row(
        name="remove",
        means="The endpoint ends that: both rows stay.",
        places=_HERE,
        english=(f"{_THIS} {_REMOVES} {{one}} {_FROM} {{parent}}", "{one} leaves {parent}"),
        chinese=(
            f"[把|将] {{one}} 从 {{parent}} [中] {_移}",
            f"从 {{parent}} [中] {_移} {{one}}",
            "{one} 退出 {parent}",
        ),
        facts=lambda reading: _does(reading, "remove"),
        suggestions=("Removes a {entity} from the {parent}", "把{entity}从{parent}移除"),
        examples=(
            "Removes a user from the group",
            "The user leaves the group",
            "把用户从群组中移除",
        ),
    ),
    Row(
        name="already there",
        means="The row that is to be added has been added before. Without such an answer that goes well, and changes nothing.",
        places=CASES,
        english=english(
            "{one} <is> already (in|on|a member of|part of|enrolled in|assigned to|added to) {parent}"
            "|{one} <is> (in|on) {parent} already|{one} <is> already (there|enrolled|added|assigned|a member|signed up|registered)"
            "|{one} has already (joined|signed up|enrolled|been added|been assigned) [{parent}]",
            "[a|an] {one} that is already (in|on) {parent}",
        ),
        chinese=chinese(
            "{one} 已 [经] (在|加入|属于|报名|参加) {parent} [中|里]|{one} 已 [经] (加入|在其中|报名|参加)",
            "已在 {parent} 中 的 {one}",
        ),
        facts=lambda reading: case(reading, "already_there"),
        suggestions=suggestions(
            "the {entity} is already in the {parent}", "{entity}已在{parent}中", 409
        ),
        examples=(
            'If the user is already in the group, answer 409 with "Already a member"',
            "如果用户已在群组中，返回 409",
        ),
    ),
    Row(
        name="not there",
        means="The row that is to be removed has not been added.",
        places=CASES,
        english=english(
            "{one} <is> not (in|on|a member of|part of|enrolled in|assigned to) {parent}"
            "|{one} <is> not (there|enrolled|added|assigned|a member|signed up)"
            "|{one} (has not|hasn't|did not|didn't) (joined|join|signed up|sign up|enrolled|enrol|been added) [{parent}]",
            "[a|an] {one} that is not (in|on) {parent}",
        ),
        chinese=chinese(
            "{one} (不在|未加入|没有加入|不属于|未报名|没有报名|未参加|没有参加) {parent} [中|里]|{one} (未加入|不在其中|未报名|没有报名|未参加|没有参加)",
            "不在 {parent} 中 的 {one}",
        ),
        facts=lambda reading: case(reading, "not_there"),
        suggestions=suggestions(
            "the {entity} is not in the {parent}", "{entity}不在{parent}中", 404
        ),
        examples=(
            'If the user is not in the group, answer 404 with "Not a member"',
            "如果用户不在群组中，返回 404",
        ),
    ),
)
