"""The door of the demo: what it needs of a server, and playing it."""

import asyncio
from collections.abc import Mapping
from itertools import dropwhile

import msgspec

from dangol.demo.contracts import DemoBrand, DemoSource, Tally
from dangol.demo.house import BRANDS, list_sources
from dangol.demo.mailbag import Mailbag
from dangol.demo.people import dice
from dangol.demo.playing import OnProgress, Stopped, live_on, play_history
from dangol.demo.sending import Sender
from dangol.demo.world import HISTORY_DAYS, happen
from dangol.kernel.clock import DAY, Clock

__all__ = [
    "BRANDS",
    "CUSTOMERS",
    "SEED",
    "DemoBrand",
    "DemoSource",
    "OnProgress",
    "Play",
    "Tally",
    "list_sources",
    "run_demo",
]

CUSTOMERS = 1500
SEED = 20261122


class Play(msgspec.Struct, frozen=True):
    """One performance: where, with which write keys (by source), and which world.

    The same seed, customers and beginning give the same history. ``began`` is when the demo was
    first started (µs); the history covers the twelve weeks before.
    """

    base_url: str
    keys: Mapping[str, str]
    began: int
    customers: int = CUSTOMERS
    seed: int = SEED


def run_demo(
    play: Play,
    *,
    clock: Clock,
    on_progress: OnProgress,
    stopped: Stopped,
    resume: bool = False,
    live: bool = True,
) -> Tally:
    """Play the house against a running server.

    Args:
        play: what and where.
        clock: gives the present instant, µs.
        on_progress: told how far the history is, and what has been sent.
        stopped: asked often whether to stop.
        resume: True where the server has heard the history already.
        live: whether to go on after the history, until told to stop.

    Returns:
        What was sent, and how it was answered.

    Raises:
        Unavailable: the server does not answer any more.
    """
    return asyncio.run(_run(play, clock, on_progress, stopped, resume=resume, live=live))


async def _run(
    play: Play,
    clock: Clock,
    on_progress: OnProgress,
    stopped: Stopped,
    *,
    resume: bool,
    live: bool,
) -> Tally:
    start = play.began - HISTORY_DAYS * DAY
    acts = happen(play.seed, play.customers, start)
    async with Sender(play.base_url) as sender:
        if resume:
            acts = dropwhile(lambda act: act.at < clock(), acts)
        else:
            await play_history(
                acts,
                Mailbag(play.keys, play.seed, "history"),
                sender,
                start=start,
                until=play.began,
                clock=clock,
                on_progress=on_progress,
                stopped=stopped,
            )
        if live and not stopped():
            await live_on(
                acts,
                Mailbag(play.keys, play.seed, f"life {clock()}"),
                sender,
                pace=dice(play.seed, "pace"),
                clock=clock,
                on_progress=on_progress,
                stopped=stopped,
            )
        return sender.tally
