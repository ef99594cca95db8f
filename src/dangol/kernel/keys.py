"""Secret keys: what is kept of them."""

import hashlib


def key_digest(key: str) -> str:
    """Return what is kept of a key. It is random, so a plain hash cannot be turned back."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
