"""The timeline as days of lines, changes of stage among the events."""

import json
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from dangol.kernel.clock import DAY, HOUR, parse_time
from dangol.kernel.event import Event, Identifier
from dangol.live.profiles.contracts import StageFact, StageMove
from dangol.studio.customers.story import RAW_SHOWN, Telling, tell_story, write_raw
from dangol.studio.customers.timeline import Heard, Stretch

NOON = parse_time("2026-11-22T12:00:00+09:00")[0]
TELLING = Telling("en", {"onggi": "Onggi", "maru": "Maru"}, ZoneInfo("Asia/Seoul"), masked=False)


def event(at: int, name: str = "Cart Viewed", properties: object = None) -> Event:
    return Event(
        type="track",
        name=name,
        message_id="m",
        source="s",
        touchpoint="web",
        brand="onggi",
        at=at,
        received=at,
        user_id="mina@example.org",
        properties=msgspec.Raw(json.dumps(properties or {}).encode()),
    )


def stage(*moves: StageMove) -> StageFact:
    return StageFact("buy", NOON, None, False, {}, moves)


def test_lines_are_grouped_by_day_in_the_brands_zone() -> None:
    late, early = NOON + 11 * HOUR, NOON + 13 * HOUR  # 23:00, and 01:00 on the next day
    days = tell_story(
        Stretch([Heard(2, event(early)), Heard(1, event(late))], None), {}, None, TELLING
    )
    assert [day.date for day in days] == [date(2026, 11, 23), date(2026, 11, 22)]
    assert days[0].lines[0].sentence == "Looked at the cart"


def test_a_change_of_stage_stands_above_the_event_that_caused_it() -> None:
    stretch = Stretch([Heard(2, event(NOON)), Heard(1, event(NOON - HOUR))], None)
    move = StageMove(NOON, "explore", "buy")
    lines = tell_story(stretch, {"onggi": stage(move)}, None, TELLING)[0].lines
    assert [line.move for line in lines] == [move, None, None]
    assert lines[0].brand == "Onggi"


def test_a_change_of_stage_is_told_on_one_page_only() -> None:
    moves = [StageMove(NOON - days * DAY, None, "discover") for days in range(6)]
    stages = {"onggi": stage(*moves)}
    cursor = (NOON - 3 * DAY, 7)
    newer = tell_story(Stretch([Heard(9, event(NOON))], cursor), stages, None, TELLING)
    older = tell_story(Stretch([], None), stages, cursor, TELLING)
    told = [line.move for day in (*newer, *older) for line in day.lines if line.move]
    assert sorted(told, key=lambda move: -move.at) == moves


def test_what_is_masked_is_masked_in_every_part_of_a_line() -> None:
    masked = msgspec.structs.replace(TELLING, masked=True)
    found = event(NOON, "Product Viewed", {"name": "Jar for mina@example.org", "note": "mina"})
    line = tell_story(Stretch([Heard(1, found)], None), {}, None, masked)[0].lines[0]
    assert line.sentence == "Looked at “Jar for m•••@e•••.org”"
    assert "mina" not in line.raw
    assert "mina" not in str(line.event)


def test_a_long_raw_event_is_clipped_on_the_page() -> None:
    found = event(NOON, properties={"a": "x" * RAW_SHOWN})
    line = tell_story(Stretch([Heard(1, found)], None), {}, None, TELLING)[0].lines[0]
    assert line.clipped
    assert len(line.raw) == RAW_SHOWN


def test_a_raw_event_is_readable_json_without_what_is_empty() -> None:
    cards = (Identifier("loyalty_id", "7"), Identifier("loyalty_id", "8"))
    found = msgspec.structs.replace(event(NOON), external_ids=cards)
    told = json.loads(write_raw(found))
    assert told["at"] == "2026-11-22T03:00:00Z"
    assert told["external_ids"] == [["loyalty_id", "7"], ["loyalty_id", "8"]]
    assert "external_ids" not in json.loads(write_raw(event(NOON)))
    assert not {"traits", "properties", "context", "group_id", "realm"} & told.keys()
