"""The one place that time and chance come from; tests set the clock."""

from datetime import UTC, date, datetime
from random import SystemRandom


class Clock:
    """Tells the time."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day of this moment, in UTC."""
        return self.now().date()


clock = Clock()
chance = SystemRandom()
