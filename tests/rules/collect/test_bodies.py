import gzip
import json

import pytest

from dangol.kernel.event import Rejection
from dangol.live.collect.api import COLLECTION_PATHS, hear, open_body
from dangol.live.collect.contracts import BodyTooLarge, BodyUnreadable
from tests.rules.collect.wire import RECEIVED, SHOP, event_of, hear_json, heard_event, track

GOOD = json.dumps(track(type="track")).encode()


def batch(*events: bytes) -> bytes:
    return b'{"batch":[' + b",".join(events) + b'],"sentAt":"2026-11-22T09:00:00Z"}'


def refused(body: bytes) -> list[tuple[int, str]]:
    heard = hear(body, "batch", SHOP, received=RECEIVED)
    assert heard.accepted + len(heard.refused) == len(heard.entries)
    return [(one.index, one.code) for one in heard.refused]


@pytest.mark.parametrize(
    ("path", "call"),
    [
        ("/v1/t", "track"),
        ("/v1/identify", "identify"),
        ("/v1/b", "batch"),
        ("/v1/import", "batch"),
        ("/api/s/page", "page"),
        ("/api/s/s2s/track", "track"),
    ],
)
def test_the_path_tells_the_call(path: str, call: str) -> None:
    assert COLLECTION_PATHS[path] == call


def test_gzip_is_unpacked_whether_it_is_announced_or_not() -> None:
    packed = gzip.compress(GOOD)
    assert heard_event(packed).name == "Viewed"
    assert heard_event(packed, encoding="gzip").name == "Viewed"
    assert heard_event(GOOD, encoding="gzip").name == "Viewed"


def test_gzip_in_several_members_is_one_body() -> None:
    assert open_body(gzip.compress(b'{"a":') + gzip.compress(b"1}")) == b'{"a":1}'


def test_a_gzip_bomb_is_refused_before_it_unfolds() -> None:
    bomb = gzip.compress(b" " * (64 * 1024 * 1024))
    assert len(bomb) < 100_000
    with pytest.raises(BodyTooLarge) as refusal:
        open_body(bomb)
    assert refusal.value.code == "body_too_large"


def test_many_small_gzip_members_count_together() -> None:
    with pytest.raises(BodyTooLarge):
        open_body(gzip.compress(b" " * 1_000_000) * 5)


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(GOOD, mtime=0)[:-9], b"\x1f\x8b\x08broken"],  # the same on each worker
    ids=["cut short", "broken"],
)
def test_damaged_gzip_is_refused(packed: bytes) -> None:
    with pytest.raises(BodyUnreadable) as refusal:
        open_body(packed)
    assert refusal.value.code == "gzip_damaged"


def test_an_unknown_packing_is_refused() -> None:
    with pytest.raises(BodyUnreadable) as refusal:
        open_body(b"xyz", "br")
    assert refusal.value.code == "encoding_unknown"


def test_a_body_over_four_megabytes_is_refused() -> None:
    with pytest.raises(BodyTooLarge):
        open_body(b" " * (4 * 1024 * 1024 + 1))
    assert len(open_body(b" " * (4 * 1024 * 1024))) == 4 * 1024 * 1024


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "body_empty"),
        (b"  \n", "body_empty"),
        (b"hello", "body_malformed"),
        (b'{"event":', "body_malformed"),
        (b'{"event":"x"} trailing', "body_malformed"),
        ('{"event":"x"}'.encode("utf-16"), "body_malformed"),
        (b"[" * 100_000, "body_malformed"),
        (b"[" * 2_000, "body_malformed"),
    ],
)
def test_what_is_no_json_is_refused_as_a_whole(body: bytes, code: str) -> None:
    with pytest.raises(BodyUnreadable) as refusal:
        hear_json(body)
    assert refusal.value.code == code


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"batch":{}}', b'{"batch":null}'])
def test_a_batch_must_hold_a_list_of_events(body: bytes) -> None:
    with pytest.raises(BodyUnreadable) as refusal:
        hear_json(body, "batch")
    assert refusal.value.code == "batch_missing"


def test_a_batch_of_too_many_events_is_refused() -> None:
    with pytest.raises(BodyTooLarge) as refusal:
        hear_json(batch(*[b"1"] * 10_001), "batch")
    assert refusal.value.code == "batch_too_long"


def test_an_empty_batch_says_nothing() -> None:
    assert hear_json(b'{"batch":[]}', "batch").entries == []


def test_one_bad_event_never_condemns_its_batch() -> None:
    deep = b"[" * 40 + b"]" * 40
    bad = {
        1: (b"7", "event_not_object"),
        2: (b'{"type":"track","event":"x","userId":"\xc3("}', "text_unreadable"),
        3: (
            b'{"type":"track","event":"x","userId":"u","properties":' + deep + b"}",
            "event_too_deep",
        ),
        4: (b'{"type":"track","event":"x","userId":[]}', "user_id_unusable"),
        5: (
            b'{"type":"track","event":"x","userId":"u","properties":{"p":1e999}}',
            "number_out_of_range",
        ),
    }
    assert refused(batch(GOOD, *(raw for raw, _ in bad.values()), GOOD)) == [
        (index, code) for index, (_, code) in bad.items()
    ]


def test_an_event_nested_by_the_thousand_is_refused_alone() -> None:
    bottomless = b'{"type":"track","event":"x","userId":"u","properties":{"p":' + (
        b"[" * 5000 + b'"]\\""' + b"]" * 5000 + b"}}"
    )
    heard = hear(batch(GOOD, bottomless, GOOD), "batch", SHOP, received=RECEIVED)
    assert [(one.index, one.code) for one in heard.refused] == [(1, "event_too_deep")]
    assert event_of(heard.entries[2]).name == "Viewed"


def test_python_nan_is_read_as_null() -> None:
    body = json.dumps(track(properties={"a": float("nan"), "b": [-float("inf")], "c": "NaN"}))
    event = heard_event(body.encode())
    assert json.loads(bytes(event.properties)) == {"a": None, "b": [None], "c": "NaN"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (rb"cut \ud83d", "cut \ufffd"),
        (rb"\udc00x", "\ufffdx"),
        (rb"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (rb"\\ud83d", r"\ud83d"),
        (rb"\ud55c", "\ud55c"),
    ],
)
def test_half_a_character_becomes_the_replacement_character(sent: bytes, kept: str) -> None:
    body = b'{"event":"x","userId":"u","properties":{"text":"' + sent + b'"}}'
    assert json.loads(bytes(heard_event(body).properties)) == {"text": kept}


def test_what_is_refused_is_kept_without_its_key() -> None:
    body = b'{"writeKey":"sk_secret","messageId":"m7","userId":[],"x":"' + b"y" * 5000 + b'"}'
    heard = hear(body, "page", SHOP, received=RECEIVED)
    (rejection,) = heard.entries
    assert isinstance(rejection, Rejection)
    assert (rejection.code, rejection.source, rejection.message_id) == (
        "user_id_unusable",
        "shop",
        "m7",
    )
    assert rejection.message == heard.refused[0].message
    assert "sk_secret" not in rejection.raw
    assert json.loads(rejection.raw)["x"] == "y" * 5000
