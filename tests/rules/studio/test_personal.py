"""What people without the right to personal data get to see."""

import msgspec

from dangol.kernel.event import Event, Identifier
from dangol.studio.customers.personal import mask_event, mask_identifier, mask_name, mask_trait


def test_enough_of_an_identifier_stays_to_tell_two_apart() -> None:
    assert mask_identifier("email", "mina@example.org") == "m•••@e•••.org"
    assert mask_identifier("phone", "+821012345678") == "•••78"
    assert mask_identifier("anonymous_id", "0b1c2d3e4f5a6b7c") == "0b•••7c"
    assert mask_identifier("user_id", "42") == "4•••"


def test_a_name_keeps_its_first_letter() -> None:
    assert mask_name("김민아") == "김•••"
    assert mask_name("010-1234-5678") == "•••78"


def test_only_traits_of_a_person_are_hidden() -> None:
    assert mask_trait("firstName", "Mina") == "M•••"
    assert mask_trait("birthday", "1990-01-02") == "1•••"
    assert mask_trait("address", {"street": "Sejong-daero 1", "floor": 3}) == {
        "street": "S•••",
        "floor": "•••",
    }
    assert mask_trait("plan", "gold") == "gold"
    assert mask_trait("note", "write to mina@example.org") == "write to m•••@e•••.org"


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
