"""A plan decides what is kept of an event: flagged, cut, hidden, or all of it refused."""

import json
from typing import Any

import pytest

from dangol.kernel.event import Event, Flag, Rejection
from dangol.kernel.masking import DOTS
from dangol.kernel.words import translate
from dangol.live.collect.api import check_plan, compile_plan
from dangol.live.collect.contracts import PlanInvalid
from dangol.live.collect.rules.personal.masking import HashKeys
from dangol.live.collect.rules.plans.omitting import omit_unplanned
from dangol.live.collect.rules.shielding import Shield
from tests.rules.collect.wire import hear_json

KEYS = HashKeys({1: b"old", 2: b"a key of this test"})
ORDER = """
events:
  Order Completed:
    schema:
      required: [order_id, total]
      properties:
        order_id: {type: string}
        total: {type: number, minimum: 0}
        items: {type: array, items: {type: object, properties: {sku: {type: string}}}}
      additionalProperties: false
"""


def shield(text: str, keys: HashKeys = KEYS) -> Shield:
    return Shield(keys, compile_plan(text, keys, 1))


def sent(plan: str, call: str = "track", keys: HashKeys = KEYS, **fields: Any) -> Event | Rejection:
    wire = {"event": "Order Completed", "userId": "u1", "messageId": "m1", **fields}
    (entry,) = hear_json(wire, call, shield=shield(plan, keys)).entries  # type: ignore[arg-type]
    assert isinstance(entry, Event | Rejection)
    return entry


def kept(entry: Event | Rejection, part: str = "properties") -> Any:
    assert isinstance(entry, Event)
    return json.loads(bytes(getattr(entry, part)))


@pytest.mark.parametrize("mode", ["observe", "flag", "omit", "block"])
def test_what_is_as_planned_is_kept_to_the_byte(mode: str) -> None:
    properties = {"order_id": "o", "total": 1.5}
    entry = sent(f"mode: {mode}{ORDER}", properties=properties)
    assert isinstance(entry, Event)
    assert bytes(entry.properties) == json.dumps(properties).encode()
    assert entry.flags == ()


@pytest.mark.parametrize(("mode", "done"), [("observe", "observed"), ("flag", "flagged")])
def test_what_is_not_as_planned_is_let_in_and_told(mode: str, done: str) -> None:
    properties = {"order_id": 7, "total": -1, "extra": 1}
    entry = sent(f"mode: {mode}{ORDER}", properties=properties)
    assert kept(entry) == properties
    assert sorted(entry.flags, key=lambda flag: flag.path) == [
        Flag("Order Completed", "unplanned", "properties.extra", done),
        Flag("Order Completed", "type", "properties.order_id", done),
        Flag("Order Completed", "value", "properties.total", done),
    ]


def test_what_is_unplanned_is_left_out_and_the_rest_flagged() -> None:
    properties = {"order_id": 7, "total": 1.10, "extra": 1, "items": [{"sku": "a", "note": "b"}]}
    entry = sent(f"mode: omit{ORDER}", properties=properties)
    assert kept(entry) == {"order_id": 7, "total": 1.10, "items": [{"sku": "a"}]}
    assert {(flag.kind, flag.path, flag.done) for flag in entry.flags} == {
        ("unplanned", "properties.extra", "omitted"),
        ("unplanned", "properties.items[].note", "omitted"),
        ("type", "properties.order_id", "flagged"),
    }


def test_leaving_out_keeps_the_digits_of_decimals() -> None:
    body = (
        b'{"event":"Order Completed","userId":"u","properties":'
        b'{"order_id":"o","total":0.12345678901234567890,"x":1}}'
    )
    (entry,) = hear_json(body, shield=shield(f"mode: omit{ORDER}")).entries
    assert isinstance(entry, Event)
    assert bytes(entry.properties) == b'{"order_id":"o","total":0.12345678901234567890}'


def test_what_is_blocked_is_refused_with_its_place_and_nothing_is_accepted() -> None:
    plan = f"mode: block{ORDER}"
    heard = hear_json(
        {"event": "Order Completed", "userId": "u", "properties": {"order_id": "o"}},
        shield=shield(plan),
    )
    (entry,) = heard.entries
    assert heard.accepted == 0
    assert isinstance(entry, Rejection)
    assert entry.code == "plan_blocked"
    assert "“properties.total”" in entry.message
    assert heard.refused[0].message == entry.message
    assert entry.flags == (Flag("Order Completed", "missing", "properties.total", "blocked"),)
    korean = translate(entry.message, "ko")
    assert korean != entry.message
    assert "“properties.total”" in korean


def test_one_blocked_event_never_condemns_its_batch() -> None:
    good = {"type": "track", "event": "Order Completed", "userId": "u"}
    good["properties"] = {"order_id": "o", "total": 1}  # type: ignore[assignment]
    bad = {**good, "properties": {}}
    heard = hear_json({"batch": [good, bad, good]}, "batch", shield=shield(f"mode: block{ORDER}"))
    assert [type(entry) for entry in heard.entries] == [Event, Rejection, Event]
    assert [(one.index, one.code) for one in heard.refused] == [(1, "plan_blocked")]


