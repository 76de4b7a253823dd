"""The mini language that sentence patterns are written in, and how it becomes a regular expression.

=============  ==================================================================
``(a|b)``      one of them
``[a]``        may be left out
``<name>``     a phrase of ``PHRASES``, put in its place
``{name}``     a slot of ``SLOTS``: what the sentence says there is read
a space        a gap: a space, a comma or a colon, an arrow or a dash, or nothing
=============  ==================================================================

Patterns match whole sentences without regard to case, so a word that no pattern knows ("not", "unless")
leaves a sentence unplaced; it is never passed over.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import count

from codegen.interpret.words import MENTION, QUOTED

PHRASES: dict[str, str] = {
    "is": "(is|are)",
    "must be": "(is|are|must be|must always be|shall be|should be|has to be|have to be)",
    "has": "(has|have|must have|shall have|should have|needs|need|must contain)",
    "if": "(if|when|whenever|in case)",
    "else": "(otherwise|else|if not|in all other cases|in every other case)",
    "who": "(the (endpoint|app|server|api|service|request)|it|we)",
    "answer verb": (
        "(answer|answers|respond|responds|reply|replies|return|returns|give|gives|send|sends"
        "|refuse it with|refuses it with|reject it with|rejects it with|refuse|reject|fail|fails"
        "|(is|are) (refused|rejected|answered) with|the (answer|response|reply|status|result) is)"
    ),
    "says": "[then] ([<who>] <answer verb>|it is|it's) [back] [with]",
    "code": "[an|a|the] [http] [error] [status] [code] [of] {status} [error]",
    "with": "[and] [with] [the|a|an] [error] [message|detail|text|words] [saying|says|of]",
    "answer": (
        "(<code> [(and|with|and with|saying|,|) <with> {message}]"
        "|[with] [the|an|a] [error] [message|text|words] {message}"
        " [(with|and|,) [with] <code>])"
    ),
    "characters": "{characters} [long|in length]",
    "bounds": (
        "([from] {min} (to|through|up to|-|..|~) {max}|between {min} and {max}"
        "|(at least|a minimum of|no fewer than|no less than|not less than|min|minimum) {min}"
        "|(at most|up to|a maximum of|no more than|not more than|max|maximum) {max}"
        "|(less than|fewer than|shorter than|under|below) {below}"
        "|(more than|greater than|longer than|larger than|higher than|over|above) {above}"
        "|exactly {exactly})"
    ),
    "length": "<bounds> <characters>",
    "never past": (
        "(must not|must never|may not|cannot|can't|can not|shall not|should not)"
        " ((be|have) (less than|fewer than|shorter than|under|below) {min}"
        "|((be|have) (more than|greater than|longer than|larger than|over|above)|exceed) {max})"
    ),
    "below": "(less than|fewer than|shorter than|smaller than|lower than|under|below)",
    "above": "(more than|greater than|longer than|larger than|higher than|over|above)",
    "where": (
        "((that|which|who) (are|is) {flag}|(that|which|who) (are|is) not {unflag}|(that|which|who) (are|is) {state}"
        "|(that|which|who) (are not|is not|aren't|isn't) {unstate}|(where|whose) {unfield} (is not|isn't|!=) {value}"
        "|(where|whose) {wherefield} (is|=|being) {value}|with [the|a] {wherefield} {value})"
    ),
    "的值": "({wherefield} (为|是) {value}|{unfield} (不是|不为) {value}) 的",
    "of parent": "(of|in|for|from|belonging to|that belong to) {parent}",
    "sorted": "((sorted|ordered|in the order of|in order of) [by] {order}|by {order}|[sorted|ordered|with] {first})",
    "body": "[request] (body|bodies|json body|json bodies|payload|payloads)",
    # Chinese
    "如果": "(如果|如|若|若是|假如|当)",
    "时": "[时|的话|的时候] [,] [则|就|那么]",
    "是": "(是|为|应为|应该是|必须是|必须为|须为)",
    "返回": "[则|就|应|应该|应当|必须|会] (返回|回应|响应|回答|应答|回复|答复)",
    "码": "[http] [状态码|状态] [为|是] {status} [状态码|错误|状态]",
    "消息": "[错误] [消息|信息|提示|文字|内容] [为|是]",
    "答": (
        "(<码> [(和|与|以及|及|并|并且|,|) [返回|附上|附带|带上|带] <消息> {message}]"
        "|<消息> {message} [(和|与|以及|,) <码>])"
    ),
    "界": (
        "([从|在] {min} [个] [字符] (到|至|-|~) {max} [之间]|(至少|最少|不少于|不小于|不低于) [为|有|是] {min}"
        "|(至多|最多|不超过|不多于|不大于|不高于|不长于) [为|有|是] {max}"
        "|(少于|小于|低于|短于|不足|不到) {below}|(多于|大于|超过|高于|长于) {above}|(恰好|正好|刚好) [为|有|是] {exactly})"
    ),
    "长": "[长度] [为|是|应为|必须为|须为] <界> {characters} [之间] [长]",
    "体": "(请求体|请求正文|正文|请求的正文|请求内容)",
}
"""Phrases that several patterns share."""

_COUNTED = "(?:一|每|某|这|该)[个位名条本只张件份门项台次辆间部道首篇座家种场批笔幅组]"
_ARTICLE = (
    r"(?:(?:the|an?|any|every|each|all|its|their|his|both|given|same|new)\b ?){0,3}"
    rf"(?:{_COUNTED}|该|此|新的|新|任何|任意|所有){{0,2}}"
)
_ONE = rf"(?:(?:the|an?|one|its|given|same|this|that|single)\b ?){{0,2}}(?:{_COUNTED}|该|此)?"
_OWNER = rf"(?:{MENTION}(?:'s?|的)? ?)?"
_FIELD = rf"{_ARTICLE}{_OWNER}{MENTION}(?: ?(?:(?:fields?|flag|value)\b|字段))?"
_AND = r"(?:,? ?\band(?: by)?\b ?,?|,? ?(?:和|与|及|以及|并) ?|, ?)"
_OR = r"(?:,? ?\bor(?: by)?\b ?,?|,? ?(?:或|或者) ?|, ?)"
_ANY = r"(?:(?:an?|any|every|each|one|some|one of the) )?(?:fields?|values?)\b|(?:任何|任意|某个|有)?字段"
_NUMBER = r"-?[0-9]{1,19}(?:\.[0-9]{1,9})?(?![0-9]|\.[0-9])"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"
_VALUE = rf"(?:{QUOTED}|{_DATE}|{_NUMBER}|yes|no|true|false|是|否|真|假)"
_WORDS_GIVEN = rf"(?:{QUOTED}|{MENTION})"

VERBS: dict[str, str] = {
    "see": "see|read|list|show|view|count|查看|读取|列出",
    "change": "change|edit|update|modify|replace|mark|修改|更新|编辑",
    "delete": "delete|remove|删除",
    "create": "create|add|make|创建|添加|新建",
}
"""What may be done to rows, and the verbs that say so."""

_FIRST = "(?:newest|latest|most recent|largest|highest|oldest|earliest|smallest|lowest) first"
_KEY = (
    rf"{_FIELD}(?:,? ?(?:ascending|asc|descending|desc|backwards|{_FIRST}|升序|降序|倒序"
    "|从[高大新晚多]到[低小旧早少]|从[低小旧早少]到[高大新晚多]))?"
)
"""A field that a list is sorted by, and which way."""

_OWNER_WORD = r"(?:(?:the|its|their) )?owners?\b|拥有者|所有者|创建者|本人"
_LOGGED_IN = "(?:(?:the|an?) )?(?:logged|signed)[- ]in|authenticated"
_ROLE = rf"(?!{_OWNER_WORD}|{_LOGGED_IN})(?:(?:the |an? )?(?:{MENTION}|[a-z][a-z-]*(?: [a-z-]+)?)|[㐀-鿿]{{2,8}}?)"
_ROLE_OR_OWNER = rf"(?:{_OWNER_WORD}|{_ROLE})"
OR_ROLE = r"(?:,? ?\b(?:or|and)\b ?|,? ?(?:或者|或|以及|和) ?|, ?)"
"""What stands between those of whom anyone may do something."""

_STATE = rf"(?:{QUOTED}|(?!not |the |an? )[a-z][a-z-]+(?: [a-z-]+)?)"
"""A value of whichever field has it."""

_VERB = rf"(?:{'|'.join(VERBS.values())})"
_VERBS = rf"{_VERB}(?:(?:{_AND}|{_OR}){_VERB})*"

CHARACTERS: dict[str, tuple[str, ...]] = {
    r"(?<!capital )(?<!case )(?<!uppercase )(?<!lowercase )(?<!small )letters|(?<![大小]写)字母": (
        "A-Z",
        "a-z",
    ),
    r"(?:capital|upper-case|upper case|uppercase) letters|大写字母": ("A-Z",),
    r"(?:small|lower-case|lower case|lowercase) letters|小写字母": ("a-z",),
    r"digits|数字": ("0-9",),
    r"underscores?|下划线": ("_",),
    r"(?:blanks?|spaces?)|空格": (" ",),
    r"(?:points?|dots?)|点": (".",),
    r"(?:hyphens?|dashes)|连字符|短横线": ("-",),
}
"""What sentences call the characters that a text is of, and their ranges in a class of a pattern; the hyphen goes last."""
_LETTERS = "|".join(CHARACTERS)

SLOTS: dict[str, str] = {
    "field": _FIELD,
    "fields": rf"{_FIELD}(?:{_AND}{_FIELD})*",
    "group": rf"{_FIELD}(?:{_AND}{_FIELD})+",
    "either": rf"(?:either |(?:the )?number of )?{_FIELD}(?:{_OR}{_FIELD})*",
    "subject": rf"(?:{_ANY}|(?:either |(?:the )?number of )?{_FIELD}(?:{_OR}{_FIELD})*)",
    "entity": rf"{_ARTICLE}{MENTION}(?: ?(?:accounts?|rows?|records?)\b)?(?:账号|账户|记录)?",
    "one": rf"{_ONE}{MENTION}(?: ?(?:account|row|record)\b)?(?:账号|账户|记录)?",
    "other": rf"{_ONE}{_ARTICLE}{MENTION}(?: ?(?:accounts?)\b)?(?:账号|账户)?",
    "several": MENTION,
    "parent": rf"{_ARTICLE}{_ONE}{MENTION}",
    "own": rf"(?:(?:the|their|one's|your|my|his or her|the user's|(?:the |an? )?{MENTION}'s?) )?own|自己|本人|我",
    "current": r"(?:logged-in|logged in|signed-in|signed in|current)|当前|已登录|登录",
    "role": _ROLE,
    "roles": rf"{_ROLE_OR_OWNER}(?:{OR_ROLE}{_ROLE_OR_OWNER})+",
    "verbs": _VERBS,
    "unit": r"(?:minutes?|hours?|days?|分钟|小时|天|日)",
    "status": r"[1-5][0-9]{2}(?![0-9])",
    "message": QUOTED,
    "value": _VALUE,
    "assignments": rf"{_FIELD}(?: is| =|为|是)?[ ,]?{_VALUE}(?:{_AND}{_FIELD}(?: is| =|为|是)?[ ,]?{_VALUE})*",
    "order": rf"{_KEY}(?:(?:{_AND}(?:then )?|,? ?then |[,，、]? ?再按 ?)(?:by )?{_KEY}){{0,3}}",
    "first": rf"(?:the )?{_FIRST}",
    "flag": _FIELD,
    "state": _STATE,
    "unstate": _STATE,
    "unfield": _FIELD,
    "unflag": _FIELD,
    "wherefield": _FIELD,
    "min": _NUMBER,
    "below": _NUMBER,
    "above": _NUMBER,
    "max": _NUMBER,
    "exactly": _NUMBER,
    "choices": rf"{_WORDS_GIVEN}(?:(?:{_OR}|[,、/|] ?| ){_WORDS_GIVEN})+",
    "pattern": _WORDS_GIVEN,
    "letters": rf"(?:{_LETTERS})(?:(?:{_AND}|{_OR})(?:{_LETTERS}))*",
    "characters": r"(?:characters?|chars?|个字符|字符|位)",
}
"""What each slot matches in a sentence whose mentions and quotations are marked."""

WORDS_OF_SLOTS = (
    "the a an any every each all its their his both given same new one some of either and or",
    "field fields value values account accounts row rows record records",
    " ".join(VERBS.values()).replace("|", " "),
    "one's your my his or her own user's logged in signed current",
    "minute minutes hour hours day days",
    "capital upper case uppercase small lower lowercase letters digits blanks spaces points dots underscores hyphens dashes",
    "yes no true false character characters char chars",
)
"""The English words of ``SLOTS``."""

TOKEN = re.compile(r"<(?P<phrase>[^<>]+)>|\{(?P<slot>\w+)\}|(?P<mark>[()\[\]| ])|(?P<text>.)")
_MARKS = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|", " ": "[ ,]?"}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression for a pattern; its groups are named ``slot__number``.

    Raises KeyError where the pattern names a phrase or slot that there is not.
    """
    numbers = count()
    return re.compile(_translated(pattern, numbers), re.IGNORECASE)


def _translated(pattern: str, numbers: count[int]) -> str:
    return "".join(_translated_token(token, numbers) for token in TOKEN.finditer(pattern))


def _translated_token(token: re.Match[str], numbers: count[int]) -> str:
    if phrase := token["phrase"]:
        return f"(?:{_translated(PHRASES[phrase], numbers)})"
    if slot := token["slot"]:
        return f"(?P<{slot}__{next(numbers)}>{SLOTS[slot]})"
    if mark := token["mark"]:
        return _MARKS[mark]
    return re.escape(token["text"])


def literal_words(pattern: str) -> frozenset[str]:
    """The words of a pattern and its phrases in lower case, slots left out; Chinese ones of more than one character."""
    plain = re.sub(r"\{\w+\}", " ", pattern)
    phrases = re.findall(r"<([^<>]+)>", plain)
    words = re.findall(r"[a-z][a-z']*|[㐀-鿿]{2,}", re.sub(r"<[^<>]+>", " ", plain.lower()))
    return frozenset(words).union(*(literal_words(PHRASES[phrase]) for phrase in phrases))
