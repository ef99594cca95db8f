"""Where a customer stands in a lifecycle, at any instant: a pure function of counters and rules.

A stage is *held* at an instant t if one of its signals was heard at u, with u ≤ t < u + lapse.
The ground stage is held from the first event on, for ever. The *current* stage is the first in the
order of precedence that is held.

A signal that counts only ``after`` another stage counts from that stage's first signal T on.
Counters keep runs instead of single times. Where a run began before T and went on after it, its
first time after T is not known, only that it is at most ``RUN_GAP`` after T; that instant is taken,
or the run's end where that is sooner. So it is exact whether the stage is held now, and until when;
only its beginning is told up to three days late.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from dangol.live.profiles.contracts import STAGES, Stage, StageFact, StageMove
from dangol.live.profiles.rules.facts import SourceFacts, join_all_counters
from dangol.live.profiles.rules.lifecycle import GROUND, NEVER, Lifecycle, Signal
from dangol.live.profiles.rules.runs import RUN_GAP, Counter, spans

_LADDER: dict[Stage, int] = {
    stage: rung for rung, stage in enumerate(s for s in STAGES if s != "ask")
}
"""How far on a stage is. To ask for help is no step onward, nor is having asked a step back."""
_NEVER_HELD = ((NEVER, NEVER),)


class Turn(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The instant at which a stage becomes current.

    ``lapse`` tells that it did because the stage before was no longer held, not because of
    something that the customer did.
    """

    at: int
    stage: Stage
    lapse: bool


class Course(msgspec.Struct, frozen=True):
    """A customer's whole way through one brand's lifecycle, what lies ahead included.

    ``turns`` go on into the future as they will come true if nothing more is heard. ``held`` gives
    for each stage reached the spans in which it is held, as (start, end) with the end outside.
    """

    turns: tuple[Turn, ...]
    held: dict[Stage, list[tuple[int, int]]]


def chart(rules: Lifecycle, heard: Sequence[SourceFacts]) -> Course:
    """Return a customer's course.

    Args:
        rules: the brand's lifecycle.
        heard: what that brand's sources said, on any strand; at least one.
    """
    held: dict[Stage, list[tuple[int, int]]] = {
        GROUND: [(min(source.first_seen for source in heard), NEVER)]
    }
    heard_for = _signals_heard(rules, heard)
    for stage in rules.order:
        reached: list[tuple[int, int]] = []
        runs: Iterable[tuple[int, int]]
        for signal, counter in heard_for.get(stage, ()):
            runs = spans(counter.since_second() if signal.again else counter.runs)
            if signal.after is not None:
                runs = _from(min(held.get(signal.after, _NEVER_HELD))[0], runs)
            reached += [(first, _end(last, signal.lapse)) for first, last in runs]
        if reached:
            held[stage] = reached
    return Course(tuple(_turns(rules.precedence, held)), held)


def stand(course: Course, now: int) -> StageFact | None:
    """Return the place on a course at an instant; None before the first event."""
    past = [turn for turn in course.turns if turn.at <= now]
    if not past:
        return None
    following = course.turns[len(past) : len(past) + 1]
    reached = {stage: min(held)[0] for stage, held in course.held.items()}
    milestones = {stage: reached[stage] for stage in STAGES if reached.get(stage, NEVER) <= now}
    return StageFact(
        current=past[-1].stage,
        since=past[-1].at,
        until=following[0].at if following else None,
        lapsed=_height(milestones) > _height(_held_at(course, now)),
        milestones=milestones,
        moves=tuple(
            StageMove(turn.at, before.stage if before else None, turn.stage)
            for before, turn in zip([None, *past], past, strict=False)
        ),
    )


def stage_at(course: Course, now: int) -> Stage:
    """Return the current stage at an instant; the ground before the first event."""
    current = GROUND
    for turn in course.turns:
        if turn.at > now:
            break
        current = turn.stage
    return current


def _signals_heard(
    rules: Lifecycle, heard: Sequence[SourceFacts]
) -> dict[Stage, list[tuple[Signal, Counter]]]:
    found: dict[Stage, list[tuple[Signal, Counter]]] = {}
    for event, counter in _counters(heard).items():
        for signal in rules.by_event.get(event, ()):
            found.setdefault(signal.stage, []).append((signal, counter))
    for signal in rules.by_touchpoint:
        there = [source for source in heard if source.touchpoint in signal.touchpoints]
        for event, counter in _counters(there).items():
            if not signal.events or event in signal.events:
                found.setdefault(signal.stage, []).append((signal, counter))
    return found


def _counters(heard: Sequence[SourceFacts]) -> Mapping[str, Counter]:
    if len(heard) == 1:
        return heard[0].counters
    return join_all_counters(source.counters for source in heard)


def _from(start: int, runs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first, last in runs:
        if first >= start:
            yield first, last
        elif last >= start:
            yield min(last, start + RUN_GAP), last


def _end(last: int, lapse: int) -> int:
    return NEVER if lapse == NEVER else last + lapse


def _turns(
    precedence: Sequence[Stage], held: Mapping[Stage, Iterable[tuple[int, int]]]
) -> Iterator[Turn]:
    """Sweep over all starts and ends; say when the first held stage changes."""
    edges: list[tuple[int, int, int]] = []
    for rank, stage in enumerate(precedence):
        for start, end in held.get(stage, ()):
            edges.append((start, rank, 1))
            if end < NEVER:
                edges.append((end, rank, -1))
    edges.sort()
    open_spans = [0] * len(precedence)
    current: int | None = None
    for number, (at, rank, change) in enumerate(edges, start=1):
        open_spans[rank] += change
        if number < len(edges) and edges[number][0] == at:
            continue
        first = next(place for place, count in enumerate(open_spans) if count)
        if first != current:
            yield Turn(at, precedence[first], current is not None and not open_spans[current])
            current = first


def _held_at(course: Course, now: int) -> Iterable[Stage]:
    return [
        stage
        for stage, held in course.held.items()
        if any(start <= now < end for start, end in held)
    ]


def _height(stages: Iterable[Stage]) -> int:
    return max((_LADDER.get(stage, 0) for stage in stages), default=0)
