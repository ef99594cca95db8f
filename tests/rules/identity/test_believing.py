"""Which identifiers an event carries, and which of them are believed."""

from typing import Any

import msgspec
import pytest

from dangol.kernel.event import Identifier
from dangol.live.identity.rules.believing import Belief, believe
from dangol.live.identity.rules.claims import claims_of
from dangol.live.identity.rules.policy import DEFAULT_RULES
from tests.rules.identity.made import made_event


def test_every_place_for_an_identifier_is_read() -> None:
    event = made_event(
        kind="alias",
        user_id="u1",
        anonymous_id="a1",
        previous_id="a0",
        device_id="d1",
        external_ids=(("loyalty_id", "L1"), ("crm", "C1")),
        context={"traits": {"email": "m@example.org", "phone": 1023456789}},
    )
    assert sorted(claims_of(event)) == [
        ("anonymous_id", "a0"),
        ("anonymous_id", "a1"),
        ("crm", "C1"),
        ("device_id", "d1"),
        ("email", "m@example.org"),
        ("loyalty_id", "L1"),
        ("phone", "1023456789"),
        ("user_id", "u1"),
    ]


def test_traits_name_a_person_only_in_an_identify() -> None:
    traits = {"email": "info@firm.example", "phone": "02-312-3456", "name": "Firm"}
    assert claims_of(made_event(kind="group", traits=traits)) == ()
    assert claims_of(made_event(kind="identify", traits=traits)) == (
        ("email", "info@firm.example"),
        ("phone", "02-312-3456"),
    )


@pytest.mark.parametrize(
    "traits",
    [
        {"email": None, "phone": None},
        {"email": 17, "phone": True},
        {"email": {"email": "m@example.org"}},
        {"email": ["m@example.org"], "phone": {}},
        {"contact": {"email": "m@example.org"}},
        {"plan": "email"},
    ],
)
def test_traits_of_other_shapes_claim_nothing(traits: dict[str, Any]) -> None:
    assert claims_of(made_event(kind="identify", traits=traits)) == ()


@pytest.mark.parametrize(
    "context",
    [
        {"traits": ["email"]},
        {"traits": '"email"'},
        {"traits": None, "email": "m@example.org"},
        {"page": {"traits": {"email": "m@example.org"}}},
    ],
)
def test_a_context_of_other_shape_claims_nothing(context: dict[str, Any]) -> None:
    assert claims_of(made_event(context=context)) == ()


def test_damaged_json_claims_nothing() -> None:
    event = msgspec.structs.replace(
        made_event(kind="identify"),
        traits=msgspec.Raw(b'{"email"'),
        context=msgspec.Raw(b'{"traits":{"phone"'),
    )
    assert claims_of(event) == ()


def test_the_most_trusted_identifier_stands_first() -> None:
    claims = [
        ("anonymous_id", "a1"),
        ("zeta", "1"),
        ("device_id", "d1"),
        ("phone", "010-2345-6789"),
        ("alpha", "1"),
        ("email", "b@example.org"),
        ("email", "A@example.org"),
        ("loyalty_id", "L1"),
        ("user_id", "u1"),
    ]
    names = (
        "user_id:u1",
        "email:a@example.org",
        "email:b@example.org",
        "phone:+821023456789",
        "loyalty_id:L1",
        "alpha:1",
        "zeta:1",
        "device_id:d1",
        "anonymous_id:a1",
    )
    expected = Belief(
        identifiers=(
            Identifier("user_id", "u1"),
            Identifier("email", "a@example.org"),
            Identifier("email", "b@example.org"),
            Identifier("phone", "+821023456789"),
            Identifier("loyalty_id", "L1"),
            Identifier("alpha", "1"),
            Identifier("zeta", "1"),
            Identifier("device_id", "d1"),
            Identifier("anonymous_id", "a1"),
        ),
        keys=names,
        names=names,
    )
    assert believe("", claims, DEFAULT_RULES) == expected
    assert believe("", reversed(claims), DEFAULT_RULES) == expected


def test_the_same_identifier_twice_is_one() -> None:
    claims = [("email", "M@example.org"), ("email", "m@example.org"), ("EMAIL", "m@example.org")]
    assert believe("", claims, DEFAULT_RULES).keys == ("email:m@example.org",)


def test_blocked_claims_are_told_and_malformed_ones_passed_over() -> None:
    belief = believe("", [("user_id", "null"), ("email", "nonsense")], DEFAULT_RULES)
    assert belief == Belief((), (), (), ((Identifier("user_id", "null"), "user_id:null"),))


def test_a_walled_brand_has_keys_of_its_own() -> None:
    belief = believe("maru", [("user_id", "7")], DEFAULT_RULES)
    assert (belief.keys, belief.names) == (("maru/user_id:7",), ("user_id:7",))
