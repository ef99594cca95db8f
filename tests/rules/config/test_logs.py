"""What is written into the logs: where and what failed, never anybody's data."""

import json
import logging
import sys
from typing import Any

import pytest

from dangol.config.logs import JsonLines, PlainLines
from dangol.kernel.errors import Unusable


def record(logger: str, message: str, *args: object, **extra: object) -> logging.LogRecord:
    """Return a record as a logger makes it, with the failure that is being handled."""
    failure = sys.exc_info()
    return logging.getLogger(logger).makeRecord(
        logger,
        logging.ERROR,
        __file__,
        1,
        message,
        args,
        failure if failure[1] else None,
        None,
        extra,
    )


def written(found: logging.LogRecord) -> Any:
    """Return the line in the file as read again; nothing personal is in it or on the terminal."""
    line = JsonLines().format(found)
    for text in (line, PlainLines("web").format(found)):
        assert "mina" not in text
    return json.loads(line)


class Request:
    def __repr__(self) -> str:
        return "<WSGIRequest: GET '/studio/customers/?q=mina%40example.org'>"


def test_what_a_library_passes_or_fills_in_is_left_out() -> None:
    line = written(
        record(
            "django.request", "%s: %s", "Not Found", "/x/mina", request=Request(), status_code=404
        )
    )
    assert (line["event"], line["status_code"]) == ("%s: %s", 404)
    assert "request" not in line
    assert written(record("asyncio", "Task failed\nfuture: mina"))["event"] == "Task failed"


def test_what_we_pass_is_kept() -> None:
    line = written(record("dangol.config.supervisor", "role_ended", role="web", how="exit 1"))
    assert (line["event"], line["role"], line["how"]) == ("role_ended", "web", "exit 1")


def test_a_value_of_a_kind_of_its_own_is_named_and_not_shown() -> None:
    assert written(record("dangol.x", "failed", cause=Request()))["cause"] == "Request"


def test_a_failure_is_told_by_its_name_its_causes_and_where_they_were() -> None:
    name = "mi" + "na"  # the line of code is shown, what it works on is not
    try:
        try:
            raise LookupError(name)
        except LookupError as error:
            raise Unusable("line_unusable", "{who}", who=name) from error
    except Unusable:
        line = written(record("dangol.x", "failed"))
    first, second = line["exception"].split("\n\n")
    assert first.endswith("LookupError")
    assert second.endswith("Unusable line_unusable")
    assert "test_logs.py" in first


@pytest.mark.parametrize("depth", [50])
def test_a_long_chain_ends(depth: int) -> None:
    failure: Exception | None = None
    for number in range(depth):
        following = ValueError(f"mina {number}")
        following.__cause__ = failure
        failure = following
    try:
        raise failure or ValueError
    except ValueError:
        assert written(record("dangol.x", "failed"))["exception"].count("ValueError") < depth
