"""Listening with uvicorn, with the bounds that it leaves to a server in front of it.

Strangers open as many connections as they like, send heads without end, or none at all. Bodies have
bounds of their own, see ``patience``.
"""

import asyncio
import contextlib
import logging
import math
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, cast

import httptools
import msgspec
import uvicorn
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from dangol.edge.answers import Answer
from dangol.edge.express import Express
from dangol.edge.requests import Scope, preferred_language
from dangol.kernel.words import translate

HEAD_SECONDS = 30.0
"""How long a request's head may take, the first one from the connection on."""
LARGEST_HEAD = 64 * 1024
"""Bytes of all headers of a request together."""
MOST_HEADERS = 200
LOOK_SECONDS = 1.0
KEEP_ALIVE_SECONDS = 75
"""How long a connection is kept for a next request; browsers and SDKs keep theirs for a minute."""
STOP_SECONDS = 10
"""How long what is under way may take when the edge stops."""
BACKLOG = 2048
MOST_HEADS = 1024
LONGEST_REMEMBERED = 2048
"""Bytes of a head that is remembered."""

_ANSWER = (
    b"HTTP/1.1 %b\r\ncontent-type: application/json\r\n%bcontent-length: %d\r\n"
    b"connection: close\r\n\r\n%b"
)
_CLOSE = b"connection: close\r\n"
_END = b"\r\n\r\n"
_OTHERWISE = frozenset((b"expect", b"upgrade", b"transfer-encoding"))
"""Headers by which more than a body of some length follows."""
_WHOLE = b"%b%bcontent-length: %d\r\n\r\n%b"
_UPGRADE = re.compile(rb"^upgrade(?=:)", re.IGNORECASE | re.MULTILINE)
_UNREADABLE = "This is no request that can be read, so nothing was accepted. Speak HTTP/1.1."
_LARGE = (
    "The request has more than 200 headers, or 64 KB of them, so nothing was accepted. Send fewer."
)
_CROWDED = "Too many connections are open. Try again in a moment."


class Head(NamedTuple):
    """What the bytes of a request's head were read as, and how long the body behind them is."""

    scope: Scope
    length: int


class Heads:
    """Heads of usual requests, which senders write again and again, byte for byte.

    Reading one takes as long as hearing what it brings. The same bytes read at the same place say
    the same, so they are read once.
    """

    def __init__(self) -> None:
        self._known: dict[bytes, Head] = {}

    def find(self, data: bytes) -> tuple[Head, bytes] | None:
        """Return the head and the body of one whole request; None where it has to be read."""
        end = data.find(_END) + len(_END)
        head = self._known.get(data[:end])
        if head is None or len(data) - end != head.length:
            return None
        return head, data[end:]

    def remember(self, data: bytes, scope: Scope, length: int) -> None:
        """Keep the head of a request that was read of just these bytes and is done."""
        end = len(data) - length
        headers = dict(scope["headers"])
        if (
            end <= LONGEST_REMEMBERED
            and data.find(_END) + len(_END) == end
            and headers.get(b"content-length") == b"%d" % length
            and scope["http_version"] == "1.1"
            and not headers.keys() & _OTHERWISE
        ):
            if len(self._known) >= MOST_HEADS:
                self._known.clear()
            self._known[data[:end]] = Head({**scope, "client": None}, length)


