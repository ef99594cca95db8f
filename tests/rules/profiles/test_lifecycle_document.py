"""Every fault of a lifecycle document is found and named by its path; hostile text is refused."""

import pytest

from dangol.kernel.clock import DAY
from dangol.live.profiles.api import check_lifecycle
from dangol.live.profiles.contracts import STAGES, LifecycleInvalid
from dangol.live.profiles.rules.lifecycle import NEVER, default_lifecycle
from dangol.live.profiles.rules.parsing import parse_lifecycle

HEAD = "precedence: [ask, engage, use, buy, explore, discover]\nstages:\n"


def faults(text: str) -> dict[str, str]:
    with pytest.raises(LifecycleInvalid) as refused:
        check_lifecycle(text)
    assert refused.value.code == "lifecycle_invalid"
    assert refused.value.status == 422
    assert all(sentence.endswith(".") for sentence in refused.value.fields.values())
    return refused.value.fields


def test_the_shipped_lifecycle_signals_every_stage_but_the_ground() -> None:
    rules = parse_lifecycle(default_lifecycle())
    assert set(rules.order) == set(STAGES) - {"discover"}
    assert rules.order.index("buy") < rules.order.index("use")
    assert rules.precedence == ("ask", "engage", "use", "buy", "explore", "discover")


def test_a_stage_may_be_left_out_and_written_briefly() -> None:
    rules = parse_lifecycle(HEAD + "  buy: {lapse: 2w, signals: [Order Completed]}")
    (signal,) = rules.by_event["Order Completed"]
    assert (signal.stage, signal.lapse, signal.again, signal.after) == (
        "buy",
        14 * DAY,
        False,
        None,
    )
    assert rules.hears("Order Completed", "web")
    assert not rules.hears("Product Viewed", "web")


def test_a_stage_and_its_signal_may_each_wait() -> None:
    rules = parse_lifecycle(
        HEAD
        + "  buy: {lapse: never, signals: [A]}\n"
        + "  use: {lapse: 72h, after: buy, signals: [B, {touchpoints: app, after: explore}]}\n"
        + "  explore: {lapse: 3d, signals: [C]}"
    )
    assert rules.by_event["A"][0].lapse == NEVER
    assert rules.by_event["B"][0].after == "buy"
    assert rules.by_touchpoint[0].after == "explore"
    assert rules.order[-1] == "use"
    assert rules.hears("anything", "app")
    assert not rules.hears("anything", "web")


@pytest.mark.parametrize(
    ("stages", "paths"),
    [
        ("  {}", ["stages"]),
        ("  discover: {lapse: 3d, signals: [A]}", ["stages.discover"]),
        ("  loyal: {lapse: 3d, signals: [A]}", ["stages.loyal"]),
        ("  buy: yes", ["stages.buy", "stages.buy.lapse", "stages.buy.signals"]),
        ("  buy: {lapse: 3d, signals: [A], color: red}", ["stages.buy.color"]),
        ("  buy: {lapse: 3d}", ["stages.buy.signals"]),
        ("  buy: {lapse: 3d, signals: []}", ["stages.buy.signals"]),
        ("  buy: {lapse: 3d, signals: A}", ["stages.buy.signals"]),
        ("  buy: {signals: [A]}", ["stages.buy.lapse"]),
        ("  buy: {lapse: 71h, signals: [A]}", ["stages.buy.lapse"]),
        ("  buy: {lapse: 30, signals: [A]}", ["stages.buy.lapse"]),
        ("  buy: {lapse: -30d, signals: [A]}", ["stages.buy.lapse"]),
        ("  buy: {lapse: 99999w, signals: [A]}", ["stages.buy.lapse"]),
        ("  buy: {lapse: 3d, after: buy, signals: [A]}", ["stages.buy.after"]),
        ("  buy: {lapse: 3d, after: [use], signals: [A]}", ["stages.buy.after"]),
        ("  buy: {lapse: 3d, signals: [7]}", ["stages.buy.signals[0]"]),
        ("  buy: {lapse: 3d, signals: [A, {}]}", ["stages.buy.signals[1]"]),
        ("  buy: {lapse: 3d, signals: [{again: true}]}", ["stages.buy.signals[0]"]),
        ("  buy: {lapse: 3d, signals: ['']}", ["stages.buy.signals[0].events"]),
        ("  buy: {lapse: 3d, signals: [{events: []}]}", ["stages.buy.signals[0].events"]),
        ("  buy: {lapse: 3d, signals: [{events: [yes]}]}", ["stages.buy.signals[0].events"]),
        (f"  buy: {{lapse: 3d, signals: [{'x' * 201}]}}", ["stages.buy.signals[0].events"]),
        (
            "  buy: {lapse: 3d, signals: [{touchpoints: [moon]}]}",
            ["stages.buy.signals[0].touchpoints"],
        ),
        (
            "  buy: {lapse: 3d, signals: [{events: A, again: often, when: now}]}",
            ["stages.buy.signals[0].again", "stages.buy.signals[0].when"],
        ),
        (
            (
                "  buy: {lapse: 3d, after: use, signals: [A]}\n"
                "  use: {lapse: 3d, signals: [{events: A, after: ask}]}\n"
                "  ask: {lapse: 3d, after: buy, signals: [A]}\n"
                "  engage: {lapse: 3d, signals: [A]}"
            ),
            ["stages.ask.after", "stages.buy.after", "stages.use.after"],
        ),
    ],
)
def test_a_fault_is_named_by_its_path(stages: str, paths: list[str]) -> None:
    assert sorted(faults(HEAD + stages)) == paths


@pytest.mark.parametrize(
    "precedence",
    ["[buy]", "buy", "[discover, ask, engage, use, buy, explore]", "[ask, ask, use, buy, explore]"],
)
def test_precedence_lists_all_six_the_ground_last(precedence: str) -> None:
    text = f"precedence: {precedence}\nstages:\n  buy: {{lapse: 3d, signals: [A]}}"
    assert list(faults(text)) == ["precedence"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ""),
        ("just words", ""),
        ("[1, 2]", ""),
        ("\x00", ""),
        ("precedence: [", "line 1"),
        ("a: !!python/object/apply:os.getcwd []", "line 1"),
        ("a: 1\nb: 2\na: 3", "line 3"),
        ("? [1]\n: 2", "line 1"),
        ("a: 2026-99-99", ""),
        ("a: &x [1]\nb: [*x, *x]", "line 1"),
        ("[" * 50_000, "line 1"),
        ("{" * 50_000, "line 1"),
        ("- " * 5000 + "1", "line 1"),
        ("x" * 70_000, ""),
    ],
)
def test_hostile_text_is_refused_where_it_stands(text: str, path: str) -> None:
    assert path in faults(text)


def test_many_faults_are_told_at_once() -> None:
    assert len(faults("precedence: 1\nstages: {buy: {lapse: 1d}, x: 2}\nmore: 3")) == 5
