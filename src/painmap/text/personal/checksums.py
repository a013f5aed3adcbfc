"""Check sums of Russian identifiers."""

from __future__ import annotations


def digits(text: str) -> list[int]:
    """The decimal digits of a text, in order."""
    return [int(c) for c in text if c in "0123456789"]


def is_snils(text: str) -> bool:
    """An insurance number of 11 digits (постановление Правления ПФР от 31.07.2006 № 192п: 9…1, mod 101)."""
    number = digits(text)
    if len(number) != 11:
        return False
    total = sum(d * (9 - i) for i, d in enumerate(number[:9])) % 101
    return total % 100 == number[9] * 10 + number[10]


def is_person_inn(text: str) -> bool:
    """A person's taxpayer number of 12 digits (two check digits, mod 11)."""
    number = digits(text)
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    if len(number) != 12:
        return False
    sums = (sum(w * d for w, d in zip(weights[1:], number, strict=False)),
            sum(w * d for w, d in zip(weights, number, strict=False)))  # fmt: skip
    return [s % 11 % 10 for s in sums] == number[10:]


def is_firm_inn(text: str) -> bool:
    """An organisation's taxpayer number of 10 digits (one check digit, mod 11)."""
    number = digits(text)
    if len(number) != 10:
        return False
    return (
        sum(w * d for w, d in zip((2, 4, 10, 3, 5, 9, 4, 6, 8), number, strict=False)) % 11 % 10 == number[9]
    )


def is_entrepreneur(text: str) -> bool:
    """An entrepreneur's register number of 15 digits: the first 14 mod 13, its last digit."""
    number = digits(text)
    if len(number) != 15:
        return False
    return int("".join(map(str, number[:14]))) % 13 % 10 == number[14]


def is_card(text: str) -> bool:
    """Luhn's sum over 16 to 19 digits (ISO/IEC 7812-1)."""
    number = digits(text)[::-1]
    doubled = [d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(number)]
    return 16 <= len(number) <= 19 and sum(doubled) % 10 == 0
