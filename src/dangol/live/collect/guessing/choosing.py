"""What a whole table seems to be, and whether what somebody chose can become events."""

from collections.abc import Sequence

from dangol.live.collect.files.contracts import Cell, Glance
from dangol.live.collect.guessing.columns import (
    PERSONAL,
    glance_cells,
    is_masked,
    is_withheld,
    rank_meanings,
)
from dangol.live.collect.guessing.contracts import (
    FITTING,
    NAMING,
    REPEATABLE,
    Choices,
    Meaning,
    RowKind,
)

Faults = dict[str, str]
Ranks = list[dict[Meaning, int]]


def guess(glance: Glance, kind: RowKind | None = None) -> Choices:
    """Return what a table seems to be, for somebody to correct; ``kind`` where that is known.

    Each thing is one column's at most: that of the likeliest name. A column of which nothing is
    known is kept under its own name, one that is empty or speaks of an address or of another
    person is left out.
    """
    cells = glance_cells(glance)
    ranks = [rank_meanings(name, told) for name, told in zip(glance.columns, cells, strict=True)]
    kind = kind or guess_kind(ranks)
    chosen = _deal(ranks, FITTING[kind])
    meanings = tuple(
        chosen.get(place) or _else(glance.columns[place], cells[place], kind)
        for place in range(len(cells))
    )
    return Choices(kind, meanings)


def guess_kind(ranks: Ranks) -> RowKind:
    """Return what a row seems to be: an order where something costs, an event where it is named."""
    found = {meaning for each in ranks for meaning in each}
    if found & {"order_id", "total"} and found & {"time", "product", "total", "quantity"}:
        return "order"
    if "event" in found or ("time" in found and "joined" not in found and not _is_person(found)):
        return "event"
    return "customer"


def check_choices(choices: Choices, glance: Glance) -> Faults:
    """Return what keeps rows from becoming events, by the field; nothing where all is well.

    Fields are ``kind``, ``event`` and ``column_N``, N the column's place from 0.
    """
    faults: Faults = {}
    meanings = choices.meanings
    for place, meaning in enumerate(meanings):
        if meaning not in FITTING[choices.kind]:
            faults[f"column_{place}"] = "A column cannot be this in rows of this kind."
        elif meaning not in REPEATABLE and meaning in meanings[:place]:
            faults[f"column_{place}"] = "Another column is this already. Choose one of the two."
        elif meaning in PERSONAL and place < len(glance.columns) and is_masked(glance.cells(place)):
            faults[f"column_{place}"] = (
                "Parts of it are hidden by stars, so that different people would become one. Leave "
                "it out, or export the file with whole values."
            )
    if len(meanings) != len(glance.columns):
        faults["kind"] = "The file has other columns than were chosen for. Look at it again."
    elif not set(NAMING) & set(meanings):
        faults["kind"] = (
            "No column tells whose a row is. Say which column holds the customer number, the "
            "e-mail address or the phone number."
        )
    elif choices.kind != "customer" and "time" not in meanings:
        faults["kind"] = "No column tells when it happened. Say which column holds the date."
    if choices.kind == "event" and "event" not in meanings and not choices.event.strip():
        faults["event"] = "Write what happened, such as Store Visited, or choose a column for it."
    return faults


def repeats_orders(choices: Choices, glance: Glance) -> bool:
    """Tell whether several rows are of one order, each of which would count as an order."""
    if choices.kind != "order" or "order_id" not in choices.meanings:
        return False
    numbers = glance.cells(choices.meanings.index("order_id"))
    return len(set(map(str, numbers))) < len(numbers)


def _is_person(found: set[Meaning]) -> bool:
    return bool(found & {"name", "gender", "birthday", "marketing_consent"})


def _deal(ranks: Ranks, fitting: Sequence[Meaning]) -> dict[int, Meaning]:
    """Give each meaning to the column that ranks it best; each column gets one at most."""
    bids = sorted(
        (rank, place, meaning)
        for place, each in enumerate(ranks)
        for meaning, rank in each.items()
        if meaning in fitting
    )
    dealt: dict[int, Meaning] = {}
    for _, place, meaning in bids:
        if place not in dealt and meaning not in dealt.values():
            dealt[place] = meaning
    return dealt


def _else(header: str, cells: Sequence[Cell], kind: RowKind) -> Meaning:
    if not cells or is_withheld(header) or is_masked(cells):
        return ""
    return "trait" if kind == "customer" else "property"
