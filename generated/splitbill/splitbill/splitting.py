"""Splits an amount among members without losing a cent."""


def split_amount(amount: int, weights: list[int]) -> list[int]:
    """Return the share of each weight in cents; the shares add up to the amount."""
    if not weights:
        raise ValueError("An amount needs somebody to be split among")
    if min(weights) < 1:
        raise ValueError("A weight is a whole number from 1")
    total = sum(weights)
    rounded_down = [amount * weight // total for weight in weights]
    left = amount - sum(rounded_down)
    return [
        share + 1 if index < left else share for index, share in enumerate(rounded_down)
    ]
