"""Only who knows the secret is believed, in each provider's way of signing."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kernel.clock import MINUTE, SECOND
from dangol.live.collect.api import SignatureRefused, check_signature
from dangol.registry.webhooks.contracts import Provider, Scheme, Webhook
from tests.deliveries import (
    SECRET,
    digest,
    shopify_headers,
    stripe_headers,
    woocommerce_headers,
)

NOW = 1_795_000_000 * SECOND
BODY = '{"id": 1, "name": "항아리"}'.encode()
KEY = SECRET.encode()


def hook(provider: Provider, scheme: Scheme = "hmac", header: str = "X-Signed") -> Webhook:
    return Webhook("shop", provider, scheme, header, 0)


def raw(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in headers.items()}


def code_of(
    webhook: Webhook,
    headers: dict[str, str],
    body: bytes = BODY,
    *,
    secret: bytes | None = KEY,
    now: int = NOW,
) -> str:
    """Return why a delivery is refused, empty where it is believed."""
    try:
        check_signature(webhook, secret, raw(headers), body, now)
    except SignatureRefused as refused:
        return refused.code if refused.status == 401 else "not 401"
    return ""


HEX = hmac.new(KEY, BODY, "sha256").hexdigest()
SIGNED = [
    (hook("shopify"), shopify_headers("orders/paid", BODY)),
    (hook("woocommerce"), woocommerce_headers("order.updated", BODY)),
    (hook("stripe"), stripe_headers(BODY, NOW)),
    (hook("generic"), {"x-signed": digest(BODY)}),
    (hook("generic"), {"x-signed": HEX}),
    (hook("generic"), {"x-signed": f"sha256={HEX}"}),
    (hook("generic", "secret"), {"x-signed": SECRET}),
]


@pytest.mark.parametrize(("webhook", "headers"), SIGNED)
def test_a_delivery_that_is_signed_is_believed(webhook: Webhook, headers: dict[str, str]) -> None:
    assert code_of(webhook, headers) == ""


@pytest.mark.parametrize(("webhook", "headers"), SIGNED)
def test_another_secret_signs_nothing(webhook: Webhook, headers: dict[str, str]) -> None:
    assert code_of(webhook, headers, secret=b"another-secret") == "signature_wrong"


@pytest.mark.parametrize(("webhook", "headers"), SIGNED[:-1])
def test_another_body_is_not_what_was_signed(webhook: Webhook, headers: dict[str, str]) -> None:
    assert code_of(webhook, headers, BODY + b" ") == "signature_wrong"


@pytest.mark.parametrize(("webhook", "headers"), SIGNED)
def test_without_a_signature_or_a_secret_nothing_is_believed(
    webhook: Webhook, headers: dict[str, str]
) -> None:
    assert code_of(webhook, {}) == "signature_missing"
    assert code_of(webhook, headers, secret=None) == "secret_missing"


@given(st.binary(max_size=200))
def test_no_guess_is_believed_and_none_fails_otherwise(guess: bytes) -> None:
    for webhook, headers in SIGNED[:-1]:
        name = next(iter(set(headers) & {"x-signed", "stripe-signature"}), "")
        name = name or next(n for n in headers if "hmac" in n or "signature" in n)
        with pytest.raises(SignatureRefused):
            check_signature(webhook, KEY, {name.encode(): guess}, BODY, NOW)


@pytest.mark.parametrize(
    ("late", "code"),
    [
        (0, ""),
        (5 * MINUTE, ""),
        (5 * MINUTE + SECOND, "signature_expired"),
        (-5 * MINUTE - SECOND, "signature_expired"),
    ],
)
def test_stripe_signs_the_time_and_five_minutes_are_tolerated(late: int, code: str) -> None:
    assert code_of(hook("stripe"), stripe_headers(BODY, NOW), now=NOW + late) == code


def test_of_several_signatures_of_stripe_one_is_enough() -> None:
    (mine,) = stripe_headers(BODY, NOW).values()
    other = f"t={NOW // SECOND},v1={'0' * 64},{mine.partition(',')[2]}"
    assert code_of(hook("stripe"), {"stripe-signature": other}) == ""
    only_v0 = mine.replace("v1=", "v2=")
    assert code_of(hook("stripe"), {"stripe-signature": only_v0}) == "signature_wrong"


def test_the_time_of_stripe_cannot_be_changed() -> None:
    (mine,) = stripe_headers(BODY, NOW - 60 * MINUTE).values()
    moved = mine.replace(str((NOW - 60 * MINUTE) // SECOND), str(NOW // SECOND))
    assert code_of(hook("stripe"), {"stripe-signature": moved}) == "signature_wrong"
