"""Public ids: opaque to outsiders, a log position inside.

A customer's number is the log offset of the event that created the customer, so replaying the log
gives the same ids. Outside, the number is written in Crockford's base 32 behind a letter.
"""

import os
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_MASK = (1 << 60) - 1
_MULTIPLIER = 0x9E3779B97F4A7C5 | 1  # odd, so invertible modulo 2^60
_INVERSE = pow(_MULTIPLIER, -1, 1 << 60)


def customer_id(number: int) -> str:
    """Return the public id of a customer's number.

    >>> customer_number(customer_id(12345))
    12345
    """
    mixed = ((number + 1) * _MULTIPLIER) & _MASK
    return "c" + "".join(_ALPHABET[(mixed >> shift) & 31] for shift in range(55, -1, -5))


def customer_number(public_id: str) -> int | None:
    """Return the number behind a public id, or None where the text is no such id."""
    if len(public_id) != 13 or public_id[0] != "c":
        return None
    mixed = 0
    for letter in public_id[1:]:
        value = _VALUES.get(letter)
        if value is None:
            return None
        mixed = mixed << 5 | value
    return ((mixed * _INVERSE) & _MASK) - 1


def new_message_id(prefix: str) -> str:
    """Return a fresh id for an entry that Dangol itself writes, sortable by time."""
    return f"{prefix}-{time.time_ns():x}-{os.urandom(6).hex()}"
