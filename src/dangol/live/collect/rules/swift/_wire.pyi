from collections.abc import Callable

EDITION: int
TIME: int
AT: int
FOREIGN: int

def prepare(
    stated: Callable[..., object],
    raw: Callable[..., object],
    empty: object,
    largest_event: int,
    most_events: int,
    deepest: int,
    /,
) -> None: ...
def take_apart(body: bytes, is_batch: bool, /) -> tuple[list[object], str | None, int] | None: ...