@pytest.mark.parametrize(
    ("plan", "done"),
    [
        (f"mode: observe{ORDER}", "observed"),
        (f"mode: omit{ORDER}", "flagged"),
        (f"mode: block\nunplanned: flag{ORDER}", "flagged"),
    ],
)
def test_an_event_of_an_unknown_name_is_told(plan: str, done: str) -> None:
    entry = sent(plan, event="Order Complete")
    assert isinstance(entry, Event)
    assert entry.flags == (Flag("Order Complete", "event", "", done),)


def test_an_event_of_an_unknown_name_can_be_blocked() -> None:
    entry = sent(f"mode: observe\nunplanned: block{ORDER}", event="Order Complete")
    assert isinstance(entry, Rejection)
    assert "“Order Complete”" in entry.message


@pytest.mark.parametrize("call", ["page", "screen", "identify"])
def test_other_calls_are_never_of_an_unknown_name(call: str) -> None:
    entry = sent(f"mode: block{ORDER}", call, event=None)
    assert isinstance(entry, Event)
    assert entry.flags == ()


def test_a_plan_without_events_knows_every_name() -> None:
    assert sent("mode: block\ntraits: {schema: {}}").flags == ()


def test_traits_and_groups_have_schemas_of_their_own() -> None:
    plan = (
        "mode: flag\n"
        "traits: {schema: {properties: {age: {type: integer}}}}\n"
        "events: {group: {schema: {required: [size]}}, page: {schema: {required: [path]}}}"
    )
    said = sent(plan, "identify", traits={"age": "old"})
    assert said.flags == (Flag("identify", "type", "traits.age", "flagged"),)
    joined = sent(plan, "group", groupId="g", traits={})
    assert joined.flags == (Flag("group", "missing", "traits.size", "flagged"),)
    seen = sent(plan, "page", name="Home", properties={})
    assert seen.flags == (Flag("page", "missing", "properties.path", "flagged"),)


def test_a_mode_may_stand_at_one_event() -> None:
    plan = "mode: observe\nevents: {A: {mode: block, schema: {required: [a]}}, B: {}}"
    assert isinstance(sent(plan, event="A"), Rejection)
    assert isinstance(sent(plan, event="B"), Event)


FIELDS = """
fields:
  traits.email: {class: personal, action: hash}
  traits.name: {class: personal, action: mask}
  traits.plan: {class: personal}
  traits.pin: {class: secret}
  properties.items[].note: {class: sensitive}
  context.ip: {class: personal, action: drop}
"""


def test_fields_are_kept_hashed_masked_or_dropped_before_the_log() -> None:
    traits = {"email": " Mina@Example.org ", "name": "김민아", "plan": "gold", "pin": 1234}
    said = sent(FIELDS, "identify", traits=traits, context={"ip": "192.0.2.1", "locale": "ko"})
    told = kept(said, "traits")
    assert told["email"] == KEYS.digest("mina@example.org")
    assert told["email"].startswith("v2:")
    assert (told["name"], told["plan"]) == (f"김{DOTS}", "gold")
    assert "pin" not in told
    assert kept(said, "context") == {"locale": "ko"}


def test_traits_in_the_context_are_hidden_too() -> None:
    context = {"traits": {"email": "mina@example.org", "pin": "1"}}
    assert kept(sent(FIELDS, context=context), "context") == {
        "traits": {"email": KEYS.digest("mina@example.org")}
    }


def test_a_field_in_each_element_of_a_list_is_hidden() -> None:
    items = [{"note": "for Mina"}, {"note": None}, {"other": 1}, "x"]
    told = kept(sent(FIELDS, properties={"items": items}))
    assert told == {"items": [{"note": f"f{DOTS}"}, {"note": None}, {"other": 1}, "x"]}


def test_an_escaped_name_hides_no_field() -> None:
    body = b'{"userId":"u","traits":{"\\u0065mail":"mina@example.org"}}'
    (entry,) = hear_json(body, "identify", shield=shield(FIELDS)).entries
    assert isinstance(entry, Event)
    assert b"mina" not in bytes(entry.traits)


def test_what_is_refused_is_hidden_too_and_hashes_once() -> None:
    plan = f"mode: block{FIELDS}traits: {{schema: {{required: [age]}}}}"
    first = sent(plan, "identify", traits={"email": "mina@example.org", "pin": "1234"})
    assert isinstance(first, Rejection)
    assert "mina" not in first.raw
    assert "1234" not in first.raw
    again = sent(FIELDS, "identify", **json.loads(first.raw))
    assert kept(again, "traits")["email"] == KEYS.digest("mina@example.org")
    unreadable = hear_json(b'{"traits":{"email":"mina"},"x":"\xff"}', shield=shield(FIELDS))
    (entry,) = unreadable.entries
    assert isinstance(entry, Rejection)
    assert entry.raw == ""


def test_without_keys_a_value_is_masked_and_never_kept() -> None:
    said = sent(FIELDS, "identify", keys=HashKeys(), traits={"email": "mina@example.org"})
    assert kept(said, "traits") == {"email": f"m{DOTS}@e{DOTS}.org"}


