"""Leave for browsers of other sites to send events and to fetch SDK settings.

As RudderStack's gateway does it: any origin is reflected, credentials are allowed, the headers
asked for are reflected, and browsers may remember the answer for 15 minutes. Write keys are public
and only append, so this gives nothing away; the read API has no such headers.
"""

from collections.abc import Mapping

from dangol.edge.answers import Answer, Headers
from dangol.edge.requests import Request

_VARY = (b"vary", b"Origin")
_CREDENTIALS = (b"access-control-allow-credentials", b"true")


def leave_for(headers: Mapping[bytes, bytes]) -> Headers:
    """Return the headers that let a page of another site read the answer to a request."""
    origin = headers.get(b"origin")
    if origin is None:
        return []
    return [(b"access-control-allow-origin", origin), _CREDENTIALS, _VARY]


def preflight_answer(request: Request) -> Answer:
    """Return the answer to a browser that asks before it sends."""
    asked = request.headers.get(b"access-control-request-headers", b"*")
    headers = [
        (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
        (b"access-control-allow-headers", asked),
        (b"access-control-max-age", b"900"),
    ]
    return Answer(200, b"", headers)
