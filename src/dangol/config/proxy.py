"""Whom to believe about where a request came from: our own edge, and nobody else."""

import hmac
import os
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


class TrustOurEdge:
    """Drop forwarding headers unless the request carries the edge's token of this start."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        self._token = os.environ.get("DANGOL_EDGE_TOKEN", "")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shown = request.META.pop("HTTP_X_DANGOL_EDGE", "")
        if not self._token or not hmac.compare_digest(shown.encode(), self._token.encode()):
            for header in _FORWARDED:
                request.META.pop(header, None)
        return self._get_response(request)


def client_address(request: HttpRequest) -> str:
    """Return the address from which a person came, as the edge saw it."""
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    address: str = request.META.get("REMOTE_ADDR", "")
    return forwarded.rpartition(",")[2].strip() or address
