"""What whoever runs the app tells it in its environment."""

from __future__ import annotations

from codegen.contract.item import Citations, Item


class Setting(Item):
    """A text that the environment variable ``name`` (``SHOP_PIN``) holds; without a ``default`` the app needs it to start, with
    ``shortest`` characters or more.

    https://12factor.net/config
    """

    name: str
    default: str | None = None
    does: str = ""
    citations: Citations = ()
    example: str | None = None
    shortest: int = 1

    @property
    def in_tests(self) -> str:
        """What it is in tests that do not say otherwise: its example, its default, or else words of its name."""
        named = f"the {self.name.lower().replace('_', ' ')} that tests have"
        given = next((text for text in (self.example, self.default) if text is not None), named)
        return given if self.default is not None else given.ljust(self.shortest, "x")
