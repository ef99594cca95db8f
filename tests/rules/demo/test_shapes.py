"""What the demo sends is what SDKs send, and all of it is accepted but what is meant not to be."""

import gzip
import random
from collections import Counter

import msgspec
import pytest

from dangol.demo.noise import _FAULTS, disturb, spoil
from dangol.demo.speakers.choice import SPEAKERS, source_of
from dangol.kernel.event import Event
from dangol.live.collect.api import COLLECTION_PATHS, find_write_key, hear
from dangol.live.collect.contracts import BodyUnreadable
from tests.rules.demo.world import END, KEYS, SOURCES, hear_act, history, post

TOUCHPOINTS = ("web", "app", "store", "call", "email", "device")


@pytest.mark.parametrize("touchpoint", TOUCHPOINTS)
def test_every_event_of_a_touchpoint_is_accepted_at_its_time(touchpoint: str) -> None:
    acts = [act for act in history() if act.touchpoint == touchpoint]
    assert len(acts) > 20
    for act in acts:
        event = hear_act(act)
        assert abs(event.at - act.at) < 1000  # SDKs write milliseconds
        assert (event.brand, event.touchpoint, event.type) == (act.brand, touchpoint, act.call)
        assert event.name == act.name


@pytest.mark.parametrize("touchpoint", TOUCHPOINTS)
def test_requests_carry_the_key_where_a_sender_puts_it(touchpoint: str) -> None:
    act = next(act for act in history() if act.touchpoint == touchpoint)
    speaker, source = SPEAKERS[act.touchpoint], source_of(act)
    for count in (1, 3):
        events = [speaker.speak(act, f"m{number}", act.at) for number in range(count)]
        parcel = speaker.pack(source, KEYS[source], events, END)
        key = find_write_key(authorization=parcel.headers["Authorization"].encode())
        assert key == KEYS[source]
        heard = hear(
            parcel.body,
            COLLECTION_PATHS[parcel.path],
            SOURCES[source],
            received=END,
            encoding=parcel.headers.get("Content-Encoding", ""),
        )
        assert (heard.accepted, heard.refused) == (count, [])


def test_a_browser_speaks_as_analytics_js_does() -> None:
    act = next(act for act in history() if act.touchpoint == "web" and act.call == "track")
    event = SPEAKERS["web"].speak(act, "m1", act.at)
    parcel = SPEAKERS["web"].pack("onggi-web", "wk_1", [event], END)
    assert parcel.path == "/v1/t"
    assert parcel.headers["Content-Type"] == "text/plain"
    body = msgspec.json.decode(parcel.body)
    assert {"writeKey", "sentAt", "timestamp", "anonymousId", "messageId", "_metadata"} <= set(body)
    assert {"page", "userAgent", "locale", "timezone", "library"} <= set(body["context"])
    assert body["messageId"].startswith("ajs-next-")


def test_a_phone_tells_of_app_and_device() -> None:
    act = next(act for act in history() if act.touchpoint == "app")
    context = SPEAKERS["app"].speak(act, "m1", act.at)["context"]
    assert isinstance(context, dict)
    assert {"app", "device", "os", "screen", "network", "library", "locale"} <= set(context)
    assert context["device"]["id"] == act.carrier.id


def test_the_call_centre_packs_its_requests() -> None:
    act = next(act for act in history() if act.touchpoint == "call")
    event = SPEAKERS["call"].speak(act, "m1", act.at)
    parcel = SPEAKERS["call"].pack("onggi-calls", "wk_1", [event], END)
    assert parcel.headers["Content-Encoding"] == "gzip"
    assert "writeKey" not in msgspec.json.decode(gzip.decompress(parcel.body))


def test_a_wrong_clock_is_corrected() -> None:
    wrong = [act for act in history() if act.carrier.skew]
    assert wrong
    for act in wrong[:50]:
        speaker, source, skew = SPEAKERS[act.touchpoint], source_of(act), act.carrier.skew
        event = speaker.speak(act, "m1", act.at + skew)
        parcel = speaker.pack(source, KEYS[source], [event, event], END + skew)
        heard = hear(parcel.body, "batch", SOURCES[source], received=END)
        entry = heard.entries[0]
        assert isinstance(entry, Event)
        assert abs(entry.at - act.at) < 2000


@pytest.mark.parametrize("fault", range(len(_FAULTS)))
def test_every_fault_is_refused(fault: int) -> None:
    act = next(act for act in history() if act.call == "track")
    event = SPEAKERS[act.touchpoint].speak(act, "m1", act.at)
    faulty = msgspec.json.encode(_FAULTS[fault](event))
    heard = hear(b'{"batch":[' + faulty + b"]}", "batch", SOURCES[source_of(act)], received=END)
    assert (heard.accepted, len(heard.refused)) == (0, 1)


@pytest.mark.parametrize("fault", range(len(_FAULTS)))
def test_a_faulty_event_is_packed_also_where_it_is_alone(fault: int) -> None:
    act = next(act for act in history() if act.touchpoint == "web")
    faulty = _FAULTS[fault](SPEAKERS["web"].speak(act, "m1", act.at))
    assert SPEAKERS["web"].pack("onggi-web", "wk_1", [faulty], END).events == 1


def test_a_faulty_event_has_an_id_of_its_own() -> None:
    act = history()[0]
    event = SPEAKERS[act.touchpoint].speak(act, "m1", act.at)
    assert spoil(event, random.Random(1))["messageId"] != event["messageId"]


def test_noise_repeats_and_cuts_requests() -> None:
    parcels = post(history())
    disturbed = disturb(parcels * 4, random.Random(3))
    whole = Counter(parcel.body for parcel in parcels)
    cut = [parcel for parcel in disturbed if parcel.body not in whole]
    assert cut
    assert len(disturbed) - len(cut) > 4 * len(parcels)
    for parcel in cut:
        with pytest.raises(BodyUnreadable):
            hear(
                parcel.body,
                COLLECTION_PATHS[parcel.path],
                SOURCES[parcel.source],
                received=END,
                encoding=parcel.headers.get("Content-Encoding", ""),
            )


def test_few_events_are_refused_some_are_late_some_come_twice() -> None:
    acts = history()
    refused = accepted = 0
    ids: Counter[str] = Counter()
    for parcel in post(acts):
        if parcel.events == 0:
            continue
        heard = hear(
            parcel.body,
            COLLECTION_PATHS[parcel.path],
            SOURCES[parcel.source],
            received=END,
            encoding=parcel.headers.get("Content-Encoding", ""),
        )
        refused += len(heard.refused)
        accepted += heard.accepted
        ids.update(entry.message_id for entry in heard.entries if isinstance(entry, Event))
    assert len(ids) == len(acts)
    assert accepted > len(acts)
    assert 0 < refused < 0.01 * len(acts)
    assert any(act.delay for act in acts)
