"""The numbers and texts that the spec fixes."""

MAX_LOANS = 5  # copies
FINE_LIMIT_CENTS = 1000  # cents
LOAN_DAYS = 14  # days
RENEWAL_DAYS = 14  # days
FINE_PER_DAY_CENTS = 25  # cents
MAX_FINE_CENTS = 500  # cents
HOLD_DAYS = 3  # days
