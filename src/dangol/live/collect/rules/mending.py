"""What real senders get wrong in JSON, put right only where a body would else be lost whole."""

import re

DEEPEST_KEPT = 64
"""Levels of a body that stay when it is pruned: more than an event may have, so it is refused."""
MOST_BRACKETS = 50_000

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+'
_NOT_A_NUMBER = re.compile(_STRING + rb"|-?\b(?:NaN|Infinity)\b", re.DOTALL)
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
_BRACKET = re.compile(_STRING + rb"|([\[{])|([\]}])", re.DOTALL)


def mend(body: bytes) -> bytes:
    r"""Return a body with half characters replaced and ``NaN`` as null.

    JavaScript writes half of a cut emoji as a lone surrogate escape, Python writes ``NaN`` and
    ``Infinity``; neither is JSON.

    >>> mend(b'{"a": NaN, "b": "NaN", "c": "\\ud83d"}')
    b'{"a": null, "b": "NaN", "c": "\\ufffd"}'
    """
    if b"\\u" in body:
        body = _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], body)
    if b"NaN" in body or b"Infinity" in body:
        body = _NOT_A_NUMBER.sub(
            lambda found: found[0] if found[0].startswith(b'"') else b"null", body
        )
    return body


def prune(body: bytes) -> bytes:
    """Return a body with everything below its 64th level replaced by null.

    What is left can be split into events; the one that was too deep still is, and is refused alone.
    """
    if body.count(b"{") + body.count(b"[") > MOST_BRACKETS:
        return body
    kept: list[bytes] = []
    depth = at = 0
    for found in _BRACKET.finditer(body):
        if found[1]:
            depth += 1
            if depth == DEEPEST_KEPT:
                kept.append(body[at : found.start()] + b"null")
        elif found[2]:
            if depth == DEEPEST_KEPT:
                at = found.end()
            depth -= 1
    return b"".join(kept) + body[at:] if depth < DEEPEST_KEPT else body
