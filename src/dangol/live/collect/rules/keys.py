"""The write key of a request, from the five places where senders put it."""

import binascii
from base64 import b64decode
from functools import lru_cache
from urllib.parse import parse_qs

import msgspec

LONGEST_REMEMBERED = 512
"""Bytes of a header that is remembered; strangers may send thousands of long ones."""


class _Keyed(msgspec.Struct, gc=False):
    writeKey: object = None  # noqa: N815 the wire's name


_keyed = msgspec.json.Decoder(_Keyed).decode


def find_write_key(
    *, authorization: bytes = b"", write_key: bytes = b"", query: bytes = b"", body: bytes = b""
) -> str | None:
    """Return the write key that a request states, or None where it states none.

    Args:
        authorization: the ``Authorization`` header: Basic with the key as user name, or Bearer.
        write_key: the ``X-Write-Key`` header; Jitsu's SDK insists on a colon after the key.
        query: the query string, with ``writeKey``.
        body: the opened body, a JSON object with ``writeKey``; looked at last, as it costs most.

    >>> find_write_key(authorization=b"Basic d2tfMTo=")
    'wk_1'
    """
    key = None
    if authorization:
        remembered = len(authorization) <= LONGEST_REMEMBERED
        read = _key_of_authorization if remembered else _key_of_authorization.__wrapped__
        key = read(authorization)
    return key or _text(write_key) or _key_of_query(query) or _key_of_body(body)


@lru_cache(maxsize=4096)
def _key_of_authorization(header: bytes) -> str | None:
    scheme, _, rest = header.strip().partition(b" ")
    if scheme.lower() == b"bearer":
        return _text(rest)
    if scheme.lower() != b"basic":
        return None
    try:
        return _text(b64decode(rest.strip(), validate=True))
    except binascii.Error:
        return None


def _text(key: bytes) -> str | None:
    return key.decode("utf-8", "replace").partition(":")[0].strip() or None


def _key_of_query(query: bytes) -> str | None:
    if b"ritekey" not in query.lower().replace(b"_", b""):
        return None
    stated = parse_qs(query.decode("utf-8", "replace"))
    return next((stated[name][0] for name in ("writeKey", "write_key") if name in stated), None)


def _key_of_body(body: bytes) -> str | None:
    if b'"writeKey"' not in body:
        return None
    try:
        key = _keyed(body).writeKey
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return key if isinstance(key, str) and key else None
