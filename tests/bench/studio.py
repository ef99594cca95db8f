"""The Studio beside a busy trip, with 100,000 customers: pages, a form, and what collection pays.

Three questions: how long each page takes; what share of collection is lost while somebody opens
pages in a loop; how long saving a form takes while the trip works at full speed.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from dangol.config.bench import BenchRow
from dangol.engines.database import open_database
from dangol.kernel import clock
from dangol.kernel.clock import DAY
from dangol.live.trip.api import Trip, hold_trip
from dangol.memory.eventlog.api import open_log
from tests.bench.load import Load, measure
from tests.bench.people import encoded, generate
from tests.browserless import Visitor
from tests.server import Server

PAGES = {
    "today": "/studio/",
    "lifecycle": "/studio/lifecycle/",
    "live": "/studio/live/",
    "customers": "/studio/customers/",
    "search": "/studio/customers/?q=user-777",
    "sources": "/studio/sources/",
    "brands": "/studio/system/brands/",
    "keys": "/studio/system/keys/",
    "rules": "/studio/system/lifecycle/shop/",
}
LONGEST_MS = 300
SLOWEST_SAVE_MS = 200


def run(quick: bool) -> Iterator[BenchRow]:
    """Yield page times, the saving of a form, and collection beside a page loop."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        populate(server, people=3_000 if quick else 100_000)
        server.start()
        try:
            it = next(user for user in server.first["users"] if user["role"] == "IT")
            visitor = Visitor(server.url, it["name"], it["password"])
            yield from _pages(server, visitor, times=3 if quick else 15)
            yield from _collection(server, visitor, seconds=2 if quick else 8)
            yield from _saving(server, visitor, times=5 if quick else 100)
        finally:
            server.stop()


def populate(server: Server, people: int) -> None:
    """Fill a stopped server's folder with customers of three events each."""
    log = open_log(server.data)
    _append(log, generate(people * 3, people, seed=3, start=clock.now() - 60 * DAY))
    database = open_database(f"sqlite:///{server.data / 'dangol.db'}", durable=False)
    with hold_trip(server.data):
        trip = Trip(database, log, clock.now)
        while trip.step():
            pass
    database.close()


def _append(log, events) -> None:  # type: ignore[no-untyped-def]
    made = encoded(events)
    for at in range(0, len(made), 5000):
        log.append(made[at : at + 5000])


def _pages(server: Server, visitor: Visitor, times: int) -> Iterator[BenchRow]:
    customer = server.get("/v1/customers/user_id:user-1")[1]["id"]
    for name, path in {**PAGES, "customer": f"/studio/customers/{customer}/"}.items():
        visitor.open(path)
        taken = sorted(_milliseconds(lambda path=path: visitor.open(path)) for _ in range(times))  # type: ignore[misc]
        middle = taken[len(taken) // 2]
        yield BenchRow(f"studio-{name}", middle, "ms", f"{LONGEST_MS} ms", middle / LONGEST_MS)


def _collection(server: Server, visitor: Visitor, seconds: int) -> Iterator[BenchRow]:
    alone = _requests_per_second(server, seconds, "alone")
    stop = threading.Event()
    looking = threading.Thread(target=_look_around, args=(visitor, stop))
    looking.start()
    beside = _requests_per_second(server, seconds, "beside")
    stop.set()
    looking.join()
    yield BenchRow("studio-collection", beside, "requests/s", "collection alone", beside / alone)


def _look_around(visitor: Visitor, stop: threading.Event) -> None:
    while not stop.is_set():
        for path in PAGES.values():
            visitor.open(path)


def _requests_per_second(server: Server, seconds: int, tag: str) -> float:
    body = '{"event":"Ping","userId":"user-1","messageId":"%NUMBER%"}'
    load = Load("/v1/track", body, server.write_key)
    found = measure(server.url, load, seconds=seconds, connections=16, tag=tag)
    assert found.failed == 0
    return found.per_second


def _saving(server: Server, visitor: Visitor, times: int) -> Iterator[BenchRow]:
    """Save a form again and again while the trip has more than it can do."""
    _append(
        open_log(server.data),
        generate(times * 5_000, 50_000, seed=100, start=clock.now() - 60 * DAY),
    )
    path = "/studio/system/brands/add/"
    token = visitor.find_token(path)
    taken = []
    for number in range(times):
        fields = {"name": f"Brand {number}", "zone": "Asia/Seoul", "currency": "KRW"}
        taken.append(_milliseconds(lambda fields=fields: visitor.save(path, fields, token)))  # type: ignore[misc]
    taken.sort()
    slow = taken[min(int(times * 0.99), times - 1)]
    yield BenchRow("studio-save-p50", taken[times // 2], "ms")
    yield BenchRow("studio-save-p99", slow, "ms", f"{SLOWEST_SAVE_MS} ms", slow / SLOWEST_SAVE_MS)


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000
