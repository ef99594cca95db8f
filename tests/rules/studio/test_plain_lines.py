"""Events as plain sentences, in both languages."""

import re
from typing import Any

import msgspec
import pytest

from dangol.kernel.event import Event
from dangol.kernel.words import translate
from dangol.studio.customers import sentences
from dangol.studio.customers.event_values import LONGEST
from dangol.studio.customers.plain_lines import tell
from dangol.studio.customers.sentences import BY_CALL, BY_EVENT, find_places, kind_of
from dangol.studio.customers.words import say


def event(name: str = "", properties: Any = None, **more: Any) -> Event:
    fields: dict[str, Any] = {
        "type": "track",
        "message_id": "m",
        "source": "onggi-web",
        "touchpoint": "web",
        "brand": "onggi",
        "at": 1,
        "received": 1,
        "properties": msgspec.Raw(msgspec.json.encode(properties or {})),
    }
    return Event(name=name, **{**fields, **more})


def lines(*arguments: Any, **more: Any) -> tuple[str, str]:
    told = tell(event(*arguments, **more), "Onggi")
    return say(told, "en"), say(told, "ko")


ORDER = {
    "total": 42000,
    "currency": "KRW",
    "products": [{"name": "Brass spoon", "quantity": 2}, {"name": "Onggi jar"}],
}

TOLD = [
    (
        ("Order Completed", ORDER),
        "Bought for ₩42,000 (3 items) in the Onggi web shop",
        "Onggi 웹 매장에서 ₩42,000 구매(상품 3개)",
    ),
    (
        ("Order Completed", {"revenue": "11.5", "currency": "usd", "products": [{"sku": "a"}]}),
        "Bought for $11.50 (1 item) in the Onggi web shop",
        "Onggi 웹 매장에서 US$11.50 구매(상품 1개)",
    ),
    (
        ("Order Completed", {"total": 8.99}),
        "Bought for 8.99 in the Onggi web shop",
        "Onggi 웹 매장에서 8.99 구매",
    ),
    (("Order Completed", {}), "Placed an order in the Onggi web shop", "Onggi 웹 매장에서 주문함"),
    (("order_completed", {}), "Placed an order in the Onggi web shop", "Onggi 웹 매장에서 주문함"),
    (("Product Viewed", {"name": "놋수저"}), "Looked at “놋수저”", "‘놋수저’ 상품을 봄"),
    (
        ("Product Viewed", {"name": "Jar", "price": 9000, "currency": "KRW"}),
        "Looked at “Jar” for ₩9,000",
        "₩9,000의 ‘Jar’ 상품을 봄",
    ),
    (("Products Searched", {"query": "rice"}), "Searched for “rice”", "‘rice’ 검색"),
    (
        ("Product Added", {"name": "Jar", "quantity": 3}),
        "Put 3 × “Jar” in the cart",
        "‘Jar’ 상품 3개를 장바구니에 담음",
    ),
    (
        ("Email Opened", {"email_subject": "Autumn sale"}),
        "Opened the e-mail “Autumn sale”",
        "‘Autumn sale’ 이메일을 열어 봄",
    ),
    (
        ("Email Link Clicked", {"link_url": "https://onggi.example/x?y=1"}),
        "Followed a link to onggi.example in an e-mail",
        "이메일에서 onggi.example 링크를 누름",
    ),
    (
        ("Video Playback Completed", {"title": "How to care"}),
        "Watched “How to care” to the end",
        "‘How to care’ 동영상을 끝까지 봄",
    ),
    (
        ("Live Chat Conversation Started", {}),
        "Started a chat with Onggi",
        "Onggi 채팅 상담을 시작함",
    ),
    (("Application Opened", {}), "Opened the Onggi app", "Onggi 앱을 엶"),
    (("Call Started", {}), "Called the call centre of Onggi", "Onggi 고객센터에 전화함"),
    (
        ("Call Completed", {"duration": 245}),
        "Talked with the call centre of Onggi for 4 min",
        "Onggi 고객센터와 4분 통화함",
    ),
    (
        ("Rice Cooked", {}),
        "“Rice Cooked” in the Onggi web shop",
        "Onggi 웹 매장에서 ‘Rice Cooked’ 이벤트",
    ),
]


