"""The timeline made ready for the page: days of lines, each an event or a change of stage."""

from collections.abc import Iterable, Mapping
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from dangol.kernel.clock import format_time, to_datetime
from dangol.kernel.event import Event
from dangol.live.profiles.contracts import StageFact, StageMove
from dangol.studio.customers.personal import mask_event
from dangol.studio.customers.plain_lines import tell
from dangol.studio.customers.timeline import Cursor, Heard, Stretch
from dangol.studio.customers.words import say

RAW_SHOWN = 4_000
"""So many characters of a raw event stand on the page; the whole has a page of its own."""


class Telling(msgspec.Struct, frozen=True):
    """How a timeline is told: language, brands' names, time zone, masked or not."""

    language: str
    brand_names: Mapping[str, str]
    zone: ZoneInfo
    masked: bool


class Line(msgspec.Struct, frozen=True):
    """One line: an event with its sentence and raw text, or a change of stage."""

    at: int
    brand: str
    sentence: str = ""
    move: StageMove | None = None
    event: Event | None = None
    offset: int = -1
    raw: str = ""
    clipped: bool = False

    @property
    def machine_time(self) -> str:
        """The instant as RFC 3339."""
        return format_time(self.at)


class Day(msgspec.Struct, frozen=True):
    """The lines of one day in the timeline's zone, newest first."""

    date: date
    lines: list[Line]


def tell_story(
    stretch: Stretch,
    stages: Mapping[str, StageFact],
    before: Cursor | None,
    telling: Telling,
) -> list[Day]:
    """Return a stretch of events with the changes of stage that fell into it, by day.

    Args:
        stretch: events, newest first.
        stages: whose changes are told, by brand; empty to tell none.
        before: where the stretch began; None for the newest.
        telling: how to tell it.
    """
    lines = [_event_line(heard, telling) for heard in stretch.heard]
    newest = before[0] if before else None
    oldest = stretch.earlier[0] if stretch.earlier else None
    lines += [
        Line(at=move.at, brand=telling.brand_names.get(brand, brand), move=move)
        for brand, fact in stages.items()
        for move in fact.moves
        if (newest is None or move.at < newest) and (oldest is None or move.at >= oldest)
    ]
    lines.sort(key=lambda line: (line.at, line.move is not None, line.offset), reverse=True)
    return _by_day(lines, telling.zone)


def write_raw(event: Event) -> str:
    """Return an event as indented JSON, with readable times and without what is empty."""
    told = {
        **msgspec.structs.asdict(event),
        "at": format_time(event.at),
        "received": format_time(event.received),
    }
    kept = {name: value for name, value in told.items() if not is_empty(value)}
    return msgspec.json.format(msgspec.json.encode(kept), indent=2).decode()


def is_empty(value: object) -> bool:
    """Tell whether a part of an event says nothing."""
    return value in (None, "", ()) or (isinstance(value, msgspec.Raw) and bytes(value) == b"{}")


def _event_line(heard: Heard, telling: Telling) -> Line:
    event = mask_event(heard.event) if telling.masked else heard.event
    brand = telling.brand_names.get(event.brand, event.brand)
    raw = write_raw(event)
    return Line(
        at=event.at,
        brand=brand,
        sentence=say(tell(event, brand), telling.language),
        event=event,
        offset=heard.offset,
        raw=raw[:RAW_SHOWN],
        clipped=len(raw) > RAW_SHOWN,
    )


def _by_day(lines: Iterable[Line], zone: ZoneInfo) -> list[Day]:
    days: list[Day] = []
    for line in lines:
        day = to_datetime(line.at).astimezone(zone).date()
        if not days or days[-1].date != day:
            days.append(Day(day, []))
        days[-1].lines.append(line)
    return days
