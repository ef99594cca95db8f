"""Is it alive, can it work, what does it count: for load balancers, supervisors and Prometheus."""

from collections.abc import Callable

import msgspec

from dangol.edge.answers import JSON, NOT_STORED, RETRY_SECONDS, TEXT, Answer, json_answer
from dangol.edge.metrics import exposition
from dangol.edge.pressure import check_disk, check_waiting
from dangol.edge.requests import Request
from dangol.edge.resources import Resources
from dangol.kernel.clock import HOUR, SECOND
from dangol.kernel.errors import DangolError, Unavailable
from dangol.kernel.words import translate
from dangol.live.trip.api import count_lost, trip_state
from dangol.memory.lake.contracts import Manifest
from dangol.registry.sources.api import list_sources

STUCK = 15 * SECOND
"""Without a commit for so long while entries wait, the trip is taken for stuck."""
HOPELESS = HOUR
"""Entries that wait longer than this are no longer processed as they happen."""
ALIVE = Answer(200, b'{"status":"ok"}', [JSON, NOT_STORED])


class Check(msgspec.Struct, frozen=True):
    """One thing that has to work, and whether it does; ``problem`` is a sentence, empty if so."""

    name: str
    problem: str = ""


async def answer_ready(request: Request, resources: Resources) -> Answer:
    """Answer whether events can be accepted and processed, with each check's result."""
    language = request.language
    checks = await resources.call(check_all, resources)
    ready = not any(check.problem for check in checks)
    told = {
        "status": "ready" if ready else "not ready",
        "checks": {
            check.name: translate(check.problem, language) if check.problem else "ok"
            for check in checks
        },
    }
    if ready:
        return json_answer(told)
    problem = next(check.problem for check in checks if check.problem)
    told |= {"code": "not_ready", "message": translate(problem, language)}
    return json_answer(told, 503, [(b"retry-after", RETRY_SECONDS)])


async def answer_metrics(_request: Request, resources: Resources) -> Answer:
    """Answer with all figures in Prometheus' text format."""
    text = await resources.call(_metrics, resources)
    return Answer(200, text.encode(), [TEXT, NOT_STORED])


def check_all(resources: Resources) -> list[Check]:
    """Look whether the log can be written, the database read, and the trip goes on."""
    return [
        _check("log", lambda: _look_at_log(resources)),
        _check("database", lambda: _look_at_database(resources)),
        _check("trip", lambda: _look_at_trip(resources)),
    ]


def _check(name: str, look: Callable[[], None]) -> Check:
    try:
        look()
    except DangolError as error:
        return Check(name, error.say())
    except Exception as error:  # whatever driver it is: not ready, and why
        return Check(name, f"{type(error).__name__}")
    return Check(name)


def _look_at_log(resources: Resources) -> None:
    resources.log.append([])
    check_disk(resources.config.data, resources.config.disk_floor)


def _look_at_database(resources: Resources) -> None:
    try:
        list_sources(resources.db)
        trip_state(resources.db)
    except DangolError:
        raise
    except Exception as error:
        raise Unavailable(
            "database_not_ready",
            "The database does not answer, or its tables are not up to date. Run `dangol init`.",
        ) from error


def _look_at_trip(resources: Resources) -> None:
    state = trip_state(resources.db)
    if most := resources.config.most_waiting:
        check_waiting(resources.log.head() - state.offset, most)
    waiting = resources.log.read(state.offset, 1)
    if not waiting:
        return
    now = resources.clock()
    waits_for = now - waiting[0].appended
    if waits_for > STUCK and now - state.at > STUCK:
        raise Unavailable(
            "trip_stuck",
            "Events are kept, but not processed. See `dangol doctor` for what holds them up.",
        )
    if waits_for > HOPELESS:
        raise Unavailable(
            "trip_behind",
            "Events are kept, but they are processed more than an hour late. Send fewer for now.",
        )


def _metrics(resources: Resources) -> str:
    try:
        trip_offset: int | None = trip_state(resources.db).offset
        lost: int | None = count_lost(resources.db)
    except Exception:  # figures must be readable when the database is away, then most of all
        trip_offset = lost = None
    try:
        lake: Manifest | None = resources.lake.read_manifest()
    except (DangolError, OSError):
        lake = None
    return exposition(
        resources.counters,
        log_begin=resources.log.begin(),
        log_head=resources.log.head(),
        log_bytes=resources.log.size(),
        log_lost=lost,
        trip_offset=trip_offset,
        refusing=resources.pressure.refusal is not None,
        lake=lake,
    )
