"""Webhooks: made with their source, their secret in a file, their last deliveries kept."""

import stat
from pathlib import Path
from typing import Any

import pytest

from dangol.engines.database import Database
from dangol.kernel.clock import DAY
from dangol.kernel.errors import DangolError
from dangol.registry.access.api import add_brand
from dangol.registry.access.contracts import BrandUnknown
from dangol.registry.sources.api import add_source, get_source, list_sources
from dangol.registry.webhooks.api import (
    LARGEST_CAPTURE,
    MOST_CAPTURES,
    add_webhook,
    captures,
    find_secret,
    find_webhook,
    get_webhook,
    keep_capture,
    list_webhooks,
    set_secret,
)
from dangol.registry.webhooks.contracts import Webhook, WebhookUnknown

NOW = 1_795_000_000_000_000
SECRET = "shpss_0123456789"


@pytest.fixture
def house(database: Database) -> Database:
    add_brand(database, "onggi", "Onggi", now=NOW)
    add_brand(database, "maru", "Maru", now=NOW)
    return database


def add(house: Database, data: Path, name: str = "shop", **more: Any) -> tuple[Webhook, str]:
    asked = {"provider": "shopify", "brand": "onggi", "now": NOW, "secret": SECRET, **more}
    return add_webhook(house, data, name, **asked)


def test_a_webhook_is_a_source_that_a_server_proves(house: Database, tmp_path: Path) -> None:
    webhook, shown = add(house, tmp_path)
    assert webhook == Webhook("shop", "shopify", "hmac", "X-Webhook-Signature", NOW)
    assert shown == ""
    source = get_source(house, "shop")
    assert (source.touchpoint, source.brand, source.proven) == ("server", "onggi", True)
    assert source.write_key == ""
    assert find_webhook(house, "shop") == get_webhook(house, "shop") == webhook
    assert list_webhooks(house) == [webhook]


def test_its_secret_is_in_a_file_for_the_owner_alone(house: Database, tmp_path: Path) -> None:
    add(house, tmp_path)
    assert find_secret(tmp_path, "shop") == SECRET.encode()
    (file,) = (tmp_path / "webhooks").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("provider", ["woocommerce", "generic"])
def test_a_secret_is_made_where_the_provider_takes_any(
    house: Database, tmp_path: Path, provider: str
) -> None:
    _, shown = add(house, tmp_path, provider=provider, secret="")
    assert len(shown) >= 32
    assert find_secret(tmp_path, "shop") == shown.encode()


def test_a_provider_s_own_secret_can_come_later(house: Database, tmp_path: Path) -> None:
    assert add(house, tmp_path, provider="stripe", secret="")[1] == ""
    assert find_secret(tmp_path, "shop") is None
    set_secret(house, tmp_path, "shop", f"  {SECRET}\n")
    assert find_secret(tmp_path, "shop") == SECRET.encode()
    set_secret(house, tmp_path, "shop", "another-secret")
    assert find_secret(tmp_path, "shop") == b"another-secret"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"provider": "amazon"}, "provider_unknown"),
        ({"secret": "short"}, "secret_unusable"),
        ({"secret": "two\nlines of it"}, "secret_unusable"),
        ({"scheme": "rsa"}, "scheme_unknown"),
        ({"header": "X Signature"}, "header_unusable"),
        ({"name": "no/name"}, "source_name_unusable"),
        ({"brand": "nobody"}, "brand_unknown"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    house: Database, tmp_path: Path, asked: dict[str, str], code: str
) -> None:
    with pytest.raises(DangolError) as raised:
        add(house, tmp_path, **asked)
    assert raised.value.code == code
    assert (list_webhooks(house), list_sources(house)) == ([], [])
    assert not (tmp_path / "webhooks").exists()


def test_a_name_that_is_taken_keeps_its_secret(house: Database, tmp_path: Path) -> None:
    add(house, tmp_path)
    for other in ({"secret": "another-secret"}, {"brand": "maru", "secret": "another-secret"}):
        with pytest.raises(DangolError) as raised:
            add(house, tmp_path, **other)
        assert raised.value.code == "webhook_taken"
    assert find_secret(tmp_path, "shop") == SECRET.encode()


def test_a_source_that_sends_by_its_key_may_be_a_webhook_too(
    house: Database, tmp_path: Path
) -> None:
    before, key = add_source(house, "shop", "store", "onggi", secret=False, now=NOW)
    add(house, tmp_path)
    assert get_source(house, "shop") == before
    assert before.write_key == key


def test_who_is_no_webhook_has_no_secret(house: Database, tmp_path: Path) -> None:
    with pytest.raises(WebhookUnknown):
        set_secret(house, tmp_path, "shop", SECRET)
    assert find_webhook(house, "sh\0op") is None
    assert find_secret(tmp_path, "shop") is None
    with pytest.raises(BrandUnknown):
        add(house, tmp_path, brand="nobody")


def keep(house: Database, number: int, *, source: str = "shop", at: int = NOW) -> None:
    keep_capture(
        house, source, topic="orders/paid", delivery=f"d{number}", body=b'{"id":1}', now=at
    )


def test_the_last_deliveries_of_each_source_are_kept(house: Database) -> None:
    keep(house, 0, source="other")
    for number in range(MOST_CAPTURES + 3):
        keep(house, number)
    kept = captures(house, "shop", NOW)
    assert [one.delivery for one in kept] == [f"d{n}" for n in range(MOST_CAPTURES + 2, 2, -1)]
    assert (kept[0].topic, kept[0].body, kept[0].at) == ("orders/paid", '{"id":1}', NOW)
    assert [one.delivery for one in captures(house, "other", NOW)] == ["d0"]


def test_a_delivery_is_forgotten_after_a_week(house: Database) -> None:
    keep(house, 1)
    assert captures(house, "shop", NOW + 8 * DAY) == []
    keep(house, 2, at=NOW + 8 * DAY)
    assert [one.delivery for one in captures(house, "shop", NOW)] == ["d2"]


def test_what_nobody_would_read_is_not_kept(house: Database) -> None:
    keep_capture(house, "shop", topic="", delivery="", body=b"x" * (LARGEST_CAPTURE + 1), now=NOW)
    assert captures(house, "shop", NOW) == []
    keep_capture(house, "shop", topic="", delivery="", body=b"a\0b\xff", now=NOW)
    assert [one.body for one in captures(house, "shop", NOW)] == ["ab�"]
