"""A coverage-guided fuzzer on what decodes the input of strangers; one target a run.

``python -m tests.fuzz.decoder requests CORPUS -runs=20000 -seed=1`` tries inputs of which each is
made of one that reached new lines. It ends with a traceback at the first input that breaks a law.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import atheris
import msgspec

with atheris.instrument_imports(include=["dangol.live.collect"]):
    from dangol.live.collect import api as collect
    from dangol.live.collect.contracts import Heard
    from dangol.live.collect.files import reading  # noqa: F401, so that its lines count
    from dangol.live.collect.hooks import hearing  # noqa: F401

from dangol.kernel.errors import DangolError, TooLarge, Unusable
from dangol.kernel.event import Event, Written, decode_entries, encode_entry
from dangol.registry.sources.contracts import Source

NOW = 1_795_000_000_000_000
SOURCE = Source("web", "web", "onggi", "wk", False, True, "", NOW)
CALLS: tuple[collect.Call, ...] = ("batch", *collect.EVENT_TYPES)
PROVIDERS = ("shopify", "woocommerce", "stripe")
TOPICS = {
    "shopify": (
        "orders/create",
        "orders/paid",
        "refunds/create",
        "customers/update",
        "carts/update",
    ),
    "woocommerce": ("order.created", "order.updated", "customer.updated"),
    "stripe": ("",),
}
FORMS = ("ndjson", "csv", "xlsx", "parquet")
MAPPING = collect.check_mapping("""
event:
  type: track
  name: Order Completed
  user_id: {column: member}
  timestamp: {column: day, zone: Asia/Seoul}
  properties: {total: {column: amount, type: decimal}}
""")


def hear_request(data: bytes) -> None:
    """Hear a request: the first byte says at which door, the rest is its body."""
    call = CALLS[data[0] % len(CALLS)] if data else "batch"
    body = data[1:]
    collect.find_write_key(authorization=body[:200], query=body[:200], body=body)
    try:
        heard = collect.hear(body, call, SOURCE, received=NOW)
    except (Unusable, TooLarge) as refusal:
        hold([collect.reject_whole(body, refusal, SOURCE, NOW)])
    else:
        hold_heard(heard)


def hear_delivery(data: bytes) -> None:
    """Hear a delivery: the first two bytes say of whom and about what, the rest is its body."""
    provider = PROVIDERS[data[0] % len(PROVIDERS)] if data else "shopify"
    topics = TOPICS[provider]
    topic = topics[data[1] % len(topics)] if data[1:] else topics[0]
    headers = {b"x-shopify-topic": topic.encode(), b"x-wc-webhook-topic": topic.encode()}
    try:
        delivery = collect.read_delivery(provider, headers, collect.open_body(data[2:]))
        mappings = collect.shipped_mappings(provider)
        hold_heard(collect.hear_delivery(delivery, SOURCE, mappings, received=NOW))
    except (Unusable, TooLarge):
        pass


def read_file(data: bytes) -> None:
    """Read a file: the first byte says of which form it claims to be."""
    form = FORMS[data[0] % len(FORMS)] if data else "csv"
    mapping = None if form == "ndjson" else MAPPING
    with tempfile.NamedTemporaryFile(suffix=f".{form}") as file:
        file.write(data[1:])
        file.flush()
        try:
            groups = collect.read_rows(Path(file.name), SOURCE, received=NOW, mapping=mapping)
            for group in groups:
                assert group.read == len(group.events) + len(group.refused)
                hold(group.events)
        except DangolError:
            pass


TARGETS: dict[str, Callable[[bytes], None]] = {
    "requests": hear_request,
    "deliveries": hear_delivery,
    "files": read_file,
}


def hold_heard(heard: Heard) -> None:
    """Hold what was heard against the laws: all is accepted or refused, and refusals have words."""
    events = sum(isinstance(entry, Event) for entry in heard.entries)
    assert events == heard.accepted
    assert len(heard.entries) == heard.accepted + len(heard.refused)
    assert all(one.code and one.message for one in heard.refused)
    hold(heard.entries)


def hold(entries: Sequence[Written]) -> None:
    """Hold entries against the law of the log: what was written is read again, whole."""
    written = msgspec.json.encode([msgspec.Raw(encode_entry(entry)) for entry in entries])
    read = decode_entries(written)
    assert read == list(entries)
    for entry in read:
        if isinstance(entry, Event):
            for part in (entry.traits, entry.properties, entry.context):
                assert isinstance(msgspec.json.decode(part), dict)


if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
