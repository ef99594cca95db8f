"""Doors that load a room piece by piece, when a piece is first asked for."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def load_late(package: str, places: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a module (PEP 562) that finds names in other modules.

    >>> load_late("dangol", {"kernel.words": ("count_noun",)})("nothing")
    Traceback (most recent call last):
        ...
    AttributeError: nothing

    Args:
        package: the package of the door.
        places: the names that are looked up late, by the module that has them, within the package.
    """
    place_of = {name: place for place, names in places.items() for name in names}

    def find(name: str) -> Any:
        if name not in place_of:
            raise AttributeError(name)
        return getattr(import_module(f"{package}.{place_of[name]}"), name)

    return find
