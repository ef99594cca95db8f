"""The e-mail provider: events by Segment's e-mail specification, about addresses alone."""

from dangol.demo.contracts import Act, Details, Parcel
from dangol.demo.speakers.wire import Speaker, js_time, named, send_json, told


def speak(act: Act, message_id: str, at: int) -> Details:
    """Return an event as a provider's event feed writes it."""
    address = act.person.email
    return {
        **named(act),
        **told(act),
        "messageId": message_id,
        "timestamp": js_time(at),
        "context": {
            "integration": {"name": "Mail Provider", "version": "3.0.0"},
            "externalIds": [
                {"type": "email", "id": address, "collection": "users", "encoding": "none"}
            ],
            "traits": {"email": address},
        },
    }


def pack(source: str, key: str, events: list[Details], sent_at: int) -> Parcel:
    """Return the provider's feed as one request, with the key as bearer token."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    body: Details = {"batch": events, "sentAt": js_time(sent_at)}
    return send_json(source, "/v1/batch", headers, body, len(events))


MAIL = Speaker(speak, pack)
