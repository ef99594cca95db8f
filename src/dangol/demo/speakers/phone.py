"""analytics-swift and analytics-kotlin in the brands' apps."""

from dangol.demo.contracts import Act, Carrier, Details, Parcel
from dangol.demo.house import BRAND_OF
from dangol.demo.speakers.wire import Speaker, basic, js_time, named, send_json, told


def speak(act: Act, message_id: str, at: int) -> Details:
    """Return an event as the SDKs for phones write it."""
    carrier = act.carrier
    return {
        **named(act),
        **told(act),
        "anonymousId": carrier.id,
        **({"userId": act.person.user_id} if act.known else {}),
        "messageId": message_id,
        "timestamp": js_time(at),
        "integrations": {},
        "context": _context(act, carrier),
    }


def pack(source: str, key: str, events: list[Details], sent_at: int) -> Parcel:
    """Return the queue of an app as one request."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Authorization": basic(key),
        "User-Agent": "analytics-ios/1.9.1",
    }
    body: Details = {"batch": events, "sentAt": js_time(sent_at), "writeKey": key}
    return send_json(source, "/v1/b", headers, body, len(events))


def _context(act: Act, carrier: Carrier) -> Details:
    apple = carrier.maker == "Apple"
    brand = BRAND_OF[act.brand]
    return {
        "app": {
            "name": brand.name,
            "version": "5.12.0",
            "build": "5120",
            "namespace": f"example.{brand.slug}.app",
        },
        "device": {
            "id": carrier.id,
            "manufacturer": carrier.maker,
            "model": carrier.model,
            "name": "iPhone" if apple else carrier.model,
            "type": "ios" if apple else "android",
        },
        "library": {
            "name": "analytics-swift" if apple else "analytics-kotlin",
            "version": "1.9.1" if apple else "1.22.0",
        },
        "locale": act.person.locale,
        "network": {"bluetooth": False, "cellular": act.delay > 0, "wifi": act.delay == 0},
        "os": {"name": carrier.system, "version": carrier.version},
        "screen": {"width": 390, "height": 844, "density": 3},
        "timezone": act.person.zone,
        "userAgent": carrier.agent,
    }


PHONE = Speaker(speak, pack)
