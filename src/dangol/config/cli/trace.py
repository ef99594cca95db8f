"""``dangol trace``: what became of one event in every room."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from dangol.config.cli.opening import opened
from dangol.config.cli.options import (
    DEFAULT_DATA,
    AsJson,
    Data,
    note,
    print_json,
    print_table,
)
from dangol.config.cli.progress import shown_progress
from dangol.kernel import clock
from dangol.kernel.clock import DAY, HOUR, MINUTE, parse_time
from dangol.kernel.words import preferred_language, translate

if TYPE_CHECKING:
    from dangol.config.tracing import Trace, Traced

UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}

MessageId = Annotated[str, typer.Argument(help="The messageId that the sender gave the event.")]
SourceName = Annotated[str | None, typer.Option("--source", help="Only what this source sent.")]
Since = Annotated[
    str | None,
    typer.Option("--since", help="Look no further back: a time, or 30m, 12h, 7d ago."),
]


def trace(
    message_id: MessageId,
    data: Data = DEFAULT_DATA,
    source: SourceName = None,
    since: Since = None,
    json: AsJson = False,
) -> None:
    """Tell what became of one event in every room; the newest part of the log is read first."""
    from dangol.config import tracing  # looks into most rooms
    from dangol.memory.eventlog.api import open_log

    now = clock.now()
    earliest = 0 if since is None else read_since(since, now)
    with opened(data) as (folder, db), _progress() as shown:
        found = tracing.trace(
            db,
            open_log(folder.path),
            message_id,
            source=source,
            since=earliest,
            now=now,
            on_progress=shown,
        )
    if json:
        print_json(found)
    else:
        for delivery in found.deliveries:
            _tell(delivery)
    _tell_bounds(found)
    if not found.deliveries:
        raise typer.Exit(1)


def _progress() -> AbstractContextManager[Callable[[float, int], None]]:
    language = preferred_language()
    return shown_progress("Searching the event log …", translate("{count} entries", language))


def read_since(text: str, now: int) -> int:
    """Return the instant that a text means, in µs.

    Args:
        text: an RFC 3339 time, or a number of minutes, hours or days before now.
        now: microseconds UTC.

    Raises:
        BadParameter: it is neither.

    >>> read_since("2h", 3 * HOUR) == HOUR
    True
    """
    span = re.fullmatch(r"(\d{1,6})([mhd])", text.strip())
    if span:
        return now - int(span[1]) * UNITS[span[2]]
    try:
        return parse_time(text)[0]
    except ValueError as error:
        raise typer.BadParameter(
            f"{text} is neither a time nor a span such as 12h or 7d.", param_hint="--since"
        ) from error


def _tell(one: "Traced") -> None:
    language = preferred_language()
    facts = [
        (translate("Place in the log", language), str(one.offset)),
        (translate("Outcome", language), " ".join(filter(None, (one.outcome, one.code)))),
        (translate("Reason", language), translate(one.reason, language)),
        (
            translate("First delivery", language),
            "" if one.duplicate_of is None else str(one.duplicate_of),
        ),
        (
            translate("Source", language),
            f"{one.source} ({one.touchpoint}, {one.brand})" if one.source else "",
        ),
        (translate("What", language), " ".join(filter(None, (one.type or one.kind, one.name)))),
        (translate("Happened", language), one.at),
        (translate("Received", language), one.received),
        (translate("On disk", language), one.appended),
        (
            translate("Identifiers", language),
            ", ".join(f"{i.type}:{i.value}" for i in one.identifiers),
        ),
        (translate("Strand", language), "" if one.strand is None else str(one.strand)),
        (translate("Customer", language), _whose(one)),
        (
            translate("Merged", language),
            ", ".join(f"{merge.loser} → {merge.survivor}" for merge in one.merges),
        ),
        (translate("Newer events of the customer", language), _place(one)),
    ]
    print_table(("What", "Known"), [fact for fact in facts if fact[1]])
    print()


def _whose(one: "Traced") -> str:
    if one.customer == one.customer_now:
        return one.customer or ""
    return f"{one.customer} → {one.customer_now}"


def _place(one: "Traced") -> str:
    return "" if one.timeline is None else f"{one.timeline.newer} / {one.timeline.events}"


def _tell_bounds(found: "Trace") -> None:
    """Say what was looked through, where that was not all or nothing was found."""
    if found.unreadable:
        note(
            "{count} entries could not be looked at, since the log is damaged at their place.",
            count=found.unreadable,
        )
    if not found.deliveries:
        note(
            "No entry with this message id is in the log from offset {start} on. The log holds "
            "offsets {begin} to {head}; older events are no longer in it.",
            start=found.start,
            begin=found.begin,
            head=found.head,
        )
