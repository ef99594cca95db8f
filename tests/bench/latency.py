"""How soon an event can be read on its customer, after its 200, at 2,000 events a second.

Steady load in batches; beside it single probes, each of a customer of its own, read back by
identifier until the event is there.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from dangol.config.bench import BenchRow
from tests.server import Server

RATE = 2_000
BATCH = 20


def run(quick: bool) -> Iterator[BenchRow]:
    """Yield the delay between acknowledgement and readability."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield from _measure(server, seconds=3 if quick else 20)
        finally:
            server.stop()


def _measure(server: Server, seconds: float) -> Iterator[BenchRow]:
    load = SteadyLoad(server, RATE)
    time.sleep(1)
    delays = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        delays.append(_probe(server, len(delays)))
    sent = load.finish()
    delays.sort()
    yield BenchRow("latency-load", sent, "events/s", f"{RATE} events/s asked for", sent / RATE)
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        value = delays[min(int(len(delays) * share), len(delays) - 1)] * 1000
        yield BenchRow(f"latency-{name}", value, "ms", "500 ms", value / 500)


def _probe(server: Server, number: int) -> float:
    user = f"probe-{number}"
    status, _ = server.send({"type": "track", "event": "Probe", "userId": user})
    assert status == 200
    acknowledged = time.perf_counter()
    while server.get(f"/v1/customers/user_id:{user}")[0] != 200:
        time.sleep(0.005)
    return time.perf_counter() - acknowledged


class SteadyLoad:
    """Sends batches at a steady rate from a few threads until told to finish."""

    def __init__(self, server: Server, rate: int, threads: int = 4) -> None:
        self._server = server
        self._pause = BATCH * threads / rate
        self._stop = threading.Event()
        self._sent = 0
        self._started = time.monotonic()
        self._threads = [threading.Thread(target=self._send, args=(n,)) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> float:
        """Stop, and return the rate that was reached."""
        taken = time.monotonic() - self._started
        rate = self._sent / taken
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return rate

    def _send(self, number: int) -> None:
        due = time.monotonic()
        group = 0
        while not self._stop.is_set():
            group += 1
            events = [
                {
                    "type": "track",
                    "event": "Product Viewed",
                    "userId": f"u{(group * BATCH + i) % 5000}",
                    "messageId": f"{number}-{group}-{i}",
                    "properties": {"product_id": "p1", "price": 18.99},
                }
                for i in range(BATCH)
            ]
            if self._server.send(*events)[0] == 200:
                self._sent += BATCH
            due += self._pause
            time.sleep(max(0.0, due - time.monotonic()))
