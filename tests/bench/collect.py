"""Collection: events over HTTP, on disk before they are acknowledged.

Single events are set against the same edge's own no-op, which reads the body and looks up the key,
and that against a bare server, all in the same run; batches against 100,000 events a second; both
against rows in bare SQLite, as many a commit as there are events under way at once. The rules alone
show what of it is Python.
"""

import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dangol.config.bench import BenchRow
from dangol.kernel import clock
from dangol.kernel.event import encode_entry
from dangol.live.collect.api import HashKeys, Shield, compile_plan, hear
from dangol.registry.sources.contracts import Source
from tests.bench import bare
from tests.bench.ground import append_to_sqlite
from tests.bench.load import Load, measure, pace
from tests.server import Server, wait_for

BATCH = 100
WANTED_EVENTS = 100_000
WANTED_PLANNED = 40_000
PLAN = """
mode: block
events:
  Product Viewed:
    schema:
      type: object
      required: [product_id, price]
      properties:
        product_id: {type: string}
        sku: {type: string, maxLength: 40}
        category: {type: string}
        name: {type: string}
        price: {type: number, minimum: 0}
        quantity: {type: integer}
        currency: {type: string, pattern: "^[a-zA-Z]{3}$"}
      additionalProperties: false
traits: {schema: {properties: {email: {type: string, format: email}}}}
fields:
  traits.email: {class: personal, action: hash}
  properties.note: {class: sensitive}
"""
EVENT = {
    "type": "track",
    "event": "Product Viewed",
    "userId": "u1",
    "anonymousId": "a1",
    "timestamp": "2026-05-22T07:36:03.123Z",
    "properties": {
        "product_id": "p-9182",
        "sku": "G-32",
        "category": "Games",
        "name": "Monopoly: 3rd Edition",
        "price": 18.99,
        "quantity": 1,
        "currency": "usd",
    },
    "context": {
        "ip": "192.0.2.4",
        "library": {"name": "analytics.js", "version": "2.11.1"},
        "page": {"path": "/academy/", "url": "https://example.com/academy/"},
        "userAgent": "Mozilla/5.0",
        "locale": "ko-KR",
    },
}


def run(quick: bool) -> Iterator[BenchRow]:
    """Yield throughput and delay of single events and of batches."""
    yield _rules(events=2_000 if quick else 50_000)
    yield _planned(events=2_000 if quick else 50_000)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield from _over_http(server, seconds=2 if quick else 10)
        finally:
            server.stop()


def _rules(events: int) -> BenchRow:
    """Measure hearing and encoding in one process, against decoding and encoding alone."""
    source = Source("shop", "server", "shop", "", True, True, "", 0)
    body = _batch_body().encode()
    rounds = events // BATCH
    looked = _timed(
        lambda: [
            encode_entry(entry)
            for entry in hear(body, "batch", source, received=clock.now()).entries
        ],
        rounds,
    )
    unlooked = _timed(
        lambda: [msgspec.json.encode(event) for event in msgspec.json.decode(body)["batch"]], rounds
    )
    return BenchRow(
        "collect-rules",
        BATCH / looked,
        "events/s",
        "decoding and encoding alone",
        unlooked / looked,
    )


def _planned(events: int) -> BenchRow:
    """Measure the same with a tracking plan; the scan for personal data is always on."""
    source = Source("shop", "server", "shop", "", True, True, "", 0)
    keys = HashKeys({1: b"a key of this benchmark"})
    shield = Shield(keys, compile_plan(PLAN, keys))
    body = _batch_body().encode()

    def hear_all() -> list[bytes]:
        heard = hear(body, "batch", source, received=clock.now(), shield=shield)
        assert heard.accepted == BATCH
        return [encode_entry(entry) for entry in heard.entries]

    taken = _timed(hear_all, events // BATCH)
    return BenchRow(
        "collect-rules-plan",
        BATCH / taken,
        "events/s",
        f"{WANTED_PLANNED} events/s asked for",
        BATCH / taken / WANTED_PLANNED,
    )


def _timed(work: object, rounds: int) -> float:
    assert callable(work)
    started = time.process_time()
    for _ in range(rounds):
        work()
    return (time.process_time() - started) / rounds


def _over_http(server: Server, seconds: int) -> Iterator[BenchRow]:
    """Measure the edge against itself where it does nothing, and against less than an edge."""
    tag = str(os.getpid())
    one = Load("/v1/track", json.dumps({**EVENT, "messageId": "%NUMBER%"}), server.write_key)
    many = Load("/v1/batch", _batch_body(), server.write_key)
    with bare.running("hello", server.data) as url:
        hello = measure(url, one, seconds=seconds, connections=32, tag=tag)
    with bare.running("noop", server.data) as url:
        noop = measure(url, one, seconds=seconds, connections=32, tag=tag)
    with bare.running("express", server.data) as url:
        express = measure(url, one, seconds=seconds, connections=32, tag=tag)
    single = measure(server.url, one, seconds=seconds, connections=32, tag=f"{tag}-one")
    wait_for(lambda: _lag(server) == 0, seconds=300)
    half = pace(server.url, one, single.per_second / 2, seconds, f"{tag}-half")
    wait_for(lambda: _lag(server) == 0, seconds=300)
    batch = measure(server.url, many, seconds=seconds, connections=8, tag=f"{tag}-many")
    failed = [done.failed for done in (hello, noop, express, single, half, batch)]
    assert not any(failed), failed
    yield BenchRow("collect-hello", hello.per_second, "requests/s", "uvicorn alone, which answers")
    yield from _against("collect-noop", noop.per_second, "requests/s", "hello", hello.per_second)
    yield from _against("collect-single", single.per_second, "requests/s", "noop", noop.per_second)
    yield BenchRow(
        "collect-noop-express", express.per_second, "requests/s", "heard before it is a task"
    )
    yield BenchRow("collect-single-p99", single.p99, "ms")
    yield from _against("collect-half-p99", half.p99, "ms", "25 ms at half of that load", 25)
    events = batch.per_second * BATCH
    yield from _against("collect-batch", events, "events/s", "asked for", WANTED_EVENTS)
    yield BenchRow("collect-batch-p99", batch.p99, "ms")
    yield from _sqlite_rows(single.per_second, events, seconds)


def _sqlite_rows(single: float, batch: float, seconds: float) -> Iterator[BenchRow]:
    entry = json.dumps({**EVENT, "messageId": "one"}).encode()
    for name, ours, rows in (("single", single, 32), ("batch", batch, 800)):
        bare_rows = append_to_sqlite(entry, rows, seconds / 2)
        against = f"rows in bare SQLite, {rows} a commit"
        yield from _against(f"collect-{name}-sqlite", ours, "events/s", against, bare_rows)


def _against(name: str, value: float, unit: str, against: str, other: float) -> Iterator[BenchRow]:
    yield BenchRow(name, value, unit, f"{against}: {other:,.0f}", value / other)


def _batch_body() -> str:
    batch = [{**EVENT, "messageId": f"%NUMBER%-{place}"} for place in range(BATCH)]
    return json.dumps({"batch": batch})


def _lag(server: Server) -> float:
    """Return how many entries wait for the trip, by the server's own figures."""
    with urllib.request.urlopen(server.url + "/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("dangol_trip_lag")))
