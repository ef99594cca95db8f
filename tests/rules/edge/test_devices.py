"""What devices are told and say: topics, tokens, lanes, the broker's configuration."""

import json
import re
from base64 import b32decode, urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from dangol.config.broker import describe
from dangol.config.data_folder import DataFolder
from dangol.edge.devices.broker import LANES, Broker, find_broker, lane_of
from dangol.edge.devices.standing import (
    DeviceStanding,
    find_device_standing,
    write_device_standing,
)
from dangol.edge.devices.tokens import Asked, Client, Issuer, Server, Stated, read_question
from dangol.edge.devices.topics import Addressed, read_subject, subjects_of, topic_of
from dangol.kernel.clock import SECOND

ASKED = Asked(Server("NSERVER"), "UDEVICE", Client(7, "SN-1"), Stated("wk_1"))
NAMES = st.from_regex(r"\w[\w .-]{0,98}\w|\w", fullmatch=True)


@given(NAMES)
def test_a_topic_leads_back_to_its_source(name: str) -> None:
    topic = topic_of(name, "track")
    assert re.fullmatch(r"dangol/v1/[A-Za-z0-9_~%-]+/track", topic)
    assert read_subject(topic.replace("/", ".")) == Addressed(name, "track")


@given(NAMES, NAMES)
def test_no_source_may_publish_to_the_topics_of_another(one: str, other: str) -> None:
    own = subjects_of(one).removesuffix(">")
    assert topic_of(other, "track").replace("/", ".").startswith(own) == (one == other)


@pytest.mark.parametrize("word", ["tracks", "", "track.more", "Track"])
def test_an_unknown_word_is_no_call(word: str) -> None:
    assert read_subject(f"dangol.v1.fleet.{word}") == Addressed("fleet", None)


@given(st.text(min_size=1))
def test_a_device_always_has_the_same_lane(client_id: str) -> None:
    assert lane_of(client_id) == lane_of(client_id)
    assert 0 <= lane_of(client_id) < LANES


def test_devices_are_spread_over_all_lanes() -> None:
    assert {lane_of(f"SN-{number}") for number in range(400)} == set(range(LANES))


def opened(token: bytes, issuer: str) -> dict[str, Any]:
    """Return the claims of a token, once its signature is right."""
    head, claims, signature = token.split(b".")
    public = b32decode(issuer + "=" * (-len(issuer) % 8))[1:33]
    text = head + b"." + claims
    Ed25519PublicKey.from_public_bytes(public).verify(urlsafe_b64decode(signature + b"=="), text)
    found: dict[str, Any] = json.loads(urlsafe_b64decode(claims + b"=="))
    return found


def test_a_device_is_let_in_to_publish_and_for_nothing_else() -> None:
    issuer = Issuer("a secret")
    answer = opened(issuer.admit(ASKED, "LANE3", "dangol.v1.fleet.>", 1_800), issuer.name)
    assert (answer["aud"], answer["sub"], answer["iss"]) == ("NSERVER", "UDEVICE", issuer.name)
    user = opened(answer["nats"]["jwt"].encode(), issuer.name)
    assert (user["aud"], user["sub"]) == ("LANE3", "UDEVICE")
    rights = user["nats"]
    assert rights["pub"] == {"allow": ["dangol.v1.fleet.>"]}
    assert rights["sub"] == {"deny": [">"]}
    assert rights["allowed_connection_types"] == ["MQTT"]


def test_a_refusal_lets_nobody_in() -> None:
    issuer = Issuer("a secret")
    told = opened(issuer.refuse(ASKED, "write key unknown", 1_800), issuer.name)["nats"]
    assert told["error"] == "write key unknown"
    assert "jwt" not in told


def test_a_token_of_another_secret_is_none() -> None:
    token = Issuer("another").refuse(ASKED, "no", 1_800)
    with pytest.raises(InvalidSignature):
        opened(token, Issuer("a secret").name)


def test_a_question_is_read_and_no_question_is_refused() -> None:
    told = {
        "server_id": {"id": "NSERVER"},
        "user_nkey": "UDEVICE",
        "client_info": {"id": 7, "mqtt_id": "SN-1"},
        "connect_opts": {"user": "x", "pass": "wk_1"},
    }
    token = Issuer("x")._signed("", "", told, 0)  # as the broker writes its own
    assert read_question(token) == ASKED
    for nonsense in (b"", b"a.b", b"a.e30.c"):
        with pytest.raises(ValueError, match=r".*"):
            read_question(nonsense)


def test_nobody_but_the_edge_is_a_user_by_name(tmp_path: Path) -> None:
    broker = Broker("nats://127.0.0.1:4222", "t0ken", 16_000)
    folder = DataFolder(tmp_path, "")
    told: Any = describe(folder, broker, "AISSUER", "0.0.0.0", 1883, "k3y")  # noqa: S104
    users = [user for account in told["accounts"].values() for user in account["users"]]
    assert {user["password"] for user in users} == {"t0ken"}
    assert told["authorization"]["auth_callout"]["auth_users"] == [user["user"] for user in users]
    assert told["listen"] == "127.0.0.1:4222"
    assert told["jetstream"]["sync_interval"] == "always"
    assert told["jetstream"]["max_file_store"] == 20_000


def test_devices_are_heard_only_where_a_broker_is_told_of() -> None:
    assert find_broker({}) is None
    told = {"DANGOL_BROKER_URL": "nats://x", "DANGOL_BROKER_TOKEN": "t"}
    few = {**told, "DANGOL_MQTT_MB": "0", "DANGOL_MQTT_SYNC_MS": "100"}
    assert find_broker(told) == Broker("nats://x", "t", 1024 * 1024**2, 0)
    assert find_broker(few) == Broker("nats://x", "t", 16 * 1024**2, 100)
    assert "t0ken" not in repr(Broker("nats://x", "t0ken"))


def test_how_it_stands_is_believed_for_half_a_minute(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    assert find_device_standing(tmp_path, 0) is None
    standing = DeviceStanding(at=0, lanes=LANES, waiting=3, devices=2, heard=9)
    write_device_standing(tmp_path, standing)
    assert find_device_standing(tmp_path, 29 * SECOND) == standing
    assert find_device_standing(tmp_path, 30 * SECOND) is None
    assert standing.whole
