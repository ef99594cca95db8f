"""Card, resident numbers and passwords are taken out of any text; what only looks alike stays."""

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.event import Event, Rejection
from dangol.live.collect.rules.personal.masking import HashKeys
from dangol.live.collect.rules.personal.numbers import find_numbers
from dangol.live.collect.rules.personal.passwords import is_password_key
from dangol.live.collect.rules.personal.spelling import plain
from dangol.live.collect.rules.personal.suspicion import is_suspicious
from dangol.live.collect.rules.shielding import Shield
from tests.drawing import draw
from tests.rules.collect.planted import CARDS, LOOK_ALIKES, SPELLINGS, order_numbers
from tests.rules.collect.wire import RECEIVED, SHOP, hear_json, heard_event, track

YEAR = 2026
KEYED = Shield(HashKeys({1: b"a key"}))


def kinds(text: str) -> list[str]:
    return [found.kind for found in find_numbers(plain(text).text, YEAR)]


@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_of_every_issuer_is_found(number: str) -> None:
    assert kinds(number) == ["card"]
    assert kinds(f"pay {number}, thanks") == ["card"]
    assert kinds(number[:-1] + str((int(number[-1]) + 1) % 10)) == []


@pytest.mark.parametrize(
    "number",
    [
        "900101-1234567",
        "9001011234567",
        "900101 1234567",
        "900101 - 1234567",
        "900101-1 234567",
        "90.01.01-1234567",
        "040229-3234567",
        "850101-5234567",
        "261125-4123456",
        "9 0 0 1 0 1 1 2 3 4 5 6 7",
    ],
)
def test_a_resident_number_is_found_without_its_check_digit(number: str) -> None:
    assert kinds(number) == ["resident"]
    assert kinds(f"no. {number}.") == ["resident"]


@pytest.mark.parametrize(
    "number",
    [
        "901301-1234567",  # no such month
        "900132-1234567",  # no such day
        "900230-1234567",  # nor this one
        "900101-9234567",  # of nobody alive
        "270101-3234567",  # not born yet
        "900101-123456",
        "1900101-1234567",
    ],
)
def test_what_is_nobodys_birth_is_no_resident_number(number: str) -> None:
    assert kinds(number) == []


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert kinds(text) == []
    event = heard_event(track(properties={"value": text}))
    assert json.loads(bytes(event.properties)) == {"value": text}
    assert event.flags == ()


def test_a_thousand_order_numbers_and_times_stay_to_the_digit() -> None:
    for number in order_numbers(random.Random(3), 1000):
        properties = {"order_id": str(number), "at": number, "url": f"/orders/{number}?x=1"}
        body = json.dumps(track(properties=properties)).encode()
        event = heard_event(body)
        assert json.loads(bytes(event.properties)) == properties
        assert event.flags == ()


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda one: one.name)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_every_spelling_is_hidden_and_told(spelling: Any, ascii_only: bool) -> None:
    wire = spelling.event({"type": "track", "event": "Note", "userId": "u1", "messageId": "m"})
    heard = hear_json(json.dumps(wire, ensure_ascii=ascii_only).encode(), shield=KEYED)
    (entry,) = heard.entries
    assert isinstance(entry, Event | Rejection)
    written = json.dumps(json.loads(_written(entry)), ensure_ascii=False)
    assert spelling.kind in written
    assert not kinds(written)
    assert spelling.kind in {flag.kind for flag in entry.flags}
    assert {flag.done for flag in entry.flags} == {"masked"}


def _written(entry: Event | Rejection) -> str:
    if isinstance(entry, Rejection):
        return json.dumps([entry.raw, entry.message_id])
    parts = [bytes(part).decode() for part in (entry.traits, entry.properties, entry.context)]
    return json.dumps([entry.name, entry.user_id, entry.message_id, *map(json.loads, parts)])


def test_a_number_as_a_number_is_hidden() -> None:
    wire = track(properties={"a": 4111111111111111, "b": 4111111111111111.0, "c": 41111111111.11})
    event = heard_event(wire)
    assert json.loads(bytes(event.properties)) == {
        "a": "[card]",
        "b": "[card]",
        "c": 41111111111.11,
    }
    assert [flag.path for flag in event.flags] == ["properties.a", "properties.b"]


def test_thirteen_bare_digits_are_a_time_unless_their_name_says_otherwise() -> None:
    wire = track(properties={"at": 1505053234567, "주민등록번호": 1505053234567})
    event = heard_event(wire)
    assert json.loads(bytes(event.properties)) == {
        "at": 1505053234567,
        "주민등록번호": "[resident]",
    }


def test_ids_that_are_hidden_stay_two() -> None:
    one, two = (
        heard_event(track(messageId=number, userId=number), shield=KEYED)
        for number in ("4111111111111111", "5555555555554444")
    )
    assert one.message_id.startswith("[card:")
    assert one.user_id == one.message_id
    assert one.message_id != two.message_id
    again = heard_event(track(messageId="4111 1111 1111 1111"), shield=KEYED)
    assert again.message_id == one.message_id


def test_names_that_become_the_same_stay_two() -> None:
    event = heard_event(track(properties={"4111111111111111": 1, "5555555555554444": 2}))
    assert json.loads(bytes(event.properties)) == {"[card]": 1, "[card] 2": 2}


