"""What the log can no longer give, as the Studio says it: on the timeline, the live view, Today."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenStudio
from tests.browser.people import House, unique
from tests.server import wait_for


@contextmanager
def changed(house: House, file: str, change: str, undo: str, *values: object) -> Iterator[None]:
    """Change a file of the house for a while; other tests share it."""
    with closing(sqlite3.connect(house.server.data / file, isolation_level=None)) as connection:
        connection.execute(change, values)
        try:
            yield
        finally:
            connection.execute(undo, values)


def hear_somebody(house: House) -> tuple[str, int]:
    """Let somebody new do two things, in a chunk each; return who, and the first one's offset."""
    user = unique("lost")
    for name in ("Product Viewed", "Order Completed"):
        event = {"type": "track", "event": name, "userId": user, "properties": {"total": 1}}
        house.send("onggi-web", event)
    house.catch_up()
    told = house.wait_for_customer(f"user_id:{user}")
    with closing(sqlite3.connect(house.server.data / "log.db")) as log:
        first = log.execute(
            "SELECT min(first) FROM chunk WHERE instr(body, CAST(? AS BLOB))", (user,)
        ).fetchone()[0]
    return str(told["id"]), int(first)


@pytest.mark.parametrize(
    ("language", "lost"),
    [("en", "cannot be read any more"), ("ko", "더는 읽을 수 없습니다")],
)
def test_a_timeline_says_what_cannot_be_read(
    studio: OpenStudio, house: House, language: str, lost: str
) -> None:
    customer, first = hear_somebody(house)
    damage = "UPDATE chunk SET checksum = checksum + 1 WHERE first = ?"
    with changed(house, "log.db", damage, damage.replace("+", "-"), first):
        window = studio("marketing", language)
        page = window.open(f"/studio/customers/{customer}/")
        timeline = page.locator("#timeline")
        expect(timeline.locator(".dg-notice--attention")).to_contain_text(lost)
        expect(timeline.locator("li")).not_to_have_count(0)
        window.check("timeline-with-a-loss")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "no longer held here"), ("ko", "더는 여기에 없습니다")]
)
def test_a_timeline_says_what_is_no_longer_held(
    studio: OpenStudio, house: House, language: str, said: str
) -> None:
    customer, first = hear_somebody(house)
    begin = "INSERT INTO mark (name, position) VALUES ('begin', ? + 1)"
    with changed(house, "log.db", begin, "DELETE FROM mark WHERE name = 'begin' AND ?", first or 1):
        window = studio("marketing", language)
        page = window.open(f"/studio/customers/{customer}/")
        expect(page.locator("#timeline .dg-notice")).to_contain_text(said)
        expect(page.locator("#timeline")).not_to_contain_text("That is where the story begins.")
        window.check("timeline-beyond-the-log")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "7 events were lost"), ("ko", "이벤트 7건을 잃었습니다")]
)
def test_today_tells_it_and_nobody_else_of_a_loss(
    studio: OpenStudio, house: House, language: str, said: str
) -> None:
    lose = "INSERT INTO trip_lost VALUES (?, 7, 'checksum', 1)"
    with changed(house, "dangol.db", lose, "DELETE FROM trip_lost WHERE first = ?", 10**12):
        window = studio("it", language)
        assert wait_for(lambda: said in window.open("/studio/").locator(".dg-needs").inner_text())
        window.check("today-with-a-loss")
        for role in ("marketing", "executive"):
            page = studio(role, language).open("/studio/")
            expect(page.locator(".dg-page")).not_to_contain_text("dangol log verify")
