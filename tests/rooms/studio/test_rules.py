"""How far a published lifecycle is, as the rules' pages tell it, on both databases."""

from dangol.engines.database import Database
from dangol.live.profiles.contracts import Restaging
from dangol.registry.definitions.api import publish, save_draft
from dangol.studio.rules.documents import KIND, SLUG, rules_of
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
