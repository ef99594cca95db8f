"""A plan drafted from what was heard lets in all that it was drafted from."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.event import Event
from dangol.live.collect.api import check_plan, compile_plan
from dangol.live.collect.rules.personal.masking import HashKeys
from dangol.live.collect.rules.plans.inferring import Inference, is_personal
from dangol.live.collect.rules.shielding import Shield
from tests.drawing import draw
from tests.rules.collect.wire import hear_json, heard_event, track


def inferred(*wires: dict[str, Any], call: str = "track") -> Any:
    found = Inference()
    for wire in wires:
        found.add(heard_event({"userId": "u", **wire}, call))  # type: ignore[arg-type]
    text = found.write()
    check_plan(text)
    return yaml.safe_load(text)


def test_names_types_and_what_is_always_there_are_drafted() -> None:
    plan = inferred(
        {"event": "Paid", "properties": {"total": 1, "note": "a", "items": [{"sku": "x"}]}},
        {"event": "Paid", "properties": {"total": 1.5, "note": None}},
        {"event": "Seen"},
    )
    assert plan["mode"] == "observe"
    assert sorted(plan["events"]) == ["Paid", "Seen"]
    schema = plan["events"]["Paid"]["schema"]
    assert schema["required"] == ["total", "note"]
    assert schema["properties"]["total"] == {"type": "number"}
    assert schema["properties"]["note"] == {"type": ["string", "null"]}
    assert schema["properties"]["items"]["items"]["required"] == ["sku"]
    assert schema["additionalProperties"] is False


def test_few_values_heard_often_are_all_there_are() -> None:
    wires = [
        {"event": "Paid", "properties": {"way": ("card", "cash")[n % 2], "id": f"o-{n}"}}
        for n in range(30)
    ]
    properties = inferred(*wires)["events"]["Paid"]["schema"]["properties"]
    assert properties["way"]["enum"] == ["card", "cash"]
    assert "enum" not in properties["id"]
    assert "enum" not in inferred(*wires[:4])["events"]["Paid"]["schema"]["properties"]["way"]


def test_personal_fields_are_guessed_and_kept_and_never_listed_by_value() -> None:
    traits = {"email": "a@b.c", "이름": "김민아", "plan": "gold", "address": {"city": "Seoul"}}
    plan = inferred(*[{"traits": traits}] * 40, call="identify")
    assert plan["fields"] == {
        "traits.email": {"class": "personal", "action": "keep"},
        "traits.이름": {"class": "personal", "action": "keep"},
    }
    assert "enum" not in plan["traits"]["schema"]["properties"]["email"]
    assert plan["traits"]["schema"]["properties"]["plan"]["enum"] == ["gold"]


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("phone_number", False),
        ("phone", True),
        ("생년월일", True),
        ("firstName", True),
        ("birthday", True),
        ("product_name", False),
        ("total", False),
    ],
)
def test_a_personal_name_is_known(name: str, personal: bool) -> None:
    assert is_personal(name) is personal


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(-1e6, 1e6)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@draw(100)
@given(st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=4), min_size=1, max_size=4))
def test_a_draft_finds_nothing_in_what_it_was_drafted_from(said: list[dict[str, Any]]) -> None:
    wires = [json.loads(json.dumps(track(properties=each)).replace("\\u0000", "")) for each in said]
    found = Inference()
    heard = [hear_json(wire).entries[0] for wire in wires]
    events = [event for event in heard if isinstance(event, Event)]
    for event in events:
        found.add(event)
    keys = HashKeys({1: b"k"})
    plan = compile_plan(found.write().replace("mode: observe", "mode: block"), keys)
    for event in events:
        assert Shield(keys, plan).obey(event).flags == event.flags
