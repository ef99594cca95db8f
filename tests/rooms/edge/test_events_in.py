import asyncio
import base64
import gzip
import json
from collections.abc import Sequence
from typing import Any

import pytest

from dangol.kernel.event import Event, Rejection
from dangol.memory.eventlog.api import LogFull
from dangol.registry.sources.api import add_source, set_enabled
from tests.rooms.edge.asgi import Answered, EdgeClient, scope_of
from tests.rooms.edge.conftest import Deployment
from tests.server import wait_for
from tools.house import PACKAGE
from tools.sentences import find_keys

HI = {"event": "Hi", "userId": "u1", "messageId": "m1"}


def events(deployment: Deployment) -> list[Event]:
    return [entry for entry in deployment.entries() if isinstance(entry, Event)]


def rejections(deployment: Deployment) -> list[Rejection]:
    return [entry for entry in deployment.entries() if isinstance(entry, Rejection)]


def test_success_is_exactly_200_and_on_disk(client: EdgeClient, deployment: Deployment) -> None:
    answer = client.send("/v1/track", HI, deployment.keys["onggi"])
    assert (answer.status, answer.body) == (200, b'{"success":true}')
    (event,) = events(deployment)
    assert (event.name, event.source, event.brand, event.proven) == (
        "Hi",
        "onggi-web",
        "onggi",
        False,
    )


def test_a_secret_source_is_proven_and_a_walled_brand_has_its_own_realm(
    client: EdgeClient, deployment: Deployment
) -> None:
    client.send("/v1/track", HI, deployment.keys["server"])
    client.send("/v1/track", HI, deployment.keys["maru"])
    server, walled = events(deployment)
    assert (server.proven, server.realm) == (True, "")
    assert (walled.proven, walled.realm) == (False, "maru")


def test_the_key_is_found_in_five_places(client: EdgeClient, deployment: Deployment) -> None:
    key = deployment.keys["onggi"]
    basic = base64.b64encode(f"{key}:".encode()).decode()
    body = json.dumps(HI).encode()
    asked = [
        client.ask("POST", "/v1/track", body, {"authorization": f"Basic {basic}"}),
        client.ask("POST", "/v1/track", body, {"authorization": f"Bearer {key}"}),
        client.ask("POST", "/v1/track", body, {"x-write-key": key}),
        client.ask("POST", f"/v1/track?writeKey={key}", body),
        client.ask("POST", "/v1/track", json.dumps({**HI, "writeKey": key}).encode()),
    ]
    assert [answer.status for answer in asked] == [200] * 5
    assert len(events(deployment)) == 5


def test_the_key_is_found_inside_a_packed_body(client: EdgeClient, deployment: Deployment) -> None:
    body = gzip.compress(json.dumps({**HI, "writeKey": deployment.keys["onggi"]}).encode())
    form = "application/x-www-form-urlencoded"
    headers = {"content-encoding": "gzip", "content-type": form}
    assert client.ask("POST", "/v1/track", body, headers).status == 200


@pytest.mark.parametrize("path", ["/v1/t", "/v1/track/", "/api/s/track", "/api/s/s2s/track"])
def test_short_and_foreign_paths_are_the_same_door(
    client: EdgeClient, deployment: Deployment, path: str
) -> None:
    assert client.send(path, HI, deployment.keys["onggi"]).status == 200
    assert events(deployment)[0].type == "track"


def test_a_beacon_as_plain_text_is_read_as_json(client: EdgeClient, deployment: Deployment) -> None:
    key = deployment.keys["onggi"]
    answer = client.send("/v1/p", {"anonymousId": "a"}, key, content_type="text/plain")
    assert answer.status == 200
    assert events(deployment)[0].type == "page"


@pytest.mark.parametrize(
    ("headers", "code"),
    [({}, "write_key_missing"), ({"x-write-key": "wk_nobody"}, "write_key_unknown")],
)
def test_without_a_known_key_nothing_is_kept(
    client: EdgeClient, deployment: Deployment, headers: dict[str, str], code: str
) -> None:
    answer = client.ask("POST", "/v1/track", json.dumps(HI).encode(), headers)
    assert (answer.status, answer.json["code"]) == (401, code)
    assert answer.json["message"]
    assert deployment.entries() == []


