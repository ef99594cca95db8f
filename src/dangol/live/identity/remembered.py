"""A bounded memory of what was looked up or written lately."""

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """A map that forgets what was not used for long.

    Two generations: what is used moves to the young one; when that is full, it becomes the old one
    and the former old one is dropped. So every entry outlives at least ``size // 2`` others.

    Args:
        size: how many entries are kept at most.
    """

    def __init__(self, size: int) -> None:
        self._most = max(1, size // 2)
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """Return what is remembered, or None."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: K, value: V) -> None:
        """Remember a value in place of an earlier one."""
        self._young[key] = value
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}

    def clear(self) -> None:
        """Forget everything."""
        self._young, self._old = {}, {}
