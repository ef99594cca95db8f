"""What compiled code takes apart is what Python would have read, and it never takes what is odd."""

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dangol.live.collect.contracts import DEEPEST, BodyTooLarge, BodyUnreadable, Heard
from dangol.live.collect.rules import hearing
from dangol.live.collect.rules.personal.suspicion import is_suspicious
from dangol.live.collect.rules.swift import COMPILED, EDITION, take_apart
from tests.drawing import draw
from tests.rules.collect.planted import CARDS, SPELLINGS
from tests.rules.collect.test_accepted_decodes import EVENTS, written
from tests.rules.collect.wire import hear_json, track
from tools.compiling import SOURCE, compile_source
from tools.house import ROOT

compiled = pytest.mark.skipif(not COMPILED, reason="this machine cannot compile for Python")

PIECES = st.sampled_from(
    [
        *(b"4111", b"1111", b"1763000000000", b"4111111111111111", b"900101", b"1234567", b"1"),
        *(b" ", b"-", b".", b"_", b"/", b"\t", b"%20", b"%2D", b"%34", b"%EA%B0%80", b"%"),
        *(b"550e8400-e29b-41d4-a716-446655440000", b"a", b"f", b"-4", b"e12", b"E400", b"x"),
        *("가".encode(), "１".encode(), b"\xff", b"\\u0031", b"\\", b"{", b"[", b"\x01"),
        *(b"pass", b"PassWord", b"pwd", b"sEcret", b"://u:p@h", b"@", b":", b"rrn", b"jumin"),
    ]
)
TEXTS = st.lists(PIECES, max_size=6).map(b"".join)


def event_with(text: bytes) -> bytes:
    return written({"properties": b'{"note":"' + text + b'"}'})


def hear_both(body: bytes, call: Any) -> tuple[object, object]:
    """Return what a request says with compiled code and without."""
    told = []
    for take in (take_apart, lambda *_: None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hearing, "take_apart", take)
            try:
                told.append(hear_json(body, call))
            except (BodyUnreadable, BodyTooLarge) as refusal:
                told.append(f"{refusal.code} {refusal.values}")
    return told[0], told[1]


@compiled
@draw(400)
@given(st.lists(EVENTS | TEXTS.map(event_with), max_size=4), st.sampled_from([b"", b" ", b"\n\t"]))
@example([event_with(b"1763000000000-550e8400-e29b-41d4-a716-446655440000")], b"")
@example([event_with(b"550e8400-e29b-41d4-a716-446655440000%20a 4111 1111")], b"")
@example([event_with(b"ab%20550e8400-e29b-41d4-a716-446655440000")], b"")
@example([b'{"event":"a","event":null,"userId":"\xe3\x80\x80","context":null,"traits":{ }}'], b" ")
def test_a_request_says_the_same_whoever_takes_it_apart(raws: list[bytes], blank: bytes) -> None:
    batch = blank + b'{"sentAt":"2026-11-22T08:59:00Z","batch":[' + b",".join(raws) + b"]}" + blank
    for body, call in [(batch, "batch"), *((raw, "track") for raw in raws)]:
        swiftly, usually = hear_both(body, call)
        assert swiftly == usually
        if take_apart(body, call) is not None:
            assert not is_suspicious(body)


@compiled
@draw(300)
@given(TEXTS)
def test_the_quick_look_misses_nothing_in_any_text(text: bytes) -> None:
    body = event_with(text)
    if is_suspicious(body):
        assert take_apart(body, "track") is None


@compiled
@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda one: one.name)
@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_planted_number_is_never_taken(spelling: Any, ascii_only: bool) -> None:
    body = json.dumps(spelling.put(track()), ensure_ascii=ascii_only).encode()
    assert take_apart(body, "track") is None


@compiled
@pytest.mark.parametrize("number", CARDS)
def test_a_card_number_is_never_taken(number: str) -> None:
    for place in ("messageId", "event", "note"):
        assert take_apart(json.dumps(track(**{place: number})).encode(), "track") is None


USUAL = {
    "type": "track",
    "event": "상품 봄",
    "userId": "u1",
    "messageId": "ajs-next-1763000000000-550e8400-e29b-41d4-a716-446655440000",
    "timestamp": "2026-05-22T07:36:03.123Z",
    "properties": {"price": 18.99, "quantity": 1, "nothing": None, "tags": ["a", []], "new": True},
    "context": {
        "page": {"url": "https://example.org/?q=%EB%AC%B4%EC%87%A0&n=12"},
        "traits": {"email": "mina@example.org", "phone": "010-1234-5678"},
        "userAgent": "Mozilla/5.0 (Windows NT 10.0) Chrome/131.0.6778.86 Safari/537.36",
    },
    "integrations": {},
}


