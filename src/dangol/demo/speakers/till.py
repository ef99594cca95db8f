"""The tills: a shop system with Segment's Python library; it knows people by their points card."""

from dangol.demo.contracts import Act, Details, Parcel
from dangol.demo.speakers.wire import Speaker, basic, named, send_json, told
from dangol.kernel.clock import to_datetime

LIBRARY: Details = {"name": "analytics-python", "version": "2.4.0"}


def speak(act: Act, message_id: str, at: int) -> Details:
    """Return an event as segment-analytics-python writes it."""
    card = f"{act.brand[:2].upper()}{act.person.number:09}"
    return {
        "integrations": {},
        "anonymousId": f"card-{card}",
        **told(act),
        "timestamp": to_datetime(at).isoformat(),
        "context": {"library": LIBRARY, "externalIds": [{"type": "loyalty_id", "id": card}]},
        "userId": None,
        **named(act),
        "messageId": message_id,
    }


def pack(source: str, key: str, events: list[Details], sent_at: int) -> Parcel:
    """Return the library's queue as one request."""
    headers = {
        "Content-Type": "application/json",
        "Authorization": basic(key),
        "User-Agent": "analytics-python/2.4.0",
    }
    body: Details = {"batch": events, "sentAt": to_datetime(sent_at).isoformat(), "writeKey": key}
    return send_json(source, "/v1/batch", headers, body, len(events))


TILL = Speaker(speak, pack)
