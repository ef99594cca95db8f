"""The edge obeys the plan that is in force, and goes on with what it knows."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dangol.edge.config import read_hash_keys
from dangol.edge.plan_shelf import Known, PlanShelf, shield_of
from dangol.edge.shields import Look, Shields
from dangol.engines.database import Database
from dangol.kernel import clock
from dangol.kernel.errors import Unavailable
from dangol.kernel.event import Event, Rejection
from dangol.live.collect.api import HashKeys, Shield
from dangol.registry.definitions.api import list_in_force, publish_text, save_draft
from dangol.registry.definitions.contracts import PLAN, InForce
from dangol.registry.sources.api import get_source
from tests.rooms.edge.asgi import EdgeClient
from tests.rooms.edge.conftest import Deployment
from tests.server import wait_for

KEYS = HashKeys({1: b"a key"})
BLOCK = "mode: block\nevents: {Paid: {schema: {required: [total]}}}"
ALLOW = "mode: block\nevents: {Paid: {}}"
HASH = "fields: {context.ip: {class: personal, action: hash}}"
PAID = {"event": "Paid", "userId": "u1"}


def publish_plan(deployment: Deployment, text: str, source: str = "onggi-web") -> None:
    brand = source.partition("-")[0]
    publish_text(deployment.database, PLAN, brand, source, text, "it", now=clock.now())


@pytest.fixture
def keyed(deployment: Deployment) -> Iterator[EdgeClient]:
    publish_plan(deployment, BLOCK)
    with EdgeClient(replace(deployment.config, hash_keys=KEYS)) as found:
        yield found


def test_the_first_event_after_a_start_is_held_against_the_plan(
    keyed: EdgeClient, deployment: Deployment
) -> None:
    answer = keyed.send("/v1/track", PAID, deployment.keys["onggi"])
    assert (answer.status, answer.json["code"]) == (400, "plan_blocked")
    assert "“properties.total”" in answer.json["message"]
    (kept,) = deployment.entries()
    assert isinstance(kept, Rejection)
    assert (kept.code, kept.flags[0].path) == ("plan_blocked", "properties.total")


def test_the_answer_is_in_the_senders_language(keyed: EdgeClient, deployment: Deployment) -> None:
    asked = keyed.send("/v1/track", PAID, deployment.keys["onggi"], accept_language="ko")
    assert "추적 계획은 “properties.total”을(를)" in asked.json["message"]


def test_another_source_is_free(keyed: EdgeClient, deployment: Deployment) -> None:
    assert keyed.send("/v1/track", PAID, deployment.keys["sotbab"]).status == 200
    assert keyed.send("/v1/track", PAID, deployment.keys["server"]).status == 200


def test_a_plan_is_obeyed_within_a_second_of_its_publication(
    keyed: EdgeClient, deployment: Deployment
) -> None:
    assert keyed.send("/v1/track", PAID, deployment.keys["onggi"]).status == 400
    publish_plan(deployment, ALLOW)

    def obeyed() -> bool:
        keyed.run(asyncio.sleep(0.1))
        return keyed.send("/v1/track", PAID, deployment.keys["onggi"]).status == 200

    assert wait_for(obeyed, 5)


def test_what_is_hashed_never_reaches_the_log(keyed: EdgeClient, deployment: Deployment) -> None:
    publish_plan(deployment, HASH, "sotbab-web")
    wire = {**PAID, "context": {"ip": "192.0.2.77"}}
    keyed.run(asyncio.sleep(1.2))
    assert keyed.send("/v1/track", wire, deployment.keys["sotbab"]).status == 200
    (event,) = deployment.entries()
    assert isinstance(event, Event)
    assert json.loads(bytes(event.context)) == {"ip": KEYS.digest("192.0.2.77")}


def test_an_unreadable_request_is_kept_without_numbers(
    keyed: EdgeClient, deployment: Deployment
) -> None:
    body = b'{"event":"x","card":"4111 1111 1111 1111"'
    assert keyed.send("/v1/track", body, deployment.keys["onggi"]).status == 400
    (kept,) = deployment.entries()
    assert isinstance(kept, Rejection)
    assert "4111" not in kept.raw
    assert "[card]" in kept.raw


def test_drafts_are_not_obeyed_and_the_newest_version_is(database: Database) -> None:
    now = clock.now()
    save_draft(database, PLAN, "onggi", "web", BLOCK, "it", now=now)
    assert list_in_force(database, PLAN) == []
    publish_text(database, PLAN, "onggi", "web", BLOCK, "it", now=now)
    publish_text(database, PLAN, "onggi", "web", ALLOW, "it", now=now)
    publish_text(database, "lifecycle", "onggi", "lifecycle", "x", "it", now=now)
    assert list_in_force(database, PLAN) == [InForce("onggi", "web", 2)]


def test_a_plan_is_compiled_once(database: Database) -> None:
    shelf = PlanShelf(database, KEYS)
    assert shelf.look() == {}
    publish_text(database, PLAN, "onggi", "web", BLOCK, "it", now=1)
    first = shelf.look()["web"]
    assert shelf.look()["web"] is first
    publish_text(database, PLAN, "onggi", "web", ALLOW, "it", now=2)
    assert shelf.look()["web"] is not first


def test_a_plan_that_cannot_be_used_stops_its_source_alone(database: Database) -> None:
    shelf = PlanShelf(database, KEYS)
    publish_text(database, PLAN, "onggi", "app", ALLOW, "it", now=1)
    publish_text(database, PLAN, "onggi", "web", BLOCK, "it", now=1)
    good = shelf.look()
    publish_text(database, PLAN, "onggi", "web", "of: the future", "it", now=2)
    assert shelf.look() == good
    fresh = PlanShelf(database, KEYS).look()
    assert fresh["web"] is None
    assert isinstance(fresh["app"], Shield)

    async def ask(look: Look) -> Known:
        return look()

    async def follow() -> None:
        shields = Shields(lambda: fresh, ask, KEYS)
        assert await shields.shield_of("app") is fresh["app"]
        with pytest.raises(Unavailable) as refusal:
            await shields.shield_of("web")
        assert (refusal.value.code, refusal.value.status) == ("plan_unusable", 503)

    asyncio.run(follow())


def test_a_command_reads_the_same_plan(deployment: Deployment) -> None:
    source = get_source(deployment.database, "onggi-web")
    assert shield_of(deployment.database, source, KEYS)._plan is None
    publish_plan(deployment, BLOCK)
    plan = shield_of(deployment.database, source, KEYS)._plan
    assert plan is not None
    assert plan.version == 1


def test_without_a_database_known_plans_go_on_and_unknown_ones_let_nothing_in() -> None:
    known = {"web": Shield(KEYS)}
    answers: list[object] = [OSError("away"), known, OSError("away")]

    async def ask(_look: object) -> dict[str, Shield]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, dict)
        return answer

    async def follow() -> None:
        shields = Shields(dict, ask, KEYS)
        with pytest.raises(Unavailable) as refusal:
            await shields.shield_of("web")
        assert (refusal.value.code, refusal.value.status) == ("plans_unreadable", 503)
        assert await shields.shield_of("web") is known["web"]
        refreshing = asyncio.create_task(shields.keep_fresh())
        await asyncio.sleep(0.7)
        refreshing.cancel()
        assert answers == []
        assert await shields.shield_of("web") is known["web"]

    asyncio.run(follow())


def test_every_source_is_scanned_without_any_plan(
    client: EdgeClient, deployment: Deployment
) -> None:
    wire = {**PAID, "properties": {"card": "4111 1111 1111 1111"}}
    assert client.send("/v1/track", wire, deployment.keys["onggi"]).status == 200
    (event,) = deployment.entries()
    assert isinstance(event, Event)
    assert bytes(event.properties) == b'{"card":"[card]"}'
    assert [(flag.kind, flag.path) for flag in event.flags] == [("card", "properties.card")]


@pytest.mark.parametrize("written", ["", "{}", "[]", "x", '{"1": ""}'])
def test_without_readable_keys_the_edge_does_not_start(tmp_path: Path, written: str) -> None:
    (tmp_path / "hash_keys.json").write_text(written)
    with pytest.raises(Unavailable) as refusal:
        read_hash_keys(tmp_path)
    assert refusal.value.code == "hash_keys_unreadable"
