"""Playing the world against a server: weeks of history at once, then life, compressed in time."""

import asyncio
import random
from collections.abc import Callable, Iterator

from dangol.demo.contracts import Act, Tally
from dangol.demo.mailbag import Mailbag
from dangol.demo.sending import Sender
from dangol.kernel.clock import SECOND, Clock

ACTS_A_ROUND = 2000
PACE = 4.0
"""Acts a second while the demo lives: enough to watch, slow enough to follow."""
OFFLINE_SHRINKS = 2000
"""Three days without a network become two minutes."""
LONGEST_PAUSE = 3.0

OnProgress = Callable[[float, Tally], None]
"""Told the share of the history that is played, from 0 to 1, and what has been sent so far."""
Stopped = Callable[[], bool]


async def play_history(
    acts: Iterator[Act],
    bag: Mailbag,
    sender: Sender,
    *,
    start: int,
    until: int,
    clock: Clock,
    on_progress: OnProgress,
    stopped: Stopped,
) -> None:
    """Send what happened between two instants (µs), as fast as it is accepted.

    The events bear the times at which they happened; only what was held back on offline phones
    comes late, and what was still held at the end comes last.
    """
    for count, act in enumerate(acts):
        if act.at >= until or stopped():
            break
        bag.put(act, act.at, act.delay)
        if count % ACTS_A_ROUND == ACTS_A_ROUND - 1:
            await sender.send(bag.take(act.at, clock()))
            on_progress((act.at - start) / (until - start), sender.tally)
    await sender.send(bag.take(until * 2, clock()))
    await sender.settle()
    on_progress(1.0, sender.tally)


async def live_on(
    acts: Iterator[Act],
    bag: Mailbag,
    sender: Sender,
    *,
    pace: random.Random,
    clock: Clock,
    on_progress: OnProgress,
    stopped: Stopped,
) -> None:
    """Let the world go on in compressed time: a few acts a second, each happening now."""
    for act in acts:
        await asyncio.sleep(min(LONGEST_PAUSE, pace.expovariate(PACE)))
        if stopped():
            return
        now = clock()
        bag.put(act, now, min(act.delay // OFFLINE_SHRINKS, 300 * SECOND))
        await sender.send(bag.take(now, now))
        on_progress(1.0, sender.tally)