class Connection(HttpToolsProtocol):
    """One connection, and how long its request's head is still waited for.

    Args:
        most: how many connections may be open; further ones are told to come again.
        express: takes usual requests that come whole with their head; the rest become tasks.
        heads: those that any connection has read.
        given: what uvicorn gives.
    """

    def __init__(self, *, most: int, express: Express, heads: Heads, **given: Any) -> None:
        super().__init__(**given)
        self._most = most
        self._express = express
        self._heads = heads
        self._whole: bytes | None = None
        """What came, where it begins with a request."""
        self._between = True
        """Whether the parser is not in the middle of a request."""
        self._waits = False
        """Whether a request that was taken by its head is not answered yet."""
        self._later: list[bytes] = []
        """What came meanwhile."""
        self._ends = False
        self._reading = False
        self._held: tuple[RequestResponseCycle, Any] | None = None
        self._in_head = False
        self._head = 0
        self.until = math.inf

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, unless too many have."""
        super().connection_made(transport)
        self.until = self.loop.time() + HEAD_SECONDS
        if len(self.connections) > self._most:
            self._refuse(b"503 Service Unavailable", "busy", _CROWDED, b"retry-after: 2\r\n")

    def data_received(self, data: bytes) -> None:
        """Take a usual request by the head that is known, or read on."""
        if self._waits:
            self._later.append(data)
            self.flow.pause_reading()
        elif not (self._is_idle() and self._take_known(data)):
            self._read_on(data)

    def _is_idle(self) -> bool:
        """Tell whether a request would begin with the next byte, and all before it are answered."""
        return self._between and getattr(self.cycle, "response_complete", True)

    def _take_known(self, data: bytes) -> bool:
        found = self._heads.find(data)
        if found is None:
            return False
        head, body = found
        before = self.until
        self._waits, self.until = True, math.inf  # it may be answered before the next line
        if self._express(head.scope, body, partial(self._answer_known, data)):
            self._unset_keepalive_if_required()
            return True
        self._waits, self.until = False, before
        return False

    def _answer_known(self, data: bytes, answer: Answer | None) -> None:
        """Answer a request that was taken by its head; else let it be asked the usual way."""
        self._waits = False
        if self.transport.is_closing():
            return
        if answer is None:
            self._read_on(data, usual=False)
        else:
            self.transport.write(_written(answer))
            self.server_state.total_requests += 1
            self.until = self.loop.time() + KEEP_ALIVE_SECONDS
        if self._ends:
            self.shutdown()
        elif self._later:
            later, self._later = b"".join(self._later), []
            self.flow.resume_reading()
            self.data_received(later)

    def shutdown(self) -> None:
        """Close when what is under way is answered."""
        self._ends = True
        if not self._waits:
            super().shutdown()

    def _read_on(self, data: bytes, *, usual: bool = True) -> None:
        """Read on, as far as a request's head has bounds.

        Args:
            data: what came.
            usual: whether a request in it may be taken at once.
        """
        answered: bool | None = getattr(self.cycle, "response_complete", None)
        if answered and self.until == math.inf:
            self.until = self.loop.time() + HEAD_SECONDS  # whatever comes, a head or none
        if b"pgrade" in data and answered is not False and not self._in_head:
            data = _without_upgrade(data)
        self._reading = usual
        self._whole = data if self._is_idle() else None
        super().data_received(data)
        self._reading = False
        self._let_go()
        if self._in_head:
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self._refuse_head()

    def on_message_begin(self) -> None:
        """Begin to read a request."""
        super().on_message_begin()
        self._between = False
        self._in_head, self._head = True, 0
        self.until = self.loop.time() + HEAD_SECONDS

    def on_headers_complete(self) -> None:
        """Let the request be answered."""
        if len(self.headers) > MOST_HEADERS:
            raise httptools.HttpParserError(_LARGE)
        self._in_head, self.until = False, math.inf
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Take the request now where it is a usual one."""
        super().on_message_complete()
        self._between = True
        if self._held is not None:
            cycle = self._held[0]
            if not cycle.waiting_for_100_continue and self._express(
                cast(Scope, cycle.scope), bytes(cycle.body), partial(self._answer, self._held)
            ):
                self._held = None
                if self._whole is not None and cycle.keep_alive:
                    self._heads.remember(self._whole, cast(Scope, cycle.scope), len(cycle.body))

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Hold what posts until it is known whether it came whole."""
        if self._reading and self._held is None and cycle.scope["method"] == "POST":
            self._held = cycle, app
        else:
            super()._start_asgi_task(cycle, app)

    def _let_go(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            super()._start_asgi_task(*held)

    def _answer(self, request: tuple[RequestResponseCycle, Any], answer: Answer | None) -> None:
        """Answer a request that was taken, as uvicorn would; else let it be asked the usual way."""
        cycle, app = request
        if answer is None:
            super()._start_asgi_task(cycle, app)
        elif not cycle.disconnected and not self.transport.is_closing():
            self.transport.write(_written(answer, b"" if cycle.keep_alive else _CLOSE))
            cycle.response_started = cycle.response_complete = True
            cycle.message_event.set()
            if not cycle.keep_alive:
                self.transport.close()
            cycle.on_response()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # in uvicorn's own words
        """Say in the contract's form that this cannot be read."""
        if len(self.headers or ()) > MOST_HEADERS:
            self._refuse_head()
        else:
            self._refuse(b"400 Bad Request", "request_malformed", _UNREADABLE)

    def _refuse_head(self) -> None:
        self._refuse(b"431 Request Header Fields Too Large", "headers_too_large", _LARGE)

    def _refuse(self, status: bytes, code: str, message: str, more: bytes = b"") -> None:
        if self.transport.is_closing():
            return
        headers = dict(self.headers or ())
        language = preferred_language(headers.get(b"accept-language", b"").decode("latin-1"))
        told = msgspec.json.encode({"code": code, "message": translate(message, language)})
        self.transport.write(_ANSWER % (status, more, len(told), told))
        self.transport.close()


def _written(answer: Answer, more: bytes = b"") -> bytes:
    headers = b"".join([b"%b: %b\r\n" % header for header in answer.headers])
    size = len(answer.body)
    return _WHOLE % (STATUS_LINE[answer.status], headers + more, size, answer.body)


def _without_upgrade(data: bytes) -> bytes:
    """Return what came with a wish to change to another protocol hidden, as it may be ignored.

    Else the parser stops behind the head, and a body would be lost: Java's client wishes for HTTP/2
    with each first request. As many bytes come out as went in, whatever they are: where a request
    ends must never hang on this.
    """
    head, end, rest = data.partition(b"\r\n\r\n")
    return _UPGRADE.sub(b"ignored", head) + end + rest


class Listener(uvicorn.Server):
    """uvicorn's server, stopped by nobody but its owner.

    Args:
        app: the application.
        host: address to listen on.
        port: port to listen on.
        most: how many connections may be open.
        express: takes usual requests before they become tasks.
    """

    def __init__(
        self,
        app: Callable[..., Any],
        host: str,
        port: int,
        most: int,
        express: Express = lambda *_: False,
    ) -> None:
        # Strangers send what cannot be read, and are told so; a line for each would fill the disk.
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=partial(Connection, most=most, express=express, heads=Heads()),  # type: ignore[arg-type]  # made like a class
                ws="none",
                lifespan="on",
                backlog=BACKLOG,
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=STOP_SECONDS,
            )
        )

    async def serve(self, sockets: Any = None) -> None:
        """Serve until ``stop``; what is under way is answered first."""
        closing = asyncio.create_task(self._keep_closing())
        try:
            await super().serve(sockets)
        finally:
            closing.cancel()

    def stop(self) -> None:
        """Begin to stop."""
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to whoever owns the process."""
        yield

    async def _keep_closing(self) -> None:
        """Close, again and again, connections whose request does not come."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = loop.time()
            connections: set[Any] = self.server_state.connections
            for late in [one for one in connections if one.until < now]:
                late.transport.abort()
