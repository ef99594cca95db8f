"""Drives the edge's ASGI application in this process, as a server would."""

import asyncio
import base64
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from dangol.edge.app import Edge
from dangol.edge.config import EdgeConfig
from dangol.edge.requests import Message
from dangol.edge.resources import Resources


@dataclass
class Answered:
    """What came back: status, headers by name, body."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    body: bytes = b""
    parts: list[bytes] = field(default_factory=list)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            assert self.status == 0, "an answer began twice"
            self.status = message["status"]
            headers = [(name.decode(), value.decode()) for name, value in message["headers"]]
            self.headers = dict(headers)
            self.cookies = [value for name, value in headers if name == "set-cookie"]
        else:
            self.parts.append(message.get("body", b""))
            self.body += message.get("body", b"")


class EdgeClient:
    """The application with its start and stop, on an event loop of its own."""

    def __init__(self, config: EdgeConfig) -> None:
        self.edge = Edge(config)
        self.loop = asyncio.new_event_loop()
        self._orders: asyncio.Queue[Message] = asyncio.Queue()
        self._obeyed: asyncio.Queue[Message] = asyncio.Queue()

    def __enter__(self) -> Self:
        self._life = self.loop.create_task(
            self.edge({"type": "lifespan"}, self._orders.get, self._obeyed.put)
        )
        self._order("lifespan.startup")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._order("lifespan.shutdown")
        self.loop.close()

    def _order(self, what: str) -> None:
        self._orders.put_nowait({"type": what})
        assert self.run(self._obeyed.get()) == {"type": f"{what}.complete"}

    @property
    def resources(self) -> Resources:
        assert self.edge._resources is not None
        return self.edge._resources

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(work, 30))

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        parts: list[bytes] | None = None,
    ) -> Answered:
        """Make one request; ``parts`` is a body that arrives bit by bit."""
        answered = Answered()
        messages = [{"type": "http.request", "body": part} for part in parts or [body]]
        for message in messages[:-1]:
            message["more_body"] = True

        async def receive() -> Message:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        self.run(self.edge(scope_of(method, path, headers), receive, answered.take))
        return answered

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answered:
        return self.ask("GET", path, headers=headers)

    def read(self, path: str, api_key: str) -> Answered:
        return self.get(path, {"authorization": f"Bearer {api_key}"})

    def send(self, path: str, wire: Any, key: str, **headers: str) -> Answered:
        """Post JSON, or bytes as they are, with a write key as Basic user name."""
        body = wire if isinstance(wire, bytes) else json.dumps(wire).encode()
        basic = base64.b64encode(f"{key}:".encode()).decode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, body, {"authorization": f"Basic {basic}", **named})


def scope_of(method: str, path: str, headers: dict[str, str] | None = None) -> Message:
    raw_path, _, query = path.partition("?")
    named = {"host": "shop.example.org", **(headers or {})}
    return {
        "type": "http",
        "method": method,
        "scheme": "http",
        "raw_path": raw_path.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
        "client": ("192.0.2.7", 4711),
    }
