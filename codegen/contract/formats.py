"""What a text of a known format is."""

from __future__ import annotations

from collections.abc import Mapping

EMAIL = (
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
"""What browsers take for an e-mail address: https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address"""
URL = r"https?://(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?(?:[/?#]\S*)?"
"""An absolute URL of the web, without a name and a password: https://www.rfc-editor.org/rfc/rfc3986.html#section-3"""
FORMATS: Mapping[str, str] = {"email": EMAIL, "url": URL}
"""The regular expression that a text of a format matches as a whole."""
