"""Which reporter a command speaks through."""

from __future__ import annotations

from codegen.reporters.base import Reporter


def make_reporter(as_json: bool) -> Reporter:
    """The JSON reporter, or the one for people."""
    if as_json:
        from codegen.reporters.json import JsonReporter

        return JsonReporter()
    from codegen.reporters.text import TextReporter

    return TextReporter()
