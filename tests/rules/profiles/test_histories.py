"""Hand-written histories stand where their author said, whatever the order of arrival."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dangol.live.profiles.contracts import StageFact
from dangol.live.profiles.rules.facts import Facts, fold
from dangol.live.profiles.rules.lifecycle import default_lifecycle
from dangol.live.profiles.rules.parsing import parse_lifecycle
from dangol.live.profiles.rules.stages import chart, stand
from dangol.live.profiles.rules.views import heard_in
from tests.rules.profiles.making import day, event

HISTORIES = yaml.safe_load((Path(__file__).parent / "histories.yaml").read_text())
PLACES = [
    pytest.param(history, brand, place, id=f"{history['name']}, {brand}, day {place['day']}")
    for history in HISTORIES
    for brand in ("onggi", "maru")
    for place in history.get(brand, {}).get("stands", [])
]


def facts_of_history(events: list[dict[str, Any]]) -> Facts:
    facts: Facts = {}
    for heard in events:
        brand = heard.get("brand", "onggi")
        touchpoint = heard.get("touchpoint", "web")
        at = day(heard["day"])
        said = event(heard["event"], at, brand=brand, touchpoint=touchpoint)
        fold(facts, heard.get("strand", 0), said, ())
    return facts


def place_of(facts: Facts, brand: str, at: int) -> StageFact:
    rules = parse_lifecycle(default_lifecycle())
    place = stand(chart(rules, heard_in(facts, brand)), at)
    assert place is not None
    return place


def test_there_are_at_least_twelve_histories() -> None:
    assert len({history["name"] for history in HISTORIES}) >= 12


@pytest.mark.parametrize(("history", "brand", "wanted"), PLACES)
def test_a_history_stands_where_it_says(history: Any, brand: str, wanted: Any) -> None:
    heard = [heard for heard in history["events"] if heard["day"] <= wanted["day"]]
    place = place_of(facts_of_history(heard), brand, day(wanted["day"]))
    until = wanted.get("until")
    assert (place.current, place.since, place.until, place.lapsed) == (
        wanted["current"],
        day(wanted["since"]),
        None if until is None else day(until),
        wanted.get("lapsed", False),
    )


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history["name"])
def test_a_history_has_the_milestones_it_says(history: Any) -> None:
    facts = facts_of_history(history["events"])
    for brand in {"onggi", "maru"} & history.keys():
        wanted = {stage: day(number) for stage, number in history[brand]["milestones"].items()}
        assert place_of(facts, brand, day(1000)).milestones == wanted


@given(st.sampled_from(HISTORIES), st.data())
def test_the_order_of_arrival_changes_nothing(history: Any, data: st.DataObject) -> None:
    rules = parse_lifecycle(default_lifecycle())
    shuffled = data.draw(st.permutations(history["events"]))
    for brand in {"onggi", "maru"} & history.keys():
        assert chart(rules, heard_in(facts_of_history(shuffled), brand)) == chart(
            rules, heard_in(facts_of_history(history["events"]), brand)
        )
