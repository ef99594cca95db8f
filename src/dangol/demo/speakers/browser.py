"""analytics.js in a browser: text/plain so that no preflight is asked, the key in the body too."""

from dangol.demo.contracts import Act, Details, Parcel
from dangol.demo.house import BRAND_OF
from dangol.demo.speakers.wire import Speaker, basic, js_time, named, send_json, told

LIBRARY: Details = {"name": "analytics.js", "version": "npm:next-1.84.3"}
SHORT_PATHS = {
    "track": "t",
    "identify": "i",
    "page": "p",
    "screen": "s",
    "group": "g",
    "alias": "a",
}


def speak(act: Act, message_id: str, at: int) -> Details:
    """Return an event as analytics.js 2 writes it."""
    carrier = act.carrier
    properties = dict(act.properties)
    campaign = properties.pop("campaign", None)
    page = _page(act, properties)
    context: Details = {
        "page": page,
        "userAgent": carrier.agent,
        "locale": act.person.locale,
        "timezone": act.person.zone,
        "library": LIBRARY,
    }
    if campaign:
        context["campaign"] = campaign
    if act.call == "page":
        properties = {**page, **properties}
    return {
        "timestamp": js_time(at),
        "integrations": {},
        **({"userId": act.person.user_id} if act.known else {}),
        "anonymousId": carrier.id,
        **named(act),
        **(told(act) if act.call == "identify" else {"properties": properties}),
        "context": context,
        "messageId": f"ajs-next-{at // 1000}-{message_id}",
    }


def pack(source: str, key: str, events: list[Details], sent_at: int) -> Parcel:
    """Return a request: one event goes to its own short path, several to the batch's."""
    headers = {"Content-Type": "text/plain", "Authorization": basic(key)}
    sent: Details = {"writeKey": key, "sentAt": js_time(sent_at)}
    event = events[0]
    if len(events) == 1 and event["type"] in SHORT_PATHS:  # a faulty one may be of no known type
        path = f"/v1/{SHORT_PATHS[str(event['type'])]}"
        metadata: Details = {"bundled": ["Segment.io"], "unbundled": [], "bundledIds": []}
        return send_json(source, path, headers, {**event, **sent, "_metadata": metadata}, 1)
    return send_json(source, "/v1/b", headers, {**sent, "batch": events}, len(events))


def _page(act: Act, properties: Details) -> Details:
    brand = BRAND_OF[act.brand]
    url = str(properties.get("url", f"https://{brand.host}/"))
    return {
        "path": url.removeprefix(f"https://{brand.host}") or "/",
        "referrer": properties.get("referrer", f"https://{brand.host}/"),
        "search": "",
        "title": brand.name_ko if act.person.korean else brand.name,
        "url": url,
    }


BROWSER = Speaker(speak, pack)
