"""Everything that is not the edge's own goes to the web process and back, as it flows."""

import asyncio
import html
import logging
import time
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING

from dangol.edge.answers import (
    HTML,
    NOT_STORED,
    RETRY_SECONDS,
    Answer,
    cut_short_answer,
    error_answer,
    json_answer,
    send_answer,
)
from dangol.edge.config import EdgeConfig
from dangol.edge.patience import BodyLate
from dangol.edge.requests import ClientGone, Request
from dangol.kernel.words import translate

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

CONNECT_SECONDS, READ_SECONDS = 3.0, 120.0
PATIENCE_SECONDS = 10.0
"""How long a reader's request waits for a web process that is just starting."""

LONGEST_HEADER = 256 * 1024
"""Bytes of one header of the web's answer: a redirect repeats the address, and encodes it again."""

_HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    )
)
_OURS = frozenset(
    (
        b"expect",
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-proto",
        b"x-forwarded-port",
        b"x-real-ip",
        b"x-dangol-edge",
    )
)
"""Headers that only the edge may set: from outside they are dropped."""

STARTING = "The Studio is not running, or only just starting. Try again in a moment."
BROKEN = "The Studio broke off while it answered. Try again; if it happens again, tell IT."

_log = logging.getLogger(__name__)


class Proxy:
    """The way to the web process.

    Args:
        config: where it listens, and the token by which it knows this edge.
    """

    def __init__(self, config: EdgeConfig) -> None:
        self._config = config
        self._session: ClientSession | None = None

    async def pass_on(self, request: Request) -> None:
        """Let the web process answer a request."""
        try:
            response = await self._ask(request)
        except OSError as error:  # refused, unreachable or timed out; aiohttp's are OSErrors too
            await _fail(request, error, 503, STARTING)
        except Exception as error:
            await _blame(request, error)
        else:
            async with response:
                await _return(request, response)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _ask(self, request: Request) -> "ClientResponse":
        from yarl import URL  # comes with aiohttp, which is not imported before it is needed

        session = self._session = self._session or await _open_session()
        target = self._config.web_url.encode() + request.path
        if request.query:
            target += b"?" + request.query
        url = URL(target.decode("latin-1"), encoded=True)
        headers = self._headers(request)
        body = _body(request) if _has_body(request) else None
        waited = 0.0
        while True:
            try:
                return await session.request(
                    request.method, url, headers=headers, data=body, allow_redirects=False
                )
            except OSError:
                if body is not None or waited >= PATIENCE_SECONDS:
                    raise
            waited += 0.25
            await asyncio.sleep(0.25)

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        named = request.headers.get(b"connection", b"").lower().split(b",")
        dropped = _HOP_BY_HOP | _OURS | {name.strip() for name in named}
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in request.scope["headers"]
            if name not in dropped
        ]
        client = request.scope.get("client") or ("", 0)
        scheme = "https" if self._config.https else request.scope["scheme"]
        return [
            *headers,
            ("X-Forwarded-For", client[0]),
            ("X-Forwarded-Proto", scheme),
            ("X-Forwarded-Host", request.header(b"host")),
            ("X-Dangol-Edge", self._config.edge_token),
        ]


async def _open_session() -> "ClientSession":
    # A third of a second, paid by the first page and not by the start; events never need it.
    aiohttp = await asyncio.to_thread(__import__, "aiohttp")
    session: ClientSession = aiohttp.ClientSession(
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=128, keepalive_timeout=15),
        max_field_size=LONGEST_HEADER,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS
        ),
    )
    return session


def _has_body(request: Request) -> bool:
    return request.header(b"content-length") not in ("", "0") or b"transfer-encoding" in (
        request.headers
    )


async def _body(request: Request) -> AsyncIterator[bytes]:
    began, size = time.monotonic(), 0
    while True:
        message = await request.next_part(began, size)
        size += len(message["body"])
        yield message["body"]
        if not message.get("more_body"):
            return


async def _return(request: Request, response: "ClientResponse") -> None:
    await request.begin(response.status, _answered(response.raw_headers))
    async for part in response.content.iter_any():
        await request.send({"type": "http.response.body", "body": part, "more_body": True})
    await request.send({"type": "http.response.body", "body": b""})


def _answered(raw_headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower(), value) for name, value in raw_headers if name.lower() not in _HOP_BY_HOP]


async def _blame(request: Request, error: Exception) -> None:
    """Answer for a failure of the web process, or of the client, whose body then broke off."""
    cause = error.__cause__  # aiohttp's own error hides what failed while it sent the body
    if isinstance(cause, ClientGone):
        await send_answer(request, cut_short_answer(request.language))
    elif isinstance(cause, BodyLate):
        await send_answer(request, error_answer(cause, request.language))
    else:
        await _fail(request, error, 502, BROKEN)


async def _fail(request: Request, error: Exception, status: int, sentence: str) -> None:
    _log.warning("web did not answer", extra={"code": type(error).__name__})
    await send_answer(request, _failure(request, status, sentence))


def _failure(request: Request, status: int, sentence: str) -> Answer:
    if b"text/html" not in request.headers.get(b"accept", b""):
        code = "web_starting" if status == 503 else "web_failed"
        told = {"code": code, "message": translate(sentence, request.language)}
        return json_answer(told, status, [(b"retry-after", RETRY_SECONDS)])
    paragraphs = "".join(
        f'<p lang="{language}">{html.escape(translate(sentence, language))}</p>'
        for language in ("en", "ko")
    )
    page = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Dangol · {status}</title>
<style>body{{font:1.1rem/1.7 system-ui,sans-serif;max-width:34rem;margin:18vh auto;padding:0 1.5rem;
background:#FAF8F4;color:#1F2421;word-break:keep-all}}h1{{font-size:1.3rem;color:#2F6B5E}}</style>
<h1>Dangol</h1>{paragraphs}</html>"""
    return Answer(status, page.encode(), [HTML, NOT_STORED, (b"retry-after", RETRY_SECONDS)])
