"""Rows about what a text looks like: a pattern that it matches as a whole, and what comes where it does not."""

from __future__ import annotations

from codegen.interpret.facts import Fact, FieldFact, Matches
from codegen.interpret.patterns.cases import CASES, case, chinese, english, suggestions
from codegen.interpret.patterns.row import Reading, Row

_PATTERN = "[the|this|a] [pattern|form|format|regular expression|regex] {pattern}"
_模式 = "[模式|格式|正则|正则表达式] {pattern}"
_LETTERS = "{letters}"
_HAS = "(contain|contains|hold|holds|have|has|use|uses)"
_IS_OF = "(consist of|consists of|be made of|is made of|are made of)"
_NOT = "(does not|do not|doesn't|don't|must not|cannot)"


def _matches(reading: Reading) -> tuple[Fact, ...]:
    return _all(reading, reading.pattern)


def _all(reading: Reading, pattern: str) -> tuple[Fact, ...]:
    trait = Matches(pattern)
    return tuple(FieldFact(f, trait, reading.said, reading.endpoint) for f in reading.fields)


def _case_and_pattern(reading: Reading) -> tuple[Fact, ...]:
    """``does not match `[A-Z]{2}` `` is a case and a limit in one."""
    return (*case(reading, "pattern"), *_matches(reading))


