import json
from typing import Any

import msgspec
import pytest

from dangol.kernel.event import EMPTY, Identifier
from dangol.live.collect.api import Call
from dangol.live.identity.rules.claims import claims_of
from tests.rules.collect.wire import RECEIVED, SHOP, hear_json, heard_event, refusal_code, track


def test_a_track_call_becomes_an_event_of_its_source() -> None:
    event = heard_event(track(properties={"price": 1.10}, context={"ip": "1.2.3.4"}))
    assert (event.type, event.name, event.message_id) == ("track", "Viewed", "m1")
    assert (event.source, event.touchpoint, event.brand, event.proven) == (
        SHOP.name,
        "web",
        "onggi",
        False,
    )
    assert (event.user_id, event.anonymous_id, event.at) == ("u1", None, RECEIVED)
    assert bytes(event.properties) == b'{"price": 1.1}'
    assert bytes(event.context) == b'{"ip": "1.2.3.4"}'


@pytest.mark.parametrize("call", ["page", "screen"])
def test_a_page_or_screen_keeps_its_name(call: str) -> None:
    event = heard_event({"name": "Home", "anonymousId": "a"}, call)  # type: ignore[arg-type]
    assert (event.type, event.name, event.anonymous_id) == (call, "Home", "a")


def test_the_path_tells_the_type_of_a_single_call() -> None:
    assert heard_event({"type": "track", "userId": "u"}, "identify").type == "identify"


def test_an_event_without_message_id_gets_a_fresh_one() -> None:
    assert heard_event({"event": "x", "userId": "u"}).message_id == "fresh"


def test_numbers_given_as_ids_become_text() -> None:
    event = heard_event(track(userId=7, anonymousId=7.5, messageId=12))
    assert (event.user_id, event.anonymous_id, event.message_id) == ("7", "7.5", "12")


def test_a_long_decimal_keeps_every_digit() -> None:
    body = b'{"event":"x","userId":"u","properties":{"total":0.12345678901234567890}}'
    assert bytes(heard_event(body).properties) == b'{"total":0.12345678901234567890}'


def test_traits_of_an_identify_come_from_both_places_and_its_own_win() -> None:
    wire = {
        "userId": "u",
        "traits": {"plan": "gold"},
        "context": {"traits": {"plan": "old", "email": "a@example.org"}},
    }
    event = heard_event(wire, "identify")
    assert json.loads(bytes(event.traits)) == {"plan": "gold", "email": "a@example.org"}


def test_traits_of_a_group_are_the_groups_alone() -> None:
    wire = {
        "userId": "u",
        "groupId": "acme",
        "traits": {"name": "Acme"},
        "context": {"traits": {"email": "a@example.org"}},
    }
    event = heard_event(wire, "group")
    assert (event.group_id, json.loads(bytes(event.traits))) == ("acme", {"name": "Acme"})


def test_empty_objects_and_nulls_are_empty() -> None:
    event = heard_event(track(properties=None, traits={}, context=None))
    assert event.properties == event.traits == event.context == EMPTY


def test_external_ids_and_the_device_are_identifiers() -> None:
    context = {
        "externalIds": [
            {"type": "Loyalty_Id", "id": 42, "collection": "users"},
            {"type": "loyalty_id", "id": "42"},
        ],
        "device": {"id": "d1", "model": "Pixel"},
    }
    event = heard_event({"event": "x", "context": context})
    assert event.external_ids == (Identifier("loyalty_id", "42"),)
    assert event.device_id == "d1"


@pytest.mark.parametrize(
    "contact", [{"email": "a@example.org"}, {"phone": "010-1234-5678"}, {"phone": 821012345678}]
)
def test_an_email_address_or_phone_number_alone_says_who_it_is(contact: dict[str, Any]) -> None:
    assert heard_event({"traits": contact}, "identify").user_id is None
    told = heard_event({"event": "Viewed", "context": {"traits": contact}})
    assert [value for _, value in claims_of(told)] == [str(value) for value in contact.values()]


@pytest.mark.parametrize(
    ("call", "more"), [("track", {"event": "Viewed"}), ("group", {"groupId": "g"})]
)
def test_traits_of_another_call_say_nothing_of_who_it_is(call: Call, more: dict[str, str]) -> None:
    assert refusal_code({"traits": {"email": "a@x.org"}, **more}, call) == "identifier_missing"


def test_an_event_carries_the_currency_of_its_brand() -> None:
    source = msgspec.structs.replace(SHOP, currency="EUR")
    assert heard_event(track(), source=source).currency == "EUR"


def test_a_track_call_leaves_the_contexts_traits_where_they_are() -> None:
    event = heard_event({"event": "x", "context": {"traits": {"email": "a@example.org"}}})
    assert event.traits == EMPTY
    assert json.loads(bytes(event.context)) == {"traits": {"email": "a@example.org"}}


