"""Fridges, cookers and desks: they speak through a gateway with Segment's Go library."""

from dangol.demo.contracts import Act, Details, Parcel
from dangol.demo.speakers.wire import Speaker, basic, js_time, named, send_json, told

LIBRARY: Details = {"name": "analytics-go", "version": "3.3.0"}


def speak(act: Act, message_id: str, at: int) -> Details:
    """Return an event as the gateway writes it; only the registration says who it is."""
    carrier = act.carrier
    return {
        **named(act),
        **told(act),
        "anonymousId": carrier.id,
        **({"userId": act.person.user_id} if act.call == "identify" else {}),
        "messageId": message_id,
        "timestamp": js_time(at),
        "context": {
            "device": {
                "id": carrier.id,
                "manufacturer": carrier.maker,
                "model": carrier.model,
                "type": "appliance",
            },
            "os": {"name": carrier.system, "version": carrier.version},
            "timezone": act.person.zone,
        },
    }


def pack(source: str, key: str, events: list[Details], sent_at: int) -> Parcel:
    """Return what the gateway gathered as one request."""
    headers = {"Content-Type": "application/json", "Authorization": basic(key)}
    body: Details = {"batch": events, "sentAt": js_time(sent_at), "context": {"library": LIBRARY}}
    return send_json(source, "/v1/batch", headers, body, len(events))


APPLIANCE = Speaker(speak, pack)
