"""Whatever is accepted can be decoded later, by everybody, however odd the bytes were."""

from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from dangol.kernel.event import Event, decode_entries, encode_entry
from dangol.live.collect.api import hear
from dangol.live.collect.contracts import DEEPEST, BodyUnreadable
from dangol.live.collect.rules.decoding import is_doubtful
from dangol.live.collect.rules.reading import Reader
from dangol.live.collect.rules.refusals import EventRefused
from tests.drawing import draw
from tests.rules.collect.wire import RECEIVED, SHOP

exactly = msgspec.json.Decoder(float_hook=Decimal).decode

NUMBERS = st.from_regex(rb"\A-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,4})?([eE][+-]?[0-9]{1,22})?\Z")
CHARACTERS = st.sampled_from(
    [
        b"a",
        b"{",
        b"[",
        b"]",
        b"}",
        b"\xff",
        b"\xed\xa0\x80",
        b"\xea\xb0\x80",
        rb"\ud83d",
        rb"\ude00",
        rb"\u0000",
        rb"\\",
        rb"\"",
        rb"\n",
        b"e99",
        b"1" * 19,
    ]
)
TEXTS = st.lists(CHARACTERS, max_size=5).map(lambda parts: b'"' + b"".join(parts) + b'"')
LEAVES = NUMBERS | TEXTS | st.sampled_from([b"null", b"true", b"NaN", b"-Infinity"])


def nested(inner: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    lists = st.lists(inner, max_size=3).map(lambda parts: b"[" + b",".join(parts) + b"]")
    pairs = st.lists(st.tuples(TEXTS, inner), max_size=3)
    objects = pairs.map(lambda found: b"{" + b",".join(k + b":" + v for k, v in found) + b"}")
    deep = st.tuples(st.integers(20, 40), inner).map(lambda d: b"[" * d[0] + d[1] + b"]" * d[0])
    return lists | objects | deep


VALUES = st.recursive(LEAVES, nested, max_leaves=6)
FIELDS = st.sampled_from(
    [
        "userId",
        "anonymousId",
        "previousId",
        "groupId",
        "messageId",
        "event",
        "name",
        "timestamp",
        "traits",
        "properties",
        "context",
        "type",
    ]
)


def written(fields: dict[str, bytes]) -> bytes:
    whole = {"type": b'"track"', "event": b'"x"', "userId": b'"u"', **fields}
    return b"{" + b",".join(b'"%s":%s' % (k.encode(), v) for k, v in whole.items()) + b"}"


EVENTS = st.dictionaries(FIELDS, VALUES, max_size=3).map(written) | st.builds(
    lambda value: written({"properties": b'{"p":' + value + b"}"}), VALUES
)


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 0


@draw(250)
@given(st.lists(EVENTS, min_size=1, max_size=4))
@example([written({"properties": b'{"p":1e-99999999999999999999}'})])
@example(
    [written({"properties": b'{"p":"' + b"]" * 40 + b'","q":' + b"[" * 40 + b"]" * 40 + b"}"})]
)
@example([written({"context": b'{"traits":{"a":NaN,"b":"\xff"}}'})])
def test_what_is_accepted_decodes_fully_and_within_bounds(raws: list[bytes]) -> None:
    body = b'{"batch":[' + b",".join(raws) + b"]}"
    try:
        heard = hear(body, "batch", SHOP, received=RECEIVED)
    except BodyUnreadable:
        return
    assert len(heard.entries) == len(raws)
    assert heard.accepted + len(heard.refused) == len(raws)
    again = decode_entries(b"[" + b",".join(map(encode_entry, heard.entries)) + b"]")
    for event in again:
        if isinstance(event, Event):
            for part in (event.traits, event.properties, event.context):
                assert isinstance(msgspec.json.decode(part), dict)
                assert depth(exactly(part)) < DEEPEST
                msgspec.msgpack.encode(msgspec.json.decode(part))
            for text in (event.user_id, event.anonymous_id, event.message_id, event.name):
                assert "\0" not in (text or "")


def read(raw: bytes, *, doubtful: bool) -> Event | str:
    """Return the event that some bytes hold, or why they hold none."""
    reader = Reader(SHOP, RECEIVED, None, lambda: "fresh")
    try:
        return reader.read(raw, "batch", doubtful=doubtful)
    except EventRefused as refusal:
        return refusal.code


@draw(250)
@given(EVENTS)
@example(written({"userId": b'" \t"', "messageId": b'""', "anonymousId": b"7"}))
@example(written({"event": b"7", "type": b'"page"', "name": b'" Home "'}))
@example(written({"timestamp": b"17", "context": b"[]", "traits": b"null"}))
def test_an_event_is_the_same_whether_read_plainly_or_carefully(raw: bytes) -> None:
    if not is_doubtful(raw):
        assert read(raw, doubtful=False) == read(raw, doubtful=True)
