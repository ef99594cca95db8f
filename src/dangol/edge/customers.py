"""Reading customers: one by id or identifier, and what they did."""

from typing import NamedTuple

from dangol.edge.answers import Answer, json_answer
from dangol.edge.callers import bearer_of, brands_in_view, slugs
from dangol.edge.cursors import Place, cursor_text, read_cursor, read_limit
from dangol.edge.customer_json import Json, customer_json, event_json
from dangol.edge.paths import CustomerPath, read_customer_path
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.engines.database import Database
from dangol.kernel.errors import Unknown
from dangol.kernel.event import LOST, Event
from dangol.live.identity.api import survivor_of
from dangol.live.profiles.api import find_named, find_profile, timeline
from dangol.live.profiles.contracts import CustomerUnknown, Profile
from dangol.memory.lake.api import read_entries
from dangol.registry.access.contracts import Brand

USUAL_EVENTS, MOST_EVENTS = 50, 500
MOST_LOOKED_AT = 5_000
"""Places of a timeline that one request looks at where the log no longer holds them."""


async def answer_customers(request: Request, resources: Resources) -> Answer:
    """Answer a request below ``/v1/customers/``.

    Raises:
        Unauthorised: the API key is missing or unknown.
        CustomerUnknown: nobody of that name is in the key's view.
    """
    api_key = bearer_of(request)
    path = read_customer_path(request.path)
    if path.part == "":
        now = resources.clock()
        return json_answer(await resources.call(show, resources.db, api_key, path, now))
    if path.part == "events":
        asked = request.parameters()
        limit = read_limit(asked.get("limit"), usual=USUAL_EVENTS, most=MOST_EVENTS)
        before = read_cursor(asked.get("before"))
        return json_answer(
            await resources.call(list_events, resources, api_key, path, limit, before)
        )
    raise Unknown("path_unknown", "There is nothing at this address. See /api/docs.")


def show(db: Database, api_key: str, path: CustomerPath, now: int) -> Json:
    """Return one customer as JSON."""
    profile, _ = _get_profile(db, api_key, path, now)
    return customer_json(profile)


def list_events(
    resources: Resources, api_key: str, path: CustomerPath, limit: int, before: Place | None
) -> Json:
    """Return what one customer did, newest first, as far as the key sees it."""
    profile, brands = _get_profile(resources.db, api_key, path, resources.clock())
    page = _page(resources, profile.strands, slugs(brands), limit, before)
    return {
        "events": [event_json(event) for event in page.events],
        "next": cursor_text(page.following),
        **({"not_held": page.not_held} if page.not_held else {}),
        **({"unreadable": page.unreadable} if page.unreadable else {}),
    }


class _Page(NamedTuple):
    """Events of a timeline, where the next ones begin, and how many cannot be given."""

    events: list[Event]
    following: Place | None
    not_held: int
    unreadable: int


def _page(
    resources: Resources,
    strands: list[int],
    seen: frozenset[str],
    limit: int,
    before: Place | None,
) -> _Page:
    """Return a page of the timeline; what is out of view is passed over, not counted.

    A page may have few events, or none, and yet a next one: where the log holds little of what
    happened, a request looks at so many places and no more.
    """
    events: list[Event] = []
    looked = not_held = unreadable = 0
    told = (0, 0)
    while True:
        places, following = timeline(resources.db, strands, limit=limit, before=before)
        offsets = [offset for _, offset in places]
        entries = read_entries(resources.log, resources.lake, offsets, strands)
        for place in places:
            event = entries.get(place[1])
            not_held += event is None
            unreadable += event is LOST
            if not isinstance(event, Event) or event.brand not in seen:
                continue
            if len(events) == limit:
                return _Page(events, before, *told)
            events.append(event)
            before, told = place, (not_held, unreadable)
        looked += len(places)
        if following is None or (not_held and looked >= MOST_LOOKED_AT):
            return _Page(events, following, not_held, unreadable)
        before = following


def _get_profile(
    db: Database, api_key: str, path: CustomerPath, now: int
) -> tuple[Profile, list[Brand]]:
    brands = brands_in_view(db, api_key)
    profile = _find_profile(db, path, brands, now)
    if profile is not None:
        return profile, brands
    raise CustomerUnknown(
        "customer_unknown",
        "No customer of this id or identifier is known to this API key.",
    )


def _find_profile(
    db: Database, path: CustomerPath, brands: list[Brand], now: int
) -> Profile | None:
    """Return whom a path means; by an identifier the house's customer comes before walled ones."""
    if ":" in path.who:
        return next(iter(find_named(db, [path.identifier], brands, now)), None)
    if path.number is None:
        return None
    return find_profile(db, survivor_of(db, path.number), slugs(brands), now)
