"""The live stream: server-sent events of what was decided about entries, as it is decided."""

import asyncio
from collections.abc import Mapping

import msgspec

from dangol.edge.live_entries import LiveEntry, News, Sight, look, recall
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.edge.tokens import SignedView, verify_view
from dangol.kernel.clock import SECOND
from dangol.kernel.errors import Unusable
from dangol.kernel.ids import customer_number

OUTCOMES = ("", "accepted", "duplicate", "rejected", "aside")
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

    Query: ``token`` (see ``edge.tokens``), ``brand``, ``source``, ``type``, ``outcome``,
    ``customer`` (an id), ``recent`` (how many of the newest wanted entries to begin with).
    ``Last-Event-ID`` goes on where a broken stream ended; ``last_event_id`` does so for a script,
    which can send no header. Every event's id tells where that is: also that of ``recalled`` (the
    first entries are told), ``quiet`` and ``ended``.

    Raises:
        Unauthorised: the token is not ours, or no longer valid.
        Unusable: a parameter is none.
    """
    asked = request.parameters()
    view = verify_view(resources.config.secret, asked.get("token", ""), now=resources.clock())
    sight = read_sight(asked, view, request.language)
    first = await _begin(request, resources, sight, asked)
    await request.begin(200, _HEADERS)
    resources.counters.watchers += 1
    gone = asyncio.create_task(_wait_for_end(request, resources))
    try:
        await _watch(request, resources, sight, first, view.expires, gone)
    finally:
        resources.counters.watchers -= 1
        gone.cancel()


def read_sight(asked: Mapping[str, str], view: SignedView, language: str) -> Sight:
    """Return what is asked for, of what may be seen.

    Raises:
        Unusable: there is no such outcome, or the customer is no customer's id.
    """
    outcome, brand = asked.get("outcome", ""), asked.get("brand", "")
    if outcome not in OUTCOMES:
        raise Unusable("outcome_unknown", "outcome must be accepted, duplicate, rejected or aside.")
    brands = frozenset(view.brands)
    chosen = brands & {brand} if brand else brands
    public = asked.get("customer", "")
    customer = customer_number(public)
    if public and customer is None:
        raise Unusable("customer_unusable", "customer must be the id of a customer.")
    return Sight(
        brands=chosen,
        source=asked.get("source", ""),
        outcome=outcome,
        language=language,
        names=view.names,
        type=asked.get("type", ""),
        customer=customer,
    )


async def _begin(
    request: Request, resources: Resources, sight: Sight, asked: Mapping[str, str]
) -> News:
    db, log, now = resources.db, resources.log, resources.clock()
    last = request.header(b"last-event-id") or asked.get("last_event_id", "")
    if _is_number(last):
        return await resources.call(look, db, log, sight, int(last), now)
    recent = asked.get("recent", "")
    wanted = min(int(recent), MOST_RECENT) if _is_number(recent) else USUAL_RECENT
    return await resources.call(recall, db, log, sight, wanted, now)


async def _watch(
    request: Request,
    resources: Resources,
    sight: Sight,
    first: News,
    expires: int,
    gone: asyncio.Task[None],
) -> None:
    quiet_since = resources.clock()
    position = first.position
    await _send(request, b"retry: 2000\n\n", more=True)
    await _send(request, written(first) + _mark(b"recalled", position), more=True)
    while not gone.done() and resources.clock() < expires:
        news = await resources.call(
            look, resources.db, resources.log, sight, position, resources.clock()
        )
        position = news.position
        told = written(news)
        if not told and resources.clock() - quiet_since > HEARTBEAT_SECONDS * SECOND:
            told = _mark(b"quiet", position)
        if told:
            await _send(request, told, more=True)
            quiet_since = resources.clock()
        await asyncio.wait([gone], timeout=LOOK_SECONDS)
    if not gone.done():
        await _send(request, _mark(b"ended", position), more=False)
    elif resources.stopping.is_set():
        await _send(request, b"", more=False)


def written(news: News) -> bytes:
    """Return news as server-sent events; the id of each is where to go on after it."""
    parts = [_written_entry(entry) for entry in news.entries]
    if news.skipped:
        parts.insert(0, b'event: skipped\ndata: {"entries":%d}\n\n' % news.skipped)
    if news.lost:
        parts.insert(0, b'event: lost\ndata: {"entries":%d}\n\n' % news.lost)
    return b"".join(parts)


def _written_entry(entry: LiveEntry) -> bytes:
    return b"id: %d\nevent: entry\ndata: %b\n\n" % (entry.offset + 1, _encode(entry))


def _mark(event: bytes, position: int) -> bytes:
    return b"id: %d\nevent: %b\ndata: {}\n\n" % (position, event)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19  # longer ones are in no database


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
