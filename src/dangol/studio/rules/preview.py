"""A preview of edited rules, in the order and the words of the page. Pure."""

import msgspec

from dangol.live.profiles.contracts import STAGES, Stage, StagePreview


class Move(msgspec.Struct, frozen=True):
    """Customers that would go from one stage to another; ``percent`` is of all that would move."""

    came_from: Stage
    went_to: Stage
    customers: int
    percent: int


def list_moves(preview: StagePreview) -> list[Move]:
    """Return the moves, the largest first; ties in the order of the stages.

    >>> list_moves(StagePreview(9, 4, {("buy", "use"): 1, ("explore", "buy"): 3}))[0].percent
    75
    """
    found = [
        Move(came_from, went_to, customers, round(100 * customers / preview.moving))
        for (came_from, went_to), customers in preview.moves.items()
        if customers
    ]
    order = {stage: place for place, stage in enumerate(STAGES)}
    return sorted(found, key=lambda m: (-m.customers, order[m.came_from], order[m.went_to]))
