"""One HTTP request as the doors see it: raw path, headers by name, a body read within bounds."""

import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from dangol.edge.patience import Patience
from dangol.live.collect.api import body_too_large

Message = MutableMapping[str, Any]  # ASGI's own shape
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LARGEST_DRAINED = 64 * 1024 * 1024
"""Bytes of a refused body that are still read, so that the sender hears the refusal."""

_QUALITY = re.compile(r";\s*q=([01](?:\.\d*)?|\.\d+)(?![\d.])")


class ClientGone(Exception):
    """A request broke off before it was complete: its client went away, or framed it wrongly."""


class Request:
    """One request; ``answering`` once its answer has begun, so that no second one follows.

    Args:
        scope: ASGI's description of it.
        receive: gives the next part of its body.
        send: takes the parts of the answer.
        patience: how long its body is waited for.
    """

    __slots__ = (
        *("answering", "headers", "method", "path", "patience", "query"),
        *("receive", "scope", "send"),
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, patience: Patience) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.patience = patience
        self.answering = False
        self.method: str = scope["method"]
        self.path: bytes = scope["raw_path"]
        self.query: bytes = scope["query_string"]
        self.headers: dict[bytes, bytes] = dict(scope["headers"])

    async def begin(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Begin the answer."""
        self.answering = True
        await self.send({"type": "http.response.start", "status": status, "headers": headers})

    def header(self, name: bytes) -> str:
        """Return a header's text, empty where it is missing."""
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def language(self) -> str:
        """The language that the client prefers, ``en`` or ``ko``."""
        accepted = self.headers.get(b"accept-language")
        return preferred_language(accepted.decode("latin-1")) if accepted else "en"

    def parameters(self) -> dict[str, str]:
        """Return the query's parameters, the first of each name."""
        return {name: values[0] for name, values in parse_qs(self.query.decode("latin-1")).items()}

    async def read_body(self, limit: int) -> bytes:
        """Return the whole body.

        Args:
            limit: most bytes.

        Raises:
            BodyTooLarge: it is larger; what was sent is passed over, up to 64 MB.
            BodyLate: it takes too long.
            ClientGone: it never came to its end.
        """
        began = time.monotonic()
        message = await self.next_part(began, 0)
        if not message.get("more_body"):
            body: bytes = message["body"]
            if len(body) > limit:
                raise body_too_large()
            return body
        parts, size = [message["body"]], len(message["body"])
        while message.get("more_body") and size <= LARGEST_DRAINED:
            message = await self.next_part(began, size)
            size += len(message["body"])
            if size <= limit:
                parts.append(message["body"])
            else:
                parts.clear()
        if size > limit:
            raise body_too_large()
        return b"".join(parts)

    async def next_part(self, began: float, size: int) -> Message:
        """Return the next part of the body.

        Args:
            began: when its first part was waited for, by ``time.monotonic``.
            size: bytes of it that came already.

        Raises:
            BodyLate: it takes too long.
            ClientGone: it never comes to its end.
        """
        message = await self.patience.wait(self.receive, began, size)
        if message["type"] != "http.request":
            raise ClientGone
        return message


@lru_cache(maxsize=256)
def preferred_language(accepted: str) -> str:
    """Return the better liked of our languages in an ``Accept-Language`` header.

    >>> preferred_language("ko-KR,ko;q=0.9,en;q=0.8"), preferred_language("de")
    ('ko', 'en')
    """
    liked: dict[str, float] = {}
    for part in accepted.lower().split(","):
        quality = _QUALITY.search(part)
        language = part.split(";")[0].strip().split("-")[0]
        liked.setdefault(language, float(quality[1]) if quality else 1.0)
    return "ko" if liked.get("ko", 0) > liked.get("en", 0) else "en"
