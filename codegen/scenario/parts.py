"""The lines of ``[Multipart]``: form fields, and files whose bytes stand in the line.

Hurl names files on disk (https://hurl.dev/docs/request.html#multipart-form-data); a test of ours stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Set

from codegen.scenario import MultipartFile
from codegen.scenario.block import Block, Line
from codegen.scenario.literals import decoded, read_quoted
from codegen.scenario.request import Pair, read_pair

_FILE = re.compile(r"(bytes|file),")
_FILE_MEND = 'Write \'photo: bytes,"a.png","image/png",hex:89504e47\', or base64:... or text:"...".'
_COMMA = re.compile(r"[ \t]*,[ \t]*")
_TIMES = re.compile(r"[ \t]*\*[ \t]*([0-9]{1,8})(?![0-9])")
_MORE = re.compile(r"[ \t]*\+[ \t]*")
LARGEST_FILE_BYTES = 32_000_000
_ENCODED = re.compile(r"(hex|base64):([0-9A-Za-z+/=]*)")


def read_part_of_form(block: Block, line: Line, captured: Set[str] | None) -> Pair | MultipartFile:
    """``name: value``, ``name: bytes,"a.png","image/png",hex:8950``, or ``... + text:"x" * 1000``. Raises SpecRejected."""
    name, colon, rest = line.text.partition(":")
    start = line.start + len(name) + len(colon) + len(rest) - len(rest.lstrip())
    match = _FILE.match(block.text, start, line.end)
    if match is None:
        return read_pair(block, line, captured, "parameter")
    if match[1] == "file":
        cause = "a file on this machine is not read: a test stands alone"
        raise block.rejected(start, cause, _FILE_MEND)
    filename, end = _quoted(block, match.end())
    media_type, end = _quoted(block, _behind_comma(block, end))
    content, end = _pieces(block, _behind_comma(block, end))
    block.check_rest(end, "the file")
    return MultipartFile(name.strip(), filename, media_type, content)


def _quoted(block: Block, start: int) -> tuple[str, int]:
    text, end = read_quoted(block, start)
    if not text:
        raise block.rejected(start, "the file's name or media type is empty", _FILE_MEND)
    return text, end


def _behind_comma(block: Block, start: int) -> int:
    match = _COMMA.match(block.text, start)
    if match is None:
        raise block.rejected(start, "the file's line cannot be read here", _FILE_MEND)
    return match.end()


def _pieces(block: Block, start: int) -> tuple[bytes, int]:
    """``text:"head" + text:"x" * 1000``: the pieces of a file, each as often as it says."""
    content = b""
    while True:
        piece, end = _content(block, start)
        times = _TIMES.match(block.text, end)
        if times:
            end = times.end()
        count = int(times[1]) if times else 1
        if len(content) + len(piece) * count > LARGEST_FILE_BYTES:
            cause = f"the file has more than {LARGEST_FILE_BYTES} bytes"
            raise block.rejected(start, cause, "Take a smaller one.")
        content += piece * count
        more = _MORE.match(block.text, end)
        if more is None:
            return content, end
        start = more.end()


def _content(block: Block, start: int) -> tuple[bytes, int]:
    if block.text.startswith("text:", start):
        text, end = read_quoted(block, start + len("text:"))
        return text.encode("utf-8", "surrogatepass"), end
    match = _ENCODED.match(block.text, start)
    content = decoded(match[1], match[2]) if match else None
    if match is None or content is None:
        raise block.rejected(start, "the file's bytes cannot be read", _FILE_MEND)
    return content, match.end()
