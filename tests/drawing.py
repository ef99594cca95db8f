"""How Hypothesis draws: the same cases in each run, or to prove, many more and others each time.

Nothing here is measured by the clock: how long one case takes says how busy the machine is.
"""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("DANGOL_DRAW_TIMES", "1"))
"""How many times as many cases to draw; with more than one, they are others in each run."""

settings.register_profile(
    "dangol",
    max_examples=100 * TIMES,
    deadline=None,
    derandomize=TIMES == 1,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("dangol")


def draw(cases: int, *allowed: HealthCheck) -> settings:
    """Draw another number of cases than 100; what is ``allowed`` is meant so."""
    return settings(
        max_examples=cases * TIMES, suppress_health_check=[HealthCheck.too_slow, *allowed]
    )
