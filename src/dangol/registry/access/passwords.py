"""Passwords that the house makes up, and what is kept of them."""

import base64
import hashlib
import secrets

_ROUNDS = 10_000
"""Rounds of hashing a password that we made up. A million, as for one that a person chooses, guards
what can be guessed; of 96 random bits nobody tries a share worth naming. Django hashes it with all
rounds when it is first used."""


def make_up_password() -> str:
    """Return a new password of 96 random bits."""
    return secrets.token_urlsafe(12)


def hash_made_up(password: str) -> str:
    """Return what is kept of a password that was made up, as Django writes it.

    Source: ``PBKDF2PasswordHasher`` of Django 5.2, ``algorithm$rounds$salt$hash``.
    """
    salt = secrets.token_hex(11)
    hashed = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), _ROUNDS)
    return f"pbkdf2_sha256${_ROUNDS}${salt}${base64.b64encode(hashed).decode()}"
