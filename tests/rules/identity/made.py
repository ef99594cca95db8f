"""Events of a house for the tests of identity; only what identity looks at is ever said."""

import json
from typing import Any

import msgspec

from dangol.kernel.clock import DAY
from dangol.kernel.event import Event, Identifier

TODAY = 20_000 * DAY


def made_event(
    message_id: str = "m1",
    kind: str = "track",
    *,
    source: str = "shop-web",
    realm: str = "",
    received: int = TODAY,
    traits: Any = None,
    context: Any = None,
    external_ids: tuple[tuple[str, str], ...] = (),
    imported: bool = False,
    **names: str,
) -> Event:
    """Make an event that carries some identifiers."""
    return Event(
        type=kind,  # type: ignore[arg-type]
        name="",
        message_id=message_id,
        source=source,
        touchpoint="web",
        brand="onggi",
        realm=realm,
        at=received,
        received=received,
        external_ids=tuple(Identifier(*external) for external in external_ids),
        traits=msgspec.Raw(json.dumps(traits or {}).encode()),
        context=msgspec.Raw(json.dumps(context or {}).encode()),
        imported=imported,
        **names,
    )
