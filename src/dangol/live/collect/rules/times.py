"""When an event happened: the sender's clock, corrected by its own error, never after receipt."""

from dangol.kernel.clock import parse_time
from dangol.live.collect.rules.refusals import EventRefused

EARLIEST = 631_152_000_000_000
"""1990-01-01; before it lie the zero points of broken clocks (1601, 1904, 1970, 1980)."""


def read_sent_at(stated: object) -> int | None:
    """Return when the sender says it sent a request (µs), or None where it does not say so.

    What cannot be read as a time corrects nothing: it is no fact about the customer.
    """
    if not isinstance(stated, str) or not stated:
        return None
    try:
        return parse_time(stated)[0]
    except ValueError:
        return None


def event_time(stated: object, sent_at: int | None, received: int) -> tuple[int, int | None]:
    """Return when an event happened.

    The sender's clock may be wrong, but it is wrong by the same amount in ``timestamp`` and in
    ``sentAt``; so ``received - (sentAt - timestamp)`` is right
    (https://segment.com/docs/connections/spec/common/#timestamp-overview).

    Args:
        stated: ``timestamp`` as it was sent, None where it was not.
        sent_at: when the sender's clock says it sent the request, µs.
        received: when the request arrived, µs.

    Returns:
        The instant (µs), never after ``received``, and the zone stated with it in minutes east.

    Raises:
        EventRefused: it is no time, or lies before 1990 even when corrected.

    >>> event_time("2026-01-01T10:00:00+09:00", None, 1_800_000_000_000_000)
    (1767229200000000, 540)
    """
    if stated is None:
        return received, None
    if not isinstance(stated, str):
        raise EventRefused("timestamp_unusable")
    try:
        at, zone = parse_time(stated)
    except ValueError as error:
        raise EventRefused("timestamp_unusable") from error
    if sent_at is not None:
        at += received - sent_at
    if at < EARLIEST:
        raise EventRefused("timestamp_too_old")
    return min(at, received), zone
