"""Rows about accounts: logging in and out, who is logged in, and how long."""

from __future__ import annotations

from dataclasses import replace

from codegen.contract import Operation
from codegen.interpret.facts import Fact, LifetimeFact, OperationFact, RequestFact
from codegen.interpret.patterns.cases import CASES, case, chinese, english, suggestions
from codegen.interpret.patterns.operations import endpoint_of
from codegen.interpret.patterns.row import Place, Reading, Row

_HERE: tuple[Place, ...] = ("endpoints",)
_THIS = "[this] [endpoint|it]"
_CURRENT = "(logged-in|logged in|signed-in|signed in|current)"
_CHANGES = "(update|updates|change|changes|edit|edits|modify|modifies|set|sets|replace|replaces)"
_SHOWS = "(show|shows|return|returns|get|gets|give|gives|answers with|tells|tell)"
_WITH = "(with|by|using|from|given) [a|an|the|their]"
_MINUTES = {"minute": 1, "分钟": 1, "hour": 60, "小时": 60, "day": 1440, "天": 1440, "日": 1440}
_当前 = "(当前|已登录的|登录的|已登录|登录) [的]"


def _does(reading: Reading, operation: Operation) -> tuple[Fact, ...]:
    endpoint = endpoint_of(reading)
    done = OperationFact(endpoint, reading.entity, reading.said, operation)
    if operation == "log_in" and reading.fields:
        return done, RequestFact(endpoint, reading.fields, reading.said)
    return (done,)


def _lasts(reading: Reading) -> tuple[Fact, ...]:
    unit = (reading.text("unit") or "").lower().removesuffix("s")
    return (LifetimeFact(int(reading.bounds.minimum or 0) * _MINUTES[unit], reading.said),)