def test_an_alias_may_name_the_former_id_as_anonymous_id() -> None:
    assert heard_event({"userId": "u", "previousId": "a"}, "alias").previous_id == "a"
    assert heard_event({"userId": "u", "anonymousId": "a"}, "alias").previous_id is None


def test_a_device_told_by_a_word_is_no_identifier() -> None:
    assert heard_event(track(context={"device": "iPhone"})).device_id is None


DEEP = json.loads("[" * 32 + "]" * 32)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"userId": None}, "identifier_missing"),
        ({"userId": "  "}, "identifier_missing"),
        ({"userId": True}, "user_id_unusable"),
        ({"userId": ["u"]}, "user_id_unusable"),
        ({"userId": "u" * 256}, "user_id_unusable"),
        ({"anonymousId": {}}, "anonymous_id_unusable"),
        ({"previousId": []}, "previous_id_unusable"),
        ({"groupId": []}, "group_id_unusable"),
        ({"messageId": []}, "message_id_unusable"),
        ({"messageId": "m" * 256}, "message_id_unusable"),
        ({"event": None}, "event_name_missing"),
        ({"event": " "}, "event_name_missing"),
        ({"event": 5}, "event_name_unusable"),
        ({"event": "e" * 256}, "event_name_unusable"),
        ({"properties": []}, "properties_not_object"),
        ({"properties": "x"}, "properties_not_object"),
        ({"traits": 5}, "traits_not_object"),
        ({"context": "x"}, "context_not_object"),
        ({"context": {"device": {"id": []}}}, "device_id_unusable"),
        ({"context": {"externalIds": {}}}, "external_ids_unusable"),
        ({"context": {"externalIds": ["x"]}}, "external_ids_unusable"),
        ({"context": {"externalIds": [{"type": "a:b", "id": "1"}]}}, "external_ids_unusable"),
        ({"context": {"externalIds": [{"type": "a", "id": "1"}] * 21}}, "external_ids_unusable"),
        ({"timestamp": 1795338000000}, "timestamp_unusable"),
        ({"timestamp": "yesterday"}, "timestamp_unusable"),
        ({"timestamp": "1970-01-01T00:00:10Z"}, "timestamp_too_old"),
        ({"properties": {"x": DEEP}}, "event_too_deep"),
        ({"properties": {"x": "y" * 33_000}}, "event_too_large"),
        ({"properties": {"x": 10**30}}, "number_out_of_range"),
        ({"properties": {"x": "a\0b"}}, "text_has_nul"),
        ({"userId": "a\0b"}, "text_has_nul"),
    ],
)
def test_an_unusable_field_refuses_the_event(fields: dict[str, object], code: str) -> None:
    assert refusal_code(track(**fields)) == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[]", "event_not_object"),
        (b'"x"', "event_not_object"),
        (b"null", "event_not_object"),
        (b'{"event":"x","userId":"\xff"}', "text_unreadable"),
        (b'{"event":"x","userId":"u","properties":{"\xff":1}}', "text_unreadable"),
        (b'{"event":"x","userId":"u","properties":{"a":1e999}}', "number_out_of_range"),
        (
            b'{"event":"x","userId":"u","properties":{"a":0e-' + b"9" * 30 + b"}}",
            "number_out_of_range",
        ),
        (
            b'{"event":"x","userId":"u","properties":{"a":' + b"9" * 5000 + b"}}",
            "number_out_of_range",
        ),
    ],
)
def test_text_that_cannot_be_decoded_refuses_the_event(body: bytes, code: str) -> None:
    assert refusal_code(body) == code


def test_traits_of_an_identify_must_be_an_object_in_both_places() -> None:
    assert refusal_code({"userId": "u", "traits": ["x"]}, "identify") == "traits_not_object"
    wire = {"userId": "u", "context": {"traits": "x"}}
    assert refusal_code(wire, "identify") == "traits_not_object"


def test_a_group_call_needs_a_group_and_an_alias_a_former_id() -> None:
    assert refusal_code({"userId": "u"}, "group") == "group_id_missing"
    assert refusal_code({"userId": "u"}, "alias") == "previous_id_missing"


@pytest.mark.parametrize("stated", [None, "order", 5, ["track"]])
def test_in_a_batch_each_event_must_say_its_type(stated: object) -> None:
    heard = hear_json({"batch": [track(type=stated), track(type="track")]}, "batch")
    assert [(refused.index, refused.code) for refused in heard.refused] == [(0, "type_unknown")]
    assert heard.accepted == 1


def test_exactly_thirty_two_levels_are_accepted() -> None:
    inside = json.loads("[" * 30 + "]" * 30)
    event = heard_event(track(properties={"x": inside}))
    assert msgspec.json.decode(event.properties) == {"x": inside}


def test_a_long_row_of_digits_in_a_text_is_no_number() -> None:
    assert heard_event(track(properties={"card": "1" * 40, "flat": [[]] * 40})).user_id == "u1"
