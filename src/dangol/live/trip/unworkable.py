"""Which entries hold up a run: found by halving, since most of a run can be worked on."""

from collections.abc import Callable

from dangol.engines.database import is_outage

Attempt = Callable[[int, frozenset[int]], None]
"""Works on so many first entries but those set aside, keeps nothing, and raises where it fails."""


def find_unworkable(first: int, count: int, attempt: Attempt) -> dict[int, Exception]:
    """Return the entries without which a run can be worked on, by offset, with their failures.

    Args:
        first: offset of the run's first entry.
        count: how many entries the run has.
        attempt: tried with ever shorter beginnings of the run.

    Raises:
        Exception: an outage, or what fails whatever is set aside; neither speaks of any entry.
    """
    found: dict[int, Exception] = {}
    works = 0  # so many first entries are known to work
    while (failure := _failure(attempt, count, found)) is not None:
        fails = count
        while fails - works > 1:
            middle = (works + fails) // 2
            earlier = _failure(attempt, middle, found)
            if earlier is None:
                works = middle
            else:
                fails, failure = middle, earlier
        if first + fails - 1 in found:
            raise failure
        found[first + fails - 1] = failure
        works = fails
    return found


def _failure(attempt: Attempt, count: int, found: dict[int, Exception]) -> Exception | None:
    try:
        attempt(count, frozenset(found))
    except Exception as failure:
        if is_outage(failure):
            raise
        return failure
    return None
