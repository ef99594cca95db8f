"""What needs somebody now, as sentences with a way to act; the most urgent first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dangol.kernel.clock import DAY, MINUTE, SECOND
from dangol.live.trip.contracts import Activity, Heard, TripState
from dangol.registry.sources.contracts import Source
from dangol.studio.sources.states import state_of
from dangol.studio.templatetags.studio import ago, whole

BEHIND = 10 * SECOND
"""Entries that wait longer than this for the trip are a lag worth telling."""

RECENT_FAILURE = 60 * MINUTE
MOST_APART = 3
"""Sources of which some events were refused that are told one by one; more would be a wall."""
MEGABYTE = 1024**2

Urgency = Literal["attention", "waiting", "info"]
URGENCIES: tuple[Urgency, ...] = ("attention", "waiting", "info")


class Need(msgspec.Struct, frozen=True):
    """One thing that needs somebody: what, and where to look."""

    urgency: Urgency
    sentence: str
    address: str = ""


def of_sources(
    sources: Iterable[Source], ever: dict[str, Heard], lately: dict[str, Activity], now: int
) -> Iterator[Need]:
    """Tell which sources fell silent, never spoke, or are being refused.

    Args:
        sources: those in view.
        ever: all that was heard, by source.
        lately: what was heard in the last 24 hours, by source.
        now: microseconds UTC.
    """
    refused: list[tuple[int, str]] = []
    for source in sources:
        address = reverse("studio_sources:one", args=[source.name])
        state = state_of(source, ever.get(source.name), now)
        if state == "silent":
            said = _("%(source)s is silent: its last event came %(when)s.")
            when = ago(ever[source.name].last_heard)
            yield Need("attention", said % {"source": source.name, "when": when}, address)
        elif state == "waiting" and now - source.created > DAY:
            said = _("%(source)s was made over a day ago and was never heard.")
            yield Need("waiting", said % {"source": source.name}, address)
        recent = lately.get(source.name)
        if recent is not None and recent.rejected:
            refused.append((recent.rejected, source.name))
    yield from _of_refused(refused)


def _of_refused(refused: Sequence[tuple[int, str]]) -> Iterator[Need]:
    """Tell what was refused, of each source apart, or where many are concerned in one sentence."""
    if len(refused) > MOST_APART:
        most, source = max(refused)
        said = _(
            "%(count)s events of %(sources)s sources were refused in the last 24 hours, "
            "%(most)s of them of %(source)s."
        )
        total = sum(count for count, _source in refused)
        told = {
            "count": whole(total),
            "sources": len(refused),
            "source": source,
            "most": whole(most),
        }
        yield Need("waiting", said % told, reverse("studio_sources:index"))
        return
    for count, source in refused:
        said = ngettext(
            "%(count)s event of %(source)s was refused in the last 24 hours.",
            "%(count)s events of %(source)s were refused in the last 24 hours.",
            count,
        )
        address = reverse("studio_sources:one", args=[source])
        yield Need("waiting", said % {"count": whole(count), "source": source}, address)


def of_trip(state: TripState, head: int, since: int, now: int) -> Iterator[Need]:
    """Tell whether events wait too long to become customers, and what failed lately.

    Args:
        state: how far the trip is.
        head: the offset that the log's next entry will get.
        since: when the first entry that waits was appended, µs; now where none waits.
        now: microseconds UTC.
    """
    waiting = head - state.offset
    if waiting > 0 and now - since > BEHIND:
        said = ngettext(
            "%(count)s event waits to be worked on; it came %(when)s.",
            "%(count)s events wait to be worked on; the first came %(when)s.",
            waiting,
        )
        yield Need("attention", said % {"count": whole(waiting), "when": ago(since)})
    if state.failed_at is not None and now - state.failed_at < RECENT_FAILURE:
        said = _("Working on events failed %(when)s. See `dangol doctor` for the reason.")
        yield Need("attention", said % {"when": ago(state.failed_at)})


def of_aside(count: int, address: str) -> Iterator[Need]:
    """Tell that events could not be worked on.

    Args:
        count: how many, of the brands in view.
        address: where to look at them, empty for who may not.
    """
    if count:
        said = ngettext(
            "%(count)s event waits set aside: it could not be worked on and counts nowhere yet.",
            "%(count)s events wait set aside: they could not be worked on and count nowhere yet.",
            count,
        )
        yield Need("attention", said % {"count": whole(count)}, address)


def of_log(lost: int, free: int, floor: int) -> Iterator[Need]:
    """Tell that a part of the event log is damaged, or that no event is taken.

    Args:
        lost: entries that could not be read when their turn came.
        free: bytes that are free on the disk of the data folder.
        floor: bytes that must stay free, else nothing is taken.
    """
    if free < floor:
        said = _(
            "Events are refused: only %(free)s MB are free on the disk of the data folder, and "
            "%(floor)s MB must stay free. Free some space; it goes on by itself."
        )
        told = said % {"free": whole(free // MEGABYTE), "floor": whole(floor // MEGABYTE)}
        yield Need("attention", told)
    if lost:
        said = ngettext(
            "%(count)s event was lost: the event log is damaged at its place. `dangol log verify` "
            "tells where.",
            "%(count)s events were lost: the event log is damaged at their place. `dangol log "
            "verify` tells where.",
            lost,
        )
        yield Need("attention", said % {"count": whole(lost)})


def in_order(needs: Iterable[Need]) -> list[Need]:
    """Return needs, the most urgent first, else as they came."""
    return sorted(needs, key=lambda need: URGENCIES.index(need.urgency))
