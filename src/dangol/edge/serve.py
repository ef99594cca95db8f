"""The edge as a process: one event loop, one server, stopped by SIGTERM without losing anything."""

import asyncio
import gc
import resource
import signal
import sys
from collections.abc import Callable

from dangol.edge.app import Edge, create_app

MOST_CONNECTIONS = 8192
"""Connections at a time; further ones are told to come again. Slow clients must not use them up."""
SPARE_FILES = 256
"""Files that stay for the log and the databases, whatever many clients are connected."""
SWITCH_SECONDS = 0.0001
"""How long a thread may keep others from running: the commit's thread must not wait for long."""

GARBAGE_THRESHOLDS = (50_000, 20, 50)
"""Requests leave no cycles behind, so looking for them may be rare."""


def main(host: str, port: int) -> None:
    """Serve the application that the environment describes; see ``run``."""
    run(create_app, host, port)


def run(create: Callable[[], Edge], host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; what is under way is answered first.

    Args:
        create: makes the application.
        host: address to listen on.
        port: port to listen on.
    """
    import uvloop  # not needed by those who only take the application

    sys.setswitchinterval(SWITCH_SECONDS)
    connections = make_room(MOST_CONNECTIONS)
    edge = create()
    gc.freeze()  # what was imported stays: looking for garbage in it took a tenth of each request
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    uvloop.run(_serve(edge, host, port, connections))


def make_room(connections: int) -> int:
    """Let this process open a file for each connection; return for how many it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE_FILES
    if soft < wanted:
        soft = min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(connections, soft - SPARE_FILES))


async def _serve(edge: Edge, host: str, port: int, connections: int) -> None:
    from dangol.edge.listening import Listener  # not needed by those who only take the application

    listener = Listener(edge, host, port, connections, edge.take_at_once)

    def stop() -> None:
        edge.stop_streams()
        listener.stop()

    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop)
    await listener.serve()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1", int((sys.argv[2:] or ["8000"])[0]))
