"""An application behind a real socket, served by a thread of this process."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from dangol.edge.listening import Listener
from tests.server import free_port, wait_for


@contextlib.contextmanager
def served(app: Any, most: int, *express: Any) -> Iterator[int]:
    """Serve an application to at most so many connections, and give its port."""
    port = free_port()
    listener = Listener(app, "127.0.0.1", port, most, *express)
    thread = threading.Thread(target=lambda: asyncio.run(listener.serve()))
    thread.start()
    assert wait_for(lambda: listener.started)
    yield port
    listener.stop()
    thread.join(timeout=20)
    assert not thread.is_alive()
