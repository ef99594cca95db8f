"""The ASGI application: from a request to its answer, whatever happens in between."""

import logging
import os

from dangol.edge.answers import (
    Answer,
    cut_short_answer,
    error_answer,
    refused_answer,
    send_answer,
)
from dangol.edge.config import EdgeConfig, read_config
from dangol.edge.cors import leave_for, preflight_answer
from dangol.edge.express import Done, take_at_once
from dangol.edge.requests import ClientGone, Receive, Request, Scope, Send
from dangol.edge.resources import Resources
from dangol.edge.routes import Route, find_route
from dangol.kernel import clock
from dangol.kernel.errors import DangolError

_log = logging.getLogger(__name__)


class Edge:
    """The HTTP doors of one deployment, as an ASGI application.

    Args:
        config: where everything is.
    """

    def __init__(self, config: EdgeConfig) -> None:
        self._config = config
        self._resources: Resources | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the server's start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._resources is not None:
            await _answer(Request(scope, receive, send, self._resources.patience), self._resources)

    def take_at_once(self, scope: Scope, body: bytes, done: Done) -> bool:
        """Take a usual request that brings events; see ``express``."""
        try:
            return self._resources is not None and take_at_once(scope, body, self._resources, done)
        except Exception:  # the usual way fails as well, and says so
            _log.exception("request not taken at once")
            return False

    def stop_streams(self) -> None:
        """End the streams that would go on for ever, so that the server can stop."""
        if self._resources is not None:
            self._resources.stopping.set()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # the server starts
        self._resources = Resources(self._config, clock.now)
        await send({"type": "lifespan.startup.complete"})
        await receive()  # the server has answered what was under way, and stops
        await self._resources.close()
        await send({"type": "lifespan.shutdown.complete"})


def create_app() -> Edge:
    """Return the application that the environment describes."""
    return Edge(read_config(os.environ))


async def _answer(request: Request, resources: Resources) -> None:
    route = find_route(request.path)
    if route is None:
        await resources.proxy.pass_on(request)
        return
    answer = await _answer_of(route, request, resources)
    if answer is None:
        return
    resources.counters.requests[route.label, answer.status] += 1
    if route.for_browsers and (leave := leave_for(request.headers)):
        answer = answer._replace(headers=answer.headers + leave)
    await send_answer(request, answer)


async def _answer_of(route: Route, request: Request, resources: Resources) -> Answer | None:
    try:
        if route.takes(request.method):
            return await route.door(request, resources)
        if request.method == "OPTIONS" and route.for_browsers:
            return preflight_answer(request)
        return _wrong_method(route, request)
    except ClientGone:
        return cut_short_answer(request.language)
    except DangolError as error:
        return error_answer(error, request.language)
    except Exception:
        if request.answering:
            raise
        _log.exception("request failed", extra={"route": route.label})
        sentence = "Something failed here. It was recorded for IT."
        return refused_answer(500, "internal_error", sentence, request.language)


def _wrong_method(route: Route, request: Request) -> Answer:
    sentence = "This address takes another method. See /api/docs."
    answer = refused_answer(405, "method_not_allowed", sentence, request.language)
    return answer._replace(headers=[*answer.headers, (b"allow", route.method.encode())])
