"""What collection is held against: servers that do less, with the same loop and settings.

``hello`` is uvicorn alone, which answers without looking. ``noop`` is our edge up to where work
begins: it reads the body and looks up the write key, then answers. ``express`` does the same where
usual requests are heard, before they become tasks.

Run as ``python -m tests.bench.bare hello|noop|express PORT``, with ``DANGOL_DATA``.
"""

import contextlib
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from dangol.edge import serve
from dangol.edge.answers import send_answer
from dangol.edge.app import Edge
from dangol.edge.config import read_config
from dangol.edge.events_in import SUCCESS
from dangol.edge.express import Done
from dangol.edge.requests import Receive, Request, Scope, Send
from dangol.edge.senders import get_source
from dangol.live.collect.api import find_write_key
from dangol.live.collect.contracts import LARGEST_BODY
from tests.server import NO_ANSWER, free_port, wait_for

_START = {"type": "http.response.start", "status": 200, "headers": SUCCESS.headers}
_BODY = {"type": "http.response.body", "body": SUCCESS.body}


class Hello(Edge):
    """Answers without looking."""

    def take_at_once(self, _scope: Scope, _body: bytes, _done: Done) -> bool:
        """Let every request become a task."""
        return False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, send)
            return
        await send(_START)
        await send(_BODY)


class NoOp(Hello):
    """Reads the body, looks up the key, and answers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan" or self._resources is None:
            await super(Hello, self).__call__(scope, receive, send)
            return
        request = Request(scope, receive, send, self._resources.patience)
        key = find_write_key(
            authorization=request.headers.get(b"authorization", b""),
            write_key=request.headers.get(b"x-write-key", b""),
            query=request.query,
        )
        await request.read_body(LARGEST_BODY)
        if key:
            await get_source(self._resources.keyring, key)
        await send_answer(request, SUCCESS)


class Express(NoOp):
    """Looks up the key and answers before the request becomes a task."""

    def take_at_once(self, scope: Scope, _body: bytes, done: Done) -> bool:
        """Answer one request, once its key is known."""
        key = find_write_key(write_key=dict(scope["headers"]).get(b"x-write-key", b""))
        known = self._resources is not None and key and self._resources.keyring.known(key)
        if known:
            done(SUCCESS)
        return bool(known)


KINDS = {"hello": Hello, "noop": NoOp, "express": Express}


@contextlib.contextmanager
def running(kind: str, data: Path) -> Iterator[str]:
    """Run one of them on a data folder that may be in use, and give its address.

    Args:
        kind: ``hello``, ``noop`` or ``express``.
        data: the folder whose write keys are looked up.
    """
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare", kind, str(port)]
    with subprocess.Popen(command, env={**os.environ, "DANGOL_DATA": str(data)}) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            assert wait_for(lambda: _answers(url), 30), f"{kind} does not answer"
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url + "/healthz", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except NO_ANSWER:
        return False


if __name__ == "__main__":
    create = partial(KINDS[sys.argv[1]], read_config(os.environ))
    serve.run(create, "127.0.0.1", int(sys.argv[2]))
