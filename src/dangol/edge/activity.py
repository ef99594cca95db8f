"""Reading what a source sent: by hour and outcome, and why it was refused."""

from urllib.parse import unquote

from dangol.edge.answers import Answer, json_answer
from dangol.edge.callers import bearer_of, brands_in_view, slugs
from dangol.edge.customer_json import Json
from dangol.edge.paths import ACTIVITY, SOURCES
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.engines.database import Database
from dangol.kernel.clock import DAY, HOUR, format_time, parse_time
from dangol.kernel.errors import Unusable
from dangol.live.trip.api import list_hours, list_reasons
from dangol.registry.sources.api import get_source
from dangol.registry.sources.contracts import SourceUnknown

USUAL = 7 * DAY
LONGEST = 92 * DAY
_FIRST = parse_time("0001-01-01")[0]

Period = tuple[int, int]


async def answer_activity(request: Request, resources: Resources) -> Answer:
    """Answer what came of a source in a period: ``from`` and ``to``, whole hours.

    Raises:
        Unauthorised: the API key is missing or unknown.
        SourceUnknown: no such source is in the key's view.
        Unusable: the period is none.
    """
    api_key = bearer_of(request)
    name = unquote(request.path.rstrip(b"/")[len(SOURCES) : -len(ACTIVITY)].decode("latin-1"))
    period = read_period(request.parameters(), resources.clock())
    return json_answer(await resources.call(show, resources.db, api_key, name, period))


def read_period(asked: dict[str, str], now: int) -> Period:
    """Return the whole hours that are asked for; the last seven days where nothing is said.

    Raises:
        Unusable: a time is none, or the period is empty, longer than 92 days, or before year 1.
    """
    try:
        until = parse_time(asked["to"])[0] if "to" in asked else now + HOUR
        until -= until % HOUR
        since = parse_time(asked["from"])[0] if "from" in asked else until - USUAL
        since -= since % HOUR
    except ValueError as error:
        raise _unusable() from error
    if not 0 < until - since <= LONGEST or since < _FIRST:
        raise _unusable()
    return since, until


def show(db: Database, api_key: str, name: str, period: Period) -> Json:
    """Return what came of a source as JSON."""
    brands = slugs(brands_in_view(db, api_key))
    try:
        source = get_source(db, name)
    except SourceUnknown as error:
        raise _unknown() from error
    if source.brand not in brands:
        raise _unknown()
    hours = list_hours(db, name, *period)
    return {
        "source": name,
        "from": format_time(period[0]),
        "to": format_time(period[1]),
        "accepted": sum(hour.accepted for hour in hours),
        "duplicates": sum(hour.duplicates for hour in hours),
        "rejected": sum(hour.rejected for hour in hours),
        "reasons": list_reasons(db, name, *period),
        "hours": [
            {
                "hour": format_time(hour.hour),
                "accepted": hour.accepted,
                "duplicates": hour.duplicates,
                "rejected": hour.rejected,
            }
            for hour in hours
        ],
    }


def _unknown() -> SourceUnknown:
    return SourceUnknown(
        "source_unknown", "There is no source of this name in this API key's view."
    )


def _unusable() -> Unusable:
    return Unusable(
        "period_unusable",
        "from and to must be times such as 2026-11-22T09:00:00Z, from before to, at most 92 days "
        "apart.",
    )
