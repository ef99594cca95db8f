from dangol.kernel.clock import HOUR, SECOND, parse_time
from tests.rules.collect.wire import RECEIVED, event_of, hear_json, heard_event, track

NOON = "2026-11-20T12:00:00Z"


def test_a_stated_time_is_kept_with_its_zone() -> None:
    event = heard_event(track(timestamp="2026-11-20T21:00:00+09:00"))
    assert (event.at, event.zone) == (parse_time(NOON)[0], 540)


def test_without_a_time_an_event_happened_when_it_arrived() -> None:
    event = heard_event(track())
    assert (event.at, event.received, event.zone) == (RECEIVED, RECEIVED, None)


def test_original_timestamp_is_read_where_timestamp_is_missing() -> None:
    assert heard_event(track(originalTimestamp=NOON)).at == parse_time(NOON)[0]
    assert heard_event(track(originalTimestamp="x", timestamp=NOON)).at == parse_time(NOON)[0]


def test_a_wrong_clock_is_corrected_by_when_it_says_it_sent() -> None:
    wire = track(timestamp="1970-01-01T00:00:05Z", sentAt="1970-01-01T00:00:15Z")
    assert heard_event(wire).at == RECEIVED - 10 * SECOND


def test_the_batchs_sent_at_corrects_all_but_an_event_with_its_own() -> None:
    events = [
        track(type="track", timestamp="2026-11-22T08:00:00Z"),
        track(type="track", timestamp="2026-11-22T08:00:00Z", sentAt="2026-11-22T08:00:01Z"),
    ]
    heard = hear_json({"batch": events, "sentAt": "2026-11-22T10:00:00Z"}, "batch")
    times = [event_of(entry).at for entry in heard.entries]
    assert times == [RECEIVED - 2 * HOUR, RECEIVED - SECOND]


def test_the_sent_at_header_serves_a_body_without_one() -> None:
    wire = {"batch": [track(type="track", timestamp="2026-11-22T08:00:00Z")]}
    heard = hear_json(wire, "batch", sent_at="2026-11-22T08:00:03Z")
    assert event_of(heard.entries[0]).at == RECEIVED - 3 * SECOND


def test_an_event_from_the_future_happened_when_it_arrived() -> None:
    assert heard_event(track(timestamp="2126-01-01T00:00:00Z")).at == RECEIVED
    assert heard_event(track(timestamp="9999-12-31T23:59:59Z")).at == RECEIVED
    wire = track(timestamp="2026-11-22T08:00:00Z", sentAt="2026-11-22T07:00:00Z")
    assert heard_event(wire).at == RECEIVED


def test_an_unreadable_sent_at_corrects_nothing() -> None:
    for sent_at in ("soon", 5, [], None):
        wire = {"batch": [track(type="track", timestamp=NOON)], "sentAt": sent_at}
        heard = hear_json(wire, "batch")
        assert event_of(heard.entries[0]).at == parse_time(NOON)[0]


def test_history_from_1997_is_accepted() -> None:
    stated = "1997-01-01T12:00:00Z"
    assert heard_event(track(timestamp=stated)).at == parse_time(stated)[0]
