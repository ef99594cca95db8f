"""The settings that browser SDKs fetch before they send anything."""

from urllib.parse import unquote

from dangol.edge.answers import Answer, json_answer
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.edge.senders import get_source
from dangol.kernel.clock import format_time
from dangol.live.collect.api import find_write_key

PREFIX, SUFFIX = b"/v1/projects/", b"/settings"


async def segment_settings(request: Request, resources: Resources) -> Answer:
    """Answer analytics.js: which key to send with, and where to.

    The SDK takes the key from here, not from what the page gave it
    (https://github.com/segmentio/analytics-next).
    """
    key = unquote(request.path.removeprefix(PREFIX).removesuffix(SUFFIX).decode("latin-1"))
    await get_source(resources.keyring, key)
    segment = {
        "apiKey": key,
        "apiHost": f"{_host(request)}/v1",
        "protocol": _protocol(request, resources),
        "unbundledIntegrations": [],
        "addBundledMetadata": False,
        "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
    }
    settings = {
        "integrations": {"Segment.io": segment},
        "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }
    return json_answer(settings)


async def rudderstack_settings(request: Request, resources: Resources) -> Answer:
    """Answer RudderStack's JavaScript SDK: its source, with no destinations of its own."""
    key = find_write_key(
        authorization=request.headers.get(b"authorization", b""), query=request.query
    )
    source = await get_source(resources.keyring, key)
    told: dict[str, object] = {
        "id": source.name,
        "name": source.name,
        "writeKey": key,
        "enabled": True,
        "workspaceId": source.brand,
        "config": {
            "statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}
        },
        "destinations": [],
        "connections": [],
        "dataplanes": {},
        "updatedAt": format_time(source.created),
    }
    return json_answer({"source": told})


def _host(request: Request) -> str:
    return request.header(b"host") or "127.0.0.1"


def _protocol(request: Request, resources: Resources) -> str:
    return "https" if resources.config.https else str(request.scope["scheme"])
