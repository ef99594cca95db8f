"""How far a published lifecycle is, as the rules' pages tell it, on both databases."""

from dangol.engines.database import Database
from dangol.live.profiles.api import default_lifecycle
from dangol.live.profiles.contracts import Restaging
from dangol.registry.definitions.api import publish, save_draft
from dangol.studio.rules.counting import FRESH, Count, Counts
from dangol.studio.rules.documents import KIND, SLUG, find_version, rules_of
from tests.rooms.profiles.world import World, heard

ONLY_BUYING = """precedence: [engage, ask, use, buy, explore, discover]
stages: {buy: {lapse: never, signals: [Order Completed]}}
"""


def test_rules_are_settled_once_every_customer_stands_by_them(database: Database) -> None:
    world = World(database)
    world.hear(*(heard(customer, "Product Viewed", 99) for customer in range(8)))
    assert rules_of(database, "onggi").settled
    save_draft(database, KIND, "onggi", SLUG, ONLY_BUYING, "mina", now=world.now)
    publish(database, KIND, "onggi", SLUG, "mina", now=world.now)
    waiting = rules_of(database, "onggi")
    assert (waiting.pending, waiting.settled, waiting.restaging) == (True, False, None)
    world.publish("onggi", 1, ONLY_BUYING)
    world.write(world.folder.plan_restage(world.now, 6))
    half = rules_of(database, "onggi")
    assert (half.pending, half.settled, half.restaging) == (False, False, Restaging(6, 8))
    assert half.restaging.percent == 75
    world.restage()
    assert rules_of(database, "onggi").settled


def test_a_draft_is_counted_once_and_a_changed_one_anew(database: Database) -> None:
    world = World(database)
    world.hear(*(heard(customer, "Product Viewed", 99) for customer in range(8)))
    counts = Counts()
    first = save_draft(database, KIND, "onggi", SLUG, ONLY_BUYING, "mina", now=1)
    count = counts.of(database, first, world.now)
    count.wait(20)
    assert count.preview is not None
    assert (count.preview.customers, count.preview.moving, count.looked_at) == (8, 8, 8)
    assert counts.of(database, first, world.now + FRESH) is count
    assert counts.of(database, first, world.now + FRESH + 1) is not count
    second = save_draft(database, KIND, "onggi", SLUG, ONLY_BUYING, "mina", now=2)
    assert counts.of(database, second, world.now).draft == second


def test_a_draft_changed_while_it_is_counted_is_not_counted_to_its_end(database: Database) -> None:
    world = World(database)
    world.hear(heard(1, "Product Viewed", 99))
    draft = save_draft(database, KIND, "onggi", SLUG, ONLY_BUYING, "mina", now=1)
    count = Count(draft, world.now)
    count.abandoned = True
    count.run(database)
    assert count.failed


def test_a_preview_that_fails_says_so_and_is_begun_anew(database: Database) -> None:
    counts = Counts()
    draft = save_draft(database, KIND, "onggi", SLUG, "no: lifecycle", "mina", now=1)
    count = counts.of(database, draft, 1)
    count.wait(20)
    assert count.failed
    assert counts.of(database, draft, 1) is not count


def test_the_default_stands_among_the_versions(database: Database) -> None:
    shipped = find_version(database, "onggi", 0)
    assert shipped is not None
    assert shipped.text == default_lifecycle()
    assert find_version(database, "onggi", 1) is None
