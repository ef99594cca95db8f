"""What people without the right to personal data get to see."""

from typing import Any

import msgspec
import pytest

from dangol.kernel.event import Event, Identifier
from dangol.kernel.masking import mask_identifier, mask_name, mask_text
from dangol.studio.customers.personal import mask_event, mask_json, mask_trait
from dangol.studio.customers.plain_lines import tell
from dangol.studio.customers.words import say


def event(name: str, properties: object = None, **more: Any) -> Event:
    fields: dict[str, Any] = {
        "type": "track",
        "message_id": "m",
        "source": "s",
        "touchpoint": "web",
        "brand": "b",
        "at": 1,
        "received": 1,
        "properties": msgspec.Raw(msgspec.json.encode(properties or {})),
    }
    return Event(name=name, **{**fields, **more})


def test_enough_of_an_identifier_stays_to_tell_two_apart() -> None:
    assert mask_identifier("email", "mina@example.org") == "m•••@e•••.org"
    assert mask_identifier("phone", "+821012345678") == "•••78"
    assert mask_identifier("anonymous_id", "0b1c2d3e4f5a6b7c") == "0b•••7c"
    assert mask_identifier("user_id", "42") == "4•••"


def test_a_name_keeps_its_first_letter() -> None:
    assert mask_name("김민아") == "김•••"
    assert mask_name("010-1234-5678") == "•••78"
    assert mask_name("Mina Kim <mina@example.org>") == "M•••"
    assert mask_name("Mina@Kim") == "M•••@K•••"


@pytest.mark.parametrize(
    "number",
    ["010.1234.5678", "전화01012345678", "+82 (0)10-1234-5678", "(02) 123-5678", "031 1234 5678"],
)
def test_a_telephone_number_is_hidden_however_it_is_written(number: str) -> None:
    masked = mask_text(f"Call {number}!")
    assert masked.endswith("•••78!")
    assert "12" not in masked


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("firstName", "Mina"),
        ("이름", "김민아"),
        ("전화번호", "010-1234-5678"),
        ("customerName", "Mina Kim"),
        ("nick_name", "Mimi"),
        ("contact", "Mina Kim <mina@example.org>"),
        ("shipping_address", "Sejong-daero 1"),
        ("mobile_phone", "010.1234.5678"),
        ("birth_year", 1990),
        ("pregnant", True),
        ("gender", "F"),
    ],
)
def test_a_trait_is_hidden_unless_it_is_known_to_tell_of_no_person(name: str, value: Any) -> None:
    assert mask_trait(name, value) == "•••"


def test_traits_that_tell_of_no_person_are_shown() -> None:
    shown = {"plan": "gold", "loyaltyTier": "silver", "country": "KR", "points": 12, "size": ["M"]}
    assert {name: mask_trait(name, value) for name, value in shown.items()} == shown
    assert mask_trait("plan", "as of mina@example.org") == "as of m•••@e•••.org"
    assert mask_trait("address", {"street": "Sejong-daero 1", "floor": 3, "country": "KR"}) == {
        "street": "•••",
        "floor": "•••",
        "country": "KR",
    }
    assert mask_trait("gone", None) is None


@pytest.mark.parametrize(
    ("name", "properties", "sentence"),
    [
        (
            "Order Completed",
            {"total": 42000, "currency": "KRW", "products": [{"name": "Jar"}], "email": "m@x.org"},
            "Bought for ₩42,000 (1 item) in the Onggi web shop",
        ),
        (
            "Product Viewed",
            {"name": "Jar", "price": 3, "currency": "USD"},
            "Looked at “Jar” for $3.00",
        ),
        ("Products Searched", {"query": "Mina Kim"}, "Searched for products"),
        ("Form Submitted", {"name": "Mina Kim"}, "Sent a form"),
        ("Device Used", {"name": "Mina's phone"}, "Used a device of Onggi"),
        ("Mail to mina@x.org", {}, "“Mail to m•••@x•••.org” in the Onggi web shop"),
    ],
)
def test_a_masked_event_is_still_a_sentence(
    name: str, properties: dict[str, Any], sentence: str
) -> None:
    assert say(tell(mask_event(event(name, properties)), "Onggi"), "en") == sentence


def test_names_of_page_group_and_message_are_masked() -> None:
    masked = mask_event(
        event("of a@x.org", group_id="b@x.org", message_id="c@x.org-1", type="page")
    )
    assert (masked.name, masked.group_id) == ("of a•••@x•••.org", "b•••@x•••.org")
    assert "c@x" not in masked.message_id


@pytest.mark.parametrize("text", ['{"traits":{"name":"Mina Ki', "Mina Kim", "", "[" * 4000])
def test_of_what_is_no_whole_json_nothing_is_shown(text: str) -> None:
    assert mask_json(text) is None


def test_refused_json_shows_what_was_tried_but_not_for_whom() -> None:
    text = '{"type":"track","event":"Seen","userId":"mina","properties":{"sku":"j1","who":"Mina"}}'
    assert mask_json(text) == (
        '{"type":"track","event":"Seen","userId":"•••","properties":{"sku":"j1","who":"•••"}}'
    )


def test_a_masked_event_carries_nothing_that_tells_who_it_was() -> None:
    masked = mask_event(
        Event(
            type="track",
            name="Order Completed",
            message_id="m",
            source="s",
            touchpoint="web",
            brand="b",
            at=1,
            received=1,
            user_id="mina@example.org",
            anonymous_id="anonymous-mina-1",
            external_ids=(Identifier("loyalty_id", "MINA-1234567"),),
            traits=msgspec.Raw(b'{"name":"Mina Kim"}'),
            properties=msgspec.Raw(
                b'{"name":"Brass spoon","total":3,"shipping":{"phone":"+821012345678"},'
                b'"page":"https://x.example/?e=mina@example.org"}'
            ),
            context=msgspec.Raw(
                b'{"ip":"192.0.2.7","page":{"title":"Jars"},"traits":{"name":"Mina Kim"}}'
            ),
        )
    )
    text = msgspec.json.encode(masked).decode()
    for secret in ("mina@", "Mina", "mina-1", "MINA-12", "821012345678", "192.0.2.7"):
        assert secret not in text
    assert "Brass spoon" in text
    assert "Jars" in text
