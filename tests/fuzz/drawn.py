"""Requests as they come from broken, careless and hostile senders, drawn by Hypothesis."""

import base64
import gzip
import json
import zlib
from typing import Any, NamedTuple

from hypothesis import strategies as st

from dangol.live.collect.api import COLLECTION_PATHS, EVENT_TYPES


def mostly(sound: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw what is sound nine times of ten, so that what is odd comes among what is sound."""
    return st.integers(0, 9).flatmap(lambda number: odd if number == 9 else sound)


TEXTS = st.text(max_size=30) | st.sampled_from(
    [
        *("", " ", "\0", "a\0b", "\ud83d", "\udc00x", "é" * 255, "x" * 256, "x" * 40_000),
        *("4111 1111 1111 1111", "900101-1234567", "</script>", "'; --", "../../etc", "%00"),
        *("NaN", "null", "0", "-0", "\u202e", "\ufeff"),
    ]
)
NUMBERS = st.integers() | st.sampled_from(
    [0, -1, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 2**64, 10**400]
)
FLOATS = st.floats() | st.sampled_from([float("nan"), float("inf"), -0.0, 5e-324, 1.7e308])
SCALARS = st.none() | st.booleans() | NUMBERS | FLOATS | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
SOUND_TIMES = st.sampled_from(["2026-11-22T09:00:00.123Z", "2100-01-01T00:00:00Z", None])
ODD_TIMES = st.sampled_from(
    [
        *("1970-01-01T00:00:00Z", "1601-01-01T00:00:00Z", "2026-11-22T09:00:00+23:59:59"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30", "now", "", 0),
        *(1_795_000_000, "2026-11-22T09:00:00+99:99", "20261122", "2026-W48-1", None),
    ]
)
TIMES_STATED = mostly(SOUND_TIMES, ODD_TIMES | SCALARS)
IDS = mostly(st.sampled_from(["u-1", "u-2", 7, 7.5]), SCALARS)
NAMES = mostly(st.sampled_from(["Order Completed", "Product Viewed"]), SCALARS)
OBJECTS = mostly(st.dictionaries(TEXTS, VALUES, max_size=5), VALUES)
EXTERNAL_IDS = st.fixed_dictionaries({"type": mostly(st.just("email"), SCALARS), "id": IDS})
CONTEXTS = mostly(
    st.fixed_dictionaries(
        {},
        optional={
            "device": mostly(st.fixed_dictionaries({"id": IDS}), VALUES),
            "traits": OBJECTS,
            "externalIds": mostly(st.lists(EXTERNAL_IDS, max_size=25), VALUES),
        },
    ),
    VALUES,
)
EVENTS: st.SearchStrategy[Any] = st.fixed_dictionaries(
    {"type": mostly(st.sampled_from(EVENT_TYPES), SCALARS), "event": NAMES, "userId": IDS},
    optional={
        "name": NAMES,
        **dict.fromkeys(("anonymousId", "previousId", "groupId", "messageId"), IDS),
        **dict.fromkeys(("timestamp", "originalTimestamp", "sentAt"), TIMES_STATED),
        **dict.fromkeys(("properties", "traits"), OBJECTS),
        "context": CONTEXTS,
    },
)


def many_keys(number: int) -> bytes:
    """Return an event with so many keys that nobody knows."""
    keys = ",".join(f'"k{key}":{key}' for key in range(number))
    return f'{{"event":"Wide","userId":"u-1",{keys}}}'.encode()


ODD_TEXTS = st.sampled_from(
    [
        *(b"", b" ", b"{", b"[]", b"null", b"7", b'""', b"\xff\xfe{\x00}\x00", b'{"a":'),
        b'{"event":"a","event":"b","userId":"u-1","userId":"u-2"}',
        b'{"event":"\xff\xfe","userId":"u-1"}',
        b'{"event":"x","userId":"u-1","properties":{"a":1e999999999,"b":-1E-999999999}}',
        b'{"event":"x","userId":"u-1","properties":{"a":' + b"9" * 5000 + b"}}",
        b'{"event":"x","userId":"u-1","properties":' + b'{"a":' * 600 + b"1" + b"}" * 601,
        b'{"event":"x","userId":"u-1","properties":{"a":' + b"[" * 100_000,
        b'{"batch":[' + b"7," * 10_001 + b"7]}",
        b'{"batch":{"type":"track"}}',
        *(many_keys(1500), many_keys(10_000)),
    ]
)


def written(value: Any) -> bytes:
    """Return JSON as Python's careless writer makes it: ``NaN``, halves of characters and all."""
    return json.dumps(value).encode()


def damaged(text: bytes, at: int, byte: int, cut: bool) -> bytes:
    """Return a text with one byte changed, or cut off there."""
    at %= len(text) + 1
    return text[:at] if cut else text[:at] + bytes([byte]) + text[at + 1 :]


class Body(NamedTuple):
    """A text, how many events stand in it where that is certain, and what a batch says of it."""

    text: bytes
    events: int | None = None


SINGLES = EVENTS.map(lambda event: Body(written(event), 1))
BATCHES = st.lists(mostly(EVENTS, VALUES), max_size=6).map(
    lambda batch: Body(written({"batch": batch}), len(batch))
)
BROKEN = st.builds(
    damaged,
    st.one_of(SINGLES, BATCHES).map(lambda body: body.text),
    st.integers(0, 5000),
    st.integers(0, 255),
    st.booleans(),
).map(Body)
ODD_BODIES = st.one_of(SINGLES, BATCHES, BROKEN, ODD_TEXTS.map(Body))

BOMB = gzip.compress(b" " * 20_000_000)
PACKINGS = {
    "plain": lambda text: (text, ""),
    "gzip": lambda text: (gzip.compress(text, 1), "gzip"),
    "gzip unsaid": lambda text: (gzip.compress(text, 1), ""),
    "in two members": lambda text: (
        gzip.compress(text[:9], 1) + gzip.compress(text[9:], 1),
        "gzip",
    ),
}
"""Ways of packing after which the text is there again."""
BAD_PACKINGS = {
    "cut short": lambda text: (gzip.compress(text, 1)[:-5], "gzip"),
    "damaged": lambda text: (gzip.compress(text, 1)[:12] + b"\xff\xff\xff" + text, "gzip"),
    "bomb": lambda _text: (BOMB, "gzip"),
    "bombs in a row": lambda _text: (gzip.compress(b"") * 2000 + BOMB, "gzip"),
    "no gzip": lambda _text: (b"\x1f\x8b" + bytes(100), "gzip"),
    "deflate": lambda text: (zlib.compress(text), "deflate"),
    "br": lambda text: (text, "br"),
    "unheard of": lambda text: (text, "gzip, gzip, x-\xff"),
}


class Drawn(NamedTuple):
    """One request: where to, with which headers and body, and how many events it surely brings."""

    path: str
    headers: dict[str, str]
    body: bytes
    events: int | None


@st.composite
def requests(draw: st.DrawFn, key: str) -> Drawn:
    """Draw a request that states a write key in one of the places where it may stand."""
    path, call = draw(st.sampled_from(sorted(COLLECTION_PATHS.items())))
    body = draw(mostly(BATCHES if call == "batch" else SINGLES, ODD_BODIES))
    packing = draw(mostly(st.sampled_from([*PACKINGS]), st.sampled_from([*BAD_PACKINGS])))
    packed, encoding = (PACKINGS | BAD_PACKINGS)[packing](body.text)
    headers = draw(HEADERS) | ({"content-encoding": encoding} if encoding else {})
    stated, query = _stating(key, draw(st.integers(0, 3)))
    sure = body.events is not None and packing in PACKINGS
    is_batch = body.text.startswith(b'{"batch"')
    events = body.events if sure and is_batch == (call == "batch") else None
    return Drawn(path + query, headers | stated, packed, events)


HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.sampled_from(
            ["application/json", "text/plain", "application/x-www-form-urlencoded", "\xff", ""]
        ),
        "accept-language": st.sampled_from(["ko", "de;q=x", "ko;q=0.9.9,en", "*", "\xff"]),
        "sentat": (SOUND_TIMES | ODD_TIMES).map(str) | st.just("\xff"),
        "origin": st.sampled_from(["null", "https://shop.example", "\xff"]),
        "dnt": st.just("1"),
        "sec-gpc": st.just("1"),
    },
)


def _stating(key: str, place: int) -> tuple[dict[str, str], str]:
    """Return the headers and the query that state a key."""
    basic = base64.b64encode(f"{key}:".encode()).decode()
    return (
        ({"authorization": f"Basic {basic}"}, ""),
        ({"authorization": f"Bearer {key}"}, ""),
        ({"x-write-key": key}, ""),
        ({}, f"?writeKey={key}&a=%ff"),
    )[place]
