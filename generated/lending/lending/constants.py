"""The numbers and texts that the spec fixes."""

MAX_LOANS = 5  # copies
MAX_OWED = 1000  # cents
LOAN_DAYS = 14  # days
FINE_PER_DAY = 25  # cents
MAX_FINE = 500  # cents
HOLD_DAYS = 3  # days
