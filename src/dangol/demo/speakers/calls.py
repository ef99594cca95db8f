"""The call centre: RudderStack's Python library, gzipped, the caller's traits in the context."""

from dangol.demo.contracts import Act, Details, Parcel
from dangol.demo.speakers.wire import Speaker, basic, named, send_json, told
from dangol.kernel.clock import to_datetime

LIBRARY: Details = {"name": "rudder-analytics-python", "version": "2.1.9"}


def speak(act: Act, message_id: str, at: int) -> Details:
    """Return an event as rudder-sdk-python writes it."""
    person = act.person
    caller: Details = {"phone": person.phone} if person.phone else {"email": person.email}
    return {
        "integrations": {"All": True},
        "anonymousId": f"caller-{act.brand}-{person.number}",
        **told(act),
        "originalTimestamp": to_datetime(at).isoformat(),
        "timestamp": to_datetime(at).isoformat(),
        "channel": "server",
        "context": {"library": LIBRARY, "traits": {"name": person.name, **caller}},
        "userId": None,
        **named(act),
        "messageId": message_id,
    }


def pack(source: str, key: str, events: list[Details], sent_at: int) -> Parcel:
    """Return the library's queue as one request, gzipped; the key stands in the header only."""
    headers = {
        "Content-Type": "application/json",
        "Authorization": basic(key),
        "User-Agent": "rudderstack-python/2.1.9",
    }
    body: Details = {"batch": events, "sentAt": to_datetime(sent_at).isoformat()}
    return send_json(source, "/v1/batch", headers, body, len(events), packed=True)


CALLS = Speaker(speak, pack)
