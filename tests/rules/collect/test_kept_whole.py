"""A refused event is kept so that it can be heard again, its write key left out."""

import json

from dangol.kernel.clock import parse_time
from dangol.kernel.event import Rejection, decode_entries, encode_entry
from tests.rules.collect.wire import hear_json, track


def rejection(wire: object, call: str = "track", **more: object) -> Rejection:
    heard = hear_json(wire, call, **more)  # type: ignore[arg-type]
    assert heard.accepted == 0
    (entry,) = heard.entries
    assert isinstance(entry, Rejection)
    assert decode_entries(b"[" + encode_entry(entry) + b"]") == [entry]
    return entry


def test_all_of_it_is_kept_with_what_its_request_said() -> None:
    event = {"type": "page", "messageId": "m1", "name": "Home", "properties": {"a": "x" * 9000}}
    body = {"batch": [event], "sentAt": "2026-11-22T09:00:00.5Z"}
    kept = rejection(body, "batch")
    assert (kept.code, kept.whole, kept.call) == ("identifier_missing", True, "batch")
    assert json.loads(kept.raw) == event
    assert (kept.type, kept.name, kept.message_id) == ("page", "Home", "m1")
    assert kept.sent_at == parse_time("2026-11-22T09:00:00.5Z")[0]


def test_of_a_single_call_the_path_tells_the_type() -> None:
    kept = rejection({"event": "Seen", "writeKey": "wk_secret"})
    assert (kept.call, kept.type, kept.name, kept.sent_at) == ("track", "track", "Seen", None)
    assert "wk_secret" not in kept.raw
    assert kept.whole


def test_of_what_is_too_large_only_the_beginning_is_kept() -> None:
    kept = rejection(track(properties={"a": "x" * 40_000}))
    assert (kept.code, kept.whole, len(kept.raw)) == ("event_too_large", False, 2048)


def test_what_is_no_text_cannot_be_heard_again() -> None:
    kept = rejection(b'{"event":"Seen","userId":"\xff"}')
    assert (kept.code, kept.whole) == ("text_unreadable", False)


def test_a_rejection_of_an_older_log_still_reads() -> None:
    (entry,) = decode_entries(b'[["r","x","Sentence.","shop","web","onggi",7,"m1","{}"]]')
    assert isinstance(entry, Rejection)
    assert (entry.raw, entry.whole, entry.call, entry.sent_at) == ("{}", False, "", None)
