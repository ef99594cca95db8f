"""A mapping of deliveries is checked whole, and says what it makes of one."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.live.collect.api import (
    Delivery,
    MappingInvalid,
    Trial,
    check_hook_mapping,
    hear_delivery,
    try_out,
)
from dangol.live.collect.contracts import BodyUnreadable
from tests.rules.collect_hooks.mapped import RECEIVED, SHOP

TILL = """
events:
  - when:
      - {path: kind, is: sale}
      - not: {path: void, is: true}
    type: track
    name: Order Completed
    message_id: {path: nr, prefix: till-}
    user_id: {path: [member.nr, phone]}
    timestamp: {path: at, format: "%Y-%m-%d %H:%M", zone: Asia/Seoul}
    properties:
      total: {path: sum, type: decimal}
      shop: 연희점
      label: {join: [{path: shop}, /, {path: nr}]}
      products: {each: lines, as: line, make: {sku: {path: line.code}, name: {path: line.name}}}
"""
SALE = (
    '{"kind":"sale","nr":17,"member":{"nr":""},"phone":"010-2345-6789","at":"2026-11-24 18:30",'
    '"sum":"39,000","lines":[{"code":"J7","name":"항아리"},{"code":"S1"}]}'
)


def faults(text: str) -> dict[str, str]:
    with pytest.raises(MappingInvalid) as raised:
        check_hook_mapping(text)
    return raised.value.fields


def tried(text: str, body: str) -> Trial:
    delivery = Delivery("", "", body.encode())
    return try_out(delivery, SHOP, check_hook_mapping(text), received=RECEIVED)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("events: [", "line 1"),
        ("just words", "document"),
        ("topics: [a]", "events"),
        ("events: 7", "events"),
        ("events: [7]", "events.0"),
        ("events: [{type: buy}]", "events.0.type"),
        ("events: [{type: {path: kind}}]", "events.0.type"),
        ("events: [{type: track}]", "events.0.name"),
        ("events: [{type: page, who: x}]", "events.0.who"),
        ("events: [{type: page, traits: 7}]", "events.0.traits"),
        ("events: [{type: page, each: 7}]", "events.0.each"),
        ("events: [{type: page, each: a..b}]", "events.0.each"),
        ("events: [{type: page, as: a b}]", "events.0.as"),
        ("events: [{type: page, when: 7}]", "events.0.when.0"),
        ("events: [{type: page, when: {path: a}}]", "events.0.when.0"),
        ("events: [{type: page, when: {path: a, is: 1, gt: 2}}]", "events.0.when.0"),
        ("events: [{type: page, when: {path: a, in: x}}]", "events.0.when.0.in"),
        ("events: [{type: page, when: {path: a, exists: x}}]", "events.0.when.0.exists"),
        ("events: [{type: page, when: {any: [{path: a}]}}]", "events.0.when.0.any.0"),
        ("events: [{type: page, when: {not: x}}]", "events.0.when.0.not"),
        ("events: [{type: page, timestamp: {zone: UTC}}]", "events.0.timestamp"),
        ("events: [{type: page, timestamp: {path: a, zone: Seoul}}]", "events.0.timestamp.zone"),
        ("events: [{type: page, timestamp: {path: a, type: x}}]", "events.0.timestamp.type"),
        ("events: [{type: page, user_id: {path: 7}}]", "events.0.user_id.path"),
        ("events: [{type: page, user_id: {path: []}}]", "events.0.user_id.path"),
        ("events: [{type: page, user_id: {path: a, kind: x}}]", "events.0.user_id.kind"),
        ("events: [{type: page, user_id: {join: []}}]", "events.0.user_id"),
        ("events: [{type: page, user_id: {join: [{path: 7}]}}]", "events.0.user_id.join.0.path"),
        ("events: [{type: page, traits: {a: {path: a, type: money}}}]", "events.0.traits.a.type"),
        (
            "events: [{type: page, traits: {a: {path: a, type: minor}}}]",
            "events.0.traits.a.currency",
        ),
        ("events: [{type: page, traits: {a: {path: a, empty: x}}}]", "events.0.traits.a.empty"),
        (
            "events: [{type: page, traits: {a: {path: a, absolute: x}}}]",
            "events.0.traits.a.absolute",
        ),
        ("events: [{type: page, traits: {a: {path: a, prefix: 7}}}]", "events.0.traits.a.prefix"),
        ("events: [{type: page, traits: {a: {each: b}}}]", "events.0.traits.a"),
        (
            "events: [{type: page, traits: {a: {each: b, make: {path: 7}}}}]",
            "events.0.traits.a.make.path",
        ),
        ("events: [{type: page, traits: {a: [{path: a, type: x}]}}]", "events.0.traits.a.0.type"),
        ("events: []\ntopics: order", "topics"),
        ("events: []\nversion: one", "version"),
        ("events: []\nrows: 3", "rows"),
        ("events: [&a {type: page}]", "line 1"),
        ("# " + "x" * 70_000, "document"),
    ],
)
def test_a_fault_is_named_by_its_path(text: str, path: str) -> None:
    assert path in faults(text)


def test_every_fault_is_told_at_once() -> None:
    found = faults("events: [{type: buy, who: 1}, {type: track}]")
    assert sorted(found) == ["events.0.type", "events.0.who", "events.1.name"]


def test_a_till_of_one_s_own_is_mapped() -> None:
    trial = tried(TILL, SALE)
    assert trial.faults == {}
    assert trial.calls == [
        {
            "type": "track",
            "event": "Order Completed",
            "messageId": "till-17",
            "userId": "010-2345-6789",
            "timestamp": "2026-11-24T18:30:00+09:00",
            "properties": {
                "total": 39000,
                "shop": "연희점",
                "products": [{"sku": "J7", "name": "항아리"}, {"sku": "S1"}],
            },
        }
    ]


@pytest.mark.parametrize(
    ("old", "new"), [('"sale"', '"refund"'), ('"nr":17', '"nr":17,"void":true')]
)
def test_what_the_conditions_leave_out_becomes_nothing(old: str, new: str) -> None:
    assert tried(TILL, SALE.replace(old, new)) == Trial([], {})


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"39,000"', '"much"', "sum"),
        ("2026-11-24 18:30", "yesterday", "at"),
        ("010-2345-6789", "", "events.0"),
    ],
)
def test_a_delivery_that_does_not_fit_names_the_place(old: str, new: str, path: str) -> None:
    assert list(tried(TILL, SALE.replace(old, new)).faults) == [path]


def test_without_a_message_id_the_same_body_is_known_again() -> None:
    text = "events: [{type: page, user_id: {path: who}}, {type: identify, user_id: {path: who}}]"
    first, second = tried(text, '{"who":"u1"}').calls
    assert first["messageId"].startswith("hook-")
    assert (first["messageId"][:-1], second["messageId"][-2:]) == (second["messageId"][:-1], "-2")
    assert tried(text, '{"who":"u1"}').calls[0] == first
    assert tried(text, '{"who":"u2"}').calls[0]["messageId"] != first["messageId"]


def test_conditions_compare_as_people_read() -> None:
    text = "events: [{type: page, user_id: u, when: {path: n, in: [7, x]}}]"
    made = [len(tried(text, f'{{"n":{n}}}').calls) for n in ("7", '"7"', "7.0", '"x"', "true")]
    assert made == [1, 1, 1, 1, 0]


@given(st.decimals(min_value="0.01", max_value="1e12", places=2))
def test_no_digit_of_an_amount_is_lost(amount: Decimal) -> None:
    text = "events: [{type: track, name: A, user_id: u, properties: {total: {path: a}}}]"
    delivery = Delivery("", "", b'{"a":%s}' % str(amount).encode())
    (event,) = hear_delivery(delivery, SHOP, [check_hook_mapping(text)], received=RECEIVED).entries
    assert bytes(event.properties) == b'{"total":%s}' % str(amount).encode()  # type: ignore[union-attr]


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["kind", "nr", "member", "sum", "at", "lines", "phone", "x"]), inner
    ),
    max_leaves=12,
))  # fmt: skip
def test_any_body_becomes_entries_or_a_refusal_and_never_fails(body: object) -> None:
    text = msgspec.json.encode({"kind": "sale", "void": False, "nr": body, "lines": body})
    heard = hear_delivery(
        Delivery("", "", text), SHOP, [check_hook_mapping(TILL)], received=RECEIVED
    )
    assert len(heard.entries) == heard.accepted + len(heard.refused)


@pytest.mark.parametrize("body", [b"", b"[1]", b"7", b"{", b'{"a":"\xff"}'])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(BodyUnreadable):
        hear_delivery(Delivery("", "", body), SHOP, [check_hook_mapping(TILL)], received=RECEIVED)