MATCHING_ROWS: tuple[Row, ...] = (
    Row(
        name="pattern",
        means="The field is a text that matches the pattern as a whole. docs/patterns.md says what patterns there are.",
        places=("field",),
        english=(
            f"{{field}} [a|text] (matches|match|matching|that matches) {_PATTERN}",
            "{field} [a|the] (pattern|regular expression|regex) [is] {pattern}",
        ),
        chinese=(
            f"{{field}} [须|必须|应] (匹配|符合) {_模式}",
            "{field} (模式|格式|正则|正则表达式) [为|是] {pattern}",
        ),
        facts=_matches,
        suggestions=(
            "`{field}`: matches {pattern}",
            "`{field}`：匹配 {pattern}",
        ),
        examples=(
            "`username`: matches `[a-z][a-z0-9]*`",
            '`username`: pattern "[A-Z]{2}-[0-9]{4}"',
            "`username`：匹配 `[A-Z]{2}-[0-9]{4}`",
        ),
    ),
    Row(
        name="characters of a field",
        means="The field is a text of these characters alone: letters and digits are those of ASCII.",
        places=("field",),
        english=(f"{{field}} only {_LETTERS}", f"{{field}} {_LETTERS} only"),
        chinese=(f"{{field}} (只能|只|仅) [包含|含|有|由|是|为] {_LETTERS} [组成]",),
        facts=lambda reading: _all(reading, reading.letters),
        suggestions=("`{field}`: only letters and digits", "`{field}`：只能包含字母和数字"),
        examples=(
            "`username`: only small letters and digits",
            "`username`: only letters, digits and hyphens",
            "`username`：只能包含字母和数字",
        ),
    ),
    Row(
        name="pattern rule",
        means="The field is a text that matches the pattern as a whole. docs/patterns.md says what patterns there are.",
        places=("data", "endpoints", "rules"),
        english=(
            f"{{fields}} (must|must always|has to|have to|shall|should) match {_PATTERN}",
            f"{{fields}} [always] (matches|match) {_PATTERN}",
            "the (pattern|form|format) of {field} (is|must be) {pattern}",
        ),
        chinese=(
            f"{{fields}} [必须|须|应|应当|要] (匹配|符合) {_模式}",
            "{fields} 的 (模式|格式) [必须|须|应|应当] (为|是) {pattern}",
        ),
        facts=_matches,
        suggestions=(
            "`{field}` has to match {pattern}",
            "`{field}`必须匹配 {pattern}",
        ),
        examples=(
            "A username has to match `[a-z][a-z0-9]*`",
            'The username must match the pattern "[A-Z]{2}-[0-9]{4}"',
            "用户名必须匹配 `[A-Z]{2}-[0-9]{4}`",
            "用户名的格式为「[A-Z]{2}-[0-9]{4}」",
        ),
    ),
    Row(
        name="characters rule",
        means="The field is a text of these characters alone: letters and digits are those of ASCII.",
        places=("data", "endpoints", "rules"),
        english=(
            f"{{fields}} [may|can|must|has to|have to|shall|should] (only {_HAS}|{_HAS} only|{_IS_OF} [only]) {_LETTERS}",
            f"{{fields}} [may|can|must|has to|have to|shall|should] {_HAS} {_LETTERS} only",
        ),
        chinese=(
            f"{{fields}} [必须|须|应|应当] (只能|只|仅|只可) (包含|含|含有|有|由|使用|用) {_LETTERS} [组成]",
        ),
        facts=lambda reading: _all(reading, reading.letters),
        suggestions=(
            "`{field}` may only contain letters and digits",
            "`{field}`只能包含字母和数字",
        ),
        examples=(
            "A username may only contain letters, digits and hyphens",
            "The username consists of capital letters and digits",
            "用户名只能包含字母、数字和下划线",
        ),
    ),
    Row(
        name="no match",
        means="A text does not match its field's pattern.",
        places=CASES,
        english=english(
            f"{{subject}} {_NOT} match [(the|its|their) [pattern|format|form]]",
            f"[a|an|any] {{subject}} that {_NOT} match [(the|its|their) [pattern|format|form]]",
        ),
        chinese=chinese(
            "{subject} 不 (匹配|符合) [模式|格式|要求]",
            "不 (匹配|符合) [模式|格式|要求] 的 {subject}",
        ),
        facts=lambda reading: case(reading, "pattern"),
        suggestions=suggestions("`{field}` does not match", "`{field}`不符合格式", 422),
        examples=(
            'If the username does not match, answer 422 with "Not a code"',
            "如果用户名不符合格式，返回 422 和“格式不正确”",
        ),
    ),
    Row(
        name="wrong format",
        means="A field's value does not match its pattern, is no e-mail address, URL, date, amount or word of its list where it has to be one, or is of another JSON type.",
        places=CASES,
        english=english(
            "{subject} <is> (malformed|badly formed|wrongly formed|not well-formed|in [a|the] (wrong|bad) (format|form))"
            "|{subject} (has|have) [a|the] (wrong|bad) (format|form)"
            "|the (format|form) of {subject} is (wrong|not valid)",
            "[a|an] (malformed|badly formed) {subject}|{subject} (of|in|with) [a|the] (wrong|bad) (format|form)",
        ),
        chinese=chinese(
            "{subject} [的] 格式 (不正确|错误|不对|无效|不符|有误)",
            "格式 (不正确|错误|不对|有误) 的 {subject}",
        ),
        facts=lambda reading: case(reading, "pattern", "wrong_type"),
        suggestions=suggestions("`{field}` has the wrong format", "`{field}`格式不正确", 422),
        examples=(
            "A malformed username is 422",
            "If the username has the wrong format, answer 422",
            "用户名格式不正确时返回 422",
        ),
    ),
    Row(
        name="not matching",
        means="The field's pattern, and the answer to a text that does not match it.",
        places=CASES,
        english=english(
            f"{{either}} {_NOT} match {_PATTERN}",
            f"[a|an|any] {{either}} that {_NOT} match {_PATTERN}",
        ),
        chinese=chinese(
            f"{{either}} 不 (匹配|符合) {_模式}", f"不 (匹配|符合) {_模式} 的 {{either}}"
        ),
        facts=_case_and_pattern,
        suggestions=suggestions(
            "`{field}` does not match {pattern}",
            "`{field}`不匹配 {pattern}",
            422,
        ),
        examples=(
            "If the username does not match `[A-Z]{2}-[0-9]{4}`, answer 422",
            "用户名不匹配 `[A-Z]{2}-[0-9]{4}` 时返回 422",
        ),
    ),
)
