"""Numbers that the environment states: read in one way, refused with the setting's name."""

from collections.abc import Mapping

from dangol.kernel.errors import Unusable


def find_number(environment: Mapping[str, str], name: str) -> float | None:
    """Return a number that the environment states, None where it states none.

    Args:
        environment: such as ``os.environ``.
        name: the variable's; an empty one states nothing.

    Raises:
        Unusable: it is no number, or below zero.

    >>> find_number({"DANGOL_LAKE_SECONDS": "0.5"}, "DANGOL_LAKE_SECONDS")
    0.5
    """
    said = environment.get(name, "").strip()
    if not said:
        return None
    try:
        number = float(said)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise Unusable(
            "setting_unusable",
            "The setting {name} must be a number from 0 on. Correct it, or leave it out.",
            name=name,
        )
    return number