@compiled
def test_what_is_usual_is_taken() -> None:
    one = json.dumps(USUAL, ensure_ascii=False).encode()
    taken = take_apart(one, "track")
    assert taken is not None
    assert (taken.events[0].event, taken.events[0].user_id) == ("상품 봄", "u1")
    assert json.loads(bytes(taken.events[0].properties)) == USUAL["properties"]
    batch = take_apart(b'{"batch":[%b,%b],"sentAt":"now","writeKey":"wk"}' % (one, one), "batch")
    assert batch is not None
    assert (batch.events[1], batch.sent_at) == (taken.events[0], "now")


def deep(levels: int) -> bytes:
    return written({"properties": b'{"a":' + b"[" * levels + b"]" * levels + b"}"})


ODD = {
    "escape": event_with(rb"\n"),
    "exponent": written({"properties": b'{"a":1e5}'}),
    "nineteen digits": written({"properties": b'{"a":1' + b"0" * 18 + b"}"}),
    "leading zero": written({"properties": b'{"a":01}'}),
    "no fraction": written({"properties": b'{"a":1.}'}),
    "no digit": written({"properties": b'{"a":-}'}),
    "control character": event_with(b"\x01"),
    "comma before the end": written({"properties": b'{"a":1,}'}),
    "a number for an id": written({"userId": b"7"}),
    "a blank id": written({"userId": b'" "'}),
    "a wide blank as an id": written({"userId": '"\u3000"'.encode()}),
    "an empty id": written({"messageId": b'""'}),
    "a long name": written({"event": b'"' + b"n" * 256 + b'"'}),
    "a list of properties": written({"properties": b"[]"}),
    "no text": event_with(b"\xff"),
    "too deep": deep(DEEPEST - 1),
    "too large": event_with(b"n" * 33_000),
    "cut short": written({})[:-1],
    "cut in a text": b'{"event":"a',
    "cut behind a name": b'{"event"',
    "more behind it": written({}) + b"{}",
    "nothing": b"",
    "a list": b"[]",
    "sign-in": event_with(b"https://mina:geheim@example.org"),
}


@compiled
@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_is_left_to_python(odd: str) -> None:
    assert take_apart(ODD[odd], "track") is None
    swiftly, usually = hear_both(ODD[odd], "track")
    assert swiftly == usually


@compiled
@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"batch":{}}',
        b'{"batch":[],"batch":[]}',
        b'{"batch":[],"sentAt":7}',
        b'{"batch":[' + b",".join([b"{}"] * 10_001) + b"]}",
        b'{"batch":[],"a":' + b"[" * 40 + b"]" * 40 + b"}",
    ],
)
def test_a_batch_that_is_odd_is_left_to_python(body: bytes) -> None:
    assert take_apart(body, "batch") is None
    swiftly, usually = hear_both(body, "batch")
    assert swiftly == usually


@compiled
def test_as_deep_as_an_event_may_be_is_taken() -> None:
    assert take_apart(deep(DEEPEST - 2), "track") is not None
    assert take_apart(b'{"batch":[]}', "batch") is not None


def test_every_way_to_cut_a_request_short_is_survived() -> None:
    body = json.dumps({"batch": [USUAL], "sentAt": "now"}).encode()
    for end in range(len(body)):
        assert take_apart(body[:end], "batch") is None


def test_one_refused_event_has_the_request_read_by_python() -> None:
    heard: Heard = hear_json({"batch": [{**track(), "type": "track"}, {"type": "x"}]}, "batch")
    assert (heard.accepted, [refused.code for refused in heard.refused]) == (1, ["type_unknown"])


def test_what_is_compiled_can_be_loaded(tmp_path: Path) -> None:
    source = Path(shutil.copy(ROOT / SOURCE, tmp_path))
    made = compile_source(source)
    if made is None:
        pytest.skip("this machine cannot compile for Python")
    assert compile_source(source) == made, "what is made is not made again"
    spec = importlib.util.spec_from_file_location("_wire", made)
    assert spec is not None
    assert importlib.util.module_from_spec(spec).EDITION == EDITION


def test_without_a_compiler_it_is_said_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Path(shutil.copy(ROOT / SOURCE, tmp_path))
    for compiler in ("no-such-compiler", "false"):
        monkeypatch.setenv("CC", compiler)
        assert compile_source(source) is None
    assert "which is slower" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [source]
