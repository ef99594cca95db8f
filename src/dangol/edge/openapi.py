"""The description of the HTTP interface, as OpenAPI: what is here is what is documented."""

from typing import Any

from dangol import __version__
from dangol.live.collect.api import COLLECTION_PATHS, Call

Json = dict[str, Any]  # OpenAPI's own shape

_STRING = {"type": "string"}
_TIME = {"type": "string", "format": "date-time"}
_COUNT = {"type": "integer", "minimum": 0}
_OBJECT = {"type": "object", "additionalProperties": True}

SEND, READ, WATCH = "Send events", "Read", "Watch"

_EVENT: Json = {
    "type": "object",
    "properties": {
        "type": {
            "enum": ["track", "identify", "page", "screen", "group", "alias"],
            "description": "Told by the path; needed in a batch.",
        },
        "event": {**_STRING, "description": "What happened, for a track."},
        "name": {**_STRING, "description": "The page or screen."},
        "userId": _STRING,
        "anonymousId": _STRING,
        "previousId": _STRING,
        "groupId": _STRING,
        "messageId": {**_STRING, "description": "Makes delivery idempotent per source."},
        "timestamp": _TIME,
        "sentAt": _TIME,
        "traits": _OBJECT,
        "properties": _OBJECT,
        "context": _OBJECT,
    },
}
_EXAMPLES: dict[Call, Json] = {
    "track": {
        "event": "Product Viewed",
        "userId": "u-1",
        "messageId": "m-1",
        "properties": {"product_id": "p-1", "price": 18.99, "currency": "KRW"},
    },
    "identify": {"userId": "u-1", "anonymousId": "a-1", "traits": {"email": "mina@example.org"}},
    "page": {"anonymousId": "a-1", "name": "Home", "properties": {"path": "/"}},
    "screen": {"anonymousId": "a-1", "name": "Basket"},
    "group": {"userId": "u-1", "groupId": "g-1", "traits": {"name": "Acme"}},
    "alias": {"userId": "u-1", "previousId": "a-1"},
    "batch": {
        "batch": [
            {"type": "page", "anonymousId": "a-1", "name": "Home"},
            {"type": "track", "anonymousId": "a-1", "event": "Cart Viewed"},
        ]
    },
}
_DELIVERY = {"booking": 811, "state": "paid", "guest": {"mail": "mina@example.org"}}
_SUCCESS: Json = {
    "type": "object",
    "required": ["success"],
    "properties": {
        "success": {"const": True},
        "rejected": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"index": _COUNT, "code": _STRING, "message": _STRING},
            },
        },
    },
}
_ERROR: Json = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {
        "code": _STRING,
        "message": _STRING,
        "fields": {"type": "object", "additionalProperties": _STRING},
    },
}
_CUSTOMER: Json = {
    "type": "object",
    "properties": {
        "id": _STRING,
        "label": _STRING,
        "identifiers": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "type": _STRING,
                    "value": _STRING,
                    "first_seen": _TIME,
                    "last_seen": _TIME,
                },
            },
        },
        "traits": _OBJECT,
        "stages": {
            "type": "object",
            "additionalProperties": {"$ref": "#/components/schemas/Stage"},
        },
        "consents": _OBJECT,
        "audiences": {"type": "array", "items": _STRING},
        "touchpoints": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": {"events": _COUNT, "last_seen": _TIME, "sources": _OBJECT},
            },
        },
        "lifetime": _OBJECT,
        "events": _COUNT,
        "first_seen": _TIME,
        "last_seen": _TIME,
    },
}
_STAGE: Json = {
    "type": "object",
    "properties": {
        "current": {"enum": ["discover", "explore", "buy", "use", "ask", "engage"]},
        "since": _TIME,
        "until": {**_TIME, "description": "When it changes if nothing more is heard; or null."},
        "lapsed": {"type": "boolean"},
        "milestones": {"type": "object", "additionalProperties": _TIME},
    },
}


