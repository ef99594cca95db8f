"""What is kept of a batch beside its events, and that every entry ends in exactly one outcome."""

from collections import Counter

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.clock import DAY, HOUR
from dangol.kernel.event import Control, Entry, Event, Rejection
from dangol.live.identity.contracts import Resolved
from dangol.live.trip.accounts import Accounts, count_reasons
from dangol.live.trip.contracts import REDRIVEN, TURNED_AWAY, Keep, Redriven, TurnedAway
from dangol.live.trip.rules import count_activity

SOURCES = ("shop", "till")
OUTCOMES = (Resolved(1, 1), Resolved(-1, -1), Resolved(-1, -1, duplicate=True))


def event(name: str = "Seen", received: int = HOUR, source: str = "shop", **more: bool) -> Event:
    return Event(
        type="track",
        name=name,
        message_id="m",
        source=source,
        touchpoint="web",
        brand="b",
        at=received,
        received=received,
        **more,  # type: ignore[arg-type]
    )


def rejection(code: str = "x", received: int = HOUR, source: str = "shop") -> Rejection:
    return Rejection(
        code=code, message=code, source=source, touchpoint="web", brand="b", received=received
    )


def control(action: str, body: msgspec.Struct, received: int = HOUR) -> Control:
    raw = msgspec.Raw(msgspec.json.encode(body))
    return Control(action=action, brand="b", actor="x", received=received, message_id="c", body=raw)


heard = st.lists(
    st.tuples(
        st.sampled_from(SOURCES),
        st.integers(0, 5 * HOUR),
        st.sampled_from((*OUTCOMES, "a", "b")),
    )
)


@given(heard)
def test_every_entry_ends_in_exactly_one_outcome(
    told: list[tuple[str, int, Resolved | str]],
) -> None:
    entries: list[Entry] = []
    outcomes: list[Resolved | None] = []
    for source, received, outcome in told:
        if isinstance(outcome, str):
            entries.append(rejection(outcome, received, source))
            outcomes.append(None)
        else:
            entries.append(event("Seen", received, source))
            outcomes.append(outcome)
    hours = count_activity(entries, outcomes)
    counted = Counter({(h.source, h.hour): h.accepted + h.duplicates + h.rejected for h in hours})
    assert counted == Counter((source, at - at % HOUR) for source, at, _ in told)
    by_reason: Counter[tuple[object, object]] = Counter()
    for source, hour, _, times in count_reasons(entries):
        assert isinstance(times, int)
        by_reason[source, hour] += times
    assert by_reason == Counter({(h.source, h.hour): h.rejected for h in hours if h.rejected})


@given(heard, st.integers(0, 100))
def test_batch_boundaries_do_not_change_the_accounts(
    told: list[tuple[str, int, Resolved | str]], cut: int
) -> None:
    entries = [rejection(str(outcome), at, source) for source, at, outcome in told]

    def summed(*parts: list[Rejection]) -> Counter[object]:
        whole: Counter[object] = Counter()
        for part in parts:
            for source, hour, code, times in count_reasons(part):
                assert isinstance(times, int)
                whole[source, hour, code] += times
        return whole

    assert summed(entries[:cut], entries[cut:]) == summed(entries)


def test_what_limits_turned_away_is_counted_by_request() -> None:
    told = control(TURNED_AWAY, TurnedAway("shop", "rate_limited", 12), 3 * HOUR + 5)
    assert count_reasons([told, rejection("x", 3 * HOUR)]) == [
        ("shop", 3 * HOUR, "rate_limited", 12),
        ("shop", 3 * HOUR, "x", 1),
    ]


def test_only_the_newest_of_a_batch_are_kept_by_source_and_reason() -> None:
    entries = [(at, rejection("ab"[at % 2])) for at in range(10)]
    writes = {query.name: rows for query, rows in Accounts(Keep(refused=2)).plan(entries)}
    assert sorted(row[0] for row in writes["keep_refused"]) == [6, 7, 8, 9]
    assert writes["prune_refused"] == [("shop", "a", 2), ("shop", "b", 2)]


def test_a_name_is_written_once_a_day_and_none_of_a_file() -> None:
    accounts = Accounts(Keep())

    def names(*events: Event) -> list[object]:
        writes = {q.name: rows for q, rows in accounts.plan(list(enumerate(events)))}
        return [row[1] for row in writes.get("keep_name", [])]

    assert names(event("A"), event("B"), event("A"), event("Row", imported=True)) == ["A", "B"]
    assert names(event("A"), event("C")) == ["C"]
    assert names(event("A", HOUR + DAY)) == ["A"]


def test_an_event_that_was_let_in_stands_before_the_word_of_it() -> None:
    entries = [
        (7, control(REDRIVEN, Redriven(3), 5)),
        (8, control(REDRIVEN, Redriven(4, "x", "Again."), 6)),
    ]
    writes = [(query.name, rows) for query, rows in Accounts(Keep()).plan(entries)]
    assert writes == [("solve_refused", [(6, 5, 3)]), ("note_attempt", [(6, "x", "Again.", 4)])]
