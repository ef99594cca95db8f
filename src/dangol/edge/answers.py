"""Answers: JSON, text and errors in the shape of the contract."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from dangol.edge.requests import Request
from dangol.kernel.errors import DangolError
from dangol.kernel.words import translate

Headers = list[tuple[bytes, bytes]]

RETRY_SECONDS = b"2"
JSON = (b"content-type", b"application/json")
TEXT = (b"content-type", b"text/plain; charset=utf-8")
HTML = (b"content-type", b"text/html; charset=utf-8")
NOT_STORED = (b"cache-control", b"no-store")

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Answer(NamedTuple):
    """A whole answer: status, body, headers."""

    status: int
    body: bytes
    headers: Headers


async def send_answer(request: Request, answer: Answer) -> None:
    """Send a whole answer; a HEAD request gets everything but the body."""
    headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
    await request.begin(answer.status, headers)
    body = b"" if request.method == "HEAD" else answer.body
    await request.send({"type": "http.response.body", "body": body})


def json_answer(value: object, status: int = 200, headers: Headers | None = None) -> Answer:
    """Return a value as a JSON answer; decimals are written as numbers."""
    return Answer(status, _encode(value), [JSON, NOT_STORED, *(headers or [])])


def error_answer(error: DangolError, language: str) -> Answer:
    """Return a failure as the contract's JSON: code, message, and fields where it has them."""
    headers: Headers = []
    if error.status in (429, 503):
        headers.append((b"retry-after", b"%d" % error.retry_seconds))
    if error.status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="dangol"'))
    return _error(error.status, error.code, error.say(language), error.fields, headers)


def cut_short_answer(language: str) -> Answer:
    """Return the answer to a request that broke off; who is gone does not hear it."""
    sentence = "The request ended before its body did, so nothing was accepted. Send it again."
    return refused_answer(400, "body_cut_short", sentence, language)


def refused_answer(status: int, code: str, sentence: str, language: str) -> Answer:
    """Return a refusal whose sentence has no placeholders."""
    return _error(status, code, translate(sentence, language), {}, [])


def _error(
    status: int, code: str, message: str, fields: Mapping[str, str], headers: Headers
) -> Answer:
    told: dict[str, object] = {"code": code, "message": message}
    if fields:
        told["fields"] = fields
    return json_answer(told, status, headers)