@pytest.mark.parametrize(("told", "english", "korean"), TOLD)
def test_a_track_is_told_by_its_name(told: tuple[Any, ...], english: str, korean: str) -> None:
    assert lines(*told) == (english, korean)


def test_the_other_calls_have_sentences_of_their_own() -> None:
    traits = msgspec.Raw(b'{"first_name":"Mina","email":"m@x.org","shoeSize":240,"x":null}')
    assert lines(type="identify", traits=traits) == (
        "Told Onggi: first name, e-mail address, shoe size",
        "Onggi에 알려 준 정보: 이름, 이메일 주소, shoe size",
    )
    assert lines("Jars", type="page") == ("Looked at the page “Jars”", "‘Jars’ 페이지를 봄")
    assert lines(type="page", properties=msgspec.Raw(b'{"path":"/jars"}'))[0] == (
        "Looked at the page “/jars”"
    )
    assert lines("Home", type="screen") == (
        "Looked at “Home” in the app",
        "앱에서 ‘Home’ 화면을 봄",
    )
    assert lines(type="group", group_id="club")[1] == "‘club’ 그룹에 들어감"
    assert lines(type="alias")[0] == "Was recognised as somebody already known to Onggi"


def test_many_details_are_counted_not_listed() -> None:
    traits = msgspec.Raw(msgspec.json.encode({f"t{number}": 1 for number in range(9)}))
    assert lines(type="identify", traits=traits)[0] == "Told Onggi: t0, t1, t2, t3, 5 more"


def test_what_a_stranger_sends_is_only_ever_text() -> None:
    assert lines("Product Viewed", {"name": "{brand.__class__} %s"})[0] == (
        "Looked at “{brand.__class__} %s”"
    )
    assert lines("Product Viewed", {"name": ["a"], "price": {"x": 1}})[0] == "Looked at a product"
    assert lines("Order Completed", [1, 2])[0] == "Placed an order in the Onggi web shop"
    assert lines("Product Viewed", {"name": "a\n\tb"})[0] == "Looked at “a b”"
    assert lines("Email Link Clicked", {"link_url": "http://[x"})[0].endswith(
        "http://[x in an e-mail"
    )
    assert lines("")[0] == "in the Onggi web shop"


def test_a_long_value_is_clipped() -> None:
    told = lines("Product Viewed", {"name": "x" * 500})[0]
    assert told == f"Looked at “{'x' * (LONGEST - 1)}…”"


def every_sentence() -> list[str]:
    tables = (*BY_EVENT.values(), *BY_CALL.values())
    told = [sentence for table in tables for sentence in table]
    parts = ("ONE_ITEM", "SEVERAL_ITEMS", "SECONDS", "MINUTES", "MORE")
    return [
        *told,
        *sentences.PLACES.values(),
        *sentences.DETAILS.values(),
        *(getattr(sentences, part) for part in parts),
    ]


def test_every_sentence_has_a_korean_one_with_the_same_places() -> None:
    korean = {sentence: translate(sentence, "ko") for sentence in every_sentence()}
    assert [told for told in korean if not re.search("[가-힣]", korean[told])] == []
    assert [
        told for told in korean if set(find_places(korean[told])) != set(find_places(told))
    ] == []


def test_every_event_can_be_told_without_any_property() -> None:
    last = {name: set(find_places(sentences[-1])) for name, sentences in BY_EVENT.items()}
    assert [name for name, places in last.items() if not places <= {"brand", "place"}] == []
    assert [name for name in BY_EVENT if "{" in lines(name)[0]] == []


def test_events_are_sorted_by_what_they_are_about() -> None:
    assert kind_of(event("Order Completed")) == "orders"
    assert kind_of(event("Email Opened")) == "messages"
    assert kind_of(event("Call Started")) == "help"
    assert kind_of(event("x", type="page")) == "browsing"
    assert kind_of(event("Rice Cooked")) == "other"