def test_the_same_value_has_the_same_hash_and_another_key_another() -> None:
    assert KEYS.digest("Mina@example.org ") == KEYS.digest("mina@example.org")
    assert HashKeys({2: b"other"}).digest("mina") != KEYS.digest("mina")


def test_leaving_out_follows_references_and_alternatives() -> None:
    schema = {
        "$defs": {"item": {"properties": {"sku": {}}}},
        "allOf": [{"properties": {"a": {}}}],
        "properties": {"items": {"items": {"$ref": "#/$defs/item"}}, "free": {"type": "object"}},
        "patternProperties": {"^x_": {}},
    }
    value = {"a": 1, "b": 2, "x_1": 3, "items": [{"sku": 1, "t": 2}], "free": {"any": 1}}
    assert omit_unplanned(value, schema) == [("b",), ("items", "[]", "t")]
    assert value == {"a": 1, "x_1": 3, "items": [{"sku": 1}], "free": {"any": 1}}
    endless: dict[str, Any] = {"$ref": "#", "properties": {"a": {"$ref": "#"}}}
    assert omit_unplanned({"a": {"b": 1}}, endless) == [("a", "b")]
    assert omit_unplanned({"b": 1}, {"properties": {"a": {}}, "additionalProperties": True}) == []


def faults(text: str) -> dict[str, str]:
    with pytest.raises(PlanInvalid) as refused:
        check_plan(text)
    assert (refused.value.code, refused.value.status) == ("plan_invalid", 422)
    assert all(said.endswith(".") for said in refused.value.fields.values())
    return refused.value.fields


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("", [""]),
        ("[1]", [""]),
        ("a: [", ["line 1"]),
        ("a: 1\na: 2", ["line 2"]),
        ("a: &x 1\nb: *x", ["line 1"]),
        ("[" * 60, ["line 1"]),
        ("x" * 600_000, [""]),
        ("mode: loud", ["mode"]),
        ("unplanned: omit", ["unplanned"]),
        ("more: 1", ["more"]),
        ("events: [A]", ["events"]),
        ("events: {7: {}}", ["events.7"]),
        ("events: {identify: {}}", ["events.identify"]),
        ("events: {A: {mode: loud, kind: x}}", ["events.A.kind", "events.A.mode"]),
        ("events: {A: {description: 3}}", ["events.A.description"]),
        ("events: {A: {schema: 3}}", ["events.A.schema"]),
        ("events: {A: {schema: {type: array}}}", ["events.A.schema"]),
        ("traits: {schema: {properties: {a: {type: x}}}}", ["traits.schema.properties.a.type"]),
        ("events: {A: {schema: {required: a}}}", ["events.A.schema.required"]),
        ("events: {A: {schema: {properties: {yes: {}}}}}", ["events.A.schema.properties.True"]),
        ("events: {A: {schema: {minProperties: .nan}}}", ["events.A.schema.minProperties"]),
        ("events: {A: {schema: {$ref: 'http://x/y'}}}", ["events.A.schema.$ref"]),
        ("events: {A: {schema: {$id: 'x'}}}", ["events.A.schema.$id"]),
        ("events: {A: {schema: {$schema: 'x'}}}", ["events.A.schema.$schema"]),
        ("traits: {schema: {properties: {a: {pattern: '(?=x)'}}}}",
         ["traits.schema.properties.a.pattern"]),
        ("traits: 3", ["traits"]),
        ("fields: [traits.a]", ["fields"]),
        ("fields: {email: {class: personal}}", ["fields.email"]),
        ("fields: {traits.a: {class: x, action: y}}",
         ["fields.traits.a.action", "fields.traits.a.class"]),
        ("fields: {traits.a: {}}", ["fields.traits.a.class"]),
    ],
)  # fmt: skip
def test_a_fault_of_a_plan_is_named_by_its_path(text: str, paths: list[str]) -> None:
    assert sorted(faults(text)) == paths


def test_a_reference_to_nothing_is_a_fault_and_nothing_is_fetched() -> None:
    found = faults("events: {A: {schema: {properties: {a: {$ref: '#/$defs/x'}}}}}")
    assert len(found) == 1
    assert next(iter(found)).startswith("events.A.schema")
    assert "nothing is fetched" in next(iter(found.values()))


def test_dates_of_yaml_are_text_as_in_json() -> None:
    plan = "mode: block\nevents: {A: {schema: {properties: {d: {enum: [2026-11-22]}}}}}"
    assert isinstance(sent(plan, event="A", properties={"d": "2026-11-22"}), Event)
    assert isinstance(sent(plan, event="A", properties={"d": "2026-11-23"}), Rejection)


def test_formats_are_asked_for() -> None:
    plan = "mode: block\ntraits: {schema: {properties: {email: {type: string, format: email}}}}"
    assert isinstance(sent(plan, "identify", traits={"email": "a@b.org"}), Event)
    assert isinstance(sent(plan, "identify", traits={"email": "ab.org"}), Rejection)
