"""Deliveries by the shapes that Shopify, WooCommerce and Stripe document, signed as they sign."""

import base64
import hmac
import json
from pathlib import Path
from typing import Any

from dangol.kernel.clock import SECOND

SECRET = "a-secret-of-these-tests"


def read(name: str, **changes: Any) -> dict[str, Any]:
    """Return a delivery's body, such as ``shopify/order``, with some fields changed."""
    body = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    return {**body, **changes}


def stripe(name: str, number: str = "", **changes: Any) -> dict[str, Any]:
    """Return a Stripe event with fields of its object changed."""
    event = read(f"stripe/{name}")
    event["data"]["object"] |= changes
    if number:
        event["id"] = number
    return event


def encode(body: dict[str, Any]) -> bytes:
    """Return a body as it is sent."""
    return json.dumps(body, ensure_ascii=False).encode()


def digest(body: bytes, secret: str = SECRET) -> str:
    """Return the HMAC-SHA256 of a body in base64."""
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def shopify_headers(topic: str, body: bytes, number: str = "event-1") -> dict[str, str]:
    """Return the headers of a delivery from Shopify."""
    return {
        "x-shopify-topic": topic,
        "x-shopify-hmac-sha256": digest(body),
        "x-shopify-shop-domain": "onggi.myshopify.com",
        "x-shopify-api-version": "2026-10",
        "x-shopify-webhook-id": f"webhook-{number}",
        "x-shopify-event-id": number,
    }


def woocommerce_headers(topic: str, body: bytes, number: str = "delivery-1") -> dict[str, str]:
    """Return the headers of a delivery from WooCommerce."""
    return {
        "x-wc-webhook-source": "https://sotbab.example.org/",
        "x-wc-webhook-topic": topic,
        "x-wc-webhook-signature": digest(body),
        "x-wc-webhook-id": "3",
        "x-wc-webhook-delivery-id": number,
    }


def stripe_headers(body: bytes, at: int, secret: str = SECRET) -> dict[str, str]:
    """Return the header of a delivery from Stripe, signed at an instant in µs."""
    signed = b"%d." % (at // SECOND) + body
    v1 = hmac.new(secret.encode(), signed, "sha256").hexdigest()
    return {"stripe-signature": f"t={at // SECOND},v1={v1},v0=6ffbb59b2300aae63f272406069a9788"}
