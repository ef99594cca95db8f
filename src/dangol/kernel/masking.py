"""Personal data hidden in a text: enough stays to tell two people apart."""

import re

DOTS = "•••"

_MAIL = re.compile(r"[^\s@<>\"'=&?/,;:()]+@[^\s@<>\"'=&?/,;:()]+")
_PHONE = re.compile(r"\+\d[\d .()-]{6,}\d|(?<!\d)\(?0\d{1,2}[ .)-]{0,2}\d{3,4}[ .-]?\d{4}(?!\d)")
"""A number with its country's code, or one of Korea with its area's or a mobile's first digits."""


def mask_identifier(kind: str, value: str) -> str:
    """Return an identifier with its middle hidden.

    >>> mask_identifier("email", "mina@example.org"), mask_identifier("phone", "+821012345678")
    ('m•••@e•••.org', '•••78')
    """
    if kind == "email" and "@" in value:
        return _mask_mail(value)
    if kind == "phone":
        return DOTS + value[-2:]
    return f"{value[:2]}{DOTS}{value[-2:]}" if len(value) >= 10 else value[:1] + DOTS


def mask_name(text: str) -> str:
    """Return what a person is called with only its first letter, an address by its parts' first.

    >>> mask_name("김민아"), mask_name("mina@example.org"), mask_name("Mina <mina@example.org>")
    ('김•••', 'm•••@e•••.org', 'M•••')
    """
    if _MAIL.fullmatch(text) or _PHONE.fullmatch(text):
        return mask_text(text)
    return text[:1] + DOTS if text else text


def mask_text(text: str) -> str:
    """Return free text with the e-mail addresses and telephone numbers in it hidden.

    >>> mask_text("Call 010.1234.5678 or write to mina@example.org")
    'Call •••78 or write to m•••@e•••.org'
    """
    text = _MAIL.sub(lambda found: _mask_mail(found[0]), text)
    return _PHONE.sub(lambda found: DOTS + found[0][-2:], text)


def _mask_mail(address: str) -> str:
    local, _, host = address.rpartition("@")
    _, dot, top = host.rpartition(".")
    return f"{local[:1]}{DOTS}@{host[:1]}{DOTS}" + (f".{top}" if dot else "")