def openapi() -> Json:
    """Return the OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dangol",
            "version": __version__,
            "description": (
                "Events in, customers out. Write keys are public and may only append; API keys are "
                "secret and see only their brands. Times are RFC 3339 in UTC."
            ),
        },
        "paths": {**_collection(), **_webhooks(), **_reading(), **_watching(), **_standing()},
        "components": {
            "schemas": {
                "Event": _EVENT,
                "Success": _SUCCESS,
                "Error": _ERROR,
                "Customer": _CUSTOMER,
                "Stage": _STAGE,
            },
            "securitySchemes": {
                "writeKey": {"type": "http", "scheme": "basic"},
                "apiKey": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _collection() -> Json:
    paths: Json = {}
    for path, call in COLLECTION_PATHS.items():
        body: Json = {"$ref": "#/components/schemas/Event"}
        if call == "batch":
            body = {
                "type": "object",
                "required": ["batch"],
                "properties": {"batch": {"type": "array", "items": body}, "sentAt": _TIME},
            }
        paths[path] = {
            "post": {
                "tags": [SEND],
                "summary": "Send many events at once." if call == "batch" else f"Send one {call}.",
                "security": [{"writeKey": []}],
                "requestBody": {
                    "content": {"application/json": {"schema": body, "example": _EXAMPLES[call]}}
                },
                "responses": _answers("Success", 400, 401, 404, 413, 429, 503),
            }
        }
    return paths


def _webhooks() -> Json:
    return {
        "/v1/webhooks/{source}": {
            "post": {
                "tags": [SEND],
                "summary": "Deliver what a shop or another system tells of, signed.",
                "description": (
                    "Shopify signs in `X-Shopify-Hmac-Sha256`, WooCommerce in "
                    "`X-WC-Webhook-Signature`, Stripe in `Stripe-Signature`; other systems in the "
                    "header that was chosen for the webhook. Pings and test deliveries are "
                    "answered and make no event."
                ),
                "security": [],
                "parameters": [_parameter("source", "path", "The webhook's source.")],
                "requestBody": {
                    "content": {"application/json": {"schema": _OBJECT, "example": _DELIVERY}}
                },
                "responses": _answers("Success", 400, 401, 404, 413, 429, 503),
            }
        }
    }


def _reading() -> Json:
    customer = _parameter("customer", "path", "`type:value`, percent-encoded, or a customer's id.")
    return {
        "/v1/customers/{customer}": _get(
            READ, "Read one customer.", "Customer", [customer], 401, 404
        ),
        "/v1/customers/{customer}/events": _get(
            READ,
            "Read what one customer did, newest first.",
            None,
            [
                customer,
                _parameter("limit", "query", "At most so many, 50 where nothing is said."),
                _parameter("before", "query", "The `next` of the page before."),
            ],
            400,
            401,
            404,
        ),
        "/v1/lifecycle": _get(
            READ,
            "Read how many customers of a brand are in which stage.",
            None,
            [_parameter("brand", "query", "The brand's short name.")],
            400,
            401,
            404,
        ),
        "/v1/sources/{source}/activity": _get(
            READ,
            "Read what came of a source, by hour and outcome, and why it was refused.",
            None,
            [
                _parameter("source", "path", "The source's name."),
                _parameter("from", "query", "The first hour; seven days before `to` without."),
                _parameter("to", "query", "The hour behind the last; now without."),
            ],
            400,
            401,
            404,
        ),
    }


def _watching() -> Json:
    return {
        "/v1/live": {
            "get": {
                "tags": [WATCH],
                "summary": "Watch entries as they are decided about, as server-sent events.",
                "parameters": [
                    _parameter("token", "query", "A signed view, given by a Studio page."),
                    _parameter("brand", "query", "Only this brand."),
                    _parameter("source", "query", "Only this source."),
                    _parameter("type", "query", "Only this type of call, such as track."),
                    _parameter("customer", "query", "Only events of the customer of this id."),
                    _parameter("outcome", "query", "Only accepted, duplicate, rejected or aside."),
                    _parameter("recent", "query", "Begin with so many of the newest."),
                    _parameter("last_event_id", "query", "Go on after this, as Last-Event-ID."),
                ],
                "security": [],
                "responses": {
                    **_answers(None, 400, 401),
                    "200": {"description": "A stream.", "content": {"text/event-stream": {}}},
                },
            }
        },
    }


def _standing() -> Json:
    return {
        "/v1/projects/{write_key}/settings": _get(
            SEND, "Settings of analytics.js.", None, [_parameter("write_key", "path", "")], 401
        ),
        "/sourceConfig": _get(SEND, "Settings of RudderStack's JavaScript SDK.", None, [], 401),
        "/healthz": _get(WATCH, "Tell whether the process is alive.", None, []),
        "/readyz": _get(WATCH, "Tell whether events can be accepted and processed.", None, [], 503),
        "/metrics": {
            "get": {
                "tags": [WATCH],
                "summary": "Figures for Prometheus.",
                "security": [],
                "responses": {
                    "200": {"description": "Done.", "content": {"text/plain": {"schema": _STRING}}}
                },
            }
        },
    }


def _get(tag: str, summary: str, schema: str | None, parameters: list[Json], *errors: int) -> Json:
    return {
        "get": {
            "tags": [tag],
            "summary": summary,
            "security": [{"apiKey": []}] if tag == READ else [],
            "parameters": parameters,
            "responses": _answers(schema, *errors),
        }
    }


def _parameter(name: str, place: str, description: str) -> Json:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": description,
        "schema": _STRING,
    }


def _answers(schema: str | None, *errors: int) -> Json:
    content = {"$ref": f"#/components/schemas/{schema}"} if schema else _OBJECT
    failure = {"$ref": "#/components/schemas/Error"}
    answers: Json = {
        "200": {"description": "Done.", "content": {"application/json": {"schema": content}}}
    }
    for status in errors:
        answers[str(status)] = {
            "description": _MEANINGS[status],
            "content": {"application/json": {"schema": failure}},
        }
    return answers


_MEANINGS = {
    400: "The request cannot be understood.",
    401: "The key is missing or unknown; for a webhook: it is not signed with its secret.",
    404: "It is not there, or not for this key; for a write key: its source is disabled.",
    413: "The body is over 4 MB, or an event over 32 KB.",
    429: "A limit of the source is met; the message says which. Try again after `Retry-After`.",
    503: "Not now; nothing was accepted. Try again after `Retry-After` seconds.",
}
