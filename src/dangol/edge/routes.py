"""Which door answers which path.

Paths are matched raw, as identifiers in them are percent-encoded. What collecting does not need is
loaded when it is first asked for, so that the edge hears again sooner after a restart.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from importlib import import_module
from typing import NamedTuple

from dangol.edge.answers import Answer
from dangol.edge.events_in import take_events
from dangol.edge.health import ALIVE, answer_metrics, answer_ready
from dangol.edge.paths import ACTIVITY, CUSTOMERS, SOURCES, WEBHOOKS
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.edge.sdk_settings import PREFIX, SUFFIX, rudderstack_settings, segment_settings
from dangol.kernel.errors import Unknown
from dangol.live.collect.api import COLLECTION_PATHS

ANY_METHOD = "*"
Door = Callable[[Request, Resources], Awaitable[Answer | None]]


class Route(NamedTuple):
    """One address: its door, the method it takes, its name in figures, open to other sites or not.

    A door that returns None has answered by itself.
    """

    label: str
    method: str
    door: Door
    for_browsers: bool = False

    def takes(self, method: str) -> bool:
        """Tell whether the door takes a method; HEAD is a GET without its body."""
        return self.method in (method, ANY_METHOD) or (method == "HEAD" and self.method == "GET")


async def _healthz(_request: Request, _resources: Resources) -> Answer:
    return ALIVE


def _late(module: str, name: str) -> Door:
    """Return a door of another module, which is loaded at the first knock, away from the loop."""

    async def door(request: Request, resources: Resources) -> Answer | None:
        loaded = await resources.call(import_module, f"dangol.edge.{module}")
        knocked: Door = getattr(loaded, name)
        return await knocked(request, resources)

    return door


async def _nothing_here(_request: Request, _resources: Resources) -> Answer:
    raise Unknown("path_unknown", "There is nothing at this address. See /api/docs.")


_EXACT = {
    **{
        path.encode(): Route(path, "POST", partial(take_events, call=call), for_browsers=True)
        for path, call in COLLECTION_PATHS.items()
    },
    b"/sourceConfig": Route("/sourceConfig", "GET", rudderstack_settings, for_browsers=True),
    b"/v1/lifecycle": Route("/v1/lifecycle", "GET", _late("lifecycle", "answer_lifecycle")),
    b"/v1/live": Route("/v1/live", "GET", _late("streams", "stream_live")),
    b"/healthz": Route("/healthz", "GET", _healthz),
    b"/readyz": Route("/readyz", "GET", answer_ready),
    b"/metrics": Route("/metrics", "GET", answer_metrics),
    b"/api/docs": Route("/api/docs", "GET", _late("documents", "answer_page")),
    b"/api/openapi.json": Route("/api/openapi.json", "GET", _late("documents", "answer_openapi")),
}
_ACTIVITY = Route("/v1/sources", "GET", _late("activity", "answer_activity"))
_CUSTOMERS = Route("/v1/customers", "GET", _late("customers", "answer_customers"))
_WEBHOOKS = Route("/v1/webhooks", "POST", _late("webhooks", "take_delivery"))
_SETTINGS = Route("/v1/projects", "GET", segment_settings, for_browsers=True)
_NOTHING = Route("unknown", ANY_METHOD, _nothing_here)
_OURS = (b"/v1/", b"/api/")


def find_route(path: bytes) -> Route | None:
    """Return the route of a raw path, or None where the path is the web process's.

    >>> find_route(b"/v1/batch/").label, find_route(b"/studio/")
    ('/v1/batch', None)
    """
    route = _EXACT.get(path) or _EXACT.get(path.rstrip(b"/"))
    if route is not None:
        return route
    if path.startswith(CUSTOMERS):
        return _CUSTOMERS
    if path.startswith(SOURCES) and path.rstrip(b"/").endswith(ACTIVITY):
        return _ACTIVITY
    if path.startswith(WEBHOOKS):
        return _WEBHOOKS
    if path.startswith(PREFIX) and path.endswith(SUFFIX):
        return _SETTINGS
    if path.startswith(_OURS) or not path.startswith(b"/"):  # the web's address is put before it
        return _NOTHING
    return None
