"""What a spec may well ask for and no stage builds yet: recognised just enough to be refused by line."""

from __future__ import annotations

import re

from codegen.spec.sentences import quoted_spans

_ASKS: tuple[tuple[str, str], ...] = (
    ("cookies and sessions", r"cookies?|sessions?|会话"),
    ("pages of HTML", r"html|web ?pages?|网页"),
    ("CSV", r"csv"),
    ("redirects", r"redirects?|redirected|重定向|跳转"),
    ("forms and uploads", r"forms?|uploads?|uploaded|attachments?|multipart|表单|上传|附件"),
    ("mail", r"e-?mails? (is|are) sent|sends? (an? )?(e-?mail|mail)|发送邮件|发邮件"),
    ("a rate limit", r"per (second|minute|hour|day)|rate limit\w*|每(秒|分钟|小时|天)"),
    ("times", r"times?|timestamps?|expires?|时间|过期"),
)  # fmt: skip
KNOWN: tuple[str, ...] = tuple(name for name, _ in _ASKS)
"""What is recognised, in words."""

_COMPILED = tuple(
    (
        name,
        re.compile(
            rf"(?<![\w-])(?:{words})(?![\w-])|(?:{words})(?<=[㐀-鿿])", re.IGNORECASE | re.ASCII
        ),
    )
    for name, words in _ASKS
)


def unbuilt(sentence: str) -> str | None:
    """What the sentence asks for that isn't built yet, in words; None where it is nothing known."""
    position, bare = 0, ""
    for start, end in quoted_spans(sentence):
        bare += sentence[position:start]
        position = end
    bare += sentence[position:]
    return next((name for name, pattern in _COMPILED if pattern.search(bare[:2_000])), None)
