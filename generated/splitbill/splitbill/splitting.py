"""Divides the amount of an expense into shares. All amounts are whole…"""


def split_cents(amount: int, weights: list[int]) -> list[int]:
    """The share of each weight, rounded down, with the cents that are left going to the first ones."""
    total = sum(weights)
    shares = [amount * weight // total for weight in weights]
    left = amount - sum(shares)
    return [
        share + 1 if position < left else share for position, share in enumerate(shares)
    ]
