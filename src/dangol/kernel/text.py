"""Text made comparable: one form for what people see as the same."""

import unicodedata


def fold(text: str) -> str:
    r"""Return text in the form in which it is compared: NFC, case folded.

    >>> fold("ÉCOLE") == fold("e\u0301cole")
    True
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