def test_a_key_that_was_made_a_moment_ago_is_known(
    client: EdgeClient, deployment: Deployment
) -> None:
    assert client.send("/v1/track", HI, "wk_nobody").status == 401  # all sources are known now
    for number in range(3):
        name = f"new-{number}"
        _, key = add_source(deployment.database, name, "web", "onggi", secret=False, now=1)
        assert client.send("/v1/track", HI, key).status == 200
    assert len(deployment.entries()) == 3


def test_a_disabled_source_is_404_and_nothing_of_it_is_kept(
    client: EdgeClient, deployment: Deployment
) -> None:
    set_enabled(deployment.database, "onggi-web", False)
    answer = client.send("/v1/track", HI, deployment.keys["onggi"])
    assert (answer.status, answer.json["code"]) == (404, "source_disabled")
    assert deployment.entries() == []


def test_a_source_in_use_is_silenced_and_heard_again_within_seconds(
    client: EdgeClient, deployment: Deployment
) -> None:
    def answered(status: int) -> bool:
        client.run(asyncio.sleep(0.1))
        return client.send("/v1/track", HI, deployment.keys["onggi"]).status == status

    assert answered(200)
    set_enabled(deployment.database, "onggi-web", False)
    assert wait_for(lambda: answered(404))
    heard = len(deployment.entries())
    assert answered(404)
    assert len(deployment.entries()) == heard
    set_enabled(deployment.database, "onggi-web", True)
    assert wait_for(lambda: answered(200))


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "body_malformed"),
        (b"", 400, "body_empty"),
        (b"[" * 100_000, 400, "body_malformed"),
        (b'{"event":"x","userId":"\xff"}', 400, "text_unreadable"),
        (b'{"event":"x","userId":{}}', 400, "user_id_unusable"),
        (b'{"event":"x"}', 400, "identifier_missing"),
        (b'{"event":"x","userId":"u","timestamp":"0001-01-01"}', 400, "timestamp_too_old"),
        (b'{"event":"x","userId":"u","x":"' + b"y" * 40_000 + b'"}', 413, "event_too_large"),
        (b" " * (4 * 1024 * 1024 + 1), 413, "body_too_large"),
        (gzip.compress(b" " * 9_000_000), 413, "body_too_large"),
    ],
)
def test_bad_input_is_told_and_seen_by_people(
    client: EdgeClient, deployment: Deployment, body: bytes, status: int, code: str
) -> None:
    answer = client.send("/v1/track", body, deployment.keys["onggi"])
    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.json["message"]
    (rejection,) = deployment.entries()
    assert isinstance(rejection, Rejection)
    assert (rejection.code, rejection.source) == (code, "onggi-web")
    assert len(rejection.raw.encode()) <= 2048


def test_requests_refused_as_a_whole_are_kept_as_the_catalogue_knows_them(
    client: EdgeClient, deployment: Deployment
) -> None:
    for body in (b"{", b"", b"[" * 5000, b" " * (4 * 1024 * 1024 + 1)):
        client.send("/v1/track", body, deployment.keys["onggi"])
    client.send("/v1/batch", {"type": "track"}, deployment.keys["onggi"])
    kept = [rejection.message for rejection in rejections(deployment)]
    assert len(kept) == 5
    assert set(kept) <= find_keys(PACKAGE).keys()
    assert not any("{" in said for said in kept)


def test_a_huge_body_in_parts_is_passed_over_and_refused(
    client: EdgeClient, deployment: Deployment
) -> None:
    parts = [b"x" * 1_000_000] * 12
    headers = {"x-write-key": deployment.keys["onggi"]}
    answer = client.ask("POST", "/v1/batch", headers=headers, parts=parts)
    assert (answer.status, answer.json["code"]) == (413, "body_too_large")


def test_a_body_in_parts_is_one_body(client: EdgeClient, deployment: Deployment) -> None:
    body = json.dumps(HI).encode()
    headers = {"x-write-key": deployment.keys["onggi"]}
    answer = client.ask(
        "POST", "/v1/track", headers=headers, parts=[body[:9], body[9:30], body[30:]]
    )
    assert answer.status == 200


