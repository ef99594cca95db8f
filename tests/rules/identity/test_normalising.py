"""One form for every way of writing the same identifier; nothing for what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.live.identity.rules.believing import is_blocked, normalise_claim
from dangol.live.identity.rules.normalising import LONGEST_VALUE, normalise, normalise_type
from dangol.live.identity.rules.policy import DEFAULT_RULES, IdentityRules


@pytest.mark.parametrize(
    ("sent", "normal"),
    [
        ("mina@example.org", "mina@example.org"),
        ("  Mina.KIM@Example.ORG\t", "mina.kim@example.org"),
        ("ｍｉｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "mina@example.org"),
        ("zoe\u0308@example.org", "zoë@example.org"),
        ("mi\u200bna@example.org", "mina@example.org"),
        ("민아@예시.한국", "민아@예시.한국"),
        ("a+b@x.co.kr", "a+b@x.co.kr"),
        ("STRASSE@EXAMPLE.ORG", "strasse@example.org"),
        ("straße@example.org", "strasse@example.org"),
        ("mina", None),
        ("mina@", None),
        ("@example.org", None),
        ("mina@localhost", None),
        ("mina@exa mple.org", None),
        ("mina@@example.org", None),
        ("mina@example..org", None),
        ("mina@-example.org", None),
        ("mina@example.org, dam@example.org", None),
        ("<mina@example.org>", None),
        (f"{'m' * 65}@example.org", None),
        ("", None),
    ],
)
def test_an_address_has_one_form(sent: str, normal: str | None) -> None:
    assert normalise("email", sent, "KR") == normal


@pytest.mark.parametrize(
    ("sent", "country", "normal"),
    [
        ("010-2345-6789", "KR", "+821023456789"),
        ("010 2345 6789", "KR", "+821023456789"),
        ("(010) 2345.6789", "KR", "+821023456789"),
        ("1023456789", "KR", "+821023456789"),
        ("+82 10-2345-6789", "KR", "+821023456789"),
        ("+82 (0)10-2345-6789", "KR", "+821023456789"),
        ("０１０－２３４５－６７８９", "KR", "+821023456789"),
        ("02-312-3456", "KR", "+8223123456"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("+1 415 555 2671", "KR", "+14155552671"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("010-234", "KR", None),
        ("02-312-3456 ext. 12", "KR", None),
        ("call me", "KR", None),
        ("", "KR", None),
        ("1" * 900, "KR", None),
    ],
)
def test_a_phone_number_is_written_as_e164(sent: str, country: str, normal: str | None) -> None:
    assert normalise("phone", sent, country) == normal


@pytest.mark.parametrize(
    ("sent", "normal"),
    [
        ("u-17", "u-17"),
        (" U-17 ", "U-17"),  # case is kept: other systems' ids may differ by case alone
        ("u\x00-\x1f17\n", "u-17"),
        ("민아", "민아"),
        ("x" * LONGEST_VALUE, "x" * LONGEST_VALUE),
        ("x" * (LONGEST_VALUE + 1), None),  # cut off, it could be somebody else's
        (" \t\n", None),
        ("\u200b", None),
    ],
)
def test_other_values_are_trimmed_and_bounded(sent: str, normal: str | None) -> None:
    for kind in ("user_id", "anonymous_id", "device_id", "loyalty_id", "crm"):
        assert normalise(kind, sent, "KR") == normal


@pytest.mark.parametrize(
    ("sent", "normal"),
    [
        ("Loyalty_ID", "loyalty_id"),
        (" crm ", "crm"),
        ("a/b", None),
        ("a:b", None),
        ("", None),
        ("x" * 65, None),
    ],
)
def test_a_type_cannot_be_mistaken_for_a_realm_or_a_value(sent: str, normal: str | None) -> None:
    assert normalise_type(sent) == normal


@given(st.sampled_from(("email", "phone", "user_id", "crm")), st.text(max_size=300))
def test_a_normal_form_is_its_own_normal_form(kind: str, sent: str) -> None:
    normal = normalise(kind, sent, "KR")
    if normal is not None:
        assert normalise(kind, normal, "KR") == normal
        assert "\x00" not in normal


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        *[
            ("user_id", value)
            for value in (
                "null",
                "NULL",
                " undefined ",
                "None",
                "anonymous",
                "-1",
                "0",
                "000000",
                "----",
                "0000-0000",
                "NaN",
                "[object Object]",
                "Guest",
                "{{user_id}}",
                "${userId}",
                "%USER_ID%",
                "*|UID|*",
            )
        ],
        ("device_id", "00000000-0000-0000-0000-000000000000"),
        ("email", "null@example.org"),
        ("email", "NoReply@example.org"),
        ("phone", "010-0000-0000"),
        ("phone", "010-9999-9999"),
    ],
)
def test_a_value_that_names_nobody_is_blocked(kind: str, sent: str) -> None:
    identifier = normalise_claim(kind, sent, "KR")
    assert identifier is not None
    assert is_blocked(identifier, DEFAULT_RULES)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("user_id", "nullarbor"),
        ("user_id", "1"),
        ("user_id", "-10"),
        ("user_id", "007"),
        ("user_id", "guest-17"),
        ("email", "annul@example.org"),
        ("email", "mina@null.org"),
        ("phone", "010-2345-6789"),
        ("phone", "010-2222-3333"),
    ],
)
def test_a_value_that_may_name_somebody_is_not_blocked(kind: str, sent: str) -> None:
    identifier = normalise_claim(kind, sent, "KR")
    assert identifier is not None
    assert not is_blocked(identifier, DEFAULT_RULES)


def test_rules_that_cannot_work_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        IdentityRules(limits={"user_id": 0, "*": 5})
    with pytest.raises(ValueError, match="all other types"):
        IdentityRules(limits={"user_id": 1})
    with pytest.raises(ValueError, match="all other types"):
        IdentityRules(priority=("user_id",))
