"""Drafts and published versions, on both databases."""

import msgspec
import pytest

from dangol.engines.database import Database
from dangol.kernel.event import Control
from dangol.memory.eventlog.api import EventLog
from dangol.registry.definitions import api as definitions
from dangol.registry.definitions.contracts import Document, DocumentUnknown, DraftChanged

KEY = ("lifecycle", "onggi", "lifecycle")


def test_a_draft_is_replaced_by_the_next_and_is_not_in_force(database: Database) -> None:
    definitions.save_draft(database, *KEY, "a: 1", "mina", now=1)
    draft = definitions.save_draft(database, *KEY, "a: 2", "joon", now=2)
    assert draft == Document(*KEY, 0, "a: 2", "joon", 2, None)
    assert definitions.find_draft(database, *KEY) == draft
    assert definitions.find_published(database, *KEY) is None
    assert definitions.list_versions(database, *KEY) == []


def test_publishing_makes_numbered_versions_and_uses_the_draft_up(database: Database) -> None:
    definitions.save_draft(database, *KEY, "a: 1", "mina", now=1)
    first = definitions.publish(database, *KEY, "joon", now=2)
    definitions.save_draft(database, *KEY, "a: 2", "mina", now=3)
    second = definitions.publish(database, *KEY, "joon", now=4)
    assert first == Document(*KEY, 1, "a: 1", "joon", 1, 2)
    assert second == Document(*KEY, 2, "a: 2", "joon", 3, 4)
    assert definitions.find_draft(database, *KEY) is None
    assert definitions.find_published(database, *KEY) == second
    assert definitions.list_versions(database, *KEY) == [second, first]


def test_publishing_what_is_in_force_already_makes_no_version(database: Database) -> None:
    definitions.save_draft(database, *KEY, "a: 1", "mina", now=1)
    first = definitions.publish(database, *KEY, "mina", now=2)
    definitions.save_draft(database, *KEY, "a: 1", "mina", now=3)
    assert definitions.publish(database, *KEY, "mina", now=4) == first
    assert definitions.list_versions(database, *KEY) == [first]
    assert definitions.find_draft(database, *KEY) is None


def test_a_text_is_published_past_a_draft_that_stays(database: Database) -> None:
    draft = definitions.save_draft(database, *KEY, "a: 1", "mina", now=1)
    first = definitions.publish_text(database, *KEY, "a: 2", "dangol", now=2)
    assert first == Document(*KEY, 1, "a: 2", "dangol", 2, 2)
    assert definitions.publish_text(database, *KEY, "a: 2", "dangol", now=3) == first
    second = definitions.publish_text(database, *KEY, "a: 3", "dangol", now=4)
    assert definitions.list_versions(database, *KEY) == [second, first]
    assert definitions.find_draft(database, *KEY) == draft


def test_publishing_without_a_draft_is_refused(database: Database) -> None:
    with pytest.raises(DocumentUnknown):
        definitions.publish(database, *KEY, "mina", now=1)
    assert definitions.list_versions(database, *KEY) == []


def test_documents_of_other_brands_kinds_and_names_are_apart(database: Database) -> None:
    definitions.save_draft(database, *KEY, "a: 1", "mina", now=1)
    for other in (
        ("metrics", "onggi", "lifecycle"),
        ("lifecycle", "maru", "lifecycle"),
        ("lifecycle", "onggi", "other"),
    ):
        assert definitions.find_draft(database, *other) is None
        assert not definitions.drop_draft(database, *other)
    assert definitions.drop_draft(database, *KEY)
    assert definitions.find_draft(database, *KEY) is None


def test_an_announced_version_stands_in_the_log_for_the_trip(
    database: Database, log: EventLog
) -> None:
    definitions.save_draft(database, *KEY, "a: 1", "mina", now=1)
    document = definitions.publish(database, *KEY, "joon", now=2)
    definitions.announce(log, document, now=3)
    definitions.announce(log, document, now=4)
    told = [entry for chunk in log.read(0, 10) for entry in chunk.entries()]
    first, again = (entry for entry in told if isinstance(entry, Control))
    assert (first.action, first.brand, first.actor) == ("lifecycle.published", "onggi", "joon")
    said = msgspec.json.decode(first.body)
    assert said == {"slug": "lifecycle", "version": 1, "text": "a: 1"}
    assert again.message_id == first.message_id


def test_what_somebody_else_changed_meanwhile_is_neither_overwritten_nor_published(
    database: Database,
) -> None:
    definitions.save_draft(database, *KEY, "a: 1", "mina", now=1, seen=0)
    with pytest.raises(DraftChanged):
        definitions.save_draft(database, *KEY, "a: 2", "joon", now=2, seen=0)
    definitions.save_draft(database, *KEY, "a: 3", "mina", now=3, seen=1)
    with pytest.raises(DraftChanged):
        definitions.publish(database, *KEY, "joon", now=4, seen=1)
    assert definitions.find_draft(database, *KEY) == Document(*KEY, 0, "a: 3", "mina", 3, None)
    assert definitions.list_versions(database, *KEY) == []
    assert definitions.publish(database, *KEY, "joon", now=5, seen=3).text == "a: 3"
