"""The door of webhooks: a signed delivery in, its events on disk before the answer."""

from dangol.edge.answers import Answer, json_answer
from dangol.edge.events_in import SUCCESS, keep_refusal, translated
from dangol.edge.gates import Gate
from dangol.edge.hook_directory import KnownHook
from dangol.edge.paths import read_webhook_path
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.edge.senders import check_enabled
from dangol.kernel.errors import TooLarge, Unusable
from dangol.kernel.event import encode_entry
from dangol.live.collect import api as collect
from dangol.live.collect.contracts import LARGEST_BODY, Heard


async def take_delivery(request: Request, resources: Resources) -> Answer:
    """Answer a provider's delivery to ``/v1/webhooks/NAME``.

    Raises:
        Unknown: there is no such webhook, or its source is disabled.
        SignatureRefused: it is not signed with the webhook's secret; nothing was written.
        BodyTooLarge: the body is over the limit.
        BodyUnreadable: it is no JSON object; that was kept as refused.
        LogFull: the log could not be written; nothing was accepted.
        TooMany: a limit of the source is met; nothing was accepted.
        Unavailable: the disk is nearly full, or too much waits; nothing was accepted.
    """
    resources.pressure.check()
    hook = await resources.hooks.get(read_webhook_path(request.path))
    provider = hook.webhook.provider
    body = await request.read_body(LARGEST_BODY)
    if collect.is_ping(provider, request.headers, body):
        return SUCCESS
    now = resources.clock()
    collect.check_signature(hook.webhook, hook.secret, request.headers, body, now)
    check_enabled(hook.source)
    shield = await resources.shields.shield_of(hook.source.name)
    gate = await resources.gates.of(hook.source)
    received = gate.enter(now)
    try:
        opened = collect.open_body(body, request.header(b"content-encoding"))
        delivery = collect.read_delivery(provider, request.headers, opened)
        heard = _hear(delivery, hook, resources, received, shield, gate)
    except (Unusable, TooLarge) as refusal:
        await keep_refusal(resources, hook.source, body, refusal)
        raise
    gate.charge(len(heard.entries), received)
    if heard.entries:
        await resources.committer.append([encode_entry(entry) for entry in heard.entries])
    resources.counters.accepted += heard.accepted
    resources.counters.rejected.update(refused.code for refused in heard.refused)
    if not heard.refused:
        return SUCCESS
    told = translated(heard.refused, request.language)
    return json_answer({"success": True, "rejected": told})


def _hear(
    delivery: "collect.Delivery",
    hook: KnownHook,
    resources: Resources,
    received: int,
    shield: "collect.Shield",
    gate: Gate,
) -> Heard:
    """Return what a delivery says; nothing, where it only tries the way."""
    if delivery.idle:
        return Heard([], 0, [])
    resources.captures.note(hook.source.name, delivery)
    return collect.hear_delivery(
        delivery, hook.source, hook.mappings, received=received, shield=shield, admit=gate.admit
    )
