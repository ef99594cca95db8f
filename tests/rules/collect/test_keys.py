import base64

import pytest

from dangol.live.collect.api import find_write_key

BASIC = b"Basic " + base64.b64encode(b"wk_basic:")


@pytest.mark.parametrize(
    ("places", "key"),
    [
        ({"authorization": BASIC}, "wk_basic"),
        ({"authorization": b"basic " + base64.b64encode(b"wk_basic")}, "wk_basic"),
        ({"authorization": b"Bearer wk_bearer"}, "wk_bearer"),
        ({"write_key": b"wk_header"}, "wk_header"),
        ({"write_key": b"wk_header:dangol"}, "wk_header"),
        ({"query": b"a=1&writeKey=wk%5Fquery"}, "wk_query"),
        ({"query": b"write_key=wk_query"}, "wk_query"),
        ({"body": b'{"event":"x","writeKey":"wk_body"}'}, "wk_body"),
    ],
)
def test_a_key_is_found_in_each_place(places: dict[str, bytes], key: str) -> None:
    assert find_write_key(**places) == key


def test_the_headers_come_before_the_body() -> None:
    assert find_write_key(authorization=BASIC, body=b'{"writeKey":"other"}') == "wk_basic"


@pytest.mark.parametrize(
    "places",
    [
        {},
        {"authorization": b"Basic !!!"},
        {"authorization": b"Basic " + base64.b64encode(b":")},
        {"authorization": b"Digest x"},
        {"write_key": b"  "},
        {"query": b"writeKey="},
        {"body": b'{"writeKey":5}'},
        {"body": b'{"writeKey":'},
        {"body": b'{"x":{"writeKey":"inner"}}'},
        {"body": b'{"writeKey":"\xff"}'},
        {"body": b'"writeKey"' + b"[" * 5000},
    ],
)
def test_where_no_key_is_stated_none_is_found(places: dict[str, bytes]) -> None:
    assert find_write_key(**places) is None


def test_an_unusable_header_lets_the_next_place_speak() -> None:
    assert find_write_key(authorization=b"Basic !", body=b'{"writeKey":"wk"}') == "wk"
