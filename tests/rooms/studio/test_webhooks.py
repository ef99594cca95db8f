"""What a webhook's page shows of a delivery, and which mapping reads it."""

import pytest

from dangol.kernel.clock import parse_time
from dangol.live.collect.api import MappingInvalid, check_hook_mapping
from dangol.registry.definitions.contracts import Document
from dangol.registry.sources.contracts import Source
from dangol.registry.webhooks.contracts import PROVIDERS, Capture
from dangol.studio.webhooks.documents import Mappings, check_own, find_mapping, starter
from dangol.studio.webhooks.trying import Shown, show_trial
from tests.deliveries import encode, read

SHOP = Source("shop", "server", "onggi", "", True, True, "", 0)
AT = parse_time("2026-11-25T09:00:00Z")[0]
OWN = "topics: [app/uninstalled]\nevents: [{type: track, name: Left, user_id: {path: id}}]"


def written(text: str) -> Mappings:
    draft = Document("webhook", "onggi", "shop", 0, text, "it", 1, None)
    return Mappings(published=None, draft=draft if text else None)


def shown(topic: str, body: bytes, *, text: str = "", masked: bool = False) -> Shown:
    kept = Capture(1, AT, topic, "d1", body.decode())
    mapping = find_mapping(written(text), "shopify", topic)
    return show_trial(kept, SHOP, mapping, masked=masked, language="ko")


def test_a_delivery_is_shown_with_what_it_becomes() -> None:
    found = shown("orders/paid", encode(read("shopify/order")))
    assert found.mapped
    assert found.faults == []
    assert [(call.type, call.name) for call in found.calls] == [("track", "Order Completed")]
    assert "mina.kim@example.org" in found.body
    assert "mina.kim@example.org" in found.calls[0].text


def test_who_may_not_see_people_sees_no_person() -> None:
    found = shown("orders/paid", encode(read("shopify/order")), masked=True)
    for personal in ("mina.kim", "민아", "2345", "연희로", "203.0.113.24"):
        assert personal not in found.body
        assert personal not in found.calls[0].text
    assert '"currency": "KRW"' in found.body


def test_a_delivery_of_which_nothing_can_be_read_is_hidden_from_who_may_not_see() -> None:
    assert shown("orders/paid", b"name: Mina", masked=True).body == "…"
    assert shown("orders/paid", b"name: Mina").body == "name: Mina"


def test_a_mapping_of_one_s_own_goes_first_and_leaves_the_others() -> None:
    own = shown("app/uninstalled", b'{"id": 7}', text=OWN)
    assert [call.name for call in own.calls] == ["Left"]
    assert not shown("app/uninstalled", b'{"id": 7}').mapped
    order = shown("orders/paid", encode(read("shopify/order")), text=OWN)
    assert [call.name for call in order.calls] == ["Order Completed"]


def test_a_place_that_does_not_fit_is_told_in_the_reader_s_language() -> None:
    text = OWN.replace("path: id", "path: id, type: integer")
    found = shown("app/uninstalled", b'{"id": "x"}', text=text)
    assert found.calls == []
    assert found.faults == [("id", "숫자가 아닙니다.")]


def test_a_mapping_beside_those_that_ship_names_its_topics() -> None:
    every = check_hook_mapping("events: []")
    for provider in PROVIDERS[:-1]:
        with pytest.raises(MappingInvalid) as raised:
            check_own(provider, every)
        assert list(raised.value.fields) == ["topics"]
        check_own(provider, check_hook_mapping(OWN))
    check_own("generic", every)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_an_editor_begins_with_is_sound(provider: str) -> None:
    check_own(provider, check_hook_mapping(starter(provider)))  # type: ignore[arg-type]
