"""Stages against an oracle that knows every single time and shares no code with the evaluation."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.clock import DAY
from dangol.live.profiles.rules.facts import Facts, fold
from dangol.live.profiles.rules.parsing import parse_lifecycle
from dangol.live.profiles.rules.stages import NEVER, Course, chart, stage_at, stand
from dangol.live.profiles.rules.views import heard_in
from tests.drawing import draw
from tests.rules.profiles.making import day, event

LADDER = ("discover", "explore", "buy", "use", "engage")
EVENTS = ("A", "B", "C", "page")
MINUTE = 60 * 1_000_000
FEW = draw(60)

Heard = tuple[str, int, str, int]
"""Event, instant, touchpoint, strand."""
Signal = dict[str, Any]
Rules = tuple[list[str], dict[str, tuple[int | None, list[Signal]]]]
"""Precedence; by stage lapse in days (None: never) and signals."""


@st.composite
def lifecycles(draw: st.DrawFn) -> Rules:
    """Return rules of every kind; a stage waits only for one that is listed before it."""
    stages = draw(st.permutations(("explore", "buy", "use", "ask", "engage")))
    described = {}
    for number, stage in enumerate(stages):
        after = st.sampled_from([None, None, "discover", *stages[:number]])
        signals = draw(
            st.lists(
                st.fixed_dictionaries(
                    {"events": st.lists(st.sampled_from(EVENTS), max_size=2, unique=True)},
                    optional={
                        "touchpoints": st.just(["app"]),
                        "again": st.booleans(),
                        "after": after,
                    },
                ),
                max_size=2,
            )
        )
        usable = [signal for signal in signals if signal["events"] or "touchpoints" in signal]
        if usable:
            described[stage] = (draw(st.sampled_from((3, 5, 20, None))), usable)
    if not described:
        described["buy"] = (5, [{"events": ["A"]}])
    return [*draw(st.permutations(stages)), "discover"], described


histories = st.lists(
    st.tuples(
        st.sampled_from(EVENTS),
        st.integers(0, 80).map(lambda halves: day(halves / 2)),
        st.sampled_from(("web", "app")),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=14,
)


def document(rules: Rules) -> str:
    """Return rules as the text of a document."""
    precedence, stages = rules
    lines = [f"precedence: {precedence}", "stages:"]
    for stage, (lapse, signals) in stages.items():
        lines += [f"  {stage}:", f"    lapse: {f'{lapse}d' if lapse else 'never'}", "    signals:"]
        for signal in signals:
            said = {key: value for key, value in signal.items() if value not in ([], None)}
            lines.append(f"      - {said}".replace("True", "true").replace("False", "false"))
    return "\n".join(lines)


def course_of(rules: Rules, history: Iterable[Heard]) -> Course:
    facts: Facts = {}
    for name, at, touchpoint, strand in history:
        fold(facts, strand, event(name, at, touchpoint=touchpoint), ())
    return chart(parse_lifecycle(document(rules)), heard_in(facts, "onggi"))


class Oracle:
    """The meaning of a lifecycle, word by word, from all single times."""

    def __init__(self, rules: Rules, history: list[Heard]) -> None:
        self.precedence, self.stages = rules
        self.history = history
        self.born = min(at for _, at, _, _ in history)

    def times(self, stage: str) -> list[tuple[int, int]]:
        """Return each counted signal of a stage: when, and until when it holds."""
        lapse, signals = self.stages.get(stage, (None, []))
        end = NEVER if lapse is None else lapse * DAY
        return [(at, min(NEVER, at + end)) for signal in signals for at in self.signalled(signal)]

    def signalled(self, signal: Signal) -> list[int]:
        heard: dict[str, list[int]] = {}
        for name, at, touchpoint, _ in self.history:
            if signal["events"] and name not in signal["events"]:
                continue
            if touchpoint in signal.get("touchpoints", ["web", "app"]):
                heard.setdefault(name, []).append(at)
        counted = []
        for times in heard.values():
            ordered = sorted(times)[1 if signal.get("again") else 0 :]
            counted += self.after(signal.get("after"), ordered)
        return counted

    def after(self, stage: str | None, ordered: list[int]) -> list[int]:
        if stage is None or stage == "discover":
            return ordered
        start = min((at for at, _ in self.times(stage)), default=None)
        if start is None:
            return []
        later = [at for at in ordered if at >= start]
        before = [at for at in ordered if at < start]
        if not before or not later or later[0] - before[-1] > 3 * DAY:
            return later
        stretch = [later[0]]
        for at in later[1:]:
            if at - stretch[-1] > 3 * DAY:
                break
            stretch.append(at)
        begin = min(stretch[-1], start + 3 * DAY)
        return [begin, *(at for at in later if at > begin)]

    def held(self, now: int) -> set[str]:
        reached = {
            stage for stage in self.stages if any(at <= now < end for at, end in self.times(stage))
        }
        return reached | ({"discover"} if now >= self.born else set())

    def current(self, now: int) -> str:
        return next(stage for stage in self.precedence if stage in self.held(now))

    def changes(self) -> list[int]:
        """Return every instant at which anything could change."""
        edges = {t for stage in self.stages for span in self.times(stage) for t in span}
        return sorted(t for t in edges | {self.born} if t < NEVER)


@FEW
@given(lifecycles(), histories)
def test_the_stage_at_any_instant_is_the_oracles(rules: Rules, history: list[Heard]) -> None:
    oracle, course = Oracle(rules, history), course_of(rules, history)
    for change in oracle.changes():
        for now in (change - 1, change, change + 1, change + 7 * MINUTE):
            if now < oracle.born:
                assert stand(course, now) is None
                continue
            place = stand(course, now)
            assert place is not None
            assert place.current == oracle.current(now) == stage_at(course.turns, now)
            assert place.milestones == {
                stage: begun
                for stage in oracle.stages
                for begun in [min((at for at, _ in oracle.times(stage)), default=NEVER)]
                if begun <= now
            } | {"discover": oracle.born}
            assert place.lapsed == _was_further_on(place.milestones, oracle.held(now))


def _was_further_on(reached: Iterable[str], held: Iterable[str]) -> bool:
    def furthest(stages: Iterable[str]) -> int:
        return max(LADDER.index(stage) for stage in stages if stage != "ask")

    return furthest(reached) > furthest(held)


@FEW
@given(lifecycles(), histories)
def test_since_and_until_are_the_very_instants(rules: Rules, history: list[Heard]) -> None:
    oracle, course = Oracle(rules, history), course_of(rules, history)
    instants = oracle.changes()
    for now in instants:
        place = stand(course, now)
        assert place is not None
        stays = [at for at in instants if at <= now]
        while len(stays) > 1 and oracle.current(stays[-1]) == oracle.current(stays[-2]):
            stays.pop()
        assert place.since == stays[-1]
        following = (at for at in instants if at > now and oracle.current(at) != place.current)
        assert place.until == next(following, None)


@FEW
@given(lifecycles(), histories)
def test_moves_tell_the_way_to_here(rules: Rules, history: list[Heard]) -> None:
    course = course_of(rules, history)
    place = stand(course, NEVER - 1)
    assert place is not None
    assert [move.went_to for move in place.moves] == [turn.stage for turn in course.turns]
    came_from = None
    for move in place.moves:
        assert move.came_from == came_from
        assert move.went_to != came_from
        assert stage_at(course.turns, move.at) == move.went_to
        assert came_from is None or stage_at(course.turns, move.at - 1) == came_from
        came_from = move.went_to
    assert place.moves[-1].went_to == place.current


@FEW
@given(lifecycles(), histories)
def test_a_lapse_is_a_move_without_a_signal(rules: Rules, history: list[Heard]) -> None:
    oracle, course = Oracle(rules, history), course_of(rules, history)
    for before, turn in zip(course.turns, course.turns[1:], strict=False):
        assert turn.lapse == (before.stage not in oracle.held(turn.at)) or (
            oracle.precedence.index(turn.stage) < oracle.precedence.index(before.stage)
        )
