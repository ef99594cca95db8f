"""What the tests of the demo share: a small world, and what the house learns of it."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import takewhile

import msgspec

from dangol.demo.contracts import Act, Parcel
from dangol.demo.house import list_sources
from dangol.demo.mailbag import Mailbag
from dangol.demo.speakers.choice import SPEAKERS, source_of
from dangol.demo.world import HISTORY_DAYS, happen
from dangol.kernel.clock import DAY
from dangol.kernel.event import Event
from dangol.live.collect.api import hear
from dangol.live.profiles.contracts import StageFact
from dangol.live.profiles.rules.facts import Facts, fold
from dangol.live.profiles.rules.lifecycle import default_lifecycle
from dangol.live.profiles.rules.parsing import parse_lifecycle
from dangol.live.profiles.rules.stages import chart, stand
from dangol.registry.sources.contracts import Source

END = 1_795_000_000_000_000
START = END - HISTORY_DAYS * DAY
KEYS = {source.name: f"wk_{source.name}" for source in list_sources()}
SOURCES = {
    source.name: Source(
        source.name,
        source.touchpoint,
        source.brand,
        KEYS[source.name],
        source.secret,
        True,
        "",
        START,
    )
    for source in list_sources()
}


def until(end: int, acts: Iterable[Act]) -> Iterator[Act]:
    """Return the acts before an instant."""
    return takewhile(lambda act: act.at < end, acts)


@cache
def history(customers: int = 150, seed: int = 7) -> tuple[Act, ...]:
    """Return a whole history."""
    return tuple(until(END, happen(seed, customers, START)))


def post(acts: Iterable[Act], seed: int = 7) -> list[Parcel]:
    """Return the requests that tell of acts, with everything that goes wrong on the way."""
    bag = Mailbag(KEYS, seed, "history")
    parcels: list[Parcel] = []
    for count, act in enumerate(acts):
        bag.put(act, act.at, act.delay)
        if count % 2000 == 1999:
            parcels += bag.take(act.at, END)
    return parcels + bag.take(2 * END, END)


def hear_act(act: Act) -> Event:
    """Return what the house hears of an act; it must be accepted."""
    written = SPEAKERS[act.touchpoint].speak(act, "m1", act.at)
    source = SOURCES[source_of(act)]
    heard = hear(msgspec.json.encode(written), act.call, source, received=END)
    assert heard.refused == [], (heard.refused, written)
    event = heard.entries[0]
    assert isinstance(event, Event)
    return event


def stage_of(acts: Iterable[Act], now: int = END) -> StageFact:
    """Return where the default lifecycle places somebody with one brand."""
    facts: Facts = {}
    for act in acts:
        fold(facts, 0, hear_act(act), ())
    found = stand(chart(parse_lifecycle(default_lifecycle()), list(facts[0].values())), now)
    assert found is not None
    return found