def test_a_request_that_breaks_off_half_way_is_told_so_and_leaves_nothing(
    client: EdgeClient, deployment: Deployment
) -> None:
    answered = Answered()
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> dict[str, Any]:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    headers = {"x-write-key": deployment.keys["onggi"]}
    client.run(client.edge(scope_of("POST", "/v1/track", headers), receive, answered.take))
    assert (answered.status, answered.json["code"]) == (400, "body_cut_short")
    assert deployment.entries() == []


def test_a_body_that_comes_too_slowly_is_told_so_and_leaves_nothing(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dangol.edge.patience.BODY_SECONDS", 0.05)
    answered = Answered()
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> dict[str, Any]:
        if not messages:
            await asyncio.sleep(10)
        return messages.pop(0)

    headers = {"x-write-key": deployment.keys["onggi"]}
    client.run(client.edge(scope_of("POST", "/v1/track", headers), receive, answered.take))
    assert (answered.status, answered.json["code"]) == (503, "body_late")
    assert int(answered.headers["retry-after"]) > 0
    assert deployment.entries() == []


def test_of_a_batch_the_good_are_kept_and_the_bad_are_named(
    client: EdgeClient, deployment: Deployment
) -> None:
    batch = [{"type": "track", **HI}, {"type": "track", "event": "x"}, 7, {"type": "page", **HI}]
    answer = client.send("/v1/batch", {"batch": batch}, deployment.keys["onggi"])
    assert answer.status == 200
    assert answer.json["success"] is True
    assert [(r["index"], r["code"]) for r in answer.json["rejected"]] == [
        (1, "identifier_missing"),
        (2, "event_not_object"),
    ]
    assert len(events(deployment)) == 2
    assert [rejection.code for rejection in rejections(deployment)] == [
        "identifier_missing",
        "event_not_object",
    ]


def test_a_full_disk_acknowledges_nothing(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_entries: Sequence[bytes]) -> int:
        raise LogFull("log_not_writable", "The log is full.")

    monkeypatch.setattr(client.resources.log, "append", refuse)
    for wire in (HI, {"event": "nobody"}, b"{"):
        answer = client.send("/v1/track", wire, deployment.keys["onggi"])
        assert (answer.status, answer.json["code"]) == (503, "log_not_writable")
        assert int(answer.headers["retry-after"]) > 0
    monkeypatch.undo()
    assert deployment.entries() == []
    assert client.send("/v1/track", HI, deployment.keys["onggi"]).status == 200


def test_a_browser_of_another_site_may_ask_and_send(
    client: EdgeClient, deployment: Deployment
) -> None:
    asked = {
        "origin": "https://shop.example.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "AnonymousId, SentAt, Authorization",
    }
    preflight = client.ask("OPTIONS", "/v1/page", headers=asked)
    assert preflight.status == 200
    assert preflight.headers["access-control-allow-origin"] == "https://shop.example.com"
    assert preflight.headers["access-control-allow-credentials"] == "true"
    assert (
        preflight.headers["access-control-allow-headers"] == asked["access-control-request-headers"]
    )
    assert preflight.headers["access-control-max-age"] == "900"
    origin = {"origin": "https://shop.example.com"}
    for wire in (HI, {}):  # a refusal must be readable by the page as well
        answer = client.send("/v1/track", wire, deployment.keys["onggi"], **origin)
        assert answer.headers["access-control-allow-origin"] == "https://shop.example.com"
    assert client.ask("POST", "/v1/track", b"{}", origin).status == 401


def test_other_methods_and_paths_are_refused_in_json(client: EdgeClient) -> None:
    wrong = client.get("/v1/track")
    assert (wrong.status, wrong.headers["allow"]) == (405, "POST")
    assert wrong.json["code"] == "method_not_allowed"
    missing = client.ask("POST", "/v1/trak", b"{}")
    assert (missing.status, missing.json["code"]) == (404, "path_unknown")


def test_an_unexpected_failure_is_an_answer_without_details(
    client: EdgeClient, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("personal data")

    monkeypatch.setattr("dangol.edge.events_in.hear", fail)
    answer = client.send("/v1/track", HI, deployment.keys["onggi"])
    assert (answer.status, answer.json["code"]) == (500, "internal_error")
    assert "personal" not in answer.text
    assert deployment.entries() == []
