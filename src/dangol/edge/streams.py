"""The live stream: server-sent events of what was decided about entries, as it is decided."""

import asyncio

import msgspec

from dangol.edge.live_entries import LiveEntry, News, Sight, look, newest
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.edge.tokens import verify_view
from dangol.kernel.clock import SECOND
from dangol.kernel.errors import Unusable

OUTCOMES = ("", "accepted", "duplicate", "rejected")
USUAL_RECENT, MOST_RECENT = 50, 200
LOOK_SECONDS = 0.25
HEARTBEAT_SECONDS = 15.0
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]

_encode = msgspec.json.Encoder().encode


async def stream_live(request: Request, resources: Resources) -> None:
    """Send entries as the trip decides about them, until the client goes or its right ends.

    Query: ``token`` (see ``edge.tokens``), ``source``, ``outcome``, ``recent`` (how many of the
    newest entries to begin with). ``Last-Event-ID`` goes on where a broken stream ended.

    Raises:
        Unauthorised: the token is not ours, or no longer valid.
        Unusable: a parameter is none.
    """
    asked = request.parameters()
    view = verify_view(resources.config.secret, asked.get("token", ""), now=resources.clock())
    outcome = asked.get("outcome", "")
    if outcome not in OUTCOMES:
        raise Unusable("outcome_unknown", "outcome must be accepted, duplicate or rejected.")
    sight = Sight(
        frozenset(view.brands), asked.get("source", ""), outcome, request.language, view.names
    )
    position = await _start(request, resources, asked.get("recent", ""))
    await request.begin(200, _HEADERS)
    resources.counters.watchers += 1
    gone = asyncio.create_task(_wait_for_end(request, resources))
    try:
        await _watch(request, resources, sight, position, view.expires, gone)
    finally:
        resources.counters.watchers -= 1
        gone.cancel()


async def _watch(
    request: Request,
    resources: Resources,
    sight: Sight,
    position: int,
    expires: int,
    gone: asyncio.Task[None],
) -> None:
    quiet_since = resources.clock()
    await _send(request, b"retry: 2000\n\n", more=True)
    while not gone.done() and resources.clock() < expires:
        news = await resources.call(
            look, resources.db, resources.log, sight, position, resources.clock()
        )
        position = news.position
        told = written(news)
        if not told and resources.clock() - quiet_since > HEARTBEAT_SECONDS * SECOND:
            told = b": still here\n\n"
        if told:
            await _send(request, told, more=True)
            quiet_since = resources.clock()
        await asyncio.wait([gone], timeout=LOOK_SECONDS)
    if not gone.done():
        await _send(request, b"event: ended\ndata: {}\n\n", more=False)
    elif resources.stopping.is_set():
        await _send(request, b"", more=False)


def written(news: News) -> bytes:
    """Return news as server-sent events; the id of each is where to go on after it."""
    parts = [_written_entry(entry) for entry in news.entries]
    if news.skipped:
        parts.insert(0, b'event: skipped\ndata: {"entries":%d}\n\n' % news.skipped)
    return b"".join(parts)


def _written_entry(entry: LiveEntry) -> bytes:
    return b"id: %d\nevent: entry\ndata: %b\n\n" % (entry.offset + 1, _encode(entry))


async def _start(request: Request, resources: Resources, recent: str) -> int:
    last = request.header(b"last-event-id")
    if last.isdecimal() and len(last) < 19:
        return int(last)
    wanted = min(int(recent), MOST_RECENT) if recent.isdecimal() else USUAL_RECENT
    return await resources.call(newest, resources.db, wanted)


async def _wait_for_end(request: Request, resources: Resources) -> None:
    """Return when the client has gone or the edge stops."""
    stopping = asyncio.create_task(resources.stopping.wait())
    try:
        while True:
            message = asyncio.ensure_future(request.receive())
            await asyncio.wait([message, stopping], return_when=asyncio.FIRST_COMPLETED)
            if stopping.done():
                message.cancel()
                return
            if message.result()["type"] == "http.disconnect":
                return
    finally:
        stopping.cancel()


async def _send(request: Request, body: bytes, *, more: bool) -> None:
    await request.send({"type": "http.response.body", "body": body, "more_body": more})
