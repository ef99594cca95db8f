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


Span = tuple[int, int]
"""Start and end of a time in which something holds; the end is outside."""


class Turn(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The instant at which a stage becomes current.

    ``lapse`` tells that it did because the stage before was no longer held, not because of
    something that the customer did.
    """

    at: int
    stage: Stage
    lapse: bool


class Course(msgspec.Struct, frozen=True, gc=False):
    """A customer's whole way through one brand's lifecycle, what lies ahead included.

    ``turns`` go on into the future as they will come true if nothing more is heard. ``held`` gives
    for each stage reached the spans in which it is held, in order and apart from each other.
    """

    turns: tuple[Turn, ...]
    held: dict[Stage, list[Span]]


def chart(rules: Lifecycle, heard: Sequence[SourceFacts]) -> Course:
    """Return a customer's course.

    Args:
        rules: the brand's lifecycle.
        heard: what that brand's sources said, on any strand; at least one.
    """
    held: dict[Stage, list[Span]] = {GROUND: [(min([h.first_seen for h in heard]), NEVER)]}
    found = _signals_heard(rules, heard)
    for stage in rules.order:
        if stage in found:
            reached: list[Span] = []
            for signal, counter in found[stage]:
                reached += _hold(signal, counter, held)
            if reached:
                held[stage] = _merged(reached)
    return Course(tuple(_turns(rules.precedence, held)), held)


def stand(course: Course, now: int) -> StageFact | None:
    """Return the place on a course at an instant; None before the first event."""
    past = [turn for turn in course.turns if turn.at <= now]
    if not past:
        return None
    following = course.turns[len(past) : len(past) + 1]
    reached = {stage: held[0][0] for stage, held in course.held.items()}
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


def stage_at(turns: Iterable[Turn], now: int) -> Stage:
    """Return the current stage at an instant; the ground before the first event."""
    current = GROUND
    for turn in turns:
        if turn.at > now:
            break
        current = turn.stage
    return current


def _signals_heard(
    rules: Lifecycle, heard: Sequence[SourceFacts]
) -> dict[Stage, list[tuple[Signal, Counter]]]:
    found: dict[Stage, list[tuple[Signal, Counter]]] = {}
    for event, counter in _counters(heard).items():
        if event in rules.by_event:
            for signal in rules.by_event[event]:
                found.setdefault(signal.stage, []).append((signal, counter))
    for signal in rules.by_touchpoint:
        there = [source for source in heard if source.touchpoint in signal.touchpoints]
        if not there:
            continue
        for event, counter in _counters(there).items():
            if not signal.events or event in signal.events:
                found.setdefault(signal.stage, []).append((signal, counter))
    return found


def _counters(heard: Sequence[SourceFacts]) -> Mapping[str, Counter]:
    if len(heard) == 1:
        return heard[0].counters
    return join_all_counters(source.counters for source in heard)


def _hold(signal: Signal, counter: Counter, held: Mapping[Stage, Sequence[Span]]) -> list[Span]:
    """Return when a signal holds its stage, given when the stages before it are held."""
    start, lapse = -NEVER, signal.lapse
    if signal.after is not None:
        start = held[signal.after][0][0] if signal.after in held else NEVER
    found: list[Span] = []
    for first, last in spans(counter.since_second() if signal.again else counter.runs):
        if last >= start:
            begin = first if first >= start else min(last, start + RUN_GAP)
            found.append((begin, NEVER if lapse == NEVER else last + lapse))
    return found


def _merged(reached: list[Span]) -> list[Span]:
    if len(reached) == 1:
        return reached
    reached.sort()
    merged: list[Span] = []
    begin, end = reached[0]
    for start, stop in reached:
        if start > end:
            merged.append((begin, end))
            begin, end = start, stop
        elif stop > end:
            end = stop
    merged.append((begin, end))
    return merged


def _turns(precedence: Sequence[Stage], held: Mapping[Stage, Sequence[Span]]) -> Iterator[Turn]:
    """Go from change to change; say whenever the first held stage is another one."""
    ranked = [(stage, list(held[stage])) for stage in precedence if stage in held]
    at, current = held[GROUND][0][0], -1
    while at < NEVER:
        change = NEVER
        for rank, (stage, ahead) in enumerate(ranked):
            while ahead and ahead[0][1] <= at:
                del ahead[0]
            if not ahead:
                continue
            start, end = ahead[0]
            if start <= at:
                if rank != current:
                    yield Turn(at, stage, -1 < current < rank)
                current = rank
                change = min(change, end)
                break
            change = min(change, start)
        at = change


def _held_at(course: Course, now: int) -> Iterable[Stage]:
    return [
        stage
        for stage, held in course.held.items()
        if any(start <= now < end for start, end in held)
    ]


def _height(stages: Iterable[Stage]) -> int:
    return max((_LADDER.get(stage, 0) for stage in stages), default=0)