ACCOUNT_ROWS: tuple[Row, ...] = (
    Row(
        name="log in",
        means='The endpoint takes the name and the secret of a user, and answers with a token: {"token": "..."}. Later requests carry it'
        " in the header `Authorization: Bearer ...`. An unknown name and a wrong secret have the same answer.",
        places=_HERE,
        english=(
            f"{_THIS} (log in|logs in|sign in|signs in) [{{one}}]",
            f"{_THIS} (log in|logs in|sign in|signs in) [{{one}}] {_WITH} {{fields}}",
            f"{_THIS} (log|logs|sign|signs) {{one}} in",
            f"{_THIS} (log|logs|sign|signs) {{one}} in {_WITH} {{fields}}",
            "{one} (log in|logs in|sign in|signs in|can log in|may log in)",
            f"{{one}} (log in|logs in|sign in|signs in|can log in|may log in) {_WITH} {{fields}}",
        ),
        chinese=(
            "[{one}] (用|通过|使用|凭|以) {fields} [来] (登录|登陆)",
            "{one} (登录|登陆)",
            "(登录|登陆) [{one}]",
        ),
        facts=lambda reading: _does(reading, "log_in"),
        suggestions=("Logs in a {entity}", "{entity}登录"),
        examples=(
            "Logs in a user",
            "Logs a user in",
            "A user logs in with `username` and `password`",
            "用户登录",
            "用户用用户名和密码登录",
        ),
    ),
    Row(
        name="log out",
        means="The endpoint ends the log-in whose token the request carries; others of the same user go on.",
        places=_HERE,
        english=(
            f"{_THIS} (log out|logs out|sign out|signs out) [{{one}}]",
            "{one} (log out|logs out|sign out|signs out)",
            f"{_THIS} logs the [{_CURRENT}] {{one}} out",
        ),
        chinese=(
            "(退出登录|退出|登出|注销)",
            "{one} (退出登录|退出|登出|注销)",
            f"(登出|注销) [{_当前}] {{one}}",
        ),
        facts=lambda reading: _does(reading, "log_out"),
        suggestions=("Logs out the {entity}", "{entity}退出登录"),
        examples=("Logs out", "Logs out the user", "退出登录", "用户退出登录"),
    ),
    Row(
        name="who is logged in",
        means="The endpoint answers the row of the user whose token the request carries.",
        places=_HERE,
        english=(
            f"{_THIS} {_SHOWS} [the] {_CURRENT} {{one}}",
            f"{_THIS} {_SHOWS} who is {_CURRENT}",
            f"{_THIS} {_SHOWS} the {{one}} (who|that) is {_CURRENT}",
        ),
        chinese=(f"(查看|获取|返回|显示|读取|查询) {_当前} {{one}} [的 (信息|资料)]",),
        facts=lambda reading: _does(reading, "show_user"),
        suggestions=("Shows the logged-in {entity}", "查看当前{entity}"),
        examples=("Shows the logged-in user", "Shows who is logged in", "查看当前用户"),
    ),
    Row(
        name="change of the secret",
        means='The endpoint gives whoever is logged in a new secret: {"current_password": "...", "new_password": "..."}. All their other log-ins'
        " end; a current secret that is wrong has the answer of wrong credentials.",
        places=_HERE,
        english=(
            f"{_THIS} {_CHANGES} the {{wherefield}} of the {_CURRENT} {{one}}",
            f"{_THIS} {_CHANGES} (one's|your|their|the user's) own {{wherefield}}",
            f"the {_CURRENT} {{one}} {_CHANGES} (their|the|its|his or her) [own] {{wherefield}}",
        ),
        chinese=(
            f"(更新|修改|更改) {_当前} {{one}} 的 {{wherefield}}",
            f"[{_当前}] {{one}} (更新|修改|更改) (自己|本人) 的 {{wherefield}}",
        ),
        facts=lambda reading: _does(reading, "change_secret"),
        suggestions=(
            "Changes the `{field}` of the logged-in {entity}",
            "修改当前{entity}的`{field}`",
        ),
        examples=(
            "Changes the password of the logged-in user",
            "修改当前用户的密码",
        ),
    ),
    Row(
        name="how long a log-in lasts",
        means="After so long a token is worth nothing.",
        places=CASES,
        english=(
            "[a|the|each|every] (log-in|login|token|session) (lasts|last|lives|is valid|is good) [for] {min} {unit}",
            "[a|the|each|every] (log-in|login|token|session) (ends|expires) after {min} {unit}",
            "(log-ins|logins|tokens|sessions) (last|are valid|are good) [for] {min} {unit}",
            "(log-ins|logins|tokens|sessions) (end|expire) after {min} {unit}",
        ),
        chinese=(
            "(登录|令牌|会话) [的] (有效期|有效|持续) [为|是] {min} [个] {unit}",
            "(登录|令牌|会话) [在] {min} [个] {unit} [内|之内] 有效",
        ),
        facts=_lasts,
        suggestions=("A log-in lasts {min:12} hours", "登录有效期为 {min:12} 小时"),
        examples=(
            "A log-in lasts 12 hours",
            "Tokens expire after 30 minutes",
            "登录有效期为 12 小时",
        ),
    ),
    Row(
        name="not logged in",
        means="The request carries no token, or one that is forged, has expired, was ended, or is of a user who is gone.",
        places=CASES,
        english=english(
            "[the|a] (client|caller|visitor|request|nobody|somebody|it) <is> not (logged in|authenticated)"
            "|nobody <is> (logged in|authenticated)|{one} <is> not logged in|(the|a) token <is> (missing|invalid|missing or invalid|wrong)",
            "[a|an|any] (missing|invalid|missing or invalid|expired|wrong) token|(a request|requests) without [a] [valid] token"
            "|(whoever|anyone|anybody|everyone|everybody|somebody|someone) [who|that] <is> not (logged in|authenticated)|not logged in",
        ),
        chinese=chinese(
            "(未登录|没有登录|尚未登录)|{one} (未登录|没有登录)|令牌 (无效|缺失|缺失或无效)",
            "(无效|缺失) 的 令牌|(没有登录|未登录) 的 (请求|人)",
        ),
        facts=lambda reading: case(reading, "not_logged_in"),
        suggestions=suggestions("nobody is logged in", "未登录", 401),
        examples=(
            'If nobody is logged in, answer 401 with "Log in first"',
            "A missing or invalid token is 401",
            'Whoever is not logged in gets 401 with "Log in first"',
            'Not logged in: 401 with "Log in first"',
            "未登录时返回 401 和“请先登录”",
        ),
    ),
    Row(
        name="wrong credentials",
        means="There is no user of that name, or the secret is another.",
        places=CASES,
        english=english(
            "(the|any|these) credentials <is> (wrong|invalid|not valid|incorrect)|{either} <is> (wrong|incorrect)",
            "[any] (wrong|invalid|incorrect) credentials|[a|an|any] (wrong|incorrect) {either}",
        ),
        chinese=chinese(
            "{either} (错误|不正确|不对)|凭证 (错误|无效)|{fields} (错误|不正确|不对)",
            "(错误|不正确) 的 {either}",
        ),
        facts=lambda reading: (replace(case(reading, "wrong_credentials")[0], fields=None),),
        suggestions=suggestions("the credentials are wrong", "`{field}`错误", 401),
        examples=(
            'If the credentials are wrong, answer 401 with "Wrong username or password"',
            "If the username or the password is wrong, answer 401",
            "用户名或密码错误时返回 401 和“用户名或密码错误”",
        ),
    ),
)
