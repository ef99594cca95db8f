"""The interface described: for programs as OpenAPI, for people as a page."""

from urllib.parse import quote

from dangol.edge.answers import HTML, Answer, json_answer
from dangol.edge.api_page import api_page
from dangol.edge.openapi import openapi
from dangol.edge.requests import Request
from dangol.edge.resources import Resources


async def answer_openapi(_request: Request, _resources: Resources) -> Answer:
    """Answer with the OpenAPI document."""
    return json_answer(openapi())


async def answer_page(request: Request, resources: Resources) -> Answer:
    """Answer with the page at ``/api/docs``, its lines written for the address that was asked."""
    scheme = "https" if resources.config.https else request.scope["scheme"]
    address = f"{scheme}://{quote(request.header(b'host'), safe=':[]')}"
    policy = b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
    page = api_page(address).encode()
    return Answer(200, page, [HTML, (b"content-security-policy", policy)])
