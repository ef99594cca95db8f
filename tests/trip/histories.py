"""Small generated worlds: a few people, who show a few identifiers at a few touchpoints."""

import json

import msgspec
from hypothesis import strategies as st

from dangol.kernel.clock import DAY, HOUR
from dangol.kernel.event import Event

START = 1_790_000_000_000_000
BRANDS = ("onggi", "sotbab")

_steps = st.tuples(
    st.sampled_from(("track", "identify", "page", "alias")),
    st.sampled_from(("Product Viewed", "Order Completed", "Email Opened", "Whatever")),
    st.integers(0, 3),  # who
    st.integers(0, 3),  # on which device
    st.sampled_from(("anonymous", "known", "both", "email")),
    st.integers(0, 120),  # days after the start
    st.sampled_from(BRANDS),
)


@st.composite
def events(draw: st.DrawFn, most: int = 14) -> list[Event]:
    """Draw a list of distinct events in no particular order of time.

    A device belongs to one person, so that no limit on user ids ever refuses a link: the laws of
    arrival order hold only where nothing was refused.
    """
    steps = draw(st.lists(_steps, min_size=1, max_size=most))
    return [_event(number, *step) for number, step in enumerate(steps)]


def forgotten_and_merged() -> list[Event]:
    """Return a history in which an identifier is heard right after its customer was merged.

    It was not heard for long before: whoever remembers only the latest must look it up. The events
    belong together in pairs.
    """
    others = [
        ("track", "Whatever", who, device, "both", 9, BRANDS[0])
        for who in (1, 2, 3)
        for device in (0, 1, 2, 3)
    ]
    steps = [
        ("identify", "", 0, 0, "email", 1, BRANDS[0]),
        ("track", "Whatever", 0, 1, "both", 2, BRANDS[0]),
        *others,
        ("identify", "", 0, 1, "email", 20, BRANDS[0]),
        others[0],
        ("track", "Order Completed", 0, 0, "known", 21, BRANDS[0]),
        others[0],
    ]
    return [_event(number, *step) for number, step in enumerate(steps)]


def _event(
    number: int, kind: str, name: str, who: int, device: int, known_by: str, day: int, brand: str
) -> Event:
    anonymous = f"anon-{who}-{device}" if known_by in ("anonymous", "both", "email") else None
    user = f"user-{who}" if known_by in ("known", "both") else None
    traits = {"plan": f"plan{number % 3}"} if kind == "identify" else {}
    if known_by == "email" and kind == "identify":
        traits["email"] = f"Person{who}@Example.org"
    if kind == "alias" and not (user and anonymous):
        kind = "track"
    properties = {"total": 0.1 * number, "currency": "KRW"} if name == "Order Completed" else {}
    at = START + day * DAY + (number * 7919) % 24 * HOUR
    return Event(
        type=kind,  # type: ignore[arg-type]
        name=name if kind == "track" else "",
        message_id=f"m{number}",
        source=f"{brand}-web",
        touchpoint="web",
        brand=brand,
        at=at,
        received=START + 200 * DAY,
        user_id=user,
        anonymous_id=None if kind == "alias" else anonymous,
        previous_id=anonymous if kind == "alias" else None,
        traits=msgspec.Raw(json.dumps(traits).encode()),
        properties=msgspec.Raw(json.dumps(properties).encode()),
    )