def test_decimals_keep_their_digits_where_something_is_hidden() -> None:
    body = (
        b'{"event":"x","userId":"u","properties":'
        b'{"total":0.12345678901234567890,"c":"4111111111111111"}}'
    )
    assert bytes(heard_event(body).properties) == b'{"total":0.12345678901234567890,"c":"[card]"}'


def test_a_name_that_occurs_twice_hides_nothing() -> None:
    body = b'{"event":"x","userId":"u","properties":{"a":"4111111111111111","a":"b"}}'
    assert b"4111" not in bytes(heard_event(body).properties)


def test_what_is_refused_is_kept_without_numbers_wherever_the_text_is_cut() -> None:
    filler = "x" * 2020
    body = b'{"userId":[],"p":"' + filler.encode() + b' 4111111111111111 900101-1234567"}'
    (entry,) = hear_json(body).entries
    assert isinstance(entry, Rejection)
    assert "4111" not in entry.raw
    assert "9001" not in entry.raw


@pytest.mark.parametrize(
    "body",
    [
        b'{"event":"4111111111111111","userId":"\xff"}',
        b'{"event":"x","p":1e999,"c":"4111111111111111"}',
        b'{"event":"x","userId":"u","c":"4111111111111111","d":' + b"[" * 99 + b"]" * 99 + b"}",
        b'{"event":"x","c":"4111111111111111","d":"' + b"y" * 40_000 + b'"}',
    ],
)
def test_what_cannot_be_read_is_kept_without_numbers(body: bytes) -> None:
    (entry,) = hear_json(b'{"batch":[' + body + b"]}", "batch").entries
    assert isinstance(entry, Rejection)
    assert "4111" not in entry.raw
    assert "[card]" in entry.raw


@pytest.mark.parametrize(
    ("key", "is_one"),
    [
        ("password", True),
        ("userPassword", True),
        ("new_password", True),
        ("password_confirmation", True),
        ("Passwd", True),
        ("pwd", True),
        ("client_secret", True),
        ("secretKey", True),
        ("비밀번호", True),
        ("새 비밀번호", True),
        ("ｐａｓｓｗｏｒｄ", True),
        ("password_reset", False),
        ("passwordStrength", False),
        ("passport", False),
        ("passenger", False),
        ("secret_santa", False),
    ],
)
def test_a_password_is_known_by_its_name(key: str, is_one: bool) -> None:
    assert is_password_key(key) is is_one
    event = heard_event(track(properties={"form": {key: "hunter2 is mine"}}))
    assert ("hunter2" not in bytes(event.properties).decode()) is is_one


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("login?user=mina&pwd=hunter2&x=1", "login?user=mina&pwd=[password]&x=1"),
        ("password: hunter2, please", "password: [password], please"),
        ("비밀번호는 hunter2! 입니다", "비밀번호는 [password] 입니다"),
        ("비밀번호는 변경해야 합니다", "비밀번호는 변경해야 합니다"),
        ("https://mina:hunter2@shop.example/", "https://mina:[password]@shop.example/"),
        ('{"password":"two words","a":1}', '{"password":"[password]","a":1}'),
        ("A passport: red", "A passport: red"),
        ("Victoria's Secret: new", "Victoria's Secret: new"),
    ],
)
def test_a_password_in_a_text_is_hidden(text: str, kept: str) -> None:
    event = heard_event(track(properties={"text": text}))
    assert json.loads(bytes(event.properties)) == {"text": kept}


def test_whether_somebody_has_a_password_stays() -> None:
    properties = {"password": None, "hasPassword": True, "secret": False, "pwd": ""}
    assert json.loads(bytes(heard_event(track(properties=properties)).properties)) == properties


@draw(300)
@given(
    st.text(max_size=40),
    st.text(max_size=40),
    st.sampled_from(
        ["4111 1111 1111 1111", "５５５５－５５５５－５５５５－４４４４", "900101-1234567"]
    ),
    st.booleans(),
)
def test_nothing_around_a_number_hides_it_from_the_first_look(
    before: str, after: str, number: str, ascii_only: bool
) -> None:
    text = f"{before} {number} {after}"
    raw = json.dumps({"a": text}, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert is_suspicious(raw)


@draw(300)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_the_plain_form_points_back_into_the_text(text: str) -> None:
    said = plain(text)
    for at in range(len(said.text)):
        start, end = said.origin(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert said.text[at] in plain(text[start:end]).text


def test_a_source_and_an_instant_are_all_it_takes() -> None:
    heard = hear_json(track(properties={"c": "4111111111111111"}), source=SHOP)
    (event,) = heard.entries
    assert isinstance(event, Event)
    assert (event.received, heard.accepted, heard.refused) == (RECEIVED, 1, [])


UUID = b"3f2504e0-4f89-41d3-9a0c-0305e82c3301"


def test_a_time_before_a_random_id_is_no_number() -> None:
    assert not is_suspicious(b'{"messageId":"ajs-next-1795642145123-%b"}' % UUID)
    assert not is_suspicious(b'{"a":"1795642145123-%b","b":"1795642145123-%b"}' % (UUID, UUID))


@pytest.mark.parametrize(
    "body",
    [
        b"4111111111111111-4f89-41d3-9a0c-0305e82c3301",
        b"3f2504e0-4f89-41d3-9a0c-4111111111111111",
        b"%b 4111-1111-1111-1111" % UUID,
        b"4111-1111-1111-1111-%b" % UUID,
    ],
)
def test_a_card_number_beside_a_random_id_is_still_seen(body: bytes) -> None:
    assert is_suspicious(body)
